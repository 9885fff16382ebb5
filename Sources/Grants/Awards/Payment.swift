// Payments of an award: proposed, approved by another person than proposed them, released by another than approved them,
// through the bank or returned.

import Dates
import Ledger
import Money
import People
import Store

/// A payment of an award.
public struct Payment: Codable, Hashable, Sendable {
  /// The public id: the award's and which one it is.
  public let id: String
  /// The application's number.
  public let application: Int64
  /// How much.
  public let amountPence: Int64
  /// To whom, by kind.
  public let payee: Payee
  /// Where it stands.
  public let state: State
  /// What came back of it as unspent, or is to.
  public let backPence: Int64

  /// To whom a payment goes (`grants.md`, "Payment").
  public enum Payee: String, CaseIterable, Codable, Sendable {
    /// A shop or provider.
    case supplier
    /// A voucher.
    case voucher
    /// Through a carer.
    case carer
    /// Through a personal adviser.
    case adviser
    /// An organisation.
    case organisation
    /// The young person's own account, from 16.
    case own
  }

  /// Where a payment stands.
  public enum State: String, CaseIterable, Codable, Sendable {
    /// Somebody wrote it down.
    case proposed
    /// Another person confirmed payee and amount.
    case approved
    /// It may leave the bank.
    case released
    /// It did not arrive, and is promised again.
    case returned
  }

  /// Proposes a payment. Where it goes is sealed under the applicant's key.
  /// - Parameters:
  ///   - details: name and account of the payee; never stored outside the vault.
  ///   - ownAccountFrom: from which age, in years, it can go to a young person's own account (`config/after-award.yaml`).
  /// - Throws: ``GrantsError`` if the agreement was not accepted, or the award has less left.
  public static func propose(
    of number: Int64, amount: Pence, to payee: Payee, details: String, ownAccountFrom: Int = 16, on date: CivilDate,
    by actor: Actor, in write: Write, store: Store
  ) throws -> String {
    let application = try Application.require(number, for: actor, write.reading)
    guard application.state == .agreed || application.state == .paying else {
      throw GrantsError.move(application: number, move: "pay", state: application.state.words)
    }
    let all = try of(number, write.reading)
    let award = try Award.find(number, for: actor, write.reading)
    try requireAllBack(of: number, write.reading)
    let taken = standing(all.filter { $0.state != .returned })
    let left = Pence(award?.amountPence ?? 0) - taken
    guard amount > .zero, amount <= left else {
      throw GrantsError.tooMuch(what: "Award \(number)", has: left, wanted: amount)
    }
    if payee == .own { try require(ownAccountFrom, yearsOf: application.person, on: date, store) }
    try requireNoVoter(of: number, details, write.reading, store)
    let id = "payment/\(number)/\(all.count + 1)"
    try write.append(
      to: book, [.text(id), .integer(number), .integer(amount.rawValue), .text(payee.rawValue)])
    try step(id, .proposed, by: actor, in: write)
    if !write.isDryRun {
      try Vault.put(details, kind: .payee(id), person: application.person, in: write, store: store)
    }
    return id
  }

  /// Nobody who voted on an application is paid for it (`grants.md`, "Payment"): a payee whose details have every word of a
  /// voter's name is refused. Nothing tells whose.
  private static func requireNoVoter(of number: Int64, _ details: String, _ reading: Reading, _ store: Store) throws {
    let words = Set(Application.nameWords(details))
    for voter in try PanelDecision.voters(of: number, reading) {
      let name = Set(Application.nameWords(try Vault.text(.name, person: voter, store) ?? ""))
      guard name.isEmpty || !name.isSubset(of: words) else {
        throw GrantsError.form(
          "The payee has the name of someone who voted on application \(number). Nobody who voted is paid for it: choose another way."
        )
      }
    }
  }

  private static func require(_ years: Int, yearsOf person: Int64, on date: CivilDate, _ store: Store) throws {
    guard let birth = try Vault.text(.birthDate, person: person, store).flatMap({ CivilDate($0) }),
      let birthday = CivilDate(year: birth.year + years, month: birth.monthOfYear, day: birth.day)
        ?? CivilDate(year: birth.year + years, month: 3, day: 1), birthday <= date
    else { throw GrantsError.form("A payment to the young person's own account is possible from \(years).") }
  }

  /// The second person's yes: amount and payee were confirmed another way than they came.
  public static func approve(_ id: String, by actor: Actor, in write: Write) throws {
    _ = try require(id, in: .proposed, for: actor, write.reading)
    try step(id, .approved, by: actor, in: write)
  }

  /// Lets it go: it is owed under an expectation of its own until the bank line clears it.
  public static func release(_ id: String, on date: CivilDate, by actor: Actor, in write: Write) throws {
    let payment = try require(id, in: .approved, for: actor, write.reading)
    let (_, _, programme, fund) = try Award.context(payment.application, for: actor, write.reading)
    try Evidence.require(of: payment.application, programme: programme.code, write.reading)
    try Expectation(
      id: id, kind: .payment, from: Expectation.foundation, to: payment.payee.rawValue,
      period: Award.id(payment.application), dueDate: date
    ).record(in: write)
    var draft = EntryDraft(id: id, kind: "payment-released", eventDate: date)
    draft.move(
      Pence(payment.amountPence), debit: .grantsPromised, credit: .paymentsReleased, fund: fund.number, expectation: id)
    try draft.post(in: write)
    try step(id, .released, by: actor, in: write)
    let award = try Award.find(payment.application, for: actor, write.reading)
    let isAll = award.map { $0.releasedPence == $0.amountPence } ?? false
    try Application.make(isAll ? .payAll : .pay, of: payment.application, by: actor, in: write)
  }

  /// The payment of this id.
  /// - Throws: ``GrantsError/notFound(kind:id:)`` if there is none or this actor may not see it: nobody can tell which.
  @discardableResult
  public static func require(_ id: String, for actor: Actor, _ reading: Reading) throws -> Payment {
    guard let found = try find(id, for: actor, reading) else { throw GrantsError.notFound(kind: "payment", id: id) }
    return found
  }

  static func require(_ id: String, in state: State, for actor: Actor, _ reading: Reading) throws -> Payment {
    let found = try require(id, for: actor, reading)
    guard found.state == state else {
      throw GrantsError.form("The payment \(id) is \(found.state.rawValue), not \(state.rawValue).")
    }
    return found
  }

  static func step(_ id: String, _ state: State, by actor: Actor, in write: Write) throws {
    try write.append(to: steps, [.text(id), .text(state.rawValue), .text(actor.name)])
    try write.set(tally, key: [.text(id)], [.text(state.rawValue), .text(actor.name)])
  }

  /// Who made this step of a payment.
  public static func actor(of id: String, _ state: State, _ reading: Reading) throws -> Actor? {
    try reading.first(
      "SELECT actor FROM payment_step WHERE payment = ? AND state = ? ORDER BY id DESC LIMIT 1",
      [.text(id), .text(state.rawValue)]
    ) { Actor(name: $0.text(0)) } ?? nil
  }

  /// What was released of an award and did not come back.
  static func released(of number: Int64, _ reading: Reading) throws -> Pence {
    standing(try of(number, reading).filter { $0.state == .released })
  }

  /// What these come to, less what came back unspent. It wraps: a book that somebody changed must not stop the proof
  /// that names it.
  private static func standing(_ payments: [Payment]) -> Pence {
    Pence(payments.reduce(0) { $0 &+ ($1.amountPence &- $1.backPence) })
  }

  static func requireNoneOpen(of number: Int64, _ reading: Reading) throws {
    guard try !of(number, reading).contains(where: { $0.state == .proposed || $0.state == .approved }) else {
      throw GrantsError.form("A payment of it waits to be approved or released.")
    }
  }

  /// The payments of an award in the order in which they were let go.
  public static func releases(of number: Int64, _ reading: Reading) throws -> [Payment] {
    try reading.all(
      """
      SELECT payment FROM payment_step JOIN payment ON public_id = payment
      WHERE application = ? AND state = 'released' ORDER BY payment_step.id
      """, [.integer(number)]
    ) { $0.text(0) }.compactMap { try find($0, for: .system, reading) }
  }

  /// The payments of an award, first to last.
  public static func of(_ number: Int64, _ reading: Reading) throws -> [Payment] {
    try reading.all("\(select) WHERE application = ? ORDER BY payment.id", [.integer(number)]) { try Payment($0) }
  }

  /// The payment of this id, unless there is none or this actor may not see it.
  public static func find(_ id: String, for actor: Actor, _ reading: Reading) throws -> Payment? {
    let found = try reading.first("\(select) WHERE public_id = ?", [.text(id)]) { try Payment($0) }
    guard let found, try !Wall.hides(found.application, from: actor, reading) else { return nil }
    return found
  }

  /// The newest payments that this actor may see, newest first.
  public static func list(limit: Int64, for actor: Actor, _ reading: Reading) throws -> [Payment] {
    let person: Int64? = if case .person(let person) = actor { person } else { nil }
    return try reading.all(
      """
      \(select) WHERE NOT EXISTS (SELECT 1 FROM application_fact AS f WHERE f.application = payment.application
      AND f.kind = 'not-for' AND f.person = ?1) ORDER BY payment.id DESC LIMIT ?2
      """, [.integer(person), .integer(limit)]
    ) { try Payment($0) }
  }

  private static let select = """
    SELECT public_id, application, amount_pence, payee,
    (SELECT state FROM payment_step WHERE payment = public_id ORDER BY id DESC LIMIT 1),
    (SELECT sum(amount_pence) FROM payment_back WHERE payment = public_id) FROM payment
    """

  private init(_ row: Row) throws {
    guard let payee = Payee(rawValue: row.text(3)), let state = State(rawValue: row.text(4)) else {
      throw StoreError.broken("the payment \(row.text(0)) is of no known kind")
    }
    id = row.text(0)
    application = row.int(1)
    amountPence = row.int(2)
    self.payee = payee
    self.state = state
    backPence = row.optionalInt(5) ?? 0
  }

  static let book = Book("payment", ["public_id", "application", "amount_pence", "payee"])
  static let steps = Book("payment_step", ["payment", "state", "actor"])
  /// Where each payment stands, and who brought it there.
  static let tally = Tally(
    "payment_state", key: ["payment"], values: ["state", "actor"], rebuild: standing)
  private static let standing = """
    SELECT payment, state, actor FROM payment_step WHERE id IN (SELECT max(id) FROM payment_step GROUP BY payment)
    """
  static let stateSchema = """
    CREATE TABLE payment_state (payment TEXT NOT NULL PRIMARY KEY, state TEXT NOT NULL, actor TEXT NOT NULL)
    STRICT, WITHOUT ROWID;
    CREATE INDEX payment_in_state ON payment_state (state, actor);
    INSERT INTO payment_state \(standing);

    """
  static let schema =
    Schema.book(
      "payment",
      """
      public_id TEXT NOT NULL UNIQUE, application INTEGER NOT NULL, amount_pence INTEGER NOT NULL CHECK (amount_pence > 0),
      payee TEXT NOT NULL
      """)
    + Schema.book("payment_step", "payment TEXT NOT NULL, state TEXT NOT NULL, actor TEXT NOT NULL")
      + """
      CREATE INDEX payment_of ON payment (application);
      CREATE INDEX payment_step_of ON payment_step (payment);

      """
}
