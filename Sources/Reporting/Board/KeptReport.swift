// Reports as they were published: their bytes are kept in a book, so that a report made again is the same. Young people's
// words are not among them: their places are, and the words stay in the vault, to be put in while they may be used.

import Dates
import Files
import Foundation
import Store

/// One file of a published report, as the book holds it.
public struct KeptReport: Hashable, Sendable {
  /// What a file is.
  public enum Form: String, CaseIterable, Codable, Sendable {
    /// The page.
    case html
    /// The figures in rows.
    case csv
    /// The figures against `report-1.xsd`.
    case xml
    /// All that the report says but the words, for programs.
    case json
  }

  /// What it is about.
  public let period: ReportPeriod
  /// What it is.
  public let form: Form
  /// SHA-256 of its bytes.
  public let digest: [UInt8]

  /// The name of its file.
  public var file: String { "\(period.file).\(form.rawValue)" }

  /// The files of a report in every form, with places for the words.
  /// - Throws: `OutputError` for a text that no file can carry.
  static func files(_ content: BoardContent) throws -> [(form: Form, bytes: [UInt8])] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return [
      (.html, BoardHTML.bytes(content)), (.csv, try BoardCSV.bytes(content)), (.xml, try BoardXML.bytes(content)),
      (.json, Array(try encoder.encode(content)) + [UInt8(ascii: "\n")]),
    ]
  }

  /// Publishes a report: once for its period.
  /// - Throws: `StoreError.broken` if it was published before.
  static func keep(_ content: BoardContent, of period: ReportPeriod, in write: Write) throws {
    guard try of(period, write.reading).isEmpty else {
      throw StoreError.broken("the report \(period.name) was published before")
    }
    for (form, bytes) in try files(content) {
      try write.append(
        to: book,
        [
          .text(period.kind.rawValue), .text(period.code), .integer(Int64(period.months.lowerBound.monthNumber)),
          .integer(Int64(period.months.upperBound.monthNumber)), .text(form.rawValue), .blob(sha256(bytes)),
          .blob(bytes),
        ])
    }
  }

  /// The reports that were published, in order of their end.
  public static func periods(_ reading: Reading) throws -> [ReportPeriod] {
    try reading.all(
      "SELECT DISTINCT kind, code, first_month, last_month FROM report ORDER BY last_month, first_month"
    ) { try period($0) }
  }

  /// What is kept of the report of this period; nothing where it was not published.
  public static func of(_ period: ReportPeriod, _ reading: Reading) throws -> [KeptReport] {
    try reading.all(
      "SELECT kind, code, first_month, last_month, form, digest FROM report WHERE kind = ? AND code = ? ORDER BY id",
      [.text(period.kind.rawValue), .text(period.code)]
    ) { row in
      guard let form = Form(rawValue: row.text(4)) else {
        throw StoreError.broken("report: there is no form \(row.text(4))")
      }
      return KeptReport(period: try Self.period(row), form: form, digest: row.blob(5))
    }
  }

  private static func period(_ row: Row) throws -> ReportPeriod {
    let (first, last) = (try row.month(2), try row.month(3))
    guard let kind = ReportPeriod.Kind(rawValue: row.text(0)), first <= last else {
      throw StoreError.broken("report: there is no period \(row.text(0))/\(row.text(1))")
    }
    return ReportPeriod(kind: kind, code: row.text(1), months: first...last)
  }

  /// Its bytes as they are kept: the page has places for the words.
  public func bytes(_ reading: Reading) throws -> [UInt8] {
    try reading.first(
      "SELECT bytes FROM report WHERE kind = ? AND code = ? AND form = ?",
      [.text(period.kind.rawValue), .text(period.code), .text(form.rawValue)]
    ) { $0.blob(0) } ?? []
  }

  /// What the report of a period says, but for the words; nil where it was not published.
  public static func content(_ period: ReportPeriod, _ reading: Reading) throws -> BoardContent? {
    guard let kept = try of(period, reading).first(where: { $0.form == .json }) else { return nil }
    return try JSONDecoder().decode(BoardContent.self, from: Data(kept.bytes(reading)))
  }

  /// Its bytes as they are given out: the words of young people who agreed are in their places.
  public func givenOut(_ store: Store) throws -> [UInt8] {
    let kept = try bytes(store.reading)
    return form == .html ? BoardStory.fill(kept, try BoardStory.of(period, store)) : kept
  }

  static let book = Book("report", ["kind", "code", "first_month", "last_month", "form", "digest", "bytes"])
  static let schema =
    Schema.book(
      "report",
      """
      kind TEXT NOT NULL, code TEXT NOT NULL, first_month INTEGER NOT NULL, last_month INTEGER NOT NULL,
      form TEXT NOT NULL, digest BLOB NOT NULL, bytes BLOB NOT NULL
      """) + "CREATE UNIQUE INDEX report_of ON report (kind, code, form);\n"

  /// Holds that what was kept is what was made, that every report's figures were published with it, that its stories were
  /// told, and that the files given out are those that were kept, less what was taken back.
  static let check = Check("reports", "every report is the one that was given out, less what was taken back") {
    store, scope in
    let reading = store.reading
    var faults = try reading.all(
      """
      SELECT kind || '/' || code FROM report GROUP BY kind, code HAVING count(DISTINCT form) < 4
      OR NOT EXISTS (SELECT 1 FROM published_report WHERE report = kind || '/' || code) LIMIT 20
      """
    ) { "report: the files and the published_report of \($0.text(0)) do not belong together" }
    faults += try BoardStory.faults(reading)
    guard case .everything = scope else { return faults }
    var isWhole = true
    try reading.each("SELECT id, digest, bytes FROM report") { row in
      guard sha256(row.blob(2)) != row.blob(1) else { return }
      isWhole = false
      faults.append("report \(row.int(0)) is not what its digest says")
    }
    // What the books say wrongly is named above; files are held against books that are whole.
    guard isWhole, faults.isEmpty else { return faults }
    for period in try periods(reading) {
      faults += try of(period, reading).compactMap { try $0.fault(in: store) }
    }
    return faults
  }

  /// The folder of reports in a home.
  public static func folder(_ home: Home) -> String { home.file("reports") }

  /// What is wrong with its file. A folder that is not there at all is no fault: a home that was put back has none yet.
  private func fault(in store: Store) throws -> String? {
    let folder = Self.folder(store.home)
    guard FileManager.default.fileExists(atPath: folder) else { return nil }
    let again = "nolimits report \(period.kind.rawValue) \(period.code) puts it right"
    guard let bytes = FileManager.default.contents(atPath: "\(folder)/\(file)") else {
      return "reports/\(file) is missing; \(again)"
    }
    return Array(bytes) == (try givenOut(store))
      ? nil : "reports/\(file) is not what was given out, less what was taken back; \(again)"
  }
}

/// The reports' part in the house.
public enum BoardRoom {
  /// Their migration.
  public static let migration = Migration("0034-board-reports", KeptReport.schema + BoardStory.schema)

  /// Their tables.
  public static let tables = Tables(books: [KeptReport.book, BoardStory.book])

  /// Their checks.
  public static let checks: [Check] = [KeptReport.check]
}
