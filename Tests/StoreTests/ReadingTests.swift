// Reading cannot write; what is written is durable and stays.

import Testing

@testable import Store

@Suite struct ReadingTests {
  static let writes = [
    "INSERT INTO note (who, pence) VALUES ('x', 1)", "INSERT INTO desk VALUES ('x', 1)", "UPDATE desk SET value = 9",
    "DELETE FROM desk", "DELETE FROM note_sum", "REPLACE INTO note_sum VALUES ('x', 1)", "CREATE TABLE x (y)",
    "DROP TRIGGER note_is_never_cut", "INSERT INTO desk VALUES ('x', 1) RETURNING value", "VACUUM", "REINDEX",
    "WITH x AS (SELECT 1) DELETE FROM desk", "PRAGMA user_version = 5", "PRAGMA application_id = 5",
    "PRAGMA journal_mode = DELETE", "PRAGMA synchronous = OFF", "PRAGMA synchronous(0)", "PRAGMA writable_schema = ON",
    "PRAGMA foreign_keys = OFF", "PRAGMA trusted_schema = ON", "PRAGMA query_only = ON",
    "PRAGMA locking_mode = EXCLUSIVE",
    "PRAGMA application_id=5", "PRAGMA wal_checkpoint", "COMMIT", "ROLLBACK", "END", "BEGIN", "SAVEPOINT x",
    "ATTACH ':memory:' AS other",
  ]

  /// Tries a statement and gives what kept it from running, or nil.
  private func tried(_ sql: String, _ reading: Reading) -> String? {
    do {
      try reading.each(sql) { _ in }
      return nil
    } catch { return "\(error)" }
  }

  @Test(arguments: writes)
  func aReadingRefusesToWrite(_ sql: String) throws {
    let home = try TestHome()
    try home.addNotes(1)
    try home.store.work { _ = try $0.put(TestRoom.desk, ["name": "a", "value": 1]) }
    let before = try home.dump()
    #expect(tried(sql, home.store.reading) != nil)
    // The connection that writes could: there nothing but the check stands in the way.
    try home.store.work { (work: Work) throws -> Void in #expect(tried(sql, work.reading) != nil) }
    _ = try home.store.write(try TestHome.request("k", isDryRun: true)) { write in
      #expect(tried(sql, write.reading) != nil)
      return try TestRoom.add("x", nil, 1, in: write)
    }
    #expect(try home.dump() == before)
  }

  @Test func aReadingSeesWhatIsCommittedAndASnapshotOneMoment() throws {
    let home = try TestHome()
    let other = try home.openAgain()
    try home.addNotes(1)
    try other.snapshot { (reading: Reading) throws -> Void in
      #expect(try reading.int("SELECT count(*) FROM note") == 1)
      try home.addNotes(1, from: 2)
      #expect(try reading.int("SELECT count(*) FROM note") == 1)
    }
    #expect(try other.reading.int("SELECT count(*) FROM note") == 2)
    #expect(try Store.read(home.store.home) { try $0.int("SELECT max(id) FROM note") } == 2)
  }

  @Test func theConnectionThatWritesIsDurable() throws {
    let home = try TestHome()
    func setting(_ name: String, _ connection: Connection) throws -> String {
      var found = ""
      let statement = try Statement(connection.pointer, "PRAGMA \(name)")
      while try statement.step() { found = Row(pointer: statement.pointer).text(0) }
      return found
    }
    try home.store.work { (work: Work) throws -> Void in
      for (name, value) in [
        ("journal_mode", "wal"), ("synchronous", "2"), ("foreign_keys", "1"), ("trusted_schema", "0"),
        ("wal_autocheckpoint", "0"), ("cache_size", "-4096"), ("page_size", "8192"),
      ] { #expect(try setting(name, work.connection) == value, "\(name)") }
    }
    #expect(try setting("journal_mode", home.store.reader) == "wal")
    #expect(try setting("trusted_schema", home.store.reader) == "0")
  }

  @Test func aDatabaseThatCannotBeMadeDurableIsNotWrittenTo() throws {
    // A database in memory has no write-ahead log, whatever it is asked.
    let refused = refusal { _ = try Connection(path: ":memory:", mode: .writing) }
    #expect(refused == .setting(name: "journal_mode", found: "memory"))
    #expect(refused?.exit == .configuration)
  }

  @Test func committedChangesOutliveTheProcess() throws {
    let home = try TestHome()
    try home.addNotes(3)
    // Nothing is closed: what another process would find after a crash is the file and its log.
    #expect(try Raw.rows(home.database, "SELECT count(*) FROM note") == [["3"]])
    #expect(try Raw.rows(home.database, "PRAGMA journal_mode") == [["\"wal\""]])
  }

  @Test(arguments: ["note", "number", "outcome", "audit_link", "audit_rows"])
  func aBookRefusesToBeChangedOrCut(_ book: String) throws {
    let home = try TestHome()
    _ = try home.store.write(try TestHome.request("k")) { write in
      try write.append(to: TestRoom.number, flattened: [1, 2])
      return try TestRoom.add("x", nil, 1, in: write)
    }
    let before = try home.dump()
    let columns = try Raw.rows(home.database, "SELECT name FROM pragma_table_info('\(book)')").map { $0[0].bare }
    for column in columns {
      #expect(
        try Raw.refusal(home.database, "UPDATE \(book) SET \(column) = \(column)") == "the book \(book) is append-only")
    }
    #expect(try Raw.refusal(home.database, "DELETE FROM \(book)") == "the book \(book) is append-only")
    #expect(
      try Raw.refusal(home.database, "DELETE FROM \(book) WHERE id = 1 RETURNING id")
        == "the book \(book) is append-only")
    #expect(try home.dump() == before)
  }

  @Test func aRowIsReadAsItWasWritten() throws {
    let home = try TestHome()
    let texts = ["", "é", "e\u{301}", "a\u{0}b", "日本", String(repeating: "x", count: 70_000), "\n"]
    _ = try home.store.write(try TestHome.request("k")) { write in
      for text in texts { _ = try TestRoom.add(text, text, Int64.min, in: write) }
      return try TestRoom.add("max", nil, Int64.max, in: write)
    }
    #expect(
      try home.store.reading.all("SELECT words FROM note WHERE words IS NOT NULL ORDER BY id") { $0.text(0) } == texts)
    #expect(
      try home.store.reading.all("SELECT pence FROM note ORDER BY id DESC LIMIT 2") { $0.int(0) } == [.max, .min])
    #expect(
      try home.store.reading.first("SELECT words FROM note ORDER BY id DESC") { $0.optionalText(0) } == .some(nil))
    #expect(try home.faults() == [])
  }
}
