// Which rows of the books an export covers: those that a run of audit links brought.

import Store

/// The rows that the audit links from one to another brought.
struct ExportScope {
  /// The first link.
  let fromLink: Int64
  /// The last link.
  let toLink: Int64
  /// The rows of the book of entries.
  let entries: Range<Int64>
  /// The last row of the book of funds at the last link: funds are shown as they were then.
  let lastFund: Int64

  /// The scope of these links, both included.
  init(from fromLink: Int64, to toLink: Int64, _ reading: Reading) throws {
    self.fromLink = fromLink
    self.toLink = toLink
    let before = try Self.lastRow(of: "entry", upTo: fromLink &- 1, reading)
    let last = try Self.lastRow(of: "entry", upTo: toLink, reading)
    guard last >= before, last < .max else { throw StoreError.broken("the links say that the last entry is \(last)") }
    entries = before + 1..<last + 1
    lastFund = try Self.lastRow(of: "fund", upTo: toLink, reading)
  }

  /// Everything there is.
  static func everything(_ reading: Reading) throws -> ExportScope {
    try ExportScope(from: 1, to: reading.auditHead().number, reading)
  }

  /// Whether entries or funds were booked after this link. A link that brought neither gives no export: an export's own is
  /// one of them.
  static func hasMoneyFacts(after link: Int64, _ reading: Reading) throws -> Bool {
    try ["entry", "fund"].contains { book in
      try reading.int(
        "SELECT link FROM audit_rows WHERE book = ? ORDER BY first_row DESC LIMIT 1", [.text(book)]) > link
    }
  }

  private static func lastRow(of book: String, upTo link: Int64, _ reading: Reading) throws -> Int64 {
    try reading.int(
      "SELECT first_row + count - 1 FROM audit_rows WHERE book = ? AND link <= ? ORDER BY first_row DESC LIMIT 1",
      [.text(book), .integer(link)])
  }
}
