// A home of its own for every test, with a small room: a book of notes, a book of numbers, a tally and a working.

import Dates
import Files
import Foundation
import Store
import Synchronization
import Testing

/// A day that the test's author wrote down.
func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

/// Says what it is told to say, and remembers what it was asked.
final class TestGate: Gate {
  struct Question: Equatable, Sendable {
    let actor: Actor
    let action: Action
    let proposer: Actor?
    /// How many notes there were when it was asked.
    let notes: Int64
  }

  private struct State {
    var answer = GateDecision.allowed
    var asked: [Question] = []
  }

  private let state = Mutex(State())

  var asked: [Question] { state.withLock { $0.asked } }

  func answer(_ decision: GateDecision) { state.withLock { $0.answer = decision } }

  func decide(_ actor: Actor, _ action: Action, proposer: Actor?, reading: Reading) throws -> GateDecision {
    let notes = try reading.int("SELECT count(*) FROM note")
    return state.withLock {
      $0.asked.append(Question(actor: actor, action: action, proposer: proposer, notes: notes))
      return $0.answer
    }
  }
}

/// The room that the tests write in.
enum TestRoom {
  static let note = Book("note", ["who", "words", "pence"])
  static let number = Book("number", ["a", "b"])
  static let sum = Tally(
    "note_sum", key: ["who"], values: ["pence"], rebuild: "SELECT who, sum(pence) AS pence FROM note GROUP BY who")
  static let desk = Working("desk")
  static let tables = Tables(books: [note, number], tallies: [sum], workings: [desk])
  static let migration = Migration(
    "0002-room",
    Schema.book("note", "who TEXT NOT NULL, words TEXT, pence INTEGER NOT NULL")
      + Schema.book("number", "a INTEGER NOT NULL, b INTEGER NOT NULL")
        + """
        CREATE TABLE note_sum (who TEXT PRIMARY KEY, pence INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE desk (name TEXT PRIMARY KEY, value INTEGER) STRICT, WITHOUT ROWID;

        """)

  /// Appends a note and moves its tally.
  static func add(_ who: String, _ words: String?, _ pence: Int64, in write: Write) throws -> Int64 {
    try write.add(to: sum, key: [.text(who)], [pence])
    return try write.append(to: note, [.text(who), .text(words), .integer(pence)])
  }
}

/// A home in a folder of its own, taken away with the test.
final class TestHome {
  let folder: String
  let gate = TestGate()
  let store: Store

  var database: String { store.home.database }
  var keyPath: String { "\(folder)/scheme.key" }

  static func folder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("store-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  static func settings(
    _ gate: any Gate, migrations: [Migration] = [TestRoom.migration], at date: String = "2026-11-21"
  ) throws -> StoreSettings {
    StoreSettings(
      gate: gate, migrations: migrations, tables: TestRoom.tables, clock: .standing(at: try day(date)),
      randomness: .seeded(7), configurationDigest: sha256([]), program: "test")
  }

  init(practice: Bool = true) throws {
    folder = try Self.folder()
    store = try Store.create(
      home: Home("\(folder)/home"), schemeKeyPath: "\(folder)/scheme.key", settings: try Self.settings(gate),
      practice: practice)
  }

  deinit {
    store.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  /// Opens the home as another process does.
  func openAgain(migrations: [Migration] = [TestRoom.migration], schemeKey: SchemeKey? = nil) throws -> Store {
    try Store(
      home: store.home, schemeKey: try schemeKey ?? .read(keyPath),
      settings: try Self.settings(gate, migrations: migrations))
  }

  /// A change by person 1.
  static func request(
    _ key: String, _ inputs: Inputs = Inputs([:]), by actor: Actor = .person(1), proposer: Actor? = nil,
    isDryRun: Bool = false
  ) throws -> WriteRequest {
    WriteRequest(
      Action("note.add"), by: actor, key: key, inputs: inputs, on: try day("2026-11-20"), proposer: proposer,
      isDryRun: isDryRun)
  }

  /// Adds so many notes, a link each.
  func addNotes(_ count: Int, from first: Int = 1) throws {
    for index in first..<(first + count) {
      _ = try store.write(try Self.request("note/\(index)")) {
        try TestRoom.add("w\(index % 3)", index % 2 == 0 ? nil : "words \(index)", Int64(index), in: $0)
      }
    }
  }

  /// What `verify` finds, by name of the check.
  static func faults(_ store: Store, _ scope: CheckScope = .everything) throws -> [String] {
    try store.verify([], scope: scope) { _ in [] }.checks.filter { !$0.ok }.map { "\($0.name): \($0.detail)" }
  }

  func faults(_ scope: CheckScope = .everything) throws -> [String] { try Self.faults(store, scope) }

  func dump() throws -> [String: [[String]]] { try Raw.dump(database) }

  func links() throws -> Int64 { try store.reading.auditHead().number }
}

/// What a change that is not needed any more throws.
struct Unwanted: Error {}

/// Runs a body and gives what it refuses.
func refusal(_ body: () throws -> Void) -> StoreError? {
  do { try body() } catch { return error as? StoreError }
  return nil
}
