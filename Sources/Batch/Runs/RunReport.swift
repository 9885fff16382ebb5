// What came of `batch run`, in the shape that programs read (`commands.md`, "Shapes that other programs read").

import Dates
import Store

/// What came of a run.
public struct RunReport: Encodable, Sendable {
  /// What came of one step.
  public struct Step: Encodable, Sendable {
    /// The step's name.
    public let step: String
    /// Where it stands.
    public let state: StepState
    /// How many things it read.
    public let read: Int
    /// How many things it wrote.
    public let written: Int
    /// How many things it left alone.
    public let skipped: Int
    /// What it did, or why it failed.
    public let message: String
  }

  /// The run's number.
  public let run: Int64
  /// The job's name.
  public let job: String
  /// The business date, ISO 8601.
  public let businessDate: String
  /// Where the run stands.
  public let state: RunState
  /// Its steps in their order.
  public let steps: [Step]
  /// The runs that were made up for before this one, oldest first: taken up after a kill, or for missed periods;
  /// nil where there were none.
  public let caughtUp: [RunReport]?
  /// What the program leaves with, whichever of the runs asks for it; not part of the JSON.
  public let exit: ExitStatus

  private enum CodingKeys: String, CodingKey { case run, job, businessDate, state, steps, caughtUp }

  /// The report of a run, now or from history.
  public init(_ run: Run, after earlier: [Run] = []) {
    self.run = run.number
    job = run.job
    businessDate = run.businessDate.description
    state = run.state
    caughtUp = earlier.isEmpty ? nil : earlier.map { RunReport($0) }
    exit = run.exit == .done ? earlier.map(\.exit).first { $0 != .done } ?? .done : run.exit
    steps = run.steps.map {
      Step(
        step: $0.name, state: $0.state, read: $0.report.read, written: $0.report.written, skipped: $0.report.skipped,
        message: $0.report.message)
    }
  }

  /// What cron mails, a line a run: of those that were made up for too.
  public var notices: [String] { ((caughtUp ?? []).map(\.notice) + [notice]).compactMap { $0 } }

  /// The one line of this run: what waits, or what failed; nil where all is done.
  public var notice: String? {
    let telling = steps.filter { $0.state == .failed || $0.state == .waiting }
    guard !telling.isEmpty else { return nil }
    let steps = telling.map { step in
      let state = step.state == .failed ? "failed" : "waits for a person"
      let message = step.message.split(whereSeparator: \.isNewline).joined(separator: " ")
      return "\(step.step) \(state)" + (message.isEmpty ? "" : ": \(message)")
    }
    return "\(job) \(businessDate), run \(run): \(steps.joined(separator: " · "))"
  }
}
