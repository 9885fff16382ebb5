// What a report tells of grants: what each signed one was for and whether it was signed late, how others ended, how long
// people waited.

import Dates
import Ledger
import Store

/// A grant that the foundation signed for, as a report counts it.
public struct SignedGrant: Hashable, Sendable {
  /// The code of the fund that pays.
  public let fund: String
  /// What it is for, in the accounts.
  public let use: Account.GrantUse
  /// What it serves.
  public let priority: Programme.Priority
  /// The month of the signature.
  public let month: Month
  /// The day of the decision that was signed.
  public let decidedOn: CivilDate
  /// The day of the signature.
  public let signedOn: CivilDate
}

/// A grant that ended before it was paid, as a report counts it.
public struct EndedGrant: Hashable, Sendable {
  /// How it ended.
  public enum How: String, CaseIterable, Sendable {
    /// The foundation refused to sign.
    case refused
    /// It was cancelled after it was signed.
    case cancelled
    /// The young person took it back.
    case withdrawn
  }

  /// The code of the fund that would have paid.
  public let fund: String
  /// What it was for, in the accounts.
  public let use: Account.GrantUse
  /// The month in which it ended.
  public let month: Month
  /// How.
  public let how: How
}

/// A sum of the books that was promised to, or came back of, one award.
public struct GrantSum: Hashable, Sendable {
  /// The code of the fund.
  public let fund: String
  /// The account's use; nil for what came back of it.
  public let use: Account.GrantUse?
  /// What its programme serves; nil where an entry is no award's.
  public let priority: Programme.Priority?
  /// The month in which it counts.
  public let month: Month
  /// The amount, positive.
  public let pence: Int64
}

extension Award {
  private static let joined = """
    JOIN grant_round AS r ON r.code = s.round AND r.id = (SELECT max(id) FROM grant_round WHERE code = s.round)
    JOIN programme AS p ON p.code = r.programme AND p.id = (SELECT max(id) FROM programme WHERE code = r.programme)
    """

  /// The grants signed for between two days, both included; each once in a month, as ``counted(_:from:through:_:)``.
  public static func signed(
    from first: CivilDate, through last: CivilDate, _ reading: Reading
  ) throws -> [SignedGrant] {
    var seen: Set<String> = []
    return try reading.all(
      """
      SELECT s.application, p.fund, p.grant_use, p.priority, s.done_on, (SELECT a.done_on FROM award_step AS a
      WHERE a.application = s.application AND a.step = 'approved' AND a.id < s.id ORDER BY a.id DESC LIMIT 1)
      FROM award_step AS s \(joined) WHERE s.step = 'signed' AND s.done_on BETWEEN ?1 AND ?2 ORDER BY s.id
      """, [.day(first), .day(last)]
    ) { row -> SignedGrant? in
      let signed = try row.day(4)
      guard let use = Account.GrantUse(rawValue: row.text(2)), seen.insert("\(row.int(0))/\(signed.month)").inserted
      else { return nil }
      return SignedGrant(
        fund: row.text(1), use: use, priority: try priority(row.text(3)), month: signed.month,
        decidedOn: try row.optionalDay(5) ?? signed, signedOn: signed)
    }.compactMap(\.self)
  }

  /// The grants that ended between two days, both included; each once in a month, as ``counted(_:from:through:_:)``.
  public static func ended(
    from first: CivilDate, through last: CivilDate, _ reading: Reading
  ) throws -> [EndedGrant] {
    // A withdrawal is an application's last move: the steps beyond its refusals are the withdrawn ones.
    let refusals = Dictionary(
      uniqueKeysWithValues: try reading.all(
        "SELECT application, count(*) FROM application_move WHERE move IN ('refuse', 'vote-again') GROUP BY application"
      ) { ($0.int(0), $0.int(1)) })
    var seen: Set<String> = []
    return try reading.all(
      """
      SELECT s.application, p.fund, p.grant_use, s.done_on, s.step, (SELECT count(*) FROM award_step AS o
      WHERE o.application = s.application AND o.step = 'refused' AND o.id < s.id)
      FROM award_step AS s \(joined) WHERE s.step IN ('refused', 'cancelled') AND s.done_on BETWEEN ?1 AND ?2 ORDER BY s.id
      """, [.day(first), .day(last)]
    ) { row -> EndedGrant? in
      let month = try row.day(3).month
      guard let use = Account.GrantUse(rawValue: row.text(2)), seen.insert("\(row.int(0))/\(month)").inserted else {
        return nil
      }
      let how: EndedGrant.How =
        row.text(4) == "cancelled" ? .cancelled : row.int(5) < refusals[row.int(0), default: 0] ? .refused : .withdrawn
      return EndedGrant(fund: row.text(1), use: use, month: month, how: how)
    }.compactMap(\.self)
  }

  /// The grants of which something unspent was freed between two days, both included: fund, use and month of each.
  public static func freed(
    from first: CivilDate, through last: CivilDate, _ reading: Reading
  ) throws -> [(fund: String, use: String, month: Month)] {
    try reading.all(
      """
      SELECT DISTINCT s.application, p.fund, p.grant_use, s.done_on FROM award_step AS s \(joined)
      WHERE s.step = 'freed' AND s.done_on BETWEEN ?1 AND ?2
      """, [.day(first), .day(last)]
    ) { (fund: $0.text(1), use: $0.text(2), month: try $0.day(3).month) }
  }

  /// The most that one grant, cancelled or not needed in full, gave back between two days, both included, in pence.
  public static func largestFreed(
    from first: CivilDate, through last: CivilDate, _ reading: Reading
  ) throws -> Int64 {
    try reading.int(
      """
      SELECT coalesce(max(-amount_pence), 0) FROM award_step
      WHERE step IN ('cancelled', 'freed') AND done_on BETWEEN ?1 AND ?2
      """, [.day(first), .day(last)])
  }

  /// What the books promised, and what came back, in these months: award by award.
  public static func sums(
    from first: Month, through last: Month, _ reading: Reading
  ) throws -> [GrantSum] {
    let funds = try Funds.read(reading)
    let priorities = Dictionary(
      uniqueKeysWithValues: try reading.all(
        """
        SELECT a.number, p.priority FROM application AS a
        JOIN grant_round AS r ON r.code = a.round AND r.id = (SELECT max(id) FROM grant_round WHERE code = a.round)
        JOIN programme AS p ON p.code = r.programme AND p.id = (SELECT max(id) FROM programme WHERE code = r.programme)
        """
      ) { (Award.id($0.int(0)), try priority($0.text(1))) })
    return try reading.all(
      """
      SELECT public_id, account, fund, entry.month, amount_pence FROM entry JOIN posting ON posting.entry = entry.id
      WHERE entry.month BETWEEN ?1 AND ?2 AND account LIKE 'expense:grants:%' ORDER BY posting.id
      """, [.integer(Int64(first.monthNumber)), .integer(Int64(last.monthNumber))]
    ) { row -> GrantSum? in
      guard let fund = funds[row.int(2)]?.code else { return nil }
      let award = row.text(0).split(separator: "/").prefix(2).joined(separator: "/")
      let isOut = row.int(4) > 0
      return GrantSum(
        fund: fund,
        use: isOut ? Account.GrantUse(rawValue: String(row.text(1).dropFirst("expense:grants:".count))) : nil,
        priority: isOut ? priorities[award] : nil, month: try row.month(3), pence: abs(row.int(4)))
    }.compactMap(\.self)
  }

  private static func priority(_ text: String) throws -> Programme.Priority {
    guard let priority = Programme.Priority(rawValue: text) else {
      throw StoreError.broken("no priority is called \(text)")
    }
    return priority
  }
}
