// Taking back what a line of the bank was assigned to: the line stands, as the bank's word does, and its money lies in
// suspense again, until a person says what it is.

import Dates
import Ledger
import Money
import Store

/// A line that two people put back into suspense.
public struct LineReturn {
  private let correction: Correction
  private let line: PostedLine
  /// The item that a person assigned; nil where the line was certain.
  private let item: OpenItem?

  /// What taking this back means; nil if it is no line of the bank and no assignment of one. A line that was certain is
  /// named by its id, one that a person assigned by the entry of that.
  public init?(_ correction: Correction, _ reading: Reading) throws {
    self.correction = correction
    if let line = try PostedLine.find(correction.entry, reading) {
      (self.line, item) = (line, nil)
    } else {
      let parts = correction.entry.split(separator: "/", maxSplits: 1).map(String.init)
      guard parts.first == "assigned", parts.count == 2, let (item, _) = try OpenItem.find(parts[1], reading),
        let line = try LineSettling.line(of: item, reading)
      else { return nil }
      (self.line, self.item) = (line, item)
    }
  }

  /// The entry that puts it back.
  /// - Throws: `LedgerError` if it was put back before, or its money is not in the account any more; ``BankError`` if
  ///   nothing was assigned.
  public func draft(_ reading: Reading) throws -> EntryDraft {
    guard try Entry.find(correction.id, reading) == nil else {
      throw LedgerError.alreadyDone(kind: "entry", id: correction.entry)
    }
    let draft =
      try item == nil
      ? certain(reading) : Entry.reversal(of: correction.entry, as: correction.id, kind: "bank-returned", reading)
    try draft.requireWhatItTakes(reading)
    return draft
  }

  /// What a line paid without a person: under each expectation what the statement's entry moved goes back.
  private func certain(_ reading: Reading) throws -> EntryDraft {
    guard let date = CivilDate(line.date) else { throw StoreError.broken("\(line.id) has no day") }
    // What was over of it lies in suspense already, or is where a person said.
    let certain = try LineAssignment.of(line.id, reading).filter { $0.confidence == "certain" }
    let paid = certain.compactMap(\.expectation)
    guard !paid.isEmpty else { throw BankError.assignment("Nothing was assigned to \(line.id) without a person.") }
    var draft = EntryDraft(id: correction.id, kind: "bank-returned", eventDate: date)
    let bank = Account(name: line.ledger)
    for expectation in paid {
      for part in try parts(expectation, reading) {
        draft.add(Posting(part.account, fund: part.fund, expectation: expectation, -part.amount))
        draft.add(Posting(bank, fund: part.fund, part.amount))
      }
    }
    draft.move(
      certain.map { Pence($0.amountPence) }.sum(), debit: bank, credit: .suspense, fund: Fund.unallocated.number)
    return draft
  }

  /// What the line moved under an expectation, negative where it paid. Where two lines of the statement paid it, the first
  /// was spread over funds by what was expected of each, and the second paid the rest.
  private func parts(_ expectation: String, _ reading: Reading) throws -> [Posting] {
    let moved = try reading.all(
      """
      SELECT account, fund, amount_pence FROM posting JOIN entry ON entry.id = posting.entry
      WHERE public_id = ? AND expectation = ? ORDER BY fund, account
      """, [.text(line.statement), .text(expectation)]
    ) { Posting(Account(name: $0.text(0)), fund: $0.int(1), Pence($0.int(2))) }
    let payers = try reading.all(
      """
      SELECT line, amount_pence FROM bank_assignment WHERE confidence = 'certain' AND entry = ? AND expectation = ?
      ORDER BY id
      """, [.text(line.statement), .text(expectation)]
    ) { (line: $0.text(0), amount: Pence($0.int(1))) }
    guard let first = payers.first, payers.count > 1 else { return moved }
    let total = moved.map(\.amount).sum()
    let shares = Split.allocate(
      -first.amount, by: moved.map { ($0.amount < .zero) == (total < .zero) ? $0.amount.magnitude.rawValue : 0 })
    return zip(moved, shares).map { part, share in
      Posting(part.account, fund: part.fund, first.line == line.id ? share : part.amount - share)
    }
  }

  /// Posts it, and raises the item that waits for a person again.
  public func post(in write: Write) throws {
    let draft = try draft(write.reading)
    let back = -draft.postings.filter { $0.account == .suspense }.map(\.amount).sum()
    try draft.post(in: write)
    try EntryReason.record(correction.reason.rawValue, of: correction.id, in: write)
    let id = item?.id ?? line.id
    try OpenItem(
      id: "\(id)/again", code: "bank-unmatched", subject: line.statement, suspense: back, eventDate: draft.eventDate
    ).raise(in: write)
    try LineAssignment(
      line: line.id, expectation: nil, fund: nil, amountPence: -back.rawValue, confidence: "person",
      reason: "put back: \(correction.reason.rawValue)", entry: correction.id
    ).record(in: write)
  }
}
