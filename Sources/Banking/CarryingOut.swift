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
  /// The places of expectations that one line paid as a whole.
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
    if assignment.places.count == 1, dues.open[assignment.places[0]].duePence == line.amount.rawValue {
      paid.append(assignment.places[0])
      try record(assignment, assignment.expectations[0], line.amount, statement, in: write)
    } else {
      try payEach(assignment, line, in: write)
    }
    assigned += 1
  }

  private mutating func payEach(_ assignment: Assignment, _ line: AssignableLine, in write: Write) throws {
    var left = line.amount
    for expectation in assignment.expectations {
      let rest = try draft.clear(expectation, left, into: account, write.reading)
      try record(assignment, expectation, left - rest, statement, in: write)
      left = rest
    }
    guard left == .zero else { throw StoreError.broken("\(line.id) paid more than was due") }
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
