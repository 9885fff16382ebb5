// Money of a payment that the bank had paid and that comes back: it is promised again, and owed to the fund until the bank
// has it. Only then can it be paid again, or freed.

import Dates
import Ledger
import Money
import Store

extension Payment {
  /// A payment did not arrive. One that never went through the bank is taken back whole; of one that did, the money is
  /// awaited under an expectation of its own, which the bank line clears.
  /// - Returns: that expectation, if there is one.
  @discardableResult
  public static func takeBack(
    _ id: String, on date: CivilDate, by actor: Actor, in write: Write
  ) throws -> String? {
    var awaited: String?
    let payment = try require(id, in: .released, for: actor, write.reading)
    switch try Due.under(id, write.reading).map(\.amount).sum() {
    case -Pence(payment.amountPence):
      try Entry.reversal(of: id, as: "\(id)/returned", kind: "payment-returned", write.reading).post(in: write)
    case .zero where payment.backPence == 0:
      awaited = "\(id)/back"
      try awaitBack(
        Pence(payment.amountPence), of: payment, under: "\(id)/back", as: "\(id)/returned", on: date, by: actor,
        in: write)
    case .zero: throw GrantsError.form("Some of it came back as unspent. Say what is left with --unspent.")
    default: throw GrantsError.form("The bank has paid a part of it. Assign the other part first.")
    }
    try step(id, .returned, by: actor, in: write)
    try Application.make(.payBack, of: payment.application, by: actor, in: write)
    return awaited
  }

  /// Some of a payment was not needed and comes back.
  /// - Returns: the expectation that the bank line clears.
  /// - Throws: ``GrantsError`` if the bank has not paid it, or less is left of it.
  public static func unspent(
    _ id: String, amount: Pence, on date: CivilDate, by actor: Actor, in write: Write
  ) throws -> String {
    let payment = try require(id, in: .released, for: actor, write.reading)
    guard try Due.under(id, write.reading).map(\.amount).sum() == .zero else {
      throw GrantsError.form("The bank has not paid it yet. Take it back whole.")
    }
    let left = Pence(payment.amountPence - payment.backPence)
    guard amount > .zero, amount <= left else { throw GrantsError.tooMuch(what: id, has: left, wanted: amount) }
    let times = try write.reading.int("SELECT count(*) FROM payment_back WHERE payment = ?", [.text(id)])
    let name = "\(id)/unspent/\(times + 1)"
    try awaitBack(amount, of: payment, under: "\(name)/back", as: name, on: date, by: actor, in: write)
    try write.append(to: backs, [.text(id), .integer(amount.rawValue), .day(date)])
    return "\(name)/back"
  }

  /// How many days people have to send money back before it counts as late.
  private static let backWithinDays = 30

  private static func awaitBack(
    _ amount: Pence, of payment: Payment, under expectation: String, as entry: String, on date: CivilDate,
    by actor: Actor, in write: Write
  ) throws {
    let (_, _, _, fund) = try Award.context(payment.application, for: actor, write.reading)
    try Expectation(
      id: expectation, kind: .payment, from: payment.payee.rawValue, to: Expectation.foundation,
      period: Award.id(payment.application), dueDate: date.adding(days: backWithinDays)
    ).record(in: write)
    var draft = EntryDraft(id: entry, kind: "payment-returned", eventDate: date)
    draft.move(amount, debit: .paymentsReleased, credit: .grantsPromised, fund: fund.number, expectation: expectation)
    try draft.post(in: write)
  }

  /// - Throws: ``GrantsError/form(_:)`` if money of an award is still to come back: until the bank has it, it is nobody's.
  static func requireAllBack(of number: Int64, _ reading: Reading) throws {
    let open = try reading.all(
      """
      SELECT public_id FROM expectation JOIN due ON due.expectation = public_id
      WHERE period = ? AND payee = ? GROUP BY public_id HAVING sum(debit_pence) <> sum(credit_pence)
      """, [.text(Award.id(number)), .text(Expectation.foundation)]
    ) { $0.text(0) }
    guard let first = open.first else { return }
    throw GrantsError.form("Money of it is still to come back. Assign the bank line first, to \(first).")
  }

  /// In SQL, what came back as unspent of a row of `payment`.
  static let back =
    "coalesce((SELECT sum(b.amount_pence) FROM payment_back AS b WHERE b.payment = payment.public_id), 0)"

  static let backs = Book("payment_back", ["payment", "amount_pence", "done_on"])
  static let backSchema =
    Schema.book(
      "payment_back",
      "payment TEXT NOT NULL, amount_pence INTEGER NOT NULL CHECK (amount_pence > 0), done_on INTEGER NOT NULL")
      + """
      CREATE INDEX payment_back_of ON payment_back (payment);
      CREATE INDEX expectation_of_period ON expectation (period);

      """
}
