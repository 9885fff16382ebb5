// A run being written down while it goes on. What has ended is written together with what begins next, in one
// transaction: a kill between the two loses nothing but the memory of a step that is idempotent.

import Dates
import Store

/// The rows of a run under way.
final class RunRecord {
  let number: Int64
  let businessDate: CivilDate
  /// How often the run was begun.
  let attempt: Int
  /// The steps that an earlier, killed attempt had done.
  let done: Set<String>
  private let store: Store
  private var ended: [(Work) throws -> Void] = []

  private init(_ number: Int64, _ businessDate: CivilDate, attempt: Int, done: Set<String>, _ store: Store) {
    self.number = number
    self.businessDate = businessDate
    self.attempt = attempt
    self.done = done
    self.store = store
  }

  /// Begins a new run of a job.
  static func begin(_ job: Job, on businessDate: CivilDate, _ store: Store) throws -> RunRecord {
    let number = try store.work { work in
      let number = try work.put(
        Run.working,
        [
          "job": .text(job.name), "business_date": .integer(Int64(businessDate.dayNumber)),
          "state": .text(RunState.started.rawValue), "attempts": 1,
          "started_seconds": .integer(store.settings.clock.now()),
        ])
      try plan(job, number, recorded: [], work)
      return number
    }
    return RunRecord(number, businessDate, attempt: 1, done: [], store)
  }

  /// Takes up a run whose process died. It keeps its number and its business date.
  static func takeUp(_ run: Run, _ job: Job, _ store: Store) throws -> RunRecord {
    let attempt = run.attempts + 1
    try store.work { work in
      try work.change(
        Run.working, set: ["attempts": .integer(Int64(attempt))], where: ["id": .integer(run.number)])
      try plan(job, run.number, recorded: Set(run.steps.map(\.name)), work)
    }
    let done = run.steps.filter(\.state.isDone).map(\.name)
    return RunRecord(run.number, run.businessDate, attempt: attempt, done: Set(done), store)
  }

  /// Writes the job's steps down. The job file may have changed since a run was begun: its order counts, and a step that
  /// it no longer has keeps what it recorded.
  private static func plan(_ job: Job, _ run: Int64, recorded: Set<String>, _ work: Work) throws {
    for (index, step) in job.steps.enumerated() {
      let position = Value.integer(Int64(index + 1))
      if recorded.contains(step.name) {
        try work.change(
          RunStep.working, set: ["position": position], where: ["run": .integer(run), "step": .text(step.name)])
      } else {
        try work.put(
          RunStep.working,
          [
            "run": .integer(run), "step": .text(step.name), "position": position,
            "state": .text(StepState.notRun.rawValue),
          ])
      }
    }
  }

  /// Notes that a step begins.
  func start(_ step: String) throws {
    let now = Value.integer(store.settings.clock.now())
    try flush { [number] work in
      try work.change(
        RunStep.working,
        set: [
          "state": .text(StepState.started.rawValue), "started_seconds": now, "ended_seconds": nil, "code": nil,
          "exit": nil, "message": "",
        ], where: ["run": .integer(number), "step": .text(step)])
    }
  }

  /// Notes what a step did.
  func end(_ step: String, _ report: StepReport) {
    let state: StepState = report.waits ? .waiting : .completed
    let now = Value.integer(store.settings.clock.now())
    ended.append { [number] work in
      try work.change(
        RunStep.working,
        set: [
          "state": .text(state.rawValue), "read_count": .integer(Int64(report.read)),
          "written_count": .integer(Int64(report.written)), "skipped_count": .integer(Int64(report.skipped)),
          "message": .text(report.message), "found_work": .integer(report.foundWork ? 1 : 0), "ended_seconds": now,
        ], where: ["run": .integer(number), "step": .text(step)])
    }
  }

  /// Notes why a step failed.
  func end(_ step: String, _ fault: StepFault) {
    let now = Value.integer(store.settings.clock.now())
    ended.append { [number] work in
      try work.change(
        RunStep.working,
        set: [
          "state": .text(StepState.failed.rawValue), "code": .text(fault.code),
          "exit": .integer(Int64(fault.exit.rawValue)), "message": .text(fault.sentence), "ended_seconds": now,
        ], where: ["run": .integer(number), "step": .text(step)])
    }
  }

  /// Ends the run in the state that its steps give it.
  func close() throws -> Run {
    let now = Value.integer(store.settings.clock.now())
    return try flush { [number] work in
      let state = try Self.state(of: number, work.reading)
      try work.change(
        Run.working, set: ["state": .text(state.rawValue), "ended_seconds": now], where: ["id": .integer(number)])
      guard let run = try Run.find(number, work.reading) else { throw StoreError.broken("run \(number) is gone") }
      return run
    }
  }

  private static func state(of number: Int64, _ reading: Reading) throws -> RunState {
    let steps = try RunStep.of(number, reading)
    if steps.contains(where: { $0.state == .failed }) { return .failed }
    if steps.contains(where: { $0.state == .waiting }) { return .waiting }
    let foundWork = steps.contains { $0.report.foundWork }
    return try !foundWork && Run.wasDoneBefore(number, reading) ? .alreadyDone : .completed
  }

  private func flush<T>(_ body: (Work) throws -> T) throws -> T {
    let value = try store.work { work in
      for change in ended { try change(work) }
      return try body(work)
    }
    ended = []
    return value
  }
}
