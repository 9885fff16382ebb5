// Programmes: what kind of grant there is, from which fund, for what, and who decides.

import Dates
import Ledger
import Money
import Store

/// A kind of grant that young people can ask for.
public struct Programme: Codable, Hashable, Sendable {
  /// How a programme decides (`grants.md`, "Two ways").
  public enum Way: String, Codable, CaseIterable, Sendable {
    /// The panel votes on each application.
    case panel
    /// The panel agreed contents, price and number for the year; each request is signed off by the fund manager.
    case inAdvance = "in-advance"
  }

  /// What the board's report is organised by.
  public enum Priority: String, Codable, CaseIterable, Sendable {
    /// A home, people, school that last.
    case stability
    /// Getting through hard things.
    case resilience
    /// Education, employment and training.
    case education
    /// Health.
    case health
    /// Being heard.
    case listening
    /// Leaving care well.
    case careExperienced = "care-experienced"
    /// The council as a good parent.
    case corporateParent = "corporate-parent"
  }

  /// The stable code.
  public let code: String
  /// The name that applicants read.
  public let name: String
  /// The code of the fund that pays.
  public let fund: String
  /// What its grants are for, in the accounts.
  public let use: Account.GrantUse
  /// What it serves.
  public let priority: Priority
  /// Who decides.
  public let way: Way
  /// The most that one grant can be, or what one pack costs.
  public let capPence: Int64
  /// How many a year, where they are agreed in advance.
  public let places: Int64?
  /// The last day, once it was closed.
  public let closes: String?

  /// A programme.
  public init(
    code: String, name: String, fund: String, use: Account.GrantUse, priority: Priority, way: Way, cap: Pence,
    places: Int64? = nil, closes: CivilDate? = nil
  ) {
    self.code = code
    self.name = name
    self.fund = fund
    self.use = use
    self.priority = priority
    self.way = way
    capPence = cap.rawValue
    self.places = places
    self.closes = closes?.description
  }

  /// Opens it.
  /// - Throws: ``GrantsError`` if the code is taken, the fund is not there, or the cap is no whole number of £10.
  public func open(in write: Write) throws {
    try Code.require(code)
    guard try Self.find(code, write.reading) == nil else { throw GrantsError.taken(kind: "programme", id: code) }
    guard name.isPlainText else { throw LedgerError.text(code) }
    guard let fund = try Funds.read(write.reading)[fund], fund.number != Fund.unallocated.number else {
      throw GrantsError.notFound(kind: "fund", id: fund)
    }
    guard capPence > 0, way == .inAdvance || capPence % 1000 == 0 else {
      throw GrantsError.form("The most that a grant can be is a whole number of £10.")
    }
    guard (places != nil) == (way == .inAdvance), places ?? 1 > 0, !name.isEmpty else {
      throw GrantsError.form("Say how many a year with --places where it is agreed in advance, and only there.")
    }
    try record(in: write)
  }

  /// Closes it after a day: no new round, no new application.
  public static func close(_ code: String, after date: CivilDate, in write: Write) throws {
    guard let found = try find(code, write.reading) else { throw GrantsError.notFound(kind: "programme", id: code) }
    try Programme(
      code: code, name: found.name, fund: found.fund, use: found.use, priority: found.priority, way: found.way,
      cap: Pence(found.capPence), places: found.places, closes: date
    ).record(in: write)
  }

  /// Whether it takes applications on this day.
  public func isOpen(on date: CivilDate) -> Bool { closes.flatMap(CivilDate.init).map { date <= $0 } ?? true }

  private func record(in write: Write) throws {
    try write.append(
      to: Self.book,
      [
        .text(code), .text(name), .text(fund), .text(use.rawValue), .text(priority.rawValue), .text(way.rawValue),
        .integer(capPence), .integer(places), .day(closes.flatMap(CivilDate.init)),
      ])
  }

  /// All programmes as they are now, in order of code.
  public static func all(_ reading: Reading) throws -> [Programme] {
    try reading.all(
      "SELECT * FROM programme WHERE id IN (SELECT max(id) FROM programme GROUP BY code) ORDER BY code"
    ) { try Programme($0) }
  }

  /// The programme of this code, or nil.
  public static func find(_ code: String, _ reading: Reading) throws -> Programme? {
    try reading.first("SELECT * FROM programme WHERE code = ? ORDER BY id DESC LIMIT 1", [.text(code)]) {
      try Programme($0)
    }
  }

  private init(_ row: Row) throws {
    guard let use = Account.GrantUse(rawValue: row.text(4)), let priority = Priority(rawValue: row.text(5)),
      let way = Way(rawValue: row.text(6))
    else { throw StoreError.broken("the programme \(row.text(1)) is of no known kind") }
    self.init(
      code: row.text(1), name: row.text(2), fund: row.text(3), use: use, priority: priority, way: way,
      cap: Pence(row.int(7)), places: row.optionalInt(8), closes: try row.optionalDay(9))
  }

  static let book = Book(
    "programme", ["code", "name", "fund", "grant_use", "priority", "way", "cap_pence", "places", "closes"])
  static let schema =
    Schema.book(
      "programme",
      """
      code TEXT NOT NULL, name TEXT NOT NULL, fund TEXT NOT NULL, grant_use TEXT NOT NULL, priority TEXT NOT NULL,
      way TEXT NOT NULL, cap_pence INTEGER NOT NULL, places INTEGER, closes INTEGER
      """) + "CREATE INDEX programme_of_code ON programme (code);\n"
}
