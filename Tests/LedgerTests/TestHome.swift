// A home of its own for every test, with funds, and entries booked as rooms book them.

import Dates
import Foundation
import Ledger
import Money
import Testing

@testable import Store

/// Lets everybody do everything: who may do what is not the ledger's to say.
private struct OpenGate: Gate {
  func decide(_ actor: Actor, _ action: Action, proposer: Actor?, reading: Reading) throws -> GateDecision { .allowed }
}

/// A day that the test's author wrote down.
func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

/// A home in a folder of its own, taken away with the test.
final class TestHome {
  let store: Store
  private var events = 0

  /// The ledger's migrations, in the order of the house.
  static let migrations = [
    LedgerRoom.migration, LedgerRoom.reasons, LedgerRoom.months, LedgerRoom.reservations, LedgerRoom.postingGuards,
  ]

  static func settings(_ migrations: [Migration]) throws -> StoreSettings {
    StoreSettings(
      gate: OpenGate(), migrations: migrations, tables: LedgerRoom.tables, clock: .standing(at: try day("2026-11-21")),
      randomness: .seeded(7), configurationDigest: sha256([]), program: "test")
  }

  init(funds: Int64 = 3, migrations: [Migration] = migrations) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("ledger-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    store = try Store.create(
      home: Home("\(folder)/home"), schemeKeyPath: "\(folder)/scheme.key", settings: try Self.settings(migrations),
      practice: true)
    try change { write in
      try Fund.unallocated.record(in: write)
      for number in 2...funds {
        try Fund(number: number, code: "fund-\(number)", name: "Fund \(number)", purpose: "For \(number).").record(
          in: write)
      }
    }
  }

  deinit {
    store.close()
    try? FileManager.default.removeItem(atPath: (store.home.path as NSString).deletingLastPathComponent)
  }

  /// One change to the books, one audit link.
  func change(_ body: (Write) throws -> Void) throws {
    events += 1
    let request = WriteRequest(
      Action("test.change"), by: .system, key: "event/\(events)", inputs: Inputs([:]), on: try day("2026-11-20"))
    _ = try store.write(request) { write in
      try body(write)
      return 0
    }
  }

  /// Posts an entry of these postings.
  func post(
    _ id: String, _ postings: [(Account, Int64, Int64)], on date: String = "2026-10-30", kind: String = "test"
  ) throws {
    var draft = EntryDraft(id: id, kind: kind, eventDate: try day(date))
    for (account, fund, pence) in postings {
      draft.add(Posting(account, fund: fund, expectation: account.isDue ? "due" : nil, Pence(pence)))
    }
    try change { try draft.post(in: $0) }
  }

  /// Runs SQL around the store, as `sqlite3` does, and gives what it says if it refuses.
  func raw(_ sql: String) throws -> String? {
    let connection = try Connection(path: store.home.database, mode: .writing)
    defer { connection.close() }
    do { try connection.execute(sql) } catch StoreError.sqlite(_, let message) { return message }
    return nil
  }

  func count(_ table: String) throws -> Int64 { try store.reading.int("SELECT count(*) FROM \(table)") }

  /// What all checks find.
  func faults() throws -> [String] {
    try store.verify(LedgerRoom.checks, scope: .everything) { _ in [] }.checks.filter { !$0.ok }.map {
      "\($0.name): \($0.detail)"
    }
  }
}

let bank = Account.bank("foundation")
let income = Account.payrollIncome(.staff)
