// The store's own checks: schema, file, chain, books, heads, tallies.

import Files
import Foundation
import GRDB

extension Store {
  /// Compares the schema with that of a fresh database, statement by statement.
  func schemaFaults() throws -> [String] {
    let fresh = try DatabaseQueue()
    try Self.migrate(fresh, settings.migrations)
    let wanted = try fresh.read { db in
      try GRDB.Row.fetchAll(db, sql: Self.schemaSQL).map { row in
        ("\(row[0] as String) \(row[1] as String)", row[2] as String)
      }
    }
    let found = try reading.all(Self.schemaSQL) { ("\($0.text(0)) \($0.text(1))", $0.text(2)) }
    let wantedByName = Dictionary(wanted) { first, _ in first }
    let foundByName = Dictionary(found) { first, _ in first }
    let missing = wantedByName.keys.filter { foundByName[$0] == nil }.map { "\($0) is missing" }
    let added = foundByName.keys.filter { wantedByName[$0] == nil }.map { "\($0) does not belong there" }
    let changed = wantedByName.filter { foundByName[$0.key] != nil && foundByName[$0.key] != $0.value }.map {
      "\($0.key) was changed"
    }
    return (missing + added + changed).sorted()
  }

  private static let schemaSQL = """
    SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE name NOT GLOB 'sqlite_stat[0-9]*' ORDER BY type, name
    """

  func fileFaults(_ scope: CheckScope) throws -> [String] {
    let pragma: String
    switch scope {
    case .everything: pragma = "PRAGMA integrity_check(20)"
    case .after: pragma = "PRAGMA quick_check(20)"
    }
    return try reading.all(pragma) { $0.text(0) }.filter { $0 != "ok" }
  }

  /// Recomputes every link after the scope's beginning.
  func chainFaults(_ scope: CheckScope) throws -> [String] {
    var faults: [String] = []
    var expected = scope.verifiedLink + 1
    var previous = try reading.first("SELECT hash FROM audit_link WHERE id = ?", [.integer(scope.verifiedLink)]) {
      $0.blob(0)
    }
    if scope.verifiedLink == 0 { previous = AuditLink.origin }
    if previous == nil { faults.append("the chain ends before link \(scope.verifiedLink)") }
    if try reading.int("SELECT count(*) FROM audit_link WHERE id < 1") > 0 {
      faults.append("audit_link has a row before link 1")
    }
    try reading.each("SELECT * FROM audit_link WHERE id >= ? ORDER BY id", [.integer(expected)]) { row in
      let number = row.int(0)
      if number != expected { faults.append("audit link \(expected) is missing") }
      let link = AuditLink(
        number: number, previous: row.blob(1), time: row.int(2), businessDate: row.int(3), actor: row.text(4),
        proposer: row.text(5), action: row.text(6), key: row.text(7), inputs: row.blob(8), configuration: row.blob(9),
        program: row.text(10), rows: try linkedRows(number))
      if link.previous != previous { faults.append("audit link \(number) does not follow link \(number &- 1)") }
      if link.hash != row.blob(11) { faults.append("audit link \(number) (\(link.action)) was changed") }
      previous = row.blob(11)
      expected = number &+ 1
    }
    return faults + (try linkedRowFaults())
  }

  private func linkedRows(_ link: Int64) throws -> [LinkedRows] {
    try reading.all(
      "SELECT book, first_row, count, digest FROM audit_rows WHERE link = ? ORDER BY id", [.integer(link)]
    ) { LinkedRows(book: $0.text(0), firstRow: $0.int(1), count: $0.int(2), digest: $0.blob(3)) }
  }

  /// The lists of rows must stand in the order of their links, numbered without gaps, for links that exist.
  private func linkedRowFaults() throws -> [String] {
    var faults: [String] = []
    var expected: Int64 = 1
    var last: (link: Int64, book: String) = (0, "")
    let head = try reading.auditHead().number
    try reading.each("SELECT id, link, book FROM audit_rows ORDER BY id") { row in
      let (number, link, book) = (row.int(0), row.int(1), row.text(2))
      if number != expected { faults.append("audit_rows \(expected) is missing") }
      if link < last.link || (link == last.link && book <= last.book) || link > head {
        faults.append("audit_rows \(number) is out of place")
      }
      expected = number &+ 1
      last = (link, book)
    }
    return faults
  }

  /// Reads each book once in row order and holds it against the links.
  func bookFaults(_ scope: CheckScope) throws -> [String] {
    var faults: [String] = []
    for book in settings.tables.books { faults += try rowFaults(of: book, scope) }
    let known = Set(settings.tables.books.map(\.name))
    let listed = try reading.all("SELECT DISTINCT book FROM audit_rows") { $0.text(0) }
    return faults + listed.filter { !known.contains($0) }.map { "audit_rows names a book \($0) that there is not" }
  }

  private func rowFaults(of book: Book, _ scope: CheckScope) throws -> [String] {
    var faults: [String] = []
    var expected: Int64 = 1
    let parts = try reading.all(
      "SELECT link, first_row, count, digest FROM audit_rows WHERE book = ? ORDER BY first_row", [.text(book.name)]
    ) { (link: $0.int(0), rows: try $0.rows(first: 1, count: 2), digest: $0.blob(3)) }
    for part in parts {
      if part.rows.lowerBound != expected {
        faults.append("\(book.name): rows \(expected) to \(part.rows.lowerBound &- 1) belong to no link")
      }
      expected = part.rows.upperBound
      guard part.link > scope.verifiedLink else { continue }
      if try digest(of: book, part.rows) != part.digest {
        faults.append(
          "\(book.name): rows \(part.rows.lowerBound) to \(expected &- 1), brought by link \(part.link) "
            + "(\(try action(part.link))), are not as they were written")
      }
    }
    let last = try reading.int("SELECT max(id) FROM \(book.name)")
    let count = try reading.int("SELECT count(*) FROM \(book.name)")
    if last != expected &- 1 { faults.append("\(book.name): its last row is \(last), the links say \(expected &- 1)") }
    if count != expected &- 1 { faults.append("\(book.name): it has \(count) rows, the links say \(expected &- 1)") }
    return faults
  }

  /// Whether rows that one link brought to a book are as they were written; nil if no link brought just these.
  public func isAsWritten(_ book: Book, rows: Range<Int64>) throws -> Bool? {
    try reading.first(
      "SELECT digest FROM audit_rows WHERE book = ? AND first_row = ? AND count = ?",
      [.text(book.name), .integer(rows.lowerBound), .integer(Int64(rows.count))]
    ) { $0.blob(0) }.map { try digest(of: book, rows) == $0 }
  }

  private func action(_ link: Int64) throws -> String {
    try reading.first("SELECT action || ' ' || key FROM audit_link WHERE id = ?", [.integer(link)]) { $0.text(0) }
      ?? "no such link"
  }

  private func digest(of book: Book, _ rows: Range<Int64>) throws -> [UInt8] {
    var digest = RowDigest()
    let width = book.columns.count
    try reading.each(
      "SELECT \(book.columns.joined(separator: ", ")) FROM \(book.name) WHERE id >= ? AND id < ? ORDER BY id",
      [.integer(rows.lowerBound), .integer(rows.upperBound)]
    ) { row in digest.row(row, width: width) }
    return digest.finalized()
  }

  /// Compares each tally with what its books give, both ways.
  func tallyFaults() throws -> [String] {
    try settings.tables.tallies.flatMap { tally in
      let columns = (tally.key + tally.values).joined(separator: ", ")
      let present = tally.values.map { "coalesce(\($0), 0) <> 0" }.joined(separator: " OR ")
      let kept = "SELECT \(columns) FROM \(tally.name) WHERE \(present)"
      let made = "SELECT \(columns) FROM (\(tally.rebuild)) WHERE \(present)"
      let extra = try differences(kept, made).map { "\(tally.name) says \($0), its books do not" }
      let missing = try differences(made, kept).map { "\(tally.name) lacks \($0), which its books give" }
      return extra + missing
    }
  }

  private func differences(_ a: String, _ b: String) throws -> [String] {
    try reading.all("SELECT * FROM (\(a)) EXCEPT SELECT * FROM (\(b)) LIMIT 20") { row in
      (0..<row.count).map { row.value($0).shown }.joined(separator: " ")
    }
  }

  /// Holds the chain against heads that were kept elsewhere.
  public func headFaults(file: String) throws -> [String] {
    guard let data = FileManager.default.contents(atPath: file) else {
      return try reading.auditHead().number == 0 ? [] : ["\((file as NSString).lastPathComponent) is missing"]
    }
    let newest = try reading.auditHead().number
    let name = (file as NSString).lastPathComponent
    var lines = String(decoding: data, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    // Nothing follows the last newline, but what a crash tore off or what was pasted without its newline.
    if let last = lines.last, SignedHead(line: last) == nil, last.isEmpty || file == home.auditHeads {
      lines.removeLast()
    }
    guard !lines.isEmpty || newest == 0 else { return ["\(name) holds no head"] }
    return try lines.compactMap { line in
      guard let head = SignedHead(line: line) else { return "\(name) has a line that is no head" }
      guard try head.isSigned(by: schemeKey) else { return "head \(head.number) is not signed by this scheme's key" }
      guard head.number <= newest else {
        return "link \(head.number) is missing: the chain was cut after link \(newest)"
      }
      let hash = try reading.first("SELECT hash FROM audit_link WHERE id = ?", [.integer(head.number)]) { $0.blob(0) }
      return hash == head.hash ? nil : "link \(head.number) is not the one whose head was kept"
    }
  }
}

extension Value {
  /// A value as a fault shows it.
  fileprivate var shown: String {
    switch self {
    case .null: "-"
    case .integer(let number): "\(number)"
    case .text(let text): text
    case .blob(let bytes): Hex.string(bytes.prefix(8))
    }
  }
}

extension RowDigest {
  /// Adds a row as it stands in the database.
  mutating func row(_ row: Row, width: Int) {
    for column in 0..<width {
      switch sqlite3ColumnType(row, column) {
      case .integer: append(row.int(column))
      case .null: appendNull()
      case .text: append(tag: 2, row.bytesBuffer(column))
      case .blob: append(tag: 3, row.bytesBuffer(column))
      }
    }
    flushIfFull()
  }
}
