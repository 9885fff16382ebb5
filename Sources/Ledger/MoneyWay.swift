// The way a fund's money took from an expectation on: whoever owed it next, and the bank accounts it came to.

import Store

/// The way some money took.
struct MoneyWay {
  /// The expectation it began with, and those it was owed under after that, in order.
  private var expectations: [String] = []
  /// The bank accounts it came to.
  private var accounts: Set<Account> = []

  /// No way that anybody knows.
  init() {}

  /// That of a fund's money that was due under an expectation.
  init(from expectation: String, of fund: Fund, _ reading: Reading) throws {
    var waiting = [expectation]
    while let id = waiting.first {
      waiting.removeFirst()
      guard !expectations.contains(id) else { continue }
      expectations.append(id)
      // What a line of the bank pays goes to the bank, whatever else the statement says. What was taken back is no way.
      waiting += try reading.all(
        """
        SELECT DISTINCT q.expectation FROM posting AS p JOIN entry ON entry.id = p.entry
        JOIN posting AS q ON q.entry = p.entry AND q.fund = p.fund
        WHERE p.expectation = ?1 AND p.fund = ?2 AND p.amount_pence < 0 AND entry.kind NOT LIKE 'bank-%'
        AND q.expectation <> ?1 AND q.amount_pence > 0 AND entry.reverses IS NULL
        AND NOT EXISTS (SELECT 1 FROM entry AS back WHERE back.reverses = entry.public_id) ORDER BY q.expectation
        """, [.text(id), .integer(fund.number)]
      ) { $0.text(0) }
      accounts.formUnion(try Self.accounts(id, of: fund, reading))
    }
  }

  /// The bank accounts that money due under an expectation came to, all told: where as much was put back, or went on
  /// under it, none did.
  private static func accounts(_ expectation: String, of fund: Fund, _ reading: Reading) throws -> [Account] {
    // The lines of a bank go to and from its account, whatever else of the fund the same statement moves.
    try reading.all(
      """
      SELECT account FROM (
        SELECT DISTINCT p.id, p.amount_pence, q.account
        FROM posting AS p JOIN entry ON entry.id = p.entry JOIN posting AS q ON q.entry = p.entry
        WHERE p.expectation = ?1 AND p.fund = ?2
        AND (q.account LIKE 'asset:bank:%' OR q.account LIKE 'asset:holding:%')
        AND (entry.kind LIKE 'bank-%' OR (q.fund = p.fund AND (q.amount_pence > 0) = (p.amount_pence < 0)))
      ) GROUP BY account HAVING sum(amount_pence) < 0
      """, [.text(expectation), .integer(fund.number)]
    ) { Account(name: $0.text(0)) }
  }

  /// Places in the order in which money that took this way is looked for there.
  func inOrder(_ places: [Whereabouts]) -> [Whereabouts] {
    places.enumerated().sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }.map(\.element)
  }

  private func rank(_ place: Whereabouts) -> Int {
    if let expectation = place.expectation {
      return expectations.firstIndex(of: expectation) ?? expectations.count + 2
    }
    return accounts.contains(place.account) ? expectations.count : expectations.count + 1
  }
}
