// Open items: what waits for a person, since when, why, and how it was settled.

import Dates
import Money
import Store

/// Something that waits for a person.
public struct OpenItem: Codable, Hashable, Sendable {
  /// The public id, from the event.
  public let id: String
  /// Why it waits: a stable code such as `no-mandate`.
  public let code: String
  /// The event it came from: a payroll file's key and revision.
  public let subject: String
  /// The line of the file, where it is about a line.
  public let line: Int64?
  /// The money that lies in suspense because of it; nil where none does.
  public let suspensePence: Int64?
  /// The document's date.
  public let eventDate: String
  /// The day by which it should be settled, if the law or the scheme sets one.
  public let dueDate: String?

  /// An item to be raised.
  public init(
    id: String, code: String, subject: String, line: Int64? = nil, suspense: Pence? = nil, eventDate: CivilDate,
    dueDate: CivilDate? = nil
  ) {
    self.id = id
    self.code = code
    self.subject = subject
    self.line = line
    suspensePence = suspense?.rawValue
    self.eventDate = eventDate.description
    self.dueDate = dueDate?.description
  }

  /// Raises it.
  public func raise(in write: Write) throws {
    try write.append(
      to: Self.book,
      [
        .text(id), .text(code), .text(subject), .integer(line), .integer(suspensePence), .day(written: eventDate),
        .day(written: dueDate),
      ])
    try write.add(to: Self.tally, key: [.text(code)], [1, suspensePence ?? 0])
  }

  /// Settles it, once.
  /// - Throws: ``LedgerError/alreadyDone(kind:id:)``.
  public func settle(reason: String, entry: String?, on date: CivilDate, in write: Write) throws {
    guard try Self.isOpen(id, write.reading) else { throw LedgerError.alreadyDone(kind: "item", id: id) }
    try write.append(
      to: Self.settlementBook,
      [.text(id), .text(reason), .text(entry), .integer(Int64(date.dayNumber))])
    try write.add(to: Self.tally, key: [.text(code)], [-1, -(suspensePence ?? 0)])
  }

  private static func isOpen(_ id: String, _ reading: Reading) throws -> Bool {
    try reading.int("SELECT count(*) FROM open_item_settlement WHERE item = ?", [.text(id)]) == 0
  }

  /// The item with this id and how it was settled, or nil.
  public static func find(_ id: String, _ reading: Reading) throws -> (item: OpenItem, settled: String?)? {
    try reading.first(
      "SELECT \(columns), reason FROM open_item LEFT JOIN open_item_settlement ON item = public_id WHERE public_id = ?",
      [.text(id)]
    ) { (try OpenItem($0), $0.optionalText(7)) }
  }

  /// When an item was settled and as what, in code; nil if it was not.
  public static func settlement(of id: String, _ reading: Reading) throws -> (day: CivilDate, reason: String)? {
    try reading.first("SELECT settled_on, reason FROM open_item_settlement WHERE item = ?", [.text(id)]) {
      (try $0.day(0), $0.text(1))
    }
  }

  /// What is open, oldest first.
  /// - Parameter subject: only what came from this event.
  public static func open(_ reading: Reading, subject: String? = nil) throws -> [OpenItem] {
    try reading.all(
      """
      SELECT \(columns) FROM open_item WHERE (?1 IS NULL OR subject = ?1)
      AND NOT EXISTS (SELECT 1 FROM open_item_settlement WHERE item = public_id) ORDER BY event_date, subject, line, public_id
      """, [.text(subject)]
    ) { try OpenItem($0) }
  }

  /// How many are open and what lies in suspense for them, by code.
  public static func counts(_ reading: Reading) throws -> [(code: String, count: Int64, suspense: Pence)] {
    try reading.all("SELECT code, count, suspense_pence FROM open_item_count WHERE count > 0 ORDER BY code") {
      ($0.text(0), $0.int(1), Pence($0.int(2)))
    }
  }

  private static let columns = "public_id, code, subject, line, suspense_pence, event_date, due_date"

  private init(_ row: Row) throws {
    self.init(
      id: row.text(0), code: row.text(1), subject: row.text(2), line: row.optionalInt(3),
      suspense: row.optionalInt(4).map { Pence($0) }, eventDate: try row.day(5),
      dueDate: try row.optionalDay(6))
  }

  static let book = Book(
    "open_item", ["public_id", "code", "subject", "line", "suspense_pence", "event_date", "due_date"])
  static let settlementBook = Book("open_item_settlement", ["item", "reason", "entry", "settled_on"])
  static let tally = Tally(
    "open_item_count", key: ["code"], values: ["count", "suspense_pence"],
    rebuild: """
      SELECT code, count(*) AS count, coalesce(sum(suspense_pence), 0) AS suspense_pence FROM open_item
      WHERE NOT EXISTS (SELECT 1 FROM open_item_settlement WHERE item = public_id) GROUP BY code
      """)

  static let schema =
    Schema.book(
      "open_item",
      """
      public_id TEXT NOT NULL UNIQUE, code TEXT NOT NULL, subject TEXT NOT NULL, line INTEGER, suspense_pence INTEGER,
      event_date INTEGER NOT NULL, due_date INTEGER
      """)
    + Schema.book(
      "open_item_settlement",
      "item TEXT NOT NULL UNIQUE, reason TEXT NOT NULL, entry TEXT, settled_on INTEGER NOT NULL")
      + """
      CREATE INDEX open_item_of_subject ON open_item (subject);
      CREATE TABLE open_item_count (code TEXT PRIMARY KEY, count INTEGER NOT NULL, suspense_pence INTEGER NOT NULL)
      STRICT, WITHOUT ROWID;

      """
}

extension Value {
  /// The number of a day that was written as text.
  static func day(written text: String?) -> Value { .day(text.flatMap { CivilDate($0) }) }
}
