// Carries out what becomes of each line of a statement: what is certain pays, everything else waits in suspense.

import Ledger
import Money
import Store

/// The lines of one statement on their way into its entry.
struct CarryingOut {
  /// How many bytes of rows are put together before they are written.
  static let rowsBytes = 1 << 18

  private let statement: String
  private let account: Account
  private let dues: OpenDues
  private var draft: EntryDraft
  private var rows = Rows()
  /// The places of expectations that were paid: each as a whole, also what is owed the other way within a period.
  private var paid: [Int] = []
  private(set) var assigned: Int64 = 0
  private(set) var openItems: Int64 = 0

  /// - Parameters:
  ///   - account: the ledger's account of the bank.
  ///   - draft: the statement's entry so far.
  init(statement: String, account: Account, dues: OpenDues, draft: EntryDraft) {
    self.statement = statement
    self.account = account
    self.dues = dues
    self.draft = draft
  }

  /// Carries out what becomes of one line.
  mutating func carryOut(_ assignment: Assignment, _ line: AssignableLine, in write: Write) throws {
    guard line.amount != .zero else { return }
    guard assignment.code == nil else {
      draft.move(line.amount, debit: account, credit: .suspense, fund: Fund.unallocated.number)
      try OpenItem(
        id: line.id, code: assignment.code ?? "", subject: statement, suspense: line.amount, eventDate: line.date
      ).raise(in: write)
      try record(assignment, assignment.expectations.first, line.amount, nil, in: write)
      openItems += 1
      return
    }
    guard assignment.places.reduce(0, { $0 + dues.open[$1].duePence }) == line.amount.rawValue else {
      throw StoreError.broken("\(line.id) is not what is due under \(assignment.expectations.joined(separator: ", "))")
    }
    for (place, expectation) in zip(assignment.places, assignment.expectations) {
      paid.append(place)
      try record(assignment, expectation, Pence(dues.open[place].duePence), statement, in: write)
    }
    assigned += 1
  }

  /// A row of ``LineAssignment/book``.
  private mutating func record(
    _ assignment: Assignment, _ expectation: String?, _ amount: Pence, _ entry: String?, in write: Write
  ) throws {
    rows.add(assignment.line)
    rows.add(expectation)
    rows.add(nil)
    rows.add(amount.rawValue)
    rows.add(assignment.confidence.rawValue)
    rows.add(assignment.reason)
    rows.add(entry)
    if rows.byteCount > Self.rowsBytes { try flush(in: write) }
  }

  private mutating func flush(in write: Write) throws {
    try write.append(to: LineAssignment.book, rows)
    rows.removeAll()
  }

  /// The entry, once no line is left.
  mutating func finish(in write: Write) throws -> EntryDraft {
    try flush(in: write)
    draft.clear(whole: dues, at: paid.sorted(), into: account)
    return draft
  }
}
