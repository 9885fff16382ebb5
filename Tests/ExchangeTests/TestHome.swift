// A home of its own for every test, with funds and entries booked as the night books them.

import Dates
import Exchange
import Foundation
import Ledger
import Money
import Store
import Testing

/// Lets everybody do everything but what it is told not to.
private struct OpenGate: Gate {
  let refused: String?

  func decide(_ actor: Actor, _ action: Action, proposer: Actor?, reading: Reading) throws -> GateDecision {
    action.name == refused ? .refused("not today") : .allowed
  }
}

/// A day that the test's author wrote down.
func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

/// The schema that ships with the program.
let schemaPath: String = {
  let tests = (#filePath as NSString).deletingLastPathComponent
  return "\((tests as NSString).deletingLastPathComponent)/../config/schemas/foundation-export-1.xsd"
}()

/// A home in a folder of its own, taken away with the test.
final class TestHome {
  let store: Store
  private var events = 0

  init(refusing action: String? = nil) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("exchange-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    store = try Store.create(
      home: Home("\(folder)/home"), schemeKeyPath: "\(folder)/scheme.key",
      settings: StoreSettings(
        gate: OpenGate(refused: action),
        migrations: [
          LedgerRoom.migration, ExchangeRoom.migration, ExchangeRoom.payments, ExchangeRoom.publications,
          LedgerRoom.reasons, LedgerRoom.months, LedgerRoom.reservations,
        ],
        tables: LedgerRoom.tables + ExchangeRoom.tables, clock: .standing(at: try day("2026-11-21")),
        randomness: .seeded(7), configurationDigest: sha256([]), program: "test"),
      practice: true)
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

  /// Opens funds in this order, each with the next number.
  func openFunds(_ codes: String...) throws {
    for code in codes {
      try change { write in
        let number = try Funds.read(write.reading).nextNumber
        try Fund(number: number, code: code, name: "Fund \(code)", purpose: "For \(code).").record(in: write)
      }
    }
  }

  func number(of code: String) throws -> Int64 { try #require(try Funds.read(store.reading)[code]).number }

  /// Posts what one employer's file brings.
  func payroll(
    _ employer: String, _ date: String, givers: Account.Givers = .staff, _ funds: [String: Int64], suspense: Int64 = 0
  ) throws {
    let id = "payroll/\(employer)/STAFF/\(date)/0001/r1/\(employer)"
    var draft = EntryDraft(id: id, kind: "payroll", eventDate: try day(date))
    let transit = Account.inTransit(employer: employer)
    for (code, pence) in funds {
      draft.move(
        Pence(pence), debit: transit, credit: .payrollIncome(givers), fund: try number(of: code), expectation: id)
    }
    draft.move(
      Pence(suspense), debit: transit, credit: .suspense, fund: try number(of: "unallocated"), expectation: id)
    let expectation = Expectation(
      id: id, kind: .employerRemittance, from: employer, to: "PGA", period: "26-27 M07", dueDate: try day("2026-11-19"))
    try change { write in
      try draft.post(in: write)
      try expectation.record(in: write)
    }
  }

  /// Moves money out of suspense, to a fund or, without one, back to the employer.
  func settle(_ id: String, _ employer: String, _ date: String, _ pence: Int64, to fund: String?) throws {
    var draft = EntryDraft(id: "settled/\(id)", kind: "suspense-settled", eventDate: try day(date))
    let transit = Account.inTransit(employer: employer)
    let from = "payroll/\(employer)/STAFF/\(date)/0001/r1/\(employer)"
    draft.move(
      Pence(pence), debit: .suspense, credit: transit, fund: try number(of: "unallocated"), expectation: from)
    if let fund {
      draft.move(
        Pence(pence), debit: transit, credit: .payrollIncome(.staff), fund: try number(of: fund), expectation: from)
    }
    try change { try draft.post(in: $0) }
  }

  func reverse(_ entry: String) throws {
    try change { try Entry.reversal(of: entry, as: "reverses/\(entry)", $0.reading).post(in: $0) }
  }

  /// The exporter of a night.
  func export(
    _ date: String = "2026-11-21", schema: String = schemaPath, profile: OutputProfile = .standard,
    isDryRun: Bool = false
  ) throws -> FoundationExport {
    FoundationExport(
      store, actor: .system, businessDate: try day(date), schemaPath: schema, profile: profile, isDryRun: isDryRun)
  }

  /// A usual history: two funds, a file with suspense.
  func seed() throws {
    try openFunds("unallocated", "no-limits", "xmas")
    try payroll("SBC", "2026-10-30", ["no-limits": 150_00, "xmas": 25_50], suspense: 7_00)
  }

  var outbox: String { store.home.file("outbox/foundation") }

  /// Everything in the outbox, by path.
  func published() throws -> [String: Data] {
    var files: [String: Data] = [:]
    for path in FileManager.default.subpaths(atPath: outbox) ?? [] {
      if let data = FileManager.default.contents(atPath: "\(outbox)/\(path)"), !data.isEmpty { files[path] = data }
    }
    return files
  }

  func text(_ name: String) throws -> String { try String(contentsOfFile: "\(outbox)/\(name)", encoding: .utf8) }

  func rewrite(_ name: String, _ old: String, _ new: String) throws {
    let text = try text(name)
    try #require(text.contains(old))
    try text.replacing(old, with: new).write(toFile: "\(outbox)/\(name)", atomically: true, encoding: .utf8)
  }

  /// What all checks of the house's rooms find.
  func faults(_ scope: CheckScope = .everything) throws -> [String] {
    // The others hold Exchange's books against rooms that this home does not have.
    let ownChecks = ExchangeRoom.checks.filter { $0.name.hasPrefix("export-") }
    return try store.verify(LedgerRoom.checks.filter { $0.name != "suspense" } + ownChecks, scope: scope) { _ in [] }
      .checks.filter { !$0.ok }.map { "\($0.name): \($0.detail)" }
  }
}
