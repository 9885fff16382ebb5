// A step as a job file plans it. What the step does is bound to its name elsewhere.

import Files

/// What a run does when one of its steps fails. Either way the run counts as failed.
public enum FailurePolicy: String, CaseIterable, Sendable {
  /// The steps after it are not run, but for those that are always run.
  case stop
  /// The steps after it are run.
  case goOn = "go-on"
}

/// One step of a job.
public struct PlannedStep: Sendable {
  /// Its name, unique in the job: `verify-recent`.
  public let name: String
  /// What the run does when it fails.
  public let onFailure: FailurePolicy
  /// Whether it is run even when an earlier step stopped the run. Default no.
  public let isAlwaysRun: Bool
  /// Its line in the job file, from 1; 0 where there is no file.
  public let line: Int
  /// The column of its name in the job file, from 1; 0 where there is no file.
  public let column: Int

  /// A step of no file, for demonstrations and tests.
  public init(_ name: String, onFailure: FailurePolicy, isAlwaysRun: Bool = false) {
    self.name = name
    self.onFailure = onFailure
    self.isAlwaysRun = isAlwaysRun
    line = 0
    column = 0
  }

  init(from value: ConfigurationValue) throws(ConfigurationFault) {
    let settings = try value.mapping(keys: ["step", "onFailure", "always"])
    let name = try settings.required("step")
    self.name = try name.code()
    onFailure = try settings.required("onFailure").choice()
    isAlwaysRun = try settings["always"]?.boolean() ?? false
    line = name.line
    column = name.column
  }
}

extension ConfigurationValue {
  /// A name that may stand in logs and crontabs: small letters, digits and hyphens, a letter first.
  func code() throws(ConfigurationFault) -> String {
    let text = try string()
    guard Self.isCode(text) else {
      throw fault("A name of small letters, digits and hyphens is expected here, such as verify-recent.")
    }
    return text
  }

  static func isCode(_ text: String) -> Bool {
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
    guard let first = text.utf8.first, letters.contains(first), text.utf8.count <= 64 else { return false }
    return text.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "-") }
  }
}
