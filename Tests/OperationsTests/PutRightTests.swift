// Putting agencies' and the bank's money right: taken back by two people, never edited, and said again.

import Banking
import Dates
import Files
import Foundation
import Giving
import Ledger
import Money
import Reporting
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

  @Test func whatWasPutBackIsAssignedByTheIdItHasSince() throws {
    let test = try banked()
    let line = try #require(try WaitingLine.all(test.store.reading).first { $0.amountPence == 4000 }).line
    let settling = try test.house(Who.finance).lineSettling()
    func assign(_ id: String, to fund: String = "no-limits") throws {
      _ = try settling.assign(id, to: .gift(fund), reason: .payerConfirmed)
    }
    try assign(line)
    try assign(line)
    try test.agree { try $0.reverse(Correction(entry: "assigned/\(line)", reason: .wrongFund)) }
    for fund in ["no-limits", "gift-of-giving"] {
      let refused = #expect(throws: BankError.self) { try assign(line, to: fund) }
      #expect(refused?.sentence.contains("\(line)/again") == true, "the same again is not done by saying so")
    }
    let again = try #require(try WaitingLine.all(test.store.reading).first { $0.line == "\(line)/again" })
    #expect(again.reason == "Two people put back what it was assigned to (wrong-fund).")
    let words = try test.house(Who.finance).explain(line)
    #expect(!words.contains { $0.hasSuffix("lies in suspense for it.") })
    #expect(words.contains { $0.contains("lies in suspense as \(line)/again") }, "\(words)")
    try assign(again.line, to: "gift-of-giving")
    #expect(try test.position("gift-of-giving").bankPence == 4000 && test.position("no-limits").bankPence == 0)
    // A line that was certain has no item of its own: it is named all the same.
    try test.agree { try $0.reverse(Correction(entry: Self.paid, reason: .wrongDetails)) }
    let certain = #expect(throws: BankError.self) { try assign(Self.paid) }
    #expect(certain?.sentence.contains("\(Self.paid)/again") == true)
    #expect(try test.faults() == [])
  }

  /// Found by the model: the bank's line was put back after people had said whose the report's money is, so that the report
  /// was owed again what had long left suspense.
  @Test func aReportIsNotTakenBackOnceItsMoneyHasLeftSuspense() throws {
    let test = try banked()
    let report = "agency/PGA/2026-11-12/1"
    let heading =
      "AgencyName,PGA Donor Ref Number,Employer Name,Gross Donation,Admin Charge,Net Donation,Employer Matched Donation,Other Match,Total Donation to Charity\n"
    _ = try test.report(
      Array((heading + "PGA,1,Anonymous,40.00,0,40.00,0,0,40.00\n").utf8), named: "agency-PGA-2026-11-12-1.csv")
    let line = try #require(try WaitingLine.all(test.store.reading).first { $0.amountPence == 4000 }).line
    _ = try test.house(Who.finance).lineSettling().assign(line, to: .expectation(report), reason: .remittanceAdvice)
    let item = try #require(try OpenItem.open(test.store.reading, subject: report).first { $0.suspensePence == 4000 })
    _ = try test.house(Who.finance).settling().settle(item.id, as: .fund("no-limits"), reason: .lookedAt)
    try test.agree { try $0.reverse(Correction(entry: "assigned/\(line)", reason: .wrongDetails)) }
    #expect(try test.faults() == [])
    let refused = #expect(throws: LedgerError.self) {
      try test.house(Who.finance).reverse(Correction(entry: report, reason: .recordedTwice))
    }
    #expect(refused?.code == "too-little")
    #expect(try test.faults() == [])
  }

  @Test func whatTheBankUndidIsSettledAgainstItAndItsChargeIsACharge() throws {
    let test = try TestHouse()
    let undone = String(decoding: try TestHouse.sample(Self.statement), as: UTF8.self)
      .replacing("<CdtDbtInd>DBIT</CdtDbtInd>", with: "<CdtDbtInd>DBIT</CdtDbtInd><RvslInd>true</RvslInd>")
      .replacing("<Amt Ccy=\"GBP\">5.00</Amt>", with: "<Amt Ccy=\"GBP\">91.25</Amt>")
      .replacing("<Amt Ccy=\"GBP\">146.25", with: "<Amt Ccy=\"GBP\">60.00")
    try AtomicFile.write("\(test.folder)/\(Self.statement)", bytes: Array(undone.utf8))
    let report = try test.house(Who.finance).bankIntake().take(["\(test.folder)/\(Self.statement)"]).first
    try #require(report?.state == .posted, "\(report?.errors ?? [])")
    let lines = try WaitingLine.all(test.store.reading)
    let came = try #require(lines.first { $0.amountPence == 9125 }).line
    let back = try #require(lines.first { $0.amountPence == -9125 }).line
    let other = try #require(lines.first { $0.amountPence == 4000 }).line
    let settling = try test.house(Who.finance).lineSettling()
    for wrong in [other, back, "bank/none"] {
      #expect(throws: BankError.self) { try settling.assign(back, to: .undoes(wrong), reason: .bankText) }
    }
    let entries = try test.store.reading.int("SELECT count(*) FROM entry")
    let done = try settling.assign(back, to: .undoes(came), reason: .bankText)
    #expect(done.movedPence == -9125 && done.entry == nil)
    #expect(try WaitingLine.all(test.store.reading).map(\.amountPence) == [4000, 2000])
    #expect(try test.store.reading.int("SELECT count(*) FROM entry") == entries, "no fund has anything of either")
    #expect(try OpenItem.find(came, test.store.reading)?.settled == "undone:\(back) bank-text")
    #expect(throws: LedgerError.self) { try settling.assign(came, to: .gift("no-limits"), reason: .bankText) }
    #expect(try test.faults() == [])
  }

  @Test func whatABankTakesForItselfIsAnExpenseOfItsOwn() throws {
    let test = try banked()
    let line = try #require(try WaitingLine.all(test.store.reading).first { $0.amountPence == -500 }).line
    let settling = try test.house(Who.finance).lineSettling()
    // What is assigned is put back by two people before it can be said to be undone.
    let refused = #expect(throws: BankError.self) {
      try settling.assign(line, to: .undoes(Self.paid), reason: .bankText)
    }
    #expect(refused?.sentence.contains("nolimits entry reverse \(Self.paid)") == true)
    _ = try settling.assign(line, to: .charge("no-limits"), reason: .bankText)
    #expect(try balance(.bankCharges, test) == 500 && balance(.transfersOut, test) == 0)
    #expect(try test.position("no-limits").bankPence == -500)
    let month = try #require(Month("2026-11"))
    let figures = try StatementFigures.read(month, fund: "no-limits", test.store.reading)
    #expect(figures.movements.first { $0.code == "other-expense" }?.monthPence == -500)
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
    #expect(
      try AgencyImport.all(test.store.reading).first { $0.report == report && $0.number == 1 }?.state == .reversed)
    let council = try #require(
      try BankReconciliation.passedOn(on: day(TestHouse.today), test.store.reading).first { $0.employer == "SBC" })
    #expect(council.passedOnPence == 0 && council.unexplainedPence == 0)
    #expect(council.differences.map(\.kind) == [.inTransit])
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

  @Test func aRefusedFileAndItsFaultsAreLaidTogetherAfterAStop() throws {
    let test = try TestHouse()
    let path = "\(test.folder)/statement-FDN-x.xml"
    try AtomicFile.write(path, bytes: Array("<Document/>".utf8))
    let (laid, faults) = ("\(test.home.rejected)/bank-000001", "\(test.home.rejected)/bank-000001.errors.txt")
    // What cannot be written over stands for a stop at this place.
    try FileManager.default.createDirectory(atPath: faults, withIntermediateDirectories: true)
    #expect(throws: (any Error).self) { try test.house(Who.finance).bankIntake().take([path]) }
    try FileManager.default.removeItem(atPath: faults)
    for gone in [nil, laid] {
      if let gone { try FileManager.default.removeItem(atPath: gone) }
      _ = try test.house(Who.finance).bankIntake().take([path])
      #expect(try Data(contentsOf: URL(filePath: laid)) == Data("<Document/>".utf8))
      #expect(FileManager.default.fileExists(atPath: faults))
    }
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
