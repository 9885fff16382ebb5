// Passcodes: six digits that a person keeps in the head. The books know that one was issued, never what it hangs on.

import Dates
import Store

/// A person's passcode (`security.md`, "Passcodes").
public enum Passcode {
  /// What a try came to.
  public enum Try: Equatable, Sendable {
    /// It is the one. `isNew`: it was issued since the person last came in, and they are told so.
    case right(isNew: Bool)
    /// It is not.
    case wrong
    /// Too many wrong tries: so many minutes to wait.
    case wait(minutes: Int64)
    /// This person has none.
    case none
  }

  /// How many wrong tries are free.
  static let freeTries: Int64 = 5
  /// The longest wait, in minutes. Never for good: that would let anybody lock a member out.
  static let longestWait: Int64 = 15

  /// Issues a passcode: six random digits, told once and kept nowhere.
  /// - Parameter old: the one that the member gives, where there is one and two adults did not agree to a new one.
  /// - Throws: `StoreError.notPermitted` if there is one, and neither the member nor two adults agree to another.
  public static func issue(for person: Int64, memberAgrees: Bool, in write: Write, store: Store) throws -> String {
    guard try !needsMember(person, write.reading) || memberAgrees else {
      throw StoreError.notPermitted(
        action: "person.passcode", reason: "the member gives the one they have, or two adults agree to a new one")
    }
    let digits = sixDigits(store.settings.randomness)
    try write.append(to: book, [.integer(person), .text("issued")])
    let salt = store.settings.randomness.bytes(16)
    let hash = try SlowHash.bytes(of: digits, salt: salt, use: "passcode", key: store.schemeKey)
    try write.append(to: seals, [.integer(person), .blob(seal(person, salt: salt, hash: hash, store))])
    try write.put(
      working,
      [
        "person": .integer(person), "salt": .blob(salt), "hash": .blob(hash), "tries": 0, "tried_at": 0, "is_new": 1,
      ])
    return digits
  }

  /// Whether the person has one.
  public static func exists(for person: Int64, _ reading: Reading) throws -> Bool {
    try reading.int("SELECT count(*) FROM passcode WHERE person = ?", [.integer(person)]) > 0
  }

  /// Whether only the member, with the one they have, can be given another: there is one, and two adults did not agree.
  public static func needsMember(_ person: Int64, _ reading: Reading) throws -> Bool {
    try reading.first(
      "SELECT step FROM passcode_step WHERE person = ? ORDER BY id DESC LIMIT 1", [.integer(person)]
    ) { $0.text(0) } == "issued"
  }

  /// Records that two adults agree to a new one.
  public static func agreeToRenewal(of person: Int64, in write: Write) throws {
    try write.append(to: book, [.integer(person), .text("renewal-agreed")])
  }

  /// What the books hold of a passcode: whose it is, bound to its row under the scheme key. Six digits cannot be found from
  /// it, since the salt and the slow hash are not in it in plain.
  private static func seal(_ person: Int64, salt: [UInt8], hash: [UInt8], _ store: Store) -> [UInt8] {
    store.schemeKey.digest("passcode-seal", Array("\(person)/\(salt.count)/".utf8) + salt + hash)
  }

  /// The newest seal of a person's passcode, or nil: one that was issued before seals were kept has none.
  private static func newestSeal(_ person: Int64, _ reading: Reading) throws -> [UInt8]? {
    try reading.first(
      "SELECT seal FROM passcode_seal WHERE person = ? ORDER BY id DESC LIMIT 1", [.integer(person)]
    ) { $0.blob(0) }
  }

  /// Every passcode that stands is the one that was issued to its person.
  static let check = Check("passcodes", "every passcode is the one that was issued to its person") { store, _ in
    try store.reading.all("SELECT person, salt, hash FROM passcode ORDER BY person") {
      (person: $0.int(0), salt: $0.blob(1), hash: $0.blob(2))
    }.filter { row in
      guard let sealed = try newestSeal(row.person, store.reading) else { return false }
      return sealed != seal(row.person, salt: row.salt, hash: row.hash, store)
    }.prefix(20).map { "the passcode of person \($0.person) is not the one that was issued to them" }
  }

  /// Tries a passcode. One that the books do not know as this person's opens nothing. The try is written before it is checked, so that a kill gives no free one.
  public static func attempt(_ digits: String, by person: Int64, _ store: Store) throws -> Try {
    let now = store.settings.clock.now()
    let found = try store.work { work -> (salt: [UInt8], hash: [UInt8], isNew: Bool, wait: Int64)? in
      let row = try work.reading.first(
        "SELECT salt, hash, tries, tried_at, is_new FROM passcode WHERE person = ?", [.integer(person)]
      ) { (salt: $0.blob(0), hash: $0.blob(1), tries: $0.int(2), at: $0.int(3), isNew: $0.int(4) == 1) }
      guard let row else { return nil }
      let wait = minutesLeft(tries: row.tries, triedAt: row.at, now: now)
      if wait == 0 {
        try work.change(
          working, set: ["tries": .integer(row.tries + 1), "tried_at": .integer(now)],
          where: ["person": .integer(person)])
      }
      return (row.salt, row.hash, row.isNew, wait)
    }
    guard let found else { return .none }
    guard found.wait == 0 else { return .wait(minutes: found.wait) }
    guard let sealed = try newestSeal(person, store.reading) else { return .none }
    guard sealed == seal(person, salt: found.salt, hash: found.hash, store) else {
      throw StoreError.broken("the passcode of person \(person) is not the one that was issued to them")
    }
    let hash = try SlowHash.bytes(of: digits, salt: found.salt, use: "passcode", key: store.schemeKey)
    guard hash == found.hash else { return .wrong }
    try store.work {
      try $0.change(working, set: ["tries": 0, "is_new": 0], where: ["person": .integer(person)])
    }
    return .right(isNew: found.isNew)
  }

  /// How long is still to wait: 1, 2, 4, 8, then 15 minutes after each wrong try from the fifth on.
  static func minutesLeft(tries: Int64, triedAt: Int64, now: Int64) -> Int64 {
    guard tries >= freeTries else { return 0 }
    let wait = tries - freeTries >= 4 ? longestWait : 1 << (tries - freeTries)
    let left = triedAt + wait * 60 - now
    return left <= 0 ? 0 : (left + 59) / 60
  }

  /// Six digits, each as likely as any other.
  static func sixDigits(_ randomness: Randomness) -> String {
    var digits = ""
    while digits.count < 6 {
      for byte in randomness.bytes(8) where byte < 250 && digits.count < 6 { digits += "\(byte % 10)" }
    }
    return digits
  }

  static let book = Book("passcode_step", ["person", "step"])
  static let seals = Book("passcode_seal", ["person", "seal"])
  static let working = Working("passcode")
  static let sealSchema =
    Schema.book("passcode_seal", "person INTEGER NOT NULL, seal BLOB NOT NULL")
    + "CREATE INDEX passcode_seal_of ON passcode_seal (person);\n"
  static let schema =
    Schema.book("passcode_step", "person INTEGER NOT NULL, step TEXT NOT NULL")
      + """
      CREATE TABLE passcode (person INTEGER NOT NULL PRIMARY KEY, salt BLOB NOT NULL, hash BLOB NOT NULL,
      tries INTEGER NOT NULL, tried_at INTEGER NOT NULL, is_new INTEGER NOT NULL) STRICT;

      """
}
