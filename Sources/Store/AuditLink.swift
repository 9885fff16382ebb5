// The audit chain: one link for every change, each naming the one before and the rows it brought.

import Crypto
import Dates

/// The rows that one change brought to one book.
struct LinkedRows: Equatable {
  let book: String
  let firstRow: Int64
  let count: Int64
  let digest: [UInt8]
}

/// One link of the chain.
struct AuditLink {
  /// The form of the bytes that are hashed. A new form is a new number; old links keep theirs.
  static let form: Int64 = 1
  /// What the first link names as the one before it.
  static let origin = [UInt8](repeating: 0, count: 32)

  let number: Int64
  let previous: [UInt8]
  let time: Int64
  let businessDate: Int64
  let actor: String
  let proposer: String
  let action: String
  let key: String
  let inputs: [UInt8]
  let configuration: [UInt8]
  let program: String
  let rows: [LinkedRows]

  /// SHA-256 of the link's canonical bytes.
  var hash: [UInt8] {
    var digest = RowDigest()
    digest.row([
      .integer(Self.form), .integer(number), .blob(previous), .integer(time), .integer(businessDate), .text(actor),
      .text(proposer), .text(action), .text(key), .blob(inputs), .blob(configuration), .text(program),
    ])
    for part in rows {
      digest.row([.text(part.book), .integer(part.firstRow), .integer(part.count), .blob(part.digest)])
    }
    return digest.finalized()
  }
}

/// The place of a link in the chain: what others keep to hold the chain to.
public struct AuditHead: Hashable, Sendable {
  /// The link's number; 0 before the first.
  public let number: Int64
  /// The link's hash.
  public let hash: [UInt8]
}

extension Migration {
  /// The way from a link to the rows that it brought: `verify` asks for those of every link, however many there are.
  public static let rowsOfLinks = Migration("0033-chain", "CREATE INDEX audit_rows_of ON audit_rows (link);\n")
}

/// The tables of the chain itself.
enum AuditTables {
  static let migration = Migration(
    "0001-store",
    Schema.book(
      "audit_link",
      """
      previous BLOB NOT NULL, time INTEGER NOT NULL, business_date INTEGER NOT NULL, actor TEXT NOT NULL,
      proposer TEXT NOT NULL, action TEXT NOT NULL, key TEXT NOT NULL UNIQUE, inputs BLOB NOT NULL,
      configuration BLOB NOT NULL, program TEXT NOT NULL, hash BLOB NOT NULL
      """)
      + Schema.book(
        "audit_rows",
        """
        link INTEGER NOT NULL, book TEXT NOT NULL, first_row INTEGER NOT NULL, count INTEGER NOT NULL,
        digest BLOB NOT NULL, UNIQUE (book, first_row)
        """)
      + Schema.book("outcome", "link INTEGER NOT NULL UNIQUE, inputs TEXT NOT NULL, outcome TEXT NOT NULL")
      + ConfigurationRecord.schema
        + """
        CREATE TABLE setting (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        """)

  /// What an action's key gave, so that the same key gives it again.
  static let outcome = Book("outcome", ["link", "inputs", "outcome"])
  /// Small facts of the installation: how far `verify` has come.
  static let setting = Working("setting")

  /// The chain's own books are digested by the chain, not by themselves.
  static let chain = ["audit_link", "audit_rows"]
}

extension Reading {
  /// The newest link.
  public func auditHead() throws -> AuditHead {
    try first("SELECT id, hash FROM audit_link ORDER BY id DESC LIMIT 1") { row in
      AuditHead(number: row.int(0), hash: row.blob(1))
    } ?? AuditHead(number: 0, hash: AuditLink.origin)
  }

  /// The first row and the number of rows that a link brought to a book; nil if none.
  public func rows(of book: Book, broughtBy link: Int64) throws -> Range<Int64>? {
    try first(
      "SELECT first_row, count FROM audit_rows WHERE link = ? AND book = ?", [.integer(link), .text(book.name)]
    ) {
      try $0.rows(first: 0, count: 1)
    }
  }
}

/// A link as people read it.
public struct AuditEntry: Codable, Sendable {
  /// The link's number.
  public let link: Int64
  /// When it was made, in UTC.
  public let time: String
  /// Who acted.
  public let actor: String
  /// Who proposed it, where two people acted.
  public let proposer: String
  /// What was done.
  public let action: String
  /// The key that makes it the same change.
  public let key: String

  /// A link as people read it.
  public init(link: Int64, time: String, actor: String, proposer: String, action: String, key: String) {
    self.link = link
    self.time = time
    self.actor = actor
    self.proposer = proposer
    self.action = action
    self.key = key
  }

  /// The newest links, newest first.
  public static func newest(_ limit: Int, _ reading: Reading) throws -> [AuditEntry] {
    try reading.all(
      "SELECT id, time, actor, proposer, action, key FROM audit_link ORDER BY id DESC LIMIT ?", [.integer(Int64(limit))]
    ) {
      AuditEntry(
        link: $0.int(0), time: Clock.timestamp($0.int(1)), actor: $0.text(2), proposer: $0.text(3), action: $0.text(4),
        key: $0.text(5))
    }
  }

  /// The link that brought a row to a book, or nil.
  public static func bringing(row: Int64, of book: String, _ reading: Reading) throws -> AuditEntry? {
    try reading.first(
      """
      SELECT id, time, actor, proposer, action, key FROM audit_link WHERE id = \(Schema.link(of: "?2", in: "?1"))
      """, [.text(book), .integer(row)]
    ) {
      AuditEntry(
        link: $0.int(0), time: Clock.timestamp($0.int(1)), actor: $0.text(2), proposer: $0.text(3), action: $0.text(4),
        key: $0.text(5))
    }
  }
}
