// Whether an agency's report is one that came before, in other bytes: as it is, or but for one line.

import Dates
import Money
import Store

extension AgencyImport {
  /// The standing reports of an agency whose lines have these amounts, in whatever order and bytes, but for one line at
  /// most.
  static func twins(of lines: [AgencyLine], by agency: String, _ reading: Reading) throws -> [AgencyImport] {
    let count = Int64(lines.count)
    let near = try list(
      "agency = ?1 AND lines BETWEEN ?2 AND ?3 AND state = 'posted' AND \(stands)",
      [.text(agency), .integer(count - 1), .integer(count + 1)], reading)
    let amounts = lines.map(\.allAmounts)
    return try near.filter { report in
      try amounts.isNearCopy(of: AgencyReportLine.of(import: report.number, reading).map(\.allAmounts), sharing: 1)
    }
  }

  /// Agencies report once a month: within so many days of a report, one that is like it is no next one.
  private static let soonDays = 21

  /// Whether a report of this day comes too soon after this one, or before it, to be the next.
  func isSoon(before date: CivilDate) -> Bool { abs(date.days(since: reportDate)) < Self.soonDays }
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
