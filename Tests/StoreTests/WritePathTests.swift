// The one write path: what it asks, when it writes, and when it does not.

import Foundation
import Store
import Testing

@Suite struct WritePathTests {
  @Test func theGateIsAskedBeforeAnythingIsDone() throws {
    let home = try TestHome()
    home.gate.answer(.refused("not today"))
    let before = try home.dump()
    var isCalled = false
    let refused = refusal {
      _ = try home.store.write(try TestHome.request("a")) { _ in
        isCalled = true
        return 1
      }
    }
    #expect(refused == .notPermitted(action: "note.add", reason: "not today"))
    #expect(refused?.exit == .notPermitted)
    #expect(!isCalled)
    #expect(try home.dump() == before)
    #expect(!FileManager.default.fileExists(atPath: home.store.home.auditHeads))
  }

  @Test func theGateHearsWhoAsksForWhatAndWhoProposedIt() throws {
    let home = try TestHome()
    try home.addNotes(2)
    _ = try home.store.write(try TestHome.request("b", by: .person(4), proposer: .person(9))) {
      try TestRoom.add("x", nil, 1, in: $0)
    }
    #expect(
      home.gate.asked.last
        == .init(actor: .person(4), action: Action("note.add"), proposer: .person(9), notes: 2))
    #expect(home.gate.asked.count == 3)
  }

  @Test func whoMayNotActIsNotToldWhatCameOfItBefore() throws {
    let home = try TestHome()
    _ = try home.store.write(try TestHome.request("a")) { _ in "secret" }
    home.gate.answer(.refused("no"))
    #expect(throws: StoreError.notPermitted(action: "note.add", reason: "no")) {
      try home.store.write(try TestHome.request("a")) { _ in "other" }
    }
  }

  @Test(arguments: [false, true])
  func aSecondPersonThatIsMissingStopsIt(isDryRun: Bool) throws {
    let home = try TestHome()
    home.gate.answer(.secondPersonNeeded)
    let before = try home.dump()
    let refused = refusal {
      _ = try home.store.write(try TestHome.request("a", isDryRun: isDryRun)) { try TestRoom.add("x", nil, 1, in: $0) }
    }
    #expect(refused == .secondPersonNeeded(action: "note.add"))
    #expect(refused?.exit == .notPermitted)
    #expect(try home.dump() == before)
  }

  @Test func theSameKeyAndInputsGiveTheStoredOutcomeAndWriteNothing() throws {
    let home = try TestHome()
    let inputs = Inputs(["a": "1", "b": ""], digest: "bytes", [1, 2])
    let first = try home.store.write(try TestHome.request("k", inputs)) { write in
      try write.put(TestRoom.desk, ["name": "k", "value": 1])
      return ["row": try TestRoom.add("x", "y", 5, in: write)]
    }
    guard case .made(let value) = first else { throw Unwanted() }
    let before = try home.dump()
    let heads = FileManager.default.contents(atPath: home.store.home.auditHeads)
    for store in [home.store, try home.openAgain()] {
      let again = try store.write(try TestHome.request("k", inputs)) { _ -> [String: Int64] in throw Unwanted() }
      guard case .madeBefore(let stored) = again else { throw Unwanted() }
      #expect(stored == value)
      #expect(try store.outcome(try TestHome.request("k", inputs), as: [String: Int64].self) == value)
    }
    #expect(try home.dump() == before)
    #expect(FileManager.default.contents(atPath: home.store.home.auditHeads) == heads)
    #expect(try home.store.outcome(try TestHome.request("other", inputs), as: [String: Int64].self) == nil)
  }

  /// The inputs of a change, and the same with one thing changed, and what the conflict names.
  static let conflicts: [(String, Inputs, [String])] = [
    ("the first", Inputs(["amount": "5", "fund": "main", "day": ""], digest: "bytes", [1, 2, 3]), ["amount"]),
    ("the second", Inputs(["amount": "4", "fund": "xmas", "day": ""], digest: "bytes", [1, 2, 3]), ["fund"]),
    ("an empty one", Inputs(["amount": "4", "fund": "main", "day": " "], digest: "bytes", [1, 2, 3]), ["day"]),
    ("the digest", Inputs(["amount": "4", "fund": "main", "day": ""], digest: "bytes", [1, 2, 4]), ["bytes"]),
    (
      "the digest's length", Inputs(["amount": "4", "fund": "main", "day": ""], digest: "bytes", [1, 2, 3, 0]),
      ["bytes"]
    ),
    ("two", Inputs(["amount": "44", "fund": "x", "day": ""], digest: "bytes", [1, 2, 3]), ["amount", "fund"]),
    ("a name", Inputs(["pence": "4", "fund": "main", "day": ""], digest: "bytes", [1, 2, 3]), ["pence"]),
    (
      "values exchanged", Inputs(["amount": "main", "fund": "4", "day": ""], digest: "bytes", [1, 2, 3]),
      ["amount", "fund"]
    ),
    ("one more", Inputs(["amount": "4", "fund": "main", "day": "", "x": ""], digest: "bytes", [1, 2, 3]), ["x"]),
    ("one less", Inputs(["amount": "4", "fund": "main"], digest: "bytes", [1, 2, 3]), ["inputs"]),
    ("none", Inputs([:]), ["inputs"]),
  ]

  @Test(arguments: conflicts)
  func theSameKeyWithAnotherInputIsAConflictThatNamesIt(_ what: String, _ inputs: Inputs, _ named: [String]) throws {
    let home = try TestHome()
    let first = Inputs(["amount": "4", "fund": "main", "day": ""], digest: "bytes", [1, 2, 3])
    _ = try home.store.write(try TestHome.request("k", first)) { try TestRoom.add("x", "y", 5, in: $0) }
    let before = try home.dump()
    let refused = refusal {
      _ = try home.store.write(try TestHome.request("k", inputs)) { _ -> Int64 in throw Unwanted() }
    }
    #expect(refused == .conflict(key: "k", difference: named), "\(what)")
    #expect(refused?.exit == .inputRefused)
    #expect(try home.dump() == before)
  }

  @Test func nothingGuessableOfAnInputStandsInTheDatabase() throws {
    let home = try TestHome()
    let inputs = Inputs(["name": "Marjorie Tallentyre"])
    _ = try home.store.write(try TestHome.request("k", inputs)) { try TestRoom.add("x", "y", 5, in: $0) }
    let plain = sha256(Array("Marjorie Tallentyre".utf8)).prefix(8).map { String(format: "%02x", $0) }.joined()
    let all = "\(try home.dump())"
    #expect(!all.contains("Marjorie"))
    #expect(!all.lowercased().contains(plain))
  }

  @Test func aChangeThatThrowsWritesNothing() throws {
    let home = try TestHome()
    try home.addNotes(2)
    let before = try home.dump()
    #expect(throws: Unwanted.self) {
      try home.store.write(try TestHome.request("k")) { write -> Int in
        _ = try TestRoom.add("x", "y", 5, in: write)
        try write.append(to: TestRoom.number, flattened: [1, 2, 3, 4])
        try write.set(TestRoom.sum, key: ["w1"], [77])
        try write.put(TestRoom.desk, ["name": "k", "value": 1])
        throw Unwanted()
      }
    }
    #expect(try home.dump() == before)
    // What comes after follows the last link and leaves no gap.
    try home.addNotes(1, from: 3)
    #expect(try home.links() == 3)
    #expect(try home.faults() == [])
  }

  @Test func aChangeWhoseOutcomeCannotBeWrittenDownWritesNothing() throws {
    let home = try TestHome()
    let before = try home.dump()
    #expect(throws: EncodingError.self) {
      try home.store.write(try TestHome.request("k")) { write in
        _ = try TestRoom.add("x", "y", 5, in: write)
        return Double.nan
      }
    }
    #expect(try home.dump() == before)
  }

  @Test func aDryRunGivesTheSameValueAndKeepsNothing() throws {
    let home = try TestHome()
    try home.addNotes(3)
    let before = try home.dump()
    let heads = FileManager.default.contents(atPath: home.store.home.auditHeads)
    func change(_ isDryRun: Bool) throws -> Outcome<[Int64]> {
      try home.store.write(try TestHome.request("k", isDryRun: isDryRun)) { write in
        #expect(write.isDryRun == isDryRun)
        try write.put(TestRoom.desk, ["name": "k", "value": 1])
        let row = try TestRoom.add("x", "y", 5, in: write)
        return [row, try write.reading.int("SELECT sum(pence) FROM note"), write.link]
      }
    }
    let dry = try change(true)
    guard case .dryRun(let would) = dry else { throw Unwanted() }
    #expect(try home.dump() == before)
    #expect(FileManager.default.contents(atPath: home.store.home.auditHeads) == heads)
    guard case .made(let did) = try change(false) else { throw Unwanted() }
    #expect(would == did)
    #expect(did == [4, 11, 4])
    // Tried once it was made, it is what was made before.
    guard case .madeBefore(let then) = try change(true) else { throw Unwanted() }
    #expect(then == did)
  }

  @Test func aLinkSaysWhoDidWhatWhenAndWithWhichRows() throws {
    let home = try TestHome()
    try home.addNotes(1)
    _ = try home.store.write(try TestHome.request("k", by: .person(4), proposer: .person(9))) { write in
      try write.append(to: TestRoom.number, flattened: [1, 2, 3, 4])
      return try TestRoom.add("x", nil, 5, in: write)
    }
    let link = try #require(try AuditEntry.newest(1, home.store.reading).first)
    #expect(link.link == 2)
    #expect(link.time == "2026-11-21T12:00:00Z")
    #expect([link.actor, link.proposer, link.action, link.key] == ["person:4", "person:9", "note.add", "k"])
    #expect(try home.store.reading.rows(of: TestRoom.note, broughtBy: 2) == 2..<3)
    #expect(try home.store.reading.rows(of: TestRoom.number, broughtBy: 2) == 1..<3)
    #expect(try home.store.reading.rows(of: TestRoom.number, broughtBy: 1) == nil)
  }

  @Test func rowsInBulkAreTheSameRowsToTheChain() throws {
    // The same numbers in one go and one by one: the same digest, so the same hash of the link.
    func head(_ body: (Write) throws -> Void) throws -> [UInt8] {
      let home = try TestHome()
      _ = try home.store.write(try TestHome.request("k")) { write in
        try body(write)
        return 0
      }
      #expect(try home.faults() == [])
      return try home.store.reading.auditHead().hash
    }
    let numbers = (0..<20_000).map { Int64($0 * 7919 % 1000 - 500) }
    let bulk = try head { try $0.append(to: TestRoom.number, flattened: numbers) }
    let single = try head { write in
      for start in stride(from: 0, to: numbers.count, by: 2) {
        try write.append(to: TestRoom.number, [.integer(numbers[start]), .integer(numbers[start + 1])])
      }
    }
    #expect(bulk == single)
  }

  @Test func aHashOfALinkIsPinned() throws {
    // Form 1 of the canonical bytes. If this changes, every chain there is breaks: make form 2 beside it.
    let home = try TestHome()
    _ = try home.store.write(try TestHome.request("pinned", Inputs(["a": "b"]), by: .person(4), proposer: .person(9))) {
      try TestRoom.add("é", nil, -5, in: $0)
    }
    let hash = try home.store.reading.auditHead().hash.map { String(format: "%02x", $0) }.joined()
    #expect(hash == "ac9ce6874ae3445a2fd266afc62328e067d0463de7a4a716615fb80b01abdad0")
  }

  @Test func workingsMayChangeWithoutALink() throws {
    let home = try TestHome()
    try home.addNotes(1)
    try home.store.work { work in
      try work.put(TestRoom.desk, ["name": "a", "value": 1])
      try work.put(TestRoom.desk, ["name": "b", "value": 2])
      try work.put(TestRoom.desk, ["name": "b", "value": 3])
      try work.change(TestRoom.desk, set: ["value": nil], where: ["name": "a"])
    }
    #expect(
      try home.store.reading.all("SELECT name, value FROM desk ORDER BY name") { [$0.value(0), $0.value(1)] } == [
        ["a", nil], ["b", 3],
      ])
    #expect(throws: Unwanted.self) {
      try home.store.work { work -> Void in
        try work.delete(from: TestRoom.desk, where: ["name": "a"])
        throw Unwanted()
      }
    }
    #expect(try home.store.reading.int("SELECT count(*) FROM desk") == 2)
    #expect(try home.links() == 1)
    #expect(try home.faults() == [])
  }

  // That a `Book` or `Tally` cannot be handed to `Work` is the compiler's to say: its functions take a `Working`. A
  // `Working` made with a book's name is caught here.
  @Test(arguments: ["note", "note_sum", "audit_link", "audit_rows", "outcome", "sqlite_schema", "no_such"])
  func workCanTouchNoBookAndNoTallyUnderTheNameOfAWorking(_ name: String) throws {
    let home = try TestHome()
    try home.addNotes(3)
    let before = try home.dump()
    let working = Working(name)
    let columns = try Raw.rows(home.database, "SELECT name FROM pragma_table_info('\(name)')").map { $0[0].bare }
    let column = columns.last ?? "x"
    #expect(throws: StoreError.self) {
      try home.store.work { try $0.put(working, ["id": 1, "who": "w1", "pence": 1]) }
    }
    #expect(throws: StoreError.self) { try home.store.work { try $0.delete(from: working, where: ["\(column)": 1]) } }
    #expect(throws: StoreError.self) {
      try home.store.work { try $0.change(working, set: ["\(column)": 1], where: ["\(column)": 1]) }
    }
    _ = try? home.store.write(try TestHome.request("k")) { write in
      try write.delete(from: working, where: ["\(column)": 1])
      return 0
    }
    #expect(try home.dump() == before)
  }
}
