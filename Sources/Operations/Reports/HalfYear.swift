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

  /// Publishes the half-yearly reports that are due, the oldest first, up to the first whose months are not all closed.
  /// - Returns: what was made, and what waits for a close.
  public func publishReportsDue(pdf: Bool = true) throws -> (made: [ReportFiles], waiting: [ReportPeriod]) {
    let months = try Months.read(store.reading)
    let due = try reportsDue(on: businessDate)
    let ready = due.prefix { !months.isOpen($0.months.upperBound) }
    return (try ready.map { try makeReport($0, pdf: pdf) }, Array(due.dropFirst(ready.count)))
  }

  /// The step. Done again it makes no report twice; a half-year with an open month waits for its close.
  func makeReportsDue(_ context: StepContext) throws -> StepReport {
    let house = House(store: store, configuration: configuration, actor: .system, businessDate: context.businessDate)
    let (made, waiting) = try house.publishReportsDue()
    for report in made {
      context.log.event("board-report", ["stories": report.stories, "files": report.files.count])
    }
    let notes =
      made.map { "the report \($0.period) lies under reports\($0.noPDF == nil ? "" : "; no PDF")" }
      + waiting.prefix(1).map { "the report \($0.code) waits: \($0.months.upperBound) is not closed" }
    return StepReport(
      read: made.count + waiting.count, written: made.count, skipped: waiting.count,
      message: notes.isEmpty ? "no report is due" : notes.joined(separator: "; "), waits: !waiting.isEmpty,
      foundWork: !made.isEmpty)
  }
}
