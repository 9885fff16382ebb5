// Whether an agency's report is one that came before, in other bytes: as it is, or but for one line.

import Dates
import Money
import Store

extension AgencyImport {
  /// The standing reports of an agency whose lines have these amounts, in whatever order and bytes, but for one line at
  /// most.
  /// - Parameter date: the day of which they tell, where only reports that are too near to it are asked for; nil for all.
  static func twins(
    of lines: [AgencyLine], by agency: String, near date: CivilDate?, _ reading: Reading
  ) throws -> [AgencyImport] {
    let count = Int64(lines.count)
    let near = try list(
      "agency = ?1 AND lines BETWEEN ?2 AND ?3 AND state = 'posted' AND \(stands)"
        + " AND (?4 IS NULL OR report_date > ?4 AND report_date < ?5)",
      [
        .text(agency), .integer(count - 1), .integer(count + 1), date.map { .day($0.adding(days: -soonDays)) } ?? .null,
        date.map { .day($0.adding(days: soonDays)) } ?? .null,
      ], reading)
    let amounts = lines.map(\.allAmounts)
    return try near.filter { report in
      try amounts.isNearCopy(of: AgencyReportLine.of(import: report.number, reading).map(\.allAmounts), sharing: 1)
    }
  }

  /// Agencies report once a month: within less than so many days of a report, before or after, one that is like it is no
  /// next one.
  private static let soonDays = 21
}

extension AgencyReportLine {
  /// Every amount of the line; what is not told counts as -1.
  fileprivate var allAmounts: [Int64] {
    [grossPence ?? -1, chargePence ?? -1, netPence, employerMatchPence, otherMatchPence, totalPence]
  }
}

extension AgencyLine {
  /// Every amount of the line; what is not told counts as -1.
  fileprivate var allAmounts: [Int64] {
    [gross?.rawValue ?? -1, charge?.rawValue ?? -1] + [net, employerMatch, otherMatch, total].map(\.rawValue)
  }
}
