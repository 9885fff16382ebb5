// How many awards there were: for statements and reports.

import Dates
import Ledger
import Store

extension Award {
  /// What is counted.
  public enum Counted: Sendable {
    /// Signed for by the foundation.
    case signed
    /// Refused, or cancelled.
    case ended

    fileprivate var steps: String { self == .signed ? "('signed')" : "('refused', 'cancelled')" }
  }

  /// How many applications had such a step between two days, both included.
  /// - Parameter fund: the code of the fund that pays; nil for all.
  public static func count(
    _ counted: Counted, from first: CivilDate, through last: CivilDate, fund: String?, _ reading: Reading
  ) throws -> Int64 {
    try reading.int(
      """
      SELECT count(DISTINCT s.application) FROM award_step AS s
      JOIN grant_round AS r ON r.code = s.round AND r.id = (SELECT max(id) FROM grant_round WHERE code = s.round)
      JOIN programme AS p ON p.code = r.programme AND p.id = (SELECT max(id) FROM programme WHERE code = r.programme)
      WHERE s.step IN \(counted.steps) AND s.done_on BETWEEN ?1 AND ?2 AND (?3 IS NULL OR p.fund = ?3)
      """, [.day(first), .day(last), .text(fund)])
  }

  /// A grant that was counted: where it counts, and what was approved of it.
  public struct CountedGrant: Hashable, Sendable {
    /// The code of the fund that pays.
    public let fund: String
    /// What it is for.
    public let use: Account.GrantUse
    /// The month of the step.
    public let month: Month
    /// What was approved, in pence.
    public let pence: Int64
  }

  /// The grants that had such a step between two days, both included; each once in a month.
  public static func counted(
    _ counted: Counted, from first: CivilDate, through last: CivilDate, _ reading: Reading
  ) throws -> [CountedGrant] {
    var seen: Set<MonthOfGrant> = []
    let programmes = Dictionary(uniqueKeysWithValues: try Programme.all(reading).map { ($0.code, $0) })
    let rounds = Dictionary(uniqueKeysWithValues: try Round.all(reading).map { ($0.code, programmes[$0.programme]) })
    return try reading.all(
      """
      SELECT s.application, s.round, s.done_on,
      (SELECT max(a.amount_pence) FROM award_step AS a WHERE a.application = s.application AND +a.step = 'approved')
      FROM award_step AS s WHERE s.step IN \(counted.steps) AND s.done_on BETWEEN ?1 AND ?2 ORDER BY s.id
      """, [.day(first), .day(last)]
    ) { row -> CountedGrant? in
      let month = try row.day(2).month
      guard let programme = rounds[row.text(1)] ?? nil,
        seen.insert(MonthOfGrant(application: row.int(0), month: month)).inserted
      else { return nil }
      return CountedGrant(fund: programme.fund, use: programme.use, month: month, pence: row.optionalInt(3) ?? 0)
    }.compactMap(\.self)
  }

  /// What is counted once.
  private struct MonthOfGrant: Hashable {
    let application: Int64
    let month: Month
  }
}
