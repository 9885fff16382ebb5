// The chain, the heads beside it, and what others kept of it.

import Files
import Foundation
import Store
import Testing

@Suite struct AuditTests {
  private func heads(_ home: TestHome) throws -> [String] {
    String(decoding: try #require(FileManager.default.contents(atPath: home.store.home.auditHeads)), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private func write(_ text: String, to path: String) throws { try AtomicFile.write(path, bytes: Array(text.utf8)) }

  @Test func aHomeWithoutFaultsIsProvedWithoutAWord() throws {
    let home = try TestHome()
    #expect(try home.faults() == [])
    try home.addNotes(5)
    #expect(try home.faults() == [])
    let report = try home.store.verify([], scope: .everything) { _ in [0xAB] }
    #expect(report.ok)
    #expect(report.checks.map(\.name) == ["schema", "database", "audit-chain", "books", "audit-heads", "tallies"])
    #expect(report.books == ["audit_link", "audit_rows", "configuration", "note", "number", "outcome"])
    #expect(report.tallies == ["note_sum"])
    #expect(report.workings == ["desk", "grdb_migrations", "setting"])
    #expect(report.ledgerHash == "ab")
  }

  @Test func everyChangeLeavesItsHeadBesideTheDatabase() throws {
    let home = try TestHome()
    try home.addNotes(3)
    let lines = try heads(home)
    #expect(lines.count == 4 && lines[3].isEmpty)
    #expect(lines.prefix(3).compactMap { SignedHead(line: $0)?.number } == [1, 2, 3])
    #expect(try home.store.signedHead()?.line == lines[2])
    #expect(try home.store.signedHead(upTo: 2)?.line == lines[1])
    #expect(try home.store.signedHead(upTo: 0) == nil)
  }

  @Test func aHeadIsReadAsItWasWrittenAndNothingElseIsAHead() throws {
    let home = try TestHome()
    try home.addNotes(1)
    let head = try #require(try home.store.signedHead())
    #expect(SignedHead(line: head.line) == head)
    let parts = head.line.split(separator: " ").map(String.init)
    for line in [
      "", "1", parts.dropLast().joined(separator: " "), head.line + " x",
      "x " + parts.dropFirst().joined(separator: " "),
    ] {
      #expect(SignedHead(line: line) == nil, "\(line)")
    }
  }

  @Test func aLastLineTornByACrashIsNoFaultAndTheNextChangeMendsIt() throws {
    let home = try TestHome()
    try home.addNotes(3)
    let path = home.store.home.auditHeads
    let whole = String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
    let lines = whole.split(separator: "\n").map(String.init)
    // The file as a crash leaves it, with the last line cut anywhere.
    for length in stride(from: 0, through: lines[2].utf8.count, by: 1) {
      try write(lines[0] + "\n" + lines[1] + "\n" + String(lines[2].prefix(length)), to: path)
      #expect(try home.faults() == [], "cut after \(length) bytes")
    }
    try write(lines[0] + "\n" + lines[1] + "\n" + String(lines[2].prefix(100)), to: path)
    try home.addNotes(1, from: 4)
    #expect(try heads(home).dropLast() == [lines[0], lines[1], try #require(try home.store.signedHead()).line])
    #expect(try home.faults() == [])
  }

  @Test func headsThatOthersKeptEarlierAreInTheChain() throws {
    let home = try TestHome()
    try home.addNotes(2)
    let kept = "\(home.folder)/kept"
    try write(try #require(try home.store.signedHead()).line + "\n", to: kept)
    try home.addNotes(4, from: 3)
    #expect(try home.store.headFaults(file: kept) == [])
    // The same without its newline: a line that someone pasted.
    try write(try #require(try home.store.signedHead(upTo: 2)).line, to: kept)
    #expect(try home.store.headFaults(file: kept) == [])
  }

  @Test func headsThatAreNotOfThisChainAreNamed() throws {
    let (home, other) = (try TestHome(), try TestHome())
    try home.addNotes(3)
    // The same scheme key, another history.
    _ = try other.store.write(try TestHome.request("else")) { _ in 0 }
    let kept = "\(home.folder)/kept"
    try write(try #require(try other.store.signedHead()).line + "\n", to: kept)
    #expect(try home.store.headFaults(file: kept) == ["link 1 is not the one whose head was kept"])
    // A head that says something else than what was signed.
    let parts = try #require(try home.store.signedHead(upTo: 2)).line.split(separator: " ").map(String.init)
    try write(["3", parts[1], parts[2], parts[3]].joined(separator: " ") + "\n", to: kept)
    #expect(try home.store.headFaults(file: kept) == ["head 3 is not signed by this scheme's key"])
    try write([parts[0], parts[1], "1", parts[3]].joined(separator: " ") + "\n", to: kept)
    #expect(try home.store.headFaults(file: kept) == ["head 2 is not signed by this scheme's key"])
  }

  @Test func aFileInWhichNoHeadCanBeReadProvesNothing() throws {
    let home = try TestHome()
    try home.addNotes(3)
    let kept = "\(home.folder)/kept"
    for text in ["", "\n", "hello\n", "{\"head\": 3}\n"] {
      try write(text, to: kept)
      #expect(try home.store.headFaults(file: kept) != [], "\(text)")
    }
    // Nor does one with a line among the heads that is none.
    let head = try #require(try home.store.signedHead()).line
    try write("\(head)\nhello\n\(head)\n", to: kept)
    #expect(try home.store.headFaults(file: kept) != [])
    #expect(try home.store.headFaults(file: "\(home.folder)/none") == ["none is missing"])
  }

  @Test(arguments: ["taken away", "emptied"])
  func headsBesideTheDatabaseThatAreGoneAreMissed(_ how: String) throws {
    let home = try TestHome()
    try home.addNotes(3)
    try FileManager.default.removeItem(atPath: home.store.home.auditHeads)
    if how == "emptied" { try write("", to: home.store.home.auditHeads) }
    #expect(try home.faults().map { $0.prefix(12) } == ["audit-heads:"])
  }

  @Test func anOlderDatabaseCopiedBackIsFoundAtOnceAndAfterMoreWork() throws {
    let home = try TestHome()
    try home.addNotes(2)
    let older = "\(home.folder)/older.sqlite"
    _ = try home.store.backUp(name: "2026-11-21-2")
    try FileManager.default.copyItem(atPath: "\(home.store.home.backups)/2026-11-21-2/nolimits.sqlite", toPath: older)
    try home.addNotes(2, from: 3)
    home.store.close()
    for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: home.database + suffix) }
    try FileManager.default.copyItem(atPath: older, toPath: home.database)

    let store = try home.openAgain()
    #expect(
      try TestHome.faults(store) == [
        "audit-heads: link 3 is missing: the chain was cut after link 2\nlink 4 is missing: the chain was cut after link 2"
      ])
    for index in 5..<8 {
      _ = try store.write(try TestHome.request("note/\(index)")) { try TestRoom.add("x", nil, 1, in: $0) }
    }
    #expect(try TestHome.faults(store).count == 1)
    #expect(try TestHome.faults(store)[0].contains("link 3 is not the one whose head was kept"))
  }

  @Test func aProofSinceTheLastOneReadsWhatCameSince() throws {
    let home = try TestHome()
    try home.addNotes(4)
    try home.store.recordVerified(link: 3)
    #expect(try home.store.verifiedLink() == 3)
    // A note of link 2 is outside, one of link 4 inside, and everything finds both.
    try Raw.withoutTriggers(home.database, of: "note", "UPDATE note SET words = 'other' WHERE id = 2")
    #expect(try home.faults(.after(link: 3)) == [])
    #expect(try home.faults().count == 1)
    try Raw.withoutTriggers(home.database, of: "note", "UPDATE note SET words = 'other' WHERE id = 4")
    let faults = try home.faults(.after(link: 3))
    #expect(faults.count == 1)
    #expect(faults.first?.contains("note: rows 4 to 4, brought by link 4 (note.add note/4)") == true)
  }

  @Test func aProofSinceTheLastOneMissesNoCutTail() throws {
    let home = try TestHome()
    try home.addNotes(4)
    try home.store.recordVerified(link: 4)
    try Raw.withoutTriggers(home.database, of: "audit_link", "DELETE FROM audit_link WHERE id = 4")
    try FileManager.default.removeItem(atPath: home.store.home.auditHeads)
    #expect(try home.faults(.after(link: 4)).contains { $0.contains("the chain ends before link 4") })
  }
}

@Suite struct SchemaTests {
  /// What can be done to a schema.
  static let harm = [
    "DROP TRIGGER note_is_never_changed", "DROP TRIGGER audit_link_is_never_cut",
    "DROP TRIGGER outcome_is_never_changed",
    "CREATE TABLE more (x)", "CREATE VIEW more AS SELECT 1", "CREATE INDEX more ON note (who)",
    "CREATE TRIGGER more AFTER INSERT ON note BEGIN DELETE FROM desk; END",
    "CREATE TABLE sqliteXstat1 (x)", "CREATE TRIGGER \"sqlite-stat\" AFTER INSERT ON note BEGIN DELETE FROM desk; END",
    "DROP TABLE desk", "DROP TABLE number", "ALTER TABLE desk ADD COLUMN more TEXT", "ALTER TABLE note RENAME TO notes",
    "DROP TRIGGER note_is_never_cut; CREATE TRIGGER note_is_never_cut BEFORE DELETE ON note BEGIN SELECT 1; END",
    "DROP TABLE note_sum; CREATE TABLE note_sum (who TEXT PRIMARY KEY, pence INTEGER NOT NULL) WITHOUT ROWID",
    "DROP TABLE desk; CREATE VIEW desk AS SELECT who AS name, pence AS value FROM note",
  ]

  @Test(arguments: harm)
  func aSchemaThatIsNotThatOfAFreshHomeIsNamed(_ sql: String) throws {
    let home = try TestHome()
    try Raw.run(home.database, sql)
    let faults = try home.faults()
    #expect(faults.first?.hasPrefix("schema: ") == true, "\(faults)")
  }

  @Test func statisticsOfThePlannerAreNoFault() throws {
    let home = try TestHome()
    try home.addNotes(3)
    try Raw.run(home.database, "ANALYZE")
    #expect(try home.faults() == [])
  }

  @Test func aDamagedFileIsNamed() throws {
    let home = try TestHome()
    try home.addNotes(40)
    home.store.close()
    // Rows that do not keep a constraint: what SQLite tells of a damaged page too.
    try Raw.run(
      home.database,
      """
      PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = replace(sql, 'words TEXT', 'words TEXT NOT NULL') WHERE name = 'note'
      """)
    let faults = try TestHome.faults(try home.openAgain())
    #expect(faults.contains { $0.hasPrefix("database: ") })
    #expect(faults.contains { $0.hasPrefix("schema: ") })
  }
}
