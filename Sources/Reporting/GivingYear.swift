// A year as the scheme counts it: twelve months from the one that `statement.yaml` names.

import Dates

/// Twelve months that are told of together.
public struct GivingYear: Codable, Hashable, Sendable {
  /// Its name: `2025-26`, or `2025` where it begins in January.
  public let name: String
  /// The first month's number.
  private let first: Int32

  /// The first day.
  public var firstDay: CivilDate { firstMonth.firstDay }
  /// The last day.
  public var lastDay: CivilDate { lastMonth.lastDay }
  /// The first month.
  public var firstMonth: Month { Month(monthNumber: first) }
  /// The last month.
  public var lastMonth: Month { firstMonth.adding(11) }

  /// The year that a month is in.
  /// - Parameter yearBegins: the month, 1 to 12, in which years begin.
  public init(holding month: Month, yearBegins: Int) {
    let start = month.adding(-((month.number - yearBegins + 12) % 12))
    let last = String((start.year + 1) % 100)
    first = start.monthNumber
    name = yearBegins == 1 ? "\(start.year)" : "\(start.year)-\(last.count == 1 ? "0" : "")\(last)"
  }

  /// Reads `2025-26`, or `2025` as the year that begins in 2025; nil for anything else.
  public init?(_ text: String, yearBegins: Int) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let digits = parts.first, digits.utf8.count == 4, let year = Int(digits), parts.count <= 2,
      (1...12).contains(yearBegins), let month = Month(year: year, month: yearBegins)
    else { return nil }
    self.init(holding: month, yearBegins: yearBegins)
    guard parts.count == 1 || name == text else { return nil }
  }
}
