// What Banking refuses, in one place and in plain words.

import Store

/// What Banking refuses.
public enum BankError: Refusal, Equatable {
  /// There is no such thing.
  case notFound(kind: String, id: String)
  /// No account fits a file's name.
  case noAccount(file: String)
  /// Several accounts fit a file's name, and the file does not say which it is.
  case severalAccounts(file: String)
  /// How a line was to be assigned does not fit it.
  case assignment(String)

  /// Money was said to lie in a bank account that no file of config/banks describes.
  case unknownAccount(String, known: [String])

  /// A stable code for programs; see ``Refusal``.
  public var code: String {
    switch self {
    case .notFound: "not-found"
    case .noAccount: "no-bank-account"
    case .severalAccounts: "several-bank-accounts"
    case .assignment: "assignment"
    case .unknownAccount: "unknown-bank-account"
    }
  }

  /// One or two sentences for a person; see ``Refusal``.
  public var sentence: String {
    switch self {
    case .notFound(let kind, let id): "There is no \(kind) \(id). Nothing was changed."
    case .noAccount(let file):
      "No bank account of config/banks fits the name of \(file). Name one with --account. Nothing was posted."
    case .severalAccounts(let file):
      "The name of \(file) fits several bank accounts. Name one with --account. Nothing was posted."
    case .unknownAccount(let code, let known):
      """
      The foundation has no bank account \(code). Known in config/banks: \
      \(known.isEmpty ? "none" : known.joined(separator: ", ")). Nothing was changed.
      """
    case .assignment(let why): "\(why) Nothing was changed."
    }
  }

  /// What the program leaves with; see ``Refusal``.
  public var exit: ExitStatus {
    switch self {
    case .notFound: .inputMissing
    case .noAccount, .severalAccounts, .unknownAccount: .usage
    case .assignment: .inputRefused
    }
  }
}
