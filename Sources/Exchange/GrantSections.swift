// The grants and payments of an export, from the entries that awards and releases made: numbers and codes, nothing of any
// person.

import Dates
import Grants
import Ledger
import Store

extension Section {
  /// Awards from the foundation's funds, once they were signed, or taken on for what was left to pay. One that was cancelled stands a second time, with what it
  /// gave back below nothing.
  static let grants = Section(
    "grants", element: "Grants", item: "Grant",
    columns: [
      Column("externalId"), Column("fundCode"), Column("programme"), Column("decisionDate"), Column("month"),
      Column("amountPence", .sum),
    ])

  /// Payments of awards, once they were released. One that came back stands a second time, below nothing.
  static let payments = Section(
    "payments", element: "Payments", item: "Payment",
    columns: [
      Column("externalId"), Column("grantId"), Column("fundCode"), Column("paymentDate"), Column("month"),
      Column("amountPence", .sum),
    ])

  /// The awards among the entries in these rows of their book.
  static func grants(_ entries: Range<Int64>, _ funds: [ExportedFund], _ reading: Reading) throws -> Section {
    let sql = """
      SELECT public_id, fund, event_date, month, sum(amount_pence) FROM posting JOIN entry ON entry.id = posting.entry
      WHERE entry >= ? AND entry < ? AND (account LIKE 'expense:grants:%'
      OR entry.kind = '\(TakenGrant.entryKind)' AND account = '\(Account.opening.name)') GROUP BY public_id, fund
      """
    return grants.with(
      try reading.all(sql, bounds(entries)) { row in
        let id = row.text(0)
        let application = id.split(separator: "/").dropFirst().first.flatMap { Int64($0) }
        return [
          .text(id), .text(try code(of: row.int(1), funds, id)),
          .text(orNone: try application.flatMap { try Award.programme(of: $0, reading) }),
          .text(try row.day(2).description), .text(try row.month(3).description), .number(row.int(4)),
        ]
      })
  }

  /// The payments among the entries in these rows of their book: what was released, and what was taken back.
  static func payments(_ entries: Range<Int64>, _ funds: [ExportedFund], _ reading: Reading) throws -> Section {
    let sql = """
      SELECT entry.public_id, fund, event_date, month, -sum(amount_pence), period FROM posting
      JOIN entry ON entry.id = posting.entry JOIN expectation ON expectation.public_id = posting.expectation
      WHERE entry >= ? AND entry < ? AND account = 'liability:payments-released'
      AND entry.kind IN ('payment-released', 'payment-returned') GROUP BY entry.public_id, fund
      """
    return payments.with(
      try reading.all(sql, bounds(entries)) { row in
        let id = row.text(0)
        return [
          .text(id), .text(row.text(5)), .text(try code(of: row.int(1), funds, id)),
          .text(try row.day(2).description), .text(try row.month(3).description), .number(row.int(4)),
        ]
      })
  }

  private static func bounds(_ entries: Range<Int64>) -> [Value] {
    [.integer(entries.lowerBound), .integer(entries.upperBound)]
  }

  private static func code(of fund: Int64, _ funds: [ExportedFund], _ entry: String) throws -> String {
    guard let found = funds.first(where: { $0.number == fund }) else {
      throw StoreError.broken("entry \(entry) names no fund")
    }
    return found.code
  }
}
