// Payroll files in the books: every file that was taken in, what became of it, and what a posted one brought.

import Dates
import Ledger
import Money
import Store

/// What became of a file that was taken in.
public enum PayrollFileState: String, Codable, Sendable {
  /// Its lines are in the books.
  case posted
  /// It waits for a second person.
  case held
  /// It could not be read, or contradicts what is posted.
  case refused
  /// A later revision took its place; its lines stay, void.
  case superseded
  /// A person decided against it while it was held.
  case rejected
}

/// Why a file is held.
public enum HoldReason: String, Codable, CaseIterable, Sendable {
  /// Its total moved more than the profile allows against the month before.
  case totalMoved = "total-moved"
  /// The number of givers did.
  case headsMoved = "givers-moved"
  /// It has the bytes of a file that is posted under another key.
  case sameBytes = "same-bytes"
  /// It is a later run of a pay date whose earlier run has not come.
  case earlierSequenceMissing = "earlier-sequence-missing"
  /// Its pay date lies months ahead.
  case payDateFar = "pay-date-far-ahead"
  /// Its pay date lies months before the last one that is posted.
  case payDateOld = "pay-date-long-ago"
  /// It is to take the place of a posted file.
  case supersedes

  /// What it means, in words for finance.
  public var words: String {
    switch self {
    case .totalMoved: "its total moved more than the profile allows against the month before"
    case .headsMoved: "the number of givers moved more than the profile allows against the month before"
    case .sameBytes: "a file with the same bytes is posted under another date or number"
    case .earlierSequenceMissing: "an earlier run for this pay date has not come"
    case .payDateFar: "its pay date lies more than two months ahead"
    case .payDateOld: "its pay date lies more than two months before the last one that is posted"
    case .supersedes: "it is to take the place of the posted file"
    }
  }
}

extension HoldReason {
  /// Several, as the books hold them.
  static func stored(_ reasons: [HoldReason]) -> String { reasons.map(\.rawValue).joined(separator: ",") }

  /// Reads what ``stored(_:)`` wrote.
  static func reasons(_ stored: String?) -> [HoldReason] {
    (stored ?? "").split(separator: ",").compactMap { HoldReason(rawValue: String($0)) }
  }

  /// What several mean, in words for finance.
  public static func words(_ stored: String?) -> String { reasons(stored).map(\.words).joined(separator: ", and ") }
}

/// A file that was taken in.
public struct PayrollFile: Codable, Sendable {
  /// The import's number.
  public let number: Int64
  /// The profile it was read by.
  public let profile: String
  /// Its file key; empty where it could not be read.
  public let fileKey: String
  /// What became of it.
  public let state: PayrollFileState
  /// Why, where it is held or refused.
  public let reason: String?
  /// Who brought it: `system` for the night.
  public let broughtBy: String
  /// How many lines, once known.
  public let lines: Int64
  /// Their sum.
  public let totalPence: Int64
  /// The revision, if it was posted.
  public let revision: Int64?
  /// The revision it was to become when it was taken in; 0 where it could not be posted.
  public let intendedRevision: Int64

  /// The file key.
  public var key: FileKey? { FileKey(fileKey) }

  /// All files, newest first.
  public static func all(_ reading: Reading, state: PayrollFileState? = nil) throws -> [PayrollFile] {
    try list("?1 IS NULL OR state = ?1", [.text(state?.rawValue)], reading)
  }

  /// The file of this number, or nil.
  public static func find(_ number: Int64, _ reading: Reading) throws -> PayrollFile? {
    try list("number = ?1", [.integer(number)], reading).first
  }

  /// The files with these bytes, by their keyed digest.
  static func of(digest: [UInt8], _ reading: Reading) throws -> [PayrollFile] {
    try list("digest = ?1", [.blob(digest)], reading)
  }

  private static func list(_ condition: String, _ arguments: [Value], _ reading: Reading) throws -> [PayrollFile] {
    try reading.all(
      """
      SELECT number, profile, file_key, state, reason, brought_by, lines, total_pence,
      (SELECT revision FROM payroll_posted WHERE payroll_posted.import = number), intended_revision FROM (
        SELECT payroll_import.*, payroll_state.state, payroll_state.reason FROM payroll_import JOIN payroll_state
        ON payroll_state.id = (SELECT max(id) FROM payroll_state WHERE import = number)
      ) WHERE \(condition) ORDER BY number DESC
      """, arguments
    ) { row in
      PayrollFile(
        number: row.int(0), profile: row.text(1), fileKey: row.text(2),
        state: PayrollFileState(rawValue: row.text(3)) ?? .refused, reason: row.optionalText(4), broughtBy: row.text(5),
        lines: row.int(6), totalPence: row.int(7), revision: row.optionalInt(8),
        intendedRevision: row.int(9))
    }
  }

  static func nextNumber(_ reading: Reading) throws -> Int64 {
    try reading.int("SELECT max(number) FROM payroll_import") + 1
  }

  /// Notes what became of a file.
  static func record(_ state: PayrollFileState, reason: String?, of number: Int64, in write: Write) throws {
    try write.append(to: stateBook, [.integer(number), .text(state.rawValue), .text(reason)])
  }

  static let book = Book(
    "payroll_import",
    ["number", "profile", "file_key", "digest", "bytes", "brought_by", "lines", "total_pence", "intended_revision"])
  static let stateBook = Book("payroll_state", ["import", "state", "reason"])

  static let schema =
    Schema.book(
      "payroll_import",
      """
      number INTEGER NOT NULL UNIQUE, profile TEXT NOT NULL, file_key TEXT NOT NULL, digest BLOB NOT NULL,
      bytes INTEGER NOT NULL, brought_by TEXT NOT NULL, lines INTEGER NOT NULL, total_pence INTEGER NOT NULL,
      intended_revision INTEGER NOT NULL
      """)
    + Schema.book("payroll_state", "import INTEGER NOT NULL, state TEXT NOT NULL, reason TEXT")
      + """
      CREATE INDEX payroll_import_by_digest ON payroll_import (digest);
      CREATE INDEX payroll_state_of_import ON payroll_state (import);

      """
}

/// What a posted file brought.
public struct PostedFile: Sendable {
  /// The import's number.
  public let number: Int64
  /// The file key.
  public let key: FileKey
  /// 1, or more where it took the place of another.
  public let revision: Int
  /// How many lines.
  public let lines: Int64
  /// How many payroll numbers.
  public let heads: Int64
  /// The sum of all lines.
  public let total: Pence
  /// Its rows in the book of contributions.
  public let rows: Range<Int64>
  /// Whether a later revision took its place.
  public let isSuperseded: Bool

  /// The beginning of its entries' and items' ids.
  public var subject: String { key.subject(revision: revision) }

  /// All posted files, superseded ones among them, in order of key and revision.
  public static func all(_ reading: Reading) throws -> [PostedFile] { try list("1", [], reading) }

  /// The newest revision of a file key, or nil.
  static func newest(_ key: FileKey, _ reading: Reading) throws -> PostedFile? {
    try list("file_key = ?1", [.text(key.description)], reading).last
  }

  /// The file of an import number, or nil.
  public static func find(number: Int64, _ reading: Reading) throws -> PostedFile? {
    try list("import = ?1", [.integer(number)], reading).first
  }

  /// The file whose subject an id begins with, and the rest of the id; or nil.
  public static func find(id: String, _ reading: Reading) throws -> (file: PostedFile, rest: Substring)? {
    let parts = id.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count >= 6, parts[0] == "payroll", let key = FileKey(parts[1...4].joined(separator: "/")),
      parts[5].hasPrefix("r"), let revision = Int(parts[5].dropFirst())
    else { return nil }
    let files = try list(
      "file_key = ?1 AND revision = ?2", [.text(key.description), .integer(Int64(revision))], reading)
    return files.first.map { ($0, parts.dropFirst(6).joined(separator: "/")[...]) }
  }

  /// The files of a sender, payroll and pay date whose lines count.
  static func live(sender: String, payroll: String, payDate: CivilDate, _ reading: Reading) throws -> [PostedFile] {
    try list(
      "sender = ?1 AND payroll = ?2 AND pay_date = ?3",
      [.text(sender), .text(payroll), .integer(Int64(payDate.dayNumber))], reading
    ).filter { !$0.isSuperseded }
  }

  /// The revision that the next posting of a file key becomes.
  static func nextRevision(_ key: FileKey, _ reading: Reading) throws -> Int {
    (try newest(key, reading)?.revision ?? 0) + 1
  }

  /// All files of a pay date whose lines count, whoever sent them.
  static func live(payDate: CivilDate, _ reading: Reading) throws -> [PostedFile] {
    try list("pay_date = ?1", [.day(payDate)], reading).filter { !$0.isSuperseded }
  }

  /// The last pay date of a payroll that is posted.
  static func lastPayDate(of key: FileKey, _ reading: Reading) throws -> CivilDate? {
    try reading.first(
      "SELECT max(pay_date) FROM payroll_posted WHERE sender = ? AND payroll = ?",
      [.text(key.sender), .text(key.payroll)]
    ) { try $0.optionalDay(0) } ?? nil
  }

  /// The last pay date before this one for which a payroll has a posted file.
  static func payDate(before key: FileKey, _ reading: Reading) throws -> CivilDate? {
    try reading.first(
      "SELECT max(pay_date) FROM payroll_posted WHERE sender = ? AND payroll = ? AND pay_date < ?",
      [.text(key.sender), .text(key.payroll), .integer(Int64(key.payDate.dayNumber))]
    ) { try $0.optionalDay(0) } ?? nil
  }

  private static func list(_ condition: String, _ arguments: [Value], _ reading: Reading) throws -> [PostedFile] {
    try reading.all(
      """
      SELECT import, file_key, revision, lines, heads, total_pence, first_row, row_count,
      (SELECT state FROM payroll_state WHERE payroll_state.import = payroll_posted.import ORDER BY id DESC LIMIT 1)
      FROM payroll_posted WHERE \(condition) ORDER BY file_key, revision
      """, arguments
    ) { row in
      guard let key = FileKey(row.text(1)) else { throw StoreError.broken("import \(row.int(0)) has no file key") }
      return PostedFile(
        number: row.int(0), key: key, revision: Int(row.int(2)), lines: row.int(3), heads: row.int(4),
        total: Pence(row.int(5)), rows: try row.rows(first: 6, count: 7),
        isSuperseded: row.text(8) == PayrollFileState.superseded.rawValue)
    }
  }

  /// The entries it brought, one an employer.
  public func entries(_ reading: Reading) throws -> [Entry] {
    try reading.all(
      "SELECT public_id FROM entry WHERE kind = 'payroll' AND public_id >= ?1 || '/' AND public_id < ?1 || '0' ORDER BY public_id",
      [.text(subject)]
    ) { $0.text(0) }.compactMap { try Entry.find($0, reading) }
  }

  func record(in write: Write) throws {
    try write.append(
      to: Self.book,
      [
        .integer(number), .text(key.description), .integer(Int64(revision)), .text(key.sender), .text(key.payroll),
        .integer(Int64(key.payDate.dayNumber)), .text(TaxMonth(payDate: key.payDate).description), .integer(lines),
        .integer(heads), .integer(total.rawValue), .integer(rows.lowerBound), .integer(Int64(rows.count)),
      ])
  }

  static let book = Book(
    "payroll_posted",
    [
      "import", "file_key", "revision", "sender", "payroll", "pay_date", "tax_month", "lines", "heads", "total_pence",
      "first_row", "row_count",
    ])

  static let schema =
    Schema.book(
      "payroll_posted",
      """
      import INTEGER NOT NULL UNIQUE, file_key TEXT NOT NULL, revision INTEGER NOT NULL, sender TEXT NOT NULL,
      payroll TEXT NOT NULL, pay_date INTEGER NOT NULL, tax_month TEXT NOT NULL, lines INTEGER NOT NULL,
      heads INTEGER NOT NULL, total_pence INTEGER NOT NULL, first_row INTEGER NOT NULL, row_count INTEGER NOT NULL,
      UNIQUE (file_key, revision)
      """)
      + """
      CREATE INDEX payroll_posted_by_date ON payroll_posted (sender, payroll, pay_date);

      """
}
