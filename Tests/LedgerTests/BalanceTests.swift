// Balances: an independent count of random postings, and what a fund can award.

import Dates
import Ledger
import Money
import Store
import Testing

@Suite struct BalanceTests {
  /// What an auditor with pen and paper knows: sums by account, fund and month, and which months are closed.
  private struct Auditor {
    struct Key: Hashable {
      let account: String
      let fund: Int64
      let month: Month
    }

    var debits: [Key: Int64] = [:]
    var credits: [Key: Int64] = [:]
    var closed: Set<Month> = []

    mutating func post(_ postings: [Posting], on date: CivilDate) {
      var month = date.month
      if let last = closed.max(), month <= last { month = last.next }
      for posting in postings {
        let key = Key(account: posting.account.name, fund: posting.fund, month: month)
        if posting.amount > .zero {
          debits[key, default: 0] += posting.amount.rawValue
        } else {
          credits[key, default: 0] -= posting.amount.rawValue
        }
      }
    }

    func balance(_ account: Account) -> Int64 {
      (debits.filter { $0.key.account == account.name }.values.reduce(0, +))
        - (credits.filter { $0.key.account == account.name }.values.reduce(0, +))
    }
  }

  private static let accounts = [
    bank, income, Account.inTransit(employer: "SBC"), .suspense, .grantsPromised, .paymentsReleased, .opening,
  ]

  private func draft(_ id: String, _ generator: inout SeededGenerator) throws -> EntryDraft {
    let date = try day("2026-08-01").adding(days: Int.random(in: 0..<120, using: &generator))
    var draft = EntryDraft(id: id, kind: "random", eventDate: date)
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let (debit, credit) = (
        Self.accounts.randomElement(using: &generator), Self.accounts.randomElement(using: &generator)
      )
      draft.move(
        Pence(Int64.random(in: -50_000...50_000, using: &generator)), debit: try #require(debit),
        credit: try #require(credit), fund: Int64.random(in: 1...4, using: &generator), expectation: "due")
    }
    return draft
  }

  @Test(arguments: 1...6 as ClosedRange<UInt64>)
  func balancesAreWhatAnIndependentCountMakesThem(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let home = try TestHome(funds: 4)
    var auditor = Auditor()
    var posted: [EntryDraft] = []
    for step in 0..<60 {
      switch Int.random(in: 0..<10, using: &generator) {
      case 0:
        let month = try day("2026-08-01").adding(days: 31 * Int.random(in: 0..<4, using: &generator)).month
        let isOpen = auditor.closed.contains(month)
        try home.change { try Months.record(month, isOpen: isOpen, in: $0) }
        if isOpen { auditor.closed.remove(month) } else { auditor.closed.insert(month) }
      case 1 where !posted.isEmpty:
        let old = posted.remove(at: Int.random(in: 0..<posted.count, using: &generator))
        try home.change { try Entry.reversal(of: old.id, as: "r/\(old.id)", $0.reading).post(in: $0) }
        auditor.post(
          old.postings.map { Posting($0.account, fund: $0.fund, expectation: $0.expectation, -$0.amount) },
          on: old.eventDate)
      default:
        let draft = try draft("\(step)", &generator)
        guard !draft.postings.isEmpty else { continue }
        try home.change { try draft.post(in: $0) }
        auditor.post(draft.postings, on: draft.eventDate)
        posted.append(draft)
      }
    }
    let reading = home.store.reading
    for account in Self.accounts {
      #expect(try accountBalance(account, reading) == Pence(auditor.balance(account)), "seed \(seed), \(account.name)")
    }
    var kept: [Auditor.Key: [Int64]] = [:]
    try reading.each("SELECT account, fund, month, debit_pence, credit_pence FROM balance") { row in
      let key = Auditor.Key(account: row.text(0), fund: row.int(1), month: Month(monthNumber: Int32(row.int(2))))
      kept[key] = [row.int(3), row.int(4)]
    }
    let keys = Set(auditor.debits.keys).union(auditor.credits.keys)
    #expect(Set(kept.keys) == keys, "seed \(seed)")
    for key in keys {
      #expect(kept[key] == [auditor.debits[key] ?? 0, auditor.credits[key] ?? 0], "seed \(seed), \(key)")
    }
    // The trial balance: nothing, in total and within each fund, by postings and by tallies.
    for sql in [
      "SELECT sum(amount_pence) FROM posting GROUP BY fund",
      "SELECT sum(debit_pence - credit_pence) FROM balance GROUP BY fund",
    ] { #expect(try reading.all(sql) { $0.int(0) }.allSatisfy { $0 == 0 }, "seed \(seed)") }
    #expect(try home.faults().filter { !$0.hasPrefix("suspense") && !$0.hasPrefix("dues") } == [], "seed \(seed)")
  }

  /// Postings, and what fund 2 then has: received, in transit, in the bank, promised, available.
  static let positions: [(String, [(Account, Account, Int64)], [Int64])] = [
    ("nothing", [], [0, 0, 0, 0, 0]),
    ("deducted", [(.inTransit(employer: "SBC"), income, 500)], [500, 500, 0, 0, 0]),
    (
      "paid over", [(.inTransit(employer: "SBC"), income, 500), (bank, .inTransit(employer: "SBC"), 400)],
      [500, 100, 400, 0, 400]
    ),
    (
      "promised", [(bank, income, 500), (Account(name: "expense:grants:individuals"), .grantsPromised, 150)],
      [500, 0, 500, 150, 350]
    ),
    (
      "released",
      [
        (bank, income, 500), (Account(name: "expense:grants:individuals"), .grantsPromised, 150),
        (.grantsPromised, .paymentsReleased, 150),
      ], [500, 0, 500, 150, 350]
    ),
    (
      "paid",
      [
        (bank, income, 500), (Account(name: "expense:grants:individuals"), .paymentsReleased, 150),
        (.paymentsReleased, bank, 150),
      ], [500, 0, 350, 0, 350]
    ),
    (
      "fees are due",
      [(bank, income, 500), (Account(name: "expense:foundation-fee"), Account(name: "liability:fees-due:cf"), 30)],
      [500, 0, 500, 0, 470]
    ),
    ("given back", [(bank, income, 500), (income, bank, 600)], [-100, 0, -100, 0, -100]),
  ]

  @Test(arguments: positions.indices)
  func aFundCanAwardWhatIsInTheBankLessWhatItOwes(_ index: Int) throws {
    let (what, moves, wanted) = Self.positions[index]
    let home = try TestHome()
    for (number, move) in moves.enumerated() {
      try home.post("\(number)", [(move.0, 2, move.2), (move.1, 2, -move.2)])
    }
    let all = try FundPosition.all(home.store.reading)
    #expect(all.map(\.fund) == ["unallocated", "fund-2", "fund-3"])
    let fund = all[1]
    #expect(
      [fund.receivedPence, fund.inTransitPence, fund.bankPence, fund.promisedPence, fund.availablePence] == wanted,
      "\(what)")
    #expect(all[2].receivedPence == 0 && all[2].availablePence == 0)
  }

  @Test func whatLiesInTheCouncilsHoldingAccountCannotBeAwarded() throws {
    let home = try TestHome()
    try home.post("a", [(.holding("council"), 2, 500), (income, 2, -500)])
    let fund = try FundPosition.all(home.store.reading)[1]
    #expect([fund.receivedPence, fund.inTransitPence, fund.bankPence, fund.availablePence] == [500, 500, 0, 0])
  }

  @Test func nothingCanBeAwardedFromWhatIsUnallocated() throws {
    let home = try TestHome()
    try home.post("a", [(bank, 1, 500), (.suspense, 1, -500)])
    try home.post("b", [(bank, 1, 70), (income, 1, -70)])
    #expect(try FundPosition.all(home.store.reading)[0].availablePence == 0)
  }

  @Test func aFundIsAsItsLatestRowSays() throws {
    let home = try TestHome()
    let later = Fund(
      number: 2, code: "fund-2", name: "Renamed", purpose: "p", parent: "fund-3", opens: try day("2026-10-01"),
      closes: try day("2026-10-31"), surplusTo: "fund-3")
    try home.change { try later.record(in: $0) }
    let funds = try Funds.read(home.store.reading)
    #expect(funds[2] == later && funds["fund-2"] == later)
    #expect(funds.all.map(\.number) == [1, 2, 3])
    #expect(funds.nextNumber == 4)
    for (date, isOpen) in [("2026-09-30", false), ("2026-10-01", true), ("2026-10-31", true), ("2026-11-01", false)] {
      #expect(later.isOpen(on: try day(date)) == isOpen, "\(date)")
    }
    #expect(funds[3]?.isOpen(on: try day("1950-01-01")) == true)
  }
}
