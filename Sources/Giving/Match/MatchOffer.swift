// A sponsor's offer to match gifts.

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
  func terms(_ reading: Reading) throws -> MatchTerms {
    let known = try Funds.read(reading)
    let numbers = try funds.map { code in
      guard let fund = known[code], fund.number != Fund.unallocated.number else {
        throw GivingError.notFound(kind: "fund", id: code)
      }
      return fund.number
    }
    guard let from = CivilDate(from), let until = CivilDate(until), from <= until else {
      throw StoreError.broken("the offer of \(sponsor) has no days")
    }
    return MatchTerms(
      rate: Rate(basisPoints: basisPoints), monthlyCap: monthlyCapPence.map { Pence($0) }, pot: Pence(potPence),
      window: from...until, funds: Set(numbers))
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
