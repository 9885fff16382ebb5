// A sponsor's offer to match gifts, and the gifts it can match.

import Dates
import Ledger
import Money
import Store

/// An offer that two people record.
public struct MatchOffer: Codable, Hashable, Sendable {
  /// The sponsor's code; a sponsor has one offer.
  public let sponsor: String
  /// The body's name.
  public let name: String
  /// Hundredths of a per cent that are added to a gift.
  public let basisPoints: Int64
  /// The most for one donor in one calendar month; nil for no cap.
  public let monthlyCapPence: Int64?
  /// The most in all.
  public let potPence: Int64
  /// The first day of gifts that are matched.
  public let from: String
  /// The last one.
  public let until: String
  /// The codes of the funds whose gifts are matched; matched money goes to the same fund.
  public let funds: [String]

  /// An offer.
  /// - Throws: ``GivingError`` if it cannot be meant.
  public init(
    sponsor: String, name: String, rate: Rate, monthlyCap: Pence?, pot: Pence, from: CivilDate, until: CivilDate,
    funds: [String]
  ) throws {
    guard Employer.isCode(sponsor) else { throw GivingError.notACode(sponsor) }
    guard name.isPlainText else { throw LedgerError.text(sponsor) }
    guard !name.isEmpty, rate.basisPoints > 0, rate <= Rate(basisPoints: 100_000), pot > .zero,
      monthlyCap.map({ $0 > .zero }) ?? true, from <= until, !funds.isEmpty, Set(funds).count == funds.count
    else {
      throw GivingError.gift(
        "An offer has a name, a rate up to 1000%, a pot, a window that ends after it begins, and funds named once.")
    }
    self.sponsor = sponsor
    self.name = name
    basisPoints = rate.basisPoints
    monthlyCapPence = monthlyCap?.rawValue
    potPence = pot.rawValue
    self.from = from.description
    self.until = until.description
    self.funds = funds
  }

  /// Holds that it can be recorded.
  public func requireNew(_ reading: Reading) throws {
    guard try Self.find(sponsor, reading) == nil else { throw LedgerError.taken(kind: "sponsor", id: sponsor) }
    _ = try terms(reading)
  }

  /// Records it.
  public func record(in write: Write) throws {
    try requireNew(write.reading)
    let terms = try terms(write.reading)
    try write.append(
      to: Self.book,
      [
        .text(sponsor), .text(name), .integer(basisPoints), .integer(monthlyCapPence), .integer(potPence),
        .day(terms.window.lowerBound), .day(terms.window.upperBound), .text(funds.joined(separator: ",")),
      ])
  }

  /// What decides about a gift.
  /// - Parameter last: no gift after this day counts yet.
  func terms(until last: CivilDate? = nil, _ reading: Reading) throws -> MatchTerms {
    let known = try Funds.read(reading)
    let numbers = try funds.map { code in
      guard let fund = known[code], fund.number != Fund.unallocated.number else {
        throw GivingError.notFound(kind: "fund", id: code)
      }
      return fund.number
    }
    guard let from = CivilDate(from), let until = CivilDate(until) else {
      throw StoreError.broken("the offer of \(sponsor) has no days")
    }
    return MatchTerms(
      rate: Rate(basisPoints: basisPoints), monthlyCap: monthlyCapPence.map { Pence($0) }, pot: Pence(potPence),
      window: from...max(from, min(until, last ?? until)), funds: Set(numbers))
  }

  /// All offers, by sponsor.
  public static func all(_ reading: Reading) throws -> [MatchOffer] { try list("1", [], reading) }

  /// The offer of a sponsor, or nil.
  public static func find(_ sponsor: String, _ reading: Reading) throws -> MatchOffer? {
    try list("sponsor = ?", [.text(sponsor)], reading).first
  }

  private static func list(_ condition: String, _ arguments: [Value], _ reading: Reading) throws -> [MatchOffer] {
    try reading.all(
      """
      SELECT sponsor, name, basis_points, monthly_cap_pence, pot_pence, from_day, until_day, funds FROM match_offer
      WHERE \(condition) ORDER BY sponsor
      """, arguments
    ) { row in
      try MatchOffer(
        sponsor: row.text(0), name: row.text(1), rate: Rate(basisPoints: row.int(2)),
        monthlyCap: row.optionalInt(3).map { Pence($0) }, pot: Pence(row.int(4)), from: row.day(5), until: row.day(6),
        funds: row.text(7).split(separator: ",").map(String.init))
    }
  }

  static let book = Book(
    "match_offer",
    ["sponsor", "name", "basis_points", "monthly_cap_pence", "pot_pence", "from_day", "until_day", "funds"])

  static let schema = Schema.book(
    "match_offer",
    """
    sponsor TEXT NOT NULL UNIQUE, name TEXT NOT NULL, basis_points INTEGER NOT NULL, monthly_cap_pence INTEGER,
    pot_pence INTEGER NOT NULL, from_day INTEGER NOT NULL, until_day INTEGER NOT NULL, funds TEXT NOT NULL
    """)
}

extension MatchableGift {
  /// All gifts of a window that stand: from pay, of posted files, where a mandate says whose they are; and others. What lay
  /// in suspense counts once it is settled, on the day of its gift. A gift without a donor's number has a cap of its own.
  static func all(in window: ClosedRange<CivilDate>, _ reading: Reading) throws -> [MatchableGift] {
    var gifts: [MatchableGift] = []
    let donors = Dictionary(
      try reading.all("SELECT post, donor FROM post ORDER BY id") { ($0.int(0), $0.int(1)) }, uniquingKeysWith: { $1 })
    let settled = try SettledLines(window, reading)
    for file in try PostedFile.all(reading) where !file.isSuperseded && window.contains(file.key.payDate) {
      gifts += try fromPay(file, settled.of(file.subject), donors, reading)
    }
    for gift in try Gift.all(reading) {
      guard let date = CivilDate(gift.date), window.contains(date) else { continue }
      let isWaiting = gift.fund == Fund.unallocated.number
      gifts.append(
        MatchableGift(
          id: gift.id, date: date, donor: gift.person.map { "\($0)" } ?? gift.id,
          fund: isWaiting ? try AidableGift.settledFund(of: gift, reading) ?? gift.fund : gift.fund,
          amount: Pence(gift.amountPence)))
    }
    return gifts
  }

  /// The gifts of a file. What was settled of a line is one gift with what the line gave to the same fund. It counts where
  /// its giver is known: by the line's payroll number, or by the mandate that it was settled by.
  private static func fromPay(
    _ file: PostedFile, _ settled: [Int64: [SettledLine]], _ donors: [Int64: Int64], _ reading: Reading
  ) throws -> [MatchableGift] {
    var gifts: [MatchableGift] = []
    var apart: [Int64: (post: Int64, funds: [Int64: Int64])] = [:]
    func add(_ line: Int64, _ post: Int64, _ fund: Int64, _ pence: Int64) {
      gifts.append(
        MatchableGift(
          id: id(ofLine: line, file.key) + "\(fund)", date: file.key.payDate, donor: "\(donors[post] ?? 0)",
          fund: fund, amount: Pence(pence)))
    }
    try reading.each(
      "SELECT line, post, fund, amount_pence, mandate FROM contribution WHERE id >= ? AND id < ?",
      [.integer(file.rows.lowerBound), .integer(file.rows.upperBound)]
    ) { row in
      let (line, post, hasMandate) = (row.int(0), row.int(1), row.int(4) != 0)
      if !settled.isEmpty, settled[line] != nil {
        apart[line, default: (post, [:])].funds[row.int(2), default: 0] &+= hasMandate ? row.int(3) : 0
      } else if hasMandate {
        add(line, post, row.int(2), row.int(3))
      }
    }
    for (line, var found) in apart {
      for item in settled[line] ?? [] {
        if found.post == 0 { found.post = item.mandatePost }
        guard found.post != 0 else { continue }
        for share in item.shares { found.funds[share.fund, default: 0] &+= share.pence }
      }
      for (fund, pence) in found.funds { add(line, found.post, fund, pence) }
    }
    return gifts
  }

  /// What the ids of all that a line gave begin with, whatever the revision of its file: the fund's number comes after it.
  static func id(ofLine line: Int64, _ key: FileKey) -> String { "\(key)/L\(padded(line))/" }

  /// The line that gave what an id names; nil for a gift that did not come from pay.
  static func line(of id: String) -> (key: FileKey, line: Int64)? {
    let parts = id.split(separator: "/")
    guard parts.count == 6, parts[4].hasPrefix("L"), let line = Int64(parts[4].dropFirst()),
      let key = FileKey(parts[..<4].joined(separator: "/"))
    else { return nil }
    return (key, line)
  }

  /// A line's number so that its text is in the order of lines.
  private static func padded(_ line: Int64) -> String {
    String(repeating: "0", count: max(0, 9 - "\(line)".count)) + "\(line)"
  }
}
