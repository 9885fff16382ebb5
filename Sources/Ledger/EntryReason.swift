// Why a person made an entry that no document made: a code, so that it can be counted and holds no name.

import Store

/// The coded reasons of entries that people make.
public enum EntryReason {
  /// Records why an entry was made.
  public static func record(_ reason: String, of entry: String, in write: Write) throws {
    try write.append(to: book, [.text(entry), .text(reason)])
  }

  /// Why this entry was made, if a person said so.
  public static func find(_ entry: String, _ reading: Reading) throws -> String? {
    try reading.first("SELECT reason FROM entry_reason WHERE entry = ?", [.text(entry)]) { $0.text(0) }
  }

  static let book = Book("entry_reason", ["entry", "reason"])
  static let schema = Schema.book("entry_reason", "entry TEXT NOT NULL UNIQUE, reason TEXT NOT NULL")

  static let check = Check("entry-reasons", "every reversal that people agreed to, and every transfer, says why") {
    store, _ in
    try store.reading.all(
      """
      SELECT public_id FROM entry WHERE kind IN ('correction', 'fund-transfer')
      AND NOT EXISTS (SELECT 1 FROM entry_reason WHERE entry_reason.entry = public_id)
      UNION SELECT entry FROM entry_reason WHERE NOT EXISTS (SELECT 1 FROM entry WHERE public_id = entry_reason.entry)
      LIMIT 20
      """
    ) { "the entry \($0.text(0)) and its reason do not belong together" }
  }
}
