// What a report of a half-year or a year counts, read from the books: pieces that the disclosure control adds up.

import Dates
import Giving
import Grants
import Ledger
import Store

/// The pieces of a report, and what goes with them.
struct BoardPieces: Sendable {
  /// The pieces.
  var pieces = ReportPieces()
  /// The largest single sum behind a cell of money, by the cell's key.
  var largest: [String: Int64] = [:]
  /// What numbers of people give away beside others that were told, by the cell's key.
  var differences: [String: [Int64]] = [:]
  /// The codes of the campaigns that it tells of.
  var campaigns: [String] = []

  /// How a grant that was signed late is told, and one that was not.
  static let (late, timely) = ("late", "timely")

  /// Notes a sum behind a cell.
  mutating func note(_ key: String, _ pence: Int64) { largest[key] = max(largest[key] ?? 0, pence) }
}

extension BoardPieces {
  /// Reads them.
  /// - Parameter isLate: whether a grant was signed later than it should be.
  static func read(
    _ period: ReportPeriod, isLate: (SignedGrant) -> Bool, _ applications: ApplicationReport, _ reading: Reading
  ) throws -> BoardPieces {
    var found = BoardPieces()
    let (first, last) = (period.months.lowerBound.firstDay, period.months.upperBound.lastDay)
    for grant in try Award.signed(from: first, through: last, reading) {
      found.pieces.add(
        .count,
        "signed/\(grant.fund)/\(grant.use.rawValue)/\(grant.month)/\(grant.priority.rawValue)/"
          + (isLate(grant) ? late : timely), 1)
    }
    for grant in try Award.ended(from: first, through: last, reading) {
      found.pieces.add(
        .count, "ended/\(grant.fund)/\(grant.use.rawValue)/\(grant.month)/\(grant.how.rawValue)", 1)
    }
    for grant in try Award.freed(from: first, through: last, reading) {
      found.pieces.add(.count, "freed/\(grant.fund)/\(grant.use)/\(grant.month)", 1)
    }
    for month in applications.declined { found.pieces.add(.count, "declined/\(month)", 1) }
    for month in applications.overridden { found.pieces.add(.count, "overridden/\(month)", 1) }
    try found.readMoney(period, reading)
    try found.readGivers(period, reading)
    return found
  }

  /// Grants by what they serve, award by award; what is no award's is told apart, so that all adds up to the balance.
  private mutating func readMoney(_ period: ReportPeriod, _ reading: Reading) throws {
    let funds = try Funds.read(reading)
    let sums = try Award.sums(from: period.months.lowerBound, through: period.months.upperBound, reading)
    for sum in sums {
      guard let use = sum.use else {
        note(StatementDisclosure.cameBack, sum.pence)
        continue
      }
      guard let priority = sum.priority?.rawValue else { continue }
      pieces.add(.pence, "granted/\(sum.fund)/\(use.rawValue)/\(sum.month)/\(priority)", sum.pence)
      note("granted/\(use.rawValue)", sum.pence)
      note("granted-for/\(priority)", sum.pence)
    }
    let finer = pieces
    for sum in try StatementFigures.sums(through: period.months.upperBound, reading)
    where period.months.contains(sum.month) && sum.pence != 0 {
      guard let use = sum.grantUse, let fund = funds[sum.fund]?.code else { continue }
      let name = "granted/\(fund)/\(use)/\(sum.month)"
      guard use != StatementFigures.writtenBackAccount else {
        pieces.add(.pence, name, sum.pence)
        continue
      }
      let rest =
        sum.pence
        - finer.names(.pence, "granted", [.fund: fund, .use: use, .month: "\(sum.month)"])
        .reduce(0) { $0 + finer[.pence, $1] }
      if rest != 0 { pieces.add(.pence, "\(name)/none", rest) }
    }
  }

  private mutating func readGivers(_ period: ReportPeriod, _ reading: Reading) throws {
    let givers = try Givers.over(period.months, reading)
    let others = try KeptReport.periods(reading).filter {
      $0.name != period.name && ($0.months.overlaps(period.months))
    }.map { (months: $0.months, givers: try Givers.over($0.months, reading)) }
    func differences(_ count: (PeriodGivers) -> Int64, months: [PeriodCounts.Told]) -> [Int64] {
      PeriodCounts.differences(
        .init(months: period.months, count: count(givers)),
        beside: others.map { .init(months: $0.months, count: count($0.givers)) } + months)
    }
    pieces.add(.count, "givers/\(period.name)", givers.all)
    self.differences["givers"] = differences(
      \.all,
      months: try period.eachMonth.compactMap { month in
        try MonthClose.find(month, reading).map { .init(months: month...month, count: $0.givers) }
      })
    let gifts = try Gift.all(reading).filter { gift in
      CivilDate(gift.date).map { period.months.contains($0.month) } ?? false
    }
    for gift in gifts {
      if let month = CivilDate(gift.date)?.month { pieces.add(.count, "gifts/\(month)", 1) }
    }
    try readCampaigns(period, givers, gifts, { fund in differences({ $0.count[fund] ?? 0 }, months: []) }, reading)
  }

  private mutating func readCampaigns(
    _ period: ReportPeriod, _ givers: PeriodGivers, _ gifts: [Gift], _ differences: (Int64) -> [Int64],
    _ reading: Reading
  ) throws {
    let funds = try Funds.read(reading)
    let sums = try StatementFigures.sums(through: period.months.upperBound, reading)
    let bought = try Campaign.bought(
      from: period.months.lowerBound.firstDay, through: period.months.upperBound.lastDay, reading)
    for campaign in try Campaign.all(reading) {
      guard let fund = funds[campaign.fund] else { continue }
      for sum in sums
      where sum.fund == fund.number && period.months.contains(sum.month) && sum.account.hasPrefix("income:")
        && sum.account != Account.transfersIn.name && sum.pence != 0
      { pieces.add(.pence, "raised/\(fund.code)/\(sum.month)", -sum.pence) }
      for thing in bought where thing.fund == fund.number {
        if thing.books != 0 { pieces.add(.count, "books/\(fund.code)/\(thing.month)", thing.books) }
        if thing.vouchers != 0 { pieces.add(.count, "vouchers/\(fund.code)/\(thing.month)", thing.vouchers) }
      }
      let others = gifts.filter { $0.fund == fund.number }
      let count = (givers.count[fund.number] ?? 0) + Int64(others.count)
      let key = "campaign/\(fund.code)"
      pieces.add(.count, "campaign-givers/\(fund.code)/\(period.name)", count)
      note("\(key)/raised", max(givers.largestPence[fund.number] ?? 0, others.map(\.amountPence).max() ?? 0))
      self.differences["\(key)/givers"] = differences(fund.number)
      let isTold =
        count > 0 || !pieces.names(.pence, "raised", [.fund: fund.code]).isEmpty
        || ["books", "vouchers"].contains { !pieces.names(.count, $0, [.fund: fund.code]).isEmpty }
      if isTold { campaigns.append(fund.code) }
    }
  }
}
