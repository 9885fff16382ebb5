// What `verify` proves of agencies' reports: that lines, entries, items and archive agree.

import Files
import Ledger
import Money
import Store

extension GivingRoom {
  /// The checks of agencies' reports.
  public static let agencyChecks: [Check] = [
    Check("agency-lines", "the lines of each agency_import are what its report says") { store, _ in
      try store.reading.all(
        """
        SELECT number FROM agency_import WHERE state = 'posted' AND (lines, total_pence) IS NOT
        (SELECT count(*), coalesce(sum(total_pence), 0) FROM agency_line WHERE agency_line.import = number) LIMIT 20
        """
      ) { "the agency_line rows of import \($0.int(0)) do not make its total" }
    },
    Check("agency-entries", "what each agency_import says is what its entry posted") { store, _ in
      try store.reading.all(
        """
        SELECT number FROM agency_import WHERE state = 'posted' AND (total_pence, charge_pence) IS NOT
        (SELECT coalesce(sum(amount_pence) FILTER (WHERE account LIKE 'asset:at-agency:%'), 0),
          coalesce(sum(amount_pence) FILTER (WHERE account = 'expense:agency-fees'), 0)
          FROM entry JOIN posting ON posting.entry = entry.id WHERE public_id = report) LIMIT 20
        """
      ) { "agency_import \($0.int(0)) and its entry do not agree" }
    },
    Check("agency-archive", "every report that was posted, or waits, is in the archive, unchanged") { store, scope in
      let archive = Archive(store, .agency)
      let reports = try AgencyImport.all(store.reading)
      let orphans = archive.orphans(among: Set(reports.map(\.number))).map { "no import speaks of archive/\($0)" }
      return try orphans
        + reports.filter { $0.state != .refused }.compactMap { try archiveFault($0, archive, store, scope) }
    },
  ]

  private static func archiveFault(
    _ report: AgencyImport, _ archive: Archive, _ store: Store, _ scope: CheckScope
  ) throws -> String? {
    guard archive.holds(report.number) else { return "\(report.report) is not in the archive" }
    guard case .everything = scope else { return nil }
    var digest = FileDigest()
    do { try archive.open(report.number) { digest.update($0) } } catch let error as any Refusal {
      return "\(report.report): \(error.sentence)"
    }
    let recorded = try AgencyImport.digest(number: report.number, store.reading)
    let found = store.schemeKey.digest("agency-report", digest.finalized())
    return found == recorded ? nil : "the archived file of \(report.report) is not the one that was taken in"
  }
}
