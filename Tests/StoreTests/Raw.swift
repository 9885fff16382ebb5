// The database as someone with `sqlite3` at hand sees it: around the store, with no gate and no path.

import GRDB

enum Raw {
  /// Runs statements on the file at `path`.
  static func run(_ path: String, _ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.inDatabase { try $0.execute(sql: sql) }
    try queue.close()
  }

  /// What SQLite says to statements that it refuses; nil where it does not.
  static func refusal(_ path: String, _ sql: String) throws -> String? {
    do { try run(path, sql) } catch let error as DatabaseError { return error.message ?? "no message" }
    return nil
  }

  /// The rows of a SELECT, each value as text.
  static func rows(_ path: String, _ sql: String) throws -> [[String]] {
    let queue = try DatabaseQueue(path: path)
    defer { try? queue.close() }
    return try queue.inDatabase { db in
      try Row.fetchAll(db, sql: sql).map { row in row.databaseValues.map { "\($0)" } }
    }
  }

  /// Every row of every table.
  static func dump(_ path: String) throws -> [String: [[String]]] {
    let tables = try rows(path, "SELECT name FROM sqlite_schema WHERE type = 'table'").map { $0[0].bare }
    return Dictionary(uniqueKeysWithValues: try tables.map { ($0, try rows(path, "SELECT * FROM \"\($0)\"")) })
  }

  /// A table's triggers, to be taken off and put back.
  static func withoutTriggers(_ path: String, of table: String, _ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.inDatabase { db in
      let triggers = try Row.fetchAll(
        db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", arguments: [table])
      for trigger in triggers { try db.execute(sql: "DROP TRIGGER \(trigger[0] as String)") }
      try db.execute(sql: sql)
      for trigger in triggers { try db.execute(sql: trigger[1] as String) }
    }
    try queue.close()
  }
}

extension String {
  /// Without the quotes that a text value is shown in.
  var bare: String { hasPrefix("\"") && hasSuffix("\"") && count > 1 ? String(dropFirst().dropLast()) : self }
}
