// A pound from the payslip to the agency: what employers deducted, what the agency keeps and adds, what nobody can explain,
// what is late, and what the officer sees of it.

import Dates
import Files
import Foundation
import Giving
import Ledger
import Money
import Operations
import Store
import Testing

/// A home with the sample mandates and October's file of the council's staff: £115.83, £7.00 of it in suspense.
private struct October {
  let test: TestHouse

  init() throws {
    test = try TestHouse()
    _ = try MandateImport(
      test.store, layout: try TestHouse.configuration.get().mandateLayout, limits: .standard
    ).take("\(TestHouse.root)/batches/samples/mandates.csv", by: Who.finance, on: try day(TestHouse.today))
  }

  static let payrollName = "payroll-SBC-STAFF-2026-10-30-0001.csv"
  static let remittance = "payroll/SBC/STAFF/2026-10-30/0001/r1/SBC"

  func payroll() throws { try test.take(TestHouse.sample(Self.payrollName), named: Self.payrollName) }

  static let heading =
    "AgencyName,PGA Donor Ref Number,Employer Name,Gross Donation,Admin Charge,Net Donation,Employer Matched Donation,Other Match,Total Donation to Charity\n"

  /// Takes a report of these lines in.
  @discardableResult
  func report(_ lines: String..., day: String = "2026-11-12") throws -> ImportReport {
    let text = Self.heading + lines.map { "PGA,\($0)\n" }.joined()
    return try test.report(Array(text.utf8), named: "agency-PGA-\(day)-1.csv")
  }

  var reading: Reading { test.store.reading }

  func due(_ expectation: String) throws -> Pence { try Due.under(expectation, reading).map(\.amount).sum() }

  /// What an account holds, fund by fund, as the postings say.
  func balances(_ account: String) throws -> [Int64: Int64] {
    var sums: [Int64: Int64] = [:]
    try reading.each("SELECT fund, amount_pence FROM posting WHERE account = ?", [.text(account)]) {
      sums[$0.int(0), default: 0] += $0.int(1)
    }
    return sums.filter { $0.value != 0 }
  }

  /// The books agree, and the fund of what is not allocated holds just what lies in suspense.
  func expectSound() throws {
    #expect(try test.faults() == [])
    let unallocated = try reading.int(
      "SELECT coalesce(sum(amount_pence), 0) FROM posting WHERE fund = 1 AND account LIKE 'asset:%'")
    #expect(unallocated == -(try accountBalance(.suspense, reading)).rawValue)
  }
}

@Suite struct AgencyScenarioTests {
  private static let subject = "agency/PGA/2026-11-12/1"

  @Test func aPoundIsFollowedFromThePayslipToTheAgency() throws {
    let october = try October()
    try october.payroll()
    let before = try october.balances("asset:in-transit:SBC")
    let posted = try october.report("1,The council,115.83,4.63,111.20,0,0,111.20")
    #expect(posted.state == .posted && posted.totalPence == 11_120 && posted.openItems == 0)
    #expect(try october.due(October.remittance) == .zero && october.balances("asset:in-transit:SBC").isEmpty)
    #expect(try october.due(Self.subject) == Pence(11_120))
    #expect(before == [1: 700, 2: 8300, 3: 2583])
    // 463p by 700, 8300 and 2583 is 28, 332 and 103; the main fund bears that of suspense.
    #expect(try october.balances("expense:agency-fees") == [2: 360, 3: 103])
    #expect(try october.balances("asset:at-agency:PGA") == [1: 700, 2: 8300 - 360, 3: 2583 - 103])
    let expectation = try #require(try Expectation.find(Self.subject, october.reading))
    #expect(expectation.dueDate == "2026-12-16" && expectation.from == "PGA" && expectation.to == "foundation")
    try october.expectSound()
  }

  @Test func whatIsTakenInTwiceIsPostedOnce() throws {
    let october = try October()
    try october.payroll()
    try october.report("1,The council,115.83,4.63,111.20,0,0,111.20")
    let links = try october.reading.int("SELECT count(*) FROM audit_link")
    #expect(try october.report("1,The council,115.83,4.63,111.20,0,0,111.20").state == .alreadyPosted)
    #expect(try october.reading.int("SELECT count(*) FROM audit_link") == links)
    let other = try october.report("1,The council,115.83,4.64,111.19,0,0,111.19")
    #expect(other.state == .rejected && other.reason == "already-posted-otherwise")
    let same = try october.report("1,The council,115.83,4.63,111.20,0,0,111.20", day: "2026-12-08")
    #expect(same.state == .rejected && same.reason == "same-bytes")
    #expect(try october.due(Self.subject) == Pence(11_120))
    try october.expectSound()
  }

  @Test func aSteadyMonthsReportIsTheNextOneWherePayrollDeductedAsMuchAgain() throws {
    let october = try October()
    try october.payroll()
    let line = "1,The council,115.83,4.63,111.20,0,0,111.20"
    try october.report(line)
    let november = String(decoding: try TestHouse.sample(October.payrollName), as: UTF8.self)
      .replacing("2026-10-30", with: "2026-11-27")
    try #require(
      try october.test.take(november, named: "payroll-SBC-STAFF-2026-11-27-0001.csv").state == .posted)
    #expect(try october.report(line, day: "2026-12-08").state == .posted)
    let third = try october.report(line, day: "2026-12-09")
    #expect(third.state == .rejected && third.reason == "same-bytes")
    try october.expectSound()
  }

  @Test func aCopyInOtherBytesIsNotChargedForAgain() throws {
    let october = try October()
    try october.payroll()
    try october.report("1,The council,115.83,4.63,111.20,0,0,111.20")
    let fees = try october.balances("expense:agency-fees")
    let copy = October.heading.replacing("\n", with: "\r\n") + "PGA,1,The council,115.83,4.63,111.20,0,0,111.20\r\n"
    func take(_ text: String, on day: String = "2026-11-13", isAnother: Bool = false) throws -> ImportReport {
      try october.test.report(Array(text.utf8), named: "agency-PGA-\(day)-1.csv", stated: .init(isAnother: isAnother))
    }
    let refused = try take(copy)
    #expect(refused.state == .rejected && refused.reason == "same-lines")
    #expect(try october.balances("expense:agency-fees") == fees)
    // The next month's report is alike, and payroll has deducted as much again.
    let november = String(decoding: try TestHouse.sample(October.payrollName), as: UTF8.self)
      .replacing("2026-10-30", with: "2026-11-27")
    try #require(
      try october.test.take(november, named: "payroll-SBC-STAFF-2026-11-27-0001.csv").state == .posted)
    #expect(try take(copy).reason == "same-lines", "a day later is too soon for the next report")
    #expect(try take(copy, on: "2026-12-08").state == .posted)
    #expect(
      try take(copy.replacing("PGA,1", with: "PGA,2"), on: "2026-12-08", isAnother: true).reason
        == "already-posted-otherwise")
    try october.expectSound()
  }

  @Test func aCopyThatDiffersInOneRowPostsNothingUntilAPersonSaysItIsAnother() throws {
    let october = try October()
    try october.payroll()
    let lines = ["1,The council,100.00,4.00,96.00,0,0,96.00", "2,The council,15.83,0.63,15.20,0,0,15.20"]
    try october.report(lines[0], lines[1])
    let posted = try october.reading.int("SELECT count(*) FROM entry")
    func take(_ lines: String..., isAnother: Bool = false) throws -> ImportReport {
      let text = October.heading + lines.map { "PGA,\($0)\n" }.joined()
      return try october.test.report(
        Array(text.utf8), named: "agency-PGA-2026-11-13-1.csv", stated: .init(isAnother: isAnother))
    }
    // Another fee and another match in the one row, then a row less, then a row more.
    let changed = "2,The council,15.83,0.64,15.19,5.00,0,20.19"
    #expect(try take(lines[0], changed).reason == "same-lines")
    #expect(try take(lines[0]).reason == "same-lines")
    #expect(try take(lines[0], lines[1], "3,The council,7.00,0.28,6.72,0,0,6.72").reason == "same-lines")
    #expect(try october.reading.int("SELECT count(*) FROM entry") == posted, "no gift, no charge and no match")
    #expect(try october.balances("expense:agency-fees").values.reduce(0, +) == 463)
    #expect(try take(lines[0], changed, isAnother: true).state == .posted)
    #expect(try october.balances("expense:agency-fees").values.reduce(0, +) == 463 + 464)
    try october.expectSound()
  }

  @Test func aReplacementThatWasRefusedWaitsNoMore() throws {
    let october = try October()
    try october.payroll()
    try october.report("1,The council,100.00,4.00,96.00,0,0,96.00")
    let name = "\(october.test.folder)/agency-PGA-2026-11-12-1.csv"
    try AtomicFile.write(
      name, bytes: Array((October.heading + "PGA,1,The council,110.00,4.40,105.60,0,0,105.60\n").utf8))
    _ = try october.test.house(Who.finance).replaceReport(name, stated: .init())
    #expect(try AgencyImport.all(october.reading).map(\.state) == [.held, .posted])
    _ = try october.test.house(Who.finance2).refuse("A1")
    #expect(try AgencyImport.all(october.reading).map(\.state) == [.closed, .posted])
    try october.expectSound()
  }

  @Test func lessThanWasDeductedStaysOnItsWayAndIsToldOnceItIsLate() throws {
    let october = try October()
    try october.payroll()
    try october.report("1,The council,100.00,4.00,96.00,0,0,96.00")
    #expect(try october.due(October.remittance) == Pence(1583))
    func look(_ date: String) throws -> (Int, Int) {
      let changes = try LateWatch(october.test.store, actor: .system, businessDate: try day(date)).look()
      return (changes.raised, changes.settled)
    }
    #expect(try look("2026-11-19") == (0, 0), "the 19th is in time")
    #expect(try look("2026-11-20") == (1, 0))
    #expect(try look("2026-11-20") == (0, 0) && look("2026-12-16") == (0, 0))
    let late = try LateMoney.all(on: try day("2026-11-21"), october.reading)
    #expect(late.map(\.code) == ["employer-late"] && late.map(\.ageDays) == [2] && late.map(\.amountPence) == [1583])
    #expect(try look("2026-12-17") == (1, 0), "and then the agency")
    try october.report("2,The council,15.83,0.63,15.20,0,0,15.20", day: "2026-12-01")
    #expect(try look("2026-12-17") == (0, 1), "what has come settles itself")
    #expect(try look("2026-12-17") == (0, 0))
    let open = try OpenItem.open(october.reading).map(\.code)
    #expect(open.filter { $0.hasSuffix("-late") } == ["agency-late"])
    _ = try october.test.house(Who.finance).settling().settle(
      "late/\(Self.subject)", as: .noted, reason: .lookedAt)
    #expect(try look("2026-12-18") == (0, 0), "what a person has noted is not told again")
    try october.expectSound()
  }

  @Test func aReportThatComesBeforeItsPayrollWaitsAndIsClearedAsDeducted() throws {
    let october = try October()
    let posted = try october.report("1,The council,115.83,4.63,111.20,0,0,111.20")
    #expect(posted.openItems == 1)
    #expect(try october.balances("asset:at-agency:PGA") == [1: 11_583, 2: -463])
    #expect(try october.due(Self.subject) == Pence(11_120))
    try october.expectSound()
    let item = "\(Self.subject)/SBC/no-deduction"
    let settling = try october.test.house(Who.finance).settling()
    #expect(throws: GivingError.self) { try settling.settle(item, as: .deducted("SBC"), reason: .lookedAt) }
    try october.payroll()
    _ = try settling.settle(item, as: .deducted("SBC"), reason: .lookedAt)
    #expect(try october.due(October.remittance) == .zero && october.due(Self.subject) == Pence(11_120))
    #expect(try october.balances("asset:at-agency:PGA") == [1: 700, 2: 8300 - 463, 3: 2583])
    #expect(try accountBalance(.suspense, october.reading) == Pence(-700))
    try october.expectSound()
  }

  @Test func moneyThatNoDeductionExplainsIsGivenToAFundByAPerson() throws {
    let october = try October()
    try october.payroll()
    try october.report(
      "1,The council,116.83,4.67,112.16,0,0,112.16", "2,Anonymous,10.00,0.40,9.60,2.50,0,12.10",
      "3,The council,5.00,0.20,4.80,0,0,5.00")
    let items = try OpenItem.open(october.reading, subject: Self.subject)
    #expect(items.map(\.id).sorted() == ["L3", "L4", "SBC/no-deduction"].map { "\(Self.subject)/\($0)" })
    #expect(items.map(\.code).sorted() == ["employer-unknown", "no-deduction", "total-mismatch"])
    #expect(items.compactMap(\.suspensePence).sorted() == [100, 500, 1250])
    #expect(try october.due(Self.subject) == Pence(11_216 + 1210 + 500), "what the agency says it pays")
    try october.expectSound()
    let settling = try october.test.house(Who.finance).settling()
    for item in items { _ = try settling.settle(item.id, as: .fund("no-limits"), reason: .consentReceived) }
    #expect(try october.due(Self.subject) == Pence(11_216 + 1210 + 500))
    #expect(try october.balances("income:payroll:partners") == [2: -1850])
    try october.expectSound()
  }

  @Test func matchGoesWhereTheGiftsWentAndASurprisingFeeIsTold() throws {
    let october = try October()
    try october.payroll()
    let posted = try october.report("1,The council,115.83,5.79,110.04,50.00,7.92,167.96")
    #expect(posted.openItems == 2 && posted.totalPence == 16_796)
    #expect(try october.balances("income:match") == [2: -4150, 3: -1292])
    let codes = try OpenItem.open(october.reading, subject: Self.subject).map { "\($0.code) \($0.suspensePence ?? 0)" }
    #expect(codes.sorted() == ["fee-unexpected 0", "match-no-fund 350"])
    try october.expectSound()
  }

  @Test func aFundWhoseChargeAndGiftsComeToNothingStillGotItsGift() throws {
    let october = try October()
    try october.payroll()
    // 40p of charge on the main fund from nobody's gift, and 40p of the council's 56p that go to it.
    try october.report(
      "9,Somebody else,10.00,0.40,9.60,0,0,9.60", "1,The council,0.56,0.00,0.56,5.00,0,5.56")
    // 56p by 700, 8300 and 2583 is 3, 40 and 13; 500p by those is 27, 357 and 116.
    #expect(try october.balances("income:match") == [2: -357, 3: -116])
    let item = try #require(try OpenItem.open(october.reading).first { $0.code == "match-no-fund" })
    #expect(item.suspensePence == 27)
    try october.expectSound()
  }

  @Test func twoPeoplePutACorrectedReportInThePlaceOfAPostedOneInOneWrite() throws {
    let october = try October()
    try october.payroll()
    try october.report(
      "1,The council,100.00,4.00,96.00,0,0,96.00", "2,Anonymous,10.00,0.40,9.60,2.50,0,12.10")
    let settling = try october.test.house(Who.finance).settling()
    _ = try settling.settle("\(Self.subject)/L3", as: .fund("gift-of-giving"), reason: .consentReceived)
    let name = "\(october.test.folder)/agency-PGA-2026-11-12-1.csv"
    let corrected = October.heading + "PGA,1,The council,110.00,4.40,105.60,0,0,105.60\n"
    try AtomicFile.write(name, bytes: Array(corrected.utf8))
    let house = try october.test.house(Who.finance)
    let (report, words) = try house.replaceReport(name, stated: .init())
    #expect(report.state == .held && report.lines == 1 && words?.contains("£105.60") == true)
    #expect(try october.due(Self.subject) == Pence(9600 + 1210), "nothing is changed before the second yes")
    #expect(throws: StoreError.self) { try house.approve("A1") }
    let before = try october.reading.int("SELECT count(*) FROM audit_link")
    _ = try october.test.house(Who.finance2).approve("A1")
    #expect(try october.reading.int("SELECT count(*) FROM audit_link") == before + 1, "one write")
    #expect(try october.due(Self.subject) == .zero && october.due("\(Self.subject)/r2") == Pence(10_560))
    #expect(try october.due(October.remittance) == Pence(583))
    #expect(try october.balances("income:payroll:partners").isEmpty && october.balances("income:match").isEmpty)
    #expect(try OpenItem.open(october.reading, subject: Self.subject).isEmpty)
    try october.expectSound()
    #expect(try house.replaceReport(name, stated: .init()).report.state == .alreadyPosted)
    #expect(try Entry.find("\(Self.subject)/r2/reverses/\(Self.subject)", october.reading)?.reverses == Self.subject)
  }

  @Test func whatWasPaidOfAReportCountsForTheOneInItsPlace() throws {
    let october = try October()
    try october.payroll()
    try october.report("1,The council,100.00,4.00,96.00,0,0,96.00")
    try october.test.change("paid", as: "bank.assign", by: Who.finance) { write in
      var draft = EntryDraft(id: "paid", kind: "bank-assigned", eventDate: try day("2026-11-25"))
      _ = try draft.clear(Self.subject, Pence(9600), into: .bank("FDN"), write.reading)
      try draft.post(in: write)
    }
    let name = "\(october.test.folder)/agency-PGA-2026-11-12-1.csv"
    try AtomicFile.write(
      name, bytes: Array((October.heading + "PGA,1,The council,110.00,4.40,105.60,0,0,105.60\n").utf8))
    _ = try october.test.house(Who.finance).replaceReport(name, stated: .init())
    _ = try october.test.house(Who.finance2).approve("A1")
    #expect(try october.due(Self.subject) == .zero && october.due("\(Self.subject)/r2") == Pence(960))
    try october.expectSound()
  }

  @Test func aReplacementThatCameTooLateChangesNothing() throws {
    let october = try October()
    try october.payroll()
    try october.report("1,The council,100.00,4.00,96.00,0,0,96.00")
    let name = "\(october.test.folder)/agency-PGA-2026-11-12-1.csv"
    for gross in ["110.00,4.40,105.60", "111.00,4.44,106.56"] {
      let text = October.heading + "PGA,1,The council,\(gross),0,0,\(gross.suffix(6))\n"
      try AtomicFile.write(name, bytes: Array(text.utf8))
      _ = try october.test.house(Who.finance).replaceReport(name, stated: .init())
    }
    _ = try october.test.house(Who.finance2).approve("A2")
    #expect(throws: StoreError.conflict(key: "approval 1", difference: ["decision"])) {
      try october.test.house(Who.finance2).approve("A1")
    }
    // What was answered waits no more: neither the one that was put in place nor the one that was overtaken.
    let states = try AgencyImport.all(october.reading).sorted { $0.number < $1.number }.map(\.state)
    #expect(states == [.reversed, .closed, .closed, .posted])
    #expect(try october.test.house(Who.finance2).pendingApprovals().isEmpty)
    #expect(try october.due("\(Self.subject)/r2") == Pence(10_656))
    try AtomicFile.write(name, bytes: Array("no report".utf8))
    let (refused, words) = try october.test.house(Who.finance).replaceReport(name, stated: .init())
    #expect(refused.state == .rejected && words == nil)
    try october.expectSound()
  }

  @Test func referencesOfManyDonorsAreRecordedAllOrNone() throws {
    let october = try October()
    try october.payroll()
    let name = "\(october.test.folder)/references.csv"
    func take(_ lines: String...) throws -> AgencyDonorReport {
      let text = "reference,employer,payroll,payrollNumber\n" + lines.map { "\($0)\n" }.joined()
      try AtomicFile.write(name, bytes: Array(text.utf8))
      return try AgencyDonorImport(october.test.store, agency: "PGA", limits: .standard)
        .take(name, by: Who.finance, on: try day(TestHouse.today))
    }
    let wrong = try take(
      "GP237138/12159264,SBC,STAFF,100234", "929661,SBC,STAFF,999999", "gp237138/12159264,SBC,STAFF,100871")
    #expect(wrong.errors.map(\.code) == ["unknown-payroll-number", "reference"] && wrong.references == 0)
    #expect(wrong.errors.map(\.line) == [3, 4])
    #expect(try take().errors.map(\.code) == ["no-lines"])
    let right = try take("GP237138/12159264,SBC,STAFF,100234", "929661,SBC,STAFF,100871")
    #expect(right.references == 2 && right.errors.isEmpty && !right.alreadyImported)
    #expect(try take("GP237138/12159264,SBC,STAFF,100234", "929661,SBC,STAFF,100871").alreadyImported)
    try october.report(
      "gp237138/12159264,Anonymous,10.00,0.40,9.60,0,0,9.60", "929661,The council,9.00,0.36,8.64,0,0,8.64")
    let report = try #require(try AgencyImport.find(Self.subject, october.reading))
    let lines = try AgencyReportLine.of(import: report.number, october.reading)
    #expect(lines.map(\.rule) == [.reference, .reference] && lines.map(\.post) == [1, 2])
    let bytes = try Data(contentsOf: URL(fileURLWithPath: october.test.home.database))
    #expect(bytes.range(of: Data("12159264".utf8)) == nil, "no reference stands in the books")
    try october.expectSound()
  }

  @Test func aDonorIsFoundByReferenceElseByAnAmountThatOnlyOneCanMean() throws {
    let october = try October()
    try october.payroll()
    try october.test.change("donor/1", as: "agency.donor", by: Who.finance) {
      try AgencyDonor.record(
        reference: "GP237138/12159264", agency: "PGA", post: 1, in: $0, store: october.test.store)
    }
    try october.report(
      "GP237138/12159264,Anonymous,10.00,0.40,9.60,0,0,9.60", "2,The council,20.00,0.80,19.20,0,0,19.20",
      "3,The council,3.00,0.12,2.88,0,0,2.88", "4,The council,3.00,0.12,2.88,0,0,2.88",
      "Anonymous,The council,99.00,3.96,95.04,0,0,95.04")
    let report = try #require(try AgencyImport.find(Self.subject, october.reading))
    let lines = try AgencyReportLine.of(import: report.number, october.reading)
    #expect(lines.map(\.rule) == [.reference, .employerAndAmount, .none, .none, .none])
    #expect(lines.map(\.post) == [1, 4, nil, nil, nil] && lines.map(\.employer) == Array(repeating: "SBC", count: 5))
    try october.expectSound()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: october.test.home.database))
    #expect(bytes.range(of: Data("12159264".utf8)) == nil, "no reference stands in the books")
  }

  @Test func theScheduleForTheAgencyMakesWhatTheLedgerAsksFor() throws {
    let october = try October()
    try october.payroll()
    let agencies = try TestHouse.configuration.get().agencies
    let month = TaxMonth(payDate: try day("2026-10-30"))
    let item = try #require(
      try OpenItem.open(october.reading).first { $0.code == "unknown-payroll-number" })
    _ = try october.test.house(Who.finance).settling().settle(item.id, as: .returned, reason: .refundedByPayroll)
    let remittances = try Remittance.all(of: month, agencies: agencies, october.reading)
    let remittance = try #require(remittances.first)
    #expect(remittances.count == 1 && remittance.reference == "4101" && remittance.dueDate == "2026-11-19")
    #expect(remittance.schedulePence == 11_583 && remittance.returnedPence == 500 && remittance.totalPence == 11_083)
    #expect(remittance.differencePence == 0 && remittance.paidPence == 0 && remittance.lines.count == 13)
    try october.report("1,The council,110.83,4.43,106.40,0,0,106.40")
    let paid = try #require(try Remittance.all(of: month, agencies: agencies, october.reading).first)
    #expect(paid.paidPence == 11_083 && paid.differencePence == 0 && paid.totalPence == 11_083)
    let tasks = try OfficerMonth.tasks(
      of: month, profiles: try TestHouse.configuration.get().profiles, on: try day("2026-11-20"), october.reading)
    let done = tasks.filter(\.isDone).map { "\($0.kind) \($0.what)" }
    #expect(done == ["file SBC/STAFF", "remittance SBC to PGA", "report PGA"])
  }

  @Test func payrollIsToldOnceOfWhatIsNewChangedAndStopped() throws {
    let october = try October()
    let (first, second) = (try day("2026-11-10"), try day("2026-12-10"))
    let all = try CutOff.changes(on: first, october.reading)
    #expect(all.count == 59 && all.allSatisfy { $0.kind == .new })
    try october.test.change("cut-off/1", as: "payroll.cut-off", by: Who.finance) { try CutOff.record(first, in: $0) }
    #expect(try CutOff.changes(on: second, october.reading).isEmpty)
    try october.test.change("stop/1", as: "mandate.stop", by: Who.finance) {
      try #require(try Mandate.find(1, october.reading)).stop(on: try day("2026-11-30"), in: $0)
    }
    try october.test.change("change/4", as: "mandate.change", by: Who.finance) {
      let old = try #require(try Mandate.find(4, october.reading))
      let terms = try MandateTerms(
        code: old.code, amount: Pence(450), from: try day("2026-12-01"), until: nil, once: false, split: old.split,
        authority: "PG-9001", authorityDate: try day("2026-11-15"))
      _ = try old.replace(with: terms, in: $0)
    }
    let told = try CutOff.changes(on: second, october.reading).map {
      "\($0.kind.rawValue) \($0.payrollNumber) \($0.code) \($0.amountPence) \($0.from)"
    }
    #expect(told == ["stopped 100234 NOLIM 1000 2026-11-30", "changed 101102 NOLIM 450 2026-12-01"])
    #expect(try CutOff.changes(on: first, october.reading).count == all.count, "an earlier list stays as it was told")
    #expect(throws: GivingError.self) { try CutOff.changes(on: try day("2026-11-01"), october.reading) }
  }

  @Test func theInspectorsQuestionsAreAnsweredFromTheBooks() throws {
    let october = try October()
    try october.payroll()
    let agencies = try TestHouse.configuration.get().agencies
    func answers(_ date: String) throws -> [String: [PayrollGivingReport.Answer]] {
      let report = try PayrollGivingReport.make(
        yearBegins: 2026, agencies: agencies, seed: 1, on: try day(date), october.reading)
      return Dictionary(grouping: report.lines, by: \.test).mapValues { $0.map(\.answer) }
    }
    let before = try answers("2026-11-19")
    #expect(before["contract"] == [.yes] && before["totals"] == [.open] && before["in-time"] == [.open])
    #expect(before["trace"] == nil && (before["authority"]?.count ?? 0) >= 5)
    #expect(try answers("2026-11-20")["in-time"] == [.no])
    try october.report("1,The council,115.83,4.63,111.20,0,0,111.20")
    let after = try answers("2026-11-20")
    #expect(after["totals"] == [.yes] && after["in-time"] == [.yes] && after["trace"] == [.yes])
  }
}
