// Undoes what a posted file brought to the balances, when a later revision takes its place.

import Dates
import Ledger
import Money
import Store

/// The reversal of a posted file.
struct PayrollReversal {
  private let file: PostedFile
  /// The subject of the revision that takes its place: it names the reversing entries.
  private let successor: String

  init(_ file: PostedFile, by successor: String) {
    self.file = file
    self.successor = successor
  }

  /// Reverses its entries, what settled its items, and its expectations, and closes its open items.
  func reverse(in write: Write) throws {
    let settlements = try write.reading.all(
      """
      SELECT DISTINCT entry FROM open_item_settlement JOIN open_item ON public_id = item
      WHERE subject = ? AND entry IS NOT NULL ORDER BY entry
      """, [.text(file.subject)]
    ) { $0.text(0) }
    let postings = try write.reading.all(
      "SELECT public_id FROM entry WHERE kind = 'payroll' AND public_id >= ?1 || '/' AND public_id < ?1 || '0' ORDER BY public_id",
      [.text(file.subject)]
    ) { $0.text(0) }
    for entry in postings + settlements {
      try Entry.reversal(of: entry, as: "\(successor)/reverses/\(entry)", write.reading).post(in: write)
    }
    for item in try OpenItem.open(write.reading, subject: file.subject) {
      try item.settle(reason: "superseded", entry: nil, on: file.key.payDate, in: write)
    }
    for entry in postings + settlements {
      guard let expected = try Expectation.find(entry, write.reading), let due = CivilDate(expected.dueDate) else {
        continue
      }
      try Expectation(
        id: "\(successor)/reverses/\(entry)", kind: expected.kind, from: expected.from, period: expected.period,
        amount: -Pence(expected.amountPence), dueDate: due
      ).record(in: write)
    }
  }
}
