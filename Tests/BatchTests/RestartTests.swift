// Runs whose process died: they are taken up by the next run of their job, and nothing else is.

import Dates
import Foundation
import Store
import Testing

@testable import Batch

@Suite("Restart")
struct RestartTests {
  private let names = ["one", "two", "three"]

  /// Leaves the rows of a run that died in the step at `index`: those before it done, that one begun.
  private func leaveDeadRun(
    _ store: Store, job: String = "nightly", on date: String, diedIn index: Int, foundWork: Bool = true
  ) throws -> Int64 {
    let date = try day(date)
    return try store.work { work in
      let run = try work.put(
        Run.working,
        [
          "job": .text(job), "business_date": .integer(Int64(date.dayNumber)), "state": "started", "attempts": 1,
          "started_seconds": 1000,
        ])
      for (position, name) in names.enumerated() {
        let state = position < index ? "completed" : position == index ? "started" : "not-run"
        try work.put(
          RunStep.working,
          [
            "run": .integer(run), "step": .text(name), "position": .integer(Int64(position + 1)), "state": .text(state),
            "read_count": position < index ? 9 : 0, "found_work": foundWork && position < index ? 1 : 0,
          ])
      }
      return run
    }
  }

  @Test("a dead run is finished under its number: done steps are not done again", arguments: [0, 1, 2, 3])
  func takenUp(diedIn index: Int) throws {
    let home = try TestHome()
    let dead = try leaveDeadRun(home.store, on: "2026-10-30", diedIn: index)
    #expect(try Run.find(dead, home.store.reading)?.state == .started)
    let steps = Steps("one", "two", "three")
    let report = try home.run(.threeSteps(), on: "2026-10-30", steps)
    #expect(steps.calls == names.dropFirst(index).map { "\($0) 2026-10-30" })
    #expect(report.run == dead && report.state == .completed)
    let run = try home.newestRun()
    #expect(run.attempts == 2 && run.startedSeconds == 1000 && run.endedSeconds != nil)
    #expect(run.steps.map(\.report.read) == (0..<3).map { $0 < index ? 9 : 2 })
    #expect(try home.runCount() == 1)
  }

  @Test("what the killed attempt found and what waits since then count")
  func countsOfBefore() throws {
    let home = try TestHome()
    let idle = Steps("one", "two", "three")
    for name in names { idle[name] = { _ in StepReport() } }
    _ = try home.run(.threeSteps(), on: "2026-10-30", idle)
    _ = try leaveDeadRun(home.store, on: "2026-10-30", diedIn: 1, foundWork: true)
    #expect(try home.run(.threeSteps(), on: "2026-10-30", idle).state == .completed)
    _ = try leaveDeadRun(home.store, on: "2026-10-30", diedIn: 1, foundWork: false)
    #expect(try home.run(.threeSteps(), on: "2026-10-30", idle).state == .alreadyDone)
    let waiting = try leaveDeadRun(home.store, on: "2026-10-30", diedIn: 1)
    try home.store.work {
      try $0.change(RunStep.working, set: ["state": "waiting"], where: ["run": .integer(waiting), "step": "one"])
    }
    let report = try home.run(.threeSteps(), on: "2026-10-30", idle)
    #expect(report.run == waiting && report.state == .waiting && report.exit == .waiting)
  }

  @Test("a run killed before midnight and finished after it keeps its date; then the new date is run")
  func keepsItsDate() throws {
    let home = try TestHome()
    let dead = try leaveDeadRun(home.store, on: "2026-10-30", diedIn: 2)
    let steps = Steps("one", "two", "three")
    let report = try home.run(.threeSteps(), on: "2026-10-31", steps)
    #expect(steps.calls == ["three 2026-10-30", "one 2026-10-31", "two 2026-10-31", "three 2026-10-31"])
    #expect(try Run.find(dead, home.store.reading)?.businessDate.description == "2026-10-30")
    #expect(try Run.find(dead, home.store.reading)?.state == .completed)
    #expect(report.businessDate == "2026-10-31" && report.run == dead + 1)
  }

  @Test("a dead run that fails when taken up does not keep today's from being run")
  func failsWhenTakenUp() throws {
    let home = try TestHome()
    let dead = try leaveDeadRun(home.store, on: "2026-10-29", diedIn: 1)
    let steps = Steps("one", "two", "three")
    steps["two"] = { context in
      if context.businessDate.description == "2026-10-29" { throw Trouble.disk }
      return StepReport(written: 1)
    }
    let report = try home.run(.threeSteps(), on: "2026-10-30", steps)
    #expect(report.state == .completed && report.businessDate == "2026-10-30")
    #expect(try Run.find(dead, home.store.reading)?.state == .failed)
  }

  @Test("a dead period that fails when taken up keeps the later ones from being run")
  func periodFailsWhenTakenUp() throws {
    let home = try TestHome()
    let dead = try leaveDeadRun(home.store, job: "month-end", on: "2026-09-01", diedIn: 1)
    let schedule = Schedule(hour: 5, minute: 0, .monthly(day: 1, months: []))
    let job = Job.threeSteps("month-end", missed: .each, schedule: schedule)
    let failing = Steps("one", "two", "three")
    failing["two"] = { _ in throw Trouble.disk }
    let report = try home.run(job, on: "2026-10-10", failing)
    #expect(report.run == dead && report.state == .failed && failing.calls == ["two 2026-09-01"])
  }

  @Test("a dead period that is finished when taken up is followed by the later ones")
  func periodTakenUp() throws {
    let home = try TestHome()
    _ = try leaveDeadRun(home.store, job: "month-end", on: "2026-08-01", diedIn: 2)
    let schedule = Schedule(hour: 5, minute: 0, .monthly(day: 1, months: []))
    let job = Job.threeSteps("month-end", missed: .each, schedule: schedule)
    let steps = Steps("one", "two", "three")
    let report = try home.run(job, on: "2026-10-10", steps)
    #expect(report.businessDate == "2026-10-01" && report.state == .completed)
    #expect(
      steps.calls.filter { $0.hasPrefix("three") } == ["three 2026-08-01", "three 2026-09-01", "three 2026-10-01"])
  }

  @Test("a step that failed before the kill is done again, the done ones are not")
  func failedBefore() throws {
    let home = try TestHome()
    let dead = try leaveDeadRun(home.store, on: "2026-10-30", diedIn: 2)
    try home.store.work {
      try $0.change(
        RunStep.working, set: ["state": "failed", "code": "disk", "exit": 74, "message": "The disk failed."],
        where: ["run": .integer(dead), "step": "one"])
    }
    let steps = Steps("one", "two", "three")
    let report = try home.run(.threeSteps(onFailure: .goOn), on: "2026-10-30", steps)
    #expect(steps.calls == ["one 2026-10-30", "three 2026-10-30"])
    #expect(report.state == .completed && report.exit == .done)
    #expect(try home.newestRun().steps.allSatisfy { $0.fault == nil })
  }

  @Test("a dead run of another job is left to that job")
  func otherJob() throws {
    let home = try TestHome()
    let dead = try leaveDeadRun(home.store, job: "prove", on: "2026-10-30", diedIn: 1)
    let report = try home.run(.threeSteps(), on: "2026-10-30", Steps("one", "two", "three"))
    #expect(report.run != dead && report.state == .completed)
    #expect(try Run.find(dead, home.store.reading)?.state == .started)
    #expect(try home.run(.threeSteps("prove"), on: "2026-10-30", Steps("one", "two", "three")).run == dead)
  }

  @Test("a job file that changed meanwhile: new steps are done, in the new order")
  func changedJob() throws {
    let home = try TestHome()
    let dead = try leaveDeadRun(home.store, on: "2026-10-30", diedIn: 2)
    let job = Job(
      "nightly", words: "", schedule: Schedule(hour: 2, minute: 0, .daily), missed: .once,
      steps: ["zero", "two", "one", "three"].map { PlannedStep($0, onFailure: .stop) })
    let steps = Steps("zero", "one", "two", "three")
    let report = try home.run(job, on: "2026-10-30", steps)
    #expect(steps.calls == ["zero 2026-10-30", "three 2026-10-30"])
    #expect(report.run == dead && report.steps.map(\.step) == ["zero", "two", "one", "three"])
  }

  @Test("a real kill in any step is taken up without help", arguments: [0, 1, 2])
  func killed(in index: Int) async throws {
    let home = try TestHome()
    let path = home.home.path
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, index = index as Int] in
      let names = ["one", "two", "three"]
      let store = try TestHome.open(path, at: try day("2026-10-30"))
      let steps = Steps("one", "two", "three")
      steps[names[index]] = { _ in
        kill(getpid(), SIGKILL)
        return StepReport()
      }
      _ = try Runner(store: store, steps: steps.bound).run(.threeSteps(), on: try day("2026-10-30"))
    }
    let dead = try home.newestRun()
    #expect(dead.state == .started && dead.endedSeconds == nil)
    #expect(
      dead.steps.map(\.state) == (0..<3).map { $0 < index ? .completed : $0 == index ? .started : .notRun })
    let steps = Steps("one", "two", "three")
    let report = try home.run(.threeSteps(), on: "2026-10-31", steps)
    #expect(steps.calls.prefix(3 - index) == names.dropFirst(index).map { "\($0) 2026-10-30" }[...])
    #expect(steps.calls.count == 3 - index + 3)
    #expect(report.businessDate == "2026-10-31" && report.state == .completed)
    let finished = try #require(try Run.find(dead.number, home.store.reading))
    #expect(finished.state == .completed && finished.attempts == 2)
  }
}
