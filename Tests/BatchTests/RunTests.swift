// A run that nothing disturbs, and the same run again.

import Batch
import Dates
import Foundation
import Store
import Testing

@Suite("Runs")
struct RunTests {
  @Test("a run does the steps in order and writes down what they did")
  func completes() throws {
    let home = try TestHome()
    let steps = Steps("one", "two", "three")
    let report = try home.run(.threeSteps(), on: "2026-10-30", steps)
    #expect(steps.calls == ["one 2026-10-30", "two 2026-10-30", "three 2026-10-30"])
    #expect(report.state == .completed)
    #expect(report.exit == .done)
    #expect(report.notice == nil)
    let run = try #require(try Run.find(report.run, home.store.reading))
    #expect(run.state == .completed && run.attempts == 1 && run.businessDate.description == "2026-10-30")
    #expect(run.startedSeconds == home.store.settings.clock.now() && run.endedSeconds == run.startedSeconds)
    #expect(run.steps.map(\.name) == ["one", "two", "three"])
    #expect(run.steps.allSatisfy { $0.state == .completed && $0.report.read == 2 && $0.report.written == 1 })
  }

  @Test("the report has the shape that programs read")
  func shape() throws {
    let home = try TestHome()
    let report = try home.run(.threeSteps(), on: "2026-10-30", Steps("one", "two", "three"))
    let json = try #require(
      try JSONSerialization.jsonObject(with: try JSONEncoder().encode(report)) as? [String: Any])
    #expect(Set(json.keys) == ["run", "job", "businessDate", "state", "steps"])
    #expect(json["run"] as? Int == 1)
    #expect(json["job"] as? String == "nightly")
    #expect(json["businessDate"] as? String == "2026-10-30")
    #expect(json["state"] as? String == "completed")
    let step = try #require((json["steps"] as? [[String: Any]])?.first)
    #expect(Set(step.keys) == ["step", "state", "read", "written", "skipped", "message"])
    #expect(step["step"] as? String == "one" && step["state"] as? String == "completed")
    #expect(step["read"] as? Int == 2 && step["written"] as? Int == 1 && step["skipped"] as? Int == 0)
    #expect(step["message"] as? String == "1 thing")
  }

  @Test("a run in which something waits for a person ends with 3 and says where")
  func waits() throws {
    let home = try TestHome()
    let steps = Steps("one", "two", "three")
    steps["two"] = { _ in StepReport(written: 1, message: "3 open items", waits: true) }
    let report = try home.run(.threeSteps(), on: "2026-10-30", steps)
    #expect(report.state == .waiting && report.exit == .waiting)
    #expect(report.steps.map(\.state) == [.completed, .waiting, .completed])
    #expect(report.notice == "nightly 2026-10-30, run 1: two waits for a person: 3 open items")
    #expect(try home.newestRun().steps[1].report.waits)
  }

  @Test("a run that finds nothing to do is already done only where the job was done for that date before")
  func alreadyDone() throws {
    let home = try TestHome()
    let idle = Steps("one", "two", "three")
    for name in ["one", "two", "three"] { idle[name] = { _ in StepReport(read: 5) } }
    #expect(try home.run(.threeSteps(), on: "2026-10-30", idle).state == .completed)
    let again = try home.run(.threeSteps(), on: "2026-10-30", idle)
    #expect(again.state == .alreadyDone && again.exit == .done && again.run == 2)
    #expect(try home.run(.threeSteps(), on: "2026-10-31", idle).state == .completed)
    #expect(try home.run(.threeSteps("prove"), on: "2026-10-30", idle).state == .completed)
    #expect(idle.calls.count == 12)
  }

  @Test("a run again for the same date that finds work is completed")
  func foundWorkAgain() throws {
    let home = try TestHome()
    _ = try home.run(.threeSteps(), on: "2026-10-30", Steps("one", "two", "three"))
    let busy = Steps("one", "two", "three")
    busy["one"] = { _ in StepReport() }
    busy["three"] = { _ in StepReport() }
    #expect(try home.run(.threeSteps(), on: "2026-10-30", busy).state == .completed)
    let waiting = Steps("one", "two", "three")
    for name in ["one", "two", "three"] { waiting[name] = { _ in StepReport(waits: true) } }
    #expect(try home.run(.threeSteps(), on: "2026-10-30", waiting).state == .waiting)
  }

  @Test("a failed run does not make the next one already done")
  func failedIsNotDone() throws {
    let home = try TestHome()
    let failing = Steps("one", "two", "three")
    failing["three"] = { _ in throw Trouble.disk }
    _ = try home.run(.threeSteps(), on: "2026-10-30", failing)
    let idle = Steps("one", "two", "three")
    for name in ["one", "two", "three"] { idle[name] = { _ in StepReport() } }
    #expect(try home.run(.threeSteps(), on: "2026-10-30", idle).state == .completed)
  }

  @Test("steps are told the run, the date and whether it is a rehearsal", arguments: [false, true])
  func context(isDryRun: Bool) throws {
    let home = try TestHome()
    var told: [StepContext] = []
    let steps: [String: Step] = [
      "one": { context in
        told.append(context); return StepReport()
      }
    ]
    let job = Job(
      "nightly", words: "", schedule: Schedule(hour: 2, minute: 0, .daily), missed: .once,
      steps: [PlannedStep("one", onFailure: .stop)])
    _ = try Runner(store: home.store, steps: steps, isDryRun: isDryRun).run(job, on: try day("2026-10-29"))
    #expect(told.map(\.run) == [1])
    #expect(told.map(\.businessDate.description) == ["2026-10-29"])
    #expect(told.map(\.isDryRun) == [isDryRun])
  }

  @Test("history gives the newest runs first, and any run by its number")
  func history() throws {
    let home = try TestHome()
    for date in ["2026-10-28", "2026-10-29", "2026-10-30"] {
      _ = try home.run(.threeSteps(), on: date, Steps("one", "two", "three"))
    }
    #expect(try Run.recent(home.store.reading, limit: 2).map(\.number) == [3, 2])
    #expect(try Run.find(1, home.store.reading)?.businessDate.description == "2026-10-28")
    #expect(try Run.find(4, home.store.reading) == nil)
  }

  @Test("runs are workings: they leave no audit link, and verify finds the house in order")
  func workingsOnly() throws {
    let home = try TestHome()
    _ = try home.run(.threeSteps(), on: "2026-10-30", Steps("one", "two", "three"))
    let report = try home.store.verify([], scope: .everything) { _ in [] }
    #expect(report.ok, "\(report.checks.filter { !$0.ok })")
    #expect(Set(["run", "run_step"]).isSubset(of: report.workings))
    #expect(try home.store.reading.int("SELECT count(*) FROM audit_link") == 0)
  }
}
