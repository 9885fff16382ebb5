// The grants' changes, each as one request: what it is called, what makes it the same change, and who agreed before.

import Dates
import Foundation
import Grants
import Ledger
import Money
import People
import Store

/// A rule that two people set aside for one application.
struct RuleOverride: Codable {
  let application: Int64
  let rule: EligibilityRule
  let reason: String
}

extension House {
  /// Makes one change to the grants.
  /// - Parameters:
  ///   - action: what it is called in the table of permissions.
  ///   - subject: what it is about; the key is fresh, and an application's state lets a move be made once only.
  ///   - proposer: who made the step before, where another person must make this one.
  @discardableResult
  public func grantWork<T: Codable>(
    _ action: Action, about subject: String, inputs: Inputs = Inputs([:]), after proposer: Actor? = nil,
    isDryRun: Bool = false, _ body: (Write) throws -> T
  ) throws -> T {
    let request = WriteRequest(
      action, by: actor, key: freshKey("\(action.name)/\(subject)"), inputs: inputs, on: businessDate,
      proposer: proposer, isDryRun: isDryRun)
    return try store.write(request, body).value
  }

  /// Takes one form in.
  /// - Returns: the application's number.
  public func submit(_ form: ApplicationForm, to round: String, isDryRun: Bool = false) throws -> Int64 {
    try grantWork(Action("application.new"), about: round, inputs: Inputs(["round": round]), isDryRun: isDryRun) {
      write in
      try Application.submit(
        form, to: round, on: businessDate, by: actor, mostADay: mostADay(round), in: write, store: store)
    }
  }

  /// Sets a rule aside for an application: a proposal, which a second person approves.
  public func override(
    _ rule: EligibilityRule, of number: Int64, reason: String, isDryRun: Bool = false
  ) throws -> String {
    guard try Application.find(number, for: actor, store.reading) != nil else {
      throw GrantsError.notFound(kind: "application", id: "\(number)")
    }
    guard rule.canBeOverridden else { throw GrantsError.form("Nobody can set \(rule.rawValue) aside.") }
    try requireCode(reason)
    return try doOrPropose(
      "application.override", subject: "application \(number)",
      RuleOverride(application: number, rule: rule, reason: reason),
      words: "set the rule \(rule.rawValue) aside for application \(number), because: \(reason)", isDryRun: isDryRun)
  }

  func requireCode(_ text: String) throws {
    guard !text.isEmpty, text.count <= 40, text.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
    else { throw GrantsError.notACode(text) }
  }

  /// Signs an award off: whoever let it go so far does not sign.
  public func signOff(_ number: Int64, isDryRun: Bool = false) throws {
    // The wall before the gate: who let it go so far decides what the gate says, and must not tell that it is there.
    _ = try Application.require(number, for: actor, store.reading)
    let approver = try ApplicationStep.of(number, store.reading).last { $0.move == "approve" }.flatMap {
      Actor(name: $0.actor)
    }
    try grantWork(
      Action("award.sign-off"), about: "\(number)", after: approver, isDryRun: isDryRun
    ) { write in
      try Award.signOff(number, on: businessDate, by: actor, in: write)
      return number
    }
  }

  /// The second person's yes to a payment.
  public func approvePayment(_ id: String, isDryRun: Bool = false) throws {
    try Payment.require(id, for: actor, store.reading)
    let proposer = try Payment.actor(of: id, .proposed, store.reading)
    try grantWork(Action("payment.approve"), about: id, after: proposer, isDryRun: isDryRun) { write in
      try Payment.approve(id, by: actor, in: write)
      return id
    }
  }

  /// Lets a payment go: whoever approved it does not.
  public func releasePayment(_ id: String, isDryRun: Bool = false) throws {
    try Payment.require(id, for: actor, store.reading)
    let approver = try Payment.actor(of: id, .approved, store.reading)
    try grantWork(Action("payment.release"), about: id, after: approver, isDryRun: isDryRun) { write in
      try Payment.release(id, on: businessDate, by: actor, in: write)
      return id
    }
  }

  /// Does what two people agreed to about grants.
  /// - Returns: whether it is one of theirs.
  func carryOutGrants(_ action: String, _ inputs: Data, in write: Write) throws -> Bool {
    if action == "person.passcode-renewal" {
      let renewal = try JSONDecoder().decode(PasscodeRenewal.self, from: inputs)
      try Passcode.agreeToRenewal(of: renewal.person, in: write)
      return true
    }
    if action == "grants.takeon" {
      try carryOutTakeOn(inputs, in: write)
      return true
    }
    guard action == "application.override" else { return false }
    let override = try JSONDecoder().decode(RuleOverride.self, from: inputs)
    try Application.override(override.rule, of: override.application, in: write)
    return true
  }
}
