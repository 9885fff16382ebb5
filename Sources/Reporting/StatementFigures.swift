// The figures of the monthly statement, from the running balances: how many contributions there were makes no difference.

import Dates
import Ledger
import Money
import Store

/// What a fund, or all funds, had, got and spent in a month.
public struct StatementFigures: Codable, Hashable, Sendable {
  /// A line of the statement, in pence. What comes in is positive, what goes out negative.
  public struct Line: Codable, Hashable, Sendable {
    /// A stable code, such as `payroll-staff`.
    public let code: String
    /// What it is, in words.
    public let words: String
    /// In the month.
    public let monthPence: Int64
    /// In the year up to the end of the month.
    public let yearToDatePence: Int64
    /// In the same month last year.
    public let lastYearPence: Int64
  }

  /// The month, such as `2026-10`.
  public let month: String
  /// The fund's code; nil for all funds together.
  public let fund: String?
  /// The opening balance, what came in by kind, what went out by kind, the closing balance.
  public let movements: [Line]
  /// Where the closing balance lies at the end of each column: in the account, on its way, promised, can be awarded.
  public let position: [Line]

  /// The month of the year, 1 to 12, in which the scheme's year begins where no setting says otherwise.
  public static let yearBegins = 4

  /// The figures of a month, of all funds or of one, from the running balances.
  /// - Parameter yearBegins: the month, 1 to 12, in which the year of the second column begins.
  /// - Throws: `LedgerError.notFound` for a fund that there is not.
  public static func read(
    _ month: Month, fund code: String? = nil, yearBegins: Int = Self.yearBegins, _ reading: Reading
  ) throws -> StatementFigures {
    StatementFigures(month, fund: code, yearBegins: yearBegins, try sums(through: month, fund: code, reading))
  }

  /// The sums by account, fund and month up to the end of a month, with what waits for a signature.
  /// - Throws: `LedgerError.notFound` for a fund that there is not.
  static func sums(through month: Month, fund code: String? = nil, _ reading: Reading) throws -> [FundSum] {
    var number: Int64?
    if let code {
      guard let found = try Funds.read(reading)[code] else { throw LedgerError.notFound(kind: "fund", id: code) }
      number = found.number
    }
    let sums = try reading.all(
      """
      SELECT account, fund, month, debit_pence, credit_pence FROM balance WHERE month <= ?1 AND (?2 IS NULL OR fund = ?2)
      """, [.integer(Int64(month.monthNumber)), .integer(number)]
    ) { row in
      let (account, fund, month) = (row.text(0), row.int(1), try row.month(2))
      // What was promised and what came back of it are lines of their own.
      guard account.hasPrefix("expense:grants:") else {
        return [FundSum(account: account, fund: fund, month: month, pence: row.int(3) - row.int(4))]
      }
      return [
        FundSum(account: account, fund: fund, month: month, pence: row.int(3)),
        FundSum(account: Flow.writtenBack, fund: fund, month: month, pence: -row.int(4)),
      ]
    }.flatMap(\.self)
    let held = try Reservation.changes(reading).filter { number == nil || $0.fund == number }.map {
      FundSum(account: Place.held, fund: $0.fund, month: $0.date.month, pence: -$0.amount.rawValue)
    }
    return sums + held
  }

  /// What the funds had at the end of each of the twelve months up to this one, the oldest first.
  static func balances(_ month: Month, _ sums: [FundSum]) -> [(month: Month, pence: Int64)] {
    (-11...0).map { step in
      let end = month.adding(step)
      return (end, -sums.reduce(0) { $0 + ($1.month <= end && Flow.of($1.account) != nil ? $1.pence : 0) })
    }
  }

  /// Whether an account is one of income or expense: the balance changes by what is posted to it.
  static func changesBalance(_ account: String) -> Bool { Flow.of(account) != nil }

  /// The lines of what came in.
  public var income: [Line] {
    movements.filter { line in
      line.code.hasPrefix(Self.pay) || Flow.all.contains { $0.code == line.code && $0.isIncome }
    }
  }

  /// The lines of what went out.
  public var expense: [Line] {
    movements.filter { line in
      line.code == Self.grants || Flow.all.contains { $0.code == line.code && $0.isExpense }
    }
  }

  /// What came back of grants, in the sums: no account of the ledger.
  static var writtenBackAccount: String { Flow.writtenBack }

  /// The code of all grants as one sum.
  static let grants = "grants"
  /// What the codes of all gifts from pay begin with.
  static let pay = "payroll"
  /// The codes of what came from, and went to, other funds.
  static let (transfersIn, transfersOut) = ("transfers-in", "transfers-out")

  /// The figures as they go out (`security.md`, "Small numbers"): grants as one sum, what came back taken off it; what
  /// councillors and partners' staff gave among what the council's staff gave, but for those who may stand apart.
  func shown(apart: Set<Account.Givers>) -> StatementFigures {
    var lines = merged(
      Flow.all.filter { $0.account.hasPrefix("expense:grants:") || $0.account == Flow.writtenBack }.map(\.code),
      as: Self.grants, "Grants, less what was not used or sent back", in: movements)
    let among = [Account.Givers.councillors, .partners].filter { !apart.contains($0) }
    let told: (code: String, words: String)? =
      switch among {
      case []: nil
      case [.councillors]: ("\(Self.pay)-council", "Gifts from pay: staff and councillors")
      case [.partners]: ("\(Self.pay)-staff-partners", "Gifts from pay: staff, here and at partners")
      default: (Self.pay, "Gifts from pay")
      }
    if let told {
      lines = merged(
        ([.staff] + among).map { "\(Self.pay)-\($0.rawValue)" }, as: told.code, told.words, in: lines)
    }
    return StatementFigures(month: month, fund: fund, movements: lines, position: position)
  }

  /// The figures of all funds together without what only moved between them: it came from nobody and went to nobody.
  /// - Parameter moved: that, in pence, by the month in which it counts.
  func without(moved: [Month: Int64], yearBegins: Int) -> StatementFigures {
    guard let month = Month(month), !moved.isEmpty else { return self }
    let columns = Self.spans(month, yearBegins: yearBegins).map { span in
      moved.reduce(Int64(0)) { $0 + (span.contains($1.key) ? $1.value : 0) }
    }
    let movements = movements.map { line in
      let sign: Int64 = line.code == Self.transfersIn ? -1 : line.code == Self.transfersOut ? 1 : 0
      return Line(
        code: line.code, words: line.words, monthPence: line.monthPence + sign * columns[0],
        yearToDatePence: line.yearToDatePence + sign * columns[1], lastYearPence: line.lastYearPence + sign * columns[2]
      )
    }
    return StatementFigures(month: self.month, fund: fund, movements: movements, position: position)
  }

  private func merged(_ codes: [String], as code: String, _ words: String, in lines: [Line]) -> [Line] {
    let parts = lines.filter { codes.contains($0.code) }
    let sum = Line(
      code: code, words: words, monthPence: parts.reduce(0) { $0 + $1.monthPence },
      yearToDatePence: parts.reduce(0) { $0 + $1.yearToDatePence },
      lastYearPence: parts.reduce(0) { $0 + $1.lastYearPence })
    return lines.flatMap { line in
      line.code == codes.first ? [sum] : codes.contains(line.code) ? [] : [line]
    }
  }

  private init(month: String, fund: String?, movements: [Line], position: [Line]) {
    self.month = month
    self.fund = fund
    self.movements = movements
    self.position = position
  }

  /// The first month of the year that a month is in.
  static func yearStart(_ month: Month, yearBegins: Int) -> Month {
    month.adding(-((month.number - yearBegins + 12) % 12))
  }

  /// The months of each column: the month, the year to date, the same month last year.
  private static func spans(_ month: Month, yearBegins: Int) -> [ClosedRange<Month>] {
    [month...month, yearStart(month, yearBegins: yearBegins)...month, month.adding(-12)...month.adding(-12)]
  }

  /// The months that the columns of a statement tell of: those of the year to date, and the same month last year.
  public static func monthsTold(_ month: Month, yearBegins: Int) -> [Month] {
    let months = (month.number - yearBegins + 12) % 12
    return (0...months).map { month.adding(-$0) } + [month.adding(-12)]
  }

  /// The figures of a month from sums by account, fund and month.
  public init(_ month: Month, fund: String? = nil, yearBegins: Int = Self.yearBegins, _ sums: [FundSum]) {
    let spans = Self.spans(month, yearBegins: yearBegins)
    func line(_ code: String, _ words: String, _ pence: (ClosedRange<Month>) -> Int64) -> Line {
      let columns = spans.map(pence)
      return Line(
        code: code, words: words, monthPence: columns[0], yearToDatePence: columns[1], lastYearPence: columns[2])
    }
    func total(through month: Month, _ isCounted: (FundSum) -> Bool) -> Int64 {
      sums.reduce(0) { $0 + ($1.month <= month && isCounted($1) ? $1.pence : 0) }
    }
    let flows = Flow.all.map { flow in
      line(flow.code, flow.words) { span in
        -sums.reduce(0) { $0 + (span.contains($1.month) && Flow.of($1.account) == flow ? $1.pence : 0) }
      }
    }
    self.month = month.description
    self.fund = fund
    movements =
      [line("opening", "Opening balance") { -total(through: $0.lowerBound.previous) { Flow.of($0.account) != nil } }]
      + flows
      + [line("closing", "Closing balance") { -total(through: $0.upperBound) { Flow.of($0.account) != nil } }]
    position = Place.all.map { place in
      line(place.code, place.words) { place.sign * total(through: $0.upperBound, place.holds) }
    }
  }

  /// What can be awarded, what came in and what is promised: the statement's first line.
  /// - Parameter waiting: how many things wait for a person.
  public func firstLine(waiting: Int64) -> String {
    func pence(_ code: String) -> Int64 { position.first { $0.code == code }?.monthPence ?? 0 }
    let cameIn = income.reduce(0) { $0 + $1.monthPence }
    return """
      \(Pence(pence("available")).pounds) can be awarded. \(Pence(cameIn).pounds) came in. \
      \(Pence(pence("promised")).pounds) is promised. \
      \(waiting == 1 ? "1 thing needs" : "\(waiting) things need") you.
      """
  }
}

/// A kind of income or expense.
private struct Flow: Equatable {
  let code: String
  let words: String
  let account: String

  var isIncome: Bool { account.hasPrefix("income:") }
  var isExpense: Bool { account.hasPrefix("expense:") || account == Self.writtenBack }

  /// What came back of grants, or was not used: no account of its own, but the credits of the grants' accounts.
  static let writtenBack = "written-back"

  /// The kind that an account counts as; nil where it is no income or expense. The first that fits.
  static func of(_ account: String) -> Flow? { all.first { account.hasPrefix($0.account) } }

  static let all = [
    Flow(code: "taken-on", words: "Balances taken on", account: "equity:"),
    Flow(code: "payroll-staff", words: "Gifts from pay: staff", account: "income:payroll:staff"),
    Flow(code: "payroll-councillors", words: "Gifts from pay: councillors", account: "income:payroll:councillors"),
    Flow(code: "payroll-partners", words: "Gifts from pay: partners", account: "income:payroll:partners"),
    Flow(code: "match", words: "Match funding", account: "income:match"),
    Flow(code: "gifts", words: "Other gifts", account: "income:gifts"),
    Flow(code: "gift-aid", words: "Gift Aid", account: "income:gift-aid"),
    Flow(code: StatementFigures.transfersIn, words: "From other funds", account: "income:transfers-in"),
    Flow(code: "other-income", words: "Other income", account: "income:"),
    Flow(code: "agency-fees", words: "Agencies' fees", account: "expense:agency-fees"),
    Flow(code: "foundation-fee", words: "The foundation's fee", account: "expense:foundation-fee"),
    Flow(code: "grants-individuals", words: "Grants to individuals", account: "expense:grants:individuals"),
    Flow(code: "grants-activities", words: "Grants for activities", account: "expense:grants:activities"),
    Flow(code: "grants-community", words: "Grants for community action", account: "expense:grants:community"),
    Flow(code: "grants-written-back", words: "Grants not used or sent back", account: Flow.writtenBack),
    Flow(code: StatementFigures.transfersOut, words: "To other funds", account: "expense:transfers-out"),
    Flow(code: "volunteering", words: "Volunteers' expenses", account: "expense:volunteering"),
    Flow(code: "other-expense", words: "Other expenses", account: "expense:"),
  ]
}

/// A place where a balance lies, or what it is bound by.
private struct Place {
  let code: String
  let words: String
  /// 1 where a debit is shown as positive, -1 where a credit is.
  let sign: Int64
  let holds: @Sendable (FundSum) -> Bool

  private static let bank = "asset:bank:"

  /// What was approved and waits for a signature: it stands in no account.
  static let held = "reservation"

  static let all = [
    Place(code: "in-account", words: "In the foundation's account", sign: 1) { $0.account.hasPrefix(bank) },
    Place(code: "on-its-way", words: "On its way", sign: 1) {
      $0.account.hasPrefix("asset:") && !$0.account.hasPrefix(bank)
    },
    Place(code: "suspense", words: "Came in, fund not known yet", sign: -1) { $0.account == Account.suspense.name },
    Place(code: "promised", words: "Promised", sign: -1) {
      [Account.grantsPromised.name, Account.paymentsReleased.name].contains($0.account)
    },
    Place(code: "fees-due", words: "Fees due", sign: -1) { $0.account.hasPrefix("liability:fees-due:") },
    Place(code: "awaiting-sign-off", words: "Approved, not yet signed", sign: -1) { $0.account == held },
    // As `fund list` counts it: money whose fund is not known can award nothing.
    Place(code: "available", words: "Can be awarded", sign: 1) {
      $0.fund != Fund.unallocated.number
        && ($0.account.hasPrefix(bank) || $0.account.hasPrefix("liability:") || $0.account == held)
    },
  ]
}
