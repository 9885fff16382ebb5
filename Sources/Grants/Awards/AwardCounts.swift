// How many awards there were: for statements and reports.

import Dates
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
}
