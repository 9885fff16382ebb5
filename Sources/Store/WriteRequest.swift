// What a change says of itself before it is made.

import Dates
import Files
import Foundation

/// The inputs of a change, each by name, so that a conflict can say which one differs.
public struct Inputs: Sendable {
  let parts: [(name: String, bytes: [UInt8])]

  /// Named inputs, in a fixed order.
  public init(_ parts: KeyValuePairs<String, String>) { self.parts = parts.map { ($0.key, Array($0.value.utf8)) } }

  /// One input that is a digest already, besides those with names.
  public init(_ parts: KeyValuePairs<String, String> = [:], digest name: String, _ bytes: [UInt8]) {
    self.parts = parts.map { ($0.key, Array($0.value.utf8)) } + [(name, bytes)]
  }

  /// Eight bytes of keyed digest for each input: enough to see which one differs, nothing to guess from.
  func described(_ key: SchemeKey) -> [(name: String, digest: String)] {
    parts.map { ($0.name, Hex.string(key.digest("input/\($0.name)", $0.bytes).prefix(8))) }
  }

  func digest(_ key: SchemeKey) -> [UInt8] {
    var digest = RowDigest()
    for part in parts { digest.row([.text(part.name), .blob(part.bytes)]) }
    return key.digest("inputs", digest.finalized())
  }
}

/// A change that someone asks for.
public struct WriteRequest: Sendable {
  /// Who asks.
  public let actor: Actor
  /// What for.
  public let action: Action
  /// What makes this change the same change: from the event, never from the attempt.
  public let key: String
  /// What goes in.
  public let inputs: Inputs
  /// Who proposed it, where this is the second person's yes.
  public let proposer: Actor?
  /// The day the work is for.
  public let businessDate: CivilDate
  /// Whether to do it all and keep nothing.
  public let isDryRun: Bool

  /// A change; done for real and by one person unless said otherwise.
  public init(
    _ action: Action, by actor: Actor, key: String, inputs: Inputs, on businessDate: CivilDate, proposer: Actor? = nil,
    isDryRun: Bool = false
  ) {
    self.actor = actor
    self.action = action
    self.key = key
    self.inputs = inputs
    self.proposer = proposer
    self.businessDate = businessDate
    self.isDryRun = isDryRun
  }
}

/// What came of a change.
public enum Outcome<Value> {
  /// It was made now.
  case made(Value)
  /// The same change was made before; this is what came of it then, and nothing was written.
  case madeBefore(Value)
  /// It would have been made.
  case dryRun(Value)

  /// What came of it, now or then.
  public var value: Value {
    switch self {
    case .made(let value), .madeBefore(let value), .dryRun(let value): value
    }
  }
}
