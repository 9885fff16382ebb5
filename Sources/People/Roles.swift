// Who holds which role, and by which login a person comes in.

import Dates
import Store

/// Roles given and taken.
public enum Roles {
  /// Gives a role to a person, or takes it away.
  public static func record(_ role: Role, of person: Int64, given: Bool, in write: Write) throws {
    try write.append(to: book, [.integer(person), .text(role.rawValue), .integer(given ? 1 : 0)])
    try write.set(tally, key: [.integer(person), .text(role.rawValue)], [.integer(given ? 1 : 0)])
  }

  /// The roles that a person holds now.
  public static func held(by person: Int64, _ reading: Reading) throws -> Set<Role> {
    Set(
      try reading.all("SELECT role FROM role_held WHERE person = ? AND held = 1", [.integer(person)]) { $0.text(0) }
        .compactMap { Role(rawValue: $0) })
  }

  /// Everyone who holds a role, by person: number, login, roles.
  public static func everyone(_ reading: Reading) throws -> [(person: Int64, login: String?, roles: [Role])] {
    try reading.all(
      """
      SELECT person, (SELECT name FROM login WHERE login.person = role_held.person ORDER BY id DESC LIMIT 1),
      group_concat(role) FROM role_held WHERE held = 1 GROUP BY person ORDER BY person
      """
    ) { ($0.int(0), $0.optionalText(1), $0.text(2).split(separator: ",").compactMap { Role(rawValue: String($0)) }) }
  }

  /// A role given or taken.
  public struct Change: Codable, Hashable, Sendable {
    /// The day it was done for, ISO.
    public let date: String
    /// Whose role.
    public let person: Int64
    /// The role.
    public let role: Role
    /// Whether it was given.
    public let given: Bool
    /// Who did it.
    public let actor: String
    /// Who proposed it, where two people acted; else empty.
    public let proposer: String

    /// In words, persons by their numbers.
    public var words: String {
      func said(_ name: String) -> String { name.replacing(":", with: " ") }
      let isAlone = proposer.isEmpty || proposer == actor
      let by = isAlone ? "by \(said(actor))" : "proposed by \(said(proposer)), agreed by \(said(actor))"
      return "\(date): \(role.words) \(given ? "given to" : "taken from") person \(person), \(by)"
    }
  }

  /// The roles given and taken between two days, both included, the oldest first.
  public static func changes(
    from first: CivilDate, through last: CivilDate, _ reading: Reading
  ) throws -> [Change] {
    try reading.all(
      """
      SELECT l.business_date, role.person, role.role, role.given, l.actor, l.proposer FROM role
      JOIN audit_rows AS r ON r.book = 'role' AND role.id >= r.first_row AND role.id < r.first_row + r.count
      JOIN audit_link AS l ON l.id = r.link WHERE l.business_date BETWEEN ? AND ? ORDER BY role.id
      """, [.day(first), .day(last)]
    ) { row in
      try Role(rawValue: row.text(2)).map {
        Change(
          date: try row.day(0).description, person: row.int(1), role: $0, given: row.int(3) == 1, actor: row.text(4),
          proposer: row.text(5))
      }
    }.compactMap(\.self)
  }

  static let book = Book("role", ["person", "role", "given"])
  static let tally = Tally(
    "role_held", key: ["person", "role"], values: ["held"],
    rebuild: """
      SELECT person, role, given AS held FROM role WHERE id IN (SELECT max(id) FROM role GROUP BY person, role)
      """)
  static let schema =
    Schema.book("role", "person INTEGER NOT NULL, role TEXT NOT NULL, given INTEGER NOT NULL")
      + """
      CREATE TABLE role_held (person INTEGER NOT NULL, role TEXT NOT NULL, held INTEGER NOT NULL,
      PRIMARY KEY (person, role)) STRICT, WITHOUT ROWID;

      """
}

/// Ways in. One login belongs to one person; a person may have several. A login is a role's name in a practice home, never
/// a person's.
public enum Logins {
  /// Gives a person a way in.
  public static func record(_ name: String, person: Int64, in write: Write) throws {
    try write.append(to: book, [.text(name), .integer(person)])
  }

  /// The person behind a login, or nil.
  public static func person(_ name: String, _ reading: Reading) throws -> Int64? {
    try reading.first("SELECT person FROM login WHERE name = ? ORDER BY id DESC LIMIT 1", [.text(name)]) { $0.int(0) }
  }

  static let book = Book("login", ["name", "person"])
  static let schema = Schema.book("login", "name TEXT NOT NULL, person INTEGER NOT NULL")
}
