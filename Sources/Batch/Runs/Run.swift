// Runs of jobs as the database holds them. They are workings: no audit link speaks of them.

import Dates
import Store

/// Where a run stands.
public enum RunState: String, Codable, Sendable {
  /// It was begun. If nobody holds the job lock its process is dead, and the next run of its job takes it up.
  case started
  /// All steps were done.
  case completed
  /// All steps were done, and something waits for a person.
  case waiting
  /// A step failed.
  case failed
  /// The job was done for this business date before, and no step found anything to do.
  case alreadyDone = "already-done"

  /// Whether the run did what it was for.
  public var isDone: Bool {
    switch self {
    case .completed, .waiting, .alreadyDone: true
    case .started, .failed: false
    }
  }
}

/// One run of a job.
public struct Run: Hashable, Sendable {
  /// Its number.
  public let number: Int64
  /// The job's name.
  public let job: String
  /// The business date it began with and keeps.
  public let businessDate: CivilDate
  /// Where it stands.
  public let state: RunState
  /// How often it was begun: more than once if it was killed and taken up.
  public let attempts: Int
  /// When it was first begun, in seconds since 1970.
  public let startedSeconds: Int64
  /// When it ended, in seconds since 1970; nil while it has not.
  public let endedSeconds: Int64?
  /// Its steps in their order.
  public let steps: [RunStep]

  /// What the program leaves with: for a failed run, what its first failed step asks for.
  public var exit: ExitStatus {
    switch state {
    case .completed, .alreadyDone: .done
    case .waiting: .waiting
    case .failed: steps.firstNonNil(\.fault)?.exit ?? .invariantBroken
    case .started: .busy
    }
  }

  /// The newest runs, newest first.
  public static func recent(_ reading: Reading, limit: Int) throws -> [Run] {
    try select("TRUE ORDER BY id DESC LIMIT ?", [.integer(Int64(limit))], reading)
  }

  /// The newest run of each job, in order of the job's name.
  /// - Parameter done: only of those that did what they were for.
  public static func lastOfEach(_ reading: Reading, done: Bool = false) throws -> [Run] {
    try select(
      "id IN (SELECT max(id) FROM run\(done ? " WHERE \(isDone)" : "") GROUP BY job) ORDER BY job", [], reading)
  }

  /// The run with this number, or nil.
  public static func find(_ number: Int64, _ reading: Reading) throws -> Run? {
    try select("id = ?", [.integer(number)], reading).first
  }

  /// The runs of a job that were begun and have not ended, oldest first. Under the job lock all of them are dead.
  static func unended(_ job: String, _ reading: Reading) throws -> [Run] {
    try select("job = ? AND state = 'started' ORDER BY id", [.text(job)], reading)
  }

  /// The latest business date for which a job was done, or nil.
  static func lastDone(_ job: String, _ reading: Reading) throws -> CivilDate? {
    try reading.first("SELECT max(business_date) FROM run WHERE job = ? AND \(isDone)", [.text(job)]) {
      $0.optionalInt(0)
    }.flatMap { $0 }.map { CivilDate(dayNumber: Int32($0)) }
  }

  /// Whether another run did this run's job for this run's business date. This run itself has not ended.
  static func wasDoneBefore(_ number: Int64, _ reading: Reading) throws -> Bool {
    try reading.int(
      """
      SELECT count(*) FROM run JOIN run AS this USING (job, business_date)
      WHERE this.id = ? AND run.\(isDone)
      """, [.integer(number)]) > 0
  }

  private static let isDone = "state IN ('completed', 'waiting', 'already-done')"

  private static func select(_ condition: String, _ arguments: [Value], _ reading: Reading) throws -> [Run] {
    try reading.all(
      """
      SELECT id, job, business_date, state, attempts, started_seconds, ended_seconds FROM run WHERE \(condition)
      """, arguments
    ) { row in
      Run(
        number: row.int(0), job: row.text(1), businessDate: try row.day(2),
        state: RunState(rawValue: row.text(3)) ?? .failed, attempts: Int(row.int(4)), startedSeconds: row.int(5),
        endedSeconds: row.optionalInt(6), steps: try RunStep.of(row.int(0), reading))
    }
  }

  static let working = Working("run")
  static let schema = """
    CREATE TABLE run (
      id INTEGER PRIMARY KEY,
      job TEXT NOT NULL,
      business_date INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('started', 'completed', 'waiting', 'failed', 'already-done')),
      attempts INTEGER NOT NULL,
      started_seconds INTEGER NOT NULL,
      ended_seconds INTEGER
    ) STRICT;

    """
}

extension Sequence {
  /// The first value that is there.
  func firstNonNil<T>(_ value: (Element) -> T?) -> T? {
    for element in self { if let found = value(element) { return found } }
    return nil
  }
}
