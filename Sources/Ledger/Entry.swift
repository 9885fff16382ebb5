// Entries as the books hold them, and what undoes them.

import Dates
import Money
import Store

/// An entry as the books hold it.
public struct Entry: Codable, Sendable {
  /// The public id.
  public let id: String
  /// The kind of event.
  public let kind: String
  /// The document's date.
  public let eventDate: String
  /// The month it counts in: later than its date's month where that was closed.
  public let month: String
  /// The entry it reverses, if any.
  public let reverses: String?
  /// Its postings.
  public let postings: [Line]

  /// A posting as programs read it.
  public struct Line: Codable, Sendable {
    /// The account.
    public let account: String
    /// The fund's code.
    public let fund: String
    /// The expectation it belongs to, where the account holds what is owed.
    public let expectation: String?
    /// Debit positive, credit negative.
    public let amountPence: Int64
  }

  /// The entry with this public id, or nil.
  public static func find(_ id: String, _ reading: Reading) throws -> Entry? {
    try reading.first("SELECT id, kind, event_date, month, reverses FROM entry WHERE public_id = ?", [.text(id)]) {
      row in
      Entry(
        id: id, kind: row.text(1), eventDate: try row.day(2).description,
        month: try row.month(3).description, reverses: row.optionalText(4),
        postings: try lines(ofRow: row.int(0), reading))
    }
  }

  /// Who and what brought the entry with this public id into the books, or nil.
  public static func link(of id: String, _ reading: Reading) throws -> AuditEntry? {
    guard let row = try reading.first("SELECT id FROM entry WHERE public_id = ?", [.text(id)], { $0.int(0) }) else {
      return nil
    }
    return try AuditEntry.bringing(row: row, of: EntryDraft.entryBook.name, reading)
  }

  /// The entry that took the one with this public id back, or nil.
  public static func reversed(_ id: String, by reading: Reading) throws -> String? {
    try reading.first("SELECT public_id FROM entry WHERE reverses = ?", [.text(id)]) { $0.text(0) }
  }

  /// The newest entries, newest first.
  public static func newest(_ limit: Int, _ reading: Reading) throws -> [Entry] {
    try reading.all("SELECT public_id FROM entry ORDER BY id DESC LIMIT ?", [.integer(Int64(limit))]) { $0.text(0) }
      .compactMap { try find($0, reading) }
  }

  private static func lines(ofRow entry: Int64, _ reading: Reading) throws -> [Line] {
    let funds = try Funds.read(reading)
    return try reading.all(
      "SELECT account, fund, expectation, amount_pence FROM posting WHERE entry = ? ORDER BY id", [.integer(entry)]
    ) {
      Line(
        account: $0.text(0), fund: funds[$0.int(1)]?.code ?? "\($0.int(1))", expectation: $0.optionalText(2),
        amountPence: $0.int(3))
    }
  }

  /// The entry that undoes the one with this public id: the same postings on the other side.
  /// - Throws: ``LedgerError/notFound(kind:id:)``, or ``LedgerError/alreadyDone(kind:id:)`` if it was reversed before.
  public static func reversal(
    of id: String, as newID: String, kind: String = "reversal", _ reading: Reading
  ) throws -> EntryDraft {
    let found = try reading.first("SELECT id, event_date FROM entry WHERE public_id = ?", [.text(id)]) {
      (row: $0.int(0), date: try $0.day(1))
    }
    guard let found else { throw LedgerError.notFound(kind: "entry", id: id) }
    guard try reading.int("SELECT count(*) FROM entry WHERE reverses = ?", [.text(id)]) == 0 else {
      throw LedgerError.alreadyDone(kind: "entry", id: id)
    }
    var draft = EntryDraft(id: newID, kind: kind, eventDate: found.date, reverses: id)
    try reading.each(
      "SELECT account, fund, expectation, amount_pence FROM posting WHERE entry = ?", [.integer(found.row)]
    ) { row in
      draft.add(
        Posting(Account(name: row.text(0)), fund: row.int(1), expectation: row.optionalText(2), Pence(-row.int(3))))
    }
    return draft
  }
}
