// The lines of a statement on their way into the books: a part at a time, as far as its file has been read.

import Dates
import Money
import Store

/// The lines of one statement that were put into the books so far, without what the bank says of them.
struct LineRecording {
  /// The statement's id.
  let statement: String
  private let account: BankAccount
  /// The row that its first line has, or would have.
  let firstRow: Int64
  /// The latest day of the lines that the account had before; nil if it had none.
  let lastDayBefore: CivilDate?
  /// The patterns that its lines fit.
  private(set) var patterns = LinePatterns()
  /// Those that are ours.
  private(set) var kept: KeptLines

  /// None yet, of the statement of this id.
  init(_ statement: String, _ account: BankAccount, in write: Write) throws {
    self.statement = statement
    self.account = account
    firstRow = try write.nextRow(of: PostedLine.book)
    lastDayBefore = try PostedLine.lastDay(account: account.code, write.reading)
    kept = KeptLines(of: statement)
  }

  /// How many of the statement's lines it went through.
  var count: Int { patterns.count }

  /// Goes on with the next lines of the statement. Of a shared account only what fits a pattern is ours.
  mutating func record(_ lines: StatementLines, in write: Write) throws {
    let first = count
    patterns.add(lines, of: account)
    var rows = Rows()
    var reference: [UInt8] = []
    for index in lines.indices where !account.isShared || patterns[first + index] != nil {
      reference.removeAll(keepingCapacity: true)
      StatementID.appendPlain(lines.reference(index), to: &reference)
      kept.keep(first + index, reference: lines.reference(index))
      rows.add(text: kept.id(kept.places.count - 1))
      rows.add(statement)
      rows.add(account.code)
      rows.add(Int64(lines.date(index).dayNumber))
      rows.add(lines.amount(index).rawValue)
      rows.add(text: reference[...])
      if rows.byteCount > CarryingOut.rowsBytes {
        try write.append(to: PostedLine.book, rows)
        rows.removeAll()
      }
    }
    try write.append(to: PostedLine.book, rows)
  }
}
