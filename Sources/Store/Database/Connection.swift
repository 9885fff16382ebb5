// Opening the SQLite file safely: what durability rests on is set here and read back.

import Foundation
import GRDB
import GRDBSQLite

/// A connection to the database, with the statements it has prepared. One thread uses it at a time, so SQLite is told to
/// leave out its own locks: on the hot path they cost a twentieth of the time.
final class Connection {
  /// The file.
  let path: String
  let pointer: OpaquePointer
  private var statements: [String: Statement] = [:]
  private var isOpen = true

  enum Mode { case reading, writing }

  /// Opens the file. A writing connection is in WAL mode with `synchronous=FULL`, both read back.
  init(path: String, mode: Mode) throws {
    self.path = path
    let access = mode == .reading ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    var opened: OpaquePointer?
    let status = sqlite3_open_v2(path, &opened, access | SQLITE_OPEN_NOMUTEX, nil)
    guard status == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(opened)
      throw StoreError.sqlite(code: status, message: message)
    }
    pointer = opened
    sqlite3_busy_timeout(pointer, 10_000)
    for setting in [
      "foreign_keys = ON", "trusted_schema = OFF", "cell_size_check = ON", "temp_store = MEMORY",
    ] { try execute("PRAGMA \(setting)") }
    if mode == .writing {
      // Twice the pages in memory that SQLite has by itself: what one change touches again and again is then not written to
      // the log each time. A bank statement of 100,000 lines writes a quarter less for 4 MiB.
      // A new database has pages of 8 KiB, and is written in half as many pieces; one that is there keeps the pages it has.
      for setting in [
        "page_size = 8192", "journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 0", "cache_size = -4096",
      ] {
        try execute("PRAGMA \(setting)")
      }
      try require("journal_mode", is: "wal")
      try require("synchronous", is: "2")
    }
    try require("trusted_schema", is: "0")
  }

  deinit { close() }

  private func require(_ setting: String, is wanted: String) throws {
    var found = ""
    try Self.step(try Statement(pointer, "PRAGMA \(setting)"), []) { found = $0.text(0) }
    guard found == wanted else { throw StoreError.setting(name: setting, found: found) }
  }

  /// Turns GRDB's errors into ours.
  static func told<T>(_ body: () throws -> T) throws -> T {
    do { return try body() } catch let error as DatabaseError {
      throw StoreError.sqlite(code: error.resultCode.rawValue, message: error.message ?? "no message")
    }
  }

  func statement(_ sql: String) throws -> Statement {
    if let known = statements[sql] { return known }
    let statement = try Statement(pointer, sql)
    statements[sql] = statement
    return statement
  }

  func execute(_ sql: String) throws {
    guard sqlite3_exec(pointer, sql, nil, nil, nil) == SQLITE_OK else { throw Statement.error(pointer) }
  }

  func each(_ sql: String, _ arguments: [Value], _ body: (Row) throws -> Void) throws {
    guard Self.onlyAsks(sql) else { throw StoreError.notAReading }
    let statement = try statement(sql)
    guard statement.isReadonly else { throw StoreError.notAReading }
    guard sqlite3_stmt_busy(statement.pointer) == 0 else {
      return try Self.step(try Statement(pointer, sql), arguments, body)
    }
    try Self.step(statement, arguments, body)
  }

  /// SQLite's word that a statement writes no file is not enough: COMMIT, ATTACH and settings such as `synchronous = OFF`
  /// write none either, and some take hold while they are prepared.
  private static func onlyAsks(_ sql: String) -> Bool {
    sql.hasPrefix("SELECT") || sql.hasPrefix("WITH") || questions.contains { sql.hasPrefix($0) && !sql.contains("=") }
  }

  private static let questions = ["PRAGMA application_id", "PRAGMA integrity_check", "PRAGMA quick_check"]

  private static func step(_ statement: Statement, _ arguments: [Value], _ body: (Row) throws -> Void) throws {
    statement.bind(arguments)
    defer { statement.reset() }
    let row = Row(pointer: statement.pointer)
    while try statement.step() { try body(row) }
  }

  var lastInsertedRow: Int64 { sqlite3_last_insert_rowid(pointer) }

  /// Moves the write-ahead log into the database file when it has grown past so many pages. The caller holds the lock.
  func checkpoint(ifAbove pages: Int, mode: String = "PASSIVE") throws {
    var size = stat()
    guard stat(path + "-wal", &size) == 0, size.st_size > pages * 4096 else { return }
    try execute("PRAGMA wal_checkpoint(\(mode))")
  }

  func close() {
    guard isOpen else { return }
    isOpen = false
    statements.removeAll()
    sqlite3_close_v2(pointer)
  }
}
