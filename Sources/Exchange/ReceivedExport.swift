// Which exports the foundation says it has. One that never came while a later one did is an open item.

import Dates
import Ledger
import Store

/// That an export arrived.
public struct ReceivedExport: Codable, Hashable, Sendable {
  /// The export's number.
  public let number: Int64
  /// The open items this raised: earlier exports that have not been received.
  public let missing: [String]
  /// The open item this settled, where the export had been missed.
  public let settled: String?

  /// Records that an export arrived. Recording it twice changes nothing.
  /// - Throws: `LedgerError.notFound` if there is no such export.
  public static func record(
    _ number: Int64, _ store: Store, actor: Actor, businessDate: CivilDate, isDryRun: Bool = false
  ) throws -> Outcome<ReceivedExport> {
    let request = WriteRequest(
      Action("export.received"), by: actor, key: "export/received/\(ExportName.padded(number))",
      inputs: Inputs(["number": String(number)]), on: businessDate, isDryRun: isDryRun)
    return try store.write(request) { write in
      guard try NumberedExport.find(number, write.reading) != nil else {
        throw LedgerError.notFound(kind: "export", id: ExportName.padded(number))
      }
      try write.append(to: book, [.integer(number), .integer(Int64(businessDate.dayNumber))])
      let missing = try unreceived(before: number, write.reading)
      let raised = try missing.compactMap { try raise($0, in: write) }
      return ReceivedExport(number: number, missing: raised, settled: try settle(number, on: businessDate, in: write))
    }
  }

  /// The exports before this one that were never received.
  private static func unreceived(before number: Int64, _ reading: Reading) throws -> [NumberedExport] {
    let received = Set(try reading.all("SELECT number FROM export_received") { $0.int(0) })
    return try NumberedExport.all(reading).filter { $0.number < number && !received.contains($0.number) }
  }

  /// Raises the item of a missing export, once.
  private static func raise(_ export: NumberedExport, in write: Write) throws -> String? {
    let id = item(export.number)
    guard try OpenItem.find(id, write.reading) == nil else { return nil }
    try OpenItem(
      id: id, code: "export-not-received", subject: subject(export.number), eventDate: try export.name.date
    ).raise(in: write)
    return id
  }

  private static func settle(_ number: Int64, on date: CivilDate, in write: Write) throws -> String? {
    guard let (item, settled) = try OpenItem.find(item(number), write.reading), settled == nil else { return nil }
    try item.settle(reason: "received", entry: nil, on: date, in: write)
    return item.id
  }

  private static func subject(_ number: Int64) -> String { "export/foundation/\(ExportName.padded(number))" }

  private static func item(_ number: Int64) -> String { "\(subject(number))/not-received" }

  static let book = Book("export_received", ["number", "received_on"])

  static let schema = Schema.book("export_received", "number INTEGER NOT NULL UNIQUE, received_on INTEGER NOT NULL")
}
