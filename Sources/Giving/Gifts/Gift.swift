// Gifts that do not come from pay: what a body, a person or somebody unnamed gives at once, and web donations.

import Dates
import Ledger
import Money
import People
import Store

/// A gift in the books. Who gave it stands there as a code or a number, never as a name.
public struct Gift: Codable, Hashable, Sendable {
  /// The public id.
  public let id: String
  /// The entry that posted it.
  public let entry: String
  /// The fund's number; ``Fund/unallocated`` while nobody knows it.
  public let fund: Int64
  /// What was given, before fees.
  public let amountPence: Int64
  /// What a platform kept of it.
  public let feePence: Int64
  /// The day it was given.
  public let date: String
  /// A body's code, `anonymous`, `person`, or `web` for a platform's donor.
  public let giver: String
  /// The person's number, where the giver is a person.
  public let person: Int64?
  /// Whether the giver declared Gift Aid.
  public let giftAid: Bool

  /// Records it.
  func record(in write: Write) throws {
    guard let date = CivilDate(date) else { throw StoreError.broken("the gift \(id) has no day") }
    try write.append(
      to: Self.book,
      [
        .text(id), .text(entry), .integer(fund), .integer(amountPence), .integer(feePence), .day(date), .text(giver),
        .integer(person), .integer(giftAid ? 1 : 0),
      ])
  }

  /// All gifts whose entry stands, by day and id.
  public static func all(_ reading: Reading) throws -> [Gift] {
    try list("NOT EXISTS (SELECT 1 FROM entry WHERE reverses = gift.entry)", [], reading)
  }

  /// The gift with this id, or nil.
  public static func find(_ id: String, _ reading: Reading) throws -> Gift? {
    try list("public_id = ?", [.text(id)], reading).first
  }

  private static func list(_ condition: String, _ arguments: [Value], _ reading: Reading) throws -> [Gift] {
    try reading.all(
      """
      SELECT public_id, entry, fund, amount_pence, fee_pence, given_on, giver, person, gift_aid FROM gift
      WHERE \(condition) ORDER BY given_on, public_id
      """, arguments
    ) { row in
      Gift(
        id: row.text(0), entry: row.text(1), fund: row.int(2), amountPence: row.int(3), feePence: row.int(4),
        date: try row.day(5).description, giver: row.text(6), person: row.optionalInt(7), giftAid: row.int(8) == 1)
    }
  }

  static let book = Book(
    "gift",
    ["public_id", "entry", "fund", "amount_pence", "fee_pence", "given_on", "giver", "person", "gift_aid"])

  static let schema =
    Schema.book(
      "gift",
      """
      public_id TEXT NOT NULL UNIQUE, entry TEXT NOT NULL, fund INTEGER NOT NULL, amount_pence INTEGER NOT NULL,
      fee_pence INTEGER NOT NULL, given_on INTEGER NOT NULL, giver TEXT NOT NULL, person INTEGER,
      gift_aid INTEGER NOT NULL
      """) + "CREATE INDEX gift_of_entry ON gift (entry);\n"

  static let check = Check("gifts", "the gifts of each entry are what it posted") { store, _ in
    try store.reading.all(
      """
      SELECT entry.public_id FROM entry LEFT JOIN gift ON gift.entry = entry.public_id
      WHERE kind IN ('gift', 'web-gifts') GROUP BY entry.id
      HAVING coalesce(sum(amount_pence - fee_pence), 0) <> (SELECT sum(amount_pence) FROM posting
      WHERE posting.entry = entry.id AND account LIKE 'asset:%')
      UNION SELECT gift.entry FROM gift WHERE NOT EXISTS (SELECT 1 FROM entry WHERE public_id = gift.entry) LIMIT 20
      """
    ) { "the entry \($0.text(0)) is not what its gifts come to" }
  }
}

/// Who gives.
public enum Giver: Sendable {
  /// A body, by its code: `MAYOR`.
  case body(String)
  /// Nobody who is named.
  case anonymous
  /// A person; the name goes to the vault.
  case person(PersonFacts)

  /// The stable name, as the books hold it.
  var name: String {
    switch self {
    case .body(let code): code
    case .anonymous: "anonymous"
    case .person: "person"
    }
  }
}

/// A gift to be recorded.
public struct GiftTerms: Sendable {
  /// How much.
  public let amount: Pence
  /// The fund's code.
  public let fund: String
  /// The day it was given or promised.
  public let date: CivilDate
  /// By whom.
  public let giver: Giver
  /// The ledger's account of the bank that it is in already; nil where it is expected.
  public private(set) var account: Account?
  /// The day by which it is expected.
  public let due: CivilDate

  /// A gift; expected by its own day unless told otherwise.
  public init(
    amount: Pence, fund: String, date: CivilDate, giver: Giver, account: Account? = nil, due: CivilDate? = nil
  ) {
    self.amount = amount
    self.fund = fund
    self.date = date
    self.giver = giver
    self.account = account
    self.due = due ?? date
  }

  /// The same gift, in this account already.
  public func received(in account: Account) -> GiftTerms {
    var terms = self
    terms.account = account
    return terms
  }

  /// Records the gift and posts it: on its way under an expectation of its own, or in the bank.
  /// - Parameter isAnother: whether one of the same giver, day, fund and amount may stand beside another.
  public func record(isAnother: Bool, in write: Write, store: Store) throws -> Gift {
    guard amount > .zero else { throw GivingError.gift("A gift is more than nothing.") }
    if case .body(let code) = giver { guard Employer.isCode(code) else { throw GivingError.notACode(code) } }
    guard let fund = try Funds.read(write.reading)[fund], fund.number != Fund.unallocated.number,
      fund.isOpen(on: date)
    else { throw GivingError.gift("There is no fund \(fund) that takes gifts on \(date).") }
    let prefix = "gift/\(date)/\(giver.name)/"
    let known = try Gift.all(write.reading)
    let isKnown = known.contains {
      $0.id.hasPrefix(prefix) && $0.amountPence == amount.rawValue && $0.fund == fund.number
    }
    guard isAnother || !isKnown else {
      throw GivingError.gift(
        "A gift of \(amount.pounds) by \(giver.name) to \(fund.code) on \(date) is recorded. Say --another if this is one more."
      )
    }
    let number = try write.reading.int("SELECT count(*) FROM gift WHERE public_id LIKE ?", [.text(prefix + "%")]) + 1
    let id = prefix + "\(number)"
    var person: Int64?
    if case .person(let facts) = giver { person = try Person.add([facts], in: write, store: store).first }
    let gift = Gift(
      id: id, entry: id, fund: fund.number, amountPence: amount.rawValue, feePence: 0, date: date.description,
      giver: giver.name, person: person, giftAid: false)
    try gift.record(in: write)
    try post(id, fund, in: write)
    return gift
  }

  private func post(_ id: String, _ fund: Fund, in write: Write) throws {
    var draft = EntryDraft(id: id, kind: "gift", eventDate: date)
    let place = account ?? .inTransit(employer: giver.name)
    draft.move(amount, debit: place, credit: .giftIncome, fund: fund.number, expectation: id)
    try draft.post(in: write)
    guard account == nil else { return }
    try Expectation(
      id: id, kind: .transferIn, from: giver.name, to: Expectation.foundation, period: date.description, dueDate: due
    ).record(in: write)
  }
}
