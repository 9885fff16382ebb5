// What a change may do: append to books, move tallies, keep workings. It exists only inside the write path.

import Crypto

/// Rows of one book on their way in, and their digest.
private final class Incoming {
  /// How many rows of numbers one statement inserts: each statement has a cost of its own.
  static let block = 64

  let statement: Statement
  private let makeBlockStatement: () throws -> Statement
  let firstRow: Int64
  var count: Int64 = 0
  var digest = RowDigest()

  init(_ connection: Connection, _ book: Book) throws {
    let marks = "(\(book.columns.map { _ in "?" }.joined(separator: ", ")))"
    let insert = "INSERT INTO \(book.name) (\(book.columns.joined(separator: ", "))) VALUES "
    statement = try connection.statement(insert + marks)
    makeBlockStatement = {
      try connection.statement(insert + [String](repeating: marks, count: Self.block).joined(separator: ", "))
    }
    var last: Int64 = 0
    try connection.each("SELECT max(id) FROM \(book.name)", []) { last = $0.int(0) }
    firstRow = last + 1
  }

  /// The statement that inserts a whole block; only the hot path needs it.
  func blockStatement() throws -> Statement { try makeBlockStatement() }
}

/// A change to workings: runs, steps, vault rows. It can touch no book and no tally.
public class Work {
  let connection: Connection
  private let workings: Set<String>

  /// The database as this change sees it, its own rows included.
  public var reading: Reading { Reading(connection: connection) }

  init(_ connection: Connection, _ tables: Tables) {
    self.connection = connection
    workings = Set(tables.workings.map(\.name))
  }

  /// The name of a working, and of nothing else: a value made with a book's name opens no way to the book.
  private func name(_ working: Working) throws -> String {
    guard workings.contains(working.name) else { throw StoreError.broken("\(working.name) is no working") }
    return working.name
  }

  /// Adds a row to a working, or replaces the one of the same key.
  /// - Returns: the row's number.
  @discardableResult
  public func put(_ working: Working, _ values: KeyValuePairs<String, Value>) throws -> Int64 {
    let columns = values.map(\.key).joined(separator: ", ")
    let marks = values.map { _ in "?" }.joined(separator: ", ")
    try connection.statement("INSERT OR REPLACE INTO \(try name(working)) (\(columns)) VALUES (\(marks))")
      .run(values.map(\.value))
    return connection.lastInsertedRow
  }

  /// Changes the rows of a working that match all of `matching`.
  public func change(
    _ working: Working, set values: KeyValuePairs<String, Value>, where matching: KeyValuePairs<String, Value>
  ) throws {
    let changes = values.map { "\($0.key) = ?" }.joined(separator: ", ")
    try connection.statement("UPDATE \(try name(working)) SET \(changes) WHERE \(Self.condition(matching))")
      .run(values.map(\.value) + matching.map(\.value))
  }

  /// Deletes the rows of a working that match all of `matching`.
  public func delete(from working: Working, where matching: KeyValuePairs<String, Value>) throws {
    try connection.statement("DELETE FROM \(try name(working)) WHERE \(Self.condition(matching))").run(
      matching.map(\.value))
  }

  static func condition(_ matching: KeyValuePairs<String, Value>) -> String {
    matching.map { "\($0.key) IS ?" }.joined(separator: " AND ")
  }
}

/// A change to the books, inside the one write path.
public final class Write: Work {
  /// The number of the audit link that this change will be.
  public let link: Int64
  /// Whether all of it will be rolled back. What leaves the database, a file or a key, is then not made.
  public let isDryRun: Bool
  private var incoming: [(book: Book, rows: Incoming)] = []
  private var additions: [String: Statement] = [:]

  init(_ connection: Connection, _ tables: Tables, link: Int64, isDryRun: Bool) {
    self.link = link
    self.isDryRun = isDryRun
    super.init(connection, tables)
  }

  private func rows(of book: Book) throws -> Incoming {
    if let known = incoming.first(where: { $0.book.name == book.name }) { return known.rows }
    let rows = try Incoming(connection, book)
    incoming.append((book, rows))
    return rows
  }

  /// The number that the next row of this book will have.
  public func nextRow(of book: Book) throws -> Int64 {
    let rows = try rows(of: book)
    return rows.firstRow + rows.count
  }

  /// Appends one row, its values in the order of the book's columns.
  /// - Returns: the row's number.
  @discardableResult
  public func append(to book: Book, _ values: [Value]) throws -> Int64 {
    precondition(values.count == book.columns.count, "a row of \(book.name) has \(book.columns.count) columns")
    let rows = try rows(of: book)
    try rows.statement.run(values)
    rows.digest.row(values)
    rows.count += 1
    return try numbered(rows, book)
  }

  /// Appends many rows of numbers, laid end to end: the hot path. The book has no other kind of column.
  public func append(to book: Book, flattened numbers: [Int64]) throws {
    let width = book.columns.count
    precondition(numbers.count % width == 0, "a row of \(book.name) has \(width) columns")
    guard !numbers.isEmpty else { return }
    let rows = try rows(of: book)
    let block = width * Incoming.block
    let blockStatement = numbers.count >= block ? try rows.blockStatement() : rows.statement
    var start = 0
    while start < numbers.count {
      let isWhole = numbers.count - start >= block
      let end = start + (isWhole ? block : width)
      try (isWhole ? blockStatement : rows.statement).insert(numbers[start..<end])
      start = end
    }
    rows.digest.rows(numbers: numbers)
    rows.count += Int64(numbers.count / width)
    _ = try numbered(rows, book)
  }

  /// Appends many rows of numbers and texts, laid end to end in their canonical bytes.
  public func append(to book: Book, _ more: Rows) throws {
    let width = book.columns.count
    precondition(more.valueCount % width == 0, "a row of \(book.name) has \(width) columns")
    guard more.valueCount > 0 else { return }
    let rows = try rows(of: book)
    var left = more.valueCount / width
    let blockStatement = left >= Incoming.block ? try rows.blockStatement() : rows.statement
    defer {
      blockStatement.reset()
      rows.statement.reset()
    }
    try more.bytes.withUnsafeBytes { bytes in
      var place = 0
      while left > 0 {
        let count = left >= Incoming.block ? Incoming.block : 1
        let statement = count > 1 ? blockStatement : rows.statement
        place = try statement.insert(canonical: bytes, from: place, values: count * width)
        left -= count
      }
    }
    rows.digest.rows(canonical: more.bytes)
    rows.count += Int64(more.valueCount / width)
    _ = try numbered(rows, book)
  }

  /// A book's rows are numbered without gaps; anything else means that a row was taken out behind our back.
  private func numbered(_ rows: Incoming, _ book: Book) throws -> Int64 {
    let number = connection.lastInsertedRow
    guard number == rows.firstRow + rows.count - 1 else {
      throw StoreError.broken("\(book.name) has a gap before \(number)")
    }
    return number
  }

  /// Adds to the values of a tally's row, making it if it is new.
  public func add(to tally: Tally, key: [Value], _ amounts: [Int64]) throws {
    precondition(key.count == tally.key.count && amounts.count == tally.values.count)
    try adding(to: tally).run(key + amounts.map { .integer($0) })
  }

  /// Adds to a tally all that a SELECT with a WHERE gives, of its key and value columns: a bank statement moves a hundred
  /// thousand rows.
  public func add(to tally: Tally, selecting select: String, _ arguments: [Value]) throws {
    try connection.statement(Self.addition(to: tally, of: select)).run(arguments)
  }

  /// Put together once a change.
  private func adding(to tally: Tally) throws -> Statement {
    if let known = additions[tally.name] { return known }
    let marks = [String](repeating: "?", count: tally.key.count + tally.values.count).joined(separator: ", ")
    let made = try connection.statement(Self.addition(to: tally, of: "VALUES (\(marks))"))
    additions[tally.name] = made
    return made
  }

  private static func addition(to tally: Tally, of rows: String) -> String {
    let sums = tally.values.map { "\($0) = \($0) + excluded.\($0)" }.joined(separator: ", ")
    return """
      INSERT INTO \(tally.name) (\((tally.key + tally.values).joined(separator: ", "))) \(rows)
      ON CONFLICT (\(tally.key.joined(separator: ", "))) DO UPDATE SET \(sums)
      """
  }

  /// Sets the values of a tally's row, making it if it is new.
  public func set(_ tally: Tally, key: [Value], _ values: [Value]) throws {
    precondition(key.count == tally.key.count && values.count == tally.values.count)
    let columns = tally.key + tally.values
    try connection.statement(
      """
      INSERT OR REPLACE INTO \(tally.name) (\(columns.joined(separator: ", ")))
      VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))
      """
    ).run(key + values)
  }

  /// Takes a row out of a tally.
  public func remove(from tally: Tally, key: [Value]) throws {
    precondition(key.count == tally.key.count)
    let condition = tally.key.map { "\($0) IS ?" }.joined(separator: " AND ")
    try connection.statement("DELETE FROM \(tally.name) WHERE \(condition)").run(key)
  }

  /// What this change brought, book by book in order of name.
  func linkedRows() -> [LinkedRows] {
    incoming.filter { $0.rows.count > 0 }.sorted { $0.book.name < $1.book.name }.map {
      LinkedRows(
        book: $0.book.name, firstRow: $0.rows.firstRow, count: $0.rows.count, digest: $0.rows.digest.finalized())
    }
  }
}
