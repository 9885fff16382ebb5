// Closing a month, and opening it again. What can only be counted on that day is kept with the close.

import Dates
import Store

/// The close of a month, as the books hold it.
public struct MonthClose: Codable, Hashable, Sendable {
  /// The month, such as `2026-10`.
  public let month: String
  /// How many people gave from their pay in it.
  public let givers: Int64
  /// How many items waited for a person when it was closed.
  public let waiting: Int64
  /// The number of the audit link before the close.
  public let headLink: Int64
  /// That link's hash, in hex.
  public let head: String

  /// The close that stands, or nil where the month is open.
  public static func find(_ month: Month, _ reading: Reading) throws -> MonthClose? {
    guard try !Months.read(reading).isOpen(month) else { return nil }
    return try list("WHERE month = ? ORDER BY id DESC LIMIT 1", [.integer(Int64(month.monthNumber))], reading).first
  }

  /// The closes that stand, the last month first.
  public static func all(_ reading: Reading) throws -> [MonthClose] {
    let through = try Months.read(reading).closedThrough.map { Int64($0.monthNumber) } ?? -1
    return try list(
      "WHERE id IN (SELECT max(id) FROM month_close GROUP BY month) AND month <= ? ORDER BY month DESC",
      [.integer(through)], reading)
  }

  /// How often a month was closed: more than once where it was opened again in between.
  public static func times(_ month: Month, _ reading: Reading) throws -> Int {
    Int(try reading.int("SELECT count(*) FROM month_close WHERE month = ?", [.integer(Int64(month.monthNumber))]))
  }

  /// The month whose turn it is: the one after the last closed, else the first with an entry. Nil while there is none.
  public static func nextInOrder(_ reading: Reading) throws -> Month? {
    if let through = try Months.read(reading).closedThrough { return through.next }
    guard try reading.int("SELECT count(*) FROM balance") > 0 else { return nil }
    return try reading.first("SELECT min(month) FROM balance") { try $0.month(0) }
  }

  /// Holds that a month may be closed: it is its turn, and it is over.
  /// - Throws: ``LedgerError/month(month:why:)``.
  public static func require(_ month: Month, on date: CivilDate, _ reading: Reading) throws {
    guard month < date.month else { throw LedgerError.month(month: month, why: "it is not over yet") }
    guard let next = try nextInOrder(reading) else {
      throw LedgerError.month(month: month, why: "nothing has been posted yet")
    }
    guard month == next else {
      throw LedgerError.month(month: month, why: "months are closed in order, and \(next) is the next")
    }
  }

  /// Closes a month.
  /// - Throws: ``LedgerError/month(month:why:)`` if it is not its turn, or not over on this day.
  public static func close(_ month: Month, givers: Int64, on date: CivilDate, in write: Write) throws {
    try require(month, on: date, write.reading)
    let waiting = try OpenItem.counts(write.reading).reduce(0) { $0 + $1.count }
    let head = try write.reading.auditHead()
    try Months.record(month, isOpen: false, in: write)
    try write.append(
      to: book,
      [
        .integer(Int64(month.monthNumber)), .integer(givers), .integer(waiting), .integer(head.number),
        .blob(head.hash),
      ])
  }

  /// Opens the last closed month again.
  /// - Throws: ``LedgerError/month(month:why:)`` if it is another.
  public static func reopen(_ month: Month, in write: Write) throws {
    try requireLast(month, write.reading)
    try Months.record(month, isOpen: true, in: write)
  }

  /// Holds that this is the last closed month.
  /// - Throws: ``LedgerError/month(month:why:)``.
  public static func requireLast(_ month: Month, _ reading: Reading) throws {
    guard try Months.read(reading).closedThrough == month else {
      throw LedgerError.month(month: month, why: "only the month that was closed last can be opened again")
    }
  }

  private static func list(_ rest: String, _ arguments: [Value], _ reading: Reading) throws -> [MonthClose] {
    try reading.all("SELECT month, givers, waiting, head_link, head FROM month_close \(rest)", arguments) { row in
      MonthClose(
        month: try row.month(0).description, givers: row.int(1), waiting: row.int(2), headLink: row.int(3),
        head: row.blob(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }
  }

  static let book = Book("month_close", ["month", "givers", "waiting", "head_link", "head"])
  static let schema = Schema.book(
    "month_close",
    """
    month INTEGER NOT NULL, givers INTEGER NOT NULL, waiting INTEGER NOT NULL, head_link INTEGER NOT NULL,
    head BLOB NOT NULL
    """)

  /// Holds that the audit head that a close names is in the chain.
  static let check = Check("month-closes", "every close names the audit link before it") { store, _ in
    try store.reading.all(
      """
      SELECT c.id, c.month FROM month_close AS c LEFT JOIN audit_rows AS r
      ON r.book = 'month_close' AND c.id >= r.first_row AND c.id < r.first_row + r.count
      WHERE r.link IS NULL OR c.head_link <> r.link - 1
      OR NOT EXISTS (SELECT 1 FROM audit_link WHERE id = c.head_link AND hash = c.head) LIMIT 20
      """
    ) { "the month_close \($0.int(0)) of month \($0.int(1)) names another audit link" }
  }
}
