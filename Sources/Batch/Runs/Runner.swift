// Runs a job: under the job lock, taking up what a killed process left, catching up what was missed.

import Dates
import Foundation
import Store

/// Runs jobs on a store, with the steps that are bound to their names.
public struct Runner {
  /// The database the jobs work on.
  public let store: Store
  /// What each step does, by its name.
  public let steps: [String: Step]
  /// Whether the store is a copy that is thrown away afterwards.
  public let isDryRun: Bool

  /// A runner; for real unless said otherwise.
  public init(store: Store, steps: [String: Step], isDryRun: Bool = false) {
    self.store = store
    self.steps = steps
    self.isDryRun = isDryRun
  }

  /// How long a job waits for the write lock.
  static let waitSeconds: Double = 60

  /// Runs a job for a business date, after what was left of it before.
  ///
  /// A run of this job that was begun and has not ended is dead, since its process held the job lock: it is finished
  /// first, under its own number and business date. If that date is the one asked for, it is all there is to do.
  /// - Returns: the report of the last run, and of those made up for before it. A step's failure is told there, not thrown.
  /// - Throws: ``BatchError/configuration(_:)`` for a step that there is not; `StoreError.busy` with who holds the job
  ///   lock; `StoreError` if a run cannot be written down: it then stays begun, and the next one takes it up.
  public func run(_ job: Job, on businessDate: CivilDate) throws -> RunReport {
    let unknown = job.unknownSteps(known: steps.keys)
    guard unknown.isEmpty else { throw BatchError.configuration(unknown) }
    let lock = try FileLock(store.home.jobLock, holder: holder(job), waitSeconds: 0)
    defer { withExtendedLifetime(lock) {} }
    let patience = store.waitSeconds
    store.waitSeconds = Self.waitSeconds
    defer { store.waitSeconds = patience }
    let runs = try all(job, businessDate, try JobLog(store.home, job: job.name, clock: store.settings.clock))
    guard let last = runs.last else { throw StoreError.broken("the job \(job.name) had nothing to run for") }
    return RunReport(last, after: runs.dropLast())
  }

  private func holder(_ job: Job) -> String {
    let since = Clock.timestamp(store.settings.clock.now())
    return "run of \(job.name), process \(ProcessInfo.processInfo.processIdentifier), since \(since)"
  }

  /// All runs that are due now, oldest first. One period is not closed before the one before it.
  private func all(_ job: Job, _ businessDate: CivilDate, _ log: JobLog) throws -> [Run] {
    var runs: [Run] = []
    for dead in try Run.unended(job.name, store.reading) {
      runs.append(try walk(job, try RunRecord.takeUp(dead, job, store), log))
      if runs.last?.state == .failed && job.missed == .each { return runs }
    }
    let (takenUp, lastDone) = (runs.last?.businessDate, try Run.lastDone(job.name, store.reading))
    for date in job.missed.dates(job.schedule, on: businessDate, lastDone: lastDone) where date != takenUp {
      runs.append(try walk(job, try RunRecord.begin(job, on: date, store), log))
      if runs.last?.state == .failed { return runs }
    }
    return runs
  }

  /// Does the steps of a run that are not done yet.
  private func walk(_ job: Job, _ record: RunRecord, _ log: JobLog) throws -> Run {
    let log = log.of(run: record.number)
    log.event(
      record.attempt == 1 ? "run-started" : "run-taken-up", ["attempt": record.attempt],
      codes: ["businessDate": record.businessDate.description])
    var isStopped = false
    for planned in job.steps where !record.done.contains(planned.name) && (!isStopped || planned.isAlwaysRun) {
      let isDone = try perform(planned, record, log)
      if !isDone && planned.onFailure == .stop { isStopped = true }
    }
    let run = try record.close()
    log.event(
      "run-ended", ["exit": Int(run.exit.rawValue)], codes: ["state": run.state.rawValue],
      level: run.state.isDone ? .info : .error)
    return run
  }

  /// Does one step and writes down what came of it.
  /// - Returns: whether it did not fail.
  private func perform(_ planned: PlannedStep, _ record: RunRecord, _ log: JobLog) throws -> Bool {
    guard let step = steps[planned.name] else { return false }
    try record.start(planned.name)
    log.event("step-started", codes: ["step": planned.name])
    let context = StepContext(
      run: record.number, businessDate: record.businessDate, log: log, isDryRun: isDryRun)
    do {
      let report = try step(context)
      record.end(planned.name, report)
      log.event(
        "step-ended", ["read": report.read, "written": report.written, "skipped": report.skipped],
        codes: ["step": planned.name, "state": (report.waits ? StepState.waiting : .completed).rawValue])
      return true
    } catch {
      let fault = StepFault(error)
      record.end(planned.name, fault)
      log.event(
        "step-failed", ["exit": Int(fault.exit.rawValue)], codes: ["step": planned.name, "code": fault.code],
        level: .error)
      return false
    }
  }
}
