// Which months of the ledger an export covers: all, one, or one of the scheme's years.

import Dates
import Store

/// The months that an export of the ledger covers, by the month in which an entry counts.
public struct LedgerSpan: Hashable, Sendable {
  /// As file names carry it: `all`, `2026-10`, `2026-27`.
  public let name: String
  private let months: ClosedRange<Month>?

  /// Everything there is.
  public static let all = LedgerSpan(name: "all", months: nil)

  private init(name: String, months: ClosedRange<Month>?) {
    self.name = name
    self.months = months
  }

  /// One month.
  public init(month: Month) { self.init(name: month.description, months: month...month) }

  /// The scheme's year that begins in this April, or nil for a year that no calendar here has.
  public init?(yearBegins year: Int) {
    guard let first = Month(year: year, month: 4) else { return nil }
    let last = String((year + 1) % 100)
    self.init(name: "\(year)-\(last.count == 1 ? "0" : "")\(last)", months: first...first.adding(11))
  }

  /// Reads `2026-27` or `2026` as the year that begins in April 2026; nil for anything else.
  public init?(year text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let first = parts.first, first.utf8.count == 4, let year = Int(first), parts.count <= 2,
      let span = LedgerSpan(yearBegins: year), parts.count == 1 || span.name == text
    else { return nil }
    self = span
  }

  /// The first and last month number, for a question to the database.
  var bounds: [Value] {
    [
      .integer(months.map { Int64($0.lowerBound.monthNumber) } ?? .min),
      .integer(months.map { Int64($0.upperBound.monthNumber) } ?? .max),
    ]
  }

  /// The first day it covers; nil where it covers everything.
  public var firstDay: CivilDate? { months?.lowerBound.firstDay }
  /// The last day it covers; nil where it covers everything.
  public var lastDay: CivilDate? { months?.upperBound.lastDay }
}
