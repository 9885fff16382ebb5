// What a grant helped with: asked once, reminded of once, told in the young person's words, and used only as they agreed.

import Dates
import People
import Store

/// What a young person's words may be used for. Each is asked about by itself.
public enum StoryUse: String, CaseIterable, Codable, Sendable {
  /// The report to the board.
  case boardReport = "board-report"
  /// The yearly report: it goes to cabinet and with the accounts, so anybody may read it.
  case yearlyReport = "yearly-report"
  /// The website.
  case website
  /// Letters to people who give.
  case donorLetters = "donor-letters"
  /// Posts on social media.
  case socialMedia = "social-media"
  /// Training of new panel members.
  case training

  /// The question, as the young person hears it.
  public var question: String {
    switch self {
    case .boardReport: "May we put your words in the report to the board?"
    case .yearlyReport: "May we put your words in the yearly report? Anybody may read that one."
    case .website: "May we put your words on our website?"
    case .donorLetters: "May we put your words in letters to people who give?"
    case .socialMedia: "May we put your words in a post online?"
    case .training: "May we use your words to train new panel members?"
    }
  }
}

/// What comes next after a grant was paid.
public struct FollowUp: Codable, Hashable, Sendable {
  /// The next step.
  public enum Next: String, Codable, Sendable {
    /// The first letter.
    case ask
    /// The one reminder.
    case remind
    /// Nothing came: close it without.
    case close
    /// It was told: close it.
    case told
  }

  /// The application's number.
  public let application: Int64
  /// What comes next.
  public let next: Next

  /// What is due on a day, the newest application first.
  /// - Parameter closesAfter: how many days after the reminder it is closed without an answer.
  public static func due(
    on date: CivilDate, letters: [Letter.Due], closesAfter: Int, for actor: Actor, _ reading: Reading
  ) throws -> [FollowUp] {
    let asked = letters.compactMap { letter -> FollowUp? in
      switch letter.kind {
      case .howDidItGo: FollowUp(application: letter.application, next: .ask)
      case .reminder: FollowUp(application: letter.application, next: .remind)
      default: nil
      }
    }
    let person: Int64? = if case .person(let person) = actor { person } else { nil }
    let isSeen = """
      NOT EXISTS (SELECT 1 FROM application_fact AS f WHERE f.application = s.application AND f.kind = 'not-for'
      AND f.person = ?1)
      """
    let silent = try reading.all(
      """
      SELECT application FROM application_state AS s WHERE state = 'paid' AND \(isSeen)
      AND (SELECT max(done_on) FROM letter JOIN letter_step ON letter = number AND step = 'made'
      WHERE application = s.application AND kind = 'reminder') <= ?2 ORDER BY application DESC
      """, [.integer(person), .day(date.adding(days: -closesAfter))]
    ) { FollowUp(application: $0.int(0), next: .close) }
    let told = try reading.all(
      "SELECT application FROM application_state AS s WHERE state = 'reported' AND \(isSeen)", [.integer(person)]
    ) { FollowUp(application: $0.int(0), next: .told) }
    return asked + silent + told
  }

  /// Records what it helped with. What was agreed for earlier words does not hold for these.
  /// - Parameters:
  ///   - words: the young person's own; sealed in the vault.
  ///   - uses: what they agreed to, each asked by itself.
  public static func record(
    _ words: String, of number: Int64, agreedTo uses: Set<StoryUse>, on date: CivilDate, by actor: Actor,
    in write: Write, store: Store
  ) throws {
    let application = try Application.require(number, for: actor, write.reading)
    guard words.contains(where: { !$0.isWhitespace }), words.count <= ApplicationForm.longestText else {
      throw GrantsError.form("The words are missing, or longer than \(ApplicationForm.longestText) characters.")
    }
    try Application.make(.report, of: number, by: actor, in: write)
    for use in StoryUse.allCases {
      let holds = try consents(of: number, write.reading).contains(use)
      if uses.contains(use) || holds { try set(use, of: number, given: uses.contains(use), on: date, in: write) }
    }
    guard !write.isDryRun else { return }
    try Vault.put(words, kind: .outcome(number), person: application.person, in: write, store: store)
  }

  /// Records that the young person agrees to a use of their words, or takes that back.
  public static func consent(
    to use: StoryUse, of number: Int64, given: Bool, on date: CivilDate, by actor: Actor, in write: Write
  ) throws {
    _ = try Application.require(number, for: actor, write.reading)
    let told = try write.reading.int(
      "SELECT count(*) FROM application_move WHERE application = ? AND move = 'report'", [.integer(number)])
    guard told > 0 else { throw GrantsError.form("Application \(number) has told nothing yet that could be used.") }
    let holds = try consents(of: number, write.reading).contains(use)
    guard holds != given else {
      throw GrantsError.form("That is so already: \(use.rawValue) is \(holds ? "" : "not ")agreed to.")
    }
    try set(use, of: number, given: given, on: date, in: write)
  }

  /// Ends it: after it was told, or without, once nobody answered the reminder.
  public static func close(
    _ number: Int64, on date: CivilDate, closesAfter: Int, by actor: Actor, in write: Write
  ) throws {
    let application = try Application.require(number, for: actor, write.reading)
    if application.state == .paid {
      let isDue = try due(on: date, letters: [], closesAfter: closesAfter, for: actor, write.reading).contains {
        $0.application == number && $0.next == .close
      }
      guard isDue else {
        throw GrantsError.form("Without an answer it is closed \(closesAfter) days after the reminder, not before.")
      }
    }
    try Application.make(
      .close, of: number, reason: application.state == .paid ? "no-answer" : nil, by: actor, in: write)
  }

  /// What a young person's words may be used for now.
  public static func consents(of number: Int64, _ reading: Reading) throws -> Set<StoryUse> {
    Set(
      try reading.all(
        """
        SELECT story_use FROM consent WHERE given = 1 AND application = ?1
        AND id IN (SELECT max(id) FROM consent WHERE application = ?1 GROUP BY story_use)
        """, [.integer(number)]
      ) { $0.text(0) }.compactMap(StoryUse.init))
  }

  private static func set(
    _ use: StoryUse, of number: Int64, given: Bool, on date: CivilDate, in write: Write
  ) throws {
    try write.append(
      to: book, [.integer(number), .text(use.rawValue), .integer(given ? 1 : 0), .day(date)])
  }

  static let book = Book("consent", ["application", "story_use", "given", "done_on"])
  static let schema =
    Schema.book(
      "consent",
      "application INTEGER NOT NULL, story_use TEXT NOT NULL, given INTEGER NOT NULL, done_on INTEGER NOT NULL")
    + "CREATE INDEX consent_of ON consent (application, story_use);\n"

  /// Nobody agreed to the use of words that were never told.
  static let check = Check("consents", "nobody agreed to the use of words that were never told") { store, _ in
    try store.reading.all(
      """
      SELECT DISTINCT application FROM consent WHERE application NOT IN
      (SELECT application FROM application_move WHERE move = 'report') LIMIT 20
      """
    ) { "consent for application \($0.int(0)), which told nothing" }
  }
}

/// What a grant helped with, in the young person's words, where they agreed to this use of them.
public struct Story: Hashable, Sendable {
  /// The application's number; it is not shown with the words.
  public let application: Int64
  /// The person whose words they are: the look is recorded for them.
  public let person: Int64
  /// Their words.
  public let words: String

  /// The stories that may be used so now, in order of application. The caller records the look at these persons first
  /// and makes the words harmless where they are shown; what was taken back, or forgotten, is not among them.
  public static func consented(for use: StoryUse, _ store: Store) throws -> [Story] {
    let agreed = try store.reading.all(
      """
      SELECT number, person FROM consent JOIN application ON number = consent.application
      WHERE story_use = ?1 AND given = 1
      AND consent.id IN (SELECT max(id) FROM consent WHERE story_use = ?1 GROUP BY application) ORDER BY number
      """, [.text(use.rawValue)]
    ) { (application: $0.int(0), person: $0.int(1)) }
    return try agreed.compactMap { found in
      try Vault.text(.outcome(found.application), person: found.person, store).map {
        Story(application: found.application, person: found.person, words: $0)
      }
    }
  }
}

extension VaultKind {
  /// What a grant helped with, in the young person's own words.
  public static func outcome(_ application: Int64) -> VaultKind { VaultKind(rawValue: "outcome/\(application)") }
}
