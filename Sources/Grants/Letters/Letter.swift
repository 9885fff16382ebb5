// Letters made and handed over: a number, an application, a kind, a day and a keyed digest. Their words are nowhere here.

import Dates
import Money
import People
import Store

/// A letter that was made, or that nobody needs any more.
public struct Letter: Codable, Hashable, Sendable {
  /// The number that its files are named by.
  public let number: Int64
  /// The application's number.
  public let application: Int64
  /// What kind.
  public let kind: LetterKind
  /// The day on which it was made last.
  public let madeOn: String
  /// Whether it was handed over.
  public let isSent: Bool

  /// A letter that should be made.
  public struct Due: Codable, Hashable, Sendable {
    /// The application's number.
    public let application: Int64
    /// What kind.
    public let kind: LetterKind
    /// Which one of its kind for this application.
    public let occasion: Int64
    /// The day of the move that asked for it.
    public let since: String
  }

  /// Makes a letter due for each kind that a move asks for.
  static func want(by move: ApplicationMove, of application: Int64, in write: Write) throws {
    for kind in LetterKind.wanted(by: move) { try want(kind, of: application, in: write) }
  }

  private static func want(_ kind: LetterKind, of application: Int64, in write: Write) throws {
    try write.add(to: tally, key: [.integer(application), .text(kind.rawValue)], [1, 0])
  }

  /// What should be made now, the newest application first.
  /// - Parameters:
  ///   - asksAfter: how many days after the last payment it is asked how it went.
  ///   - remindsAfter: how many days after that it is asked once more.
  public static func due(
    on date: CivilDate, asksAfter: Int, remindsAfter: Int, limit: Int64, for actor: Actor, _ reading: Reading
  ) throws -> [Due] {
    let person: Int64? = if case .person(let person) = actor { person } else { nil }
    let open = try reading.all(
      """
      SELECT application, kind, made FROM (SELECT application, kind, made FROM letter_due
      WHERE wanted > made AND kind NOT IN ('how-did-it-go', 'reminder')
      UNION ALL SELECT d.application, kind, made FROM application_state AS s CROSS JOIN letter_due AS d
      ON d.application = s.application AND kind IN ('how-did-it-go', 'reminder') WHERE state = 'paid' AND wanted > made)
      AS d WHERE NOT EXISTS (SELECT 1 FROM application_fact AS f WHERE f.application = d.application
      AND f.kind = 'not-for' AND f.person = ?1) ORDER BY application DESC, kind LIMIT ?2
      """, [.integer(person), .integer(limit)]
    ) { row in (application: row.int(0), kind: try Self.kind(row.text(1)), made: row.int(2)) }
    return try open.compactMap { found in
      let since = try asked(found.kind, of: found.application, after: found.made, reading)
      let waits = found.kind == .howDidItGo ? asksAfter : found.kind == .reminder ? remindsAfter : 0
      guard since.adding(days: waits) <= date else { return nil }
      return Due(
        application: found.application, kind: found.kind, occasion: found.made + 1, since: since.description)
    }
  }

  /// The day of the move, or for a reminder of the letter, that asked for the next letter of a kind.
  private static func asked(
    _ kind: LetterKind, of application: Int64, after made: Int64, _ reading: Reading
  ) throws -> CivilDate {
    if kind == .reminder {
      return try reading.first(
        """
        SELECT done_on FROM letter JOIN letter_step ON letter = number WHERE application = ? AND kind = 'how-did-it-go'
        ORDER BY letter_step.id DESC LIMIT 1
        """, [.integer(application)]
      ) { try $0.day(0) } ?? CivilDate(dayNumber: 0)
    }
    let moves = ApplicationMove.allCases.filter { LetterKind.wanted(by: $0).contains(kind) }
    return try reading.first(
      """
      SELECT business_date FROM application_move
      CROSS JOIN audit_link ON audit_link.id = \(Schema.link(of: "application_move.id", in: "'application_move'"))
      WHERE application = ? AND move IN (\(moves.map { "'\($0.rawValue)'" }.joined(separator: ", ")))
      ORDER BY application_move.id LIMIT 1 OFFSET ?
      """, [.integer(application), .integer(made)]
    ) { try $0.day(0) } ?? CivilDate(dayNumber: 0)
  }

  /// Records that a letter was made.
  /// - Parameter digest: a digest of its bytes under the applicant's key.
  /// - Returns: its number.
  /// - Throws: ``GrantsError/form(_:)`` if no letter of this kind is due.
  public static func make(
    _ kind: LetterKind, of number: Int64, on date: CivilDate, by actor: Actor, in write: Write,
    digest: (Int64) throws -> [UInt8]
  ) throws -> Int64 {
    let letter = try add(kind, of: number, dropped: nil, by: actor, in: write)
    try step(.made, letter, on: date, digest: try digest(letter), in: write)
    try write.set(unsent, key: [.integer(letter)], [1])
    if kind == .howDidItGo { try want(.reminder, of: number, in: write) }
    return letter
  }

  /// Records that nobody needs a letter that is due.
  /// - Parameter reason: a code.
  public static func drop(
    _ kind: LetterKind, of number: Int64, reason: String, by actor: Actor, in write: Write
  ) throws -> Int64 {
    try Code.require(reason)
    return try add(kind, of: number, dropped: reason, by: actor, in: write)
  }

  private static func add(
    _ kind: LetterKind, of number: Int64, dropped: String?, by actor: Actor, in write: Write
  ) throws -> Int64 {
    _ = try Application.require(number, for: actor, write.reading)
    let open = try write.reading.first(
      "SELECT made FROM letter_due WHERE application = ? AND kind = ? AND wanted > made",
      [.integer(number), .text(kind.rawValue)]
    ) { $0.int(0) }
    guard let made = open else {
      throw GrantsError.form("No letter \"\(kind.words)\" is due for application \(number).")
    }
    let letter = try write.reading.int("SELECT max(number) FROM letter") + 1
    try write.append(
      to: book,
      [.integer(letter), .integer(number), .text(kind.rawValue), .integer(made + 1), .text(dropped)])
    try write.add(to: tally, key: [.integer(number), .text(kind.rawValue)], [0, 1])
    return letter
  }

  /// Records that a letter was made once more, from what the vault holds now.
  public static func again(_ letter: Letter, on date: CivilDate, digest: [UInt8], in write: Write) throws {
    try step(.made, letter.number, on: date, digest: digest, in: write)
  }

  /// Records that a letter was handed over.
  public static func sent(_ number: Int64, on date: CivilDate, by actor: Actor, in write: Write) throws {
    guard let letter = try find(number, for: actor, write.reading) else {
      throw GrantsError.notFound(kind: "letter", id: "\(number)")
    }
    guard !letter.isSent else { throw GrantsError.form("Letter \(number) was handed over before.") }
    try step(.sent, number, on: date, digest: nil, in: write)
    try write.remove(from: unsent, key: [.integer(number)])
  }

  /// What can be done with a letter.
  enum Step: String { case made, sent }

  private static func step(
    _ step: Step, _ letter: Int64, on date: CivilDate, digest: [UInt8]?, in write: Write
  ) throws {
    try write.append(
      to: steps, [.integer(letter), .text(step.rawValue), digest.map { .blob($0) } ?? .null, .day(date)])
  }

  /// The letter of this number, unless there is none or this actor may not see its application.
  public static func find(_ number: Int64, for actor: Actor, _ reading: Reading) throws -> Letter? {
    let found = try reading.first("\(select) WHERE number = ? AND dropped IS NULL", [.integer(number)]) {
      try Letter($0)
    }
    guard let found, try Application.find(found.application, for: actor, reading) != nil else { return nil }
    return found
  }

  /// Letters that were made and not handed over, newest first.
  public static func waiting(limit: Int64, for actor: Actor, _ reading: Reading) throws -> [Letter] {
    try reading.all(
      "\(select) WHERE number IN (SELECT letter FROM letter_unsent ORDER BY letter DESC LIMIT ?) ORDER BY number DESC",
      [.integer(limit)]
    ) { try Letter($0) }.filter { try Application.find($0.application, for: actor, reading) != nil }
  }

  /// Which one of its kind a letter is for its application.
  public static func occasion(of number: Int64, _ reading: Reading) throws -> Int64 {
    try reading.int("SELECT occasion FROM letter WHERE number = ?", [.integer(number)])
  }

  private static let select = """
    SELECT number, application, kind,
    (SELECT max(done_on) FROM letter_step WHERE letter = number AND step = 'made'),
    EXISTS (SELECT 1 FROM letter_step WHERE letter = number AND step = 'sent') FROM letter
    """

  private init(_ row: Row) throws {
    number = row.int(0)
    application = row.int(1)
    kind = try Self.kind(row.text(2))
    madeOn = try row.day(3).description
    isSent = row.int(4) == 1
  }

  private static func kind(_ text: String) throws -> LetterKind {
    guard let kind = LetterKind(rawValue: text) else { throw StoreError.broken("no letter is called \(text)") }
    return kind
  }
}

extension VaultKind {
  /// What a worker wrote for one letter: a question, or a reason in words.
  public static func letter(_ number: Int64) -> VaultKind { VaultKind(rawValue: "letter/\(number)") }
}
