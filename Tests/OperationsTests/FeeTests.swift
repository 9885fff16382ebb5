// The foundation's fee: by its rule, once, never more than a fund can give, and paid through the bank.

import Dates
import Files
import Foundation
import Giving
import Grants
import Ledger
import Money
import Reporting
import Store
import Testing

@testable import Operations

extension TestHouse {
  /// Rules as a file holds them, one a line.
  func feeRules(_ rules: String...) throws -> FoundationFeeRules {
    let path = "\(folder)/fees-\(UUID().uuidString).yaml"
    let lines = rules.map { "  - {\($0), source: A test}\n" }.joined()
    try AtomicFile.write(path, bytes: Array("payment: {days: 30}\nfees:\n\(lines)".utf8))
    return try FoundationFeeRules.read(path)
  }

  /// Takes the fee of a month, in the middle of the next one unless said otherwise.
  @discardableResult
  func charge(
    _ month: String = "2026-11", by rules: FoundationFeeRules, as actor: Actor = Who.finance, on date: String? = nil,
    isDryRun: Bool = false
  ) throws -> [FundFee] {
    let month = try day("\(month)-01").month
    return try FeeCharging(
      rules, store, actor: actor, businessDate: try date.map(day) ?? month.next.firstDay.adding(days: 9),
      isDryRun: isDryRun
    ).charge(month)
  }

  /// A gift of this day; without a bank account it is on its way.
  @discardableResult
  func gift(_ amount: Int64, on date: String, to fund: String = "no-limits", into account: String? = "main") throws
    -> Gift
  {
    let terms = GiftTerms(
      amount: Pence(amount), fund: fund, date: try day(date), giver: .body("MAYOR"), account: account.map { .bank($0) })
    let request = WriteRequest(
      Action("gift.add"), by: Who.finance, key: UUID().uuidString, inputs: Inputs([:]), on: try day(Self.today))
    return try store.write(request) { try terms.record(isAnother: true, in: $0, store: store) }.value
  }
}

@Suite struct FeeTests {
  static let onReceipt = "fund: no-limits, basis: on-receipt, rate: 5, from: 2026-10-01"

  private func taken(_ test: TestHouse) throws -> [String] {
    try FeeCharge.all(test.store.reading).reversed().map {
      "\($0.fund) \($0.month) for \($0.forMonth): \($0.feePence) on \($0.basePence)"
    }
  }

  @Test func aFeeOnReceiptIsTakenOnceAndWhatCameSinceBringsTheDifference() throws {
    let test = try TestHouse()
    let rules = try test.feeRules(Self.onReceipt)
    try test.gift(10_000, on: "2026-11-20")
    #expect(try test.charge(by: rules).map(\.feePence) == [500])
    #expect(try test.charge(by: rules).isEmpty, "the same month twice changes nothing")
    try test.gift(1_010, on: "2026-11-21")
    #expect(try test.charge(by: rules).map(\.feePence) == [51])
    #expect(
      try taken(test) == ["no-limits 2026-11 for 2026-11: 500 on 10000", "no-limits 2026-11 for 2026-11: 51 on 11010"])
    let entry = try #require(try Entry.find("fee/no-limits/2026-11/2", test.store.reading))
    #expect(entry.kind == "foundation-fee" && entry.eventDate == "2026-11-30" && entry.month == "2026-11")
    #expect(
      entry.postings.map { "\($0.account) \($0.amountPence)" }
        == ["expense:foundation-fee 51", "liability:fees-due:foundation -51"])
    #expect(try test.position("no-limits").availablePence == 11_010 - 551)
    #expect(try test.faults() == [])
  }

  @Test func whatWasTakenOfAGiftThatWasTakenBackIsHeldAgainstTheNextFee() throws {
    let test = try TestHouse()
    let rules = try test.feeRules(Self.onReceipt)
    let gift = try test.gift(10_000, on: "2026-11-20", into: nil)
    try test.gift(2_000, on: "2026-11-21")
    #expect(try test.charge(by: rules).map(\.feePence) == [600])
    try test.agree { try $0.reverse(Correction(entry: gift.id, reason: .notComing)) }
    #expect(try test.charge(by: rules).isEmpty)
    func credit() throws -> [String] {
      let charging = FeeCharging(rules, test.store, actor: Who.finance, businessDate: try day("2027-01-10"))
      return try charging.standing(after: try day("2026-12-01").month).filter { $0.creditPence > 0 }.map {
        "\($0.fund) \($0.creditPence)"
      }
    }
    #expect(try credit() == ["no-limits 500"])
    try test.gift(11_000, on: "2026-12-05")
    #expect(try test.charge("2026-12", by: rules).map(\.feePence) == [50], "550 less the 500 that were too much")
    #expect(try credit() == [])
    #expect(try test.faults() == [])
  }

  @Test func theBankLineThatPaysTheFeeClearsWhatIsDue() throws {
    let test = try TestHouse()
    try test.gift(10_000, on: "2026-11-20")
    try test.charge(by: test.feeRules(Self.onReceipt))
    let due = try #require(try OpenExpectation.all(kind: .fee, test.store.reading).first)
    #expect(due.expectation.id == "fee/no-limits/2026-11" && due.expectation.period == "2026-11")
    #expect(due.expectation.dueDate == "2026-12-30" && due.duePence == -500)
    try test.come(due.expectation.id)
    #expect(try OpenExpectation.all(kind: .fee, test.store.reading).isEmpty)
    let position = try test.position("no-limits")
    #expect(position.bankPence == 9_500 && position.availablePence == 9_500)
    #expect(try test.faults() == [])
  }

  @Test func whatOneFundGivesAnotherIsNoReceiptAndWhatComesFromElsewhereIs() throws {
    let test = try TestHouse()
    try test.gift(10_000, on: "2026-11-20", to: "gift-of-giving")
    try test.agree {
      try $0.transfer(FundTransfer(from: "gift-of-giving", to: "no-limits", amount: Pence(4_000), reason: .surplus))
    }
    try test.change("elsewhere", as: "bank.assign", by: Who.finance) {
      var draft = EntryDraft(id: "elsewhere", kind: "bank-assigned", eventDate: try day("2026-12-10"))
      draft.move(Pence(2_000), debit: .bank("main"), credit: .transfersIn, fund: 2)
      try draft.post(in: $0)
    }
    let every = try test.feeRules("fund: \"*\", basis: on-receipt, rate: 10, from: 2026-10-01")
    try test.charge("2026-12", by: every)
    #expect(
      try FeeCharge.all(test.store.reading).map { "\($0.fund) \($0.feePence)" }.sorted()
        == ["gift-of-giving 1000", "no-limits 200"])
    #expect(try test.faults() == [])
  }

  @Test func aFeeOnTheBalanceIsATwelfthOfAYearsRateOnWhatLiesInTheBankAtTheMonthsEnd() throws {
    let test = try TestHouse()
    let rules = try test.feeRules("fund: no-limits, basis: on-balance, rate: 1.5, from: 2026-10-01")
    try test.gift(100_000, on: "2026-10-31")
    try test.gift(20_000, on: "2026-11-01")
    try test.gift(70_000, on: "2026-11-02", into: nil)
    try test.charge(by: rules)
    #expect(
      try taken(test) == [
        "no-limits 2026-11 for 2026-10: 125 on 100000", "no-limits 2026-11 for 2026-11: 150 on 120000",
      ])
    #expect(try Entry.newest(1, test.store.reading).first?.postings.map(\.amountPence) == [275, -275])
    #expect(try test.faults() == [])
  }

  @Test func aFeeOnGrantsIsTakenOnWhatWasAwardedLessWhatWasGivenBack() throws {
    let test = try TestHouse()
    let rules = try test.feeRules("fund: no-limits, basis: on-grants, rate: 10, from: 2026-10-01")
    try test.startGrants()
    let awards = [try test.screened(test.form()), try test.screened(test.form("Ana One"))]
    for award in awards { try test.house(Who.manager).signOff(award) }
    #expect(try test.charge("2026-11", by: rules).isEmpty, "nothing was awarded then")
    try test.step("award.cancel", by: Who.manager) { context -> Int in
      try Award.cancel(
        awards[0], reason: "moved", on: try day(TestHouse.today), by: Who.manager, in: context)
      return 0
    }
    try test.charge("2026-12", by: rules)
    let base = -(try test.position("no-limits")).bankPence + 100_000
    #expect(base == 0)
    let fee = try #require(try FeeCharge.all(test.store.reading).first)
    #expect(fee.basePence == 25_000 && fee.feePence == 2_500)
    try test.step("award.cancel", by: Who.manager) { context -> Int in
      try Award.cancel(
        awards[1], reason: "moved", on: try day(TestHouse.today), by: Who.manager, in: context)
      return 0
    }
    #expect(try test.charge("2026-12", by: rules).isEmpty, "never below nothing")
    #expect(try test.faults() == [])
  }

  @Test func withTheBasisNoneAndForMoneyThatIsNobodysYetNothingIsTaken() throws {
    let test = try TestHouse()
    try test.gift(10_000, on: "2026-11-20")
    #expect(try test.charge(by: test.feeRules("fund: \"*\", basis: none, from: 2026-10-01")).isEmpty)
    #expect(try test.house(Who.finance).chargeFees(try day("2026-11-01").month).isEmpty, "as shipped")
    for fund in ["unallocated", "nowhere"] {
      #expect(throws: ConfigurationFault.self) {
        try test.charge(by: test.feeRules("fund: \(fund), basis: on-receipt, rate: 5, from: 2026-10-01"))
      }
    }
  }

  @Test func aFundThatCannotGiveItAllGivesWhatItCanAndTheRestOnceThereIsMoney() throws {
    let test = try TestHouse()
    let rules = try test.feeRules(Self.onReceipt)
    let waiting = try test.gift(10_000, on: "2026-11-20", into: nil)
    try test.gift(200, on: "2026-11-20")
    try test.gift(90_000, on: "2026-11-20", to: "gift-of-giving")
    let first = try #require(try test.charge(by: rules).first)
    #expect(first.feePence == 200 && first.restPence == 310)
    #expect(try test.position("no-limits").availablePence == 0)
    #expect(try test.position("gift-of-giving").availablePence == 90_000, "no other fund pays it")
    let item = try #require(try OpenItem.open(test.store.reading).first)
    #expect(item.code == FeeCharging.notCharged && item.eventDate == "2026-11-30")
    #expect(ItemAdvice.of(item.code) != nil && ItemWords.of(item.code) != item.code)
    #expect(try test.charge(by: rules).isEmpty, "it is told once")
    try test.come(waiting.id)
    let second = try #require(try test.charge("2026-12", by: rules).first)
    #expect(second.feePence == 310 && second.restPence == 0)
    #expect(try taken(test).last == "no-limits 2026-12 for 2026-11: 310 on 10200")
    #expect(try OpenItem.open(test.store.reading).isEmpty)
    #expect(try OpenItem.find(item.id, test.store.reading)?.settled == "charged")
    #expect(try test.faults() == [])
  }

  @Test func whatWasTakenBackIsHeldAgainstLaterFees() throws {
    let test = try TestHouse()
    let rules = try test.feeRules(Self.onReceipt)
    let wrong = try test.gift(4_000, on: "2026-11-20")
    try test.gift(10_000, on: "2026-11-21")
    #expect(try test.charge(by: rules).map(\.feePence) == [700])
    try test.agree { try $0.reverse(Correction(entry: wrong.id, reason: .wrongAmount)) }
    #expect(try test.charge(by: rules).isEmpty, "a fee is never given back")
    try test.gift(5_000, on: "2026-12-01")
    #expect(try test.charge("2026-12", by: rules).map(\.feePence) == [50], "5% of 150.00, less 7.00")
    #expect(try test.faults() == [])
  }

  @Test func aMinimumIsTheLeastForAMonthOrForAFullYear() throws {
    let test = try TestHouse()
    try test.gift(10_000, on: "2025-12-15")
    try test.gift(10_000, on: "2026-10-15", to: "gift-of-giving")
    let rules = try test.feeRules(
      "fund: no-limits, basis: on-receipt, rate: 1, from: 2025-12-01, minimum: {amount: 12.00, per: year}",
      "fund: gift-of-giving, basis: on-receipt, rate: 1, from: 2026-10-01, minimum: {amount: 3.00, per: month}")
    try test.charge("2026-10", by: rules)
    #expect(
      try taken(test).sorted() == [
        "gift-of-giving 2026-10 for 2026-10: 300 on 10000", "no-limits 2026-10 for 2025-12: 100 on 10000",
      ])
    try test.charge(by: rules)
    #expect(try taken(test).last == "no-limits 2026-11 for 2026-11: 1100 on 0")
    #expect(try test.faults() == [])
  }

  @Test func onlyAMonthThatIsOverAndOpenIsCharged() throws {
    let test = try TestHouse()
    let rules = try test.feeRules(Self.onReceipt)
    try test.gift(10_000, on: "2026-11-20")
    #expect(throws: LedgerError.self) { try test.charge(by: rules, on: "2026-11-30") }
    try test.agree { try $0.closeMonth(try day("2026-11-01").month) }
    #expect(throws: LedgerError.self) { try test.charge(by: rules) }
    try test.gift(2_000, on: "2026-11-25")
    try test.charge("2026-12", by: rules)
    #expect(
      try taken(test) == ["no-limits 2026-12 for 2026-11: 500 on 10000", "no-limits 2026-12 for 2026-12: 100 on 2000"])
    #expect(try test.faults() == [])
  }

  @Test func financeAndTheNightTakeFeesAndNobodyElse() throws {
    let test = try TestHouse()
    let rules = try test.feeRules(Self.onReceipt)
    try test.gift(10_000, on: "2026-11-20")
    for actor in [Who.manager, Who.auditor, Who.operator1, Who.support] {
      #expect(throws: StoreError.self) { try test.charge(by: rules, as: actor) }
    }
    for actor in [Who.operator1, Who.support] {
      #expect(throws: StoreError.self) { try test.house(actor).feesTaken() }
      #expect(throws: StoreError.self) { try test.house(actor).feesOwed() }
    }
    #expect(try test.charge(by: rules, isDryRun: true).map(\.feePence) == [500])
    #expect(try FeeCharge.all(test.store.reading).isEmpty, "a dry run keeps nothing")
    #expect(try test.charge(by: rules, as: .system).map(\.feePence) == [500])
  }

  @Test func theStatementShowsTheFeeAndWhatIsDue() throws {
    let test = try TestHouse()
    try test.gift(10_000, on: "2026-11-20")
    try test.charge(by: test.feeRules(Self.onReceipt))
    let figures = try StatementFigures.read(try day("2026-11-01").month, test.store.reading)
    #expect(figures.movements.first { $0.code == "foundation-fee" }?.monthPence == -500)
    #expect(figures.position.first { $0.code == "fees-due" }?.monthPence == 500)
  }

  @Test func aFeeThatIsMoreThanWasAgreedIsNamed() throws {
    let test = try TestHouse()
    try test.gift(10_000, on: "2026-11-20")
    try test.charge(by: test.feeRules(Self.onReceipt))
    for (column, check) in [("rate_basis_points", "foundation-fee-rate"), ("fee_pence", "foundation-fee-posted")] {
      try test.reopen {
        let raw = try Raw(test.home.database)
        defer { raw.close() }
        try raw.run("DROP TRIGGER IF EXISTS fee_charge_is_never_changed")
        try raw.run("UPDATE fee_charge SET \(column) = \(column) - 1")
      }
      #expect(try test.faults().contains { $0.hasPrefix("\(check): fee_charge of fee/no-limits/2026-11/1 ") })
    }
  }

  // Random gifts, some on their way, some taken back, charged after each month, some months twice: what was taken is what
  // the rule says of what stands, month by month rounded, as far as there was money.
  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func chargesComeToTheFeeOfWhatStands(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let test = try TestHouse()
    let points = Int64.random(in: 1...1_500, using: &generator)
    let rules = try test.feeRules(
      "fund: no-limits, basis: on-receipt, rate: \(Pence(points)), from: 2026-06-01")
    var received: [String: Int64] = [:]
    var onTheirWay: [(gift: Gift, month: String)] = []
    var model: Int64 = 0
    func owed() -> Int64 {
      received.values.reduce(0) { sum, base in
        let fee = (abs(base) * points * 2 + 10_000) / 20_000
        return sum + (base < 0 ? -fee : fee)
      }
    }
    for month in ["2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11"] {
      for _ in 0..<Int.random(in: 0...4, using: &generator) {
        let amount = Int64.random(in: 1...99_999, using: &generator)
        let isHere = Int.random(in: 0...3, using: &generator) == 0
        let gift = try test.gift(amount, on: "\(month)-15", into: isHere ? "main" : nil)
        received[month, default: 0] += amount
        if !isHere { onTheirWay.append((gift, month)) }
      }
      if let place = onTheirWay.indices.randomElement(using: &generator) {
        let (gift, given) = onTheirWay.remove(at: place)
        if Bool.random(using: &generator) {
          try test.agree { try $0.reverse(Correction(entry: gift.id, reason: .notComing)) }
          received[given, default: 0] -= gift.amountPence
        } else {
          try test.come(gift.id)
        }
      }
      for _ in 0..<Int.random(in: 1...2, using: &generator) {
        let available = try test.position("no-limits").availablePence
        let expected = min(max(0, owed() - model), max(0, available))
        let fees = try test.charge(month, by: rules)
        #expect(fees.first?.feePence ?? 0 == expected, "seed \(seed), \(month)")
        model += expected
        #expect(try test.position("no-limits").availablePence >= 0, "seed \(seed), \(month)")
      }
    }
    let charges = try FeeCharge.all(test.store.reading)
    #expect(charges.reduce(0) { $0 + $1.feePence } == model && charges.allSatisfy { $0.feePence > 0 }, "seed \(seed)")
    #expect(try OpenItem.open(test.store.reading).isEmpty == (owed() <= model), "seed \(seed)")
    #expect(try test.faults() == [], "seed \(seed)")
  }
}
