// The books of the bank: files that came, statements, lines without what the bank says of them, and what they were assigned to.

import Dates
import Ledger
import Money
import Store

/// A file of statements that was taken in.
public struct BankFile: Codable, Sendable {
  /// The import's number.
  public let number: Int64
  /// `posted` or `refused`.
  public let state: String
  /// Why, where it was refused: a stable code.
  public let reason: String?

  /// Files that were refused and whose bytes were not posted since, oldest first.
  public static func refused(_ reading: Reading) throws -> [BankFile] {
    try reading.all(
      """
      SELECT number, state, reason FROM bank_file AS f WHERE state = 'refused' AND NOT EXISTS
      (SELECT 1 FROM bank_file AS p WHERE p.digest = f.digest AND p.state = 'posted' AND p.number > f.number)
      ORDER BY number
      """
    ) { BankFile(number: $0.int(0), state: $0.text(1), reason: $0.optionalText(2)) }
  }

  static func posted(digest: [UInt8], _ reading: Reading) throws -> Int64? {
    try reading.first("SELECT number FROM bank_file WHERE digest = ? AND state = 'posted'", [.blob(digest)]) {
      $0.int(0)
    }
  }

  static func nextNumber(_ reading: Reading) throws -> Int64 {
    try reading.int("SELECT max(number) FROM bank_file") + 1
  }

  static let book = Book("bank_file", ["number", "digest", "bytes", "brought_by", "state", "reason"])
  static let schema =
    Schema.book(
      "bank_file",
      """
      number INTEGER NOT NULL UNIQUE, digest BLOB NOT NULL, bytes INTEGER NOT NULL, brought_by TEXT NOT NULL,
      state TEXT NOT NULL, reason TEXT
      """)
    + "CREATE INDEX bank_file_by_digest ON bank_file (digest);\n"
}

/// A statement in the books.
public struct PostedStatement: Codable, Sendable {
  /// Its id.
  public let id: String
  /// The bank account's code.
  public let account: String
  /// The import that brought it.
  public let `import`: Int64
  /// The day of its closing balance.
  public let date: String
  /// What it begins with.
  public let openingPence: Int64
  /// What came.
  public let inPence: Int64
  /// What went, as a positive number.
  public let outPence: Int64
  /// What it ends with.
  public let closingPence: Int64
  /// How many lines are kept.
  public let lines: Int64
  /// How many lines of a shared account are other funds' business and were not kept.
  public let otherLines: Int64
  /// Their sum.
  public let otherPence: Int64
  /// Whether the account is shared.
  public let isShared: Bool
  /// Whether no page follows.
  public let isLastPage: Bool
  /// The ledger account.
  public let ledger: String
  let page: Int64
  let stem: String
  let digest: [UInt8]

  enum CodingKeys: String, CodingKey {
    case id, account, `import`, date, openingPence, inPence, outPence, closingPence, lines, otherLines, otherPence
    case isShared, isLastPage, ledger, page, stem, digest
  }

  /// All, in the order they were posted: of each account in the order of its pages.
  public static func all(account: String? = nil, _ reading: Reading) throws -> [PostedStatement] {
    try list("?1 IS NULL OR account = ?1", [.text(account)], reading)
  }

  static func last(of account: String, _ reading: Reading) throws -> PostedStatement? {
    try list("id = (SELECT max(id) FROM bank_statement WHERE account = ?1)", [.text(account)], reading).first
  }

  static func find(_ id: String, _ reading: Reading) throws -> PostedStatement? {
    try list("public_id = ?1", [.text(id)], reading).first
  }

  private static func list(_ condition: String, _ arguments: [Value], _ reading: Reading) throws -> [PostedStatement] {
    try reading.all(
      "SELECT \(book.columns.joined(separator: ", ")) FROM bank_statement WHERE \(condition) ORDER BY id", arguments
    ) {
      row in
      PostedStatement(
        id: row.text(0), account: row.text(1), import: row.int(2), date: try row.day(3).description,
        openingPence: row.int(4), inPence: row.int(5), outPence: row.int(6), closingPence: row.int(7),
        lines: row.int(8), otherLines: row.int(9), otherPence: row.int(10), isShared: row.int(11) == 1,
        isLastPage: row.int(12) == 1, ledger: row.text(13), page: row.int(14), stem: row.text(15), digest: row.blob(16))
    }
  }

  func record(in write: Write) throws {
    try write.append(
      to: Self.book,
      [
        .text(id), .text(account), .integer(`import`), .day(CivilDate(date)), .integer(openingPence), .integer(inPence),
        .integer(outPence), .integer(closingPence), .integer(lines), .integer(otherLines), .integer(otherPence),
        .integer(isShared ? 1 : 0), .integer(isLastPage ? 1 : 0), .text(ledger), .integer(page), .text(stem),
        .blob(digest),
      ])
  }

  static let book = Book(
    "bank_statement",
    [
      "public_id", "account", "import", "day", "opening_pence", "in_pence", "out_pence", "closing_pence", "lines",
      "other_lines", "other_pence", "is_shared", "is_last_page", "ledger", "page", "stem", "digest",
    ])
  static let schema = Schema.book(
    "bank_statement",
    """
    public_id TEXT NOT NULL UNIQUE, account TEXT NOT NULL, import INTEGER NOT NULL, day INTEGER NOT NULL,
    opening_pence INTEGER NOT NULL, in_pence INTEGER NOT NULL, out_pence INTEGER NOT NULL,
    closing_pence INTEGER NOT NULL, lines INTEGER NOT NULL, other_lines INTEGER NOT NULL,
    other_pence INTEGER NOT NULL, is_shared INTEGER NOT NULL, is_last_page INTEGER NOT NULL, ledger TEXT NOT NULL,
    page INTEGER NOT NULL, stem TEXT NOT NULL, digest BLOB NOT NULL
    """)
}

/// A line in the books.
public struct PostedLine: Codable, Sendable {
  /// Its id.
  public let id: String
  /// The statement's id.
  public let statement: String
  /// The bank account's code.
  public let account: String
  /// The ledger account.
  public let ledger: String
  /// The day it was booked.
  public let date: String
  /// What came, or if negative, what went.
  public let amountPence: Int64
  /// The import that brought it.
  public let `import`: Int64

  /// The line of this id, or nil.
  public static func find(_ id: String, _ reading: Reading) throws -> PostedLine? {
    try reading.first(
      """
      SELECT line.public_id, statement, line.account, ledger, booked_on, amount_pence, import FROM bank_line AS line
      JOIN bank_statement AS s ON s.public_id = statement WHERE line.public_id = ?
      """, [.text(id)]
    ) {
      PostedLine(
        id: $0.text(0), statement: $0.text(1), account: $0.text(2), ledger: $0.text(3), date: try $0.day(4).description,
        amountPence: $0.int(5), import: $0.int(6))
    }
  }

  /// The latest day on which a line of an account was booked, or nil.
  static func lastDay(account: String, _ reading: Reading) throws -> CivilDate? {
    try reading.first("SELECT max(booked_on) FROM bank_line WHERE account = ?", [.text(account)]) {
      try $0.optionalDay(0)
    } ?? nil
  }

  /// The line of an account, of those before a row, that has the same reference of the bank, amount and day, or nil.
  static func twin(_ line: StatementLine, account: String, before row: Int64, _ reading: Reading) throws -> String? {
    guard !line.reference.isEmpty else { return nil }
    return try reading.first(
      """
      SELECT public_id FROM bank_line
      WHERE account = ? AND booked_on = ? AND amount_pence = ? AND reference = ? AND id < ?
      """,
      [
        .text(account), .day(line.date), .integer(line.amount.rawValue), .text(StatementID.plain(line.reference)),
        .integer(row),
      ]
    ) { $0.text(0) }
  }

  static let book = Book("bank_line", ["public_id", "statement", "account", "booked_on", "amount_pence", "reference"])
  static let schema =
    Schema.book(
      "bank_line",
      """
      public_id TEXT NOT NULL UNIQUE, statement TEXT NOT NULL, account TEXT NOT NULL, booked_on INTEGER NOT NULL,
      amount_pence INTEGER NOT NULL, reference TEXT NOT NULL
      """)
    + "CREATE INDEX bank_line_by_day ON bank_line (account, booked_on, amount_pence);\n"
}

/// What a line was assigned to, or what was proposed for it.
public struct LineAssignment: Codable, Sendable {
  /// The line's id.
  public let line: String
  /// What it pays, or might.
  public let expectation: String?
  /// The fund's code, where a person said so.
  public let fund: String?
  /// How much of the line.
  public let amountPence: Int64
  /// `certain`, `likely`, `none`, or `person`.
  public let confidence: String
  /// Why: in words, or a person's coded reason.
  public let reason: String
  /// The entry that moved the money; nil for a proposal.
  public let entry: String?

  /// What was said of a line, oldest first.
  public static func of(_ line: String, _ reading: Reading) throws -> [LineAssignment] {
    try reading.all(
      "SELECT line, expectation, fund, amount_pence, confidence, reason, entry FROM bank_assignment WHERE line = ? ORDER BY id",
      [.text(line)]
    ) {
      LineAssignment(
        line: $0.text(0), expectation: $0.optionalText(1), fund: $0.optionalText(2), amountPence: $0.int(3),
        confidence: $0.text(4), reason: $0.text(5), entry: $0.optionalText(6))
    }
  }

  /// The entries by which persons assigned lines or put them back, each with the ledger's account of its bank. Where the
  /// money is of no fund yet, what such an entry moves to the account and from it comes to nothing, so no posting says so.
  static let personsEntries = """
    SELECT e.id AS entry, s.ledger AS ledger FROM bank_assignment AS a JOIN entry AS e ON e.public_id = a.entry
    LEFT JOIN bank_line AS l ON l.public_id = a.line
    JOIN bank_statement AS s ON s.public_id = coalesce(l.statement, substr(a.line, 1, length(a.line) - length('/opening')))
    WHERE a.confidence = 'person'
    """

  func record(in write: Write) throws {
    try write.append(
      to: Self.book,
      [
        .text(line), .text(expectation), .text(fund), .integer(amountPence), .text(confidence), .text(reason),
        .text(entry),
      ])
  }

  static let book = Book(
    "bank_assignment", ["line", "expectation", "fund", "amount_pence", "confidence", "reason", "entry"])
  static let schema =
    Schema.book(
      "bank_assignment",
      """
      line TEXT NOT NULL, expectation TEXT, fund TEXT, amount_pence INTEGER NOT NULL, confidence TEXT NOT NULL,
      reason TEXT NOT NULL, entry TEXT
      """)
    + "CREATE INDEX bank_assignment_of_line ON bank_assignment (line);\n"
}
