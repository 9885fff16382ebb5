// What Files refuses, told in the same shape as everything else.

import Files

extension IntakeError: Refusal {
  public var sentence: String { "\(description) Nothing was posted." }
  public var exit: ExitStatus { ExitStatus(rawValue: exitStatus) ?? .inputOutput }
}

extension OutputError: Refusal {
  public var sentence: String { description }
  public var exit: ExitStatus { ExitStatus(rawValue: exitStatus) ?? .cannotWrite }
}

extension ConfigurationFault: Refusal {
  public var code: String { "configuration" }
  public var sentence: String { "\(description) Nothing was changed." }
  public var exit: ExitStatus { .configuration }
}
