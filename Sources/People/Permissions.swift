// Who may do what: one table that finance and an auditor can read.

import Store

/// What an action asks for.
public struct Permission: Sendable {
  /// The action's stable name.
  public let action: String
  /// The roles that may do it.
  public let roles: Set<Role>
  /// Whether scheduled jobs may.
  public let bySystem: Bool
  /// Whether a second person must agree.
  public let twoPeople: Bool

  init(_ action: String, _ roles: Set<Role>, bySystem: Bool = false, twoPeople: Bool = false) {
    self.action = action
    self.roles = roles
    self.bySystem = bySystem
    self.twoPeople = twoPeople
  }
}

/// The table of permissions.
public enum Permissions {
  /// Every action of the program. An action that is not here is refused to all.
  public static let table: [Permission] = [
    Permission("scheme.start", [.operator], bySystem: true),
    Permission("scheme.upgrade", [.operator], bySystem: true),
    Permission("person.add", [.operator]),
    Permission("person.role", [.operator], twoPeople: true),
    Permission("person.login", [.operator], twoPeople: true),
    Permission("fund.open", [.finance, .fundManager]),
    Permission("fund.close", [.finance, .fundManager], twoPeople: true),
    Permission("employer.add", [.finance]),
    Permission("employer.change", [.finance]),
    Permission("employer.stop", [.finance]),
    Permission("donor.add", [.finance]),
    Permission("donor.change", [.finance]),
    Permission("mandate.add", [.finance]),
    Permission("mandate.change", [.finance]),
    Permission("mandate.stop", [.finance]),
    Permission("mandate.import", [.finance]),
    Permission("payroll.import", [.finance], bySystem: true),
    Permission("payroll.refuse", [.finance], bySystem: true),
    Permission("payroll.hold", [.finance], bySystem: true),
    Permission("payroll.approve", [.finance, .fundManager], twoPeople: true),
    Permission("payroll.reject", [.finance, .fundManager]),
    Permission("payroll.resolve", [.finance]),
    Permission("suspense.settle", [.finance]),
    Permission("agency.import", [.finance], bySystem: true),
    Permission("agency.refuse", [.finance], bySystem: true),
    Permission("agency.hold", [.finance]),
    Permission("agency.replace", [.finance, .fundManager], twoPeople: true),
    Permission("agency.late", [.finance], bySystem: true),
    Permission("agency.donor", [.finance]),
    Permission("payroll.cut-off", [.finance]),
    Permission("bank.import", [.finance], bySystem: true),
    Permission("bank.refuse", [.finance], bySystem: true),
    Permission("bank.assign", [.finance]),
    Permission("bank.look", [.finance, .auditor]),
    Permission("entry.reverse", [.finance, .fundManager], twoPeople: true),
    Permission("fund.transfer", [.finance, .fundManager], twoPeople: true),
    Permission("scheme.takeon", [.finance, .fundManager], twoPeople: true),
    Permission("grants.takeon", [.fundManager, .supportAdult], twoPeople: true),
    Permission("month.close", [.finance, .fundManager], twoPeople: true),
    Permission("month.reopen", [.finance, .fundManager], twoPeople: true),
    Permission("gift.add", [.finance]),
    Permission("gift.import", [.finance], bySystem: true),
    Permission("gift.refuse", [.finance], bySystem: true),
    Permission("match.offer", [.finance, .fundManager], twoPeople: true),
    Permission("match.claim", [.finance]),
    Permission("gift.giver", [.finance]),
    Permission("gift-aid.declare", [.finance]),
    Permission("gift-aid.cancel", [.finance]),
    Permission("gift-aid.claim", [.finance]),
    Permission("export.gift-aid", [.finance]),
    Permission("campaign.open", [.finance, .fundManager]),
    Permission("campaign.bought", [.finance, .fundManager]),
    Permission("campaign.close", [.finance, .fundManager], twoPeople: true),
    Permission("export.foundation", [.finance, .fundManager], bySystem: true),
    Permission("export.received", [.finance, .fundManager]),
    Permission("export.journal", [.finance, .fundManager, .auditor]),
    Permission("export.payments", [.finance, .fundManager]),
    Permission("export.payments-handed", [.finance, .fundManager]),
    Permission("export.threesixty", [.finance, .fundManager]),
    Permission("award.organisation", [.fundManager, .supportAdult]),
    Permission("export.books", [.finance, .fundManager, .auditor]),
    Permission("programme.open", [.fundManager]),
    Permission("programme.close", [.fundManager]),
    Permission("round.open", [.fundManager, .supportAdult]),
    Permission("round.close", [.fundManager, .supportAdult]),
    Permission("application.new", [.supportAdult]),
    Permission("application.import", [.supportAdult], bySystem: true),
    Permission("application.forget-file", [.supportAdult], bySystem: true),
    Permission("application.refused", [.supportAdult]),
    Permission("application.screen", [.supportAdult]),
    Permission("application.attest", [.supportAdult]),
    Permission("application.cover", [.supportAdult]),
    Permission("application.concern", [.supportAdult, .fundManager]),
    Permission("application.withdraw", [.supportAdult]),
    Permission("application.second-look", [.supportAdult, .fundManager]),
    Permission("application.override", [.supportAdult, .fundManager], twoPeople: true),
    Permission("application.look", [.supportAdult]),
    Permission("panel.train", [.supportAdult, .fundManager]),
    Permission("panel.accredit", [.fundManager]),
    Permission("panel.stand-down", [.supportAdult, .fundManager]),
    Permission("panel.open", [.supportAdult]),
    Permission("panel.sit-out", [.supportAdult, .fundAdministrator]),
    Permission("panel.read", [.supportAdult, .fundAdministrator]),
    Permission("panel.vote", [.supportAdult, .fundAdministrator]),
    Permission("panel.close", [.supportAdult]),
    Permission("panel.reason", [.supportAdult]),
    Permission("panel.pack", [.supportAdult]),
    Permission("application.decide", [.fundManager]),
    Permission("person.passcode", [.operator, .supportAdult]),
    Permission("person.passcode-renewal", [.operator, .supportAdult], twoPeople: true),
    Permission("award.sign-off", [.fundManager], twoPeople: true),
    Permission("award.refuse", [.fundManager]),
    Permission("award.accept", [.supportAdult, .fundManager]),
    Permission("award.cancel", [.fundManager]),
    Permission("payment.propose", [.supportAdult, .fundManager]),
    Permission("payment.approve", [.finance, .fundManager], twoPeople: true),
    Permission("payment.release", [.finance, .fundManager], twoPeople: true),
    Permission("payment.returned", [.finance, .fundManager]),
    Permission("letter.make", [.supportAdult, .fundManager]),
    Permission("letter.look", [.supportAdult, .fundManager]),
    Permission("letter.sent", [.supportAdult, .fundManager]),
    Permission("evidence.record", [.supportAdult, .fundManager, .finance]),
    Permission("programme.evidence", [.fundManager]),
    Permission("followup.record", [.supportAdult]),
    Permission("followup.consent", [.supportAdult]),
    Permission("followup.close", [.supportAdult]),
    Permission("statement.draft", [.finance, .fundManager], bySystem: true),
    Permission("statement.address", [.operator, .finance]),
    Permission("statement.send", [.finance, .fundManager]),
    Permission("statement.look", [.trustee, .finance, .fundManager, .auditor]),
    Permission("report.board", [.finance, .fundManager], bySystem: true),
    Permission("report.year", [.finance, .fundManager]),
    Permission("fee.charge", [.finance], bySystem: true),
    Permission("report.donor-letters", [.finance, .fundManager]),
    Permission("report.donor-letters-handed", [.finance, .fundManager]),
    Permission("report.audit-pack", [.auditor]),
    Permission("mandate.read", [.finance, .fundManager, .auditor]),
    Permission("gift.read", [.finance, .fundManager, .auditor]),
    Permission("entry.read", [.finance, .fundManager, .auditor]),
    Permission("payroll.read", [.finance, .fundManager, .auditor]),
    Permission("payroll.look", [.finance]),
    Permission("bank.read", [.finance, .fundManager, .auditor]),
    Permission("declaration.read", [.finance, .auditor]),
    Permission("payment.read", [.finance, .fundManager, .supportAdult, .auditor]),
    Permission("person.read", [.finance, .fundManager, .supportAdult, .auditor, .operator]),
    Permission("application.read", [.fundManager, .supportAdult, .auditor, .fundAdministrator]),
    Permission("award.read", [.finance, .fundManager, .supportAdult, .auditor, .fundAdministrator]),
    Permission("evidence.read", [.finance, .fundManager, .supportAdult, .auditor]),
    Permission("form.read", [.fundManager, .supportAdult, .auditor]),
    Permission("letter.read", [.fundManager, .supportAdult, .auditor]),
    Permission("followup.read", [.fundManager, .supportAdult, .auditor]),
    Permission("panel.members", [.fundManager, .supportAdult, .auditor, .fundAdministrator]),
    Permission("backup.make", [.finance, .operator]),
    Permission("backup.read", [.finance, .operator, .auditor]),
    Permission("audit.read", [.auditor, .operator]),
    Permission("proposal.make", [.finance, .fundManager, .operator, .supportAdult]),
    Permission("proposal.refuse", [.finance, .fundManager, .operator, .supportAdult]),
    Permission("look", [.finance, .fundManager, .supportAdult, .auditor]),
  ]

  private static let byAction = Dictionary(table.map { ($0.action, $0) }) { first, _ in first }

  /// What this action asks for, or nil.
  public static func of(_ action: Action) -> Permission? { byAction[action.name] }
}

/// The gate of the house: roles decide, and persons are compared, not accounts.
public struct RoleGate: Gate {
  /// The gate.
  public init() {}

  /// See ``Gate/decide(_:_:proposer:reading:)``.
  ///
  /// What the night proposed needs one person; what a person proposed needs another.
  public func decide(_ actor: Actor, _ action: Action, proposer: Actor?, reading: Reading) throws -> GateDecision {
    guard let permission = Permissions.of(action) else { return .refused("nobody may do this") }
    switch actor {
    case .system:
      return permission.bySystem && !permission.twoPeople
        ? .allowed : .refused("a job is nobody: a person must do this")
    case .person(let number):
      let held = try Roles.held(by: number, reading)
      guard !held.isDisjoint(with: permission.roles) else {
        return .refused("this needs the role of \(permission.roles.map(\.words).sorted().joined(separator: " or "))")
      }
      guard permission.twoPeople else { return .allowed }
      if action.name == "person.role", try isAlone(reading) { return .allowed }
      guard let proposer else { return .secondPersonNeeded }
      return proposer == actor ? .refused("another person must agree: you proposed it") : .allowed
    }
  }

  /// Whether only one person holds any role: somebody has to let the second one in.
  private func isAlone(_ reading: Reading) throws -> Bool { try Roles.everyone(reading).count == 1 }
}
