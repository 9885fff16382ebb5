// What is due, how it is paid, and where a fund's money lies.

import Dates
import Ledger
import Money
import Store
import Testing

@Suite struct DueTests {
  static let transit = Account.inTransit(employer: "SBC")

  /// A home where so many pence are due under expectation `e` for each of these funds.
  private func home(_ parts: [(fund: Int64, pence: Int64)], id: String = "e", due: String = "2026-11-19") throws
    -> TestHome
  {
    let home = try TestHome()
    try expect(parts, id: id, due: due, home)
    return home
  }

  private func expect(
    _ parts: [(fund: Int64, pence: Int64)], id: String, due: String = "2026-11-19", _ home: TestHome
  ) throws {
    var draft = EntryDraft(id: id, kind: "test", eventDate: try day("2026-10-30"))
    for (fund, pence) in parts {
      draft.move(Pence(pence), debit: Self.transit, credit: income, fund: fund, expectation: id)
    }
    let expectation = Expectation(
      id: id, kind: .employerRemittance, from: "SBC", to: Expectation.foundation, period: "26-27 M07",
      dueDate: try day(due))
    try home.change { write in
      try draft.post(in: write)
      try expectation.record(in: write)
    }
    #expect(try Expectation.find(id, home.store.reading) == expectation)
  }

  /// Pays an amount into the bank; gives what was left over.
  private func pay(_ pence: Int64, _ home: TestHome, as entry: String = "paid", under id: String = "e") throws -> Pence
  {
    var draft = EntryDraft(id: entry, kind: "bank", eventDate: try day("2026-11-19"))
    let left = try draft.clear(id, Pence(pence), into: bank, home.store.reading)
    if !draft.postings.isEmpty { try home.change { try draft.post(in: $0) } }
    return left
  }

  /// What is due by fund, what came by fund, and what was left over.
  static let payments:
    [(due: [(Int64, Int64)], paid: Int64, stillDue: [Int64: Int64], banked: [Int64: Int64], left: Int64)] =
      [
        ([(2, 600), (3, 400)], 1000, [:], [2: 600, 3: 400], 0),
        ([(2, 600), (3, 400)], 1100, [:], [2: 600, 3: 400], 100),
        ([(2, 600), (3, 400)], 500, [2: 300, 3: 200], [2: 300, 3: 200], 0),
        ([(2, 1), (3, 1)], 1, [3: 1], [2: 1], 0),
        ([(2, 500), (3, -100)], 400, [:], [2: 500, 3: -100], 0),
        ([(2, 500), (3, -100)], 300, [2: 200, 3: -100], [2: 300], 0),
        ([(2, 500)], -200, [2: 500], [:], -200),
        ([(2, -500)], -200, [2: -300], [2: -200], 0),
      ]

  @Test(arguments: payments.indices)
  func aPaymentIsSpreadByWhatWasExpectedOfEach(_ index: Int) throws {
    let (due, paid, stillDue, banked, left) = Self.payments[index]
    let home = try home(due.map { (fund: $0.0, pence: $0.1) })
    #expect(try pay(paid, home) == Pence(left))
    let reading = home.store.reading
    #expect(
      Dictionary(uniqueKeysWithValues: try Due.under("e", reading).map { ($0.fund, $0.amount.rawValue) }) == stillDue)
    var sums: [Int64: Int64] = [:]
    try reading.each(
      "SELECT fund, sum(amount_pence) FROM posting WHERE account = 'asset:bank:foundation' GROUP BY fund"
    ) { sums[$0.int(0)] = $0.int(1) }
    #expect(sums == banked)
    #expect(try home.faults() == [])
  }

  @Test func overRandomPaymentsEveryFundGetsWhatWasDueToItAndNeverMore() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Mixer(state: seed)
    for _ in 0..<30 {
      let parts = (2...3).map { (fund: Int64($0), pence: Int64.random(in: 1...5_000, using: &random)) }
      let home = try home(parts)
      var left = parts.reduce(0) { $0 + $1.pence }
      var number = 0
      while left > 0 {
        let before = try Due.under("e", home.store.reading)
        let paid = number == 5 ? left : Int64.random(in: 1...left, using: &random)
        number += 1
        #expect(try pay(paid, home, as: "paid-\(number)") == .zero, "seed \(seed)")
        let after = try Due.under("e", home.store.reading)
        let total = before.reduce(0) { $0 + $1.amount.rawValue }
        for due in before {
          let still = after.first { $0.fund == due.fund }?.amount ?? .zero
          let share = (due.amount - still).rawValue
          #expect(share >= 0 && still >= .zero, "seed \(seed): no fund is paid more than was due to it")
          #expect(abs(share * total - paid * due.amount.rawValue) < total, "seed \(seed): within a penny of its quota")
        }
        left -= paid
        #expect(after.map(\.amount).sum() == Pence(left), "seed \(seed)")
      }
      var banked: [Int64: Int64] = [:]
      try home.store.reading.each(
        "SELECT fund, sum(amount_pence) FROM posting WHERE account = 'asset:bank:foundation' GROUP BY fund"
      ) { banked[$0.int(0)] = $0.int(1) }
      #expect(banked == Dictionary(uniqueKeysWithValues: parts.map { ($0.fund, $0.pence) }), "seed \(seed)")
    }
  }

  @Test func twoPaymentsInOneEntryKnowOfEachOther() throws {
    let home = try home([(2, 600), (3, 400)])
    var draft = EntryDraft(id: "paid", kind: "bank", eventDate: try day("2026-11-19"))
    #expect(try draft.clear("e", Pence(700), into: bank, home.store.reading) == .zero)
    #expect(try draft.clear("e", Pence(700), into: bank, home.store.reading) == Pence(400))
    try home.change { try draft.post(in: $0) }
    #expect(try OpenExpectation.all(home.store.reading) == [])
    #expect(try home.faults() == [])
  }

  @Test func whatIsOpenComesInOrderOfItsDay() throws {
    let home = try home([(2, 600)], id: "late", due: "2026-12-19")
    try expect([(2, 100), (3, 50)], id: "early", home)
    try expect([(2, 100)], id: "paid", due: "2026-10-19", home)
    _ = try pay(100, home, as: "p", under: "paid")
    let open = try OpenExpectation.all(home.store.reading)
    #expect(open.map { "\($0.expectation.id) \($0.duePence)" } == ["early 150", "late 600"])
    #expect(try OpenExpectation.all(kind: .match, home.store.reading) == [])
    #expect(try OpenExpectation.all(from: "SBC", home.store.reading).count == 2)
  }

  @Test func moneyThatIsDueNamesItsExpectationAndOtherMoneyNamesNone() throws {
    let home = try TestHome()
    var nameless = EntryDraft(id: "a", kind: "test", eventDate: try day("2026-10-30"))
    nameless.move(Pence(5), debit: Self.transit, credit: income, fund: 2)
    #expect(throws: LedgerError.expectation(entry: "a", account: "asset:in-transit:SBC")) {
      try home.change { try nameless.post(in: $0) }
    }
    var named = EntryDraft(id: "a", kind: "test", eventDate: try day("2026-10-30"))
    named.add(Posting(bank, fund: 2, expectation: "e", Pence(5)))
    named.add(Posting(income, fund: 2, Pence(-5)))
    #expect(throws: LedgerError.expectation(entry: "a", account: "asset:bank:foundation")) {
      try home.change { try named.post(in: $0) }
    }
    #expect(
      try home.raw("INSERT INTO posting (entry, account, fund, amount_pence) VALUES (9, 'asset:in-transit:X', 2, 5)")
        != nil)
  }

  @Test func whatIsDueUnderNothingIsNamed() throws {
    let home = try TestHome()
    try home.post("a", [(Self.transit, 2, 500), (income, 2, -500)])
    #expect(try home.faults() == ["dues: something is due under due, which nobody expects"])
  }

  @Test func aPoundIsFollowedFromWhoOwesItToTheBankAndBack() throws {
    let home = try home([(2, 600), (3, 400)])
    let next = Expectation(
      id: "report", kind: .agencyPayment, from: "PGA", to: Expectation.foundation, period: "r1",
      dueDate: try day("2026-12-23"))
    var report = EntryDraft(id: "report", kind: "agency-report", eventDate: try day("2026-11-20"))
    _ = try report.clear("e", Pence(1000), into: .atAgency("PGA"), as: "report", home.store.reading)
    try home.change { write in
      try report.post(in: write)
      try next.record(in: write)
    }
    _ = try pay(750, home, as: "statement", under: "report")
    let reading = home.store.reading
    let told = { (links: [TraceLink]) in links.map { "\($0.kind) \($0.id) \($0.amountPence ?? 0)" } }
    #expect(
      told(try MoneyTrace.onward("e", reading)) == [
        "expectation e 0", "entry report 1000", "expectation report 250", "entry statement 750", "bank statement 0",
      ])
    #expect(told(try MoneyTrace.back(from: "statement", reading)) == ["entry report 750"])
    #expect(told(try MoneyTrace.back(from: "report", reading)) == ["entry e 1000"])
    #expect(told(try MoneyTrace.back(from: "e", reading)) == [])
    #expect(told(try MoneyTrace.onward("none", reading)) == [])
  }

  @Test func moneyIsFoundWhereItLies() throws {
    let home = try home([(2, 300)], id: "late", due: "2026-12-19")
    try expect([(2, 100)], id: "early", home)
    try home.post("banked", [(bank, 2, 50), (income, 2, -50)])
    let fund = try #require(try Funds.read(home.store.reading)["fund-2"])
    func find(_ pence: Int64, preferring: String? = nil) throws -> [String] {
      try Whereabouts.find(Pence(pence), of: fund, preferring: preferring, home.store.reading).map {
        "\($0.expectation ?? $0.account.name) \($0.amount.rawValue)"
      }
    }
    #expect(try find(30) == ["asset:bank:foundation 30"])
    #expect(try find(170) == ["asset:bank:foundation 50", "early 100", "late 20"])
    #expect(try find(120, preferring: "late") == ["late 120"])
    #expect(try find(450, preferring: "late") == ["late 300", "asset:bank:foundation 50", "early 100"])
    #expect(throws: LedgerError.tooLittle(fund: "fund-2", has: Pence(450), wanted: Pence(451))) { try find(451) }
  }

  @Test func moneyThatWasPaidOnIsFoundWhereItWentAndNotAtAnother() throws {
    let home = try home([(2, 100)], id: "mine")
    try expect([(2, 100)], id: "other", home)
    try home.post("banked", [(bank, 2, 50), (income, 2, -50)])
    let fund = try #require(try Funds.read(home.store.reading)["fund-2"])
    func find(_ pence: Int64) throws -> [String] {
      try Whereabouts.find(Pence(pence), of: fund, preferring: "mine", home.store.reading).map {
        "\($0.expectation ?? $0.account.name) \($0.amount.rawValue)"
      }
    }
    let report = Expectation(
      id: "report", kind: .agencyPayment, from: "PGA", to: Expectation.foundation, period: "p",
      dueDate: try day("2026-12-31"))
    var draft = EntryDraft(id: "report", kind: "agency-report", eventDate: try day("2026-12-01"))
    _ = try draft.clear("mine", Pence(80), into: .atAgency("PGA"), as: "report", home.store.reading)
    try home.change { write in
      try draft.post(in: write)
      try report.record(in: write)
    }
    #expect(try find(220) == ["mine 20", "report 80", "asset:bank:foundation 50", "other 70"])
    // It came to another account than what else is in the bank: there it is looked for first.
    var paid = EntryDraft(id: "paid", kind: "bank-statement", eventDate: try day("2026-12-05"))
    _ = try paid.clear("report", Pence(80), into: .holding("council"), home.store.reading)
    try home.change { try paid.post(in: $0) }
    #expect(try find(120) == ["mine 20", "asset:holding:council 80", "asset:bank:foundation 20"])
  }

  @Test func theWayOfAnEntryThatWasTakenBackIsNone() throws {
    let home = try home([(2, 100)], id: "mine")
    try expect([(2, 100)], id: "other", home)
    var report = EntryDraft(id: "report", kind: "agency-report", eventDate: try day("2026-12-01"))
    for id in ["mine", "other"] {
      _ = try report.clear(id, Pence(100), into: .atAgency("PGA"), as: "report", home.store.reading)
    }
    try home.change { write in
      try report.post(in: write)
      try Expectation(
        id: "report", kind: .agencyPayment, from: "PGA", to: Expectation.foundation, period: "p",
        dueDate: try day("2026-12-31")
      ).record(in: write)
    }
    try home.change { try Entry.reversal(of: "report", as: "back", kind: "correction", $0.reading).post(in: $0) }
    _ = try pay(100, home, under: "mine")
    let fund = try #require(try Funds.read(home.store.reading)["fund-2"])
    let found = try Whereabouts.find(Pence(150), of: fund, preferring: "mine", home.store.reading)
    #expect(found.map { $0.expectation ?? $0.account.name } == ["asset:bank:foundation", "other"])
  }

  /// What a person assigned is taken back as a whole, a line that was certain by an entry of its own.
  @Test(arguments: [false, true])
  func anAccountWhoseLineWasPutBackIsNotWhereTheMoneyCame(wasCertain: Bool) throws {
    let home = try home([(2, 100)], id: "mine")
    try home.post("banked", [(bank, 2, 50), (income, 2, -50)])
    let fund = try #require(try Funds.read(home.store.reading)["fund-2"])
    func find() throws -> [String] {
      try Whereabouts.find(Pence(120), of: fund, preferring: "mine", home.store.reading).map {
        "\($0.expectation ?? $0.account.name) \($0.amount.rawValue)"
      }
    }
    func pay(_ id: String, into account: Account) throws {
      var draft = EntryDraft(id: id, kind: "bank-statement", eventDate: try day("2026-11-19"))
      _ = try draft.clear("mine", Pence(100), into: account, home.store.reading)
      try home.change { try draft.post(in: $0) }
    }
    try pay("wrong", into: bank)
    if wasCertain {
      var draft = EntryDraft(id: "reversed/line", kind: "bank-returned", eventDate: try day("2026-11-19"))
      draft.add(Posting(Self.transit, fund: 2, expectation: "mine", Pence(100)))
      draft.add(Posting(bank, fund: 2, Pence(-100)))
      try home.change { try draft.post(in: $0) }
    } else {
      try home.change {
        try Entry.reversal(of: "wrong", as: "reversed/wrong", kind: "bank-returned", $0.reading).post(in: $0)
      }
    }
    try pay("right", into: .holding("council"))
    #expect(try find() == ["asset:holding:council 100", "asset:bank:foundation 20"])
  }
}

/// A small seeded generator, so that a failure can be run again.
private struct Mixer: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
