// The funds of an export: what each is for, what came in within the export's links, and what it has at their end.

import Dates
import Store

/// A fund as an export shows it.
struct ExportedFund {
  let number: Int64
  let code: String
  let name: String
  let purpose: String
  let parent: String?
  let opens: CivilDate?
  let closes: CivilDate?

  /// The funds as they were when their book ended with this row.
  static func all(upTo lastRow: Int64, _ reading: Reading) throws -> [ExportedFund] {
    try reading.all(
      """
      SELECT number, code, name, purpose, parent, opens, closes FROM fund
      WHERE id IN (SELECT max(id) FROM fund WHERE id <= ? GROUP BY number)
      """, [.integer(lastRow)]
    ) { row in
      ExportedFund(
        number: row.int(0), code: row.text(1), name: row.text(2), purpose: row.text(3), parent: row.optionalText(4),
        opens: try row.optionalDay(5), closes: try row.optionalDay(6))
    }
  }
}

extension Section {
  /// The funds. The control sum is all that came in: to funds and to suspense.
  static let funds = Section(
    "funds", element: "Funds", item: "Fund",
    columns: [
      Column("fundCode"), Column("name"), Column("purpose"), Column("parent"), Column("opens"), Column("closes"),
      Column("receivedPence", .sum), Column("toSuspensePence", .sum), Column("inTransitPence", .number),
      Column("inSuspensePence", .number),
    ])

  /// The funds' rows.
  /// - Parameters:
  ///   - before: the funds' money where the export's links begin.
  ///   - after: and where they end.
  static func funds(_ funds: [ExportedFund], before: FundMoney, after: FundMoney) -> Section {
    Self.funds.with(
      funds.map { fund in
        let (was, now) = (before[fund.number], after[fund.number])
        return [
          .text(orNone: fund.code), .text(orNone: fund.name), .text(orNone: fund.purpose), .text(orNone: fund.parent),
          .day(fund.opens), .day(fund.closes), .number(now.incomePence &- was.incomePence),
          .number(now.suspensePence &- was.suspensePence), .number(now.inTransitPence), .number(now.suspensePence),
        ]
      })
  }
}

extension Section.Cell {
  /// A day, or nothing.
  static func day(_ date: CivilDate?) -> Section.Cell { date.map { .text($0.description) } ?? .none }
}
