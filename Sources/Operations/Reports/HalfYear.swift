// The step of the job `half-year`: each half-year that is over and closed gets its report, the oldest first.

import Batch
import Dates
import Ledger
import Reporting
import Store

extension House {
  /// The half-years that are over on a day and have no report yet, the oldest first; none before the scheme's books begin.
  func reportsDue(on date: CivilDate) throws -> [ReportPeriod] {
    let reading = store.reading
    let begins = try configuration.statements().yearBegins
    guard let first = try MonthClose.all(reading).last.flatMap({ Month($0.month) }) else { return [] }
    let made = Set(try KeptReport.periods(reading).map(\.name))
    var due: [ReportPeriod] = []
    var period = ReportPeriod.containing(first, .board, yearBegins: begins)
    while let next = period, next.months.upperBound < date.month {
      if !made.contains(next.name) { due.append(next) }
      period = next.next(yearBegins: begins)
    }
    return due
  }

  /// Makes the reports that are due. Done again it makes none twice; a half-year with an open month waits for its close.
  func makeReportsDue(_ context: StepContext) throws -> StepReport {
    let house = House(store: store, configuration: configuration, actor: .system, businessDate: context.businessDate)
    let months = try Months.read(store.reading)
    let due = try house.reportsDue(on: context.businessDate)
    let ready = Array(due.prefix { !months.isOpen($0.months.upperBound) })
    var notes: [String] = []
    for period in ready {
      let made = try house.makeReport(period)
      context.log.event("board-report", ["stories": made.stories, "files": made.files.count])
      notes.append("the report \(made.period) lies under reports" + (made.noPDF == nil ? "" : "; no PDF"))
    }
    if let waiting = due.dropFirst(ready.count).first {
      notes.append("the report \(waiting.code) waits: \(waiting.months.upperBound) is not closed")
    }
    return StepReport(
      read: due.count, written: ready.count, skipped: due.count - ready.count,
      message: notes.isEmpty ? "no report is due" : notes.joined(separator: "; "), waits: due.count > ready.count,
      foundWork: !ready.isEmpty)
  }
}
