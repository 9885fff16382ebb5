// The guards of postings: those of the schema and those of the ledger say the same, also in a home that was made before.

import Dates
import Store
import Testing

@testable import Ledger

@Suite struct PostingGuardsTests {
  /// Accounts whose name begins so, and those that lie just beside them in order.
  static let accounts =
    Account.dues.flatMap { [$0, "\($0)A", "\($0)~", "\($0)é", String($0.dropLast()), "\($0.dropLast())~", "x\($0)"] }
    + ["asset:bank:FDN", "asset:", "liability:suspense", "income:gifts", "~"]

  @Test(arguments: accounts)
  func theSchemaAndTheLedgerAgreeWhatIsDue(_ account: String) throws {
    let home = try TestHome()
    let isDue = Account(name: account).isDue
    for (expectation, isRight) in [("'x'", isDue), ("NULL", !isDue)] {
      let refused = try home.raw(
        """
        BEGIN; INSERT INTO posting (entry, account, fund, expectation, amount_pence)
        VALUES (1, '\(account)', 2, \(expectation), 5); ROLLBACK
        """)
      #expect((refused == nil) == isRight, "\(account) \(expectation): \(refused ?? "taken")")
    }
  }

  @Test func postingsOfAnOlderHomeStayAndAreGuarded() throws {
    let home = try TestHome(migrations: TestHome.migrations.dropLast())
    try home.post("e", [(bank, 2, 500), (income, 2, -500)])
    try home.post("f", [(.atAgency("CAF"), 3, 700), (income, 3, -700)])
    func rows(_ reading: Reading) throws -> [String] {
      try reading.all("SELECT id, entry, account, fund, expectation, amount_pence FROM posting ORDER BY id") { row in
        (0..<6).map { "\(row.value($0))" }.joined(separator: " ")
      }
    }
    let before = try rows(home.store.reading)
    #expect(before.count == 4)
    let settings = try TestHome.settings(TestHome.migrations)
    let applied = try Store.upgrade(home: home.store.home, schemeKey: home.store.schemeKey, settings: settings) { _ in
      WriteRequest(
        Action("scheme.upgrade"), by: .system, key: "upgrade", inputs: Inputs([:]), on: .init(dayNumber: 20_000))
    }
    #expect(applied == ["0050-posting-guards"])
    let store = try Store(home: home.store.home, schemeKey: home.store.schemeKey, settings: settings)
    defer { store.close() }
    #expect(try rows(store.reading) == before)
    let faults = try store.verify(LedgerRoom.checks, scope: .everything) { _ in [] }.checks.filter { !$0.ok }
    #expect(faults.map(\.name).filter { $0 != "dues" } == [], "\(faults)")
    for entry in [1, 2] {
      let closed = "INSERT INTO posting (entry, account, fund, amount_pence) VALUES (\(entry), 'a', 2, 5)"
      #expect(try home.raw(closed) == "the entry is closed")
    }
    #expect(try home.raw("DELETE FROM posting") == "the book posting is append-only")
    #expect(try home.raw("UPDATE posting SET fund = 3") == "the book posting is append-only")
  }
}
