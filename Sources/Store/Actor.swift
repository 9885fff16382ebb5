// Who acts, what they do, and who decides whether they may.

/// Who makes a change: a person, or the program itself at night.
public enum Actor: Hashable, Sendable {
  /// Scheduled jobs. Nobody: it never approves.
  case system
  /// The person with this number.
  case person(Int64)

  /// As audit links hold it: `system` or `person:7`.
  public var name: String {
    switch self {
    case .system: "system"
    case .person(let number): "person:\(number)"
    }
  }

  /// Reads what ``name`` wrote.
  public init?(name: String) {
    if name == "system" {
      self = .system
    } else if name.hasPrefix("person:"), let number = Int64(name.dropFirst(7)) {
      self = .person(number)
    } else {
      return nil
    }
  }
}

/// Something that can be done to the books, by its stable name: `payroll.import`.
public struct Action: Hashable, Sendable {
  /// The stable name, noun first.
  public let name: String

  /// An action of this name.
  public init(_ name: String) { self.name = name }
}

/// What the gate says to an actor and an action.
public enum GateDecision: Equatable, Sendable {
  /// Go on.
  case allowed
  /// No, and why, in words.
  case refused(String)
  /// Yes, once a second person agrees.
  case secondPersonNeeded
}

/// Decides whether an actor may do an action, and whether two people are needed. `People` implements it.
public protocol Gate: Sendable {
  /// - Parameters:
  ///   - actor: who wants to act.
  ///   - action: what they want to do.
  ///   - proposer: who proposed it, where this is the second person's yes.
  ///   - reading: the database as it is now.
  func decide(_ actor: Actor, _ action: Action, proposer: Actor?, reading: Reading) throws -> GateDecision
}
