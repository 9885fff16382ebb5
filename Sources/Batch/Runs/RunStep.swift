// The steps of a run as the database holds them: where each stands, its counts, why it failed.

import Store

/// Where a step of a run stands.
public enum StepState: String, Codable, Sendable {
  /// It has not been begun, or an earlier step stopped the run.
  case notRun = "not-run"
  /// It was begun.
  case started
  /// It was done.
  case completed
  /// It was done, and something waits for a person.
  case waiting
  /// It failed.
  case failed

  /// Whether it is not done again when its run is taken up.
  var isDone: Bool { self == .completed || self == .waiting }
}

/// One step of a run.
public struct RunStep: Hashable, Sendable {
  /// The step's name.
  public let name: String
  /// Where it stands.
  public let state: StepState
  /// What it did; all 0 and empty where it is not done.
  public let report: StepReport
  /// Why it failed, where it did.
  public let fault: StepFault?
  /// When it was begun, in seconds since 1970; nil where it has not been.
  public let startedSeconds: Int64?
  /// When it ended, in seconds since 1970; nil where it has not.
  public let endedSeconds: Int64?

  static func of(_ run: Int64, _ reading: Reading) throws -> [RunStep] {
    try reading.all(
      """
      SELECT step, state, read_count, written_count, skipped_count, message, found_work, code, exit, started_seconds,
      ended_seconds FROM run_step WHERE run = ? ORDER BY position, step
      """, [.integer(run)]
    ) { RunStep($0) }
  }

  private init(_ row: Row) {
    name = row.text(0)
    state = StepState(rawValue: row.text(1)) ?? .failed
    let message = row.text(5)
    fault = row.optionalText(7).map { code in
      StepFault(
        code: code, sentence: message, exit: ExitStatus(rawValue: Int32(row.int(8))) ?? .invariantBroken)
    }
    report = StepReport(
      read: Int(row.int(2)), written: Int(row.int(3)), skipped: Int(row.int(4)), message: message,
      waits: state == .waiting, foundWork: row.int(6) != 0)
    startedSeconds = row.optionalInt(9)
    endedSeconds = row.optionalInt(10)
  }

  static let working = Working("run_step")
  static let schema = """
    CREATE TABLE run_step (
      run INTEGER NOT NULL REFERENCES run (id),
      step TEXT NOT NULL,
      position INTEGER NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('not-run', 'started', 'completed', 'waiting', 'failed')),
      read_count INTEGER NOT NULL DEFAULT 0,
      written_count INTEGER NOT NULL DEFAULT 0,
      skipped_count INTEGER NOT NULL DEFAULT 0,
      message TEXT NOT NULL DEFAULT '',
      found_work INTEGER NOT NULL DEFAULT 0,
      code TEXT,
      exit INTEGER,
      started_seconds INTEGER,
      ended_seconds INTEGER,
      PRIMARY KEY (run, step)
    ) STRICT, WITHOUT ROWID;

    """
}
