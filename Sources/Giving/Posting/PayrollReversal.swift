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

  /// Reverses its entries and what settled its items, closes its open items, and lets what was paid of it count for its
  /// successor.
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
    for posting in postings { try passOn(posting, in: write) }
  }

  /// What had been paid under an expectation of the file leaves it below nothing once it is reversed. It counts for the
  /// expectation of the same employer in the successor.
  private func passOn(_ expectation: String, in write: Write) throws {
    let employer = expectation.split(separator: "/").last.map(String.init) ?? ""
    var draft = EntryDraft(
      id: "\(successor)/paid-before/\(employer)", kind: "paid-before", eventDate: file.key.payDate)
    for due in try Due.under(expectation, write.reading) {
      draft.add(Posting(due.account, fund: due.fund, expectation: expectation, -due.amount))
      draft.add(Posting(due.account, fund: due.fund, expectation: "\(successor)/\(employer)", due.amount))
    }
    if !draft.postings.isEmpty { try draft.post(in: write) }
  }
}
