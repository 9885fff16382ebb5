// What a step is given and what it gives back. Steps are bound to names elsewhere; Batch knows none.

import Dates

/// What a step did.
public struct StepReport: Codable, Hashable, Sendable {
  /// How many things it read.
  public let read: Int
  /// How many things it wrote.
  public let written: Int
  /// How many things it left alone.
  public let skipped: Int
  /// What it did, in numbers and codes, for people; never a personal value.
  public let message: String
  /// Whether something of this run waits for a person.
  public let waits: Bool
  /// Whether there was anything to do.
  public let foundWork: Bool

  /// A report. Without `foundWork`, a step that wrote anything found work.
  public init(
    read: Int = 0, written: Int = 0, skipped: Int = 0, message: String = "", waits: Bool = false, foundWork: Bool? = nil
  ) {
    self.read = read
    self.written = written
    self.skipped = skipped
    self.message = message
    self.waits = waits
    self.foundWork = foundWork ?? (written > 0)
  }
}

/// What a step is told of its run.
public struct StepContext: Sendable {
  /// The run's number.
  public let run: Int64
  /// The day the work is for: the one the run began with, also when it was taken up after midnight.
  public let businessDate: CivilDate
  /// The job's log.
  public let log: JobLog
  /// Whether the run is on a copy of the home, thrown away afterwards: nothing may leave it.
  public let isDryRun: Bool

  /// The context of a step; what a run gives, or a test.
  public init(run: Int64, businessDate: CivilDate, log: JobLog, isDryRun: Bool) {
    self.run = run
    self.businessDate = businessDate
    self.log = log
    self.isDryRun = isDryRun
  }
}

/// The work of a step. It can be killed anywhere and is then done again from its beginning, so it must be idempotent.
public typealias Step = (StepContext) throws -> StepReport
