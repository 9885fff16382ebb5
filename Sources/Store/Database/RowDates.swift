// Days, months and runs of rows as columns hold them. A number that is none was put there behind the program's back: it is
// told, and never trapped on.

import Dates

extension Row {
  /// The day in a column.
  /// - Throws: `StoreError.broken` if the number is no day that the program writes.
  public func day(_ column: Int) throws -> CivilDate {
    CivilDate(dayNumber: try number(column, "day"))
  }

  /// The day in a column, or nil where it is empty.
  public func optionalDay(_ column: Int) throws -> CivilDate? { isNull(column) ? nil : try day(column) }

  /// The month in a column.
  /// - Throws: `StoreError.broken` if the number is no month that the program writes.
  public func month(_ column: Int) throws -> Month { Month(monthNumber: try number(column, "month")) }

  /// A run of rows from its first and its count, in two columns.
  /// - Throws: `StoreError.broken` if they make none.
  public func rows(first: Int, count: Int) throws -> Range<Int64> {
    let (end, overflow) = int(first).addingReportingOverflow(int(count))
    guard !overflow, int(count) >= 0 else { throw StoreError.broken("a list of rows has \(int(count)) of them") }
    return int(first)..<end
  }

  /// Days and months the program writes lie within a million of 1970, but for the end that is not set.
  private func number(_ column: Int, _ what: String) throws -> Int32 {
    guard let number = Int32(exactly: int(column)), number.magnitude < 1_000_000 || number == .max else {
      throw StoreError.broken("\(int(column)) is no \(what)")
    }
    return number
  }
}

extension Value {
  /// A day, or nothing.
  public static func day(_ date: CivilDate?) -> Value { .integer(date.map { Int64($0.dayNumber) }) }
}
