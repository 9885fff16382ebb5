// Steps that fail: what the run does then, what it tells, what it leaves with.

import Batch
import Files
import Foundation
import Store
import Testing

private struct Unforeseen: Error { let name = "Amina" }

@Suite("Failures")
struct FailureTests {
  @Test("a step that stops the run leaves the later ones not run", arguments: [0, 1, 2])
  func stops(failing index: Int) throws {
    let home = try TestHome()
    let names = ["one", "two", "three"]
    let steps = Steps("one", "two", "three")
    steps[names[index]] = { _ in throw Trouble.input }
    let report = try home.run(.threeSteps(), on: "2026-10-30", steps)
    #expect(steps.calls.count == index + 1)
    #expect(report.state == .failed && report.exit == .inputRefused)
    for (position, step) in report.steps.enumerated() {
      #expect(step.state == (position < index ? .completed : position == index ? .failed : .notRun))
    }
    #expect(report.steps[index].message == "The input failed. Nothing was posted.")
    #expect(try home.newestRun().steps[index].fault?.code == "input")
    #expect(
      report.notice == "nightly 2026-10-30, run 1: \(names[index]) failed: The input failed. Nothing was posted.")
  }

  @Test("a step that lets the run go on fails it all the same", arguments: [0, 1, 2])
  func goesOn(failing index: Int) throws {
    let home = try TestHome()
    let names = ["one", "two", "three"]
    let steps = Steps("one", "two", "three")
    steps[names[index]] = { _ in throw Trouble.disk }
    let report = try home.run(.threeSteps(onFailure: .goOn), on: "2026-10-30", steps)
    #expect(steps.calls.count == 3)
    #expect(report.state == .failed && report.exit == .inputOutput)
    #expect(report.steps.filter { $0.state == .completed }.count == 2)
    #expect(report.steps[index].state == .failed)
  }

  @Test("when every step fails, the run ends with what the first asks for")
  func everyStepFails() throws {
    let home = try TestHome()
    let steps = Steps("one", "two", "three")
    steps["one"] = { _ in throw Trouble.input }
    steps["two"] = { _ in throw Trouble.disk }
    steps["three"] = { _ in throw Unforeseen() }
    let report = try home.run(.threeSteps(onFailure: .goOn), on: "2026-10-30", steps)
    #expect(report.steps.map(\.state) == [.failed, .failed, .failed])
    #expect(report.state == .failed && report.exit == .inputRefused)
  }

  @Test("a step that is always run is run after a stop")
  func always() throws {
    let home = try TestHome()
    let job = Job(
      "nightly", words: "", schedule: Schedule(hour: 2, minute: 0, .daily), missed: .once,
      steps: [
        PlannedStep("verify", onFailure: .stop), PlannedStep("export", onFailure: .goOn),
        PlannedStep("back-up", onFailure: .goOn, isAlwaysRun: true),
      ])
    let steps = Steps("verify", "export", "back-up")
    steps["verify"] = { _ in throw StoreError.broken("posting 7") }
    let report = try home.run(job, on: "2026-10-30", steps)
    #expect(steps.calls == ["verify 2026-10-30", "back-up 2026-10-30"])
    #expect(report.steps.map(\.state) == [.failed, .notRun, .completed])
    #expect(report.state == .failed && report.exit == .invariantBroken)
  }

  @Test("of an error that is no refusal only its type is told, and the program leaves with 70")
  func unforeseen() throws {
    let home = try TestHome()
    let steps = Steps("one", "two", "three")
    steps["one"] = { _ in throw Unforeseen() }
    let report = try home.run(.threeSteps(), on: "2026-10-30", steps)
    #expect(report.exit == .invariantBroken)
    #expect(report.steps[0].message == "An error that nobody foresaw: Unforeseen.")
    let log = try home.logLines("nightly").joined()
    #expect(!log.contains("Amina") && log.contains("\"code\":\"unexpected\""))
  }

  @Test("errors of files keep their exit status, and do not tell the name of a file that came in")
  func files() throws {
    let home = try TestHome()
    let steps = Steps("one", "two", "three")
    steps["one"] = { _ in throw IntakeError.notPermitted(path: "/inbox/Amina.csv") }
    steps["two"] = { _ in throw OutputError.cannotWrite(path: "/outbox/41.csv", reason: "no room") }
    let report = try home.run(.threeSteps(onFailure: .goOn), on: "2026-10-30", steps)
    #expect(report.exit == .inputMissing)
    #expect(!report.steps[0].message.contains("Amina"))
    #expect(try home.newestRun().steps[1].fault?.exit == .cannotWrite)
  }

  @Test("a step that finds the write lock taken fails the run with 75")
  func busy() throws {
    let home = try TestHome()
    let steps = Steps("one", "two", "three")
    steps["two"] = { _ in throw StoreError.busy(lock: "write.lock", holder: "process 7") }
    let report = try home.run(.threeSteps(), on: "2026-10-30", steps)
    #expect(report.state == .failed && report.exit == .busy)
    #expect(try home.newestRun().state == .failed)
  }

  @Test("the run after a failed one is a new one and does all steps")
  func after() throws {
    let home = try TestHome()
    let failing = Steps("one", "two", "three")
    failing["two"] = { _ in throw Trouble.disk }
    #expect(try home.run(.threeSteps(), on: "2026-10-30", failing).run == 1)
    let steps = Steps("one", "two", "three")
    let report = try home.run(.threeSteps(), on: "2026-10-30", steps)
    #expect(report.run == 2 && report.state == .completed && steps.calls.count == 3)
  }
}
