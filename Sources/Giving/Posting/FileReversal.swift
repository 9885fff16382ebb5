// Undoes what a posted file brought to the balances, when another takes its place: a payroll file's later revision, or an
// agency's corrected report.

import Dates
import Ledger
import Money
import Store

/// The reversal of a posted file.
struct FileReversal {
  /// What its items are about.
  private let subject: String
  private let date: CivilDate
  /// Its entries.
  private let entries: [String]
  /// The subject of what takes its place: it names the reversing entries.
  private let successor: String
  /// Where what was paid under an expectation of the file counts from now on, and what the entry that says so is called.
  private let expectations: [(old: String, new: String, entry: String)]

  /// That of a payroll file, one entry and one expectation an employer.
  init(_ file: PostedFile, by successor: String, _ reading: Reading) throws {
    subject = file.subject
    date = file.key.payDate
    self.successor = successor
    entries = try reading.all(
      "SELECT public_id FROM entry WHERE kind = 'payroll' AND public_id >= ?1 || '/' AND public_id < ?1 || '0' ORDER BY public_id",
      [.text(file.subject)]
    ) { $0.text(0) }
    let expected = try reading.all(
      "SELECT public_id FROM expectation WHERE public_id >= ?1 || '/' AND public_id < ?1 || '0' ORDER BY public_id",
      [.text(file.subject)]
    ) { $0.text(0) }
    expectations = expected.map { old in
      let employer = old.split(separator: "/").last.map(String.init) ?? ""
      return (old, "\(successor)/\(employer)", "\(successor)/paid-before/\(employer)")
    }
  }

  /// That of an agency's report, with one entry and one expectation.
  init(_ report: AgencyImport, by successor: String, _ reading: Reading) throws {
    subject = report.report
    date = report.reportDate
    self.successor = successor
    // A report whose lines come to nothing has no entry.
    entries = try Entry.find(report.report, reading) == nil ? [] : [report.report]
    expectations = [(report.report, successor, "\(successor)/paid-before")]
  }

  /// Reverses its entries and what settled its items, closes its open items, and lets what was paid of it count for its
  /// successor.
  /// - Returns: the expectations of the successor under which something counts already.
  @discardableResult
  func reverse(in write: Write) throws -> Set<String> {
    let settlements = try write.reading.all(
      """
      SELECT DISTINCT entry FROM open_item_settlement JOIN open_item ON public_id = item
      WHERE subject = ? AND entry IS NOT NULL ORDER BY entry
      """, [.text(subject)]
    ) { $0.text(0) }
    for entry in entries + settlements {
      try Entry.reversal(of: entry, as: "\(successor)/reverses/\(entry)", write.reading).post(in: write)
    }
    for item in try OpenItem.open(write.reading, subject: subject) {
      try item.settle(reason: "superseded", entry: nil, on: date, in: write)
    }
    var paid: Set<String> = []
    for expectation in expectations {
      var draft = EntryDraft(id: expectation.entry, kind: "paid-before", eventDate: date)
      for due in try Due.under(expectation.old, write.reading) {
        draft.add(Posting(due.account, fund: due.fund, expectation: expectation.old, -due.amount))
        draft.add(Posting(due.account, fund: due.fund, expectation: expectation.new, due.amount))
      }
      guard !draft.postings.isEmpty else { continue }
      try draft.post(in: write)
      paid.insert(expectation.new)
    }
    return paid
  }
}
