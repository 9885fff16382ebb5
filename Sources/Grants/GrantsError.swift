// What Grants refuses, in one place and in plain words.

import Money
import Store

/// What Grants refuses.
public enum GrantsError: Refusal, Equatable {
  /// There is no such thing, or this person may not know of it: the words are the same.
  case notFound(kind: String, id: String)
  /// Not a code of letters, digits and hyphens.
  case notACode(String)
  /// There is one of this code already.
  case taken(kind: String, id: String)
  /// A programme, round or form that cannot be as it is described.
  case form(String)
  /// An application is not where this move begins.
  case move(application: Int64, move: String, state: String)
  /// A rule stands against it and nobody has overridden it.
  case rules(application: Int64, rules: [String])
  /// More than the award, or than the round has left.
  case tooMuch(what: String, has: Pence, wanted: Pence)

  /// A stable code for programs; see ``Refusal``.
  public var code: String {
    switch self {
    case .notFound: "not-found"
    case .notACode: "not-a-code"
    case .taken: "taken"
    case .form: "form"
    case .move: "move"
    case .rules: "rules"
    case .tooMuch: "too-much"
    }
  }

  /// One or two sentences for a person; see ``Refusal``.
  public var sentence: String {
    switch self {
    case .notFound(let kind, let id): "There is no \(kind) \(id). Nothing was changed."
    case .notACode(let text):
      "\"\(text.filter { $0.isASCII }.prefix(40))\" is not a code of letters, digits and hyphens. Nothing was changed."
    case .taken(let kind, let id): "There is a \(kind) \(id) already. Nothing was changed."
    case .form(let words): "\(words) Nothing was changed."
    case .move(let application, let move, let state):
      "Application \(application) is \"\(state)\", and \"\(move)\" does not begin there. Nothing was changed."
    case .rules(let application, let rules):
      """
      Application \(application) cannot go on: \(rules.joined(separator: ", ")). Two people can override a rule with: \
      nolimits application override. Nothing was changed.
      """
    case .tooMuch(let what, let has, let wanted):
      "\(what) has \(has.pounds), and \(wanted.pounds) is asked for. Nothing was changed."
    }
  }

  /// What the program leaves with; see ``Refusal``.
  public var exit: ExitStatus {
    switch self {
    case .notFound: .inputMissing
    default: .inputRefused
    }
  }
}

/// Codes as Grants takes them: they stand in ids, file names and logs.
enum Code {
  static func require(_ text: String) throws {
    guard !text.isEmpty, text.utf8.count <= 40,
      text.utf8.allSatisfy({
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x2D
      })
    else { throw GrantsError.notACode(text) }
  }
}
