// The statements of closed months, as they were given out: their bytes are kept in a book, so that none ever changes.

import Dates
import Files
import Foundation
import Ledger
import Store

/// One file of a closed month's statement, as the book holds it.
public struct KeptStatement: Hashable, Sendable {
  /// What a file is.
  public enum Form: String, CaseIterable, Codable, Sendable {
    /// The page.
    case html
    /// The figures in rows.
    case csv
    /// The figures against `statement-1.xsd`.
    case xml
  }

  /// The number of the close, in the order of all closes.
  public let close: Int64
  /// The month.
  public let month: Month
  /// The fund's code; nil for all funds together.
  public let fund: String?
  /// What it is.
  public let form: Form
  /// SHA-256 of its bytes.
  public let digest: [UInt8]

  /// The files of a statement in every form.
  /// - Throws: `OutputError` for a text that no file can carry.
  public static func files(_ content: StatementContent) throws -> [(form: Form, bytes: [UInt8])] {
    [
      (.html, StatementHTML.bytes(content)), (.csv, try StatementCSV.bytes(content)),
      (.xml, try StatementXML.bytes(content)),
    ]
  }

  /// Keeps the statement of a month that is being closed.
  public static func keep(_ content: StatementContent, of month: Month, in write: Write) throws {
    guard let close = try number(of: month, write.reading), !content.isDraft else {
      throw LedgerError.month(month: month, why: "only a closed month's statement is kept")
    }
    for (form, bytes) in try files(content) {
      try write.append(
        to: book,
        [
          .integer(close), .integer(Int64(month.monthNumber)), .text(content.fund?.code), .text(form.rawValue),
          .blob(sha256(bytes)), .blob(bytes),
        ])
    }
  }

  /// The number of the close of a month that stands; nil where it is open.
  static func number(of month: Month, _ reading: Reading) throws -> Int64? {
    guard try !Months.read(reading).isOpen(month) else { return nil }
    return try reading.first(
      "SELECT max(id) FROM month_close WHERE month = ?", [.integer(Int64(month.monthNumber))]
    ) { $0.optionalInt(0) } ?? nil
  }

  /// What is kept of a month that is closed; nothing where it is open, or was closed before statements were kept.
  public static func of(_ month: Month, _ reading: Reading) throws -> [KeptStatement] {
    guard let close = try number(of: month, reading) else { return [] }
    return try reading.all(
      "SELECT close, month, fund, form, digest FROM statement WHERE close = ? ORDER BY id", [.integer(close)]
    ) { try KeptStatement($0) }
  }

  /// Its bytes.
  public func bytes(_ reading: Reading) throws -> [UInt8] {
    try reading.first(
      "SELECT bytes FROM statement WHERE close = ? AND fund IS ? AND form = ?",
      [.integer(close), .text(fund), .text(form.rawValue)]
    ) { $0.blob(0) } ?? []
  }

  /// The name of its file.
  public var file: String { Self.file(fund: fund, form: form.rawValue, isDraft: false) }

  /// The name of a statement's file.
  public static func file(fund: String?, form: String, isDraft: Bool) -> String {
    "\(isDraft ? "draft" : "statement")\(fund.map { "-\($0)" } ?? "").\(form)"
  }

  private init(_ row: Row) throws {
    guard let form = Form(rawValue: row.text(3)) else {
      throw StoreError.broken("statement: there is no form \(row.text(3))")
    }
    close = row.int(0)
    month = try row.month(1)
    fund = row.optionalText(2)
    self.form = form
    digest = row.blob(4)
  }

  static let book = Book("statement", ["close", "month", "fund", "form", "digest", "bytes"])
  static let schema =
    Schema.book(
      "statement",
      """
      close INTEGER NOT NULL, month INTEGER NOT NULL, fund TEXT, form TEXT NOT NULL, digest BLOB NOT NULL,
      bytes BLOB NOT NULL
      """) + "CREATE INDEX statement_of_close ON statement (close);\n"

  /// Holds that what was kept is what was made, that every close since statements are kept has its own, and that the files
  /// given out are those that were kept.
  static let check = Check("statements", "every closed month's statement is the one that was given out") {
    store, scope in
    let reading = store.reading
    var faults = try reading.all(
      """
      SELECT c.id, c.month FROM month_close AS c WHERE c.id >= (SELECT min(close) FROM statement) AND 3 >
      (SELECT count(DISTINCT form) FROM statement AS s WHERE s.close = c.id AND s.month = c.month AND s.fund IS NULL)
      UNION SELECT s.close, s.month FROM statement AS s
      WHERE NOT EXISTS (SELECT 1 FROM month_close AS c WHERE c.id = s.close AND c.month = s.month) LIMIT 20
      """
    ) { "statement: the close \($0.int(0)) of month \($0.int(1)) and its statement do not belong together" }
    guard case .everything = scope else { return faults }
    try reading.each("SELECT id, digest, bytes FROM statement") { row in
      if sha256(row.blob(2)) != row.blob(1) { faults.append("statement \(row.int(0)) is not what its digest says") }
    }
    for close in try MonthClose.all(reading) {
      guard let month = Month(close.month) else { continue }
      faults += try Self.of(month, reading).compactMap { try $0.fault(in: store.home) }
    }
    return faults
  }

  /// What is wrong with its file. A folder that is not there at all is no fault: a home that was put back has none yet.
  private func fault(in home: Home) throws -> String? {
    let folder = "\(home.file("statements"))/\(month)"
    guard FileManager.default.fileExists(atPath: folder) else { return nil }
    let again = "nolimits statement month \(month) --files puts it back"
    guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(file)") else {
      return "statements/\(month)/\(file) is missing; \(again)"
    }
    return sha256(bytes) == digest ? nil : "statements/\(month)/\(file) is not what was given out; \(again)"
  }
}
