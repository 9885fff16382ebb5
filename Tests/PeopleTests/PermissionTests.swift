// Who may do what, written down a second time, so that a change of the table is seen by whoever reads the tests.

import Foundation
import People
import Store
import Testing

@Suite struct PermissionTests {
  /// Action; who may: f finance, g fund manager, o operator, s support adult, a auditor, t trustee; whether the night may, and
  /// whether two people must.
  static let wanted: [(action: String, who: String, night: Bool, two: Bool)] = [
    ("scheme.start", "o", true, false),
    ("scheme.upgrade", "o", true, false),
    ("person.add", "o", false, false),
    ("person.role", "o", false, true),
    ("person.login", "o", false, true),
    ("fund.open", "fg", false, false),
    ("fund.close", "fg", false, true),
    ("employer.add", "f", false, false),
    ("employer.change", "f", false, false),
    ("employer.stop", "f", false, false),
    ("donor.add", "f", false, false),
    ("donor.change", "f", false, false),
    ("mandate.add", "f", false, false),
    ("mandate.change", "f", false, false),
    ("mandate.stop", "f", false, false),
    ("mandate.import", "f", false, false),
    ("payroll.import", "f", true, false),
    ("payroll.refuse", "f", true, false),
    ("payroll.hold", "f", true, false),
    ("payroll.approve", "fg", false, true),
    ("payroll.reject", "fg", false, false),
    ("payroll.resolve", "f", false, false),
    ("suspense.settle", "f", false, false),
    ("agency.import", "f", true, false),
    ("agency.refuse", "f", true, false),
    ("agency.hold", "f", false, false),
    ("agency.replace", "fg", false, true),
    ("agency.late", "f", true, false),
    ("agency.donor", "f", false, false),
    ("payroll.cut-off", "f", false, false),
    ("bank.import", "f", true, false),
    ("bank.refuse", "f", true, false),
    ("bank.assign", "f", false, false),
    ("bank.look", "fa", false, false),
    ("entry.reverse", "fg", false, true),
    ("fund.transfer", "fg", false, true),
    ("scheme.takeon", "fg", false, true),
    ("grants.takeon", "gs", false, true),
    ("month.close", "fg", false, true),
    ("month.reopen", "fg", false, true),
    ("gift.add", "f", false, false),
    ("gift.import", "f", true, false),
    ("gift.refuse", "f", true, false),
    ("match.offer", "fg", false, true),
    ("match.claim", "f", false, false),
    ("gift.giver", "f", false, false),
    ("gift-aid.declare", "f", false, false),
    ("gift-aid.cancel", "f", false, false),
    ("gift-aid.claim", "f", false, false),
    ("export.gift-aid", "f", false, false),
    ("campaign.open", "fg", false, false),
    ("campaign.bought", "fg", false, false),
    ("campaign.close", "fg", false, true),
    ("export.foundation", "fg", true, false),
    ("export.received", "fg", false, false),
    ("export.journal", "fga", false, false),
    ("export.payments", "fg", false, false),
    ("export.payments-handed", "fg", false, false),
    ("export.threesixty", "fg", false, false),
    ("award.organisation", "gs", false, false),
    ("export.books", "fga", false, false),
    ("programme.open", "g", false, false),
    ("programme.close", "g", false, false),
    ("round.open", "gs", false, false),
    ("round.close", "gs", false, false),
    ("application.new", "s", false, false),
    ("application.import", "s", true, false),
    ("application.forget-file", "s", true, false),
    ("application.refused", "s", false, false),
    ("application.screen", "s", false, false),
    ("application.attest", "s", false, false),
    ("application.cover", "s", false, false),
    ("application.concern", "gs", false, false),
    ("application.withdraw", "s", false, false),
    ("application.second-look", "gs", false, false),
    ("application.override", "gs", false, true),
    ("application.look", "s", false, false),
    ("panel.train", "gs", false, false),
    ("panel.accredit", "g", false, false),
    ("panel.stand-down", "gs", false, false),
    ("panel.open", "s", false, false),
    ("panel.sit-out", "ps", false, false),
    ("panel.read", "ps", false, false),
    ("panel.vote", "ps", false, false),
    ("panel.close", "s", false, false),
    ("panel.reason", "s", false, false),
    ("panel.pack", "s", false, false),
    ("application.decide", "g", false, false),
    ("person.passcode", "os", false, false),
    ("person.passcode-renewal", "os", false, true),
    ("award.sign-off", "g", false, true),
    ("award.refuse", "g", false, false),
    ("award.accept", "gs", false, false),
    ("award.cancel", "g", false, false),
    ("payment.propose", "gs", false, false),
    ("payment.approve", "fg", false, true),
    ("payment.release", "fg", false, true),
    ("payment.returned", "fg", false, false),
    ("letter.make", "gs", false, false),
    ("letter.look", "gs", false, false),
    ("letter.sent", "gs", false, false),
    ("evidence.record", "fgs", false, false),
    ("programme.evidence", "g", false, false),
    ("followup.record", "s", false, false),
    ("followup.consent", "s", false, false),
    ("followup.close", "s", false, false),
    ("statement.draft", "fg", true, false),
    ("statement.address", "of", false, false),
    ("statement.send", "fg", false, false),
    ("statement.look", "tfga", false, false),
    ("report.board", "fg", true, false),
    ("report.year", "fg", false, false),
    ("fee.charge", "f", true, false),
    ("report.donor-letters", "fg", false, false),
    ("report.donor-letters-handed", "fg", false, false),
    ("report.audit-pack", "a", false, false),
    ("mandate.read", "fga", false, false),
    ("gift.read", "fga", false, false),
    ("entry.read", "fga", false, false),
    ("payroll.read", "fga", false, false),
    ("payroll.look", "f", false, false),
    ("bank.read", "fga", false, false),
    ("declaration.read", "fa", false, false),
    ("payment.read", "fgsa", false, false),
    ("person.read", "fgsao", false, false),
    ("application.read", "gsap", false, false),
    ("award.read", "fgsap", false, false),
    ("evidence.read", "fgsa", false, false),
    ("form.read", "gsa", false, false),
    ("letter.read", "gsa", false, false),
    ("followup.read", "gsa", false, false),
    ("panel.members", "gsap", false, false),
    ("backup.make", "fo", false, false),
    ("backup.read", "foa", false, false),
    ("audit.read", "ao", false, false),
    ("proposal.make", "fgos", false, false),
    ("proposal.refuse", "fgos", false, false),
    ("look", "fgsa", false, false),
  ]

  private static let letters: [(Role, Character)] = [
    (.finance, "f"), (.fundAdministrator, "p"), (.supportAdult, "s"), (.fundManager, "g"), (.trustee, "t"),
    (.auditor, "a"),
    (.operator, "o"),
  ]

  @Test func theTableIsTheOneThatWasAgreed() {
    #expect(Permissions.table.map(\.action) == Self.wanted.map(\.action))
    #expect(Set(Permissions.table.map(\.action)).count == Permissions.table.count)
    #expect(Set(Self.letters.map(\.0)) == Set(Role.allCases))
    for row in Self.wanted {
      let permission = Permissions.of(Action(row.action))
      #expect(permission?.bySystem == row.night, "\(row.action)")
      #expect(permission?.twoPeople == row.two, "\(row.action)")
    }
  }

  @Test func everyRoleIsAllowedRefusedOrNeedsASecondPersonAsTheTableSays() throws {
    let home = try TestHome()
    let people = try home.add(
      .finance, .fundAdministrator, .supportAdult, .fundManager, .trustee, .auditor, .operator)
    let other = Actor.person(99)
    for row in Self.wanted {
      for (number, (role, letter)) in zip(people, Self.letters) {
        let actor = Actor.person(number)
        let said = "\(role) \(row.action)"
        if row.who.contains(letter) {
          #expect(try home.decide(actor, row.action) == (row.two ? .secondPersonNeeded : .allowed), "\(said)")
          #expect(try home.decide(actor, row.action, proposer: other) == .allowed, "\(said) for another")
          #expect(try home.decide(actor, row.action, proposer: .system) == .allowed, "\(said) for the night")
          let own = try home.decide(actor, row.action, proposer: actor)
          #expect(
            own == (row.two ? .refused("another person must agree: you proposed it") : .allowed), "\(said) for oneself")
        } else {
          for proposer in [nil, other, actor, .system] {
            guard case .refused(let reason) = try home.decide(actor, row.action, proposer: proposer) else {
              Issue.record("\(said) is not refused")
              continue
            }
            #expect(reason.hasPrefix("this needs the role of "), "\(said)")
          }
        }
      }
    }
  }

  @Test func theNightMayDoItsWorkAndNeverAgreesToAnything() throws {
    let home = try TestHome()
    try home.add(.operator, .finance)
    for row in Self.wanted {
      for proposer in [nil, Actor.person(1), .system] {
        let decision = try home.decide(.system, row.action, proposer: proposer)
        #expect(
          decision == (row.night ? .allowed : .refused("a job is nobody: a person must do this")), "\(row.action)")
      }
    }
    #expect(!Permissions.table.contains { $0.bySystem && $0.twoPeople })
  }

  @Test func whatIsNotInTheTableIsRefusedToAll() throws {
    let home = try TestHome()
    let people = try home.add(.operator, .finance)
    for action in ["", "payroll", "payroll.import ", "Payroll.import", "ledger.rewrite"] {
      for actor in [Actor.system] + people.map({ .person($0) }) {
        #expect(try home.decide(actor, action) == .refused("nobody may do this"), "\(action)")
      }
    }
  }

  @Test func aStrangerMayDoNothing() throws {
    let home = try TestHome()
    try home.add(.operator, .finance)
    for row in Self.wanted {
      guard case .refused = try home.decide(.person(99), row.action, proposer: .person(1)) else {
        Issue.record("\(row.action) is not refused to a stranger")
        continue
      }
    }
  }

  @Test func aRoleThatWasTakenOpensNothing() throws {
    let home = try TestHome()
    let people = try home.add(.operator, .finance)
    #expect(try home.decide(.person(people[1]), "mandate.add") == .allowed)
    _ = try home.change {
      try Roles.record(.finance, of: people[1], given: false, in: $0); return 0
    }
    #expect(
      try home.decide(.person(people[1]), "mandate.add") == .refused("this needs the role of finance"))
    _ = try home.change {
      try Roles.record(.finance, of: people[1], given: true, in: $0); return 0
    }
    #expect(try home.decide(.person(people[1]), "mandate.add") == .allowed)
    #expect(try home.faults() == [])
  }

  @Test func whoeverIsAloneLetsTheSecondPersonInAndNoThird() throws {
    let home = try TestHome()
    let owner = try home.add(.operator)[0]
    _ = try home.change {
      try Roles.record(.finance, of: owner, given: true, in: $0); return 0
    }
    #expect(try home.decide(.person(owner), "person.role") == .allowed)
    // Nothing else that needs two is open to one.
    #expect(try home.decide(.person(owner), "fund.close") == .secondPersonNeeded)
    #expect(
      try home.decide(.person(owner), "payroll.approve", proposer: .person(owner))
        == .refused("another person must agree: you proposed it"))
    // A person who holds no role is no second person.
    _ = try home.change { try Person.add([PersonFacts(name: "x")], in: $0, store: home.store) }
    #expect(try home.decide(.person(owner), "person.role") == .allowed)
    let second = try home.add(.trustee)[0]
    #expect(try home.decide(.person(owner), "person.role") == .secondPersonNeeded)
    _ = try home.change {
      try Roles.record(.trustee, of: second, given: false, in: $0); return 0
    }
    #expect(try home.decide(.person(owner), "person.role") == .allowed)
  }

  @Test func everyActionInTheSourcesStandsInTheTableAndNoneStandsThereForNothing() throws {
    let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Sources").path
    var found: Set<String> = []
    for name in FileManager.default.enumerator(atPath: sources)?.compactMap({ $0 as? String }) ?? []
    where name.hasSuffix(".swift") && !name.hasSuffix("Permissions.swift") {
      let text = try String(contentsOfFile: "\(sources)/\(name)", encoding: .utf8)
      for pattern in [
        /Action\(\s*"([^"\\]+)"/, /settle\([^\n]*action: "([^"\\]+)"/, /action: String = "([^"\\]+)"/,
        /[rR]equest\(\s*"([^"\\]+)"/,
        /doOrPropose\(\s*"([^"\\]+)"/,
      ] { found.formUnion(text.matches(of: pattern).map { String($0.1) }) }
    }
    #expect(found.count > 15)
    let listed = Set(Permissions.table.map(\.action))
    #expect(found.subtracting(listed) == [], "used and not in the table")
    #expect(listed.subtracting(found) == [], "in the table and not used")
  }
}
