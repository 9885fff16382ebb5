// Looks at exact figures: a trustee who needs them says why, and it is recorded before they are shown.

import Dates
import Ledger
import Store

/// One look at a fund's exact figures.
public enum StatementLook {
  /// How long a reason may be, in characters.
  public static let longestReason = 200

  /// Records it.
  /// - Throws: `LedgerError.text` if the reason holds control characters.
  public static func record(
    _ month: Month, fund: String, why: String, by actor: Actor, in write: Write
  ) throws {
    guard why.isPlainText else { throw LedgerError.text(fund) }
    try write.append(
      to: book, [.text(actor.name), .integer(Int64(month.monthNumber)), .text(fund), .text(why)])
  }

  static let book = Book("statement_look", ["actor", "month", "fund", "why"])
  static let schema = Schema.book(
    "statement_look", "actor TEXT NOT NULL, month INTEGER NOT NULL, fund TEXT NOT NULL, why TEXT NOT NULL")
}
