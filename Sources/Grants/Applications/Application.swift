// Applications: a number, a round, a sum and a state. Who asks, and why, only the vault knows.

import Dates
import Foundation
import Money
import People
import Store

/// An application as the books hold it.
public struct Application: Codable, Hashable, Sendable {
  /// The number by which everyone speaks of it: "Application 12".
  public let number: Int64
  /// The round's code.
  public let round: String
  /// The applicant's number as a person.
  public let person: Int64
  /// What is asked.
  public let askedPence: Int64
  /// The least that still helps.
  public let leastPence: Int64
  /// The day it came in.
  public let receivedOn: String
  /// Where it stands.
  public let state: ApplicationState

  /// Takes a form in: the answers go to the vault, under the applicant's key.
  /// - Returns: its number.
  /// - Throws: ``GrantsError`` if the round takes none on this day, an answer is missing, or too many came that day.
  public static func submit(
    _ form: ApplicationForm, to round: String, on date: CivilDate, by actor: Actor, mostADay: Int64 = floodLimit,
    in write: Write, store: Store
  ) throws -> Int64 {
    guard let found = try Round.find(round, write.reading), found.isOpen(on: date),
      let programme = try Programme.find(found.programme, write.reading), programme.isOpen(on: date)
    else { throw GrantsError.notFound(kind: "open round", id: round) }
    let read = try form.read(on: date)
    let today = try write.reading.int(
      "SELECT count(*) FROM application WHERE round = ? AND received_on = ?", [.text(round), .day(date)])
    guard today < mostADay else {
      throw GrantsError.form("More than \(mostADay) applications came to \(round) today. Look at them first.")
    }
    let person = try applicant(form.name, likeness: form.likeness, in: write, store: store)
    let number = try write.reading.int("SELECT max(number) FROM application") + 1
    try write.append(
      to: book,
      [
        .integer(number), .text(round), .integer(person), .integer(read.asked.rawValue), .integer(read.least.rawValue),
        .day(date), .text(form.reference.map { FormFile.reference($0, store) }),
      ])
    try record(.submit, of: number, from: .started, reason: nil, by: actor, in: write)
    try seal(form, number, person, in: write, store: store)
    try hideFromNamed(form, number, in: write, store: store)
    try ApplicationLink.keep(form, of: number, in: write, store: store)
    return number
  }

  /// Whether a form of this reference came to the round before.
  public static func isKnown(_ reference: String, in round: String, _ reading: Reading, _ store: Store) throws -> Bool {
    try reading.int(
      "SELECT count(*) FROM application WHERE round = ? AND reference = ?",
      [.text(round), .text(FormFile.reference(reference, store))]) > 0
  }

  /// How many a round takes in one day before a person has to look: a flood is likelier a fault than need.
  public static let floodLimit: Int64 = 500

  /// The person of earlier applications with the same name and day of birth, else a new one.
  static func applicant(_ name: String, likeness: String, in write: Write, store: Store) throws -> Int64 {
    try addApplicants([(name, likeness)], in: write, store: store)
    guard let person = try known(digest(likeness, store), write.reading) else {
      throw StoreError.broken("an applicant was not recorded")
    }
    return person
  }

  /// Records the applicants of these forms, but those who are known: the keys of all are made durable at once.
  public static func addApplicants(_ forms: [ApplicationForm], in write: Write, store: Store) throws {
    try addApplicants(forms.map { ($0.name, $0.likeness) }, in: write, store: store)
  }

  private static func addApplicants(
    _ applicants: [(name: String, likeness: String)], in write: Write, store: Store
  ) throws {
    var new: [(name: String, likeness: String, digest: [UInt8])] = []
    for (name, likeness) in applicants {
      let digest = digest(likeness, store)
      guard try known(digest, write.reading) == nil, !new.contains(where: { $0.digest == digest }) else { continue }
      new.append((name, likeness, digest))
    }
    guard !new.isEmpty else { return }
    let persons = try Person.add(new.map { PersonFacts(name: $0.name) }, in: write, store: store)
    for (person, applicant) in zip(persons, new) {
      try write.put(Self.applicants, ["person": .integer(person), "likeness": .blob(applicant.digest)])
      guard !write.isDryRun else { continue }
      try Vault.put(applicant.likeness, kind: .likeness, person: person, in: write, store: store)
    }
  }

  /// Whoever asks again is known by what they first asked under, whatever they are called since: it is sealed, with its
  /// commitment in the books. Somebody who changed the table beside it could hide or invent an earlier grant.
  static let applicantsCheck = Check("applicants", "who asked before is known by what they first asked under") {
    store, scope in
    guard case .everything = scope else { return [] }
    let known = try store.reading.all("SELECT person, likeness FROM applicant") { ($0.int(0), $0.blob(1)) }
    var faults = try known.filter { person, digest in
      try Vault.text(.likeness, person: person, store).map { Self.digest($0, store) != digest } ?? false
    }.map { person, _ in "person \(person) is known by something else than they asked under" }
    // Those of a home's first days have no commitment: none of them is newer than the first that has one.
    faults += try store.reading.all(
      """
      SELECT person FROM applicant WHERE person >= (SELECT min(person) FROM vault WHERE kind = 'likeness')
      AND NOT EXISTS (SELECT 1 FROM vault WHERE vault.person = applicant.person AND kind = 'likeness') LIMIT 20
      """
    ) { "person \($0.int(0)) is known as an applicant, and nothing says under what" }
    faults += try store.reading.all(
      "SELECT DISTINCT person FROM application WHERE person NOT IN (SELECT person FROM applicant) LIMIT 20"
    ) { "person \($0.int(0)) asked and is not known as an applicant" }
    return Array(faults.prefix(20))
  }

  private static func digest(_ likeness: String, _ store: Store) -> [UInt8] {
    store.schemeKey.digest("applicant", Array(likeness.utf8))
  }

  private static func known(_ likeness: [UInt8], _ reading: Reading) throws -> Int64? {
    try reading.first("SELECT person FROM applicant WHERE likeness = ?", [.blob(likeness)]) { $0.int(0) }
  }

  private static func seal(
    _ form: ApplicationForm, _ number: Int64, _ person: Int64, in write: Write, store: Store
  ) throws {
    guard !write.isDryRun else { return }
    let texts: [(VaultKind, String?)] = [
      (.birthDate, form.birthDate), (.address, form.address), (.safeContact, form.safeContact), (.help, form.help),
      (.story(number), form.words), (.notFor(number), form.notFor),
    ]
    for (kind, text) in texts {
      guard let text, !text.isEmpty else { continue }
      try Vault.put(text, kind: kind, person: person, in: write, store: store)
    }
  }

  /// Makes a move.
  /// - Throws: ``GrantsError/move(application:move:state:)`` if the application is not where the move begins.
  public static func make(
    _ move: ApplicationMove, of number: Int64, reason: String? = nil, by actor: Actor, in write: Write
  ) throws {
    guard let found = try find(number, for: actor, write.reading) else {
      throw GrantsError.notFound(kind: "application", id: "\(number)")
    }
    guard move.way.from.contains(found.state) else {
      throw GrantsError.move(application: number, move: move.rawValue, state: found.state.words)
    }
    try record(move, of: number, from: found.state, reason: reason, by: actor, in: write)
  }

  static func record(
    _ move: ApplicationMove, of number: Int64, from state: ApplicationState, reason: String?, by actor: Actor,
    in write: Write
  ) throws {
    if let reason { try Code.require(reason) }
    try write.append(
      to: moves,
      [
        .integer(number), .text(move.rawValue), .text(state.rawValue), .text(move.way.to.rawValue), .text(reason),
        .text(actor.name),
      ])
    try write.set(tally, key: [.integer(number)], [.text(move.way.to.rawValue)])
    try Letter.want(by: move, of: number, in: write)
  }

  /// The application of this number, unless there is none or this actor may not see it: nobody can tell which.
  public static func find(_ number: Int64, for actor: Actor, _ reading: Reading) throws -> Application? {
    if case .person(let person) = actor, try ApplicationFact.isHidden(number, from: person, reading) { return nil }
    return try reading.first("\(select) WHERE number = ?", [.integer(number)]) { try Application($0) }
  }

  /// The newest applications that this actor may see, newest first: a member of the panel sees none that they sit out.
  /// - Parameter state: only those that stand there.
  public static func list(
    state: ApplicationState? = nil, limit: Int64, for actor: Actor, _ reading: Reading
  ) throws -> [Application] {
    let person: Int64? = if case .person(let person) = actor { person } else { nil }
    // CROSS JOIN holds SQLite to the order: from the newest of the state, or of all, down to the last that is wanted.
    let from =
      state == nil
      ? "application CROSS JOIN application_state ON application = number WHERE ?1 IS NULL"
      : "application_state CROSS JOIN application ON number = application WHERE state = ?1"
    return try reading.all(
      """
      SELECT \(columns) FROM \(from) AND NOT EXISTS (SELECT 1 FROM application_fact AS f WHERE f.application = number
      AND f.kind = 'not-for' AND f.person = ?2)\(try satOut(actor, "number", reading)) ORDER BY \(state == nil ? "number" : "application") DESC LIMIT ?3
      """, [.text(state?.rawValue), .integer(person), .integer(limit)]
    ) { try Application($0) }
  }

  /// What leaves out of a list what a member of the panel sits out (`grants.md`, "Conflict first"): they do not see it, then
  /// or later. Person `?2` is who asks; for anyone else it is nothing.
  /// - Parameter number: what the application's number is called there.
  static func satOut(_ actor: Actor, _ number: String, _ reading: Reading) throws -> String {
    guard case .person(let person) = actor, try Roles.held(by: person, reading).contains(.fundAdministrator) else {
      return ""
    }
    return """
       AND NOT EXISTS (SELECT 1 FROM application_fact AS o WHERE o.application = \(number) AND o.kind = 'sits-out'
      AND o.person = ?2) AND NOT EXISTS (SELECT 1 FROM application AS own WHERE own.number = \(number)
      AND own.person = ?2)
      """
  }

  /// How many stand in each state.
  public static func counts(_ reading: Reading) throws -> [(state: ApplicationState, count: Int64)] {
    try reading.all("SELECT state, count(*) FROM application_state GROUP BY state ORDER BY state") { row in
      (try Self.state(row.text(0)), row.int(1))
    }
  }

  private static let columns = "number, round, person, asked_pence, least_pence, received_on, state"
  private static let select = """
    SELECT \(columns) FROM application JOIN application_state ON application_state.application = number
    """

  private init(_ row: Row) throws {
    number = row.int(0)
    round = row.text(1)
    person = row.int(2)
    askedPence = row.int(3)
    leastPence = row.int(4)
    receivedOn = try row.day(5).description
    state = try Self.state(row.text(6))
  }

  private static func state(_ text: String) throws -> ApplicationState {
    guard let state = ApplicationState(rawValue: text) else { throw StoreError.broken("no state is called \(text)") }
    return state
  }

  static let book = Book(
    "application", ["number", "round", "person", "asked_pence", "least_pence", "received_on", "reference"])
  static let moves = Book("application_move", ["application", "move", "from_state", "to_state", "reason", "actor"])
  static let tally = Tally(
    "application_state", key: ["application"], values: ["state"],
    rebuild: """
      SELECT application, to_state AS state FROM application_move
      WHERE id IN (SELECT max(id) FROM application_move GROUP BY application)
      """)
  static let applicants = Working("applicant")
  static let manySchema = """
    CREATE INDEX application_hidden ON application_fact (person, application) WHERE kind = 'not-for';
    CREATE INDEX sitting_of ON sitting (number, step);
    CREATE INDEX sitting_item_on ON sitting_item (application, sitting);

    """
  static let schema =
    Schema.book(
      "application",
      """
      number INTEGER NOT NULL UNIQUE, round TEXT NOT NULL, person INTEGER NOT NULL, asked_pence INTEGER NOT NULL,
      least_pence INTEGER NOT NULL, received_on INTEGER NOT NULL, reference TEXT
      """)
    + Schema.book(
      "application_move",
      """
      application INTEGER NOT NULL, move TEXT NOT NULL, from_state TEXT NOT NULL, to_state TEXT NOT NULL, reason TEXT,
      actor TEXT NOT NULL
      """)
      + """
      CREATE INDEX application_of_person ON application (person);
      CREATE UNIQUE INDEX application_of_reference ON application (round, reference)
      WHERE reference IS NOT NULL;
      CREATE INDEX application_of_day ON application (round, received_on);
      CREATE INDEX application_move_of ON application_move (application);
      CREATE TABLE application_state (application INTEGER NOT NULL PRIMARY KEY, state TEXT NOT NULL) STRICT;
      CREATE INDEX application_in_state ON application_state (state, application);
      CREATE TABLE applicant (person INTEGER NOT NULL PRIMARY KEY, likeness BLOB NOT NULL UNIQUE) STRICT;

      """
}

/// One step on an application's way, as an auditor reads it.
public struct ApplicationStep: Codable, Hashable, Sendable {
  /// What was done.
  public let move: String
  /// Where it led.
  public let to: String
  /// The coded reason, if there is one.
  public let reason: String?
  /// Who: `person:7`, or `system`.
  public let actor: String
  /// The business date.
  public let on: String

  /// The steps of an application, oldest first.
  public static func of(_ application: Int64, _ reading: Reading) throws -> [ApplicationStep] {
    try reading.all(
      """
      SELECT move, to_state, reason, application_move.actor, business_date FROM application_move
      JOIN audit_link ON audit_link.id = \(Schema.link(of: "application_move.id", in: "'application_move'"))
      WHERE application = ? ORDER BY application_move.id
      """, [.integer(application)]
    ) { row in
      ApplicationStep(
        move: row.text(0), to: row.text(1), reason: row.optionalText(2), actor: row.text(3),
        on: try row.day(4).description)
    }
  }
}
