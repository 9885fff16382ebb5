// From a young person's form to the bank: what each step asks for, and what it does to the money.

import Dates
import Foundation
import Grants
import Ledger
import Money
import People
import Store
import Testing

@testable import Operations

extension TestHouse {
  func form(
    _ name: String = "Robin Example", words: String = "A bed and a desk.", asked: String = "250.00",
    least: String? = "150.00", born: String = "2006-03-31", notFor: String? = nil, reference: String? = nil
  ) -> ApplicationForm {
    ApplicationForm(
      reference: reference, name: name, birthDate: born, safeContact: "a text, never a call", words: words,
      asked: asked, least: least, notFor: notFor)
  }

  /// A programme with a round, and so much in the bank.
  func startGrants(
    _ way: Programme.Way = .inAdvance, bank: Int64 = 100_000, budget: Int64 = 80_000, places: Int64 = 3,
    code: String = "pack", fund: String = "no-limits", use: Account.GrantUse = .individuals
  ) throws {
    try change("support/\(code)", as: "person.add", by: Who.operator1) {
      try Roles.record(.supportAdult, of: 7, given: true, in: $0)
    }
    if bank > 0 { try give(bank, to: fund, into: "main") }
    let programme = Programme(
      code: code, name: "A first home", fund: fund, use: use, priority: .stability, way: way,
      cap: Pence(70_000), places: way == .inAdvance ? places : nil)
    try house(Who.manager).grantWork(Action("programme.open"), about: code) { write in
      try programme.open(in: write)
      return 1
    }
    try house(Who.support).grantWork(Action("round.open"), about: "pack") { write in
      try Round.open(code, from: try day("2026-01-01"), until: nil, budget: Pence(budget), in: write)
    }
  }

  func step<T: Codable>(_ action: String, by who: Actor = Who.support, _ body: (Write) throws -> T) throws {
    try house(who).grantWork(Action(action), about: "test", body)
  }

  /// Brings an application through screening.
  func screened(_ form: ApplicationForm, to round: String = "pack-1") throws -> Int64 {
    let number = try house(Who.support).submit(form, to: round)
    try step("application.screen") {
      try Application.make(.screen, of: number, by: Who.support, in: $0); return 1
    }
    try step("application.attest") {
      try Application.attest(number, .relevant, by: Who.support, in: $0); return 1
    }
    try step("application.screen") {
      try Application.pass(number, on: try day(Self.today), by: Who.support, in: $0)
      return 1
    }
    return number
  }

  func propose(
    _ number: Int64, _ amount: Int64, to payee: Payment.Payee = .supplier, ownAccountFrom: Int = 16
  ) throws -> String {
    try house(Who.support).grantWork(Action("payment.propose"), about: "\(number)") {
      try Payment.propose(
        of: number, amount: Pence(amount), to: payee, details: "Beds Ltd 00-00-00 00000000",
        ownAccountFrom: ownAccountFrom, on: try day(Self.today), by: Who.support, in: $0, store: store)
    }
  }

  func accept(_ number: Int64) throws {
    try step("award.accept") {
      try Application.make(.accept, of: number, by: Who.support, in: $0); return 1
    }
  }

  func state(_ number: Int64) throws -> ApplicationState? {
    try Application.find(number, for: .system, store.reading)?.state
  }
}

@Suite("Grants, from the form to the bank") struct GrantScenarioTests {
  @Test("An award is held back, promised, released, and never more than what was there") func theWholeWay() throws {
    let test = try TestHouse()
    try test.startGrants()
    let number = try test.screened(test.form())
    #expect(try test.state(number) == .awaitingSignOff)
    #expect(try test.position("no-limits").availablePence == 75_000)
    #expect(try test.position("no-limits").promisedPence == 0)
    try test.house(Who.manager).signOff(number)
    #expect(try test.position("no-limits").promisedPence == 25_000)
    #expect(try test.position("no-limits").availablePence == 75_000)
    #expect(throws: GrantsError.self) { try test.propose(number, 25_000) }
    try test.accept(number)
    #expect(throws: GrantsError.self) { try test.propose(number, 25_001) }
    let first = try test.propose(number, 10_000)
    #expect(throws: GrantsError.self) { try test.propose(number, 15_001) }
    try test.house(Who.finance).approvePayment(first)
    #expect(throws: StoreError.self) { try test.house(Who.finance).releasePayment(first) }
    try test.house(Who.manager).releasePayment(first)
    #expect(try test.state(number) == .paying)
    #expect(try Due.under(first, test.store.reading).map(\.amount) == [Pence(-10_000)])
    #expect(try test.position("no-limits").promisedPence == 25_000)
    #expect(try test.position("no-limits").availablePence == 75_000)
    let second = try test.propose(number, 15_000)
    try test.house(Who.finance).approvePayment(second)
    try test.house(Who.manager).releasePayment(second)
    #expect(try test.state(number) == .paid)
    #expect(try accountBalance(.grants(.individuals), test.store.reading) == Pence(25_000))
    #expect(try accountBalance(.grantsPromised, test.store.reading) == .zero)
    #expect(try test.faults() == [])
    let words = try test.house(Who.auditor).explain(number)
    #expect(words.contains("the foundation signed") && words.contains("£250.00 was let go"))
  }

  @Test("A payment that never left the bank is promised again, and can be cancelled") func returned() throws {
    let test = try TestHouse()
    try test.startGrants()
    let number = try test.screened(test.form())
    try test.house(Who.manager).signOff(number)
    try test.accept(number)
    let id = try test.propose(number, 10_000)
    let today = try day(TestHouse.today)
    #expect(throws: GrantsError.self) {
      try test.step("award.cancel", by: Who.manager) {
        try Award.cancel(number, reason: "moved", on: today, by: Who.manager, in: $0)
        return 1
      }
    }
    try test.house(Who.finance).approvePayment(id)
    try test.house(Who.manager).releasePayment(id)
    try test.step("payment.returned", by: Who.finance) {
      try Payment.takeBack(id, on: today, by: Who.finance, in: $0)
      return 1
    }
    #expect(try accountBalance(.paymentsReleased, test.store.reading) == .zero)
    #expect(try accountBalance(.grantsPromised, test.store.reading) == Pence(-25_000))
    try test.step("award.cancel", by: Who.manager) {
      try Award.cancel(number, reason: "moved", on: today, by: Who.manager, in: $0)
      return 1
    }
    #expect(try test.position("no-limits").availablePence == 100_000)
    #expect(try accountBalance(.grants(.individuals), test.store.reading) == .zero)
    #expect(try test.faults() == [])
  }

  @Test("Whoever let an award go so far does not sign it, and a refusal frees the money") func refusal() throws {
    let test = try TestHouse()
    try test.startGrants()
    let number = try test.screened(test.form())
    #expect(throws: StoreError.self) { try test.house(Who.support).signOff(number) }
    #expect(throws: StoreError.self) { try test.house(Who.finance).signOff(number) }
    try test.step("award.refuse", by: Who.manager) {
      try Award.refuse(number, on: .purpose, date: try day(TestHouse.today), by: Who.manager, in: $0)
      return 1
    }
    #expect(try test.state(number) == .refused)
    #expect(try test.position("no-limits").availablePence == 100_000)
    #expect(try Round.find("pack-1", test.store.reading)?.leftPence == 80_000)
    #expect(throws: GrantsError.self) { try test.house(Who.manager).signOff(number) }
    #expect(try test.faults() == [])
  }

  @Test("The budget, the bank and the year's number each stop an award") func limits() throws {
    let poor = try TestHouse()
    try poor.startGrants(bank: 20_000)
    #expect(throws: LedgerError.self) { try poor.screened(poor.form()) }
    #expect(try poor.position("no-limits").availablePence == 20_000)
    let small = try TestHouse()
    try small.startGrants(budget: 24_999)
    #expect(throws: GrantsError.self) { try small.screened(small.form()) }
    let few = try TestHouse()
    try few.startGrants(places: 1)
    _ = try few.screened(few.form("Ana One"))
    #expect(throws: GrantsError.self) { try few.screened(few.form("Bea Two")) }
    #expect(try few.faults() == [])
  }

  @Test("A second grant within twelve months needs two people, and the words of the rule") func oneInTwelveMonths()
    throws
  {
    let test = try TestHouse()
    try test.startGrants()
    _ = try test.screened(test.form())
    #expect(throws: GrantsError.rules(application: 2, rules: ["one-in-12-months"])) {
      try test.screened(test.form(words: "Something else."))
    }
    let words = try test.house(Who.support).override(.oneInTwelveMonths, of: 2, reason: "fire")
    let id = try #require(words.split(separator: " ").dropFirst(2).first).dropLast()
    #expect(throws: StoreError.self) { try test.house(Who.support).approve(String(id)) }
    _ = try test.house(Who.manager).approve(String(id))
    try test.step("application.screen") {
      try Application.pass(2, on: try day(TestHouse.today), by: Who.support, in: $0)
      return 1
    }
    #expect(try test.state(2) == .awaitingSignOff)
    #expect(throws: GrantsError.self) { try test.house(Who.support).override(.noConcern, of: 2, reason: "fire") }
    #expect(try test.faults() == [])
  }

  @Test("Where the panel votes, it reads only words that the young person approved, and none with a concern")
  func covered() throws {
    let test = try TestHouse()
    try test.startGrants(.panel)
    #expect(throws: GrantsError.rules(application: 1, rules: ["words-agreed"])) { try test.screened(test.form()) }
    func pass() throws {
      try test.step("application.screen") {
        try Application.pass(1, on: try day(TestHouse.today), by: Who.support, in: $0)
        return 1
      }
    }
    func cover(_ words: String?) throws {
      try test.step("application.cover") { write in
        if let words {
          try Application.cover(1, words: words, by: Who.support, in: write, store: test.store)
        } else {
          try Application.agreeToCover(1, by: Who.support, in: write)
        }
        return 1
      }
    }
    #expect(throws: GrantsError.self) { try cover(nil) }
    try cover("A bed.")
    #expect(throws: GrantsError.self) { try pass() }
    try cover(nil)
    try cover("A bed and a desk.")
    #expect(throws: GrantsError.self) { try pass() }
    try cover(nil)
    try test.step("application.concern") {
      try Application.concern(1, isOver: false, by: Who.support, in: $0); return 1
    }
    #expect(throws: GrantsError.rules(application: 1, rules: ["no-concern"])) { try pass() }
    try test.step("application.concern") {
      try Application.concern(1, isOver: true, by: Who.support, in: $0); return 1
    }
    try pass()
    #expect(try test.state(1) == .ready)
    #expect(try test.faults() == [])
  }

  @Test("Whoever the applicant named cannot tell the application from one that is not there") func notFor() throws {
    let test = try TestHouse()
    try test.startGrants()
    let number = try test.house(Who.support).submit(
      test.form(notFor: "Please not the one called Worker Fundmanager, please"), to: "pack-1")
    #expect(try Application.find(number, for: Who.manager, test.store.reading) == nil)
    #expect(throws: GrantsError.notFound(kind: "application", id: "1")) {
      try ApplicationPage.read(1, try test.house(Who.manager))
    }
    #expect(throws: GrantsError.notFound(kind: "application", id: "9")) {
      try ApplicationPage.read(9, try test.house(Who.manager))
    }
    #expect(try Application.list(limit: 10, for: Who.manager, test.store.reading) == [])
  }

  @Test("The words of a young person lie in the vault alone, and each look at them is recorded") func words() throws {
    let test = try TestHouse()
    try test.startGrants()
    let story = "\u{202E}=HYPERLINK(1) <b>Zaphod\u{0007} Quuxworthy</b>"
    let number = try test.house(Who.support).submit(test.form("Zaphod Quuxworthy", words: story), to: "pack-1")
    let application = try #require(try Application.find(number, for: Who.support, test.store.reading))
    #expect(try test.house(Who.support).words(of: application, why: "screening") == story)
    #expect(throws: StoreError.self) { try test.house(Who.finance).words(of: application, why: "screening") }
    #expect(throws: GrantsError.self) { try test.house(Who.support).words(of: application, why: "because I want") }
    #expect(
      try test.store.reading.int("SELECT count(*) FROM look WHERE person = ?", [.integer(application.person)]) == 1)
    for file in [test.home.database, test.home.database + "-wal", test.home.keys] {
      let bytes = FileManager.default.contents(atPath: file) ?? Data()
      for secret in ["Quuxworthy", "HYPERLINK", "never a call", "2006-03-31"] {
        #expect(bytes.range(of: Data(secret.utf8)) == nil)
      }
    }
  }

  @Test("A form that cannot be read is refused by the name of its answer, never by what it was") func forms() throws {
    let test = try TestHouse()
    try test.startGrants()
    let long = String(repeating: "x", count: ApplicationForm.longestText + 1)
    for (form, answer) in [
      (test.form(" "), "name"), (test.form(words: ""), "words"), (test.form(words: long), "words"),
      (test.form(asked: "1e3"), "asked"), (test.form(asked: "0.00"), "asked"), (test.form(least: "251.00"), "least"),
      (test.form(born: "31/03/2006"), "birthDate"), (test.form(born: "2027-01-01"), "birthDate"),
    ] {
      do {
        _ = try test.house(Who.support).submit(form, to: "pack-1")
        Issue.record("\(answer) was taken")
      } catch let error as GrantsError { #expect(error.sentence.contains(answer)) }
    }
    #expect(throws: GrantsError.notFound(kind: "open round", id: "pack-2")) {
      try test.house(Who.support).submit(test.form(), to: "pack-2")
    }
    #expect(try Application.list(limit: 10, for: .system, test.store.reading) == [])
  }

  @Test("Money goes to a young person's own account from sixteen") func ownAccount() throws {
    let test = try TestHouse()
    try test.startGrants()
    let number = try test.screened(test.form(born: "2010-12-11"))
    try test.house(Who.manager).signOff(number)
    try test.accept(number)
    #expect(throws: GrantsError.self) { try test.propose(number, 100, to: .own) }
    let other = try test.screened(test.form("Older One", born: "2010-12-10"))
    try test.house(Who.manager).signOff(other)
    try test.accept(other)
    #expect(try test.propose(other, 100, to: .own) == "payment/2/1")
    // The age is a setting.
    #expect(throws: GrantsError.self) { try test.propose(other, 100, to: .own, ownAccountFrom: 17) }
    #expect(try test.propose(number, 100, to: .own, ownAccountFrom: 15) == "payment/1/1")
  }

  @Test("The foundation is told of awards and payments, and of what was taken back, by number and code") func exported()
    throws
  {
    let test = try TestHouse()
    try test.startGrants()
    let number = try test.screened(test.form())
    try test.house(Who.manager).signOff(number)
    try test.accept(number)
    let id = try test.propose(number, 10_000)
    try test.house(Who.finance).approvePayment(id)
    try test.house(Who.manager).releasePayment(id)
    try test.step("payment.returned", by: Who.finance) {
      try Payment.takeBack(id, on: try day(TestHouse.today), by: Who.finance, in: $0)
      return 1
    }
    _ = try test.house(Who.finance).exportFoundation(full: false, received: nil, isDryRun: false)
    let outbox = test.home.file("outbox/foundation")
    let folder = try #require(
      try FileManager.default.contentsOfDirectory(atPath: outbox).first { !$0.hasSuffix("xml") })
    func file(_ name: String) throws -> String {
      try String(contentsOfFile: "\(outbox)/\(folder)/\(name)", encoding: .utf8)
    }
    #expect(
      try file("grants.csv") == """
        externalId,fundCode,programme,decisionDate,month,amountPence
        award/1,no-limits,pack,2026-12-10,2026-12,25000

        """)
    #expect(
      try file("payments.csv") == """
        externalId,grantId,fundCode,paymentDate,month,amountPence
        payment/1/1,award/1,no-limits,2026-12-10,2026-12,10000
        payment/1/1/returned,award/1,no-limits,2026-12-10,2026-12,-10000

        """)
  }

  @Test("Someone who had no part in it looks again") func secondLook() throws {
    let test = try TestHouse()
    try test.startGrants()
    let number = try test.house(Who.support).submit(test.form(), to: "pack-1")
    try test.step("application.screen") { write in
      try Application.make(.screen, of: number, by: Who.support, in: write)
      try Application.refuseEligibility(
        number, reason: "not-in-area", on: try day(TestHouse.today), by: Who.support, in: write)
      return 1
    }
    #expect(throws: StoreError.self) {
      try test.step("application.second-look") {
        try Application.secondLook(number, by: Who.support, in: $0); return 1
      }
    }
    try test.step("application.second-look", by: Who.manager) {
      try Application.secondLook(number, by: Who.manager, in: $0)
      return 1
    }
    #expect(try test.state(number) == .screening)
  }
}
