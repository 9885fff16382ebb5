// What a statement is made of, gathered from all rooms.

import Banking
import Dates
import Foundation
import Giving
import Ledger
import Money
import Reporting
import Store

extension House {
  /// A month's statement as it stands now; for a closed month, what it would be if it were made again.
  /// - Parameters:
  ///   - fund: a fund's code; nil for all funds together.
  ///   - isExact: whether small numbers are shown too: for those who may see them.
  public func statement(
    _ month: Month, fund: String? = nil, isExact: Bool = false, _ reading: Reading
  ) throws -> StatementContent {
    let setting = try setting(month, reading)
    let published = isExact ? nil : try published(month, reading)
    return try StatementContent.read(month, fund: fund, setting, showing: published, reading)
  }

  /// A month's statements of these funds, nil for all together.
  func statements(_ month: Month, of funds: [String?], _ reading: Reading) throws -> [StatementContent] {
    let (setting, published) = (try setting(month, reading), try published(month, reading))
    return try funds.map { try StatementContent.read(month, fund: $0, setting, showing: published, reading) }
  }

  /// What of a month's figures may be shown: as it was published, or would be now.
  private func published(_ month: Month, _ reading: Reading) throws -> PublishedTable {
    let table = try disclosureTable(month, reading)
    return try PublishedReport.find(table.report, reading)
      ?? Disclosure.publish(
        table, given: try PublishedReport.related(to: table, reading), rules: try configuration.statements().rules)
  }

  /// The figures of a month's statements, before it is known which of them may be shown.
  func disclosureTable(_ month: Month, _ reading: Reading) throws -> DisclosureTable {
    let close = try MonthClose.find(month, reading)
    return try StatementDisclosure.table(
      month, edition: try MonthClose.times(month, reading) + (close == nil ? 1 : 0),
      yearBegins: try configuration.statements().yearBegins,
      givers: try close?.givers ?? Givers.count(in: month, reading), reading)
  }

  private func setting(_ month: Month, _ reading: Reading) throws -> StatementSetting {
    let close = try MonthClose.find(month, reading)
    let settings = try configuration.statements()
    let yearBegins = settings.yearBegins
    let months = StatementFigures.monthsTold(month, yearBegins: yearBegins)
    return StatementSetting(
      scheme: configuration.schemeName, isPractice: store.isPractice, yearBegins: yearBegins, asOf: businessDate,
      givers: close == nil ? try Givers.count(in: month, reading) : 0,
      apart: try Givers.standingApart(in: months, atLeast: settings.rules.kindsApartFrom, reading),
      waiting: try waiting(reading),
      differences: try differences(month, reading),
      auditHead: try close.flatMap { try store.signedHead(upTo: $0.headLink)?.line }, rules: settings.rules)
  }

  /// What waits for a person, by kind.
  private func waiting(_ reading: Reading) throws -> [StatementContent.Waiting] {
    Dictionary(grouping: try OpenItem.open(reading), by: \.code).compactMap { code, items in
      items.compactMap { CivilDate($0.eventDate) }.min().map {
        StatementContent.Waiting(
          code: code, words: ItemWords.of(code), count: Int64(items.count), since: $0, on: businessDate)
      }
    }.sorted { ($0.since, $0.code) < ($1.since, $1.code) }
  }

  /// What does not agree, and what should be there and is not.
  func differences(_ month: Month, _ reading: Reading) throws -> [String] {
    try Givers.payrollsNotCome(in: month, reading).map { "No file has come from \($0)" } + late(month, reading)
      + bankDifferences(reading)
  }

  /// What is late, by who has to pay it to whom. What few people gave has no sum.
  private func late(_ month: Month, _ reading: Reading) throws -> [String] {
    let last = min(month.lastDay, businessDate).description
    let late = try OpenExpectation.all(reading).filter { $0.expectation.dueDate <= last }
    let least = try configuration.statements().rules.kindsApartFrom
    return try Dictionary(grouping: late) { "\($0.expectation.from) to \($0.expectation.to)" }
      .sorted { $0.key < $1.key }.map { place, open in
        let sum = Pence(open.reduce(0) { $0 + $1.duePence })
        let since = open.map(\.expectation.dueDate).min() ?? ""
        let isOfFew = try open.contains {
          try ["anonymous", "person"].contains($0.expectation.from)
            || Givers.areFew(behind: $0.expectation.id, lessThan: least, reading)
        }
        let amount = isOfFew ? "What is due" : sum.magnitude.pounds
        let what = sum < .zero ? "has not left the bank" : "is late"
        return "\(amount) from \(place) \(what), the oldest since \(CivilDate(since)?.inWords ?? since)"
      }
  }

  /// The bank accounts of which bank and books do not say the same.
  func bankDifferences(_ reading: Reading) throws -> [String] {
    try BankReconciliation.accounts(reading).filter { $0.unexplainedPence != 0 }.map {
      let amount = Pence($0.unexplainedPence)
      return
        "The bank account \($0.account) holds \(amount.magnitude.pounds) \(amount > .zero ? "more" : "less") than the books say"
    }
  }
}
