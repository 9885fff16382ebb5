// Whose money moves: what is settled moves its own money, wherever that is by now, and never what others have still to pay;
// nobody owes what was never theirs to pay; and nothing is booked for a day that has not come.

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

@Suite struct WhoseMoneyTests {
  private static let acmeFile = "payroll-ACME-STAFF-2026-10-30-0001.xml"
  private static let councilFile = "payroll-SBC-STAFF-2026-10-30-0001.csv"
  private static let acme = "payroll/ACME/STAFF/2026-10-30/0001/r1/ACME"
  private static let council = "payroll/SBC/STAFF/2026-10-30/0001/r1/SBC"
  private static let statement = "statement-FDN-2026-11.xml"

  /// A house with a partner's file and the council's: without mandates, all of it lies in suspense.
  private func house() throws -> TestHouse {
    let test = try TestHouse()
    for name in [Self.acmeFile, Self.councilFile] { try test.take(TestHouse.sample(name), named: name) }
    return test
  }

  private func statement(_ text: String, _ test: TestHouse, on date: String = TestHouse.today) throws -> BankReport {
    try AtomicFile.write("\(test.folder)/\(Self.statement)", bytes: Array(text.utf8))
    let intake = try test.house(Who.finance, on: date).bankIntake()
    return try #require(try intake.take(["\(test.folder)/\(Self.statement)"]).first)
  }

  private func sample(_ name: String) throws -> String { String(decoding: try TestHouse.sample(name), as: UTF8.self) }

  private func due(_ expectation: String, _ test: TestHouse) throws -> Int64 {
    try Due.under(expectation, test.store.reading).map(\.amount).sum().rawValue
  }

  private func due(_ expectation: String, in fund: Int64, _ test: TestHouse) throws -> Int64 {
    try Due.under(expectation, test.store.reading).filter { $0.fund == fund }.map(\.amount).sum().rawValue
  }

  private func item(of expectation: String, _ test: TestHouse) throws -> OpenItem {
    try #require(
      try OpenItem.open(test.store.reading).first {
        $0.id.hasPrefix("\(expectation)/L") && ($0.suspensePence ?? 0) > 0
      })
  }

  @Test func whatWasBankedIsSettledInTheBankAndNotWithAnotherEmployer() throws {
    let test = try house()
    try #require(try statement(try sample(Self.statement), test).assigned == 1)
    try #require(try due(Self.acme, test) == 0)
    let settling = try test.house(Who.finance).settling()
    let banked = try item(of: Self.acme, test)
    _ = try settling.settle(banked.id, as: .fund("no-limits"), reason: .consentReceived)
    #expect(try due(Self.council, in: 2, test) == 0, "what the council has still to pay is in suspense as it was")
    #expect(try test.position("no-limits").bankPence == banked.suspensePence)
    #expect(try test.position("no-limits").availablePence == banked.suspensePence)
    // What the council has not paid yet can be settled both ways, and nothing of it can be awarded.
    let unpaid = try item(of: Self.council, test)
    let before = try due(Self.council, test)
    _ = try settling.settle(unpaid.id, as: .returned, reason: .refundedByPayroll)
    #expect(try due(Self.council, test) == before - (unpaid.suspensePence ?? 0))
    _ = try settling.settle(try item(of: Self.council, test).id, as: .fund("no-limits"), reason: .consentReceived)
    #expect(try test.position("no-limits").availablePence == banked.suspensePence)
    #expect(try test.faults() == [])
  }

  @Test func whatWasPassedOnToAnAgencyIsSettledThere() throws {
    let test = try house()
    let report = "agency-PGA-2026-11-12-1.csv"
    let text =
      "AgencyName,PGA Donor Ref Number,Employer Name,Gross Donation,Admin Charge,Net Donation,Employer Matched Donation,Other Match,Total Donation to Charity\nPGA,1,The council,115.83,4.63,111.20,0,0,111.20\n"
    try #require(try test.report(Array(text.utf8), named: report).state == .posted)
    try #require(try due(Self.council, test) == 0)
    let acme = try due(Self.acme, test)
    let passedOn = try item(of: Self.council, test)
    _ = try test.house(Who.finance).settling().settle(passedOn.id, as: .fund("no-limits"), reason: .consentReceived)
    #expect(try due(Self.acme, in: 1, test) == acme, "the partner, who pays first, still owes all of it to suspense")
    let atAgency = try due("agency/PGA/2026-11-12/1", in: 2, test)
    #expect(atAgency == (passedOn.suspensePence ?? 0) - 463, "less the charge, which the main fund bears")
    #expect(try test.faults() == [])
  }

  @Test func aLineThatTookOffWhatWasPassedOnIsNobodysDebt() throws {
    let test = try house()
    let refund = """
      <PayrollDeductions xmlns="urn:nolimits:payroll:1">
        <Header employer="ACME" payroll="STAFF" payDate="2026-10-30" frequency="M1" sequence="2" created="2026-10-28T09:30:00Z"/>
        <Deduction payrollNumber="A-1001" code="NOLIM" amount="-5.00" surname="Fairburn" initials="K"/>
        <Trailer count="1" total="-5.00"/>
      </PayrollDeductions>
      """
    try #require(try test.take(refund, named: "payroll-ACME-STAFF-2026-10-30-0002.xml").state == .posted)
    let paid = try sample(Self.statement).replacing("91.25", with: "86.25").replacing("146.25", with: "141.25")
    try #require(try statement(paid, test).assigned == 1)
    let settling = try test.house(Who.finance).settling()
    _ = try settling.settle(try item(of: Self.acme, test).id, as: .fund("no-limits"), reason: .consentReceived)
    let negative = try #require(
      try OpenItem.open(test.store.reading).first { $0.suspensePence == -500 && $0.line != nil })
    let refused = #expect(throws: GivingError.self) {
      try settling.settle(negative.id, as: .returned, reason: .payrollError)
    }
    #expect(refused?.sentence.contains("Settle the line to the fund whose gift it undoes.") == true)
    #expect(try OpenExpectation.all(from: "ACME", test.store.reading).isEmpty, "nothing is owed of it")
    let before = try test.position("no-limits").availablePence
    _ = try settling.settle(negative.id, as: .fund("no-limits"), reason: .payrollError)
    #expect(try test.position("no-limits").availablePence == before - 500)
    #expect(try test.faults() == [])
  }

  @Test func whatWasPassedOnTooMuchWaitsForAPersonAndLessensNoDebt() throws {
    let test = try house()
    let october = try sample(Self.councilFile)
    let heading =
      "AgencyName,PGA Donor Ref Number,Employer Name,Gross Donation,Admin Charge,Net Donation,Employer Matched Donation,Other Match,Total Donation to Charity\n"
    let line = "PGA,1,The council,115.83,4.63,111.20,0,0,111.20\n"
    try #require(try test.report(Array((heading + line).utf8), named: "agency-PGA-2026-11-12-1.csv").state == .posted)
    func correct(_ text: String) throws {
      let held = try test.take(text, named: Self.councilFile, by: Who.finance, supersedes: true)
      _ = try test.house(Who.finance2).approve("P\(try #require(held.import))")
    }
    func waiting() throws -> [String] {
      try OpenItem.open(test.store.reading).filter { $0.code == "passed-on-too-much" }.map(\.id)
    }
    try correct(
      october.replacing("D,102004,NOLIM,3.00", with: "D,102004,NOLIM,2.00").replacing("115.83", with: "114.83"))
    #expect(try waiting() == ["payroll/SBC/STAFF/2026-10-30/0001/r2/SBC/passed-on-too-much"])
    let november = october.replacing("2026-10-30", with: "2026-11-27")
    try #require(try test.take(november, named: "payroll-SBC-STAFF-2026-11-27-0001.csv").state == .posted)
    let status = try test.house(Who.finance).status()
    #expect(status.onItsWay.filter { $0.from == "SBC" }.map(\.duePence) == [11_583], "the debt stands whole")
    #expect(status.overPaid.map { "\($0.from) \($0.to) \($0.duePence)" } == ["SBC PGA 100"])
    let tasks = try OfficerMonth.tasks(
      of: TaxMonth(payDate: try day("2026-10-30")), profiles: try TestHouse.configuration.get().profiles,
      on: try day(TestHouse.today), test.store.reading)
    #expect(
      tasks.contains { $0.words == "more was passed on than was deducted" && $0.amountPence == -100 && !$0.isDone })
    let words = try test.house(Who.finance).explain("payroll/SBC/STAFF/2026-10-30/0001/r2/SBC")
    #expect(words.contains { $0.hasPrefix("£1.00 is owed the other way") }, "\(words)")
    #expect(ItemWords.of("passed-on-too-much") != "passed-on-too-much" && ItemAdvice.of("passed-on-too-much") != nil)
    #expect(try test.faults() == [])
    // A third file, under which nothing is over: nobody need see to it any more.
    try correct(october)
    #expect(try waiting() == [])
    #expect(try test.house(Who.finance).status().overPaid.isEmpty)
    #expect(try test.faults() == [])
  }

  /// A house in which October's files were corrected to £1.00 less after they were passed on, and November's files came.
  private func overPaid() throws -> TestHouse {
    let test = try house()
    let (acme, council) = (try sample(Self.acmeFile), try sample(Self.councilFile))
    try #require(try statement(try sample(Self.statement), test).assigned == 1)
    let heading =
      "AgencyName,PGA Donor Ref Number,Employer Name,Gross Donation,Admin Charge,Net Donation,Employer Matched Donation,Other Match,Total Donation to Charity\n"
    let line = "PGA,1,The council,115.83,4.63,111.20,0,0,111.20\n"
    try #require(try test.report(Array((heading + line).utf8), named: "agency-PGA-2026-11-12-1.csv").state == .posted)
    let less = acme.replacing("total=\"91.25\"", with: "total=\"90.25\"")
    let first = try #require(less.firstMatch(of: /amount="10.00"/))
    let corrections = [
      (Self.acmeFile, less.replacingCharacters(in: first.range, with: "amount=\"9.00\"")),
      (
        Self.councilFile,
        council.replacing("D,102004,NOLIM,3.00", with: "D,102004,NOLIM,2.00").replacing("115.83", with: "114.83")
      ),
    ]
    for (name, text) in corrections {
      let held = try test.take(text, named: name, by: Who.finance, supersedes: true)
      _ = try test.house(Who.finance2).approve("P\(try #require(held.import))")
    }
    for (name, text) in [(Self.acmeFile, acme), (Self.councilFile, council)] {
      let later = text.replacing("2026-10-30", with: "2026-11-27")
      try #require(try test.take(later, named: name.replacing("2026-10-30", with: "2026-11-27")).state == .posted)
    }
    return test
  }

  @Test(arguments: [("ACME", 9_125), ("SBC", 11_583)] as [(String, Int64)])
  func whatWasPassedOnTooMuchPaysWhatTheSamePayerOwesNext(employer: String, owed: Int64) throws {
    let test = try overPaid()
    let over = "payroll/\(employer)/STAFF/2026-10-30/0001/r2/\(employer)"
    let next = "payroll/\(employer)/STAFF/2026-11-27/0001/r1/\(employer)"
    let other = employer == "SBC" ? "ACME" : "SBC"
    let item = "\(over)/passed-on-too-much"
    let settling = try test.house(Who.finance).settling()
    func settle(_ item: String, _ id: String) throws -> Settlement {
      try settling.settle(item, as: .against(id), reason: .payerAgreed, action: "suspense.settle")
    }
    for wrong in ["payroll/\(other)/STAFF/2026-11-27/0001/r1/\(other)", over, "no/such"] {
      #expect(throws: GivingError.self) { try settle(item, wrong) }
    }
    let waiting = try #require(try OpenItem.open(test.store.reading).first { ($0.suspensePence ?? 0) > 0 })
    #expect(throws: GivingError.self) { try settle(waiting.id, next) }
    #expect(try settle(item, next).movedPence == 100)
    #expect(try due(over, test) == 0 && due(next, test) == owed - 100)
    #expect(try settle(item, next).settledBefore != nil, "twice is once")
    let page = try test.house(Who.finance).reconcile()
    #expect(page.isExplained, "\(page.notExplained)")
    let months = page.employers.filter { $0.employer == employer }.sorted { $0.period < $1.period }
    #expect(months.map { $0.differences.filter { $0.kind == .setAgainst }.map(\.duePence) } == [[-100], [100]])
    #expect(months.map(\.passedOnPence) == [owed - 100, 100] && months.map(\.deductedPence) == [owed - 100, owed])
    let status = try test.house(Who.finance).status()
    #expect(status.onItsWay.filter { $0.from == employer }.map(\.duePence) == [owed - 100])
    #expect(status.overPaid.allSatisfy { $0.from != employer })
    let trace = try #require(try PayrollTrace.follow(item, test.store.reading))
    #expect(trace.contains { $0.kind == "settled" && $0.words.hasPrefix("against:\(next)") })
    #expect(
      try test.house(Who.auditor).explain("settled/\(item)").contains { $0.contains("set against what the same") })
    #expect(try test.faults() == [])
    // The file as it was takes the correction's place: nothing was too much, and all of the next month is owed.
    let name = employer == "SBC" ? Self.councilFile : Self.acmeFile
    let held = try test.take(try sample(name), named: name, by: Who.finance, supersedes: true)
    _ = try test.house(Who.finance2).approve("P\(try #require(held.import))")
    #expect(try due(next, test) == owed)
    #expect(try test.house(Who.finance).reconcile().isExplained)
    #expect(try test.faults() == [])
  }

  @Test(arguments: ["ACME", "SBC"])
  func aFundThatHadTooMuchGivesItToTheFundsThatAreOwedFromWhereItLies(employer: String) throws {
    let test = try TestHouse()
    _ = try MandateImport(
      test.store, layout: try TestHouse.configuration.get().mandateLayout, limits: .standard
    ).take("\(TestHouse.root)/batches/samples/mandates.csv", by: Who.finance, on: try day(TestHouse.today))
    let (acme, council) = (try sample(Self.acmeFile), try sample(Self.councilFile))
    for (name, text) in [(Self.acmeFile, acme), (Self.councilFile, council)] { _ = try test.take(text, named: name) }
    try #require(try statement(try sample(Self.statement), test).assigned == 1)
    let heading =
      "AgencyName,PGA Donor Ref Number,Employer Name,Gross Donation,Admin Charge,Net Donation,Employer Matched Donation,Other Match,Total Donation to Charity\n"
    let line = "PGA,1,The council,115.83,4.63,111.20,0,0,111.20\n"
    try #require(try test.report(Array((heading + line).utf8), named: "agency-PGA-2026-11-12-1.csv").state == .posted)
    // All that was too much came to one fund.
    let (name, october, less) =
      employer == "SBC"
      ? (
        Self.councilFile, council,
        council.replacing("D,100871,NLXMAS,5.00", with: "D,100871,NLXMAS,4.00").replacing("115.83", with: "114.83")
      )
      : (
        Self.acmeFile, acme,
        acme.replacing("\"A-1013\" code=\"NLXMAS\" amount=\"5.00\"", with: "\"A-1013\" code=\"NLXMAS\" amount=\"4.00\"")
          .replacing("total=\"91.25\"", with: "total=\"90.25\"")
      )
    let held = try test.take(less, named: name, by: Who.finance, supersedes: true)
    _ = try test.house(Who.finance2).approve("P\(try #require(held.import))")
    let later = name.replacing("2026-10-30", with: "2026-11-27")
    try #require(
      try test.take(october.replacing("2026-10-30", with: "2026-11-27"), named: later).state == .posted)
    let over = "payroll/\(employer)/STAFF/2026-10-30/0001/r2/\(employer)"
    let next = "payroll/\(employer)/STAFF/2026-11-27/0001/r1/\(employer)"
    let (reading, place) = (test.store.reading, employer == "SBC" ? Account.atAgency("PGA") : .bank("FDN"))
    func funds(of expectation: String) throws -> [Int64: Int64] {
      Dictionary(
        try Due.under(expectation, reading).map { ($0.fund, $0.amount.rawValue) }, uniquingKeysWith: +)
    }
    func there() throws -> [Int64: Int64] {
      Dictionary(
        try reading.all(
          "SELECT fund, sum(amount_pence) FROM posting WHERE account = ? GROUP BY fund", [.text(place.name)]
        ) { ($0.int(0), $0.int(1)) }, uniquingKeysWith: +)
    }
    let giver = try #require(try Funds.read(reading)["gift-of-giving"]).number
    #expect(try funds(of: over) == [giver: -100])
    let (owed, before) = (try funds(of: next), try there())
    #expect(owed.count > 1)
    _ = try test.house(Who.finance).settling().settle(
      "\(over)/passed-on-too-much", as: .against(next), reason: .payerAgreed, action: "suspense.settle")
    let (still, after) = (try funds(of: next), try there())
    #expect(try funds(of: over).isEmpty)
    let whole = owed.values.reduce(0, +)
    for fund in owed.keys {
      let share = (owed[fund] ?? 0) - (still[fund] ?? 0)
      #expect(abs(share * whole - 100 * (owed[fund] ?? 0)) < whole, "fund \(fund): \(share)")
      #expect((after[fund] ?? 0) - (before[fund] ?? 0) == share - (fund == giver ? 100 : 0), "fund \(fund)")
    }
    #expect(after.values.reduce(0, +) == before.values.reduce(0, +), "nothing came and nothing went")
    let page = try test.house(Who.finance).reconcile()
    #expect(page.isExplained, "\(page.notExplained)")
    let months = page.employers.filter { $0.employer == employer }
    #expect(months.flatMap(\.differences).filter { $0.kind == .setAgainst }.map(\.duePence).sorted() == [-100, 100])
    #expect(try test.faults() == [])
  }

  @Test func theNightClosesWhatIsNoMoreTooMuch() throws {
    let test = try house()
    let october = try sample(Self.acmeFile)
    try #require(try statement(try sample(Self.statement), test).assigned == 1)
    let less = october.replacing("total=\"91.25\"", with: "total=\"90.25\"")
    let first = try #require(less.firstMatch(of: /amount="10.00"/))
    let corrected = less.replacingCharacters(in: first.range, with: "amount=\"9.00\"")
    let held = try test.take(corrected, named: Self.acmeFile, by: Who.finance, supersedes: true)
    _ = try test.house(Who.finance2).approve("P\(try #require(held.import))")
    let over = "payroll/ACME/STAFF/2026-10-30/0001/r2/ACME"
    #expect(try due(over, test) == -100)
    func look() throws -> Int {
      try LateWatch(test.store, actor: .system, businessDate: try day(TestHouse.today)).look().settled
    }
    #expect(try look() == 0)
    // The bank's line that sends it back.
    let line = try #require(try WaitingLine.all(test.store.reading).first { $0.amountPence == -500 })
    let done = try test.house(Who.finance).lineSettling().assign(
      line.line, to: .expectation(over), reason: .payerConfirmed)
    #expect(done.movedPence == -100 && done.leftPence == -400)
    #expect(try look() == 1)
    #expect(try OpenItem.find("\(over)/passed-on-too-much", test.store.reading)?.settled == "paid")
    #expect(try test.faults() == [])
  }

  @Test func nothingIsBookedForADayThatHasNotCome() throws {
    let test = try house()
    let head = try test.store.reading.int("SELECT count(*) FROM entry")
    #expect(try statement(try sample(Self.statement), test, on: "2026-11-25").errors.map(\.code) == ["date-to-come"])
    let (name, path) = ("agency-PGA-2026-11-12-1.csv", "\(test.folder)/agency-PGA-2026-11-12-1.csv")
    try AtomicFile.write(path, bytes: TestHouse.sample(name))
    func take(on date: String, stated: String? = nil) throws -> ImportReport {
      try test.house(Who.finance, on: date).agencyIntake().take(path, stated: .init(date: try stated.map(day)))
    }
    let early = try take(on: "2026-11-11")
    #expect(early.state == .rejected && early.reason == "date-to-come")
    #expect(
      throws: GivingError.fileKeyOtherwise(part: "day of the report", named: "2026-11-12", stated: "2026-11-13")
    ) { try take(on: TestHouse.today, stated: "2026-11-13") }
    let offer = try MatchOffer(
      sponsor: "BREW", name: "A brewery", rate: .whole, monthlyCap: nil, pot: Pence(60_000),
      from: try day("2026-11-01"), until: try day("2026-12-31"), funds: ["no-limits"])
    try test.agree { try $0.offerMatch(offer) }
    #expect(throws: GivingError.self) {
      try test.house(Who.finance).claimMatch("BREW", until: try day("2026-12-11"))
    }
    #expect(try test.store.reading.int("SELECT count(*) FROM entry") == head, "nothing was posted")
    #expect(try take(on: "2026-11-12").state == .posted, "on its own day it is taken in")
    #expect(try statement(try sample(Self.statement), test, on: "2026-11-26").state == .posted)
  }

  @Test func aRefusedFileIsToldUntilARightOneIsPosted() throws {
    let test = try house()
    let text =
      "H,1,SBC,STAFF,2026-10-30,M1,0003,2026-10-28T18:00:00Z\nD,100234,NOLIM,10.00,,\nD,999999,NOLIM,1.00,,\nT,2,11.00\n"
    let name = "payroll-SBC-STAFF-2026-10-30-0003.csv"
    func refused() throws -> [Int64] {
      try test.house(Who.finance).status().refused.filter { $0.kind == "payroll" }.map(\.import)
    }
    let wrong = try #require(try test.take(text.replacing("T,2,11.00", with: "T,2,12.00"), named: name).import)
    #expect(try refused() == [wrong])
    let held = try test.take(text, named: name)
    try #require(held.state == .held)
    #expect(try refused() == [wrong], "one that is held has brought nothing yet")
    _ = try test.house(Who.finance).approve("P\(try #require(held.import))")
    #expect(try refused() == [])
  }
}
