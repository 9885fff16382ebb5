// Which figures of a report may be shown: against the monthly statements, the reports before it and those of other lengths.

import Dates
import Grants
import Ledger

/// What a report counts, for disclosure control (`security.md`, "Small numbers").
enum BoardDisclosure {
  /// What came in stands in full, as in every statement: a balance must add up. What grants came to in all stands too, less
  /// what came back, for a reader has it from the statements' balances. All else may be hidden.
  static func table(_ period: ReportPeriod, _ found: BoardPieces) -> DisclosureTable {
    let uses = Account.GrantUse.allCases.map(\.rawValue)
    let priorities = Programme.Priority.allCases.map(\.rawValue)
    return DisclosureTable(
      period.name, parts: found.pieces.values,
      cells: people(period, found) + grants(found, uses, priorities) + answers(found) + campaigns(period, found),
      breakdowns: [("signed", uses.map { "signed/\($0)" }), ("signed", priorities.map { "signed-for/\($0)" })])
  }

  private static func people(_ period: ReportPeriod, _ found: BoardPieces) -> [DisclosureCell] {
    [
      DisclosureCell(
        "givers", .count, of: ["givers/\(period.name)"], differences: found.differences["givers"] ?? []),
      DisclosureCell("gifts", .count, of: found.pieces.names(.count, "gifts")),
    ]
  }

  private static func grants(
    _ found: BoardPieces, _ uses: [String], _ priorities: [String]
  ) -> [DisclosureCell] {
    let pieces = found.pieces
    func both(_ count: String, _ money: String, _ words: [ReportPieces.Place: String]) -> [DisclosureCell] {
      [
        DisclosureCell(count, .count, of: pieces.names(.count, "signed", words)),
        DisclosureCell(
          money, .pence, of: pieces.names(.pence, "granted", words), countedBy: count,
          largestPence: found.largest[money]),
      ]
    }
    return [
      DisclosureCell("signed", .count, of: pieces.names(.count, "signed")),
      DisclosureCell("granted", .pence, of: pieces.names(.pence, "granted"), mustShow: true),
    ] + StatementDisclosure.cameBack(pieces, largest: found.largest[StatementDisclosure.cameBack])
      + uses.flatMap { both("signed/\($0)", "granted/\($0)", [.use: $0]) }
      + priorities.flatMap { both("signed-for/\($0)", "granted-for/\($0)", [.priority: $0]) }
  }

  private static func answers(_ found: BoardPieces) -> [DisclosureCell] {
    [
      DisclosureCell("declined", .count, of: found.pieces.names(.count, "declined")),
      DisclosureCell(
        "refused", .count, of: found.pieces.names(.count, "ended", [.priority: EndedGrant.How.refused.rawValue])),
      DisclosureCell("late", .count, of: found.pieces.names(.count, "signed", [.how: BoardPieces.late])),
      DisclosureCell("overridden", .count, of: found.pieces.names(.count, "overridden")),
    ]
  }

  private static func campaigns(_ period: ReportPeriod, _ found: BoardPieces) -> [DisclosureCell] {
    found.campaigns.flatMap { fund in
      let key = "campaign/\(fund)"
      return [
        DisclosureCell(
          "\(key)/givers", .count, of: ["campaign-givers/\(fund)/\(period.name)"],
          differences: found.differences["\(key)/givers"] ?? []),
        DisclosureCell(
          "\(key)/raised", .pence, of: found.pieces.names(.pence, "raised", [.fund: fund]), countedBy: "\(key)/givers",
          largestPence: found.largest["\(key)/raised"]),
        DisclosureCell("\(key)/books", .count, of: found.pieces.names(.count, "books", [.fund: fund])),
        DisclosureCell("\(key)/vouchers", .count, of: found.pieces.names(.count, "vouchers", [.fund: fund])),
      ]
    }
  }
}
