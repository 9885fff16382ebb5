// Grants that were given before this program was used: past ones, which count for the twelve months, and open ones, whose
// money is promised and may still be paid. Who had them, only the vault knows.

import Dates
import Files
import Ledger
import Money
import People
import Store

/// A grant that was taken on.
public struct TakenGrant: Codable, Hashable, Sendable {
  /// Its number among those taken on.
  public let number: Int64
  /// The programme's code.
  public let programme: String
  /// The day it was awarded.
  public let awardedOn: String
  /// What was awarded.
  public let amountPence: Int64
  /// What had been paid of it before it was taken on.
  public let paidPence: Int64
  /// The application that stands for it here, where something was still to be paid.
  public let application: Int64?
  /// The day it was taken on.
  public let takenOn: String

  /// A grant as the file of those taken on tells it.
  struct Terms {
    let reference: String
    let name: String
    let birthDate: CivilDate
    let programme: String
    let awardedOn: CivilDate
    let amount: Pence
    let paid: Pence
    let isAgreed: Bool
    let safeContact: String

    /// What is still to be paid.
    var left: Pence { amount - paid }
  }

  /// What became of a grant of the file.
  enum Fate {
    /// All was paid; it counts for the twelve months.
    case past
    /// Something is still to be paid: it is promised.
    case open
    /// It was taken on before.
    case known
    /// All was paid, and the twelve months are over: nothing is kept of it.
    case over
  }

  /// What would become of a grant on this day.
  /// - Throws: ``GrantsError/taken(kind:id:)`` if one of its reference was taken on with other sums or another day.
  static func fate(of terms: Terms, on date: CivilDate, _ reading: Reading, _ store: Store) throws -> Fate {
    let known = try reading.first(
      "SELECT programme, awarded_on, amount_pence, paid_pence FROM taken_grant WHERE reference = ?",
      [.text(digest(terms.reference, store))]
    ) { ($0.text(0), try $0.day(1), $0.int(2), $0.int(3)) }
    if let known {
      guard known == (terms.programme, terms.awardedOn, terms.amount.rawValue, terms.paid.rawValue) else {
        throw GrantsError.taken(kind: "grant, told otherwise, of this reference", id: "among those taken on")
      }
      return .known
    }
    if terms.left > .zero { return .open }
    return ScreeningFacts.anniversary(of: terms.awardedOn) <= date ? .over : .past
  }

  /// Takes one on. What is still to be paid of it becomes a promise against the opening balance.
  /// - Throws: ``GrantsError``; `LedgerError.tooLittle` if its fund has less than was promised.
  static func take(
    _ terms: Terms, of file: Int64, on date: CivilDate, by actor: Actor, in write: Write, store: Store
  ) throws -> Fate {
    let fate = try fate(of: terms, on: date, write.reading, store)
    guard fate == .past || fate == .open else { return fate }
    let likeness = ApplicationForm.likeness(name: terms.name, birthDate: terms.birthDate.description)
    let person = try Application.applicant(terms.name, likeness: likeness, in: write, store: store)
    let application = fate == .open ? try promise(terms, to: person, on: date, by: actor, in: write) : nil
    let number = try write.reading.int("SELECT max(number) FROM taken_grant") + 1
    try write.append(
      to: book,
      [
        .integer(number), .integer(file), .text(digest(terms.reference, store)), .integer(person),
        .text(terms.programme), .day(terms.awardedOn), .integer(terms.amount.rawValue), .integer(terms.paid.rawValue),
        .integer(application), .day(date),
      ])
    if fate == .open { try seal(terms, of: person, in: write, store: store) }
    return fate
  }

  /// What payments and letters of an open one need. What the person told us later is not written over.
  private static func seal(_ terms: Terms, of person: Int64, in write: Write, store: Store) throws {
    guard !write.isDryRun else { return }
    for (kind, text) in [
      (VaultKind.birthDate, terms.birthDate.description), (VaultKind.safeContact, terms.safeContact),
    ] where !text.isEmpty {
      guard try Vault.text(kind, person: person, store) == nil else { continue }
      try Vault.put(text, kind: kind, person: person, in: write, store: store)
    }
  }

  /// An application that begins where the grant stood, and the promise of what is still to be paid.
  private static func promise(
    _ terms: Terms, to person: Int64, on date: CivilDate, by actor: Actor, in write: Write
  ) throws -> Int64 {
    guard let programme = try Programme.find(terms.programme, write.reading),
      let fund = try Funds.read(write.reading)[programme.fund]
    else { throw GrantsError.notFound(kind: "programme", id: terms.programme) }
    let position = try FundPosition.all(write.reading).first { $0.fund == fund.code }
    let available = Pence(position?.availablePence ?? 0)
    guard available >= terms.left else {
      throw LedgerError.tooLittle(fund: fund.code, has: available, wanted: terms.left)
    }
    let round = try Round.ofTakenOn(programme, since: terms.awardedOn, adding: terms.left, in: write)
    let number = try write.reading.int("SELECT max(number) FROM application") + 1
    try write.append(
      to: Application.book,
      [
        .integer(number), .text(round), .integer(person), .integer(terms.amount.rawValue),
        .integer(terms.amount.rawValue), .day(terms.awardedOn), nil,
      ])
    try Application.record(.takeOn, of: number, from: .started, reason: nil, by: actor, in: write)
    if terms.isAgreed { try Application.make(.accept, of: number, by: actor, in: write) }
    var draft = EntryDraft(id: Award.id(number), kind: entryKind, eventDate: date)
    draft.move(terms.left, debit: .opening, credit: .grantsPromised, fund: fund.number)
    try draft.post(in: write)
    try Award.step(.takenOn, number, of: round, terms.left, on: terms.awardedOn, in: write)
    return number
  }

  /// The kind of the entries that take an open grant on.
  public static let entryKind = "award-taken-on"

  /// The reference by which the foundation knew a grant may hold a name: it is kept as a keyed digest.
  private static func digest(_ reference: String, _ store: Store) -> String {
    Hex.string(store.schemeKey.digest("taken-grant", Array(reference.utf8)).prefix(16))
  }

  /// The one that this application stands for, or nil.
  public static func of(application: Int64, _ reading: Reading) throws -> TakenGrant? {
    try reading.first("SELECT * FROM taken_grant WHERE application = ?", [.integer(application)]) { row in
      TakenGrant(
        number: row.int(1), programme: row.text(5), awardedOn: try row.day(6).description, amountPence: row.int(7),
        paidPence: row.int(8), application: row.optionalInt(9), takenOn: try row.day(10).description)
    }
  }

  static let book = Book(
    "taken_grant",
    [
      "number", "file", "reference", "person", "programme", "awarded_on", "amount_pence", "paid_pence", "application",
      "taken_on",
    ])
  static let schema =
    Schema.book(
      "taken_grant",
      """
      number INTEGER NOT NULL UNIQUE, file INTEGER NOT NULL, reference TEXT NOT NULL UNIQUE, person INTEGER NOT NULL,
      programme TEXT NOT NULL, awarded_on INTEGER NOT NULL, amount_pence INTEGER NOT NULL CHECK (amount_pence > 0),
      paid_pence INTEGER NOT NULL CHECK (paid_pence BETWEEN 0 AND amount_pence), application INTEGER UNIQUE,
      taken_on INTEGER NOT NULL
      """)
    + "CREATE INDEX taken_grant_of_person ON taken_grant (person);\n"
}
