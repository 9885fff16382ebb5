// Carries out what becomes of each line of a statement: what is certain pays, everything else waits in suspense.

import Dates
import Ledger
import Money
import Store

/// The lines of one statement on their way into its entry.
struct CarryingOut {
  /// How many bytes of rows are put together before they are written.
  static let rowsBytes = 1 << 18

  /// A line that something becomes of.
  struct Line {
    /// Its id, as bytes.
    let id: ArraySlice<UInt8>
    let amount: Pence
    let date: CivilDate
  }

  /// Why what is over of a line waits.
  static let over = "It is more than was due."

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
  mutating func carryOut(_ outcome: Assigning.Outcome, _ line: Line, in write: Write) throws {
    guard line.amount != .zero else { return }
    guard outcome.confidence == .certain else {
      try record(outcome, line, outcome.places.first, line.amount, paying: false, in: write)
      return try suspend(line.amount, of: line, as: outcome.code ?? "", in: write)
    }
    if outcome.places.reduce(0, { $0 + dues.pence($1) }) == line.amount.rawValue {
      for place in outcome.places {
        paid.append(place)
        try record(outcome, line, place, Pence(dues.pence(place)), paying: true, in: write)
      }
    } else {
      try payShortOrOver(outcome, line, in: write)
    }
    assigned += 1
  }

  private mutating func payShortOrOver(_ outcome: Assigning.Outcome, _ line: Line, in write: Write) throws {
    var left = line.amount
    for place in outcome.places {
      let rest = try draft.clear(dues.id(place), left, into: account, write.reading)
      try record(outcome, line, place, left - rest, paying: true, in: write)
      left = rest
    }
    guard left == outcome.over else {
      throw StoreError.broken("\(String(decoding: line.id, as: UTF8.self)) paid other than was due")
    }
    guard left != .zero else { return }
    let over = Assigning.Outcome(places: [], confidence: .none, code: outcome.code, reason: Self.over)
    try record(over, line, nil, left, paying: false, in: write)
    try suspend(left, of: line, as: outcome.code ?? "", suffix: "/over", in: write)
  }

  /// Lays money of a line into suspense, for a person to say what it is.
  private mutating func suspend(
    _ amount: Pence, of line: Line, as code: String, suffix: String = "", in write: Write
  ) throws {
    draft.move(amount, debit: account, credit: .suspense, fund: Fund.unallocated.number)
    try OpenItem(
      id: String(decoding: line.id, as: UTF8.self) + suffix, code: code, subject: statement, suspense: amount,
      eventDate: line.date
    ).raise(in: write)
    openItems += 1
  }

  /// A row of ``LineAssignment/book``.
  private mutating func record(
    _ outcome: Assigning.Outcome, _ line: Line, _ place: Int?, _ amount: Pence, paying: Bool, in write: Write
  ) throws {
    rows.add(text: line.id)
    if let place { rows.add(text: dues.idBytes(place)) } else { rows.addNothing() }
    rows.addNothing()
    rows.add(amount.rawValue)
    rows.add(outcome.confidence.rawValue)
    rows.add(outcome.reason)
    rows.add(paying ? statement : nil)
    if rows.byteCount > Self.rowsBytes { try flush(in: write) }
  }

  private mutating func flush(in write: Write) throws {
    try write.append(to: LineAssignment.book, rows)
    rows.removeAll()
  }

  /// The entry, once no line is left.
  mutating func finish(in write: Write) throws -> EntryDraft {
    try flush(in: write)
    if !paid.isEmpty { draft.clear(whole: dues, at: paid.sorted(), into: account) }
    return draft
  }
}
