// The vault: everything personal, sealed under its person's key. The books hold only the digest of what is sealed.

import Foundation
import Store

/// What a vault row is about. A room may name kinds of its own, such as the words of one application.
public struct VaultKind: RawRepresentable, Hashable, Sendable {
  /// The stable name.
  public let rawValue: String

  /// The kind of this name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// The name.
  public static let name = VaultKind(rawValue: "name")
  /// An e-mail address.
  public static let email = VaultKind(rawValue: "email")
}

/// Sealed facts of persons.
public enum Vault {
  /// Seals a text and records its commitment. A later text of the same kind takes its place.
  public static func put(_ text: String, kind: VaultKind, person: Int64, in write: Write, store: Store) throws {
    guard let key = try store.keys.key(.person, person) else { throw StoreError.key("Person \(person) has no key.") }
    let sealed = try key.seal(
      Array(text.precomposedStringWithCanonicalMapping.utf8), purpose: purpose(person, kind),
      randomness: store.settings.randomness)
    let row = try write.append(to: commitments, [.integer(person), .text(kind.rawValue), .blob(sha256(sealed))])
    try write.put(
      working,
      ["person": .integer(person), "kind": .text(kind.rawValue), "commitment": .integer(row), "sealed": .blob(sealed)])
  }

  /// Opens a text; nil if there is none or it was forgotten. The caller records the look.
  public static func text(_ kind: VaultKind, person: Int64, _ store: Store) throws -> String? {
    let sealed = try store.reading.first(
      "SELECT sealed FROM vault WHERE person = ? AND kind = ?", [.integer(person), .text(kind.rawValue)]
    ) { $0.blob(0) }
    guard let sealed, let key = try store.keys.key(.person, person) else { return nil }
    return String(decoding: try key.open(sealed, purpose: purpose(person, kind)), as: UTF8.self)
  }

  /// Which commitment of the books a text that stands now belongs to; nil if there is none. It opens nothing.
  public static func commitment(_ kind: VaultKind, person: Int64, _ reading: Reading) throws -> Int64? {
    try reading.first(
      "SELECT commitment FROM vault WHERE person = ? AND kind = ?", [.integer(person), .text(kind.rawValue)]
    ) { $0.int(0) }
  }

  private static func purpose(_ person: Int64, _ kind: VaultKind) -> String { "vault/\(person)/\(kind.rawValue)" }

  static let commitments = Book("person_fact", ["person", "kind", "sealed_digest"])
  static let working = Working("vault")

  static let schema =
    Schema.book("person_fact", "person INTEGER NOT NULL, kind TEXT NOT NULL, sealed_digest BLOB NOT NULL")
      + """
      CREATE TABLE vault (person INTEGER NOT NULL, kind TEXT NOT NULL, commitment INTEGER NOT NULL, sealed BLOB NOT NULL,
      PRIMARY KEY (person, kind)) STRICT, WITHOUT ROWID;

      """

  /// Every row that stands is the one its newest commitment names.
  static let check = Check("vault", "what is sealed is what was committed to") { store, scope in
    guard case .everything = scope else { return [] }
    var faults: [String] = []
    try store.reading.each(
      """
      SELECT vault.person, vault.kind, vault.sealed, person_fact.sealed_digest FROM vault
      LEFT JOIN person_fact ON person_fact.id = vault.commitment AND person_fact.person = vault.person
      AND person_fact.kind = vault.kind
      AND person_fact.id IN (SELECT max(id) FROM person_fact GROUP BY person, kind)
      """
    ) { row in
      if faults.count < 20, row.isNull(3) || sha256(row.blob(2)) != row.blob(3) {
        faults.append("the \(row.text(1)) of person \(row.int(0)) is not the one that was recorded")
      }
    }
    return faults + (try missing(store))
  }

  /// What was committed to and is not there, though its person was not forgotten: the key still stands.
  private static func missing(_ store: Store) throws -> [String] {
    try store.reading.all(
      """
      SELECT person, kind FROM person_fact WHERE id IN (SELECT max(id) FROM person_fact GROUP BY person, kind)
      AND NOT EXISTS (SELECT 1 FROM vault WHERE vault.person = person_fact.person AND vault.kind = person_fact.kind)
      LIMIT 1000
      """
    ) { (person: $0.int(0), kind: $0.text(1)) }.filter { try store.keys.key(.person, $0.person) != nil }
      .prefix(20).map { "the \($0.kind) of person \($0.person) is missing" }
  }
}
