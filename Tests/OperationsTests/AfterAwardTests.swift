// After an award: papers, money that comes back, how it went and what the words may be used for, and what waits for whom.

import Banking
import Dates
import Files
import Foundation
import Giving
import Grants
import Ledger
import Money
import People
import Store
import Testing

@testable import Operations

@Suite("After an award") struct AfterAwardTests {
  private let today = { try day(TestHouse.today) }

  @Test("A programme that asks for a quote lets no payment go before one is noted; verify says so") func evidence()
    throws
  {
    let test = try TestHouse()
    try test.startGrants()
    let number = try test.screened(test.form())
    try test.house(Who.manager).signOff(number)
    try test.accept(number)
    try test.ask(for: .quote, true)
    try test.ask(for: .receipt, true)
    try test.ask(for: .receipt, false)
    #expect(try Evidence.asked(by: "pack", test.store.reading) == [.quote])
    let id = try test.propose(number, 10_000)
    try test.house(Who.finance).approvePayment(id)
    try test.note(.invoice, number)
    #expect(throws: GrantsError.self) { try test.house(Who.manager).releasePayment(id) }
    #expect(throws: GrantsError.self) { try test.note(.quote, number, "Robin's bed") }
    try test.note(.quote, number, "Q-2026-113", file: Array("a bed, £100".utf8))
    try test.house(Who.manager).releasePayment(id)
    let papers = try Evidence.of(number, test.store.reading)
    #expect(papers.map(\.kind) == [.invoice, .quote] && papers.map(\.hasDigest) == [false, true])
    #expect(papers[1].reference == "Q-2026-113" && papers[1].notedOn == TestHouse.today)
    try test.ask(for: .invoice, true)
    try test.ask(for: .receipt, true)
    #expect(try test.faults() == [], "what is asked from today on does not hold for what was let go before")
  }

  @Test("A payment that came back after the bank had paid it is promised again, and nobody's until the bank has it")
  func returned() throws {
    let test = try TestHouse()
    try test.startGrants()
    let (number, id) = try test.paid(test.form())
    #expect(try test.state(number) == .paid)
    #expect(try test.position("no-limits").availablePence == 75_000)
    #expect(try test.position("no-limits").bankPence == 75_000)
    try test.step("payment.returned", by: Who.finance) {
      try Payment.takeBack(id, on: try today(), by: Who.finance, in: $0)
    }
    #expect(try test.state(number) == .paying)
    #expect(try test.position("no-limits").availablePence == 75_000)
    #expect(try Due.under("\(id)/back", test.store.reading).map(\.amount) == [Pence(25_000)])
    #expect(throws: GrantsError.self) { try test.propose(number, 100) }
    let cancel = {
      try test.step("award.cancel", by: Who.manager) {
        try Award.cancel(number, reason: "moved", on: try today(), by: Who.manager, in: $0)
        return 1
      }
    }
    #expect(throws: GrantsError.self) { try cancel() }
    try test.bank(25_000, under: "\(id)/back")
    #expect(try test.position("no-limits").availablePence == 75_000)
    #expect(try test.faults() == [])
    let again = try test.propose(number, 20_000)
    try test.release(again)
    try test.bank(-20_000, under: again)
    try cancel()
    #expect(try test.position("no-limits").availablePence == 80_000)
    #expect(try test.position("no-limits").bankPence == 80_000)
    #expect(try accountBalance(.grantsPromised, test.store.reading) == .zero)
    #expect(try test.faults() == [])
  }

  @Test("What is unspent goes back to the fund once the bank has it; the award stands, for less") func unspent() throws
  {
    let test = try TestHouse()
    try test.startGrants()
    let (number, id) = try test.paid(test.form(), bankPays: false)
    let unspent = { (pence: Int64) in
      try test.step("payment.returned", by: Who.finance) {
        try Payment.unspent(id, amount: Pence(pence), on: try today(), by: Who.finance, in: $0)
      }
    }
    #expect(throws: GrantsError.self) { try unspent(2_000) }
    try test.bank(-25_000, under: id)
    #expect(throws: GrantsError.self) { try unspent(25_001) }
    try unspent(2_000)
    #expect(throws: GrantsError.self) { try unspent(23_001) }
    try unspent(500)
    let free = {
      try test.step("award.cancel", by: Who.manager) {
        try Award.cancel(number, reason: "not-needed", on: try today(), by: Who.manager, in: $0)
        return 1
      }
    }
    try test.bank(2_000, under: "\(id)/unspent/1/back")
    #expect(throws: GrantsError.self) { try free() }
    try test.bank(500, under: "\(id)/unspent/2/back")
    #expect(try test.position("no-limits").availablePence == 75_000)
    try free()
    #expect(throws: GrantsError.self) { try free() }
    #expect(try test.state(number) == .paid)
    #expect(try test.position("no-limits").availablePence == 77_500)
    #expect(try test.position("no-limits").bankPence == 77_500)
    #expect(try accountBalance(.grants(.individuals), test.store.reading) == Pence(22_500))
    let award = try #require(try Award.find(number, for: Who.manager, test.store.reading))
    #expect(award.amountPence == 22_500 && award.releasedPence == 22_500)
    #expect(try Payment.find(id, for: .system, test.store.reading)?.backPence == 2_500)
    #expect(try Round.find("pack-1", test.store.reading)?.usedPence == 22_500)
    #expect(throws: GrantsError.rules(application: 2, rules: ["one-in-12-months"])) {
      try test.screened(test.form(words: "Something else."))
    }
    #expect(try test.faults() == [])
  }

  @Test("A line of the bank's statement clears the payment that it names, and trace follows it out of the bank")
  func bankLine() throws {
    let test = try TestHouse()
    let payroll = "payroll-ACME-STAFF-2026-10-30-0001.xml"
    try test.take(TestHouse.sample(payroll), named: payroll)
    try test.startGrants(bank: 0)
    try test.give(50_000, to: "no-limits", into: "FDN")
    let number = try test.screened(test.form(asked: "5.00", least: nil))
    try test.house(Who.manager).signOff(number)
    try test.accept(number)
    let id = try test.propose(number, 500)
    try test.release(id)
    let path = "\(test.folder)/statement-FDN-2026-11.xml"
    try AtomicFile.write(path, bytes: try TestHouse.sample("statement-FDN-2026-11.xml"))
    _ = try test.house(Who.finance).bankIntake().take([path])
    let line = try #require(try WaitingLine.all(test.store.reading).first { $0.amountPence == -500 })
    #expect(try Due.under(id, test.store.reading).map(\.amount) == [Pence(-500)])
    let settled = try test.house(Who.finance).lineSettling().assign(
      line.line, to: .expectation(id), reason: .ourRecords)
    #expect(settled.leftPence == 0)
    #expect(try Due.under(id, test.store.reading).isEmpty)
    let links = try #require(try PayrollTrace.follow(id, test.store.reading)).map { "\($0.kind): \($0.words)" }
    #expect(
      links.contains { $0.contains("foundation owes supplier for award/\(number)") && $0.contains("nothing is due") })
    #expect(links.contains { $0.hasPrefix("entry: bank-assigned") })
    #expect(links.contains("bank: out of asset:bank:FDN"))
    let award = try #require(try PayrollTrace.follow("award/\(number)", test.store.reading))
    #expect(award.contains { $0.words == "out of asset:bank:FDN" })
  }

  @Test("It is asked once, reminded of once, then closed without; never before its days are over") func followUp()
    throws
  {
    let test = try TestHouse()
    try test.startGrants()
    let (number, _) = try test.paid(test.form())
    func next(_ date: String) throws -> [FollowUp.Next] {
      try test.house(Who.support, on: date).followUpsDue().map(\.next)
    }
    func close(_ date: String) throws {
      let house = try test.house(Who.support, on: date)
      try house.grantWork(Action("followup.close"), about: "\(number)") {
        try FollowUp.close(number, on: house.businessDate, closesAfter: 28, by: Who.support, in: $0)
        return 1
      }
    }
    #expect(try next("2027-01-06") == [])
    #expect(try next("2027-01-07") == [.ask])
    _ = try test.house(Who.support, on: "2027-01-07").makeLetter(.howDidItGo, of: number)
    #expect(try next("2027-02-03") == [])
    #expect(try next("2027-02-04") == [.remind])
    #expect(throws: GrantsError.self) { try close("2027-12-31") }
    _ = try test.house(Who.support, on: "2027-02-04").makeLetter(.reminder, of: number)
    #expect(throws: GrantsError.self) { try close("2027-03-03") }
    #expect(try next("2027-03-03") == [])
    #expect(try next("2027-03-04") == [.close])
    try close("2027-03-04")
    #expect(try test.state(number) == .closed && next("2028-01-01") == [])
    #expect(try ApplicationStep.of(number, test.store.reading).last?.reason == "no-answer")
    #expect(try test.faults() == [])
  }

  @Test("A story is used only where that use was agreed to, and no more once that is taken back") func stories() throws
  {
    let test = try TestHouse()
    try test.startGrants()
    let (number, _) = try test.paid(test.form("Zaphod Quuxworthy"))
    #expect(throws: GrantsError.self) { try test.consent(.website, number, given: true) }
    #expect(throws: GrantsError.self) { try test.told(number, " \n ") }
    try test.told(number, "I sleep well now, Frobnicate.", agreedTo: [.boardReport])
    #expect(try test.state(number) == .reported)
    #expect(throws: GrantsError.self) { try test.told(number) }
    func used(_ use: StoryUse) throws -> [String] { try Story.consented(for: use, test.store).map(\.words) }
    #expect(try used(.boardReport) == ["I sleep well now, Frobnicate."])
    for use in StoryUse.allCases where use != .boardReport { #expect(try used(use) == []) }
    try test.consent(.website, number, given: true)
    #expect(throws: GrantsError.self) { try test.consent(.website, number, given: true) }
    #expect(try used(.website).count == 1)
    try test.consent(.boardReport, number, given: false)
    #expect(try used(.boardReport) == [] && used(.website).count == 1)
    try test.step("followup.close") {
      try FollowUp.close(number, on: try today(), closesAfter: 28, by: Who.support, in: $0); return 1
    }
    try test.consent(.website, number, given: false)
    #expect(try test.state(number) == .closed && used(.website) == [])
    let application = try #require(try Application.find(number, for: Who.support, test.store.reading))
    #expect(try test.house(Who.support).outcome(of: application, why: "check") == "I sleep well now, Frobnicate.")
    #expect(throws: StoreError.self) { try test.house(Who.finance).outcome(of: application, why: "check") }
    let bytes = FileManager.default.contents(atPath: test.home.database) ?? Data()
    let log = FileManager.default.contents(atPath: test.home.database + "-wal") ?? Data()
    #expect(bytes.range(of: Data("Frobnicate".utf8)) == nil && log.range(of: Data("Frobnicate".utf8)) == nil)
    #expect(try test.faults() == [])
  }

  @Test("Words that are told anew need consent anew") func toldAnew() throws {
    let test = try TestHouse()
    try test.startGrants()
    let (number, id) = try test.paid(test.form())
    try test.told(number, "First.", agreedTo: [.website, .training])
    try test.step("payment.returned", by: Who.finance) {
      try Payment.takeBack(id, on: try today(), by: Who.finance, in: $0)
    }
    try test.bank(25_000, under: "\(id)/back")
    let second = try test.propose(number, 25_000)
    try test.release(second)
    try test.told(number, "Second.", agreedTo: [.training])
    #expect(try Story.consented(for: .website, test.store) == [])
    #expect(try Story.consented(for: .training, test.store).map(\.words) == ["Second."])
  }

  @Test("The morning's screen tells each role what waits for it, and a sign-off is late after ten working days")
  func forYou() throws {
    let test = try TestHouse()
    try test.startGrants()
    let number = try test.screened(test.form())
    _ = try test.house(Who.support).submit(test.form("Ana One"), to: "pack-1")
    func waits(_ who: Actor, on date: String = TestHouse.today) throws -> [String] {
      try test.house(who, on: date).waitsForYou().map {
        "\($0.code) \($0.count)\($0.late > 0 ? " late \($0.late)" : "")"
      }
    }
    #expect(try waits(Who.support) == ["submitted 1", "letters-due 2"])
    #expect(try waits(Who.manager) == ["sign-off 1", "letters-due 2"])
    // The tenth working day after Thursday 10 December 2026 is Thursday 24 December.
    #expect(try waits(Who.manager, on: "2026-12-24").first == "sign-off 1")
    #expect(try waits(Who.manager, on: "2026-12-25").first == "sign-off 1 late 1")
    #expect(try waits(Who.finance) == [] && waits(.system) == [] && waits(Who.auditor) == [])
    try test.house(Who.manager).signOff(number)
    #expect(try waits(Who.support).contains("awarded 1"))
    try test.accept(number)
    let id = try test.propose(number, 10_000)
    #expect(try waits(Who.finance) == ["payments-to-approve 1"])
    try test.house(Who.finance).approvePayment(id)
    #expect(try waits(Who.finance) == [] && waits(Who.finance2) == ["payments-to-release 1"])
    try test.house(Who.manager).releasePayment(id)
    #expect(try waits(Who.finance2) == [])
    let way = try #require(try test.house(Who.finance).status().onItsWay.first { $0.kind == .payment })
    #expect(way.from == "foundation" && way.to == "supplier" && way.duePence == 10_000 && way.latePence == 0)
  }

  @Test("Settings are read strictly") func settings() throws {
    let test = try TestHouse()
    let file = "\(test.folder)/after-award.yaml"
    let good = try String(contentsOfFile: "\(TestHouse.root)/config/after-award.yaml", encoding: .utf8)
    try AtomicFile.write(file, bytes: Array(good.utf8))
    #expect(try AfterAward.read(file).signOffWithinWorkingDays == 10)
    try AtomicFile.write(file, bytes: Array(good.replacing("ownAccountFrom: 16", with: "ownAccountFrom: 18").utf8))
    #expect(try AfterAward.read(file).ownAccountFrom == 18)
    try AtomicFile.write(file, bytes: Array(good.replacing("ownAccountFrom: 16", with: "").utf8))
    #expect(try AfterAward.read(file).ownAccountFrom == 16)
    for (old, new) in [
      ("lettersKeptDays: 30", "lettersKeptDays: 31"), ("  signed:", "  sined:"), ("askAfterDays: 28", ""),
    ] {
      try AtomicFile.write(file, bytes: Array(good.replacing(old, with: new).utf8))
      #expect(throws: ConfigurationFault.self) { try AfterAward.read(file) }
    }
  }
}
