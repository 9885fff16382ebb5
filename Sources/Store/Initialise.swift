// Making a home, and bringing an older one up to date.

import Dates
import Files
import Foundation
import GRDB

extension Store {
  /// Makes the folders, the scheme key, the keys file and the database of a new home.
  /// - Throws: ``StoreError/alreadyThere(home:)`` if there is a database.
  public static func create(
    home: Home, schemeKeyPath: String, settings: StoreSettings, practice: Bool
  ) throws -> Store {
    umask(0o077)
    guard !FileManager.default.fileExists(atPath: home.database) else { throw StoreError.alreadyThere(home: home.path) }
    try home.makeFolders()
    try SchemeKey.make(schemeKeyPath, randomness: settings.randomness)
    let schemeKey = try SchemeKey.read(schemeKeyPath)
    let ring = try KeyRing(path: home.keys, schemeKey: schemeKey, randomness: settings.randomness, create: true)
    ring.close()
    let lock = try FileLock(home.writeLock, holder: "init", waitSeconds: 10)
    try makeDatabase(home, settings, practice: practice)
    withExtendedLifetime(lock) {}
    return try Store(home: home, schemeKey: schemeKey, settings: settings)
  }

  /// Makes the database under another name, so that it is there with all its tables or not at all.
  private static func makeDatabase(_ home: Home, _ settings: StoreSettings, practice: Bool) throws {
    let unfinished = "\(home.database).new"
    for leftover in [unfinished, "\(unfinished)-wal", "\(unfinished)-shm"] { unlink(leftover) }
    let connection = try Connection(path: unfinished, mode: .writing)
    try connection.execute("PRAGMA application_id = \(practice ? practiceMark : realMark)")
    let queue = try DatabaseQueue(path: unfinished)
    try migrate(queue, settings.migrations)
    try Connection.told { try queue.close() }
    try connection.checkpoint(ifAbove: 0, mode: "TRUNCATE")
    connection.close()
    try AtomicFile.rename(unfinished, to: home.database)
  }

  /// Brings an older database up to date after a backup, and adds a link that says so.
  /// - Returns: the migrations that were applied; none if it was up to date.
  public static func upgrade(
    home: Home, schemeKey: SchemeKey, settings: StoreSettings, request: (Store) -> WriteRequest
  ) throws -> [String] {
    guard FileManager.default.fileExists(atPath: home.database) else { throw StoreError.noDatabase(home: home.path) }
    let missing = try applyMissing(home, schemeKey, settings)
    let store = try Store(home: home, schemeKey: schemeKey, settings: settings)
    defer { store.close() }
    guard try store.reading.int("SELECT user_version FROM pragma_user_version") == linkDue else { return [] }
    // An upgrade that was stopped before its link applied the last migration at least.
    let applied = missing.isEmpty ? settings.migrations.suffix(1).map(\.id) : missing
    _ = try store.write(request(store)) { _ in applied }
    try note(0, home)
    return applied
  }

  /// What the database's `user_version` says while its migrations have no link yet.
  private static let linkDue: Int64 = 1

  private static func note(_ version: Int64, _ home: Home) throws {
    let connection = try Connection(path: home.database, mode: .writing)
    defer { connection.close() }
    try connection.execute("PRAGMA user_version = \(version)")
  }

  /// Backs up and migrates under the write lock, which is let go before the link is written. The backup's name begins
  /// with its day, so that its keys have their time as those of others do.
  private static func applyMissing(_ home: Home, _ schemeKey: SchemeKey, _ settings: StoreSettings) throws -> [String] {
    let lock = try FileLock(home.writeLock, holder: "init", waitSeconds: 10)
    defer { withExtendedLifetime(lock) {} }
    let connection = try Connection(path: home.database, mode: .reading)
    defer { connection.close() }
    _ = try isPractice(connection)
    let missing = try missingMigrations(connection, settings.migrations)
    guard !missing.isEmpty else { return [] }
    let keys = try KeyRing(path: home.keys, schemeKey: schemeKey, randomness: settings.randomness)
    defer { keys.close() }
    _ = try Backup.make(
      from: home.database, keys: keys, home: home, name: "\(settings.clock.today)-before-\(missing[0])")
    try note(linkDue, home)
    try migrate(DatabaseQueue(path: home.database), settings.migrations)
    return missing
  }

  private static func missingMigrations(_ connection: Connection, _ migrations: [Migration]) throws -> [String] {
    var applied: Set<String> = []
    try connection.each("SELECT identifier FROM grdb_migrations", []) { applied.insert($0.text(0)) }
    let known = Set(migrations.map(\.id))
    if let later = applied.subtracting(known).sorted().last {
      throw StoreError.schemaVersion(found: later, needed: migrations.last?.id ?? "none")
    }
    return migrations.map(\.id).filter { !applied.contains($0) }
  }

  static func migrate(_ queue: DatabaseQueue, _ migrations: [Migration]) throws {
    var migrator = DatabaseMigrator()
    for migration in migrations {
      migrator.registerMigration(migration.id) { db in try db.execute(sql: migration.sql) }
    }
    try Connection.told { try migrator.migrate(queue) }
  }
}
