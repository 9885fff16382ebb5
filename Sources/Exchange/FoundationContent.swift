// What one export says, before it becomes XML or CSV.

import Ledger
import Store

/// The content of one export: its number and its sections. No clock, row id or head is in it, so the same facts give the same
/// bytes.
struct FoundationContent: Hashable {
  /// The export's number; nil for one of everything.
  let number: Int64?
  /// Funds, contributions, grants, payments.
  let sections: [Section]

  /// The sections in their order, without rows.
  static let sections: [Section] = [.funds, .contributions, .grants, .payments]

  /// The content of these sections, as read from files.
  init(number: Int64?, sections: [Section]) {
    self.number = number
    self.sections = sections
  }

  /// What the books say within a scope.
  init(number: Int64?, _ scope: ExportScope, _ reading: Reading) throws {
    var money = FundMoney()
    try self.init(number: number, scope, &money, reading)
  }

  /// The same, from the money that was counted for the export before, which is then counted on.
  /// - Throws: `StoreError.broken` where the sums do not agree.
  init(number: Int64?, _ scope: ExportScope, _ money: inout FundMoney, _ reading: Reading) throws {
    try money.advance(to: scope.entries.lowerBound - 1, reading)
    let before = money
    try money.advance(to: scope.entries.upperBound - 1, reading)
    let funds = try ExportedFund.all(upTo: scope.lastFund, reading)
    self.init(
      number: number,
      sections: [
        .funds(funds, before: before, after: money), try .contributions(scope.entries, funds, reading),
        try .grants(scope.entries, funds, reading), try .payments(scope.entries, funds, reading),
      ])
    if let disagreement { throw StoreError.broken("in an export \(disagreement)") }
  }

  /// Where the sections disagree, in words; nil where the contributions to each fund are what the fund received.
  var disagreement: String? {
    guard let funds = sections.first(where: { $0.name == Section.funds.name }),
      let contributions = sections.first(where: { $0.name == Section.contributions.name })
    else { return "a section is missing" }
    let received = funds.sums(of: "receivedPence", by: "fundCode")
    let suspended = funds.sums(of: "toSuspensePence", by: "fundCode")
    let given = contributions.sums(of: "amountPence", by: "fundCode")
    if let unknown = Set(given.keys).subtracting(received.keys).min() { return "there is no fund \(unknown)" }
    let wrong = received.keys.sorted().first { fund in
      given[fund, default: 0] != received[fund, default: 0] + suspended[fund, default: 0]
    }
    return wrong.map { "the contributions to \($0) are not what it received" }
  }
}
