// Campaigns: funds with a target, and what was bought from them, by number only: no child stands in any book.

import Dates
import Ledger
import Money
import Store

/// A campaign and how far it has come.
public struct Campaign: Codable, Hashable, Sendable {
  /// The code of its fund.
  public let fund: String
  /// What it hopes for.
  public let targetPence: Int64
  /// What was given to it.
  public let receivedPence: Int64
  /// What of it is there now and promised to nobody.
  public let availablePence: Int64
  /// What of it is still on its way.
  public let inTransitPence: Int64
  /// The day by which its money is needed, such as the day before Christmas; nil if there is none.
  public let neededBy: String?
  /// The last day on which it takes gifts, if it ends.
  public let closes: String?
  /// The fund a surplus goes to, if its wording says so; else a surplus is held.
  public let surplusTo: String?
  /// How many books were bought and given.
  public let books: Int64
  /// How many vouchers were.
  public let vouchers: Int64

  /// How far it has come, in whole hundredths of the target, rounded down.
  public var percent: Int64 { targetPence > 0 ? max(0, receivedPence) * 100 / targetPence : 0 }

  /// Opens a fund and makes it a campaign.
  /// - Parameter needed: the day by which its money is needed, if there is one.
  /// - Throws: ``GivingError`` if the target is not above nothing; `LedgerError` as for any fund.
  public static func open(_ fund: Fund, target: Pence, neededBy needed: CivilDate? = nil, in write: Write) throws {
    guard Employer.isCode(fund.code) else { throw GivingError.notACode(fund.code) }
    guard target > .zero else { throw GivingError.gift("A campaign hopes for more than nothing.") }
    let opened = try Fund.open(fund, in: write)
    try write.append(to: book, [.integer(opened.number), .integer(target.rawValue)])
    if let needed { try write.append(to: needBook, [.integer(opened.number), .day(needed)]) }
  }

  /// The campaign whose fund has this code.
  /// - Throws: ``GivingError/notFound(kind:id:)``.
  public static func find(_ code: String, _ reading: Reading) throws -> Campaign {
    guard let found = try all(reading).first(where: { $0.fund == code }) else {
      throw GivingError.notFound(kind: "campaign", id: code)
    }
    return found
  }

  /// Notes what was bought and given. A number below nothing takes back what was noted too much, and no more.
  public static func bought(_ code: String, books: Int64, vouchers: Int64, on date: CivilDate, in write: Write) throws {
    let found = try find(code, write.reading)
    guard let fund = try Funds.read(write.reading)[code] else {
      throw GivingError.notFound(kind: "campaign", id: code)
    }
    guard (books, vouchers) != (0, 0), abs(books) <= 100_000, abs(vouchers) <= 100_000, found.books + books >= 0,
      found.vouchers + vouchers >= 0
    else { throw GivingError.gift("Say how many books or vouchers; no more can be taken back than were noted.") }
    try write.append(to: boughtBook, [.integer(fund.number), .day(date), .integer(books), .integer(vouchers)])
  }

  /// All campaigns, by fund.
  public static func all(_ reading: Reading) throws -> [Campaign] {
    let funds = try Funds.read(reading)
    let positions = Dictionary(uniqueKeysWithValues: try FundPosition.all(reading).map { ($0.fund, $0) })
    return try reading.all(
      """
      SELECT fund, target_pence, (SELECT sum(books) FROM campaign_bought AS b WHERE b.fund = campaign.fund),
      (SELECT sum(vouchers) FROM campaign_bought AS b WHERE b.fund = campaign.fund),
      (SELECT needed_by FROM campaign_need AS n WHERE n.fund = campaign.fund) FROM campaign ORDER BY fund
      """
    ) { row in
      guard let fund = funds[row.int(0)], let position = positions[fund.code] else {
        throw StoreError.broken("a campaign has no fund")
      }
      return Campaign(
        fund: fund.code, targetPence: row.int(1), receivedPence: position.receivedPence,
        availablePence: position.availablePence, inTransitPence: position.inTransitPence,
        neededBy: try row.optionalDay(4)?.description,
        closes: fund.closes?.description, surplusTo: fund.surplusTo, books: row.optionalInt(2) ?? 0,
        vouchers: row.optionalInt(3) ?? 0)
    }
  }

  /// What was noted as bought and given between two days, both included: fund, month, books, vouchers.
  public static func bought(
    from first: CivilDate, through last: CivilDate, _ reading: Reading
  ) throws -> [(fund: Int64, month: Month, books: Int64, vouchers: Int64)] {
    try reading.all(
      "SELECT fund, bought_on, books, vouchers FROM campaign_bought WHERE bought_on BETWEEN ? AND ? ORDER BY id",
      [.day(first), .day(last)]
    ) { (fund: $0.int(0), month: try $0.day(1).month, books: $0.int(2), vouchers: $0.int(3)) }
  }

  static let book = Book("campaign", ["fund", "target_pence"])
  static let boughtBook = Book("campaign_bought", ["fund", "bought_on", "books", "vouchers"])

  static let needBook = Book("campaign_need", ["fund", "needed_by"])
  static let needSchema = Schema.book("campaign_need", "fund INTEGER NOT NULL UNIQUE, needed_by INTEGER NOT NULL")

  static let schema =
    Schema.book("campaign", "fund INTEGER NOT NULL UNIQUE, target_pence INTEGER NOT NULL")
    + Schema.book(
      "campaign_bought",
      "fund INTEGER NOT NULL, bought_on INTEGER NOT NULL, books INTEGER NOT NULL, vouchers INTEGER NOT NULL")
}
