// Reading the database: SELECTs only, checked by SQLite itself.

/// The database at one moment. Every statement that goes through it is refused if it could write.
public struct Reading {
  let connection: Connection

  /// Calls `body` with each row of a SELECT. Arguments stand for the question marks in their order.
  public func each(_ sql: String, _ arguments: [Value] = [], _ body: (Row) throws -> Void) throws {
    try connection.each(sql, arguments, body)
  }

  /// What `map` makes of each row of a SELECT.
  public func all<T>(_ sql: String, _ arguments: [Value] = [], _ map: (Row) throws -> T) throws -> [T] {
    var result: [T] = []
    try each(sql, arguments) { result.append(try map($0)) }
    return result
  }

  /// What `map` makes of the first row of a SELECT, or nil.
  public func first<T>(_ sql: String, _ arguments: [Value] = [], _ map: (Row) throws -> T) throws -> T? {
    try all(sql, arguments, map).first
  }

  /// The number that a SELECT of one value gives; 0 where it gives none.
  public func int(_ sql: String, _ arguments: [Value] = []) throws -> Int64 {
    try first(sql, arguments) { $0.int(0) } ?? 0
  }
}
