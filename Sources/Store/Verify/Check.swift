// Checks as data: each has a name, says what it found, and is silent when all is well.

import Files

/// How much a check looks at.
public enum CheckScope: Sendable {
  /// Everything from the first link on.
  case everything
  /// What came after this link; what is cheap is checked whole all the same.
  case after(link: Int64)

  /// The last link that need not be looked at again.
  public var verifiedLink: Int64 {
    switch self {
    case .everything: 0
    case .after(let link): link
    }
  }
}

/// One named check.
public struct Check: Sendable {
  /// The stable name, as `verify` prints it.
  public let name: String
  /// What it looks for, in a few words: shown when it found nothing.
  public let detail: String
  /// Gives each fault in words; none when all is well.
  public let faults: @Sendable (Store, CheckScope) throws -> [String]

  /// A check.
  public init(_ name: String, _ detail: String, faults: @escaping @Sendable (Store, CheckScope) throws -> [String]) {
    self.name = name
    self.detail = detail
    self.faults = faults
  }
}

/// What `verify` found, as programs read it.
public struct VerifyReport: Codable, Sendable {
  /// One check's result.
  public struct Result: Codable, Sendable {
    /// The check's name.
    public let name: String
    /// Whether it found nothing.
    public let ok: Bool
    /// What it found, or what it looked for.
    public let detail: String
  }
  /// Whether no check found anything.
  public let ok: Bool
  /// Each check.
  public let checks: [Result]
  /// The books.
  public let books: [String]
  /// The tallies.
  public let tallies: [String]
  /// The workings.
  public let workings: [String]
  /// The digest of the facts of money and decisions: the same for the same facts, whatever their order.
  public let ledgerHash: String
  /// The hash of the newest audit link.
  public let auditHead: String
}

extension Store {
  /// Runs the store's own checks and those of the rooms, on one moment of the database.
  public func verify(_ checks: [Check], scope: CheckScope, ledgerHash: (Reading) throws -> [UInt8]) throws
    -> VerifyReport
  {
    try snapshot { reading in
      var results: [VerifyReport.Result] = []
      for check in Self.ownChecks + checks {
        let faults: [String]
        do { faults = try check.faults(self, scope) } catch let error as any Refusal { faults = [error.sentence] }
        results.append(
          .init(
            name: check.name, ok: faults.isEmpty,
            detail: faults.isEmpty ? check.detail : faults.joined(separator: "\n")))
      }
      // Facts that cannot be read have no digest, and the report is wanted all the more.
      var hash: [UInt8] = []
      do { hash = try ledgerHash(reading) } catch let error as any Refusal {
        results.append(.init(name: "ledger-hash", ok: false, detail: error.sentence))
      }
      let tables = settings.tables
      return VerifyReport(
        ok: results.allSatisfy(\.ok), checks: results, books: (AuditTables.chain + tables.books.map(\.name)).sorted(),
        tallies: tables.tallies.map(\.name).sorted(), workings: tables.workings.map(\.name).sorted(),
        ledgerHash: Hex.string(hash),
        auditHead: Hex.string(try reading.auditHead().hash))
    }
  }

  /// The last link that a clean `verify` saw.
  public func verifiedLink() throws -> Int64 {
    try reading.int("SELECT value FROM setting WHERE name = 'verified-link'")
  }

  /// Notes that everything up to this link was found clean.
  public func recordVerified(link: Int64) throws {
    try work { _ = try $0.put(AuditTables.setting, ["name": "verified-link", "value": .integer(link)]) }
  }

  static let ownChecks: [Check] = [
    Check("schema", "the schema is that of this version, triggers included") { store, _ in try store.schemaFaults() },
    Check("database", "SQLite finds the file whole") { store, scope in try store.fileFaults(scope) },
    Check("audit-chain", "every link follows from the one before") { store, scope in try store.chainFaults(scope) },
    Check("books", "every row is as its link recorded it") { store, scope in try store.bookFaults(scope) },
    Check("audit-heads", "the heads kept outside the database are in the chain") { store, _ in
      try store.headFaults(file: store.home.auditHeads)
    },
    Check("tallies", "every tally equals its books") { store, _ in try store.tallyFaults() },
  ]
}

/// A digest of facts in a fixed order, for ``VerifyReport/ledgerHash``.
public struct FactDigest {
  private var digest = RowDigest()

  /// An empty digest.
  public init() {}

  /// Adds one fact.
  public mutating func add(_ values: [Value]) { digest.row(values) }

  /// SHA-256 of all facts so far.
  public var bytes: [UInt8] { digest.finalized() }
}
