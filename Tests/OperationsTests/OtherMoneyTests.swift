// Gifts, transfers between funds, entries that are taken back, and balances that are taken on.

import Banking
import Dates
import Files
import Foundation
import Giving
import Ledger
import Money
import People
import Store
import Testing

@testable import Operations

extension TestHouse {
  @discardableResult
  func give(
    _ amount: Int64, to fund: String = "no-limits", by giver: Giver = .body("MAYOR"), into account: String? = nil,
    another: Bool = false, on date: String = "2026-11-20"
  ) throws -> Gift {
    let terms = GiftTerms(
      amount: Pence(amount), fund: fund, date: try day(date), giver: giver, account: account.map { .bank($0) })
    let request = WriteRequest(
      Action("gift.add"), by: Who.finance, key: UUID().uuidString, inputs: Inputs([:]), on: try day(Self.today))
    return try store.write(request) { try terms.record(isAnother: another, in: $0, store: store) }.value
  }

  func position(_ fund: String) throws -> FundPosition {
    try #require(try FundPosition.all(store.reading).first { $0.fund == fund })
  }

  /// One person proposes, another agrees.
  func agree(_ propose: (House) throws -> String) throws {
    let words = try propose(house(Who.finance))
    let id = try #require(words.split(separator: " ").dropFirst(2).first).dropLast()
    _ = try house(Who.manager).approve(String(id))
  }

  func gifts(_ text: String, named name: String = "webgiving-x.csv", isAnother: Bool = false) throws -> ImportReport {
    let path = "\(folder)/\(name)"
    try AtomicFile.write(path, bytes: Array(text.utf8))
    return try house(.system).giftIntake(by: .system, on: try day(Self.today)).take(path, isAnother: isAnother)
  }
}

@Suite struct OtherMoneyTests {
  static func sample() throws -> String {
    String(decoding: try TestHouse.sample("webgiving-2026-11.csv"), as: UTF8.self)
  }

  @Test func aGiftIsOnItsWayUntilTheBankHasIt() throws {
    let test = try TestHouse()
    let expected = try test.give(50_000)
    #expect(expected.id == "gift/2026-11-20/MAYOR/1")
    #expect(try test.position("no-limits").inTransitPence == 50_000)
    #expect(try test.position("no-limits").availablePence == 0)
    #expect(try OpenExpectation.all(kind: .transferIn, test.store.reading).map(\.duePence) == [50_000])
    try test.give(2_000, by: .anonymous, into: "main")
    #expect(try test.position("no-limits").availablePence == 2_000)
    #expect(try test.faults() == [])
  }

  @Test func theSameGiftTwiceIsAskedAbout() throws {
    let test = try TestHouse()
    try test.give(500)
    #expect(throws: GivingError.self) { try test.give(500) }
    #expect(try test.give(500, another: true).id == "gift/2026-11-20/MAYOR/2")
    try test.give(501)
    #expect(throws: GivingError.self) { try test.give(0) }
    #expect(throws: GivingError.self) { try test.give(500, to: "unallocated") }
    #expect(throws: GivingError.self) { try test.give(500, to: "nowhere") }
    #expect(try test.position("no-limits").receivedPence == 1_501)
  }

  @Test func aPersonsNameGoesToTheVaultAndNowhereElse() throws {
    let test = try TestHouse()
    let gift = try test.give(500, by: .person(PersonFacts(name: "Zebedee Quill")))
    #expect(try Vault.text(.name, person: try #require(gift.person), test.store) == "Zebedee Quill")
    try test.reopen {
      let bytes = try #require(FileManager.default.contents(atPath: test.home.database))
      #expect(bytes.range(of: Data("Zebedee".utf8)) == nil)
    }
  }

  @Test func anEntryIsTakenBackByTwoPeopleOnceAndWhatWasDueIsGone() throws {
    let test = try TestHouse()
    let gift = try test.give(50_000)
    let wrong = Correction(entry: gift.id, reason: .notComing)
    try test.agree { try $0.reverse(wrong) }
    #expect(try test.position("no-limits").receivedPence == 0)
    #expect(try OpenExpectation.all(test.store.reading).isEmpty)
    #expect(try Gift.all(test.store.reading).isEmpty)
    #expect(try EntryReason.find(wrong.id, test.store.reading) == "not-coming")
    #expect(throws: LedgerError.alreadyDone(kind: "entry", id: gift.id)) {
      try test.house(Who.finance).reverse(wrong)
    }
    #expect(throws: LedgerError.ownWay(entry: wrong.id, kind: "correction")) {
      try test.house(Who.finance).reverse(Correction(entry: wrong.id, reason: .wrongFund))
    }
    #expect(try test.faults() == [])
  }

  @Test func whoeverProposesDoesNotAgree() throws {
    let test = try TestHouse()
    let gift = try test.give(50_000)
    _ = try test.house(Who.finance).reverse(Correction(entry: gift.id, reason: .notComing))
    #expect(throws: StoreError.self) { try test.house(Who.finance).approve("A1") }
    #expect(try test.position("no-limits").receivedPence == 50_000)
  }

  @Test func aPayrollFilesEntryIsNotTakenBackByItself() throws {
    let test = try TestHouse()
    let name = Scenario.samples[0]
    _ = try test.take(TestHouse.sample(name), named: name)
    let entry = try #require(try Entry.newest(1, test.store.reading).first)
    #expect(throws: LedgerError.ownWay(entry: entry.id, kind: "payroll")) {
      try test.house(Who.finance).reverse(Correction(entry: entry.id, reason: .wrongAmount))
    }
  }

  @Test func moneyThatHasMovedOnIsNotTakenBack() throws {
    let test = try TestHouse()
    let gift = try test.give(1_000, to: "gift-of-giving", into: "main")
    try test.agree {
      try $0.transfer(FundTransfer(from: "gift-of-giving", to: "no-limits", amount: Pence(400), reason: .surplus))
    }
    #expect(throws: LedgerError.tooLittle(fund: "gift-of-giving", has: Pence(600), wanted: Pence(1_000))) {
      try test.house(Who.finance).reverse(Correction(entry: gift.id, reason: .recordedTwice))
    }
  }

  @Test func aTransferComesToNothingOverAllFundsAndStaysInTheBank() throws {
    let test = try TestHouse()
    try test.give(1_000, to: "gift-of-giving", into: "main")
    let bank = try accountBalance(.bank("main"), test.store.reading)
    try test.agree {
      try $0.transfer(FundTransfer(from: "gift-of-giving", to: "no-limits", amount: Pence(400), reason: .toParent))
    }
    #expect(try test.position("gift-of-giving").availablePence == 600)
    #expect(try test.position("no-limits").availablePence == 400)
    #expect(try accountBalance(.bank("main"), test.store.reading) == bank)
    let sums = try [Account.transfersIn, .transfersOut].map { try accountBalance($0, test.store.reading) }
    #expect(sums == [Pence(-400), Pence(400)])
    let entry = try #require(try Entry.newest(1, test.store.reading).first)
    #expect(try EntryReason.find(entry.id, test.store.reading) == "to-parent")
    try test.agree { try $0.reverse(Correction(entry: entry.id, reason: .wrongAmount)) }
    #expect(try test.position("gift-of-giving").availablePence == 1_000)
    #expect(try test.faults() == [])
  }

  @Test(
    "a transfer that purpose or money does not allow is refused",
    arguments: [
      ("gift-of-giving", "no-limits", 1_001, FundTransfer.Reason.surplus),
      ("gift-of-giving", "no-limits", 0, .surplus),
      ("gift-of-giving", "no-limits", -5, .purposeAgreed),
      ("no-limits", "gift-of-giving", 1, .toParent),
      ("no-limits", "gift-of-giving", 1, .surplus),
      ("gift-of-giving", "gift-of-giving", 1, .purposeAgreed),
      ("unallocated", "no-limits", 1, .purposeAgreed),
      ("gift-of-giving", "unallocated", 1, .purposeAgreed),
      ("gift-of-giving", "nowhere", 1, .purposeAgreed),
    ])
  func refusedTransfers(from: String, to: String, pence: Int64, reason: FundTransfer.Reason) throws {
    let test = try TestHouse()
    try test.give(1_000, to: "gift-of-giving", into: "main")
    try test.give(5_000, to: "gift-of-giving")
    try test.give(1_000, into: "main")
    let head = try test.store.reading.auditHead().number
    let refused = #expect(throws: LedgerError.self) {
      try test.house(Who.finance).transfer(
        FundTransfer(from: from, to: to, amount: Pence(pence), reason: reason))
    }
    #expect(pence > 0 || refused?.sentence.hasPrefix("An amount is more than nothing") == true)
    #expect(try test.store.reading.auditHead().number == head)
  }

  @Test func moneyThatIsGoneByTheTimeOfTheYesIsNotMoved() throws {
    let test = try TestHouse()
    try test.give(1_000, to: "gift-of-giving", into: "main")
    let transfer = FundTransfer(from: "gift-of-giving", to: "no-limits", amount: Pence(1_000), reason: .surplus)
    for _ in 1...2 { _ = try test.house(Who.finance).transfer(transfer) }
    _ = try test.house(Who.manager).approve("A1")
    #expect(throws: LedgerError.self) { try test.house(Who.manager).approve("A2") }
    #expect(try test.position("no-limits").availablePence == 1_000)
  }

  @Test func aPayoutOfAWebPlatformIsPostedGrossWithItsFeeOnce() throws {
    let test = try TestHouse()
    let report = try test.gifts(try Self.sample())
    #expect(report.state == .posted && report.lines == 3 && report.totalPence == 103_500 && report.openItems == 0)
    #expect(try accountBalance(.webPayoutDue("webgiving"), test.store.reading) == Pence(100_912))
    #expect(try accountBalance(.agencyFees, test.store.reading) == Pence(2_588))
    #expect(try test.position("no-limits").receivedPence == 102_500)
    let due = try #require(try OpenExpectation.all(kind: .webPayout, test.store.reading).first)
    #expect(
      due.duePence == 100_912 && due.expectation.dueDate == "2026-11-28" && due.expectation.period == "PO-2026-11")
    #expect(try test.gifts(try Self.sample(), named: "webgiving-again.csv").state == .alreadyPosted)
    let other = try test.gifts(try Self.sample().replacing("25.00,0.63", with: "26.00,0.63"))
    #expect(other.state == .rejected && other.reason == "already-posted-otherwise")
    #expect(try test.position("no-limits").receivedPence == 102_500)
    #expect(try test.faults() == [])
  }

  @Test func aGiftOfNoKnownFundWaitsAndIsSettledGross() throws {
    let test = try TestHouse()
    let report = try test.gifts(try Self.sample().replacing(",GIFTOFGIVING,", with: ",WHATELSE,"))
    #expect(report.openItems == 1)
    let item = try #require(try OpenItem.open(test.store.reading).first)
    #expect(item.code == "gift-unknown-fund" && item.suspensePence == 975)
    #expect(try test.faults() == [])
    let settling = try test.house(Who.finance).settling()
    #expect(throws: GivingError.self) {
      try settling.settle(item.id, as: .returned, reason: .lookedAt, action: "suspense.settle")
    }
    _ = try settling.settle(item.id, as: .fund("gift-of-giving"), reason: .registerCorrected, action: "suspense.settle")
    #expect(try test.position("gift-of-giving").receivedPence == 1_000)
    #expect(try test.position("gift-of-giving").inTransitPence == 975)
    #expect(try accountBalance(.suspense, test.store.reading) == .zero)
    #expect(try test.faults() == [])
    // What was settled has moved on: the payout cannot be taken back over it.
    #expect(throws: LedgerError.self) {
      try test.house(Who.finance).reverse(Correction(entry: item.subject, reason: .wrongAmount))
    }
  }

  @Test func aPayoutThatIsTakenBackCanBePostedAgainAndItsItemsAreClosed() throws {
    let test = try TestHouse()
    let wrong = try Self.sample().replacing(",GIFTOFGIVING,", with: ",WHATELSE,")
    _ = try test.gifts(wrong)
    try test.agree { try $0.reverse(Correction(entry: "gifts/webgiving/PO-2026-11/r1", reason: .wrongFund)) }
    #expect(try OpenItem.open(test.store.reading).isEmpty)
    #expect(try test.faults() == [])
    #expect(try test.gifts(try Self.sample()).state == .posted)
    #expect(try Gift.all(test.store.reading).map(\.entry).allSatisfy { $0.hasSuffix("/r2") })
    #expect(try test.faults() == [])
  }

  @Test(
    "a file of gifts with a fault is refused whole, with its line and column",
    arguments: [
      ("PO-2026-11,2026-11-09", "PO-2026-12,2026-11-09", "payout", 3, 1),
      ("2026-11-09", "2026-11-31", "date", 3, 12),
      ("2026-11-09", "2027-11-09", "date", 3, 12),
      (",10.00,", ",-10.00,", "amount", 3, 33),
      (",10.00,", ",10.001,", "fraction-of-a-penny", 3, 33),
      (",0.25,", ",10.00,", "fee", 3, 39),
      (",0.25,", ",-0.25,", "fee", 3, 39),
      (",no,", ",maybe,", "giftAid", 3, 44),
      (",Fee,", ",Cost,", "", 1, 0),
    ])
  func hostileGifts(old: String, new: String, code: String, line: Int, column: Int) throws {
    let test = try TestHouse()
    let report = try test.gifts(try Self.sample().replacing(old, with: new))
    #expect(report.state == .rejected)
    let fault = try #require(report.errors.first)
    #expect(fault.line == line && (column == 0 || (fault.column == column && fault.code == code)), "\(fault)")
    #expect(try Gift.all(test.store.reading).isEmpty)
    #expect(FileManager.default.fileExists(atPath: "\(test.home.rejected)/gifts-000001.errors.txt"))
    let again = try test.gifts(try Self.sample().replacing(old, with: new))
    #expect(again.import == report.import)
    #expect(try test.faults() == [])
  }

  @Test func aPayoutThatComesAgainUnderAnotherReferenceIsPostedOnce() throws {
    let test = try TestHouse()
    let text = try Self.sample() + "PO-2026-11,2026-11-16,Anonymous,10.00,0.25,no,NOLIMITS,\n"
    try #require(try test.gifts(text).state == .posted)
    let other = text.replacing("PO-2026-11", with: "PO-2026-12")
    for copy in [other, other.replacing("2026-11-16", with: "2026-11-17")] {
      let refused = try test.gifts(copy)
      #expect(refused.state == .rejected && refused.reason == "same-gifts", "\(refused)")
    }
    let two = other.replacing("2026-11-16", with: "2026-11-17").replacing("2026-11-03", with: "2026-11-04")
    #expect(try test.gifts(two).state == .posted, "two of four are other gifts")
    #expect(try test.gifts(other.replacing("PO-2026-12", with: "PO-2026-13"), isAnother: true).state == .posted)
    #expect(try Gift.all(test.store.reading).count == 12)
    #expect(try test.faults() == [])
  }

  @Test func theNightTakesAPayoutFromTheInbox() throws {
    let test = try TestHouse()
    try AtomicFile.write(
      "\(test.home.inbox)/webgiving-2026-11.csv", bytes: try TestHouse.sample("webgiving-2026-11.csv"))
    let inbox = Inbox.look(try test.house(.system))
    #expect(inbox[.gifts].map(\.name) == ["webgiving-2026-11.csv"] && inbox.count == 1 && inbox.left.isEmpty)
  }

  @Test func aSponsorIsAskedForTheDifferenceAndAPotRunsOutOnce() throws {
    let test = try TestHouse()
    let offer = try MatchOffer(
      sponsor: "BREW", name: "A brewery", rate: Rate(basisPoints: 5_000), monthlyCap: nil, pot: Pence(60_000),
      from: try day("2026-11-01"), until: try day("2026-12-31"), funds: ["no-limits"])
    try test.agree { try $0.offerMatch(offer) }
    #expect(throws: LedgerError.self) { try test.house(Who.finance).offerMatch(offer) }
    let gift = try test.give(100_000)
    _ = try test.gifts(try Self.sample())
    let first = try #require(try test.house(Who.finance).claimMatch("BREW", until: try day("2026-11-30")))
    #expect(first.claim.amountPence == 60_000)
    #expect(try test.position("no-limits").receivedPence == 100_000 + 102_500 + 60_000)
    #expect(try OpenExpectation.all(kind: .match, test.store.reading).map(\.duePence) == [60_000])
    #expect(try OpenItem.open(test.store.reading).map(\.code) == ["match-pot-exhausted"])
    let bytes = try #require(FileManager.default.contents(atPath: first.file))
    #expect(
      String(decoding: bytes, as: UTF8.self).contains("BREW,1,2026-11-30,2026-11,no-limits,600.00"))
    // Nothing new: no claim, no second item. The first file is the same when it is made again.
    #expect(try test.house(Who.finance).claimMatch("BREW", until: try day("2026-11-30")) == nil)
    #expect(try FileManager.default.contents(atPath: test.house(Who.finance).matchFile("BREW", 1)) == bytes)
    // A gift that is taken back frees its part of the pot: the web gifts alone come to less.
    try test.agree { try $0.reverse(Correction(entry: gift.id, reason: .notComing)) }
    let second = try #require(try test.house(Who.finance).claimMatch("BREW", until: try day("2026-12-01")))
    #expect(second.claim.amountPence == 51_250 - 60_000)
    #expect(try OpenItem.open(test.store.reading).count == 1)
    #expect(throws: GivingError.self) {
      _ = try test.give(5_000)
      _ = try test.house(Who.finance).claimMatch("BREW", until: try day("2026-11-30"))
    }
    #expect(try test.faults() == [])
  }

  @Test func whatTheBanksStatementsSayIsNotChangedByHand() throws {
    let test = try TestHouse()
    let account = "FDN"
    let house = try test.house(Who.finance)
    let gift = try test.give(2_500, by: .anonymous, into: account)
    let path = "\(test.folder)/\(BankScenarioTests.name)"
    try AtomicFile.write(path, bytes: try TestHouse.sample(BankScenarioTests.name))
    try #require(try house.bankIntake().take([path]).first?.state == .posted)
    #expect(try test.faults() == [])
    let stated = LedgerError.stated(account: account)
    #expect(throws: stated) { try house.reverse(Correction(entry: gift.id, reason: .recordedTwice)) }
    let balances = "\(test.folder)/balances.csv"
    try AtomicFile.write(balances, bytes: Array("fund,balance\nno-limits,10.00\n".utf8))
    #expect(throws: stated) {
      try house.takeOn(balances, account: account, date: try day("2026-09-30"), stated: Pence(1_000))
    }
    let terms = GiftTerms(amount: Pence(100), fund: "no-limits", date: try day("2026-11-05"), giver: .anonymous)
    #expect(try house.addGift(terms, isAnother: false).amountPence == 100, "the bank's line pays it")
    #expect(try test.faults() == [], "bank and ledger say the same")
  }

  @Test func nobodysWordMakesMoneyAwardable() throws {
    let test = try TestHouse()
    let house = try test.house(Who.finance)
    func give(_ account: String?, on date: String = "2026-11-05") throws -> Gift {
      let terms = GiftTerms(amount: Pence(2_000), fund: "no-limits", date: try day(date), giver: .anonymous)
      return try house.addGift(terms, receivedIn: account, isAnother: true)
    }
    let head = try test.store.reading.auditHead().number
    for account in ["NOSUCH", "main", "FDN"] { #expect(throws: GivingError.self) { try give(account) } }
    #expect(throws: GivingError.self) { try give(nil, on: "2026-12-11") }
    #expect(try test.store.reading.auditHead().number == head, "nothing was written")
    _ = try give(nil)
    let held = try give("HOLD")
    #expect(try accountBalance(.holding("HOLD"), test.store.reading) == Pence(2_000))
    let position = try test.position("no-limits")
    #expect(position.receivedPence == 4_000 && position.availablePence == 0 && position.bankPence == 0)
    try test.agree { try $0.reverse(Correction(entry: held.id, reason: .wrongAmount)) }
    #expect(try accountBalance(.holding("HOLD"), test.store.reading) == .zero)
    let path = "\(test.folder)/holding-2026-11.csv"
    try AtomicFile.write(path, bytes: try TestHouse.sample("holding-2026-11.csv"))
    try #require(try house.bankIntake().take([path]).first?.state == .posted)
    #expect(throws: LedgerError.stated(account: "HOLD")) { try give("HOLD") }
    #expect(try test.faults() == [])
  }

  @Test func aPotThatIsFreedGoesToTheGiftsThatFoundItEmptyClaimAfterClaim() throws {
    let test = try TestHouse()
    let offer = try MatchOffer(
      sponsor: "BREW", name: "A brewery", rate: .whole, monthlyCap: nil, pot: Pence(1_000), from: try day("2026-11-01"),
      until: try day("2026-12-31"), funds: ["no-limits", "gift-of-giving"])
    try test.agree { try $0.offerMatch(offer) }
    let first = try test.give(800)
    let second = try test.give(700, to: "gift-of-giving", by: .body("ROTARY"))
    func claim() throws -> Int64? {
      try test.house(Who.finance).claimMatch("BREW", until: try day("2026-12-09"))?.claim.amountPence
    }
    func matched(_ gift: Gift) throws -> Int64 {
      try test.store.reading.int("SELECT sum(amount_pence) FROM matched_gift WHERE gift = ?", [.text(gift.id)])
    }
    #expect(try claim() == 1_000)
    #expect(try [matched(first), matched(second)] == [800, 200], "the pot runs out at the second gift")
    try test.agree { try $0.reverse(Correction(entry: first.id, reason: .notComing)) }
    #expect(try claim() == -300)
    #expect(try [matched(first), matched(second)] == [0, 700], "what the first gift frees goes to the second")
    func owed() throws -> [Int64] { try OpenExpectation.all(kind: .match, test.store.reading).map(\.duePence) }
    #expect(try owed() == [200, 500], "less for one fund is less of what is owed, not a debt beside it")
    #expect(try claim() == nil)
    let third = try test.give(5_000, by: .body("ROTARY"))
    #expect(try claim() == 300)
    #expect(try [matched(second), matched(third)] == [700, 300])
    #expect(try test.position("no-limits").receivedPence == 5_300)
    #expect(try test.position("gift-of-giving").receivedPence == 1_400)
    #expect(try accountBalance(.matchDue("BREW"), test.store.reading) == Pence(1_000))
    #expect(try test.faults() == [])
  }

  @Test func aWebGiftIsMatchedOnceItIsSettledOnTheDayItWasGiven() throws {
    let test = try TestHouse()
    let offer = try MatchOffer(
      sponsor: "BREW", name: "A brewery", rate: .whole, monthlyCap: Pence(1_200), pot: Pence(2_000),
      from: try day("2026-11-01"), until: try day("2026-12-31"), funds: ["no-limits"])
    try test.agree { try $0.offerMatch(offer) }
    _ = try test.gifts(try Self.sample().replacing(",NOLIMITS,Good", with: ",WHATELSE,Good"))
    let byHand = try test.give(300)
    func claim() throws -> Int64? {
      try test.house(Who.finance).claimMatch("BREW", until: try day("2026-12-09"))?.claim.amountPence
    }
    func matched(_ gift: String) throws -> Int64 {
      try test.store.reading.int("SELECT sum(amount_pence) FROM matched_gift WHERE gift = ?", [.text(gift)])
    }
    let payout = "gifts/webgiving/PO-2026-11/r1"
    #expect(try claim() == 1_500)
    #expect(try [matched("\(payout)/L2"), matched("\(payout)/L4"), matched(byHand.id)] == [0, 1_200, 300])
    let item = try #require(try OpenItem.open(test.store.reading).first { $0.code == "gift-unknown-fund" })
    _ = try test.house(Who.finance).settling().settle(
      item.id, as: .fund("no-limits"), reason: .registerCorrected, action: "suspense.settle")
    // It was given first, so the pot is empty before the last gift.
    #expect(try claim() == 500)
    #expect(try [matched("\(payout)/L2"), matched("\(payout)/L4"), matched(byHand.id)] == [1_200, 800, 0])
    #expect(try claim() == nil)
    try test.agree { try $0.reverse(Correction(entry: byHand.id, reason: .notComing)) }
    #expect(try claim() == nil, "nothing was claimed for it any more")
    let links = try #require(try PayrollTrace.follow("\(payout)/L2", test.store.reading))
    #expect(links.contains { $0.kind == "match" && $0.id == "match/BREW/2" && $0.amountPence == 1_200 })
    #expect(try test.faults() == [])
  }

  @Test func aPotIsFreedByWhatALaterFileGivesBackAndAGiverNamedLaterHasOneCap() throws {
    let test = try TestHouse()
    _ = try MandateImport(
      test.store, layout: try TestHouse.configuration.get().mandateLayout, limits: .standard
    ).take("\(TestHouse.root)/batches/samples/mandates.csv", by: Who.finance, on: try day(TestHouse.today))
    func take(_ month: String, _ line: String, _ total: String) throws {
      let file = "H,1,SBC,STAFF,2026-\(month)-30,M1,0001,2026-10-28T18:00:00Z\n\(line)\nT,1,\(total)\n"
      let name = Scenario.samples[0].replacing("2026-10", with: "2026-\(month)")
      let taken = try test.take(file, named: name)
      if taken.state != .posted { _ = try test.house(Who.finance).approve("P\(try #require(taken.import))") }
      for item in try OpenItem.open(test.store.reading) where item.line != nil {
        _ = try test.house(Who.finance).settling().settle(
          item.id, as: .fund("no-limits"), reason: .consentReceived, action: "suspense.settle")
      }
    }
    func claim() throws -> Int64? {
      try test.house(Who.finance).claimMatch("BREW", until: try day("2026-12-09"))?.claim.amountPence
    }
    try take("10", "D,100234,NOLIM,100.00,,", "100.00")
    let offer = try MatchOffer(
      sponsor: "BREW", name: "A brewery", rate: .whole, monthlyCap: Pence(5_000), pot: Pence(100_000),
      from: try day("2026-10-01"), until: try day("2026-10-31"), funds: ["no-limits"])
    try test.agree { try $0.offerMatch(offer) }
    #expect(try claim() == 5_000)
    // The line should have said 10.00. The file that says so comes after the offer's last day.
    try take("11", "D,100234,NOLIM,-90.00,,", "-90.00")
    #expect(try claim() == -4_000)
    #expect(try accountBalance(.matchDue("BREW"), test.store.reading) == Pence(1_000))
    // A gift without a name has a cap of its own, until it is known whose it is: then both are one giver's.
    let gift = try test.give(4_500, by: .anonymous, on: "2026-10-20")
    #expect(try claim() == 4_500)
    let giver = try test.store.reading.int("SELECT donor FROM post WHERE post = (SELECT max(post) FROM contribution)")
    try test.house(Who.finance).nameGiver(of: gift.id, person: giver)
    #expect(try claim() == -500)
    #expect(try test.faults() == [])
  }

  @Test func whatIsSettledOfAPayslipLineIsMatchedWithItsGiversCapAndGoesWithItsFile() throws {
    let test = try TestHouse()
    _ = try MandateImport(
      test.store, layout: try TestHouse.configuration.get().mandateLayout, limits: .standard
    ).take("\(TestHouse.root)/batches/samples/mandates.csv", by: Who.finance, on: try day(TestHouse.today))
    func file(_ lines: [String], _ total: String) -> String {
      (["H,1,SBC,STAFF,2026-10-30,M1,0001,2026-10-28T18:00:00Z"] + lines + ["T,\(lines.count),\(total)"])
        .joined(separator: "\n") + "\n"
    }
    let lines = [
      "D,100234,NOLIM,12.00,,", "D,102004,WHAT,3.00,,", "D,999998,NOLIM,7.00,,", "D,999999,NOLIM,4.00,,",
    ]
    try #require(try test.take(file(lines, "26.00"), named: Scenario.samples[0]).state == .posted)
    let offer = try MatchOffer(
      sponsor: "BREW", name: "A brewery", rate: .whole, monthlyCap: Pence(1_500), pot: Pence(1_750),
      from: try day("2026-10-01"), until: try day("2026-12-31"), funds: ["no-limits"])
    try test.agree { try $0.offerMatch(offer) }
    func claim() throws -> Int64? {
      try test.house(Who.finance).claimMatch("BREW", until: try day("2026-12-09"))?.claim.amountPence
    }
    #expect(try claim() == 1_000, "what a mandate says")
    let items = try OpenItem.open(test.store.reading).sorted { ($0.line ?? 0) < ($1.line ?? 0) }
    #expect(items.map(\.suspensePence) == [200, 300, 700, 400])
    let mandate = try #require(try Mandate.find(1, test.store.reading))
    let settling = try test.house(Who.finance).settling()
    let ways: [Resolution] = [.fund("no-limits"), .fund("no-limits"), .mandate(mandate.number), .fund("no-limits")]
    for (item, way) in zip(items, ways) { _ = try settling.settle(item.id, as: way, reason: .consentReceived) }
    // 12 + 7 of one giver within the cap of 15, 3 of another, and the pot holds 17.50. Nobody knows whose the last is.
    #expect(try claim() == 750)
    func matchedInLetters() throws -> Int64 {
      try DonorGiving.read(day("2026-10-01")...day("2026-12-31"), test.store.reading).sums.values
        .reduce(0) { $0 + $1.matched }
    }
    #expect(try matchedInLetters() == 1_750, "the givers are told of all of it")
    let links = try #require(try PayrollTrace.follow(items[1].id, test.store.reading))
    #expect(links.contains { $0.kind == "match" && $0.id == "match/BREW/2" })
    #expect(try test.faults() == [])
    let revised = try test.take(
      file(["D,100234,NOLIM,10.00,,"], "10.00"), named: Scenario.samples[0], supersedes: true)
    _ = try test.house(Who.finance).approve("P\(try #require(revised.import))")
    #expect(try claim() == -750)
    #expect(try test.faults() == [])
  }

  @Test func giftsFromPayAreMatchedTheSameWhateverTheOrderOfFiles() throws {
    var claimed: [Int64] = []
    var hashes: [String] = []
    for order in [Scenario.samples, Scenario.samples.reversed()] {
      let test = try TestHouse()
      _ = try MandateImport(
        test.store, layout: try TestHouse.configuration.get().mandateLayout, limits: .standard
      ).take("\(TestHouse.root)/batches/samples/mandates.csv", by: Who.finance, on: try day(TestHouse.today))
      for name in order { _ = try test.take(TestHouse.sample(name), named: name) }
      let offer = try MatchOffer(
        sponsor: "BREW", name: "A brewery", rate: .whole, monthlyCap: Pence(1_500), pot: Pence(6_001),
        from: try day("2026-10-01"), until: try day("2026-12-31"), funds: ["no-limits", "gift-of-giving"])
      try test.agree { try $0.offerMatch(offer) }
      let claim = try #require(try test.house(Who.finance).claimMatch("BREW", until: try day("2026-11-30")))
      claimed.append(claim.claim.amountPence)
      hashes.append(try test.house(.system).verify().ledgerHash)
      #expect(try test.faults() == [])
    }
    #expect(claimed == [6_001, 6_001] && hashes[0] == hashes[1])
  }

  @Test func aCampaignCountsWhatCameAndWhatWasBoughtByNumberOnly() throws {
    let test = try TestHouse()
    func write(_ key: String, _ action: String, _ body: (Write) throws -> Void) throws {
      try test.change(key, as: action, by: Who.finance, body)
    }
    let fund = Fund(
      number: 0, code: "pack-home", name: "Starter packs", purpose: "Setting up a first home", parent: "no-limits",
      surplusTo: "no-limits")
    #expect(throws: GivingError.self) {
      try write("0", "campaign.open") { try Campaign.open(fund, target: .zero, in: $0) }
    }
    try write("1", "campaign.open") { try Campaign.open(fund, target: Pence(200_000), in: $0) }
    try test.give(700, to: "pack-home")
    let today = try day(TestHouse.today)
    try write("2", "campaign.bought") { try Campaign.bought("pack-home", books: 3, vouchers: 2, on: today, in: $0) }
    try write("3", "campaign.bought") { try Campaign.bought("pack-home", books: -1, vouchers: 0, on: today, in: $0) }
    #expect(throws: GivingError.self) {
      try write("4", "campaign.bought") { try Campaign.bought("pack-home", books: -3, vouchers: 0, on: today, in: $0) }
    }
    #expect(throws: GivingError.self) {
      try write("5", "campaign.bought") { try Campaign.bought("no-limits", books: 1, vouchers: 0, on: today, in: $0) }
    }
    let found = try #require(try Campaign.all(test.store.reading).first)
    #expect(found.fund == "pack-home" && found.targetPence == 200_000 && found.receivedPence == 700)
    #expect(found.books == 2 && found.vouchers == 2 && found.surplusTo == "no-limits")
    #expect(try test.faults() == [])
  }

  @Test func aGiftAndAReversalCanBeFollowed() throws {
    let test = try TestHouse()
    _ = try test.gifts(try Self.sample())
    let line = try #require(try PayrollTrace.follow("gifts/webgiving/PO-2026-11/r1/L2", test.store.reading))
    #expect(line.first?.kind == "gift" && line.first?.amountPence == 2_500)
    #expect(line.contains { $0.kind == "entry" && $0.id == "gifts/webgiving/PO-2026-11/r1" })
    try test.agree { try $0.reverse(Correction(entry: "gifts/webgiving/PO-2026-11/r1", reason: .recordedTwice)) }
    let back = try #require(
      try PayrollTrace.follow("reversed/gifts/webgiving/PO-2026-11/r1", test.store.reading))
    #expect(back.contains { $0.kind == "reason" && $0.words == "recorded-twice" })
  }
}
