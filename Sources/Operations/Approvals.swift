// What waits for a second person, in one list, and what a yes does.

import Dates
import Foundation
import Giving
import Grants
import Ledger
import Money
import People
import Store

/// Something that waits for a second person.
public struct PendingApproval: Codable, Sendable {
  /// The id by which it is named: `P41` a held payroll file, `A3` a proposal.
  public let id: String
  /// The action that a yes does.
  public let action: String
  /// What it is, in words.
  public let words: String
  /// Who proposed it; `system` for the night.
  public let proposer: String
}

/// What a proposal to change a role says.
struct RoleChange: Codable {
  let person: Int64
  let role: Role
  let given: Bool
}

/// What a proposal to give a login says.
struct LoginChange: Codable {
  let person: Int64
  let login: String
}

/// What a proposal to close a fund says.
struct FundClosing: Codable {
  let fund: String
  let closes: String
}

extension House {
  /// What waits and this person may see, held files first.
  public func pendingApprovals() throws -> [PendingApproval] {
    let held = try PayrollFile.all(store.reading, state: .held).reversed().map { file in
      let reason = HoldReason.words(file.reason)
      return PendingApproval(
        id: "P\(file.number)", action: "payroll.approve",
        words:
          "payroll file \(file.fileKey), \(file.lines) line\(file.lines == 1 ? "" : "s"), \(Pence(file.totalPence).pounds): \(reason)",
        proposer: file.broughtBy)
    }
    let proposed = try Proposal.open(store.reading).filter { try !isHidden($0) }.map {
      PendingApproval(id: "A\($0.number)", action: $0.action, words: $0.words, proposer: $0.proposer)
    }
    return held + proposed
  }

  /// The second person's yes.
  /// - Returns: what it did, in words.
  public func approve(_ id: String, isDryRun: Bool = false) throws -> String {
    if let number = Self.number(id, "P") {
      let report = try payrollIntake(isDryRun: isDryRun).approve(number)
      return "Import \(number) is \(report.state.rawValue)."
    }
    let proposal = try proposal(id, evenDecided: true)
    let request = WriteRequest(
      Action(proposal.action), by: actor, key: "approval/\(id)", inputs: Inputs(["proposal": proposal.inputs]),
      on: businessDate, proposer: Actor(name: proposal.proposer), isDryRun: isDryRun)
    let words = try orFall(proposal, isDryRun: isDryRun) {
      try store.write(request) { write in
        try requireUnchanged(proposal, write.reading)
        try proposal.decide(true, by: actor, in: write)
        try carryOut(proposal.action, proposal.inputs, in: write)
        return "Done: \(proposal.words)."
      }.value
    }
    if proposal.action == "month.close", !isDryRun, let month = Month(proposal.subject) {
      try putInPlace(month, evenChanged: true)
    }
    try forgetTakenFiles(after: proposal.action, isDryRun: isDryRun)
    return words
  }

  /// The second person's no.
  public func refuse(_ id: String, isDryRun: Bool = false) throws -> String {
    if let number = Self.number(id, "P") {
      try payrollIntake(isDryRun: isDryRun).reject(number)
      return "Import \(number) was rejected. Nothing was posted."
    }
    let proposal = try proposal(id)
    let words = try fall(proposal, isDryRun: isDryRun)
    try forgetTakenFiles(after: proposal.action, isDryRun: isDryRun)
    return words
  }

  private func fall(_ proposal: Proposal, isDryRun: Bool) throws -> String {
    let id = "A\(proposal.number)"
    let request = WriteRequest(
      Action("proposal.refuse"), by: actor, key: "refusal/\(id)", inputs: Inputs(["proposal": id]), on: businessDate,
      isDryRun: isDryRun)
    return try store.write(request) { write in
      try proposal.decide(false, by: actor, in: write)
      return "Refused: \(proposal.words). Nothing was changed."
    }.value
  }

  /// A yes is a yes to the words that were read: where what they say has changed, the proposal falls.
  private func orFall<T>(_ proposal: Proposal, isDryRun: Bool, _ body: () throws -> T) throws -> T {
    do { return try body() } catch let changed as ProposalChanged {
      _ = try fall(proposal, isDryRun: isDryRun)
      throw changed
    }
  }

  /// - Throws: ``ProposalChanged`` if what the proposal's words say is no longer so.
  private func requireUnchanged(_ proposal: Proposal, _ reading: Reading) throws {
    guard proposal.action == "month.close", let month = Month(proposal.subject) else { return }
    let now = try closingWords(month, reading)
    guard now == proposal.words else {
      throw ProposalChanged(id: "A\(proposal.number)", before: proposal.words, now: now, month: proposal.subject)
    }
  }

  private static func number(_ id: String, _ letter: String) -> Int64? {
    id.hasPrefix(letter) ? Int64(id.dropFirst()) : nil
  }

  /// Whether a proposal is about an application that this person may not see: there is then none of its id.
  private func isHidden(_ proposal: Proposal) throws -> Bool {
    try [proposal.subject, proposal.words].contains { try Wall.hides(text: $0, from: actor, store.reading) }
  }

  /// - Parameter evenDecided: whether one that was decided will do: the same yes twice is one yes.
  private func proposal(_ id: String, evenDecided: Bool = false) throws -> Proposal {
    guard let number = Self.number(id, "A"), let (proposal, isOpen) = try Proposal.find(number, store.reading),
      isOpen || evenDecided, try !isHidden(proposal)
    else {
      throw GivingError.notFound(kind: "approval", id: id)
    }
    return proposal
  }

  private func carryOut(_ action: String, _ inputs: String, in write: Write) throws {
    let inputs = Data(inputs.utf8)
    switch action {
    case "person.role":
      let change = try JSONDecoder().decode(RoleChange.self, from: inputs)
      try Roles.record(change.role, of: change.person, given: change.given, in: write)
      if change.given { try Application.hideFromNewcomer(change.person, in: write, store: store) }
    case "person.login":
      let change = try JSONDecoder().decode(LoginChange.self, from: inputs)
      try Logins.record(change.login, person: change.person, in: write)
      try Application.hideFromNewcomer(change.person, in: write, store: store)
    case "fund.close":
      let closing = try JSONDecoder().decode(FundClosing.self, from: inputs)
      try close(closing, in: write)
    default:
      let isDone =
        try carryOutOtherMoney(action, inputs, in: write) || carryOutMonth(action, inputs, in: write)
        || carryOutGrants(action, inputs, in: write)
      guard isDone else {
        throw StoreError.broken("nobody knows how to do \(action)")
      }
    }
  }

  private func close(_ closing: FundClosing, in write: Write) throws {
    guard let fund = try Funds.read(write.reading)[closing.fund], let date = CivilDate(closing.closes) else {
      throw GivingError.notFound(kind: "fund", id: closing.fund)
    }
    try Fund(
      number: fund.number, code: fund.code, name: fund.name, purpose: fund.purpose, parent: fund.parent,
      opens: fund.opens, closes: date, surplusTo: fund.surplusTo
    ).record(in: write)
  }

  /// Gives or takes a role: at once where one person may, else as a proposal.
  public func changeRole(_ role: Role, of person: Int64, given: Bool, isDryRun: Bool = false) throws -> String {
    guard try Person.exists(person, store.reading) else { throw GivingError.notFound(kind: "person", id: "\(person)") }
    let words = "\(given ? "give" : "take") the role of \(role.words) \(given ? "to" : "from") person \(person)"
    return try doOrPropose(
      "person.role", subject: "person \(person)", RoleChange(person: person, role: role, given: given), words: words,
      isDryRun: isDryRun)
  }

  /// Gives a person a way in: a proposal, which a second person approves, since whoever comes in by it acts as that person.
  public func giveLogin(_ login: String, to person: Int64, isDryRun: Bool = false) throws -> String {
    guard try Person.exists(person, store.reading) else { throw GivingError.notFound(kind: "person", id: "\(person)") }
    try requireCode(login)
    guard try Logins.person(login, store.reading) == nil else {
      throw GrantsError.taken(kind: "login", id: login)
    }
    return try doOrPropose(
      "person.login", subject: "person \(person)", LoginChange(person: person, login: login),
      words: "let person \(person) come in as \(login)", isDryRun: isDryRun)
  }

  /// Closes a fund to gifts after a day: a proposal, which a second person approves.
  public func closeFund(_ code: String, after date: CivilDate, isDryRun: Bool = false) throws -> String {
    guard let fund = try Funds.read(store.reading)[code], fund.number != Fund.unallocated.number else {
      throw GivingError.notFound(kind: "fund", id: code)
    }
    return try doOrPropose(
      "fund.close", subject: fund.code, FundClosing(fund: fund.code, closes: date.description),
      words: "close the fund \(fund.code) to gifts after \(date)", isDryRun: isDryRun)
  }

  /// Does it at once where the gate lets one person: there is then nothing that another could approve. Else proposes it.
  func doOrPropose(
    _ action: String, subject: String, _ inputs: some Encodable, words: String, isDryRun: Bool
  ) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = String(decoding: try encoder.encode(inputs), as: UTF8.self)
    let decision = try store.settings.gate.decide(actor, Action(action), proposer: nil, reading: store.reading)
    if case .refused(let reason) = decision { throw StoreError.notPermitted(action: action, reason: reason) }
    if decision == .allowed {
      let request = WriteRequest(
        Action(action), by: actor, key: freshKey(action), inputs: Inputs(["inputs": text]), on: businessDate,
        isDryRun: isDryRun)
      return try store.write(request) { write in
        try carryOut(action, text, in: write)
        return "Done: \(words)."
      }.value
    }
    let request = WriteRequest(
      Action("proposal.make"), by: actor, key: freshKey("proposal"),
      inputs: Inputs(["action": action, "inputs": text]),
      on: businessDate, isDryRun: isDryRun)
    let number = try store.write(request) { write in
      try Proposal.make(action: Action(action), subject: subject, inputs: text, words: words, by: actor, in: write)
    }.value
    return "Proposed as A\(number): \(words). Another person says yes with: nolimits approval give A\(number)"
  }

  /// A key for a command that has no event of its own.
  public func freshKey(_ what: String) -> String {
    "\(what)/\(businessDate)/\(store.settings.randomness.bytes(8).map { String($0, radix: 16) }.joined())"
  }
}
