// What the panel decided on one item: written when the sitting closes, with the choices and without who made them.

import Dates
import Ledger
import Money
import Store

/// One decision.
public struct PanelDecision: Codable, Hashable, Sendable {
  /// The sitting's number.
  public let sitting: Int64
  /// The application's number.
  public let application: Int64
  /// What came of it.
  public let verdict: Verdict
  /// What the panel said yes to; nothing where it did not.
  public let votedPence: Int64
  /// What of that there was money for.
  public let givenPence: Int64
  /// How many could vote on it.
  public let entitled: Int64
  /// How many who could have voted sat it out.
  public let satOut: Int64
  /// The lot drawn for it, where it was a yes.
  public let lot: Int64?

  /// Whether its ballots were opened: where too few voted they were destroyed as they were.
  public var isCounted: Bool { entitled > 0 && verdict != .tooFew }

  /// What came of an item.
  public enum Verdict: String, Codable, CaseIterable, Sendable {
    /// Yes.
    case approved
    /// Not this time.
    case notThisTime = "not-this-time"
    /// Not enough of us.
    case tooFew = "too-few"
    /// As many yes as no.
    case tie
    /// The money did not reach.
    case money
    /// Tied again: the foundation decides.
    case foundation
    /// It could not go ahead: a concern. The panel hears no more than that.
    case stopped
    /// The applicant took it back meanwhile.
    case withdrawn
  }

  func record(in write: Write) throws {
    try write.append(
      to: Self.book,
      [
        .integer(sitting), .integer(application), .text(verdict.rawValue), .integer(votedPence), .integer(givenPence),
        .integer(entitled), .integer(satOut), .integer(lot),
      ])
  }

  /// The decisions of a sitting, in order of application.
  public static func of(sitting: Int64, _ reading: Reading) throws -> [PanelDecision] {
    try reading.all("\(select) WHERE sitting = ? ORDER BY application", [.integer(sitting)]) { try PanelDecision($0) }
  }

  /// Every decision on an application, oldest first.
  public static func all(of application: Int64, _ reading: Reading) throws -> [PanelDecision] {
    try reading.all("\(select) WHERE application = ? ORDER BY id", [.integer(application)]) { try PanelDecision($0) }
  }

  /// The newest decision on an application, or nil.
  public static func newest(of application: Int64, _ reading: Reading) throws -> PanelDecision? {
    try reading.first("\(select) WHERE application = ? ORDER BY id DESC LIMIT 1", [.integer(application)]) {
      try PanelDecision($0)
    }
  }

  /// Whether the last vote on an application, of those that were enough of us, was a tie.
  static func wasTied(_ application: Int64, _ reading: Reading) throws -> Bool {
    try reading.first(
      """
      SELECT verdict FROM panel_decision WHERE application = ?
      AND verdict NOT IN ('too-few', 'stopped', 'withdrawn') ORDER BY id DESC LIMIT 1
      """, [.integer(application)]
    ) { $0.text(0) == Verdict.tie.rawValue } ?? false
  }

  /// How many said yes, no and not sure to an item: told in the room, and nowhere else.
  public static func tally(
    sitting: Int64, application: Int64, _ reading: Reading
  ) throws -> [Ballot.Choice: Int64] {
    Dictionary(
      uniqueKeysWithValues: try Ballot.Choice.allCases.map { choice in
        (
          choice,
          try reading.int(
            "SELECT count(*) FROM panel_choice WHERE sitting = ? AND application = ? AND choice = ?",
            [.integer(sitting), .integer(application), .text(choice.rawValue)])
        )
      })
  }

  /// How many members had a vote on one item or more.
  public static func voters(sitting: Int64, _ reading: Reading) throws -> Int64 {
    try reading.int("SELECT count(DISTINCT member) FROM panel_voter WHERE sitting = ?", [.integer(sitting)])
  }

  /// Who ever voted on an application: for the rule that none of them is paid for it.
  static func voters(of application: Int64, _ reading: Reading) throws -> [Int64] {
    try reading.all(
      "SELECT DISTINCT member FROM panel_voter WHERE application = ? ORDER BY member", [.integer(application)]
    ) { $0.int(0) }
  }

  /// The choices of an item, in the order they were shuffled to.
  static func choices(sitting: Int64, application: Int64, _ reading: Reading) throws -> [Ballot] {
    try reading.all(
      "SELECT choice, smaller_pence FROM panel_choice WHERE sitting = ? AND application = ? ORDER BY id",
      [.integer(sitting), .integer(application)]
    ) { row in
      guard let choice = Ballot.Choice(rawValue: row.text(0)) else {
        throw StoreError.broken("no choice is called \(row.text(0))")
      }
      return Ballot(choice, smaller: row.optionalInt(1).map { Pence($0) })
    }
  }

  private static let select = """
    SELECT sitting, application, verdict, voted_pence, given_pence, entitled, sat_out, lot FROM panel_decision
    """

  private init(_ row: Row) throws {
    guard let verdict = Verdict(rawValue: row.text(2)) else {
      throw StoreError.broken("no decision is called \(row.text(2))")
    }
    self.init(
      sitting: row.int(0), application: row.int(1), verdict: verdict, votedPence: row.int(3), givenPence: row.int(4),
      entitled: row.int(5), satOut: row.int(6), lot: row.optionalInt(7))
  }

  init(
    sitting: Int64, application: Int64, verdict: Verdict, votedPence: Int64 = 0, givenPence: Int64 = 0,
    entitled: Int64, satOut: Int64 = 0, lot: Int64? = nil
  ) {
    self.sitting = sitting
    self.application = application
    self.verdict = verdict
    self.votedPence = votedPence
    self.givenPence = givenPence
    self.entitled = entitled
    self.satOut = satOut
    self.lot = lot
  }

  static let book = Book(
    "panel_decision", ["sitting", "application", "verdict", "voted_pence", "given_pence", "entitled", "sat_out", "lot"])
  static let choices = Book("panel_choice", ["sitting", "application", "choice", "smaller_pence"])
  static let voters = Book("panel_voter", ["sitting", "application", "member"])
  static let schema =
    Schema.book(
      "panel_decision",
      """
      sitting INTEGER NOT NULL, application INTEGER NOT NULL, verdict TEXT NOT NULL, voted_pence INTEGER NOT NULL,
      given_pence INTEGER NOT NULL, entitled INTEGER NOT NULL, sat_out INTEGER NOT NULL, lot INTEGER
      """)
    + Schema.book(
      "panel_choice",
      """
      sitting INTEGER NOT NULL, application INTEGER NOT NULL, choice TEXT NOT NULL, smaller_pence INTEGER
      """)
    + Schema.book(
      "panel_voter", "sitting INTEGER NOT NULL, application INTEGER NOT NULL, member INTEGER NOT NULL")
      + """
      CREATE UNIQUE INDEX panel_decision_of ON panel_decision (sitting, application);
      CREATE INDEX panel_decision_on ON panel_decision (application);
      CREATE INDEX panel_choice_of ON panel_choice (sitting, application);
      CREATE UNIQUE INDEX panel_voter_of ON panel_voter (sitting, application, member);

      """
}
