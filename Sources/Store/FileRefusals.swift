// What Files refuses, told in the same shape as everything else.

import Files

extension IntakeError: Refusal {
  /// One or two sentences for a person; see ``Refusal``.
  public var sentence: String { "\(description) Nothing was posted." }
  /// What the program leaves with; see ``Refusal``.
  public var exit: ExitStatus { ExitStatus(rawValue: exitStatus) ?? .inputOutput }
}

extension OutputError: Refusal {
  /// One or two sentences for a person; see ``Refusal``.
  public var sentence: String { description }
  /// What the program leaves with; see ``Refusal``.
  public var exit: ExitStatus { ExitStatus(rawValue: exitStatus) ?? .cannotWrite }
}

extension ConfigurationFault: Refusal {
  /// A stable code for programs; see ``Refusal``.
  public var code: String { "configuration" }
  /// One or two sentences for a person; see ``Refusal``.
  public var sentence: String { "\(description) Nothing was changed." }
  /// What the program leaves with; see ``Refusal``.
  public var exit: ExitStatus { .configuration }
}
