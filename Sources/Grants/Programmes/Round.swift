// Rounds: when a programme takes applications, and how much there is for them.

import Dates
import Ledger
import Money
import Store

/// A window in which a programme takes applications.
public struct Round: Codable, Hashable, Sendable {
  /// The stable code: the programme's, and which one it is.
  public let code: String
  /// The programme's code.
  public let programme: String
  /// The first day on which applications come in.
  public let opens: String
  /// The last day; none where it is rolling.
  public let closes: String?
  /// How much there is for all its awards.
  public let budgetPence: Int64
  /// What was awarded or waits for a signature.
  public let usedPence: Int64

  /// What is left of the budget.
  public var leftPence: Int64 { budgetPence - usedPence }

  /// Opens a round.
  /// - Returns: its code, such as `individual-1`.
  /// - Throws: ``GrantsError`` if the programme is not there or not open, or the budget is nothing.
  public static func open(
    _ programme: String, from opens: CivilDate, until closes: CivilDate?, budget: Pence, in write: Write
  ) throws -> String {
    guard let found = try Programme.find(programme, write.reading), found.isOpen(on: opens) else {
      throw GrantsError.notFound(kind: "open programme", id: programme)
    }
    guard budget > .zero, closes.map({ $0 >= opens }) ?? true else {
      throw GrantsError.form("A round has a budget above nothing, and ends on or after the day it opens.")
    }
    let number = try write.reading.int(
      "SELECT count(DISTINCT code) FROM grant_round WHERE programme = ?1 AND code <> ?2",
      [.text(programme), .text(takenOn(programme))])
    let code = "\(programme)-\(number + 1)"
    try write.append(
      to: book, [.text(code), .text(programme), .day(opens), .day(closes), .integer(budget.rawValue)])
    return code
  }

  private static func takenOn(_ programme: String) -> String { "\(programme)-taken-on" }

  /// The round of a programme's awards that were taken on: it takes no application, and its budget is what they come to.
  static func ofTakenOn(
    _ programme: Programme, since date: CivilDate, adding amount: Pence, in write: Write
  ) throws -> String {
    let code = takenOn(programme.code)
    let before = try find(code, write.reading)
    let opens = before.flatMap { CivilDate($0.opens) }.map { min($0, date) } ?? date
    try write.append(
      to: book,
      [
        .text(code), .text(programme.code), .day(opens), .day(opens),
        .integer((before?.budgetPence ?? 0) + amount.rawValue),
      ])
    return code
  }

  /// Ends a round after a day: what came in goes on, nothing new comes in.
  public static func close(_ code: String, after date: CivilDate, in write: Write) throws {
    guard let round = try find(code, write.reading), let opens = CivilDate(round.opens) else {
      throw GrantsError.notFound(kind: "round", id: code)
    }
    guard date >= opens else { throw GrantsError.form("A round ends on or after the day it opens.") }
    try write.append(
      to: book, [.text(code), .text(round.programme), .day(opens), .day(date), .integer(round.budgetPence)])
  }

  /// Whether it takes applications on this day.
  public func isOpen(on date: CivilDate) -> Bool {
    (CivilDate(opens).map { $0 <= date } ?? false) && (closes.flatMap(CivilDate.init).map { date <= $0 } ?? true)
  }

  /// All rounds as they are now, in order of code.
  public static func all(_ reading: Reading) throws -> [Round] {
    try reading.all("\(select) WHERE id IN (SELECT max(id) FROM grant_round GROUP BY code) ORDER BY code") {
      try Round($0)
    }
  }

  /// The round of this code, or nil.
  public static func find(_ code: String, _ reading: Reading) throws -> Round? {
    try reading.first("\(select) WHERE code = ? ORDER BY id DESC LIMIT 1", [.text(code)]) { try Round($0) }
  }

  private static let select = """
    SELECT code, programme, opens, closes, budget_pence,
    (SELECT sum(used_pence) FROM round_use WHERE round = grant_round.code) FROM grant_round
    """

  private init(_ row: Row) throws {
    code = row.text(0)
    programme = row.text(1)
    opens = try row.day(2).description
    closes = try row.optionalDay(3)?.description
    budgetPence = row.int(4)
    usedPence = row.optionalInt(5) ?? 0
  }

  static let book = Book("grant_round", ["code", "programme", "opens", "closes", "budget_pence"])
  /// What each round's awards come to: approved, less what was refused or cancelled.
  static let tally = Tally(
    "round_use", key: ["round"], values: ["used_pence"],
    rebuild: "SELECT round, sum(amount_pence) AS used_pence FROM award_step GROUP BY round")
  static let schema =
    Schema.book(
      "grant_round",
      """
      code TEXT NOT NULL, programme TEXT NOT NULL, opens INTEGER NOT NULL, closes INTEGER, budget_pence INTEGER NOT NULL
      """)
      + """
      CREATE INDEX grant_round_of_code ON grant_round (code);
      CREATE TABLE round_use (round TEXT NOT NULL PRIMARY KEY, used_pence INTEGER NOT NULL) STRICT, WITHOUT ROWID;

      """
}
