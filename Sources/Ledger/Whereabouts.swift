// Where a fund's money lies by now: on its way, with an agency, or in a bank account. Money that moves from one fund to
// another moves there, wherever it is.

import Money
import Store

/// Some of a fund's money, and where it lies.
public struct Whereabouts: Hashable, Sendable {
  /// The account.
  public let account: Account
  /// The expectation under which it is owed; nil in a bank account.
  public let expectation: String?
  /// How much.
  public let amount: Pence

  /// So much money at a place.
  public init(account: Account, expectation: String?, amount: Pence) {
    self.account = account
    self.expectation = expectation
    self.amount = amount
  }

  /// Where this much of a fund's money lies. What is due under `preferred` is taken first; if that was paid on, whatever it
  /// became: what the next one owes, then the bank accounts it came to. Then what is in other bank accounts. What others
  /// have still to pay is taken last, the nearest day first: it is not this money.
  /// - Throws: ``LedgerError/tooLittle(fund:has:wanted:)``.
  public static func find(
    _ amount: Pence, of fund: Fund, preferring preferred: String? = nil, _ reading: Reading
  ) throws -> [Whereabouts] {
    let places = try all(of: fund, reading)
    let has = places.map(\.amount).sum()
    guard has >= amount else { throw LedgerError.tooLittle(fund: fund.code, has: has, wanted: amount) }
    let way = try preferred.map { try MoneyWay(from: $0, of: fund, reading) }
    var purse = (way ?? MoneyWay()).inOrder(places)
    return take(amount, from: &purse)
  }

  /// Takes this much out of what was found, in order.
  /// - Precondition: there is as much.
  public static func take(_ amount: Pence, from purse: inout [Whereabouts]) -> [Whereabouts] {
    var taken: [Whereabouts] = []
    var wanted = amount
    while wanted > .zero {
      let piece = purse.removeFirst()
      let part = min(wanted, piece.amount)
      taken.append(Whereabouts(account: piece.account, expectation: piece.expectation, amount: part))
      if part < piece.amount {
        purse.insert(
          Whereabouts(account: piece.account, expectation: piece.expectation, amount: piece.amount - part), at: 0)
      }
      wanted -= part
    }
    return taken
  }

  /// All places where a fund has money: what is on its way by day, then bank accounts by name.
  static func all(of fund: Fund, _ reading: Reading) throws -> [Whereabouts] {
    let onItsWay = try reading.all(
      """
      SELECT account, due.expectation, debit_pence - credit_pence
      FROM due JOIN expectation ON expectation.public_id = due.expectation
      WHERE fund = ? AND debit_pence > credit_pence AND account LIKE 'asset:%'
      ORDER BY due_date, due.expectation, account
      """, [.integer(fund.number)]
    ) { Whereabouts(account: Account(name: $0.text(0)), expectation: $0.text(1), amount: Pence($0.int(2))) }
    let inBank = try reading.all(
      """
      SELECT account, sum(debit_pence - credit_pence) AS pence FROM balance
      WHERE fund = ? AND (account LIKE 'asset:bank:%' OR account LIKE 'asset:holding:%')
      GROUP BY account HAVING pence > 0 ORDER BY account
      """, [.integer(fund.number)]
    ) { Whereabouts(account: Account(name: $0.text(0)), expectation: nil, amount: Pence($0.int(1))) }
    return onItsWay + inBank
  }
}

extension EntryDraft {
  /// Adds to, or if negative takes from, one place of a fund's money.
  public mutating func add(_ amount: Pence, at place: Whereabouts, fund: Int64) {
    add(Posting(place.account, fund: fund, expectation: place.expectation, amount))
  }
}
