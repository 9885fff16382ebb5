// Who holds which role, and by which login a person comes in.

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
