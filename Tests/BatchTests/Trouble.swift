// Faults that steps are made to have. In a file of its own: the testing library has an ExitStatus, too.

import Store

/// A fault that a step is made to have.
enum Trouble: Refusal, CaseIterable {
  case disk, input
  var code: String { self == .disk ? "disk" : "input" }
  var sentence: String { "The \(code) failed. Nothing was posted." }
  var exit: ExitStatus { self == .disk ? .inputOutput : .inputRefused }
}
