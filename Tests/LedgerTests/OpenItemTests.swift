// Open items and expectations: what waits, and how it is settled.

import Dates
import Ledger
import Money
import Store
import Testing

@Suite struct OpenItemTests {
  private func raise(_ home: TestHome, _ id: String, _ pence: Int64?, code: String = "no-mandate") throws {
    var draft = EntryDraft(id: "entry/\(id)", kind: "test", eventDate: try day("2026-10-30"))
    if let pence { draft.move(Pence(pence), debit: bank, credit: .suspense, fund: Fund.unallocated.number) }
    let item = OpenItem(
      id: id, code: code, subject: "file/1", line: 3, suspense: pence.map { Pence($0) },
      eventDate: try day("2026-10-30"),
      dueDate: try day("2026-11-19"))
    try home.change { write in
      if pence != nil { try draft.post(in: write) }
      try item.raise(in: write)
    }
  }

  private func settle(_ home: TestHome, _ id: String) throws {
    let item = try #require(try OpenItem.find(id, home.store.reading)).item
    var draft = EntryDraft(id: "settled/\(id)", kind: "suspense-settled", eventDate: try day("2026-10-30"))
    if let pence = item.suspensePence {
      draft.move(Pence(pence), debit: .suspense, credit: bank, fund: Fund.unallocated.number)
    }
    try home.change { write in
      if item.suspensePence != nil { try draft.post(in: write) }
      try item.settle(reason: "returned", entry: nil, on: try day("2026-11-20"), in: write)
    }
  }

  private func counts(_ home: TestHome) throws -> [String] {
    try OpenItem.counts(home.store.reading).map { "\($0.code) \($0.count) \($0.suspense)" }
  }

  @Test func anItemIsSettledOnce() throws {
    let home = try TestHome()
    try raise(home, "a", 500)
    try raise(home, "b", nil)
    try raise(home, "c", 7, code: "unknown-code")
    #expect(try counts(home) == ["no-mandate 2 5.00", "unknown-code 1 0.07"])
    #expect(try OpenItem.open(home.store.reading).map(\.id) == ["a", "b", "c"])
    #expect(try OpenItem.open(home.store.reading, subject: "file/2").isEmpty)
    try settle(home, "a")
    #expect(try counts(home) == ["no-mandate 1 0.00", "unknown-code 1 0.07"])
    #expect(try OpenItem.find("a", home.store.reading)?.settled == "returned")
    #expect(try OpenItem.find("b", home.store.reading)?.settled == .some(nil))
    #expect(throws: (any Error).self) { try settle(home, "a") }
    let item = try #require(try OpenItem.find("a", home.store.reading)).item
    #expect(throws: LedgerError.alreadyDone(kind: "item", id: "a")) {
      try home.change { try item.settle(reason: "noted", entry: nil, on: try day("2026-11-20"), in: $0) }
    }
    #expect(try OpenItem.open(home.store.reading, subject: "file/1").map(\.id) == ["b", "c"])
    #expect(try counts(home) == ["no-mandate 1 0.00", "unknown-code 1 0.07"])
    try settle(home, "c")
    #expect(try counts(home) == ["no-mandate 1 0.00"])
    #expect(try home.faults() == [])
  }

  @Test func theSchemaLetsAnItemBeRaisedAndSettledOnce() throws {
    let home = try TestHome()
    try raise(home, "a", 500)
    try settle(home, "a")
    #expect(
      try home.raw("INSERT INTO open_item_settlement (item, reason, settled_on) VALUES ('a', 'x', 1)")
        == "UNIQUE constraint failed: open_item_settlement.item")
    #expect(
      try home.raw("INSERT INTO open_item (public_id, code, subject, event_date) VALUES ('a', 'x', 'y', 1)")
        == "UNIQUE constraint failed: open_item.public_id")
  }

  @Test func suspenseThatNoItemSpeaksOfIsNamed() throws {
    let home = try TestHome()
    try raise(home, "a", 500)
    try home.post("lost", [(bank, 1, 3), (.suspense, 1, -3)])
    #expect(try home.faults() == ["suspense: suspense holds 503p, open items say 500p"])
  }

  @Test func anItemWhoseMoneyIsNotInSuspenseIsNamed() throws {
    let home = try TestHome()
    let item = OpenItem(
      id: "a", code: "no-mandate", subject: "s", suspense: Pence(4), eventDate: try day("2026-10-30"))
    try home.change { try item.raise(in: $0) }
    #expect(try home.faults() == ["suspense: suspense holds 0p, open items say 4p"])
  }

  @Test func aSettlementOfNothingIsNamed() throws {
    let home = try TestHome()
    let item = OpenItem(id: "ghost", code: "no-mandate", subject: "s", eventDate: try day("2026-10-30"))
    try home.change { try item.settle(reason: "noted", entry: nil, on: try day("2026-10-30"), in: $0) }
    #expect(try home.faults().contains { $0.hasPrefix("settlements: ghost was settled and never raised") })
  }

  @Test func anEntryBookedAroundTheLedgerIsNamedIfItDoesNotBalanceOrHasNoHead() throws {
    let home = try TestHome()
    let posting = Book("posting", ["entry", "account", "fund", "expectation", "amount_pence"])
    try home.change { try $0.append(to: posting, [7, "asset:bank:foundation", 2, .text(nil), 5]) }
    try home.change { try $0.append(to: posting, [7, "asset:bank:foundation", 99, .text(nil), -5]) }
    let faults = try home.faults()
    #expect(faults.contains { $0.contains("entry 7 is out by 5p in fund 2") })
    #expect(faults.contains { $0.contains("posting 1 has no entry or no fund") })
    #expect(faults.contains { $0.contains("posting 2 has no entry or no fund") })
  }
}
