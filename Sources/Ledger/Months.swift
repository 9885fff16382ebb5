// Which months are open. Months are closed in order; an entry of a closed month counts in the first open one, shown as late.

import Dates
import Store

/// The months that have been closed.
public struct Months: Sendable {
  /// The last month that is closed: it and every month before it take no entry. Nil where none is.
  public let closedThrough: Month?

  /// Reads which months are closed; a month closed and reopened is open.
  public static func read(_ reading: Reading) throws -> Months {
    Months(
      closedThrough: try reading.first(
        """
        SELECT month FROM month_state WHERE id IN (SELECT max(id) FROM month_state GROUP BY month) AND is_open = 0
        ORDER BY month DESC LIMIT 1
        """
      ) { try $0.month(0) })
  }

  /// The month in which an entry of this date counts.
  public func month(for date: CivilDate) -> Month {
    guard let closedThrough else { return date.month }
    return max(date.month, closedThrough.next)
  }

  /// Whether a month takes entries.
  public func isOpen(_ month: Month) -> Bool { closedThrough.map { month > $0 } ?? true }

  /// Marks a month closed or open; ``MonthClose`` holds when that may be.
  public static func record(_ month: Month, isOpen: Bool, in write: Write) throws {
    try write.append(to: book, [.integer(Int64(month.monthNumber)), .integer(isOpen ? 1 : 0)])
  }

  static let book = Book("month_state", ["month", "is_open"])
  static let schema = Schema.book("month_state", "month INTEGER NOT NULL, is_open INTEGER NOT NULL")

  /// Holds that no entry came into a month while it, or a later one, was closed.
  static let check = Check("closed-months", "nothing was posted into a month after it was closed") { store, _ in
    // Each stretch for which a month was closed, as the rows of the book of entries that came within it.
    try store.reading.all(
      """
      WITH state AS (SELECT s.id, s.month, s.is_open, r.link FROM month_state AS s JOIN audit_rows AS r
          ON r.book = 'month_state' AND s.id >= r.first_row AND s.id < r.first_row + r.count),
        stretch AS (SELECT month, link AS begins, (SELECT min(o.link) FROM state AS o
            WHERE o.month = c.month AND o.is_open = 1 AND o.id > c.id) AS ends
          FROM state AS c WHERE is_open = 0),
        brought AS (SELECT month, first_row, first_row + count AS after FROM stretch JOIN audit_rows
          ON book = 'entry' AND link > begins AND (ends IS NULL OR link < ends))
      SELECT DISTINCT entry.id, entry.month, brought.month FROM brought
      JOIN entry ON entry.id >= first_row AND entry.id < after WHERE entry.month <= brought.month LIMIT 20
      """
    ) { "entry \($0.int(0)) counts in month \($0.int(1)), and month \($0.int(2)) was closed when it was posted" }
  }
}
