// Putting agencies' and the bank's money right: taken back by two people, never edited, and said again.

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

@Suite struct PutRightTests {
  private static let statement = "statement-FDN-2026-11.xml"
  private static let paid = "bank/FDN/2026/FDN-11/p1/0001.1"
  private static let due = "payroll/ACME/STAFF/2026-10-30/0001/r1/ACME"

  private func banked() throws -> TestHouse {
    let test = try TestHouse()
    let payroll = "payroll-ACME-STAFF-2026-10-30-0001.xml"
    try test.take(TestHouse.sample(payroll), named: payroll)
    try AtomicFile.write("\(test.folder)/\(Self.statement)", bytes: TestHouse.sample(Self.statement))
    _ = try test.house(Who.finance).bankIntake().take(["\(test.folder)/\(Self.statement)"])
    return test
  }

  private func balance(_ account: Account, _ test: TestHouse) throws -> Int64 {
    try accountBalance(account, test.store.reading).rawValue
  }

  @Test func whatACertainLinePaidIsPutBackAndSaidAgain() throws {
    let test = try banked()
    let wrong = Correction(entry: Self.paid, reason: .wrongDetails)
    #expect(try balance(.inTransit(employer: "ACME"), test) == 0)
    _ = try test.house(Who.finance).reverse(wrong)
    #expect(throws: StoreError.self) { try test.house(Who.finance).approve("A1") }
    _ = try test.house(Who.manager).approve("A1")
    #expect(try balance(.inTransit(employer: "ACME"), test) == 9125)
    #expect(try balance(.bank("FDN"), test) == 14625)
    let again = try #require(try WaitingLine.all(test.store.reading).first { $0.line == "\(Self.paid)/again" })
    #expect(again.amountPence == 9125)
    #expect(try test.faults() == [])
    #expect(throws: LedgerError.alreadyDone(kind: "entry", id: Self.paid)) {
      try test.house(Who.finance).reverse(wrong)
    }
    let settling = try test.house(Who.finance).lineSettling()
    _ = try settling.assign(again.line, to: .expectation(Self.due), reason: .remittanceAdvice)
    #expect(try balance(.inTransit(employer: "ACME"), test) == 0)
    // What a person assigned is put back by the entry of that, as often as it was wrong.
    try test.agree { try $0.reverse(Correction(entry: "assigned/\(again.line)", reason: .wrongFund)) }
    let third = try #require(try WaitingLine.all(test.store.reading).first { $0.line == "\(Self.paid)/again/again" })
    _ = try settling.assign(third.line, to: .gift("no-limits"), reason: .payerConfirmed)
    #expect(try balance(.inTransit(employer: "ACME"), test) == 9125)
    #expect(try test.faults() == [])
  }

  @Test func theBanksWordAndMoneyThatHasMovedOnStand() throws {
    let test = try banked()
    #expect(throws: LedgerError.ownWay(entry: "bank/FDN/2026/FDN-11/p1", kind: "bank-statement")) {
      try test.house(Who.finance).reverse(Correction(entry: "bank/FDN/2026/FDN-11/p1", reason: .wrongAmount))
    }
    let line = try #require(try WaitingLine.all(test.store.reading).first).line
    #expect(throws: BankError.self) {
      try test.house(Who.finance).reverse(Correction(entry: line, reason: .wrongAmount))
    }
    _ = try test.house(Who.finance).lineSettling().assign(
      line, to: .gift("gift-of-giving"), reason: .payerConfirmed)
    try test.agree {
      try $0.transfer(FundTransfer(from: "gift-of-giving", to: "no-limits", amount: Pence(100), reason: .toParent))
    }
    #expect(throws: LedgerError.self) {
      try test.house(Who.finance).reverse(Correction(entry: "assigned/\(line)", reason: .wrongFund))
    }
    #expect(try test.faults() == [])
  }

  @Test func anAgencysReportIsTakenBackAndAnotherStandsInItsPlace() throws {
    let test = try TestHouse()
    for name in ["payroll-SBC-STAFF-2026-10-30-0001.csv", "payroll-ACME-STAFF-2026-10-30-0001.xml"] {
      try test.take(TestHouse.sample(name), named: name)
    }
    let (name, report) = ("agency-PGA-2026-11-12-1.csv", "agency/PGA/2026-11-12/1")
    let bytes = try TestHouse.sample(name)
    #expect(try test.report(bytes, named: name).state == .posted)
    let before = try balance(.atAgency("PGA"), test)
    let transit = try balance(.inTransit(employer: "SBC"), test)
    let other = Array(String(decoding: bytes, as: UTF8.self).utf8) + Array("\n".utf8)
    #expect(try test.report(other, named: name).reason == "already-posted-otherwise")
    #expect(try AgencyImport.find(report, test.store.reading)?.state == .posted)
    try test.agree { try $0.reverse(Correction(entry: report, reason: .wrongAmount)) }
    #expect(try balance(.atAgency("PGA"), test) == 0)
    #expect(try balance(.inTransit(employer: "SBC"), test) > transit)
    #expect(try OpenItem.open(test.store.reading, subject: report).isEmpty)
    #expect(try test.faults() == [])
    let again = try test.report(bytes, named: name)
    #expect(again.state == .posted)
    #expect(try test.report(bytes, named: name).state == .alreadyPosted)
    #expect(try AgencyImport.find("\(report)/r2", test.store.reading)?.state == .posted)
    #expect(try balance(.atAgency("PGA"), test) == before)
    #expect(try balance(.inTransit(employer: "SBC"), test) == transit)
    #expect(try test.faults() == [])
  }

  @Test func aReportWhoseMoneyTheBankHasIsNotTakenBack() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let entry = "agency/CT/2026-11-16/1"
    // An item of it was settled to a fund: that money is not where the report put it.
    #expect(throws: LedgerError.self) {
      try test.house(Who.finance).reverse(Correction(entry: entry, reason: .recordedTwice))
    }
  }

  @Test func refusedFilesOfEveryKindStandInTheStatusUntilAnotherComes() throws {
    let test = try TestHouse()
    func refused() throws -> [String] {
      try test.house(Who.finance).status().refused.map { "\($0.kind) \($0.profile) \($0.code)" }
    }
    let web = try OtherMoneyTests.sample()
    _ = try test.gifts(web.replacing("2026-11-09", with: "2026-11-31"))
    let report = try TestHouse.sample("agency-PGA-2026-11-12-1.csv")
    _ = try test.report(report + Array("x,y\n".utf8), named: "agency-PGA-2026-11-12-1.csv")
    try AtomicFile.write("\(test.folder)/statement-FDN-x.xml", bytes: Array("<Document/>".utf8))
    _ = try test.house(Who.finance).bankIntake().take(["\(test.folder)/statement-FDN-x.xml"])
    #expect(try refused().map { $0.split(separator: " ")[0] } == ["agency", "gifts", "bank"])
    _ = try test.gifts(web)
    _ = try test.report(report, named: "agency-PGA-2026-11-12-1.csv")
    #expect(try refused().map { $0.split(separator: " ")[0] } == ["bank"])
    try FileManager.default.removeItem(atPath: "\(test.home.rejected)/bank-000001")
    #expect(try refused() == [])
  }

  @Test func aBankFileThatCannotBeOpenedStopsNoOther() throws {
    let test = try TestHouse()
    let (good, bad) = ("\(test.folder)/\(Self.statement)", "\(test.folder)/statement-FDN-2026-12.xml")
    try AtomicFile.write(good, bytes: TestHouse.sample(Self.statement))
    try FileManager.default.createSymbolicLink(atPath: bad, withDestinationPath: good)
    let intake = try test.house(.system).bankIntake()
    #expect(throws: (any Error).self) { try intake.take([bad, good]) }
    var left: [String] = []
    let taken = try intake.takeEach([bad, good]) { path, _ in left.append(path) }
    #expect(taken.map(\.path) == [good] && taken.map(\.report.state) == [.posted] && left == [bad])
  }

  @Test func anArchivedStatementThatWasExchangedIsFound() throws {
    let test = try banked()
    let second = "\(test.folder)/statement-FDN-second.xml"
    let text = String(decoding: try TestHouse.sample(Self.statement), as: UTF8.self)
    try AtomicFile.write(
      second,
      bytes: Array(
        text.replacing("FDN-11", with: "FDN-12").replacing("<NtryRef>", with: "<NtryRef>9")
          .replacing("<Amt Ccy=\"GBP\">146.25", with: "<Amt Ccy=\"GBP\">292.50")
          .replacing("<Amt Ccy=\"GBP\">0.00", with: "<Amt Ccy=\"GBP\">146.25").utf8))
    #expect(try test.house(.system).bankIntake().take([second]).map(\.state) == [.posted])
    #expect(try test.faults() == [])
    try Archive(test.store, .bank).seal(second, number: 1)
    #expect(try test.faults().contains { $0.hasPrefix("bank-archive") && $0.contains("bank import 1") })
  }
}
