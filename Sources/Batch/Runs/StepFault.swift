// Why a step failed, in what may stand in the open: a code, a sentence free of personal values, an exit status.

import Files
import Store

/// Why a step failed.
public struct StepFault: Error, Hashable, Sendable {
  /// The stable code.
  public let code: String
  /// One or two sentences for a person.
  public let sentence: String
  /// What the program leaves with.
  public let exit: ExitStatus

  init(code: String, sentence: String, exit: ExitStatus) {
    self.code = code
    self.sentence = sentence
    self.exit = exit
  }

  /// What may be said of an error. Only a refusal's words are known to be free of personal values; of anything else only
  /// its type is told. The name of a file that came in is somebody else's and may be a person's: it is left out.
  init(_ error: any Error) {
    switch error {
    case let intake as IntakeError:
      self.init(
        code: intake.code, sentence: "A file could not be taken in (\(intake.code)). Nothing was posted of it.",
        exit: intake.exit)
    case let refusal as any Refusal: self.init(code: refusal.code, sentence: refusal.sentence, exit: refusal.exit)
    default:
      self.init(
        code: "unexpected", sentence: "An error that nobody foresaw: \(type(of: error)).", exit: .invariantBroken)
    }
  }
}
