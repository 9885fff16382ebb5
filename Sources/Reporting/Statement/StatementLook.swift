// Looks at exact figures: a trustee who needs them says why, and it is recorded before they are shown.

import Dates
import Ledger
import Store

/// One look at a fund's exact figures.
public enum StatementLook {
  /// Why somebody looks: a code, so that it can be counted and holds no name (`security.md`, "Never in the open"). Books may
  /// hold older looks with a reason in free text; they stay as they are.
  public enum Reason: String, CaseIterable, Codable, Sendable {
    /// An audit, or another check of the accounts.
    case audit
    /// The board, a trustee or a councillor asked something.
    case boardQuestion = "board-question"
    /// Somebody complained.
    case complaint
    /// What may be awarded, or raised, is planned.
    case planning
    /// Someone may not be safe.
    case safeguarding
    /// A figure looks wrong, and it is found out why.
    case errorLookedInto = "error-looked-into"
  }

  /// Records it.
  public static func record(
    _ month: Month, fund: String, why: Reason, by actor: Actor, in write: Write
  ) throws {
    try write.append(
      to: book, [.text(actor.name), .integer(Int64(month.monthNumber)), .text(fund), .text(why.rawValue)])
  }

  static let book = Book("statement_look", ["actor", "month", "fund", "why"])
  static let schema = Schema.book(
    "statement_look", "actor TEXT NOT NULL, month INTEGER NOT NULL, fund TEXT NOT NULL, why TEXT NOT NULL")
}
