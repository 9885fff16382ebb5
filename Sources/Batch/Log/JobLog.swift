// A job's log: what happened when, in codes and numbers, for operators and their tools. People read `status`.

import Dates
import Foundation
import Logging
import Store

/// The log of a job: `logs/JOB.jsonl`, one JSON line an event.
///
/// Example: `log.event("file-posted", ["import": 41, "lines": 2000])`.
public struct JobLog: Sendable {
  /// How grave an event is.
  public enum Level: Sendable {
    /// As it should be.
    case info
    /// Worth a look.
    case warning
    /// Something failed.
    case error

    fileprivate var logging: Logger.Level {
      switch self {
      case .info: .info
      case .warning: .warning
      case .error: .error
      }
    }
  }

  private var logger: Logger

  /// Opens the log of a job in the home's folder of logs, for appending. It is opened anew by every process, so that
  /// whoever turns logs over need not tell us.
  /// - Throws: ``BatchError/noLog(path:)``.
  public init(_ home: Home, job: String, clock: Clock) throws(BatchError) {
    let lines = try LogLines("\(home.logs)/\(job).jsonl", clock: clock)
    logger = Logger(label: "batch.\(job)") { _ in lines }
    logger[metadataKey: "job"] = .string(job)
  }

  /// The same log, whose events name this run.
  public func of(run: Int64) -> JobLog {
    var log = self
    log.logger[metadataKey: "run"] = .stringConvertible(run)
    return log
  }

  /// Appends an event.
  /// - Parameters:
  ///   - event: its code. It is part of the program's text, so it can hold nothing that came in.
  ///   - numbers: counts, import numbers, pence, by name.
  ///   - codes: words out of a closed list, such as states and steps, by name. What has not the form of a code is not
  ///     written, but that alone is no leave to pass on what came in.
  ///   - level: how grave it is.
  public func event(
    _ event: StaticString, _ numbers: [String: Int] = [:], codes: [String: String] = [:], level: Level = .info
  ) {
    var metadata: Logger.Metadata = [:]
    for (name, number) in numbers { metadata[name] = .stringConvertible(number) }
    for (name, code) in codes { metadata[name] = .string(code) }
    logger.log(level: level.logging, "\(event)", metadata: metadata)
  }
}
