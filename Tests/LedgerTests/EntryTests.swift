// Entries: what the ledger refuses, and what the schema itself refuses.

import Dates
import Ledger
import Money
import Store
import Testing

@Suite struct EntryTests {
  /// Postings, and what is wrong with them.
  static let drafts: [(String, [(Account, Int64, Int64)], LedgerError?)] = [
    ("balanced in one fund", [(bank, 2, 500), (income, 2, -500)], nil),
    ("balanced in two funds", [(bank, 2, 500), (income, 2, -500), (bank, 3, 1), (income, 3, -1)], nil),
    ("balanced by three accounts", [(bank, 2, 500), (.suspense, 2, -200), (income, 2, -300)], nil),
    ("a penny short", [(bank, 2, 500), (income, 2, -499)], .unbalanced(entry: "e", fund: 2, difference: Pence(1))),
    ("one-sided", [(bank, 2, 500)], .unbalanced(entry: "e", fund: 2, difference: Pence(500))),
    (
      "balanced in total, not within each fund", [(bank, 2, 500), (income, 3, -500)],
      .unbalanced(entry: "e", fund: 2, difference: Pence(500))
    ),
    (
      "balanced in total and in one of three funds", [(bank, 2, 5), (income, 2, -5), (bank, 3, 7), (income, 1, -7)],
      .unbalanced(entry: "e", fund: 1, difference: Pence(-7))
    ),
    ("nothing", [], .empty(entry: "e")),
    ("postings that cancel each other", [(bank, 2, 500), (bank, 2, -500)], .empty(entry: "e")),
    ("postings of nothing", [(bank, 2, 0), (income, 2, 0)], .empty(entry: "e")),
  ]

  @Test(arguments: drafts.indices)
  func anEntryIsPostedOnlyIfItBalancesInTotalAndWithinEachFund(_ index: Int) throws {
    let (what, postings, error) = Self.drafts[index]
    let home = try TestHome()
    do {
      try home.post("e", postings)
      #expect(error == nil, "\(what)")
      let entry = try #require(try Entry.find("e", home.store.reading))
      #expect(entry.postings.reduce(0) { $0 + $1.amountPence } == 0)
      #expect(entry.postings.count == Set(postings.map { "\($0.0.name) \($0.1)" }).count)
    } catch let refused as LedgerError {
      #expect(refused == error, "\(what)")
      #expect(refused.exit == .invariantBroken)
      for table in ["entry", "posting", "balance"] { #expect(try home.count(table) == 0, "\(what): \(table)") }
    }
    #expect(try home.faults().filter { !$0.hasPrefix("suspense") } == [])
  }

  @Test func postingsOfOneAccountAndFundAreSummedInOrder() throws {
    let home = try TestHome()
    try home.post("e", [(income, 3, -5), (bank, 2, 7), (bank, 3, 2), (income, 2, -7), (bank, 3, 3)])
    let entry = try #require(try Entry.find("e", home.store.reading))
    #expect(entry.postings.map(\.account) == [bank.name, income.name, bank.name, income.name])
    #expect(entry.postings.map(\.fund) == ["fund-2", "fund-2", "fund-3", "fund-3"])
    #expect(entry.postings.map(\.amountPence) == [7, -7, 5, -5])
  }

  /// What someone writes around the ledger, and what the schema says.
  static let raw: [(String, String?)] = [
    (
      "INSERT INTO entry (public_id, kind, event_date, month) VALUES ('x', 'k', 1, 1)",
      "an entry must balance within each fund"
    ),
    (
      """
      INSERT INTO posting (entry, account, fund, amount_pence) VALUES (2, 'a', 2, 5), (2, 'b', 2, -4);
      INSERT INTO entry (id, public_id, kind, event_date, month) VALUES (2, 'x', 'k', 1, 1)
      """, "an entry must balance within each fund"
    ),
    (
      """
      INSERT INTO posting (entry, account, fund, amount_pence) VALUES (2, 'a', 2, 5), (2, 'b', 3, -5);
      INSERT INTO entry (id, public_id, kind, event_date, month) VALUES (2, 'x', 'k', 1, 1)
      """, "an entry must balance within each fund"
    ),
    (
      """
      INSERT INTO posting (entry, account, fund, amount_pence) VALUES (2, 'a', 2, 5), (2, 'b', 2, -5);
      INSERT INTO entry (id, public_id, kind, event_date, month) VALUES (2, 'x', 'k', 1, 1)
      """, nil
    ),
    ("INSERT INTO posting (entry, account, fund, amount_pence) VALUES (1, 'a', 2, 5)", "the entry is closed"),
    ("INSERT INTO posting (entry, account, fund, amount_pence) VALUES (0, 'a', 2, 5)", "the entry is closed"),
    (
      "INSERT INTO posting (entry, account, fund, amount_pence) VALUES (2, 'a', 2, 0)",
      "CHECK constraint failed: amount_pence <> 0"
    ),
    (
      "INSERT INTO posting (entry, account, fund, amount_pence) VALUES (2, 'a', 2, 1.5)",
      "cannot store REAL value in INTEGER column posting.amount_pence"
    ),
    (
      """
      INSERT INTO posting (entry, account, fund, amount_pence) VALUES (2, 'a', 2, 5), (2, 'b', 2, -5);
      INSERT INTO entry (id, public_id, kind, event_date, month) VALUES (2, 'e', 'k', 1, 1)
      """, "UNIQUE constraint failed: entry.public_id"
    ),
    ("UPDATE entry SET month = 1", "the book entry is append-only"),
    ("DELETE FROM entry", "the book entry is append-only"),
    ("UPDATE posting SET fund = 2", "the book posting is append-only"),
    ("DELETE FROM posting", "the book posting is append-only"),
  ]

  @Test(arguments: raw.indices)
  func theSchemaItselfRefusesWhatTheLedgerWould(_ index: Int) throws {
    let (sql, message) = Self.raw[index]
    let home = try TestHome()
    try home.post("e", [(bank, 2, 500), (income, 2, -500)])
    #expect(try home.raw("BEGIN; \(sql); ROLLBACK") == message, "\(sql)")
  }

  @Test func anEntryIsPostedOnce() throws {
    let home = try TestHome()
    try home.post("e", [(bank, 2, 500), (income, 2, -500)])
    #expect(throws: StoreError.self) { try home.post("e", [(bank, 2, 500), (income, 2, -500)]) }
    #expect(try home.count("posting") == 2)
    #expect(try accountBalance(bank, home.store.reading) == Pence(500))
    #expect(try home.faults() == [])
  }

  /// The months that are closed and opened, the event's date, and the month the entry counts in.
  static let months: [(closed: [String], opened: [String], date: String, month: String)] = [
    ([], [], "2026-10-30", "2026-10"),
    (["2026-10"], [], "2026-10-30", "2026-11"),
    (["2026-10"], [], "2026-09-30", "2026-11"),
    (["2026-10"], [], "2026-11-01", "2026-11"),
    (["2026-10", "2026-11", "2026-12"], [], "2026-10-01", "2027-01"),
    (["2026-10", "2026-12"], [], "2026-10-31", "2027-01"),
    (["2026-10"], ["2026-10"], "2026-10-30", "2026-10"),
    (["2026-10", "2026-11"], ["2026-11"], "2026-10-30", "2026-11"),
  ]

  @Test(arguments: months.indices)
  func anEntryOfAClosedMonthCountsInTheFirstOpenOne(_ index: Int) throws {
    let (closed, opened, date, month) = Self.months[index]
    let home = try TestHome()
    for text in closed { try home.change { try Months.record(try #require(Month(text)), isOpen: false, in: $0) } }
    for text in opened { try home.change { try Months.record(try #require(Month(text)), isOpen: true, in: $0) } }
    try home.post("e", [(bank, 2, 500), (income, 2, -500)], on: date)
    let entry = try #require(try Entry.find("e", home.store.reading))
    #expect(entry.month == month)
    #expect(entry.eventDate == date)
    #expect(
      try home.store.reading.all("SELECT DISTINCT month FROM balance") {
        Month(monthNumber: Int32($0.int(0))).description
      } == [month])
    #expect(try home.faults() == [])
  }

  @Test func closingAMonthMovesNothingThatIsInIt() throws {
    let home = try TestHome()
    try home.post("e", [(bank, 2, 500), (income, 2, -500)])
    try home.change { try Months.record(try #require(Month("2026-10")), isOpen: false, in: $0) }
    try home.post("f", [(bank, 2, 7), (income, 2, -7)])
    #expect(try Entry.find("e", home.store.reading)?.month == "2026-10")
    #expect(try Entry.find("f", home.store.reading)?.month == "2026-11")
  }

  @Test func anEntryIsReversedOnceByItsMirror() throws {
    let home = try TestHome()
    try home.post("e", [(bank, 2, 500), (income, 2, -300), (.suspense, 2, -200)])
    try home.change { try Months.record(try #require(Month("2026-10")), isOpen: false, in: $0) }
    try home.change { try Entry.reversal(of: "e", as: "r", $0.reading).post(in: $0) }
    let reversal = try #require(try Entry.find("r", home.store.reading))
    #expect(reversal.kind == "reversal" && reversal.reverses == "e")
    #expect(reversal.eventDate == "2026-10-30" && reversal.month == "2026-11")
    #expect(reversal.postings.map(\.amountPence) == [-500, 300, 200])
    for account in [bank, income, .suspense] { #expect(try accountBalance(account, home.store.reading) == .zero) }
    #expect(throws: LedgerError.alreadyDone(kind: "entry", id: "e")) {
      try home.change { try Entry.reversal(of: "e", as: "again", $0.reading).post(in: $0) }
    }
    #expect(throws: LedgerError.notFound(kind: "entry", id: "none")) {
      try home.change { try Entry.reversal(of: "none", as: "n", $0.reading).post(in: $0) }
    }
    // Nor does the schema let a second one in.
    #expect(
      try home.raw(
        """
        BEGIN;
        INSERT INTO posting (entry, account, fund, amount_pence) VALUES (3, 'a', 2, 5), (3, 'b', 2, -5);
        INSERT INTO entry (id, public_id, kind, event_date, month, reverses) VALUES (3, 'x', 'k', 1, 1, 'e');
        ROLLBACK
        """) == "UNIQUE constraint failed: entry.reverses")
    // A reversal can itself be taken back, once.
    try home.change { try Entry.reversal(of: "r", as: "rr", $0.reading).post(in: $0) }
    #expect(try accountBalance(bank, home.store.reading) == Pence(500))
    #expect(try home.faults().filter { !$0.hasPrefix("suspense") } == [])
  }
}
