// Copies of the database and its keys, opened and tried before they count.

import Files
import Foundation
import GRDB

/// A copy of the database and the keys.
public enum Backup {
  /// What a backup is.
  public struct Made: Codable, Hashable, Sendable {
    /// The folder under `backups/`.
    public let name: String
    /// The database's size.
    public let bytes: Int
    /// The newest audit link in it.
    public let auditHead: Int64
  }

  /// Copies the database first, then the keys, into a folder that appears whole or not at all.
  static func make(from source: String, keys: KeyRing, home: Home, name: String) throws -> Made {
    let lock = try FileLock(home.file("backup.lock"), holder: "a backup, process \(getpid())", waitSeconds: 60)
    defer { withExtendedLifetime(lock) {} }
    AtomicFile.sweepTemporaries(in: home.backups)
    let target = "\(home.backups)/\(name)"
    let folder = "\(home.backups)/.\(name).tmp-\(getpid())"
    try? FileManager.default.removeItem(atPath: folder)
    guard mkdir(folder, 0o700) == 0 else {
      throw StoreError.file(path: folder, reason: "the folder cannot be made: \(String(cString: strerror(errno)))")
    }
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let database = "\(folder)/nolimits.sqlite"
    try Connection.told {
      var readonly = Configuration()
      readonly.readonly = true
      readonly.busyMode = .timeout(10)
      let original = try DatabaseQueue(path: source, configuration: readonly)
      let copy = try DatabaseQueue(path: database)
      try original.backup(to: copy)
      try original.close()
      try copy.inDatabase { try $0.execute(sql: "PRAGMA journal_mode = DELETE") }
      try copy.close()
    }
    try keys.copy(to: "\(folder)/keys.sqlite")
    let head = try proved(database)
    for file in ["nolimits.sqlite", "keys.sqlite"] { try AtomicFile.synchronise("\(folder)/\(file)") }
    try AtomicFile.synchronise(folder)
    try? FileManager.default.removeItem(atPath: target)
    guard rename(folder, target) == 0 else {
      throw StoreError.file(path: target, reason: "the backup cannot be put in place")
    }
    try AtomicFile.synchronise(home.backups)
    let size = try FileManager.default.attributesOfItem(atPath: "\(target)/nolimits.sqlite")[.size] as? Int
    return Made(name: name, bytes: size ?? 0, auditHead: head)
  }

  /// Opens a copy and asks SQLite whether it is whole.
  private static func proved(_ database: String) throws -> Int64 {
    let connection = try Connection(path: database, mode: .reading)
    defer { connection.close() }
    let reading = Reading(connection: connection)
    let verdict = try reading.first("PRAGMA quick_check") { $0.text(0) }
    guard verdict == "ok" else { throw StoreError.broken("the backup is damaged: \(verdict ?? "no answer")") }
    return try reading.auditHead().number
  }
}

extension Store {
  /// Makes a backup under this name; one of the same name is replaced once the new one is proved.
  public func backUp(name: String) throws -> Backup.Made {
    try Backup.make(from: reader.path, keys: keys, home: home, name: name)
  }

  /// Whether a backup still has its keys.
  public func hasKeys(backup name: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(home.backups)/\(name)/keys.sqlite")
  }

  /// The backups there are, by name.
  public func backups() -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: home.backups)) ?? []
    return names.filter { !$0.hasPrefix(".") }.sorted()
  }
}
