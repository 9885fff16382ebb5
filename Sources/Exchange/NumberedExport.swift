// The book of nightly exports: which audit links each covers and the digest of its XML, so that it can be made again.

import Dates
import Files
import Store

/// A nightly export, as the book holds it.
public struct NumberedExport: Codable, Hashable, Sendable {
  /// Its number, from 1 without gaps.
  public let number: Int64
  /// The first audit link it covers.
  public let fromLink: Int64
  /// The last audit link it covers.
  public let toLink: Int64
  /// The business date of the night it was made for, ISO.
  public let businessDate: String
  /// SHA-256 of its XML, in hex.
  public let sha256: String

  /// All exports, in order of number.
  public static func all(_ reading: Reading) throws -> [NumberedExport] { try list("1 ORDER BY number", [], reading) }

  /// The export of this number, or nil.
  public static func find(_ number: Int64, _ reading: Reading) throws -> NumberedExport? {
    try list("number = ?", [.integer(number)], reading).first
  }

  /// The newest, or nil.
  static func newest(_ reading: Reading) throws -> NumberedExport? {
    try list("1 ORDER BY number DESC LIMIT 1", [], reading).first
  }

  /// Those whose files are not known to be in place: a process died before it could say so.
  static func unpublished(_ reading: Reading) throws -> [NumberedExport] {
    try list("number NOT IN (SELECT number FROM export_published) ORDER BY number", [], reading)
  }

  private static func list(
    _ rest: String, _ arguments: [Value], _ reading: Reading
  ) throws -> [NumberedExport] {
    try reading.all(
      "SELECT number, from_link, to_link, business_date, digest FROM foundation_export WHERE \(rest)", arguments
    ) { row in
      NumberedExport(
        number: row.int(0), fromLink: row.int(1), toLink: row.int(2),
        businessDate: try row.day(3).description, sha256: Hex.string(row.blob(4)))
    }
  }

  /// The name of its file and folder.
  var name: ExportName {
    get throws {
      guard let date = CivilDate(businessDate) else { throw StoreError.broken("export \(number) has no date") }
      return ExportName(number: number, date: date)
    }
  }

  /// What it covers.
  func scope(_ reading: Reading) throws -> ExportScope { try ExportScope(from: fromLink, to: toLink, reading) }

  func record(in write: Write) throws {
    try write.append(
      to: Self.book,
      [
        .integer(number), .integer(fromLink), .integer(toLink), .integer(Int64(try name.date.dayNumber)),
        .blob(Hex.bytes(sha256) ?? []),
      ])
  }

  static let book = Book("foundation_export", ["number", "from_link", "to_link", "business_date", "digest"])
  /// The exports whose files are in place.
  static let published = Working("export_published")

  static let schema =
    Schema.book(
      "foundation_export",
      """
      number INTEGER NOT NULL UNIQUE, from_link INTEGER NOT NULL, to_link INTEGER NOT NULL,
      business_date INTEGER NOT NULL, digest BLOB NOT NULL
      """) + "CREATE TABLE export_published (number INTEGER PRIMARY KEY) STRICT;\n"
}
