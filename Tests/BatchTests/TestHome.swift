// A home of its own for every test, and steps that record that they were called.

import Batch
import Dates
import Foundation
import Store
import Testing

/// Lets everybody do everything: Batch writes no books, so the gate is not what is tested here.
private struct OpenGate: Gate {
  func decide(_ actor: Actor, _ action: Action, proposer: Actor?, reading: Reading) throws -> GateDecision { .allowed }
}

/// A day that the test's author wrote down.
func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

/// A home in a folder of its own, taken away with the test.
final class TestHome {
  let home: Home
  let store: Store

  private static func settings(at date: CivilDate) -> StoreSettings {
    StoreSettings(
      gate: OpenGate(), migrations: [BatchRoom.migration], tables: BatchRoom.tables, clock: .standing(at: date),
      randomness: .seeded(7), configurationDigest: sha256([]), program: "test")
  }

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("batch-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    home = Home("\(folder)/home")
    store = try Store.create(
      home: home, schemeKeyPath: "\(folder)/scheme.key", settings: Self.settings(at: try day("2026-10-30")),
      practice: true)
  }

  deinit {
    store.close()
    try? FileManager.default.removeItem(atPath: (home.path as NSString).deletingLastPathComponent)
  }

  /// Opens the home as another process does.
  static func open(_ path: String, at date: CivilDate) throws -> Store {
    let key = try SchemeKey.read("\((path as NSString).deletingLastPathComponent)/scheme.key")
    return try Store(home: Home(path), schemeKey: key, settings: settings(at: date))
  }

  func run(_ job: Job, on date: String, _ steps: Steps) throws -> RunReport {
    try Runner(store: store, steps: steps.bound).run(job, on: try day(date))
  }

  func newestRun() throws -> Run { try #require(try Run.recent(store.reading, limit: 1).first) }

  func runCount() throws -> Int { try Run.recent(store.reading, limit: 1000).count }

  /// The lines of a job's log.
  func logLines(_ job: String) throws -> [String] {
    try String(contentsOfFile: "\(home.logs)/\(job).jsonl", encoding: .utf8).split(separator: "\n").map(String.init)
  }
}

/// Steps that record each call as `name DATE`, and do what the test says.
final class Steps {
  private(set) var calls: [String] = []
  private var bodies: [String: Step] = [:]

  /// Steps of these names that find work and write one thing.
  init(_ names: String...) {
    for name in names { self[name] = { _ in StepReport(read: 2, written: 1, message: "1 thing") } }
  }

  subscript(name: String) -> Step {
    get { bodies[name] ?? { _ in StepReport() } }
    set { bodies[name] = newValue }
  }

  var bound: [String: Step] {
    bodies.mapValues { $0 }.reduce(into: [:]) { bound, body in
      bound[body.key] = { context in
        self.calls.append("\(body.key) \(context.businessDate)")
        return try body.value(context)
      }
    }
  }
}

extension Job {
  /// A job of three steps, each with this policy.
  static func threeSteps(
    _ name: String = "nightly", onFailure: FailurePolicy = .stop, missed: Missed = .once,
    schedule: Schedule = Schedule(hour: 2, minute: 0, .daily)
  ) -> Job {
    Job(
      name, words: "for tests", schedule: schedule, missed: missed,
      steps: ["one", "two", "three"].map { PlannedStep($0, onFailure: onFailure) })
  }
}
