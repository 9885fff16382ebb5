// What lay in suspense for a line of a payroll file, and where a person settled it to.

import Dates
import Store

/// One settled item of a line.
struct SettledLine {
  /// What lay in suspense, in pence; negative where the line took something back.
  let suspended: Int64
  /// The post of the mandate that it was settled by; 0 where it was settled in another way.
  let mandatePost: Int64
  /// What each fund got, in pence; nothing where payroll gave it back to the giver.
  fileprivate(set) var shares: [(fund: Int64, pence: Int64)]
}

/// The settled items of a span of days, by file and line.
struct SettledLines {
  private var bySubject: [String: [Int64: [SettledLine]]] = [:]

  init(_ days: ClosedRange<CivilDate>, _ reading: Reading) throws {
    struct Found {
      let subject: String
      let line: Int64
      var settled: SettledLine
    }
    var found: [String: Found] = [:]
    var order: [String] = []
    try reading.each(
      """
      SELECT i.public_id, i.subject, i.line, s.reason, i.suspense_pence, p.fund, -sum(p.amount_pence)
      FROM open_item_settlement AS s JOIN open_item AS i ON i.public_id = s.item
      JOIN entry AS e ON e.public_id = s.entry
      LEFT JOIN posting AS p ON p.entry = e.id AND p.account LIKE 'income:payroll:%'
      WHERE i.line IS NOT NULL AND i.subject LIKE 'payroll/%' AND i.event_date BETWEEN ? AND ?
      AND NOT EXISTS (SELECT 1 FROM entry AS r WHERE r.reverses = s.entry)
      GROUP BY i.public_id, p.fund ORDER BY i.public_id, p.fund
      """, [.day(days.lowerBound), .day(days.upperBound)]
    ) { row in
      let item = row.text(0)
      if found[item] == nil {
        order.append(item)
        let post = try AidableGift.mandatePost(row.text(3), reading) ?? 0
        found[item] = Found(
          subject: row.text(1), line: row.int(2),
          settled: SettledLine(suspended: row.int(4), mandatePost: post, shares: []))
      }
      if let fund = row.optionalInt(5) { found[item]?.settled.shares.append((fund, row.int(6))) }
    }
    for item in order {
      guard let settled = found[item] else { continue }
      bySubject[settled.subject, default: [:]][settled.line, default: []].append(settled.settled)
    }
  }

  /// The settled items of the file with this subject, by line.
  func of(_ subject: String) -> [Int64: [SettledLine]] { bySubject[subject] ?? [:] }
}
