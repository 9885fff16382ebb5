// HMRC's schedule of Gift Aid donations: who gave how much on which day, in the columns of its spreadsheet. It is the one
// file that holds givers' names and homes; each time it is written, that is a numbered export with a look at each of them.

import Dates
import Files
import Foundation
import Money
import People
import Store

/// A claim's schedule, written.
public struct GiftAidSchedule: Codable, Hashable, Sendable {
  /// The export's number.
  public let number: Int64
  /// The claim's number.
  public let claim: Int64
  /// How many rows.
  public let rows: Int
  /// The sum of the rows.
  public let donationPence: Int64
  /// What to put in the box for earlier claims.
  public let adjustmentPence: Int64
  /// Where the files lie.
  public let files: [String]

  /// The columns of HMRC's spreadsheet.
  static let columns = [
    "Title", "First name", "Last name", "House name or number", "Postcode", "Aggregated donations", "Sponsored event",
    "Donation date", "Amount",
  ]

  /// What a giver gave on a day.
  private struct Gift {
    let person: Int64
    let date: CivilDate
    let amount: Pence
  }

  /// Writes the schedule of a claim, in as many files as it needs. Made again it is the same bytes, and another export.
  /// - Throws: ``GivingError`` if there is no such claim, or a giver of it was forgotten; nothing is then written.
  public static func export(
    _ number: Int64, _ rules: GiftAidRules, to folder: String, by actor: Actor, on date: CivilDate, key: String,
    _ store: Store, isDryRun: Bool
  ) throws -> GiftAidSchedule {
    guard let claim = try GiftAidClaim.all(store.reading).first(where: { $0.number == number }) else {
      throw GivingError.notFound(kind: "Gift Aid claim", id: "\(number)")
    }
    let gifts = try gifts(of: claim, store.reading)
    let parts = try parts(gifts, rowsPerFile: rules.rowsPerFile, store)
    let request = WriteRequest(
      Action("export.gift-aid"), by: actor, key: key, inputs: Inputs(["claim": "\(number)"]), on: date,
      isDryRun: isDryRun)
    let export = try store.write(request) { write in
      let number = try write.reading.int("SELECT max(number) FROM gift_aid_export") + 1
      let persons = Set(gifts.map(\.person)).sorted()
      try Look.record(of: persons, why: "Gift Aid claim \(claim.number)", by: actor, in: write)
      try write.append(
        to: book,
        [
          .integer(number), .integer(claim.number), .integer(Int64(gifts.count)), .integer(claim.donationPence),
          .blob(store.schemeKey.digest("gift-aid-schedule", parts.flatMap(\.self))),
        ])
      return number
    }.value
    let names = parts.indices.map { "\(folder)/gift-aid-\(padded(claim.number))-\($0 + 1).csv" }
    if !isDryRun { for (name, bytes) in zip(names, parts) { try AtomicFile.write(name, bytes: bytes) } }
    return GiftAidSchedule(
      number: export, claim: claim.number, rows: gifts.count, donationPence: claim.donationPence,
      adjustmentPence: claim.adjustmentPence, files: isDryRun ? [] : names)
  }

  /// The gifts of a claim, one row a giver and day, in order of day and person.
  private static func gifts(of claim: GiftAidClaim, _ reading: Reading) throws -> [Gift] {
    try reading.all(
      """
      SELECT person, given_on, sum(donation_pence) FROM gift_aid_gift WHERE claim = ? AND donation_pence > 0
      GROUP BY person, given_on ORDER BY given_on, person
      """, [.integer(claim.number)]
    ) { Gift(person: $0.int(0), date: try $0.day(1), amount: Pence($0.int(2))) }
  }

  /// The bytes of each file.
  private static func parts(_ gifts: [Gift], rowsPerFile: Int, _ store: Store) throws -> [[UInt8]] {
    var known: [Int64: DonorDetails] = [:]
    for person in Set(gifts.map(\.person)).sorted() {
      guard let details = try DonorDetails.open(person: person, store) else {
        throw GivingError.gift("What HMRC wants to know of person \(person) is not here any more.")
      }
      known[person] = details
    }
    return try stride(from: 0, to: gifts.count, by: rowsPerFile).map { start in
      let sink = MemorySink()
      let writer = CSVWriter(to: sink)
      try writer.headings(columns)
      for gift in gifts[start..<min(start + rowsPerFile, gifts.count)] {
        guard let details = known[gift.person] else { continue }
        try writer.row([
          .text(details.title ?? ""), .text(details.firstName), .text(details.lastName), .text(details.house),
          .text(details.postcode), .empty, .empty, .plain(shortDate(gift.date)), .amount(gift.amount),
        ])
      }
      return sink.bytes
    }
  }

  /// A day as HMRC's spreadsheet wants it: `30/10/26`.
  static func shortDate(_ date: CivilDate) -> String {
    [date.day, date.monthOfYear, date.year % 100].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: "/")
  }

  private static func padded(_ number: Int64) -> String {
    String(repeating: "0", count: max(0, 4 - "\(number)".count)) + "\(number)"
  }

  static let book = Book("gift_aid_export", ["number", "claim", "rows", "donation_pence", "digest"])
  static let schema = Schema.book(
    "gift_aid_export",
    """
    number INTEGER NOT NULL UNIQUE, claim INTEGER NOT NULL, rows INTEGER NOT NULL, donation_pence INTEGER NOT NULL,
    digest BLOB NOT NULL
    """)
}
