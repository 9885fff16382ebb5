// What Batch refuses before a run begins. What goes wrong inside a step is a `StepFault` of its run.

import Files
import Store

/// Why no run could begin.
public enum BatchError: Refusal, Equatable {
  /// A job file is wrong, or names a step that there is not.
  case configuration([ConfigurationFault])
  /// There is no job of this name.
  case noJob(name: String, known: [String])
  /// The folder of job files cannot be read.
  case noFolder(path: String)
  /// The log of a job cannot be opened.
  case noLog(path: String)

  /// The stable code.
  public var code: String {
    switch self {
    case .configuration: "job-file"
    case .noJob: "no-job"
    case .noFolder: "no-job-folder"
    case .noLog: "no-log"
    }
  }

  /// What is wrong and what was not done.
  public var sentence: String {
    switch self {
    case .configuration(let faults): faults.map { "\($0)\n" }.joined() + "Nothing was run."
    case .noJob(let name, let known):
      "There is no job \(name). "
        + (known.isEmpty ? "There are none." : "There are: \(known.joined(separator: ", ")).") + " Nothing was run."
    case .noFolder(let path): "The folder of jobs, \(path), cannot be read. Nothing was run."
    case .noLog(let path): "The log \(path) cannot be written. Nothing was run."
    }
  }

  /// What the program leaves with.
  public var exit: ExitStatus {
    switch self {
    case .configuration, .noFolder: .configuration
    case .noJob: .inputMissing
    case .noLog: .cannotWrite
    }
  }
}
