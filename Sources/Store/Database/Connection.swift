// Opening the SQLite file safely. GRDB opens, migrates and copies; what durability rests on is set here and read back.

import Foundation
import GRDB
import GRDBSQLite

/// A connection to the database, with the statements it has prepared.
final class Connection {
  let queue: DatabaseQueue
  let pointer: OpaquePointer
  private var statements: [String: Statement] = [:]

  enum Mode { case reading, writing }

  /// Opens the file. A writing connection is in WAL mode with `synchronous=FULL`, both read back.
  init(path: String, mode: Mode) throws {
    var configuration = Configuration()
    configuration.readonly = mode == .reading
    configuration.busyMode = .timeout(10)
    configuration.foreignKeysEnabled = true
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA temp_store = MEMORY")
    }
    queue = try Self.told { try DatabaseQueue(path: path, configuration: configuration) }
    let handle = queue.inDatabase { db in db.sqliteConnection }
    guard let handle else { throw StoreError.broken("the database did not open") }
    pointer = handle
    _ = sqlite3_commit_hook(handle, nil, nil)
    _ = sqlite3_rollback_hook(handle, nil, nil)
    if mode == .writing {
      for setting in ["journal_mode = WAL", "synchronous = FULL", "wal_autocheckpoint = 0"] {
        try execute("PRAGMA \(setting)")
      }
      try require("journal_mode", is: "wal")
      try require("synchronous", is: "2")
    }
    try require("trusted_schema", is: "0")
  }

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
    let statement = try statement(sql)
    guard statement.isReadonly else { throw StoreError.notAReading }
    guard sqlite3_stmt_busy(statement.pointer) == 0 else {
      return try Self.step(try Statement(pointer, sql), arguments, body)
    }
    try Self.step(statement, arguments, body)
  }

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
    var wal = ""
    try each("PRAGMA database_list", []) { if $0.text(1) == "main" { wal = $0.text(2) + "-wal" } }
    guard stat(wal, &size) == 0, size.st_size > pages * 4096 else { return }
    try execute("PRAGMA wal_checkpoint(\(mode))")
  }

  func close() {
    statements.removeAll()
    try? queue.close()
  }
}
