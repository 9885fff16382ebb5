// What the bank says beside what the ledger says, and what was deducted beside what has come.

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
  /// What the ledger says it holds.
  public let ledgerPence: Int64
  /// The bank less the ledger; on a shared account the other funds' money.
  public let differencePence: Int64
}

/// What was deducted at an employer in a tax month, and where it is.
public struct PassedOn: Codable, Sendable {
  /// The employer.
  public let employer: String
  /// The tax month.
  public let period: String
  /// What was deducted.
  public let deductedPence: Int64
  /// What of it was passed on by the employer, to an agency or to a bank account.
  public let passedOnPence: Int64
  /// What of it came to a bank account.
  public let bankedPence: Int64
  /// What is still to come, by expectation.
  public let differences: [Difference]

  /// Something that is still due.
  public struct Difference: Codable, Sendable {
    /// The expectation.
    public let expectation: String
    /// What is due.
    public let duePence: Int64
    /// By when.
    public let dueDate: String
    /// How many days it is overdue; below 0, how many are left.
    public let overdueDays: Int
  }
}

/// Reconciles.
public enum BankReconciliation {
  /// Every account that has statements.
  public static func accounts(_ reading: Reading) throws -> [AccountReconciliation] {
    let byAccount = Dictionary(grouping: try PostedStatement.all(reading), by: \.account)
    return try byAccount.sorted { $0.key < $1.key }.compactMap { code, statements in
      guard let first = statements.first, let last = statements.last else { return nil }
      let ledger = try accountBalance(Account(name: last.ledger), reading).rawValue
      return AccountReconciliation(
        account: code, isShared: last.isShared, openingPence: first.openingPence,
        inPence: statements.reduce(0) { $0 &+ $1.inPence }, outPence: statements.reduce(0) { $0 &+ $1.outPence },
        closingPence: last.closingPence, ledgerPence: ledger, differencePence: last.closingPence &- ledger)
    }
  }

  /// What each employer deducted and passed on, by tax month.
  public static func passedOn(on date: CivilDate, _ reading: Reading) throws -> [PassedOn] {
    var open: [String: [PassedOn.Difference]] = [:]
    for item in try OpenExpectation.all(kind: .employerRemittance, reading) {
      guard let due = CivilDate(item.expectation.dueDate) else { continue }
      open["\(item.expectation.from)/\(item.expectation.period)", default: []].append(
        .init(
          expectation: item.expectation.id, duePence: item.duePence, dueDate: item.expectation.dueDate,
          overdueDays: date.days(since: due)))
    }
    return try reading.all(
      """
      SELECT payer, period, sum(deducted), sum(passed), sum(banked) FROM (SELECT e.payer, e.period,
      (SELECT coalesce(sum(p.amount_pence), 0) FROM posting AS p JOIN entry ON entry.id = p.entry
        WHERE p.expectation = e.public_id AND entry.kind NOT LIKE 'bank-%' AND NOT \(paysOn)) AS deducted,
      (SELECT coalesce(-sum(p.amount_pence), 0) FROM posting AS p JOIN entry ON entry.id = p.entry
        WHERE p.expectation = e.public_id AND (entry.kind LIKE 'bank-%' OR \(paysOn))) AS passed,
      (SELECT coalesce(-sum(p.amount_pence), 0) FROM posting AS p JOIN entry ON entry.id = p.entry
        WHERE p.expectation = e.public_id AND entry.kind LIKE 'bank-%') AS banked
      FROM expectation AS e WHERE e.kind = 'employer-remittance') GROUP BY payer, period ORDER BY payer, period
      """
    ) { row in
      PassedOn(
        employer: row.text(0), period: row.text(1), deductedPence: row.int(2), passedOnPence: row.int(3),
        bankedPence: row.int(4), differences: open["\(row.text(0))/\(row.text(1))"] ?? [])
    }
  }

  /// Whether an entry makes an agency owe what the employer owed.
  private static let paysOn =
    "EXISTS (SELECT 1 FROM posting AS q WHERE q.entry = p.entry AND q.account LIKE 'asset:at-agency:%')"
}
