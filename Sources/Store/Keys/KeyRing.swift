// keys.sqlite: a random key for each person and each archived file, wrapped under the scheme key. Deleting a key forgets
// what it sealed; copies of this file live 35 days, copies of the database for years.

import Crypto
import CryptoExtras
import Files
import Foundation
import GRDB

/// What a key is for.
public enum KeyKind: String, Sendable {
  /// What is known of one person.
  case person
  /// One archived payroll file.
  case file
  /// One archived bank statement.
  case bankFile = "bank-file"
  /// One archived report of an agency.
  case agencyFile = "agency-file"
  /// One archived file of gifts.
  case giftFile = "gift-file"
  /// One archived file of web forms.
  case formFile = "form-file"
  /// A file of grants that are taken on.
  case takenOnFile = "taken-on-file"
  /// The answers of one application that is not finished.
  case applicationDraft = "application-draft"
  /// The private half of one item's ballots. No backup ever holds one.
  case ballotItem = "ballot-item"

  /// Whether a key may stand for another file later: one whose taking in failed leaves its number to the next, under a fresh
  /// key, and whoever has the home open elsewhere must not remember the first.
  fileprivate var isOfFile: Bool {
    switch self {
    case .file, .bankFile, .agencyFile, .giftFile, .formFile, .takenOnFile: true
    case .person, .applicationDraft, .ballotItem: false
    }
  }
}

/// A key that seals and opens, and digests what could be guessed.
public struct SealingKey: Sendable {
  let key: SymmetricKey

  /// Seals bytes so that they open only with this key and for the same purpose.
  public func seal(_ bytes: [UInt8], purpose: String, randomness: Randomness) throws -> [UInt8] {
    let nonce = try ChaChaPoly.Nonce(data: randomness.bytes(12))
    return Array(try ChaChaPoly.seal(bytes, using: key, nonce: nonce, authenticating: Array(purpose.utf8)).combined)
  }

  /// Opens what ``seal(_:purpose:randomness:)`` made.
  /// - Throws: ``StoreError/key(_:)`` if it was changed, or sealed by another key or for another purpose.
  public func open(_ sealed: [UInt8], purpose: String) throws -> [UInt8] {
    do {
      let box = try ChaChaPoly.SealedBox(combined: sealed)
      return Array(try ChaChaPoly.open(box, using: key, authenticating: Array(purpose.utf8)))
    } catch {
      throw StoreError.key("Something sealed (\(purpose)) does not open with its key.")
    }
  }

  /// A keyed digest under this key.
  public func digest(_ bytes: [UInt8]) -> [UInt8] { Array(HMAC<SHA256>.authenticationCode(for: bytes, using: key)) }
}

/// The file of wrapped keys.
public final class KeyRing {
  private let queue: DatabaseQueue
  private let wrapping: SymmetricKey
  private let randomness: Randomness
  private var known: [String: SealingKey] = [:]

  /// Opens the file, making it if `create` says so.
  public init(path: String, schemeKey: SchemeKey, randomness: Randomness, create: Bool = false) throws {
    guard create || FileManager.default.fileExists(atPath: path) else {
      throw StoreError.key(
        "The keys are not at \(path). Put back the keys.sqlite of the newest backup that has one. Nothing was changed.")
    }
    wrapping = schemeKey.derived("wrap")
    self.randomness = randomness
    var configuration = Configuration()
    configuration.busyMode = .timeout(10)
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON; PRAGMA synchronous = EXTRA")
    }
    queue = try Connection.told {
      let queue = try DatabaseQueue(path: path, configuration: configuration)
      try queue.write { db in
        if create {
          try db.execute(sql: Self.schema("key"))
        }
      }
      return queue
    }
    if create { chmod(path, 0o600) }
  }

  /// Makes keys for these numbers, durable when it returns. A number that has one keeps it, unless `fresh`.
  public func make(_ kind: KeyKind, _ numbers: some Sequence<Int64>, fresh: Bool = false) throws {
    try Connection.told {
      try queue.write { db in
        let verb = fresh ? "REPLACE" : "IGNORE"
        let statement = try db.makeStatement(sql: "INSERT OR \(verb) INTO key (kind, number, wrapped) VALUES (?, ?, ?)")
        for number in numbers.sorted() {
          known["\(kind.rawValue)/\(number)"] = nil
          let key = SymmetricKey(data: randomness.bytes(32))
          let wrapped = Data(try AES.KeyWrap.wrap(key, using: wrapping))
          try statement.execute(arguments: [kind.rawValue, number, wrapped])
        }
      }
    }
  }

  /// The key of this number, or nil if it was never made or has been forgotten.
  public func key(_ kind: KeyKind, _ number: Int64) throws -> SealingKey? {
    let name = "\(kind.rawValue)/\(number)"
    if let key = known[name] { return key }
    let wrapped = try Connection.told {
      try queue.read { db in
        try Data.fetchOne(
          db.cachedStatement(sql: "SELECT wrapped FROM key WHERE kind = ? AND number = ?"),
          arguments: [kind.rawValue, number])
      }
    }
    guard let wrapped else { return nil }
    let key = try unwrapped(wrapped, name)
    if kind.isOfFile { return key }
    if known.count > 10_000 { known.removeAll() }
    known[name] = key
    return key
  }

  private func unwrapped(_ wrapped: Data, _ name: String) throws -> SealingKey {
    do { return SealingKey(key: try AES.KeyWrap.unwrap(wrapped, using: wrapping)) } catch {
      throw StoreError.key("The key \(name) does not unwrap: this is another scheme's key file. Nothing was changed.")
    }
  }

  /// Calls `body` with every key of a kind, in order of number.
  public func each(_ kind: KeyKind, _ body: (Int64, SealingKey) throws -> Void) throws {
    try queue.read { db in
      let rows = try GRDB.Row.fetchCursor(
        db, sql: "SELECT number, wrapped FROM key WHERE kind = ? ORDER BY number", arguments: [kind.rawValue])
      while let row = try rows.next() {
        let number: Int64 = row[0]
        try body(number, try unwrapped(row[1], "\(kind.rawValue)/\(number)"))
      }
    }
  }

  /// Keeps secrets that were wrapped elsewhere, all or none, durable when it returns. One of the same number is replaced.
  public func keep(_ kind: KeyKind, _ wrapped: [Int64: [UInt8]]) throws {
    try Connection.told {
      try queue.write { db in
        for (number, bytes) in wrapped.sorted(by: { $0.key < $1.key }) {
          try db.execute(
            sql: "REPLACE INTO key (kind, number, wrapped) VALUES (?, ?, ?)",
            arguments: [kind.rawValue, number, Data(bytes)])
        }
      }
    }
  }

  /// The wrapped secrets of a kind, by number.
  public func kept(_ kind: KeyKind) throws -> [Int64: [UInt8]] {
    try Connection.told {
      try queue.read { db in
        var found: [Int64: [UInt8]] = [:]
        let rows = try GRDB.Row.fetchCursor(
          db, sql: "SELECT number, wrapped FROM key WHERE kind = ?", arguments: [kind.rawValue])
        while let row = try rows.next() { found[row[0]] = Array(row[1] as Data) }
        return found
      }
    }
  }

  /// Deletes the keys of these numbers: what they sealed is gone.
  public func forget(_ kind: KeyKind, _ numbers: some Sequence<Int64>) throws {
    try Connection.told {
      try queue.write { db in
        for number in numbers.sorted() {
          known["\(kind.rawValue)/\(number)"] = nil
          try db.execute(sql: "DELETE FROM key WHERE kind = ? AND number = ?", arguments: [kind.rawValue, number])
        }
      }
    }
  }

  /// Copies the keys into a new file, row by row, so that none of what was deleted goes with them; no ballot's key does.
  func copy(to path: String) throws {
    try Connection.told {
      try queue.inDatabase { db in
        try db.execute(sql: "ATTACH ? AS target", arguments: [path])
        defer { try? db.execute(sql: "DETACH target") }
        try db.execute(sql: Self.schema("target.key"))
        try db.execute(
          sql: "INSERT INTO target.key SELECT * FROM key WHERE kind <> ?", arguments: [KeyKind.ballotItem.rawValue])
      }
    }
  }

  private static func schema(_ table: String) -> String {
    """
    CREATE TABLE IF NOT EXISTS \(table) (kind TEXT NOT NULL, number INTEGER NOT NULL, wrapped BLOB NOT NULL,
    PRIMARY KEY (kind, number)) STRICT, WITHOUT ROWID
    """
  }

  func close() { try? queue.close() }
}
