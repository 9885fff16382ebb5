// What Exchange brings to the house: its tables, its migration, its checks.

import Files
import Store

/// Exchange's part in the house.
public enum ExchangeRoom {
  /// Its first migration.
  public static let migration = Migration("0006-exchange", NumberedExport.schema + ReceivedExport.schema)

  /// Payment files.
  public static let payments = Migration("0019-payment-files", PaymentFile.schema)

  /// What was published, and which organisations got grants.
  public static let publications = Migration("0019-publications", Publication.schema)

  /// Its tables.
  public static let tables = Tables(
    books: [
      NumberedExport.book, ReceivedExport.book, PaymentFile.book, PaymentFile.lineBook, PaymentFile.handed,
      Publication.book, GrantRecipient.book,
    ], workings: [NumberedExport.published, PaymentFile.published])

  /// Its checks.
  public static let checks: [Check] =
    [
      Check("export-links", "exports are numbered without gaps and follow each other link to link") { store, _ in
        try linkFaults(store.reading)
      },
      Check("export-bytes", "an export made again is what was recorded") { store, scope in
        try byteFaults(store.reading, scope)
      },
      Check("export-received", "every export that was received was made") { store, _ in
        try store.reading.all(
          """
          SELECT number FROM export_received
          WHERE number NOT IN (SELECT number FROM foundation_export) ORDER BY number LIMIT 20
          """
        ) { "export \($0.int(0)) was received and never made" }
      },
    ] + PaymentFile.checks + [Publication.check]

  private static func linkFaults(_ reading: Reading) throws -> [String] {
    var faults: [String] = []
    var (number, link): (Int64, Int64) = (1, 1)
    for export in try NumberedExport.all(reading) {
      if export.number != number { faults.append("export \(number) is missing before export \(export.number)") }
      if export.fromLink != link {
        faults.append("export \(export.number) begins at link \(export.fromLink), not \(link)")
      }
      if export.toLink < export.fromLink { faults.append("export \(export.number) ends before it begins") }
      number = export.number &+ 1
      link = export.toLink &+ 1
    }
    let head = try reading.auditHead().number
    if link &- 1 > head { faults.append("export \(number &- 1) ends at link \(link &- 1), after the last, \(head)") }
    return faults
  }

  /// Makes exports again: all of them, or the newest where only what is new is looked at. The funds' money is counted once
  /// for all.
  private static func byteFaults(_ reading: Reading, _ scope: CheckScope) throws -> [String] {
    var exports = try NumberedExport.all(reading)
    if case .after = scope { exports = exports.suffix(1) }
    var money = FundMoney()
    return try exports.compactMap { export in
      do {
        let content = try FoundationContent(number: export.number, try export.scope(reading), &money, reading)
        return Hex.string(sha256(try FoundationXML.bytes(content))) == export.sha256
          ? nil : "export \(export.number) made again is not what was recorded"
      } catch let error as any Refusal { return "export \(export.number) cannot be made again: \(error.sentence)" }
    }
  }
}
