// Deducted, passed on, banked, the foundation's own: at each stage every difference has its name, and the sum is exact.

import Banking
import Dates
import Files
import Foundation
import Giving
import Ledger
import Money
import Store
import Testing

@testable import Operations

@Suite struct ReconcilingTests {
  private static let report = "agency/PGA/2026-11-12/1"
  private static let straight = "payroll/ACME/STAFF/2026-10-30/0001/r1/ACME"

  /// A house with October's files of the council's staff (£115.83, through an agency) and a partner's (£91.25, straight).
  private func house() throws -> TestHouse {
    let test = try TestHouse()
    _ = try MandateImport(
      test.store, layout: try TestHouse.configuration.get().mandateLayout, limits: .standard
    ).take("\(TestHouse.root)/batches/samples/mandates.csv", by: Who.finance, on: try day(TestHouse.today))
    for name in ["payroll-SBC-STAFF-2026-10-30-0001.csv", "payroll-ACME-STAFF-2026-10-30-0001.xml"] {
      try test.take(TestHouse.sample(name), named: name)
    }
    return test
  }

  /// The agency's report of some lines: gross, charge, net.
  private func report(_ lines: String..., test: TestHouse) throws {
    let heading =
      "AgencyName,PGA Donor Ref Number,Employer Name,Gross Donation,Admin Charge,Net Donation,Employer Matched Donation,Other Match,Total Donation to Charity\n"
    let text = heading + lines.map { "PGA,\($0)\n" }.joined()
    let taken = try test.report(Array(text.utf8), named: "agency-PGA-2026-11-12-1.csv")
    try #require(taken.state == .posted)
  }

  /// The sample statement, with what came first from the agency instead.
  private func pay(
    _ amount: String, closing: String, _ narrative: String,
    second: (old: String, new: String, narrative: String) = ("40.00", "40.00", "CAFGYE 4711"), test: TestHouse
  ) throws {
    let name = "statement-FDN-2026-11.xml"
    let text = String(decoding: try TestHouse.sample(name), as: UTF8.self).replacing("091.25", with: amount)
      .replacing("146.25", with: closing)
      .replacing("ACME PAYROLL GIVING OCT", with: "CHARITIES TRST PYM 1</Ustrd><Ustrd>\(narrative)")
      .replacing(">60.00<", with: second.new == second.old ? ">60.00<" : ">111.25<")
      .replacing(">\(second.old)<", with: ">\(second.new)<").replacing("CAFGYE 4711", with: second.narrative)
    try AtomicFile.write("\(test.folder)/\(name)", bytes: Array(text.utf8))
    let taken = try test.house(Who.finance).bankIntake().take(["\(test.folder)/\(name)"])
    try #require(taken.map(\.state) == [.posted])
  }

  private func month(_ employer: String, _ test: TestHouse) throws -> PassedOn {
    let page = try test.house(Who.finance).reconcile()
    #expect(page.isExplained, "\(page.notExplained)")
    return try #require(page.employers.first { $0.employer == employer && $0.period == "26-27 M07" })
  }

  private func differences(_ employer: String, _ test: TestHouse) throws -> [String: Int64] {
    let month = try month(employer, test)
    #expect(month.unexplainedPence == 0)
    #expect(month.deductedPence - month.foundationPence == month.differences.reduce(0) { $0 + $1.duePence })
    return Dictionary(month.differences.map { ($0.kind.rawValue, $0.duePence) }, uniquingKeysWith: +)
  }

  @Test func aPoundHasANameAtEachStageFromThePayslipToTheFoundation() throws {
    let test = try house()
    #expect(try differences("SBC", test) == ["in-transit": 11_583])
    let waits = try #require(try month("SBC", test).differences.first)
    #expect(waits.since == "2026-10-30" && waits.dueDate == "2026-11-19" && waits.overdueDays == 21)
    try report("1,The council,115.83,4.63,111.20,0,0,111.20", test: test)
    #expect(try differences("SBC", test) == ["agency-charge": 463, "at-agency": 11_120])
    #expect(try month("SBC", test).passedOnPence == 11_583)
    try pay("111.20", closing: "166.20", "OCTOBER", test: test)
    #expect(try differences("SBC", test) == ["agency-charge": 463])
    let month = try month("SBC", test)
    #expect(month.bankedPence == 11_120 && month.foundationPence == 11_120)
    #expect(try test.faults() == [])
  }

  @Test func whatAnAgencyPaysInPartIsSharedAmongEmployersToThePenny() throws {
    let test = try house()
    // A third of it is of nobody we know: it is the agency's too.
    try report(
      "1,The council,60.00,2.40,57.60,0,0,57.60", "2,Elsewhere Ltd,30.00,1.20,28.80,0,0,28.80", test: test)
    #expect(try differences("SBC", test) == ["agency-charge": 240, "at-agency": 5_760, "short": 5_583])
    try pay("0050.00", closing: "105.00", Self.report, test: test)
    // Two thirds of what came, and two thirds of what is short.
    #expect(
      try differences("SBC", test) == ["agency-charge": 240, "agency-short": 5_760 - 3_333, "short": 5_583])
    #expect(try month("SBC", test).foundationPence == 3_333)
    #expect(try test.faults() == [])
  }

  @Test func aStatementThatPaysStraightAndThroughAnAgencyIsToldApart() throws {
    let test = try house()
    try report("1,The council,115.83,4.63,111.20,0,0,111.20", test: test)
    // The bank's first line is the agency's; the one that waited is the partner's.
    try pay("111.20", closing: "217.45", "OCTOBER", second: ("40.00", "91.25", "ACME PAYROLL GIVING"), test: test)
    #expect(try differences("SBC", test) == ["agency-charge": 463] && differences("ACME", test) == [:])
    #expect(try month("ACME", test).bankedPence == 9_125 && month("ACME", test).passedOnPence == 9_125)
    #expect(try test.faults() == [])
  }

  @Test func whatLiesInAHoldingAccountIsNotTheFoundations() throws {
    let test = try house()
    let name = "holding-2026-11.csv"
    try AtomicFile.write("\(test.folder)/\(name)", bytes: try TestHouse.sample(name))
    _ = try test.house(Who.finance).bankIntake().take(["\(test.folder)/\(name)"])
    let line = try #require(try WaitingLine.all(test.store.reading).first)
    _ = try test.house(Who.finance).lineSettling().assign(
      line.line, to: .expectation(Self.straight), reason: .remittanceAdvice)
    #expect(try differences("ACME", test) == ["short": 9_125 - 3_500, "holding-account": 3_500])
    let month = try month("ACME", test)
    #expect(month.passedOnPence == 3_500 && month.bankedPence == 3_500 && month.foundationPence == 0)
    let account = try #require(try test.house(Who.finance).reconcile().accounts.first)
    #expect(account.otherLines == 2 && account.otherFundsPence == 320_000 && account.unexplainedPence == 0)
    #expect(account.items.map(\.amountPence) == [3_500] && account.items.map(\.what) == ["employer-remittance"])
    #expect(try test.faults() == [])
  }

  @Test func anAccountsItemsAddUpToItsBalanceWhateverHappened() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let page = try test.house(Who.finance).reconcile()
    #expect(page.accounts.count == 2 && page.isExplained, "\(page.notExplained)")
    for account in page.accounts {
      #expect(account.items.reduce(0) { $0 + $1.amountPence } == account.ledgerPence, "\(account.account)")
    }
    #expect(page.accounts.flatMap(\.items).contains { $0.what == "bank-unmatched" && $0.count ?? 0 > 0 })
  }

  @Test func whatNothingExplainsIsSaidInPlainWords() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    try test.reopen {
      let raw = try Raw(test.home.database)
      defer { raw.close() }
      for table in ["bank_statement", "open_item"] { try raw.run("DROP TRIGGER \(table)_is_never_changed") }
      try raw.run("UPDATE bank_statement SET closing_pence = closing_pence + 100 WHERE account = 'FDN'")
      try raw.run("UPDATE open_item SET suspense_pence = suspense_pence - 1 WHERE code = 'bank-unmatched'")
    }
    let page = try test.house(Who.finance).reconcile()
    #expect(!page.isExplained)
    #expect(page.notExplained.contains("£1.00 between the bank and the books of FDN is not explained"))
    #expect(page.notExplained.contains { $0.contains("in suspense of FDN belongs to no open item") })
    let words = try test.house(Who.finance).checklist(try day("2026-11-01").month).words
    #expect(words.contains("£1.00 between the bank and the books of FDN is not explained"))
  }

  @Test func theChecklistOfAMonthNamesWhatIsStillToCome() throws {
    let test = try house()
    let november = try day("2026-11-01").month
    let house = try test.house(Who.finance)
    #expect(
      try house.checklist(november).words.contains(
        "£91.25 that ACME deducted in 26-27 M07 is in transit since 2026-10-30, due by 2026-11-19"))
    #expect(try house.checklist(november.previous.previous).stillToCome == [])
  }
}
