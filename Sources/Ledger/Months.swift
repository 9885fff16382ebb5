// Which months are open. An entry whose month is closed counts in the first open one, shown as late.

import Dates
import Store

/// The months that have been closed.
public struct Months: Sendable {
  private let closed: Set<Month>

  /// Reads which months are closed; a month closed and reopened is open.
  static func read(_ reading: Reading) throws -> Months {
    Months(
      closed: Set(
        try reading.all(
          """
          SELECT month FROM month_state WHERE id IN (SELECT max(id) FROM month_state GROUP BY month) AND is_open = 0
          """
        ) { try $0.month(0) }))
  }

  /// The month in which an entry of this date counts.
  func month(for date: CivilDate) -> Month {
    var month = date.month
    while closed.contains(month) { month = month.next }
    return month
  }

  /// Closes or reopens a month.
  public static func record(_ month: Month, isOpen: Bool, in write: Write) throws {
    try write.append(to: book, [.integer(Int64(month.monthNumber)), .integer(isOpen ? 1 : 0)])
  }

  static let book = Book("month_state", ["month", "is_open"])
  static let schema = Schema.book("month_state", "month INTEGER NOT NULL, is_open INTEGER NOT NULL")
}
