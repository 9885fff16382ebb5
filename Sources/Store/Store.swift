// The SQLite file of a scheme and the one way to change it.

import Dates
import Files
import Foundation
import GRDB

/// What a store is opened with.
public struct StoreSettings: Sendable {
  /// Who decides what an actor may do.
  public let gate: any Gate
  /// The one ordered list of migrations.
  public let migrations: [Migration]
  /// All tables of all rooms.
  public let tables: Tables
  /// The time.
  public let clock: Clock
  /// Random bytes.
  public let randomness: Randomness
  /// SHA-256 of the configuration in force: it stands in every link.
  public let configurationDigest: [UInt8]
  /// The digest of each of its files, by name: what `status` compares when the configuration has changed.
  public let configurationFiles: [String: String]
  /// The version of this program: it stands in every link.
  public let program: String

  /// The settings; the store adds its own migration and tables.
  public init(
    gate: any Gate, migrations: [Migration], tables: Tables, clock: Clock, randomness: Randomness,
    configurationDigest: [UInt8], configurationFiles: [String: String] = [:], program: String
  ) {
    self.gate = gate
    self.migrations = [AuditTables.migration] + migrations
    self.tables =
      Tables(
        books: [AuditTables.outcome, ConfigurationRecord.book],
        workings: [AuditTables.setting, Working("grdb_migrations")]) + tables
    self.clock = clock
    self.randomness = randomness
    self.configurationDigest = configurationDigest
    self.configurationFiles = configurationFiles
    self.program = program
  }
}

/// The database of one home.
public final class Store {
  /// Where it lives.
  public let home: Home
  /// What it was opened with.
  public let settings: StoreSettings
  /// The scheme's secret key.
  public let schemeKey: SchemeKey
  /// The keys of persons and files.
  public let keys: KeyRing
  /// Whether this is a practice home, marked so when it was made.
  public let isPractice: Bool
  let reader: Connection
  private var writer: Connection?
  /// How long a change waits for the write lock: 10 s for a person, 60 s for a job.
  public var waitSeconds: Double = 10

  /// The mark of a real home's database: `NOLI`.
  static let realMark: Int64 = 0x4E4F_4C49
  /// The mark of a practice home's database: `NOLP`.
  static let practiceMark: Int64 = 0x4E4F_4C50

  /// Opens the database of a home.
  /// - Throws: ``StoreError`` if there is none, it is not ours, or of another version.
  public init(home: Home, schemeKey: SchemeKey, settings: StoreSettings) throws {
    guard FileManager.default.fileExists(atPath: home.database) else { throw StoreError.noDatabase(home: home.path) }
    self.home = home
    self.settings = settings
    self.schemeKey = schemeKey
    reader = try Connection(path: home.database, mode: .reading)
    isPractice = try Self.isPractice(reader)
    try Self.requireVersion(reader, settings.migrations)
    keys = try KeyRing(path: home.keys, schemeKey: schemeKey, randomness: settings.randomness)
  }

  /// A reading that outlives the store keeps its connection open.
  deinit { closeWriter() }

  /// Lets go of the files.
  public func close() {
    closeWriter()
    reader.close()
    keys.close()
  }

  /// The last checkpoint is made under the write lock, as all of them are.
  private func closeWriter() {
    guard let writer else { return }
    let lock = try? writeLock()
    try? writer.checkpoint(ifAbove: 0, mode: "TRUNCATE")
    writer.close()
    self.writer = nil
    withExtendedLifetime(lock) {}
  }

  /// Whether a database is a practice home's.
  /// - Throws: ``StoreError/foreignDatabase`` if it bears neither of our marks.
  static func isPractice(_ connection: Connection) throws -> Bool {
    let mark = try Reading(connection: connection).int("PRAGMA application_id")
    guard mark == realMark || mark == practiceMark else { throw StoreError.foreignDatabase }
    return mark == practiceMark
  }

  private static func requireVersion(_ connection: Connection, _ migrations: [Migration]) throws {
    var applied: [String] = []
    try connection.each("SELECT identifier FROM grdb_migrations ORDER BY rowid", []) { applied.append($0.text(0)) }
    let needed = migrations.map(\.id)
    guard Set(applied) == Set(needed) else {
      throw StoreError.schemaVersion(found: applied.last ?? "none", needed: needed.last ?? "none")
    }
  }

  /// The database as it is now, for SELECTs.
  public var reading: Reading { Reading(connection: reader) }

  /// Several SELECTs that see one moment of the database.
  public func snapshot<T>(_ body: (Reading) throws -> T) throws -> T {
    try reader.execute("BEGIN")
    defer { try? reader.execute("COMMIT") }
    return try body(reading)
  }

  func writeLock() throws -> FileLock {
    try FileLock(home.writeLock, holder: "process \(getpid())", waitSeconds: waitSeconds)
  }

  private func openWriter() throws -> Connection {
    if let writer { return writer }
    let connection = try Connection(path: home.database, mode: .writing)
    writer = connection
    return connection
  }

  /// Changes workings. It can touch no book and no tally.
  public func work<T>(_ body: (Work) throws -> T) throws -> T {
    try transaction { connection in (try body(Work(connection, settings.tables)), commit: true) }
  }

  /// Makes a change to the books: the one write path.
  ///
  /// It asks the gate, looks the key up, runs the closure, appends one audit link and commits. The same key with the same
  /// inputs gives what came of it before and writes nothing.
  /// - Throws: ``StoreError`` from the gate, the key or the database, and whatever the closure throws; nothing is then
  ///   written.
  public func write<T: Codable>(_ request: WriteRequest, _ body: (Write) throws -> T) throws -> Outcome<T> {
    let outcome: Outcome<T> = try transaction { connection in
      let reading = Reading(connection: connection)
      try ask(request.actor, request.action, request.proposer, reading)
      if let before: T = try stored(request, reading) { return (.madeBefore(before), commit: false) }
      let head = try reading.auditHead()
      let write = Write(connection, settings.tables, link: head.number + 1, isDryRun: request.isDryRun)
      let value = try body(write)
      try conclude(write, request, value, after: head)
      return request.isDryRun ? (.dryRun(value), commit: false) : (.made(value), commit: true)
    }
    if case .made = outcome { try? recordHead() }
    return outcome
  }

  /// Whether a change with this key and these inputs was made before, and what came of it.
  public func outcome<T: Codable>(_ request: WriteRequest, as type: T.Type = T.self) throws -> T? {
    try stored(request, reading)
  }

  /// Asks the gate before work that a change will need: the change asks again.
  /// - Throws: ``StoreError/notPermitted(action:reason:)`` or ``StoreError/secondPersonNeeded(action:)``.
  public func requirePermission(_ action: Action, of actor: Actor, proposer: Actor?) throws {
    try ask(actor, action, proposer, reading)
  }

  private func ask(_ actor: Actor, _ action: Action, _ proposer: Actor?, _ reading: Reading) throws {
    switch try settings.gate.decide(actor, action, proposer: proposer, reading: reading) {
    case .allowed: return
    case .refused(let reason): throw StoreError.notPermitted(action: action.name, reason: reason)
    case .secondPersonNeeded: throw StoreError.secondPersonNeeded(action: action.name)
    }
  }

  private func stored<T: Codable>(_ request: WriteRequest, _ reading: Reading) throws -> T? {
    let found = try reading.first(
      """
      SELECT audit_link.inputs, outcome.inputs, outcome.outcome FROM audit_link
      JOIN outcome ON outcome.link = audit_link.id WHERE audit_link.key = ?
      """, [.text(request.key)]
    ) { (digest: $0.blob(0), described: $0.text(1), outcome: $0.text(2)) }
    guard let found else { return nil }
    guard found.digest == request.inputs.digest(schemeKey) else {
      throw StoreError.conflict(key: request.key, difference: difference(found.described, request.inputs))
    }
    return try JSONDecoder().decode(T.self, from: Data(found.outcome.utf8))
  }

  private func difference(_ described: String, _ inputs: Inputs) -> [String] {
    let before = Set(described.split(separator: " ").map(String.init))
    let differing = inputs.described(schemeKey).filter { !before.contains("\($0.name)=\($0.digest)") }.map(\.name)
    return differing.isEmpty ? ["inputs"] : differing
  }

  private func conclude(_ write: Write, _ request: WriteRequest, _ value: some Encodable, after head: AuditHead) throws
  {
    try ConfigurationRecord(settings).record(in: write)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let outcome = String(decoding: try encoder.encode(value), as: UTF8.self)
    let described = request.inputs.described(schemeKey).map { "\($0.name)=\($0.digest)" }.joined(separator: " ")
    try write.append(to: AuditTables.outcome, [.integer(write.link), .text(described), .text(outcome)])
    let link = AuditLink(
      number: write.link, previous: head.hash, time: settings.clock.now(),
      businessDate: Int64(request.businessDate.dayNumber), actor: request.actor.name,
      proposer: request.proposer?.name ?? "", action: request.action.name, key: request.key,
      inputs: request.inputs.digest(schemeKey), configuration: settings.configurationDigest, program: settings.program,
      rows: write.linkedRows())
    try insert(link, write.connection)
  }

  private func insert(_ link: AuditLink, _ connection: Connection) throws {
    try connection.statement("INSERT INTO audit_link VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)").run([
      .integer(link.number), .blob(link.previous), .integer(link.time), .integer(link.businessDate), .text(link.actor),
      .text(link.proposer), .text(link.action), .text(link.key), .blob(link.inputs), .blob(link.configuration),
      .text(link.program), .blob(link.hash),
    ])
    for part in link.rows {
      try connection.statement("INSERT INTO audit_rows (link, book, first_row, count, digest) VALUES (?, ?, ?, ?, ?)")
        .run([
          .integer(link.number), .text(part.book), .integer(part.firstRow), .integer(part.count), .blob(part.digest),
        ])
    }
  }

  private func transaction<T>(_ body: (Connection) throws -> (T, commit: Bool)) throws -> T {
    let lock = try writeLock()
    defer { withExtendedLifetime(lock) {} }
    let connection = try openWriter()
    try connection.execute("BEGIN IMMEDIATE")
    do {
      let (value, commit) = try body(connection)
      try connection.execute(commit ? "COMMIT" : "ROLLBACK")
      // What is committed is durable in the log; moving it into the file can wait for the next change.
      if commit { try? connection.checkpoint(ifAbove: 1000) }
      return value
    } catch {
      try? connection.execute("ROLLBACK")
      throw error
    }
  }
}

extension Store {
  /// Reads a home's database on a connection of its own, so that it can run beside another reading or a change. It sees
  /// what was committed when it began.
  public static func read<T>(_ home: Home, _ body: (Reading) throws -> T) throws -> T {
    let connection = try Connection(path: home.database, mode: .reading)
    defer { connection.close() }
    return try body(Reading(connection: connection))
  }
}
