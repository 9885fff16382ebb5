// A sitting of the panel: its items, who sits one out, and the sealed ballots until it closes.

import Dates
import Ledger
import Money
import People
import Store

/// A sitting: items that are open together and close together. It may last days.
public struct Sitting: Codable, Hashable, Sendable {
  /// Its number.
  public let number: Int64
  /// Who leads it.
  public let chair: String
  /// The day it was opened.
  public let openedOn: String
  /// The day it was closed, or nil.
  public let closedOn: String?

  /// Opens a sitting with everything that waits for the panel and that this chair may see.
  /// - Parameter keys: the public half of each item's ballots, by application; made and kept before.
  /// - Throws: ``GrantsError/form(_:)`` if one is open already, or nothing waits.
  public static func open(
    _ keys: [Int64: [UInt8]], on date: CivilDate, by actor: Actor, in write: Write
  ) throws -> Int64 {
    if let open = try current(write.reading) {
      throw GrantsError.form("Meeting \(open.number) is still open. Take it up again.")
    }
    let items = try waiting(for: actor, write.reading)
    guard !items.isEmpty else { throw GrantsError.form("Nothing waits for the panel.") }
    guard items.allSatisfy({ keys[$0.application] != nil }) else {
      throw StoreError.busy(lock: "the list of the meeting", holder: "someone who just changed it")
    }
    let number = try write.reading.int("SELECT max(number) FROM sitting") + 1
    try step("opened", of: number, on: date, by: actor, in: write)
    for item in items {
      try Application.make(.takeUp, of: item.application, by: actor, in: write)
      try write.append(
        to: self.items,
        [
          .integer(number), .integer(item.application), .integer(item.asked.rawValue), .integer(item.least.rawValue),
          .integer(item.cap.rawValue), .integer(item.wasTied ? 1 : 0),
        ])
    }
    try keepKeys(keys, of: number, in: write)
    return number
  }

  /// Starts the vote again with new keys, where the chair's card was lost: the ballots so far cannot be opened any more.
  public func voteAgain(_ keys: [Int64: [UInt8]], on date: CivilDate, by actor: Actor, in write: Write) throws {
    try Self.step("vote-again", of: number, on: date, by: actor, in: write)
    try write.delete(from: Self.ballots, where: ["sitting": .integer(number)])
    try Self.keepKeys(keys, of: number, in: write)
  }

  /// - Parameter rules: by which the votes were counted, where it closes: `verify` counts again by the same.
  static func step(
    _ step: String, of number: Int64, on date: CivilDate, by actor: Actor, rules: PanelRules? = nil, in write: Write
  ) throws {
    try write.append(
      to: steps,
      [
        .integer(number), .text(step), .text(actor.name), .day(date), .integer(rules.map { Int64($0.leastBallots) }),
        .integer(rules.map { Int64($0.leastYes) }), .integer(rules?.step.rawValue),
      ])
  }

  /// The rules by which a closed sitting was counted, or nil while it is open.
  func rules(_ reading: Reading) throws -> PanelRules? {
    try reading.first(
      "SELECT least_ballots, least_yes, step_pence FROM sitting WHERE number = ? AND step = 'closed'",
      [.integer(number)]
    ) { row in
      var rules = PanelRules()
      rules.leastBallots = Int(row.int(0))
      rules.leastYes = Int(row.int(1))
      rules.step = Pence(row.int(2))
      return rules
    }
  }

  private static func keepKeys(_ keys: [Int64: [UInt8]], of number: Int64, in write: Write) throws {
    for (application, half) in keys.sorted(by: { $0.key < $1.key }) {
      try write.put(
        halves, ["sitting": .integer(number), "application": .integer(application), "public_half": .blob(half)])
    }
  }

  /// What waits for the panel and this actor may see: ready or come back to, of a programme that the panel decides, with
  /// no concern open. In order of number.
  public static func waiting(for actor: Actor, _ reading: Reading) throws -> [PanelItem] {
    let person: Int64? = if case .person(let person) = actor { person } else { nil }
    let found = try [ApplicationState.ready, .comeBack].flatMap { state in
      // From the oldest of the state on, until there are enough: how many wait, or were decided, makes no difference.
      try reading.all(
        """
        SELECT number, asked_pence, least_pence, p.cap_pence FROM application_state AS s
        CROSS JOIN application ON number = s.application
        CROSS JOIN grant_round AS r ON r.id = (SELECT max(id) FROM grant_round WHERE code = round)
        CROSS JOIN programme AS p ON p.id = (SELECT max(id) FROM programme WHERE code = r.programme)
        WHERE s.state = ?1 AND p.way = 'panel' AND NOT EXISTS (SELECT 1 FROM application_fact AS f
        WHERE f.application = number AND f.kind = 'not-for' AND f.person = ?2) AND coalesce((SELECT f.kind
        FROM application_fact AS f WHERE f.application = number AND f.kind IN ('concern', 'concern-over')
        ORDER BY f.id DESC LIMIT 1), '') <> 'concern' ORDER BY s.application LIMIT ?3
        """, [.text(state.rawValue), .integer(person), .integer(itemsOfASitting)]
      ) { row in
        PanelItem(
          application: row.int(0), asked: Pence(row.int(1)), least: Pence(row.int(2)), cap: Pence(row.int(3)),
          wasTied: try PanelDecision.wasTied(row.int(0), reading))
      }
    }
    return Array(found.sorted { $0.application < $1.application }.prefix(Int(itemsOfASitting)))
  }

  /// More than a panel can read in a day: a meeting takes the oldest.
  static let itemsOfASitting: Int64 = 40

  /// The sitting that is open, or nil: the newest, since one is opened only where none is open.
  public static func current(_ reading: Reading) throws -> Sitting? {
    try list("WHERE step = 'opened' ORDER BY id DESC LIMIT 1", reading).first { $0.closedOn == nil }
  }

  /// All sittings, oldest first.
  public static func all(_ reading: Reading) throws -> [Sitting] {
    try list("WHERE step = 'opened' ORDER BY number", reading)
  }

  private static func list(_ condition: String, _ reading: Reading) throws -> [Sitting] {
    try reading.all(
      """
      SELECT number, actor, done_on, (SELECT done_on FROM sitting AS c WHERE c.number = s.number AND c.step = 'closed')
      FROM sitting AS s \(condition)
      """
    ) { row in
      Sitting(
        number: row.int(0), chair: row.text(1), openedOn: try row.day(2).description,
        closedOn: try row.optionalDay(3)?.description)
    }
  }

  /// Its items, in order of application.
  public func items(_ reading: Reading) throws -> [PanelItem] {
    try reading.all(
      """
      SELECT application, asked_pence, least_pence, cap_pence, was_tied FROM sitting_item WHERE sitting = ?
      ORDER BY application
      """, [.integer(number)]
    ) {
      PanelItem(
        application: $0.int(0), asked: Pence($0.int(1)), least: Pence($0.int(2)), cap: Pence($0.int(3)),
        wasTied: $0.int(4) == 1)
    }
  }

  /// The items that can still be voted on: with the panel, and no concern open.
  public func openItems(_ reading: Reading) throws -> [PanelItem] {
    try items(reading).filter { item in
      guard let application = try Application.find(item.application, for: .system, reading) else { return false }
      return try application.state == .inReview && !application.hasConcern(reading)
    }
  }

  static let steps = Book(
    "sitting", ["number", "step", "actor", "done_on", "least_ballots", "least_yes", "step_pence"])
  static let items = Book(
    "sitting_item", ["sitting", "application", "asked_pence", "least_pence", "cap_pence", "was_tied"])
  static let reserve = Book("panel_reserve", ["sitting", "application"])
  static let reserveSchema =
    Schema.book("panel_reserve", "sitting INTEGER NOT NULL, application INTEGER NOT NULL")
    + "CREATE UNIQUE INDEX panel_reserve_of ON panel_reserve (sitting, application);\n"
  static let ballots = Working("ballot")
  static let halves = Working("ballot_key")
  static let schema =
    Schema.book(
      "sitting",
      """
      number INTEGER NOT NULL, step TEXT NOT NULL, actor TEXT NOT NULL, done_on INTEGER NOT NULL,
      least_ballots INTEGER, least_yes INTEGER, step_pence INTEGER
      """)
    + Schema.book(
      "sitting_item",
      """
      sitting INTEGER NOT NULL, application INTEGER NOT NULL, asked_pence INTEGER NOT NULL,
      least_pence INTEGER NOT NULL, cap_pence INTEGER NOT NULL, was_tied INTEGER NOT NULL
      """)
      + """
      CREATE UNIQUE INDEX sitting_item_of ON sitting_item (sitting, application);
      CREATE TABLE ballot (sitting INTEGER NOT NULL, application INTEGER NOT NULL, member INTEGER NOT NULL,
      sealed BLOB NOT NULL, PRIMARY KEY (sitting, application, member)) STRICT, WITHOUT ROWID;
      CREATE TABLE ballot_key (sitting INTEGER NOT NULL, application INTEGER NOT NULL, public_half BLOB NOT NULL,
      PRIMARY KEY (sitting, application)) STRICT, WITHOUT ROWID;

      """
}

extension Application {
  /// Whether a safeguarding concern is open.
  func hasConcern(_ reading: Reading) throws -> Bool {
    try ApplicationFact.of(number, reading).last { [.concern, .concernOver].contains($0.kind) }?.kind == .concern
  }
}
