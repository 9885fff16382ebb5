// Awards: approved, signed off, accepted, refused or cancelled; and what each step does to the money.

import Dates
import Ledger
import Money
import Store

/// An award. It has its application's number: an application has one award at most at a time.
public struct Award: Codable, Hashable, Sendable {
  /// The application's number.
  public let application: Int64
  /// The round's code.
  public let round: String
  /// What stands of it: what was approved, less what was refused or cancelled.
  public let amountPence: Int64
  /// What was released of it, less what came back.
  public let releasedPence: Int64
  /// Where the application stands.
  public let state: ApplicationState
  /// Whether it was given before this program was used, and taken on.
  public let takenOn: Bool

  /// Why the foundation may refuse (`grants.md`, "Sign-off"). There are no other grounds.
  public enum Ground: String, CaseIterable, Codable, Sendable {
    /// Outside the fund's purpose, or unlawful; told to the panel.
    case purpose
    /// Safeguarding; not told to the panel.
    case safeguarding
    /// A conflict was found; the panel votes afresh.
    case conflict
  }

  /// Its public id.
  public static func id(_ application: Int64) -> String { "award/\(application)" }

  /// Approves an application: the money is held back until the foundation signs.
  ///
  /// The round's budget and what the fund can award are looked at inside the change, so no two approvals share a pound.
  /// - Throws: ``GrantsError`` if the round has less left or the year's number is used up; `LedgerError.tooLittle` if the
  ///   fund can award less.
  public static func approve(
    _ number: Int64, amount: Pence, on date: CivilDate, by actor: Actor, in write: Write
  ) throws {
    let (application, round, programme, fund) = try context(number, for: actor, write.reading)
    guard amount > .zero, amount <= Pence(programme.capPence) else {
      throw GrantsError.tooMuch(what: "One grant of \(programme.code)", has: Pence(programme.capPence), wanted: amount)
    }
    guard Pence(round.leftPence) >= amount else {
      throw GrantsError.tooMuch(what: "The round \(round.code)", has: Pence(round.leftPence), wanted: amount)
    }
    if let places = programme.places { try requirePlace(programme, places, on: date, write.reading) }
    try Application.make(.approve, of: number, by: actor, in: write)
    try Reservation.hold(amount, of: fund, for: id(number), on: date, in: write)
    try step(.approved, application, amount, on: date, in: write)
  }

  private static func requirePlace(
    _ programme: Programme, _ places: Int64, on date: CivilDate, _ reading: Reading
  ) throws {
    let used = try reading.all(
      """
      SELECT awards FROM programme_year WHERE programme = ?1 AND year = ?2
      UNION ALL SELECT count(*) FROM taken_grant WHERE programme = ?1 AND application IS NULL
      AND awarded_on BETWEEN ?3 AND ?4
      """,
      [
        .text(programme.code), .integer(Int64(date.year)), .day(CivilDate(year: date.year, month: 1, day: 1)),
        .day(CivilDate(year: date.year, month: 12, day: 31)),
      ]
    ) { $0.int(0) }.reduce(0, +)
    guard used < places else {
      throw GrantsError.form("All \(places) of the year of \(programme.code) are given. The panel can agree to more.")
    }
  }

  /// The foundation's yes: the money is promised.
  public static func signOff(_ number: Int64, on date: CivilDate, by actor: Actor, in write: Write) throws {
    let (application, _, programme, fund) = try context(number, for: actor, write.reading)
    try Application.make(.signOff, of: number, by: actor, in: write)
    let amount = try Reservation.release(id(number), on: date, in: write)
    guard amount > .zero else { throw StoreError.broken("nothing is held back for award \(number)") }
    let times = try write.reading.int(
      "SELECT count(*) FROM award_step WHERE application = ? AND step = 'signed'", [.integer(number)])
    var draft = EntryDraft(
      id: times == 0 ? id(number) : "\(id(number))/\(times + 1)", kind: "award", eventDate: date)
    draft.move(amount, debit: .grants(programme.use), credit: .grantsPromised, fund: fund.number)
    try draft.post(in: write)
    try step(.signed, application, .zero, on: date, in: write)
  }

  /// The foundation's no, on one of the listed grounds: what was held back is free again. Where a conflict was found, the
  /// panel votes afresh.
  public static func refuse(
    _ number: Int64, on ground: Ground, date: CivilDate, by actor: Actor, in write: Write
  ) throws {
    let (application, _, programme, _) = try context(number, for: actor, write.reading)
    let move: ApplicationMove = ground == .conflict && programme.way == .panel ? .voteAgain : .refuse
    try Application.make(move, of: number, reason: ground.rawValue, by: actor, in: write)
    let amount = try Reservation.release(id(number), on: date, in: write)
    try step(.refused, application, -amount, on: date, in: write)
  }

  /// The applicant takes the application back, before it is awarded; what was held back for it is free again.
  public static func withdraw(_ number: Int64, on date: CivilDate, by actor: Actor, in write: Write) throws {
    let application = try Application.require(number, for: actor, write.reading)
    try Application.make(.withdraw, of: number, by: actor, in: write)
    let amount = try Reservation.release(id(number), on: date, in: write)
    if amount > .zero { try step(.refused, application, -amount, on: date, in: write) }
  }

  /// Cancels what is not released of an award: the fund can award it again.
  public static func cancel(
    _ number: Int64, reason: String, on date: CivilDate, by actor: Actor, in write: Write
  ) throws {
    let (application, _, programme, fund) = try context(number, for: actor, write.reading)
    guard let award = try find(number, for: actor, write.reading) else {
      throw GrantsError.notFound(kind: "award", id: "\(number)")
    }
    try Payment.requireNoneOpen(of: number, write.reading)
    try Payment.requireAllBack(of: number, write.reading)
    // What came back unspent of an award that was paid is freed; the award stands.
    let wasPaid = [.paid, .reported, .closed].contains(application.state)
    if !wasPaid { try Application.make(.cancel, of: number, reason: reason, by: actor, in: write) }
    let left = Pence(award.amountPence - award.releasedPence)
    guard left > .zero else { throw GrantsError.form("All of it was released; nothing is left to cancel.") }
    let times = try write.reading.int(
      "SELECT count(*) FROM award_step WHERE application = ? AND step IN ('cancelled', 'freed')", [.integer(number)])
    let name = "\(id(number))/cancelled" + (times == 0 ? "" : "/\(times + 1)")
    var draft = EntryDraft(id: name, kind: "award-cancelled", eventDate: date)
    draft.move(left, debit: .grantsPromised, credit: .grants(programme.use), fund: fund.number)
    try draft.post(in: write)
    try step(wasPaid ? .freed : .cancelled, application, -left, on: date, in: write)
  }

  /// All awards that this actor may see, newest first.
  public static func list(limit: Int64, for actor: Actor, _ reading: Reading) throws -> [Award] {
    let person: Int64? = if case .person(let person) = actor { person } else { nil }
    return try reading.all(
      """
      SELECT application_state.application, state FROM application_state
      WHERE application IN (SELECT application FROM award_step WHERE +step IN ('approved', 'taken-on')
      ORDER BY id DESC LIMIT ?1)
      AND NOT EXISTS (SELECT 1 FROM application_fact AS f WHERE f.application = application_state.application
      AND f.kind = 'not-for' AND f.person = ?2)\(try Application.satOut(actor, "application_state.application", reading))
      ORDER BY application DESC
      """, [.integer(limit), .integer(person)]
    ) { $0.int(0) }.compactMap { try find($0, for: actor, reading) }
  }

  /// The award of this application, or nil.
  public static func find(_ number: Int64, for actor: Actor, _ reading: Reading) throws -> Award? {
    guard let application = try Application.find(number, for: actor, reading) else { return nil }
    let found = try reading.first(
      "SELECT count(*), sum(amount_pence) FROM award_step WHERE application = ?", [.integer(number)]
    ) { (steps: $0.int(0), amount: $0.optionalInt(1) ?? 0) }
    guard let found, found.steps > 0 else { return nil }
    return Award(
      application: number, round: application.round, amountPence: found.amount,
      releasedPence: try Payment.released(of: number, reading).rawValue, state: application.state,
      takenOn: try TakenGrant.of(application: number, reading) != nil)
  }

  /// The code of the programme that an application belongs to, or nil if there is none of this number.
  public static func programme(of application: Int64, _ reading: Reading) throws -> String? {
    try reading.first(
      "SELECT programme FROM application JOIN grant_round ON code = round WHERE number = ? LIMIT 1",
      [.integer(application)]
    ) { $0.text(0) }
  }

  /// The day of the newest award to a person, but for one application; those that were taken on count.
  static func newest(to person: Int64, but application: Int64, _ reading: Reading) throws -> CivilDate? {
    try reading.first(
      """
      SELECT max(done_on) FROM (SELECT done_on FROM application CROSS JOIN award_step AS s ON s.application = number
      WHERE person = ?1 AND number <> ?2 AND +step IN ('approved', 'taken-on') AND NOT EXISTS (SELECT 1
      FROM award_step AS o WHERE o.application = s.application AND o.id > s.id AND o.step IN ('refused', 'cancelled'))
      UNION ALL SELECT awarded_on FROM taken_grant WHERE person = ?1 AND application IS NULL)
      """, [.integer(person), .integer(application)]
    ) { try $0.optionalDay(0) } ?? nil
  }

  /// What an award stands on.
  static func context(
    _ number: Int64, for actor: Actor, _ reading: Reading
  ) throws -> (Application, Round, Programme, Fund) {
    let application = try Application.require(number, for: actor, reading)
    guard let round = try Round.find(application.round, reading),
      let programme = try Programme.find(round.programme, reading), let fund = try Funds.read(reading)[programme.fund]
    else { throw StoreError.broken("application \(number) has no round, programme or fund") }
    return (application, round, programme, fund)
  }

  /// A step of an award.
  enum Step: String {
    case approved, signed, refused, cancelled, freed
    case takenOn = "taken-on"
  }

  private static func step(
    _ step: Step, _ application: Application, _ amount: Pence, on date: CivilDate, in write: Write
  ) throws {
    try self.step(step, application.number, of: application.round, amount, on: date, in: write)
  }

  static func step(
    _ step: Step, _ number: Int64, of round: String, _ amount: Pence, on date: CivilDate, in write: Write
  ) throws {
    try write.append(
      to: steps, [.integer(number), .text(round), .text(step.rawValue), .integer(amount.rawValue), .day(date)])
    if amount != .zero { try write.add(to: Round.tally, key: [.text(round)], [amount.rawValue]) }
    try countYear(step, number, of: round, in: write)
  }

  /// Keeps how many awards of a programme's year stand.
  private static func countYear(_ step: Step, _ number: Int64, of round: String, in write: Write) throws {
    let change: Int64
    switch step {
    case .approved, .takenOn: change = 1
    case .refused, .cancelled: change = -1
    case .signed, .freed: return
    }
    let approved = try write.reading.first(
      "SELECT done_on FROM award_step WHERE application = ? AND step IN ('approved', 'taken-on') ORDER BY id DESC LIMIT 1",
      [.integer(number)]
    ) { try $0.day(0) }
    guard let year = approved?.year, let round = try Round.find(round, write.reading) else { return }
    try write.add(to: yearTally, key: [.text(round.programme), .integer(Int64(year))], [change])
  }

  static let steps = Book("award_step", ["application", "round", "step", "amount_pence", "done_on"])
  /// How many awards of each programme were approved in each calendar year and not ended since.
  static let yearTally = Tally("programme_year", key: ["programme", "year"], values: ["awards"], rebuild: years)
  private static let years = """
    SELECT r.programme, CAST(strftime('%Y', s.done_on * 86400, 'unixepoch') AS INTEGER) AS year, count(*) AS awards
    FROM award_step AS s JOIN grant_round AS r ON r.id = (SELECT max(id) FROM grant_round WHERE code = s.round)
    WHERE s.step IN ('approved', 'taken-on') AND NOT EXISTS (SELECT 1 FROM award_step AS o WHERE o.application = s.application
    AND o.id > s.id AND o.step IN ('refused', 'cancelled')) GROUP BY r.programme, year
    """
  static let yearSchema = """
    CREATE TABLE programme_year (programme TEXT NOT NULL, year INTEGER NOT NULL, awards INTEGER NOT NULL,
    PRIMARY KEY (programme, year)) STRICT, WITHOUT ROWID;
    INSERT INTO programme_year \(years);
    CREATE INDEX award_step_on ON award_step (step, done_on);

    """
  static let schema =
    Schema.book(
      "award_step",
      """
      application INTEGER NOT NULL, round TEXT NOT NULL, step TEXT NOT NULL, amount_pence INTEGER NOT NULL,
      done_on INTEGER NOT NULL
      """) + "CREATE INDEX award_step_of ON award_step (application);\n"
}
