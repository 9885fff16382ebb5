// A prepared statement, bound and stepped without a detour: the only place that talks to SQLite row by row.

import GRDBSQLite

/// A prepared statement of one connection.
final class Statement {
  let pointer: OpaquePointer
  private let connection: OpaquePointer

  init(_ connection: OpaquePointer, _ sql: String) throws {
    var statement: OpaquePointer?
    let status = sqlite3_prepare_v3(connection, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard status == SQLITE_OK, let statement else { throw Self.error(connection) }
    pointer = statement
    self.connection = connection
  }

  deinit { sqlite3_finalize(pointer) }

  static func error(_ connection: OpaquePointer) -> StoreError {
    .sqlite(code: sqlite3_errcode(connection), message: String(cString: sqlite3_errmsg(connection)))
  }

  var isReadonly: Bool { sqlite3_stmt_readonly(pointer) != 0 }

  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  func bind(_ values: [Value]) {
    for (index, value) in values.enumerated() { bind(value, at: Int32(index + 1)) }
  }

  func bind(_ value: Value, at index: Int32) {
    switch value {
    case .null: sqlite3_bind_null(pointer, index)
    case .integer(let number): sqlite3_bind_int64(pointer, index, number)
    case .text(var text):
      text.withUTF8 { bytes in
        _ = bytes.withMemoryRebound(to: CChar.self) {
          sqlite3_bind_text(pointer, index, $0.baseAddress, Int32($0.count), Self.transient)
        }
      }
    case .blob(let bytes):
      if bytes.isEmpty {
        sqlite3_bind_zeroblob(pointer, index, 0)
      } else {
        sqlite3_bind_blob(pointer, index, bytes, Int32(bytes.count), Self.transient)
      }
    }
  }

  /// Steps once; true while there is a row.
  func step() throws -> Bool {
    switch sqlite3_step(pointer) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    default:
      let error = Self.error(connection)
      reset()
      throw error
    }
  }

  /// Runs to the end a statement that gives no rows.
  func run(_ values: [Value]) throws {
    bind(values)
    defer { reset() }
    while try step() {}
  }

  func reset() {
    sqlite3_reset(pointer)
    sqlite3_clear_bindings(pointer)
  }
}

/// One row of a reading, valid only inside the closure it was given to. Columns count from 0.
public struct Row {
  let pointer: OpaquePointer

  /// The number in a column; 0 where it is empty.
  public func int(_ column: Int) -> Int64 { sqlite3_column_int64(pointer, Int32(column)) }

  /// The number in a column, or nil.
  public func optionalInt(_ column: Int) -> Int64? { isNull(column) ? nil : int(column) }

  /// Whether a column is empty.
  public func isNull(_ column: Int) -> Bool { sqlite3_column_type(pointer, Int32(column)) == SQLITE_NULL }

  /// The text in a column; empty where there is none.
  public func text(_ column: Int) -> String {
    String(decoding: bytesBuffer(column), as: UTF8.self)
  }

  /// The text in a column, or nil.
  public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }

  /// The bytes in a column.
  public func blob(_ column: Int) -> [UInt8] { Array(bytesBuffer(column)) }

  /// Appends the bytes of a column's text to a buffer, without a `String`.
  public func appendText(_ column: Int, to buffer: inout [UInt8]) { buffer.append(contentsOf: bytesBuffer(column)) }

  /// Whether a column holds this text, without a `String`.
  public func isText(_ column: Int, _ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytesBuffer(column).elementsEqual($0) }
  }

  /// The value in a column.
  public func value(_ column: Int) -> Value {
    switch sqlite3_column_type(pointer, Int32(column)) {
    case SQLITE_INTEGER: .integer(int(column))
    case SQLITE_NULL: .null
    case SQLITE_BLOB: .blob(blob(column))
    default: .text(text(column))
    }
  }

  /// How many columns there are.
  public var count: Int { Int(sqlite3_column_count(pointer)) }

  func bytesBuffer(_ column: Int) -> UnsafeRawBufferPointer {
    let blob = sqlite3_column_blob(pointer, Int32(column))
    return UnsafeRawBufferPointer(start: blob, count: Int(sqlite3_column_bytes(pointer, Int32(column))))
  }
}

extension Statement {
  /// Runs once with these numbers: the hot path. Its bindings stay, and are replaced by the next ones.
  @inline(__always)
  func insert(_ numbers: ArraySlice<Int64>) throws {
    numbers.withUnsafeBufferPointer { buffer in
      for index in buffer.indices {
        sqlite3_bind_int64(pointer, Int32(truncatingIfNeeded: index + 1), buffer[index])
      }
    }
    _ = try step()
    sqlite3_reset(pointer)
  }
}

extension Statement {
  func bind(_ number: Int64, at index: Int32) { sqlite3_bind_int64(pointer, index, number) }
  func bindNull(at index: Int32) { sqlite3_bind_null(pointer, index) }

  /// Binds a text in place, uncopied. A text of no letters is empty, not nothing.
  func bind(text: UnsafeRawBufferPointer, at index: Int32) {
    let start = text.isEmpty ? nil : text.baseAddress
    guard let start else { return bind(.text(""), at: index) }
    sqlite3_bind_text(pointer, index, start.assumingMemoryBound(to: CChar.self), Int32(text.count), nil)
  }

  /// Makes it ready to run again. Its bindings stay.
  func rewind() { sqlite3_reset(pointer) }
}

enum ColumnType { case integer, text, blob, null }

/// The type of a column's value, counting from 0.
@inline(__always)
func sqlite3ColumnType(_ row: Row, _ column: Int) -> ColumnType {
  switch sqlite3_column_type(row.pointer, Int32(truncatingIfNeeded: column)) {
  case SQLITE_INTEGER: .integer
  case SQLITE_NULL: .null
  case SQLITE_BLOB: .blob
  default: .text
  }
}
