// A home of its own for every test, behind the gate of the house, with people who hold the roles a test gives them.

import Dates
import Foundation
import People
import Store
import Synchronization
import Testing

/// A day that the test's author wrote down.
func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

/// The gate of the house, with a door that a test holds open while it sets its people up.
final class GateWithADoor: Gate {
  private let isOpen = Mutex(false)

  func whileOpen<T>(_ body: () throws -> T) rethrows -> T {
    isOpen.withLock { $0 = true }
    defer { isOpen.withLock { $0 = false } }
    return try body()
  }

  func decide(_ actor: Actor, _ action: Action, proposer: Actor?, reading: Reading) throws -> GateDecision {
    try isOpen.withLock { $0 } ? .allowed : RoleGate().decide(actor, action, proposer: proposer, reading: reading)
  }
}

/// A home in a folder of its own, taken away with the test.
final class TestHome {
  let store: Store
  private let gate = GateWithADoor()
  private var events = 0

  init() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("people-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    store = try Store.create(
      home: Home("\(folder)/home"), schemeKeyPath: "\(folder)/scheme.key",
      settings: StoreSettings(
        gate: gate, migrations: [PeopleRoom.migration, PeopleRoom.passcodes, PeopleRoom.passcodeSeals],
        tables: PeopleRoom.tables,
        clock: .standing(at: try day("2026-11-21")), randomness: .seeded(7), configurationDigest: sha256([]),
        program: "test"), practice: true)
  }

  deinit {
    store.close()
    try? FileManager.default.removeItem(atPath: (store.home.path as NSString).deletingLastPathComponent)
  }

  /// A change that no gate is asked about.
  func change<T: Codable>(_ body: (Write) throws -> T) throws -> T {
    events += 1
    let request = WriteRequest(
      Action("test"), by: .system, key: "event/\(events)", inputs: Inputs([:]), on: try day("2026-11-20"))
    return try gate.whileOpen { try store.write(request, body).value }
  }

  /// Adds people of these roles, and gives their numbers.
  @discardableResult
  func add(_ roles: Role...) throws -> [Int64] {
    try change { write in
      let numbers = try Person.add(roles.map { PersonFacts(name: "Name \($0.rawValue)") }, in: write, store: store)
      for (number, role) in zip(numbers, roles) { try Roles.record(role, of: number, given: true, in: write) }
      return numbers
    }
  }

  func decide(_ actor: Actor, _ action: String, proposer: Actor? = nil) throws -> GateDecision {
    try RoleGate().decide(actor, Action(action), proposer: proposer, reading: store.reading)
  }

  /// What the checks find.
  func faults() throws -> [String] {
    try store.verify(PeopleRoom.checks, scope: .everything) { _ in [] }.checks.filter { !$0.ok }.map {
      "\($0.name): \($0.detail)"
    }
  }
}
