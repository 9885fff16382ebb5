// Bank statements in a whole house: what they pay, what waits, and what is refused.

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

@Suite struct BankScenarioTests {
  static let name = "statement-FDN-2026-11.xml"

  /// A house with a partner's payroll file: £91.25, paid to the foundation directly.
  private func house() throws -> TestHouse {
    let test = try TestHouse()
    let payroll = "payroll-ACME-STAFF-2026-10-30-0001.xml"
    try test.take(TestHouse.sample(payroll), named: payroll)
    return test
  }

  private func text() throws -> String { String(decoding: try TestHouse.sample(Self.name), as: UTF8.self) }

  private func take(
    _ text: String, _ test: TestHouse, named name: String = name, by actor: Actor = Who.finance
  ) throws -> BankReport {
    try AtomicFile.write("\(test.folder)/\(name)", bytes: Array(text.utf8))
    return try #require(try test.house(actor).bankIntake().take(["\(test.folder)/\(name)"]).first)
  }

  private func balance(_ account: Account, _ test: TestHouse) throws -> Int64 {
    try accountBalance(account, test.store.reading).rawValue
  }

  @Test func whatIsCertainPaysWhatIsDueAndTheRestWaits() throws {
    let test = try house()
    #expect(try balance(.inTransit(employer: "ACME"), test) == 9125)
    let report = try take(try text(), test)
    #expect(report.state == .posted && report.lines == 4 && report.assigned == 1 && report.openItems == 3)
    #expect(try balance(.inTransit(employer: "ACME"), test) == 0)
    #expect(try balance(.bank("FDN"), test) == 14625)
    let waiting = try WaitingLine.all(test.store.reading)
    #expect(waiting.map(\.amountPence) == [4000, 2000, -500])
    #expect(waiting.map(\.code) == ["bank-no-listing", "bank-unmatched", "bank-unmatched"])
    #expect(waiting.allSatisfy { !$0.reason.isEmpty })
    #expect(try test.faults() == [])
    let employer = try #require(
      try BankReconciliation.passedOn(on: day(TestHouse.today), test.store.reading).first { $0.employer == "ACME" })
    #expect(employer.deductedPence == 9125 && employer.passedOnPence == 9125 && employer.bankedPence == 9125)
    #expect(employer.differences.isEmpty)
    let account = try #require(try BankReconciliation.accounts(test.store.reading).first)
    #expect(account.closingPence == 14625 && account.differencePence == 0)
  }

  @Test func allThatIsDueForAPeriodIsPaidAlsoWhatIsOwedBack() throws {
    let test = try house()
    let refund = """
      <PayrollDeductions xmlns="urn:nolimits:payroll:1">
        <Header employer="ACME" payroll="STAFF" payDate="2026-10-30" frequency="M1" sequence="2" created="2026-10-28T09:30:00Z"/>
        <Deduction payrollNumber="A-1001" code="NOLIM" amount="-5.00" surname="Fairburn" initials="K"/>
        <Trailer count="1" total="-5.00"/>
      </PayrollDeductions>
      """
    try #require(try test.take(refund, named: "payroll-ACME-STAFF-2026-10-30-0002.xml").state == .posted)
    let report = try take(try text().replacing("91.25", with: "86.25").replacing("146.25", with: "141.25"), test)
    #expect(report.assigned == 1 && report.openItems == 3)
    #expect(try OpenExpectation.all(from: "ACME", test.store.reading).isEmpty, "nothing of the period stays open")
    #expect(try balance(.inTransit(employer: "ACME"), test) == 0)
    #expect(try test.faults() == [])
  }

  @Test func theSameFileAgainIsNothingToDoAndOtherBytesAreRefused() throws {
    let test = try house()
    let first = try take(try text(), test)
    #expect(try take(try text(), test).state == .alreadyPosted)
    let again = try take(try text().replacing("91.25", with: "91.26").replacing("146.25", with: "146.26"), test)
    #expect(again.state == .refused && again.errors.map(\.code) == ["statement-again"])
    #expect(again.import != first.import)
    #expect(try balance(.bank("FDN"), test) == 14625)
    #expect(try test.faults() == [])
  }

  static let refusals: [(code: String, old: String, new: String)] = [
    ("statement-sum", "146.25", "146.26"),
    ("account", "GB33BUKB20201555555555", "GB33BUKB20201555555556"),
    ("page-missing", "</GrpHdr>", "<MsgPgntn><PgNb>2</PgNb><LastPgInd>true</LastPgInd></MsgPgntn></GrpHdr>"),
    ("doctype", "<Document", "<!DOCTYPE Document><Document"),
  ]

  @Test(arguments: refusals)
  func whatCannotBeRightIsRefusedWhole(code: String, old: String, new: String) throws {
    let test = try house()
    let report = try take(try text().replacing(old, with: new), test)
    #expect(report.state == .refused && report.errors.map(\.code) == [code])
    #expect((report.errors.first?.line ?? 0) > 0)
    #expect(try balance(.bank("FDN"), test) == 0)
    #expect(try PostedStatement.all(test.store.reading).isEmpty)
    #expect(try test.faults() == [])
  }

  @Test func aGapStopsAndAnEntryThatCameBeforeIsNamed() throws {
    let test = try house()
    _ = try take(try text(), test)
    let gap = try take(try text().replacing("FDN-11", with: "FDN-13"), test, named: "statement-FDN-13.xml")
    #expect(gap.errors.map(\.code) == ["statement-gap"])
    let overlap = try text().replacing("FDN-11", with: "FDN-14").replacing("146.25", with: "292.50").replacing(
      "<Amt Ccy=\"GBP\">0.00", with: "<Amt Ccy=\"GBP\">146.25")
    let twice = try take(overlap, test, named: "statement-FDN-14.xml")
    #expect(twice.errors.map(\.code) == ["entry-again"])
    #expect(twice.errors.first?.message.contains("bank/FDN/2026/FDN-11/p1/0001.1") == true)
    #expect(try test.faults() == [])
  }

  @Test func anEntryThatAStatementHoldsTwiceOrABatchCountsTwiceDoesNotAddUp() throws {
    let test = try house()
    let statement = try text()
    let start = try #require(statement.range(of: "      <Ntry>\n        <NtryRef>0003"))
    let end = try #require(statement.range(of: "      <Ntry>\n        <Amt Ccy=\"GBP\">12.00"))
    let entry = String(statement[start.lowerBound..<end.lowerBound])
    let twice = try take(statement.replacing(entry, with: entry + entry), test)
    #expect(twice.state == .refused && twice.errors.map(\.code) == ["statement-sum"])
    // The whole of a batch as the amount of each of its transactions.
    let batch = statement.replacing(">40.00<", with: ">60.00<").replacing(">20.00<", with: ">60.00<")
    let counted = try take(batch, test)
    #expect(counted.state == .refused && counted.errors.map(\.code) == ["batch-sum"])
    #expect(try take(statement, test).lines == 4)
    #expect(try test.faults() == [])
  }

  @Test func aPersonSaysWhatALineIsByANewEntry() throws {
    let test = try house()
    _ = try take(try text().replacing("ACME PAYROLL GIVING OCT", with: "SOMETHING ELSE"), test)
    let settling = try test.house(Who.finance).lineSettling()
    let lines = try WaitingLine.all(test.store.reading)
    #expect(lines.map(\.amountPence) == [9125, 4000, 2000, -500])
    let due = try #require(try OpenExpectation.all(from: "ACME", test.store.reading).first).expectation.id
    let paid = try settling.assign(lines[1].line, to: .expectation(due), reason: .remittanceAdvice)
    #expect(paid.movedPence == 4000 && paid.leftPence == 0)
    #expect(try balance(.inTransit(employer: "ACME"), test) == 5125)
    let over = try settling.assign(lines[0].line, to: .expectation(due), reason: .remittanceAdvice)
    #expect(over.movedPence == 5125 && over.leftPence == 4000)
    let gift = try settling.assign("\(lines[0].line)/over", to: .gift("no-limits"), reason: .payerConfirmed)
    #expect(gift.movedPence == 4000)
    _ = try settling.assign(lines[2].line, to: .transfer("no-limits"), reason: .ourRecords)
    _ = try settling.assign(lines[3].line, to: .transfer("no-limits"), reason: .ourRecords)
    #expect(throws: BankError.self) {
      try settling.assign("no/such/line", to: .gift("no-limits"), reason: .payerConfirmed)
    }
    #expect(try balance(.suspense, test) == -Int64(suspended(test)))
    #expect(try WaitingLine.all(test.store.reading).isEmpty)
    #expect(try balance(.bank("FDN"), test) == 14625)
    #expect(try test.faults() == [])
  }

  /// What payroll items hold in suspense.
  private func suspended(_ test: TestHouse) throws -> Int64 {
    try OpenItem.open(test.store.reading).reduce(0) { $0 + ($1.suspensePence ?? 0) }
  }

  @Test func onASharedAccountOnlyOurLinesAreKept() throws {
    let test = try house()
    let name = "holding-2026-11.csv"
    let report = try take(String(decoding: try TestHouse.sample(name), as: UTF8.self), test, named: name)
    #expect(report.state == .posted && report.lines == 1)
    let statement = try #require(try PostedStatement.all(test.store.reading).first)
    #expect(statement.openingPence == 400_000 && statement.closingPence == 323_500)
    #expect(statement.otherLines == 2 && statement.otherPence == -80_000)
    #expect(try balance(.holding("HOLD"), test) == 3500)
    #expect(try test.faults() == [])
  }

  @Test func noNarrativeStandsInTheDatabase() throws {
    let test = try house()
    let secret = "Zebedee Quillfeather"
    _ = try take(try text().replacing("WITH THANKS", with: secret), test)
    try test.reopen {
      let bytes = try #require(FileManager.default.contents(atPath: test.home.database))
      #expect(bytes.range(of: Data("Quillfeather".utf8)) == nil)
      #expect(bytes.range(of: Data("bank/FDN/2026/FDN-11".utf8)) != nil, "the search finds what is there")
    }
  }

  /// What each fund has on an account.
  private func byFund(_ account: Account, _ test: TestHouse) throws -> [Int64: Int64] {
    var sums: [Int64: Int64] = [:]
    try test.store.reading.each("SELECT fund, amount_pence FROM posting WHERE account = ?", [.text(account.name)]) {
      sums[$0.int(0), default: 0] += $0.int(1)
    }
    return sums.filter { $0.value != 0 }
  }

  static let named = "payroll/ACME/STAFF/2026-10-30/0001/r1/ACME"

  /// The statement with another amount from ACME, whose narrative names what it pays.
  private func naming(_ amount: String, _ closing: String) throws -> String {
    try text().replacing("091.25", with: "0\(amount)").replacing("91.25", with: amount)
      .replacing("146.25", with: closing)
      .replacing("ACME PAYROLL GIVING OCT", with: "ACME PAYROLL GIVING OCT</Ustrd><Ustrd>\(Self.named)")
  }

  static let shorts: [(amount: String, closing: String, pence: Int64)] = [
    ("91.24", "146.24", 9124), ("50.00", "105.00", 5000), ("00.01", "055.01", 1),
  ]

  @Test(arguments: shorts)
  func lessThanIsDueIsSpreadOverFundsAndTheRestStaysDue(amount: String, closing: String, pence: Int64) throws {
    let test = try house()
    let before = try byFund(.inTransit(employer: "ACME"), test)
    let report = try take(try naming(amount, closing), test)
    #expect(report.state == .posted && report.assigned == 1 && report.openItems == 3)
    let after = try byFund(.inTransit(employer: "ACME"), test)
    #expect(after.values.reduce(0, +) == 9125 - pence)
    for (fund, due) in before {
      // Within a penny of its share by what was expected of it.
      let paid = due - (after[fund] ?? 0)
      #expect(abs(paid * 9125 - due * pence) < 9125, "fund \(fund): \(paid) of \(due)")
    }
    #expect(try Due.under(Self.named, test.store.reading).map(\.amount).sum() == Pence(9125 - pence))
    let month = try #require(try test.house(Who.finance).reconcile().employers.first { $0.employer == "ACME" })
    #expect(month.differences.map(\.kind) == [.short] && month.differences.map(\.duePence) == [9125 - pence])
    #expect(month.unexplainedPence == 0 && month.foundationPence == pence)
    #expect(try test.faults() == [])
    // The line is put back to the penny, and can be said again.
    try test.agree { try $0.reverse(Correction(entry: "bank/FDN/2026/FDN-11/p1/0001.1", reason: .wrongDetails)) }
    #expect(try byFund(.inTransit(employer: "ACME"), test) == before)
    #expect(try test.faults() == [])
  }

  @Test func twoLinesOfAStatementPayOneThingAndEachCanBePutBack() throws {
    let test = try house()
    let before = try byFund(.inTransit(employer: "ACME"), test)
    var statement = try naming("50.00", "146.25")
    let entry = try #require(statement.firstMatch(of: /<Ntry>(?:.|\n)*?<\/Ntry>/))
    let second = entry.output.replacing("0001", with: "0009").replacing("050.00", with: "041.25")
    statement.insert(contentsOf: second, at: entry.range.upperBound)
    let report = try take(statement, test)
    #expect(report.state == .posted && report.assigned == 2 && report.openItems == 3)
    #expect(try balance(.inTransit(employer: "ACME"), test) == 0)
    #expect(try test.faults() == [])
    let lines = try test.store.reading.all(
      "SELECT public_id FROM bank_line WHERE amount_pence IN (4125, 5000) ORDER BY amount_pence"
    ) { $0.text(0) }
    #expect(try LineAssignment.of(lines[0], test.store.reading).map(\.amountPence) == [4125])
    let shares = Split.allocate(Pence(5000), by: before.sorted { $0.key < $1.key }.map(\.value)).map(\.rawValue)
    for line in lines {
      try test.agree { try $0.reverse(Correction(entry: line, reason: .wrongDetails)) }
      #expect(try test.faults() == [])
      guard line == lines[0] else { continue }
      let left = try byFund(.inTransit(employer: "ACME"), test)
      #expect(
        left.sorted { $0.key < $1.key }.map(\.value)
          == zip(before.sorted { $0.key < $1.key }, shares).map { $0.value - $1 })
    }
    #expect(try byFund(.inTransit(employer: "ACME"), test) == before)
  }

  @Test func moreThanIsDueLiesInSuspenseWithAnItemOfItsOwn() throws {
    let test = try house()
    let report = try take(try naming("95.00", "150.00"), test)
    #expect(report.state == .posted && report.assigned == 1 && report.openItems == 4)
    #expect(try balance(.inTransit(employer: "ACME"), test) == 0)
    let over = "bank/FDN/2026/FDN-11/p1/0001.1/over"
    let item = try #require(try OpenItem.find(over, test.store.reading))
    #expect(item.item.code == "bank-over" && item.item.suspensePence == 375 && item.settled == nil)
    let waiting = try #require(try WaitingLine.all(test.store.reading).first { $0.line == over })
    #expect(waiting.amountPence == 375 && waiting.reason == "It is more than was due.")
    #expect(try test.faults() == [])
    // What was certain can be put back without what is over, and what is over be said to be a gift.
    _ = try test.house(Who.finance).lineSettling().assign(over, to: .gift("no-limits"), reason: .payerConfirmed)
    try test.agree { try $0.reverse(Correction(entry: "bank/FDN/2026/FDN-11/p1/0001.1", reason: .wrongDetails)) }
    #expect(try balance(.inTransit(employer: "ACME"), test) == 9125)
    #expect(try balance(.bank("FDN"), test) == 15_000)
    #expect(try test.faults() == [])
  }

  @Test func whatIsOverPaysALaterMonthByAPersonsWord() throws {
    let test = try house()
    _ = try take(try naming("95.00", "150.00"), test)
    let name = "payroll-ACME-STAFF-2026-10-30-0001.xml"
    let later = String(decoding: try TestHouse.sample(name), as: UTF8.self).replacing("2026-10-30", with: "2026-11-27")
    try #require(try test.take(later, named: name.replacing("2026-10-30", with: "2026-11-27")).state == .posted)
    let over = "bank/FDN/2026/FDN-11/p1/0001.1/over"
    let next = "payroll/ACME/STAFF/2026-11-27/0001/r1/ACME"
    let done = try test.house(Who.finance).lineSettling().assign(
      over, to: .expectation(next), reason: .payerConfirmed)
    #expect(done.movedPence == 375 && done.leftPence == 0)
    #expect(try Due.under(next, test.store.reading).map(\.amount).sum() == Pence(9125 - 375))
    let page = try test.house(Who.finance).reconcile()
    #expect(page.isExplained, "\(page.notExplained)")
    let months = page.employers.filter { $0.employer == "ACME" }.sorted { $0.period < $1.period }
    #expect(months.map(\.bankedPence) == [9125, 375])
    #expect(months.last?.differences.map(\.kind) == [.short])
    #expect(try test.house(Who.finance).explain("assigned/\(over)").contains { $0.contains("a person assigned") })
    #expect(try test.faults() == [])
  }

  @Test func whatTheBankWroteIsShownOnlyAfterTheLookIsRecorded() throws {
    let test = try house()
    _ = try take(try text().replacing("WITH THANKS", with: "Zebedee Quillfeather"), test)
    let lines = try WaitingLine.all(test.store.reading).map(\.line)
    func looks() throws -> [String] {
      try test.store.reading.all("SELECT actor, line, why FROM bank_look ORDER BY id") {
        "\($0.text(0)) \($0.text(1)) \($0.text(2))"
      }
    }
    for who in [Who.manager, Who.operator1, Actor.system] {
      #expect(throws: StoreError.self) { try test.house(who).bankNarratives(of: lines, why: "assigning") }
    }
    #expect(throws: BankError.self) { try test.house(Who.finance).bankNarratives(of: ["no/such"], why: "assigning") }
    #expect(try looks() == [])
    let found = try test.house(Who.finance).bankNarratives(of: lines, why: "assigning")
    #expect(found.map(\.line) == lines)
    #expect(found.contains { $0.texts?.contains("Zebedee Quillfeather") == true })
    #expect(found.last?.texts == ["ACCOUNT FEE"] && found.last?.reference == "0003")
    #expect(try looks() == lines.map { "person:1 \($0) assigning" })
    let auditor = try test.house(Who.auditor).bankNarratives(of: [lines[0]], why: "audit")
    #expect(auditor.first?.texts?.isEmpty == false)
    #expect(try looks().count == lines.count + 1)
    #expect(try test.faults() == [])
    #expect(try FileManager.default.contentsOfDirectory(atPath: test.home.spool).isEmpty)
    try test.reopen {
      let bytes = try #require(FileManager.default.contents(atPath: test.home.database))
      #expect(bytes.range(of: Data("Quillfeather".utf8)) == nil)
    }
  }

  @Test func theNarrativeOfASharedAccountsCSVIsRead() throws {
    let test = try house()
    let name = "holding-2026-11.csv"
    _ = try take(String(decoding: try TestHouse.sample(name), as: UTF8.self), test, named: name)
    let line = try #require(
      try test.store.reading.first("SELECT public_id FROM bank_line WHERE account = 'HOLD'") { $0.text(0) })
    let found = try test.house(Who.finance).bankNarratives(of: [line], why: "assigning")
    #expect(found.first?.texts?.contains { $0.contains("DBC PAYROLL GIVING") } == true)
  }
}
