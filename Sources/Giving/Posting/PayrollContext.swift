// What the lines of a file are held against: registers, splits and funds, read once and never changed while it is posted.

import Dates
import Ledger
import Money
import Store

/// A split rule, and whether all its funds take gifts on the pay date.
struct SplitEntry: Sendable {
  let rule: SplitRule
  let isOpen: Bool
}

/// One employer of a file.
struct EmployerContext: Sendable {
  let payroll: ProfilePayroll
  let code: [UInt8]
  let numbers: PayrollNumbers
  let mandates: MandateEntries
}

/// What the lines of a file are held against.
struct PayrollContext: Sendable {
  let profile: Profile
  let heading: PayrollHeading
  let employers: [EmployerContext]
  let codes: CodeTable
  /// The splits of mandates, by row; then that of each deduction code, for profiles whose consents are kept by payroll.
  let splits: [SplitEntry?]
  /// Posts and codes that other files of this pay date hold.
  let seenBefore: Set<SeenLine>

  /// Whether another file of this payroll and pay date is posted.
  let isLaterRun: Bool

  /// The place of the first deduction code's split.
  var firstCodeSplit: Int { splits.count - codes.count }

  /// What came before: a post, and a deduction code by its place in the profile.
  struct SeenLine: Hashable, Sendable {
    let post: Int64
    let code: Int
  }

  /// No register at all, for looking at a file without a database: to it every payroll number is unknown.
  static func withoutRegister(_ profile: Profile, _ heading: PayrollHeading) -> PayrollContext {
    PayrollContext(
      profile: profile, heading: heading,
      employers: payrolls(profile, heading).map {
        EmployerContext(
          payroll: $0, code: Array($0.employer.utf8), numbers: PayrollNumbers(), mandates: MandateEntries())
      },
      codes: CodeTable(profile),
      splits: profile.codes.map { _ in SplitEntry(rule: SplitRule(whole: Fund.unallocated.number), isOpen: true) },
      seenBefore: [], isLaterRun: false)
  }

  /// The payrolls whose lines the file may hold.
  private static func payrolls(_ profile: Profile, _ heading: PayrollHeading) -> [ProfilePayroll] {
    profile.payrolls.filter {
      $0.payroll == heading.key.payroll && (heading.employer == nil || $0.employer == heading.employer)
    }
  }

  /// Reads what is needed for a file. Payroll numbers and mandates are read side by side.
  static func read(_ profile: Profile, _ heading: PayrollHeading, home: Home) throws -> PayrollContext {
    let codes = CodeTable(profile)
    let payrolls = payrolls(profile, heading)
    return try Store.read(home) { reading in
      let funds = try Funds.read(reading)
      let date = heading.key.payDate
      let key = heading.key
      guard !payrolls.isEmpty else {
        throw GivingError.payrollNotInProfile(payroll: "\(key.sender)/\(key.payroll)", profile: profile.name)
      }
      let others = try PostedFile.live(payDate: date, reading).filter { $0.key != key }
      return PayrollContext(
        profile: profile, heading: heading,
        employers: try payrolls.map { try employer($0, codes, date, home, reading) }, codes: codes,
        splits: try splits(funds, date, reading) + codeSplits(profile, funds, date),
        seenBefore: try seen(others, profile, funds, reading),
        isLaterRun: others.contains { $0.key.sender == key.sender && $0.key.payroll == key.payroll })
    }
  }

  private static func employer(
    _ payroll: ProfilePayroll, _ codes: CodeTable, _ date: CivilDate, _ home: Home, _ reading: Reading
  ) throws -> EmployerContext {
    let number = try Payroll.find(employer: payroll.employer, code: payroll.payroll, reading)?.number ?? 0
    let (numbers, mandates) = try together {
      try Store.read(home) { try PayrollNumbers.read(payroll: number, on: date, $0) }
    } here: {
      try MandateEntries.read(payroll: number, codes: codes, frequency: payroll.frequency, reading)
    }
    return EmployerContext(
      payroll: payroll, code: Array(payroll.employer.utf8), numbers: numbers, mandates: mandates)
  }

  private static func splits(_ funds: Funds, _ date: CivilDate, _ reading: Reading) throws -> [SplitEntry?] {
    let rules = try SplitRule.all(reading)
    var entries = [SplitEntry?](repeating: nil, count: Int(rules.keys.max() ?? 0) + 1)
    for (row, rule) in rules {
      entries[Int(row)] = SplitEntry(
        rule: rule, isOpen: rule.parts.allSatisfy { funds[$0.fund]?.isOpen(on: date) ?? false })
    }
    return entries
  }

  private static func codeSplits(_ profile: Profile, _ funds: Funds, _ date: CivilDate) throws -> [SplitEntry] {
    try profile.codes.map { entry in
      guard let fund = funds[entry.fund] else { throw GivingError.notFound(kind: "fund", id: entry.fund) }
      return SplitEntry(rule: SplitRule(whole: fund.number), isOpen: fund.isOpen(on: date))
    }
  }

  /// The posts and codes of other posted files of this pay date, whoever sent them: a gift is not taken twice for one pay
  /// date. What they had in suspense for being negative or the second themselves does not count.
  private static func seen(
    _ files: [PostedFile], _ profile: Profile, _ funds: Funds, _ reading: Reading
  ) throws -> Set<SeenLine> {
    let places = Dictionary(profile.codes.enumerated().map { ($1.code, $0) }) { first, _ in first }
    var ofFund: [Int64: [Int]] = [:]
    for (place, entry) in profile.codes.enumerated() {
      if let fund = funds[entry.fund] { ofFund[fund.number, default: []].append(place) }
    }
    var seen: Set<SeenLine> = []
    for file in files {
      try reading.each(
        """
        SELECT DISTINCT post, fund, (SELECT code FROM mandate WHERE mandate.mandate = contribution.mandate LIMIT 1)
        FROM contribution WHERE id >= ? AND id < ? AND post <> 0
        AND finding NOT IN (\(Finding.negative.rawValue), \(Finding.secondTime.rawValue))
        """, [.integer(file.rows.lowerBound), .integer(file.rows.upperBound)]
      ) { row in
        let codes = row.optionalText(2).map { places[$0].map { [$0] } ?? [] } ?? ofFund[row.int(1)] ?? []
        for code in codes { seen.insert(SeenLine(post: row.int(0), code: code)) }
      }
    }
    return seen
  }
}
