// What is due under each expectation, by account and fund, and how it is paid.

import Dates
import Money
import Store

/// What is due under one expectation on one account within one fund: positive is owed to the scheme, negative by it.
public struct Due: Hashable, Sendable {
  /// The account it stands on.
  public let account: Account
  /// The fund's number.
  public let fund: Int64
  /// How much is still to come, or if negative, to go.
  public let amount: Pence

  static let tally = Tally(
    "due", key: ["expectation", "account", "fund"], values: ["debit_pence", "credit_pence"],
    rebuild: """
      SELECT expectation, account, fund, sum(max(amount_pence, 0)) AS debit_pence,
      sum(max(-amount_pence, 0)) AS credit_pence FROM posting WHERE expectation IS NOT NULL
      GROUP BY expectation, account, fund
      """)

  static let schema = """
    CREATE TABLE due (expectation TEXT NOT NULL, account TEXT NOT NULL, fund INTEGER NOT NULL,
    debit_pence INTEGER NOT NULL, credit_pence INTEGER NOT NULL, PRIMARY KEY (expectation, account, fund))
    STRICT, WITHOUT ROWID;
    CREATE INDEX due_open ON due (fund, expectation) WHERE debit_pence <> credit_pence;

    """

  /// What is due under an expectation and not nil, in order of account and fund.
  public static func under(_ expectation: String, _ reading: Reading) throws -> [Due] {
    try reading.all(
      """
      SELECT account, fund, debit_pence - credit_pence FROM due WHERE expectation = ? AND debit_pence <> credit_pence
      ORDER BY account, fund
      """, [.text(expectation)]
    ) { Due(account: Account(name: $0.text(0)), fund: $0.int(1), amount: Pence($0.int(2))) }
  }
}

extension Expectation {
  /// Whether something was paid under the expectation of this id: an entry moved it to a bank account, or to be owed by
  /// another.
  public static func isTouched(_ id: String, _ reading: Reading) throws -> Bool {
    try reading.int(
      """
      SELECT EXISTS (SELECT 1 FROM posting AS p JOIN posting AS q ON q.entry = p.entry
      WHERE p.expectation = ?1 AND (q.account LIKE 'asset:bank:%' OR q.account LIKE 'asset:holding:%'
      OR q.expectation <> ?1))
      """, [.text(id)]) == 1
  }
}

/// An expectation with what was expected of it and what is still to come.
public struct OpenExpectation: Codable, Hashable, Sendable {
  /// The expectation.
  public let expectation: Expectation
  /// What is still to come, or if negative, to go.
  public let duePence: Int64

  /// An expectation under which so much is due.
  public init(expectation: Expectation, duePence: Int64) {
    self.expectation = expectation
    self.duePence = duePence
  }

  /// Those under which something is due, in order of their day and id.
  /// - Parameters:
  ///   - kind: only of this kind.
  ///   - payer: only what this one pays.
  public static func all(
    kind: Expectation.Kind? = nil, from payer: String? = nil, _ reading: Reading
  ) throws -> [OpenExpectation] {
    try reading.all(
      """
      SELECT \(Expectation.columns), sum(debit_pence - credit_pence)
      FROM due JOIN expectation ON expectation.public_id = due.expectation
      WHERE debit_pence <> credit_pence AND (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR payer = ?2)
      GROUP BY public_id ORDER BY due_date, public_id
      """, [.text(kind?.rawValue), .text(payer)]
    ) { row in
      OpenExpectation(expectation: try Expectation(row), duePence: row.int(6))
    }
  }
}

extension EntryDraft {
  /// Pays what is due under an expectation, as far as `amount` reaches: into a bank account, or to whoever owes it next.
  ///
  /// An amount that falls short is spread over funds by what was expected of each. What the entry itself has moved so far
  /// counts.
  /// - Parameters:
  ///   - amount: what came, or if negative, what went.
  ///   - account: where it came to.
  ///   - next: the expectation of that account, where it holds what is owed.
  /// - Returns: what was left over.
  public mutating func clear(
    _ expectation: String, _ amount: Pence, into account: Account, as next: String? = nil, _ reading: Reading
  ) throws -> Pence {
    let parts = try due(under: expectation, reading)
    let total = parts.map(\.amount).sum()
    guard total != .zero, amount != .zero, (amount < .zero) == (total < .zero) else { return amount }
    let isWhole = amount.magnitude >= total.magnitude
    let weights = parts.map { ($0.amount < .zero) == (total < .zero) ? $0.amount.magnitude.rawValue : 0 }
    let shares = isWhole ? parts.map(\.amount) : Split.allocate(amount, by: weights)
    for (part, share) in zip(parts, shares) {
      add(Posting(account, fund: part.fund, expectation: next, share))
      add(Posting(part.account, fund: part.fund, expectation: expectation, -share))
    }
    return isWhole ? amount - total : .zero
  }

  /// What is due under an expectation once this entry is posted.
  private func due(under expectation: String, _ reading: Reading) throws -> [Due] {
    var after: [Key: Pence] = [:]
    for due in try Due.under(expectation, reading) {
      after[Key(account: due.account, fund: due.fund, expectation: expectation)] = due.amount
    }
    for key in keysByExpectation[expectation] ?? [] { after[key, default: .zero] += sums[key] ?? .zero }
    return after.filter { $0.value != .zero }.sorted { $0.key < $1.key }.map {
      Due(account: $0.key.account, fund: $0.key.fund, amount: $0.value)
    }
  }
}
