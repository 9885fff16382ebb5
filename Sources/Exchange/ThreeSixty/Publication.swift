// Publications: which grants are told to the world, each made again with the same bytes.

import Dates
import Files
import Grants
import Store

/// A publication, as the book holds it.
public struct Publication: Codable, Hashable, Sendable {
  /// Organisations and individuals stand in files of their own.
  public enum Kind: String, Codable, CaseIterable, Sendable {
    /// Grants to organisations: all of them.
    case organisations
    /// Grants to young people: one year's, once that is half a year old.
    case individuals
  }

  /// Its number, from 1 without gaps.
  public let number: Int64
  /// Which kind.
  public let kind: Kind
  /// The year, such as `2026-27`; `all` for organisations.
  public let period: String
  /// The day it was made for, ISO.
  public let publishedOn: String
  /// How many grants it tells.
  public let grants: Int64
  /// What they come to, in pence.
  public let totalPence: Int64
  /// SHA-256 of its JSON, in hex.
  public let sha256: String
  let lastStep: Int64
  let lastOrganisation: Int64

  /// Individuals are published by this many or not at all.
  static let fewestIndividuals = 10
  /// What is said of a grant to an individual, so many others must share.
  static let fewestAlike = 5
  /// How old the newest of them must be, in days: half a year.
  static let youngest = 183

  /// All publications, in order of number.
  public static func all(_ reading: Reading) throws -> [Publication] { try list("1", [], reading) }

  /// The publication of this number, or nil.
  static func find(_ number: Int64, _ reading: Reading) throws -> Publication? {
    try list("number = ?", [.integer(number)], reading).first
  }

  /// The newest of a kind and period, or nil.
  static func newest(_ kind: Kind, _ period: String, _ reading: Reading) throws -> Publication? {
    try list("kind = ? AND period = ?", [.text(kind.rawValue), .text(period)], reading).last
  }

  private static func list(_ condition: String, _ arguments: [Value], _ reading: Reading) throws -> [Publication] {
    try reading.all(
      """
      SELECT number, kind, period, published_on, grants, total_pence, digest, last_step, last_organisation
      FROM publication WHERE \(condition) ORDER BY number
      """, arguments
    ) { row in
      guard let kind = Kind(rawValue: row.text(1)) else {
        throw StoreError.broken("publication \(row.int(0)) is of no known kind")
      }
      return Publication(
        number: row.int(0), kind: kind, period: row.text(2), publishedOn: try row.day(3).description,
        grants: row.int(4),
        totalPence: row.int(5), sha256: Hex.string(row.blob(6)), lastStep: row.int(7), lastOrganisation: row.int(8))
    }
  }

  func record(in write: Write) throws {
    try write.append(
      to: Self.book,
      [
        .integer(number), .text(kind.rawValue), .text(period), .day(CivilDate(publishedOn)), .integer(grants),
        .integer(totalPence), .blob(Hex.bytes(sha256) ?? []), .integer(lastStep), .integer(lastOrganisation),
      ])
  }

  /// The name of its files, without an ending.
  public var name: String { "360giving-\(ExportName.padded(number))-\(kind.rawValue)-\(period)" }

  static let book = Book(
    "publication",
    [
      "number", "kind", "period", "published_on", "grants", "total_pence", "digest", "last_step", "last_organisation",
    ])
  static let schema =
    Schema.book(
      "publication",
      """
      number INTEGER NOT NULL UNIQUE, kind TEXT NOT NULL, period TEXT NOT NULL, published_on INTEGER NOT NULL,
      grants INTEGER NOT NULL, total_pence INTEGER NOT NULL, digest BLOB NOT NULL, last_step INTEGER NOT NULL,
      last_organisation INTEGER NOT NULL
      """) + GrantRecipient.schema

  static let check = Check(
    "publications", "publications are numbered without gaps, and tell of enough individuals, once a year"
  ) { store, _ in
    let faults = try store.reading.all(
      """
      SELECT number FROM publication AS p WHERE number <> (SELECT count(*) FROM publication AS q WHERE q.id <= p.id)
      OR grants < 1 OR total_pence < 1 OR kind NOT IN ('organisations', 'individuals')
      OR (kind = 'individuals' AND (grants < \(fewestIndividuals)
      OR EXISTS (SELECT 1 FROM publication AS q WHERE q.kind = p.kind AND q.period = p.period AND q.id < p.id)))
      OR last_step > (SELECT coalesce(max(id), 0) FROM award_step)
      OR last_organisation > (SELECT coalesce(max(id), 0) FROM award_organisation) LIMIT 20
      """
    ) { "publication \($0.int(0)) cannot be: its number, size, or what it was made from" }
    return faults
      + (try store.reading.all(
        """
        SELECT application FROM award_organisation AS o
        WHERE NOT EXISTS (SELECT 1 FROM award_step WHERE application = o.application) LIMIT 20
        """
      ) { "award_organisation names application \($0.int(0)), which has no award" })
  }
}
