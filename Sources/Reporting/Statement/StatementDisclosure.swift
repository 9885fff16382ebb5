// Which figures of a month's statements are shown: those of all funds together and of each fund are decided on at once, and
// against all that was published before.

import Dates
import Grants
import Ledger
import Store

/// What the statements of a month count, for disclosure control.
///
/// Grants stand as one sum in every column, because a balance must add up. Kinds and counts stand in the year to date
/// only, where they give no small number away (`security.md`, "Small numbers").
public enum StatementDisclosure {
  /// The name that a month's figures are published under.
  public static func name(_ month: Month, edition: Int) -> String {
    "statement/\(month)" + (edition == 1 ? "" : "/\(edition)")
  }

  /// The figures of a month's statements, before it is known which of them may be shown.
  /// - Parameters:
  ///   - edition: how often the month was closed with this one.
  ///   - givers: how many people gave from their pay in it.
  public static func table(
    _ month: Month, edition: Int, yearBegins: Int, givers: Int64, _ reading: Reading
  ) throws -> DisclosureTable {
    let first = StatementFigures.yearStart(month, yearBegins: yearBegins)
    let span = (from: first.firstDay, through: month.lastDay)
    var pieces = ReportPieces()
    pieces.add(.count, "givers/\(month)", givers)
    let signed = try Award.counted(.signed, from: span.from, through: span.through, reading)
    for grant in signed { pieces.add(.count, "signed/\(grant.fund)/\(grant.use.rawValue)/\(grant.month)", 1) }
    for grant in try Award.ended(from: span.from, through: span.through, reading) {
      pieces.add(.count, "ended/\(grant.fund)/\(grant.use.rawValue)/\(grant.month)/\(grant.how.rawValue)", 1)
    }
    for grant in try Award.freed(from: span.from, through: span.through, reading) {
      pieces.add(.count, "freed/\(grant.fund)/\(grant.use)/\(grant.month)", 1)
    }
    let funds = try Funds.read(reading)
    for sum in try StatementFigures.sums(through: month, reading) where sum.month >= first && sum.pence != 0 {
      guard let use = sum.grantUse, let fund = funds[sum.fund]?.code else { continue }
      pieces.add(.pence, "granted/\(fund)/\(use)/\(sum.month)", sum.pence)
    }
    var largest = Dictionary(grouping: signed, by: \.use.rawValue).compactMapValues { $0.map(\.pence).max() }
    largest[cameBack] = try Award.largestFreed(from: span.from, through: span.through, reading)
    return table(
      name(month, edition: edition), month, funds.all.map(\.code), pieces, largest: largest,
      differences: try PeriodCounts.given(givers, in: month, reading))
  }

  /// The table of these pieces.
  /// - Parameters:
  ///   - largest: the largest grant of each use, and the most that came back of one.
  ///   - differences: see ``DisclosureCell/differences``, of the number of people who gave.
  static func table(
    _ name: String, _ month: Month, _ funds: [String], _ pieces: ReportPieces, largest: [String: Int64],
    differences: [Int64] = []
  ) -> DisclosureTable {
    DisclosureTable(
      name, parts: pieces.values, cells: cells(month, funds, pieces, largest, differences),
      breakdowns: [
        ("signed", Account.GrantUse.allCases.map { "signed/\($0.rawValue)" }),
        ("signed", funds.map { "\($0)/signed" }), ("ended", funds.map { "\($0)/ended" }),
      ])
  }

  private static func cells(
    _ month: Month, _ funds: [String], _ pieces: ReportPieces, _ largest: [String: Int64], _ differences: [Int64]
  ) -> [DisclosureCell] {
    var cells = [
      DisclosureCell("givers", .count, of: ["givers/\(month)"], differences: differences),
      DisclosureCell("signed", .count, of: pieces.names(.count, "signed")),
      DisclosureCell("ended", .count, of: pieces.names(.count, "ended")),
    ]
    for use in Account.GrantUse.allCases.map(\.rawValue) {
      cells += [
        DisclosureCell("signed/\(use)", .count, of: pieces.names(.count, "signed", [.use: use])),
        DisclosureCell(
          "granted/\(use)", .pence, of: pieces.names(.pence, "granted", [.use: use]), countedBy: "signed/\(use)",
          largestPence: largest[use]),
      ]
    }
    cells += cameBack(pieces, largest: largest[cameBack])
    for fund in funds {
      cells += [
        DisclosureCell("\(fund)/signed", .count, of: pieces.names(.count, "signed", [.fund: fund])),
        DisclosureCell("\(fund)/ended", .count, of: pieces.names(.count, "ended", [.fund: fund])),
      ]
    }
    // The sums that a balance needs: each fund's and all funds', in the month and in the year.
    for (key, words) in [("granted", [:])] + funds.map({ ("\($0)/granted", [ReportPieces.Place.fund: $0]) }) {
      let inMonth = words.merging([.month: "\(month)"]) { $1 }
      cells += [
        DisclosureCell("\(key)/month", .pence, of: pieces.names(.pence, "granted", inMonth), mustShow: true),
        DisclosureCell("\(key)/year", .pence, of: pieces.names(.pence, "granted", words), mustShow: true),
      ]
    }
    return cells
  }

  /// The key of how many grants were cancelled, or not needed in full, and gave money back to the fund.
  static let cameBack = "came-back"
  /// The key of what came back of them.
  static let cameBackSum = "came-back/sum"
  /// That, in words.
  static let cameBackWords = "Cancelled or not needed, and back in the fund"

  /// What came back, and of how many: the same figures in a statement and in a report.
  static func cameBack(_ pieces: ReportPieces, largest: Int64?) -> [DisclosureCell] {
    [
      DisclosureCell(
        cameBack, .count,
        of: pieces.names(.count, "ended", [.priority: EndedGrant.How.cancelled.rawValue])
          + pieces.names(.count, "freed")),
      DisclosureCell(
        cameBackSum, .pence, of: pieces.names(.pence, "granted", [.use: StatementFigures.writtenBackAccount]),
        countedBy: cameBack, largestPence: largest),
    ]
  }
}

extension FundSum {
  /// What a grant's account is for: its use, or what came back; nil for other accounts.
  var grantUse: String? {
    if account == StatementFigures.writtenBackAccount { return account }
    let grants = "expense:grants:"
    return account.hasPrefix(grants) ? String(account.dropFirst(grants.count)) : nil
  }
}
