// Missed times: one run for all of them, or one run for each.

import Batch
import Dates
import Store
import Testing

@Suite("Catching up")
struct CatchUpTests {
  private let daily = Schedule(hour: 2, minute: 0, .daily)
  private let weekly = Schedule(hour: 4, minute: 0, .weekly(.sunday))
  private let monthly = Schedule(hour: 5, minute: 0, .monthly(day: 1, months: []))
  private let halfYearly = Schedule(hour: 5, minute: 0, .monthly(day: 6, months: [.april, .october]))

  @Test("once: after missed nights one run, for today, does it all")
  func once() throws {
    let home = try TestHome()
    let steps = Steps("one", "two", "three")
    _ = try home.run(.threeSteps(), on: "2026-10-20", steps)
    let report = try home.run(.threeSteps(), on: "2026-10-30", steps)
    #expect(steps.calls.count == 6)
    #expect(report.businessDate == "2026-10-30")
    #expect(try home.runCount() == 2)
  }

  private func datesRun(_ schedule: Schedule, _ asked: [String]) throws -> [[String]] {
    let home = try TestHome()
    let job = Job.threeSteps("month-end", missed: .each, schedule: schedule)
    return try asked.map { date in
      let steps = Steps("one", "two", "three")
      _ = try home.run(job, on: date, steps)
      return steps.calls.filter { $0.hasPrefix("one ") }.map { String($0.dropFirst(4)) }
    }
  }

  @Test("each: every missed time is run, oldest first, under the date it was due")
  func each() throws {
    #expect(
      try datesRun(daily, ["2026-10-27", "2026-10-30"]) == [
        ["2026-10-27"], ["2026-10-28", "2026-10-29", "2026-10-30"],
      ])
    #expect(
      try datesRun(weekly, ["2026-10-04", "2026-10-20"]) == [["2026-10-04"], ["2026-10-11", "2026-10-18"]])
    #expect(
      try datesRun(monthly, ["2026-08-01", "2026-10-10"]) == [["2026-08-01"], ["2026-09-01", "2026-10-01"]])
    #expect(
      try datesRun(halfYearly, ["2025-04-06", "2026-10-10"]) == [
        ["2025-04-06"], ["2025-10-06", "2026-04-06", "2026-10-06"],
      ])
  }

  @Test("each: the first run ever has nothing to make up for, and the same time again is one run")
  func firstAndAgain() throws {
    #expect(
      try datesRun(monthly, ["2026-10-10", "2026-10-11", "2026-09-15"]) == [
        ["2026-10-01"], ["2026-10-01"], ["2026-09-01"],
      ])
  }

  @Test("each: a period that fails is not passed over, now or the next time")
  func failing() throws {
    let home = try TestHome()
    let job = Job.threeSteps("month-end", missed: .each, schedule: monthly)
    _ = try home.run(job, on: "2026-07-01", Steps("one", "two", "three"))
    let failing = Steps("one", "two", "three")
    failing["two"] = { context in
      if context.businessDate.description == "2026-09-01" { throw Trouble.disk }
      return StepReport(written: 1)
    }
    let report = try home.run(job, on: "2026-10-05", failing)
    #expect(report.state == .failed && report.businessDate == "2026-09-01")
    #expect(try Run.recent(home.store.reading, limit: 9).map(\.businessDate.monthOfYear) == [9, 8, 7])
    let steps = Steps("one", "two", "three")
    #expect(try home.run(job, on: "2026-10-05", steps).businessDate == "2026-10-01")
    #expect(steps.calls.filter { $0.hasPrefix("one") } == ["one 2026-09-01", "one 2026-10-01"])
  }

  @Test("each: what waits of a period that was made up for is told, also where the last one has nothing to tell")
  func earlierNotices() throws {
    let home = try TestHome()
    let job = Job.threeSteps("month-end", missed: .each, schedule: monthly)
    _ = try home.run(job, on: "2026-07-01", Steps("one", "two", "three"))
    let waiting = Steps("one", "two", "three")
    waiting["two"] = { StepReport(message: "look", waits: $0.businessDate.description == "2026-08-01") }
    let report = try home.run(job, on: "2026-09-05", waiting)
    #expect(report.businessDate == "2026-09-01" && report.state == .completed)
    #expect(report.exit == .waiting)
    #expect(report.notices == ["month-end 2026-08-01, run 2: two waits for a person: look"])
    #expect(report.caughtUp?.map(\.businessDate) == ["2026-08-01"])
  }

  @Test("due days over a leap February and a year's end")
  func dueDays() throws {
    #expect(
      daily.due(after: try day("2024-02-27"), through: try day("2024-03-01")).map(\.description) == [
        "2024-02-28", "2024-02-29", "2024-03-01",
      ])
    #expect(
      weekly.due(after: try day("2026-12-27"), through: try day("2027-01-10")).map(\.description) == [
        "2027-01-03", "2027-01-10",
      ])
    #expect(daily.due(after: try day("2026-10-30"), through: try day("2026-10-30")).isEmpty)
    #expect(daily.due(after: try day("2026-10-30"), through: try day("2026-10-29")).isEmpty)
    #expect(halfYearly.latestDue(onOrBefore: try day("2026-04-05")).description == "2025-10-06")
    #expect(weekly.latestDue(onOrBefore: try day("2026-10-25")).description == "2026-10-25")
  }
}
