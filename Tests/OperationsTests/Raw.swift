// The database as someone with `sqlite3` at hand sees it: triggers taken off, a row changed, triggers put back.

import Foundation
import GRDB

/// A value as a column holds it.
enum Cell: Hashable, Sendable {
  case null
  case integer(Int64)
  case text(String)
  case blob([UInt8])
}

/// A column of a table.
struct Column: Hashable, Sendable {
  let name: String
  let type: String
  let isNullable: Bool
  /// Its place in the primary key, from 1; 0 where it is no part of it.
  let keyPlace: Int
}

/// The database file, opened around the store.
final class Raw {
  private let queue: DatabaseQueue

  init(_ path: String) throws {
    var configuration = Configuration()
    configuration.foreignKeysEnabled = false
    queue = try DatabaseQueue(path: path, configuration: configuration)
  }

  func close() { try? queue.close() }

  func rows(_ sql: String) throws -> [[Cell]] {
    try queue.inDatabase { db in
      try Row.fetchAll(db, sql: sql).map { row in
        row.databaseValues.map { value in
          switch value.storage {
          case .null: .null
          case .int64(let number): .integer(number)
          case .double(let number): .text("\(number)")
          case .string(let text): .text(text)
          case .blob(let data): .blob(Array(data))
          }
        }
      }
    }
  }

  func strings(_ sql: String) throws -> [String] {
    try rows(sql).compactMap { if case .text(let text) = $0.first { text } else { nil } }
  }

  func columns(_ table: String) throws -> [Column] {
    try queue.inDatabase { db in
      try Row.fetchAll(db, sql: "SELECT name, type, \"notnull\", pk FROM pragma_table_info('\(table)')").map {
        Column(name: $0[0], type: $0[1], isNullable: ($0[2] as Int) == 0 && ($0[3] as Int) == 0, keyPlace: $0[3])
      }
    }
  }

  /// Runs statements with all triggers of the tables taken off and put back; false if SQLite refuses one of them, and then
  /// nothing is changed.
  func withoutTriggers(_ tables: [String], _ statements: [(String, [Cell])]) throws -> Bool {
    try queue.inDatabase { db in
      try db.execute(sql: "BEGIN IMMEDIATE")
      do {
        var triggers: [Row] = []
        for table in tables {
          triggers += try Row.fetchAll(
            db, sql: "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?", arguments: [table])
        }
        for trigger in triggers { try db.execute(sql: "DROP TRIGGER \(trigger[0] as String)") }
        for (sql, cells) in statements {
          try db.execute(sql: sql, arguments: StatementArguments(cells.map(\.databaseValue)))
        }
        for trigger in triggers { try db.execute(sql: trigger[1] as String) }
        try db.execute(sql: "COMMIT")
        return true
      } catch let error as DatabaseError {
        try db.execute(sql: "ROLLBACK")
        guard error.resultCode == .SQLITE_CONSTRAINT else { throw error }
        return false
      }
    }
  }

  func run(_ sql: String) throws { try queue.inDatabase { try $0.execute(sql: sql) } }
}

extension Cell {
  fileprivate var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let number): number.databaseValue
    case .text(let text): text.databaseValue
    case .blob(let bytes): DatabaseValue(value: Foundation.Data(bytes)) ?? .null
    }
  }
}
