// What the bank says beside what the ledger says, account by account, and what the account's money is.

import Dates
import Ledger
import Money
import Store

/// A bank account by the bank and by the ledger.
public struct AccountReconciliation: Codable, Sendable {
  /// Its code.
  public let account: String
  /// Whether other funds' money goes through it.
  public let isShared: Bool
  /// What its first statement began with.
  public let openingPence: Int64
  /// What came, by the bank.
  public let inPence: Int64
  /// What went, by the bank.
  public let outPence: Int64
  /// What its last statement ended with.
  public let closingPence: Int64
  /// The day of that.
  public let closingDate: String
  /// What the ledger says it holds.
  public let ledgerPence: Int64
  /// The bank less the ledger.
  public let differencePence: Int64
  /// On a shared account: how many lines are other funds' business.
  public let otherLines: Int64
  /// On a shared account: the other funds' money, from before the first statement and by their lines.
  public let otherFundsPence: Int64
  /// What of the difference nothing explains.
  public let unexplainedPence: Int64
  /// What the ledger's balance is made of; they add up to it.
  public let items: [Item]

  /// Some of an account's money, by what it is.
  public struct Item: Codable, Hashable, Sendable {
    /// A kind of expectation, an account of the ledger, the code of an open item, or ``AccountReconciliation/unexplained``.
    public let what: String
    /// How many open items; nil for what is no open item.
    public let count: Int?
    /// Since when the oldest of them waits.
    public let since: String?
    /// How much; negative is what went.
    public let amountPence: Int64
  }

  /// Money in suspense of which no open item tells.
  public static let unexplained = "unexplained"

  /// Whether every penny is explained.
  public var isExplained: Bool { unexplainedPence == 0 && !items.contains { $0.what == Self.unexplained } }
}

/// Reconciles.
public enum BankReconciliation {
  /// Every account that has statements.
  public static func accounts(_ reading: Reading) throws -> [AccountReconciliation] {
    let byAccount = Dictionary(grouping: try PostedStatement.all(reading), by: \.account)
    let waiting = try suspended(reading)
    return try byAccount.sorted { $0.key < $1.key }.compactMap { code, statements in
      guard let first = statements.first, let last = statements.last else { return nil }
      let ledger = try accountBalance(Account(name: last.ledger), reading).rawValue
      let others =
        last.isShared
        ? first.openingPence &- (try withoutLines(last.ledger, reading)) &+ statements.reduce(0) { $0 &+ $1.otherPence }
        : 0
      return AccountReconciliation(
        account: code, isShared: last.isShared, openingPence: first.openingPence,
        inPence: statements.reduce(0) { $0 &+ $1.inPence }, outPence: statements.reduce(0) { $0 &+ $1.outPence },
        closingPence: last.closingPence, closingDate: last.date, ledgerPence: ledger,
        differencePence: last.closingPence &- ledger, otherLines: statements.reduce(0) { $0 &+ $1.otherLines },
        otherFundsPence: others, unexplainedPence: last.closingPence &- ledger &- others,
        items: try items(of: last.ledger, waiting[code] ?? [], reading))
    }
  }

  /// What came to an account otherwise than by a line of its statements, such as balances that were taken on: of what a
  /// shared account began with it was ours.
  private static func withoutLines(_ ledger: String, _ reading: Reading) throws -> Int64 {
    try reading.int(
      """
      SELECT coalesce(sum(amount_pence), 0) FROM posting JOIN entry ON entry.id = posting.entry
      WHERE account = ? AND kind NOT LIKE 'bank-%'
      """, [.text(ledger)])
  }

  /// What an account's balance is made of: the other side of every entry that moved it. What lies in suspense is told by the
  /// open items about it.
  private static func items(
    of ledger: String, _ waiting: [OpenItem], _ reading: Reading
  ) throws -> [AccountReconciliation.Item] {
    var sums: [(what: String, pence: Int64)] = []
    try reading.each(
      """
      SELECT coalesce(expectation.kind, p.account) AS what, -sum(p.amount_pence) FROM posting AS p
      LEFT JOIN expectation ON expectation.public_id = p.expectation
      WHERE p.account <> ?1 AND p.entry IN (SELECT entry FROM posting WHERE account = ?1
      UNION SELECT entry FROM (\(LineAssignment.personsEntries)) WHERE ledger = ?1) GROUP BY what ORDER BY what
      """, [.text(ledger)]
    ) { sums.append(($0.text(0), $0.int(1))) }
    let suspense = sums.filter { $0.what == Account.suspense.name }.reduce(0) { $0 &+ $1.pence }
    let known = waiting.reduce(0) { $0 &+ ($1.suspensePence ?? 0) }
    let open = Dictionary(grouping: waiting, by: \.code).sorted { $0.key < $1.key }.map { code, items in
      AccountReconciliation.Item(
        what: code, count: items.count, since: items.map(\.eventDate).min(),
        amountPence: items.reduce(0) { $0 &+ ($1.suspensePence ?? 0) })
    }
    let rest = AccountReconciliation.Item(
      what: AccountReconciliation.unexplained, count: nil, since: nil, amountPence: suspense &- known)
    return sums.filter { $0.what != Account.suspense.name && $0.pence != 0 }.map {
      AccountReconciliation.Item(what: $0.what, count: nil, since: nil, amountPence: $0.pence)
    } + open + (rest.amountPence == 0 ? [] : [rest])
  }

  /// What lies in suspense of each bank account.
  private static func suspended(_ reading: Reading) throws -> [String: [OpenItem]] {
    var found: [String: [OpenItem]] = [:]
    for item in try OpenItem.open(reading) where item.code.hasPrefix("bank-") {
      guard let line = try LineSettling.line(of: item, reading) else { continue }
      found[line.account, default: []].append(item)
    }
    return found
  }
}
