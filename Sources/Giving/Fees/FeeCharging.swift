// Takes the foundation's fee after a month. What every month comes to is computed from the books when it is taken, and only
// what was not taken before is posted: money that came late is counted, and what was taken back is held against it. No fund
// gives more than it could award; the rest waits, as an open item, until there is money.

import Dates
import Ledger
import Money
import Store

/// What became of one fund's fee.
public struct FundFee: Codable, Hashable, Sendable {
  /// The fund's code.
  public let fund: String
  /// The month after which it was taken.
  public let month: String
  /// What was taken.
  public let feePence: Int64
  /// What is owed and was not taken, because the fund could not award as much.
  public let restPence: Int64
  /// What was taken before beyond what is owed by now, because what it was taken on was taken back: the foundation holds it
  /// against the fund's next fees.
  public let creditPence: Int64
}

/// Takes fees.
public struct FeeCharging {
  let rules: FoundationFeeRules
  let store: Store
  let actor: Actor
  let businessDate: CivilDate
  let isDryRun: Bool

  /// Takes fees by these rules.
  public init(
    _ rules: FoundationFeeRules, _ store: Store, actor: Actor, businessDate: CivilDate, isDryRun: Bool = false
  ) {
    self.rules = rules
    self.store = store
    self.actor = actor
    self.businessDate = businessDate
    self.isDryRun = isDryRun
  }

  /// The code of the open item of a fund that could not give what it owes.
  public static let notCharged = "fee-not-charged"

  /// What every fund owes after a month and can give, whether or not anything of it is new; nothing is changed.
  public func standing(after month: Month) throws -> [FundFee] {
    try plans(month, store.reading).map { FundFee(fund: $0.fund.code, month: month.description, $0) }
  }

  /// Takes what is owed after a month and was not taken yet.
  /// - Returns: what became of each fund whose fee changed; empty if nothing has changed since it was taken last.
  /// - Throws: `LedgerError.month` if the month is not over, or closed; `ConfigurationFault` if a rule names no fund.
  public func charge(_ month: Month) throws -> [FundFee] {
    guard month < businessDate.month else { throw LedgerError.month(month: month, why: "it is not over yet") }
    guard try Months.read(store.reading).isOpen(month) else {
      throw LedgerError.month(month: month, why: "it is closed; what came late is charged with the month it counts in")
    }
    guard try plans(month, store.reading).contains(where: \.isChange) else { return [] }
    let request = WriteRequest(
      Action("fee.charge"), by: actor, key: "fee/\(month)/\(try changes(store.reading) + 1)",
      inputs: Inputs(["month": month.description]), on: businessDate, isDryRun: isDryRun)
    return try store.write(request) { write in
      let plans = try plans(month, write.reading).filter(\.isChange)
      for plan in plans { try post(plan, month, in: write) }
      return plans.map { FundFee(fund: $0.fund.code, month: month.description, $0) }
    }.value
  }

  /// How often anything came of a fee so far: what makes the next time another time.
  private func changes(_ reading: Reading) throws -> Int64 {
    try reading.int(
      """
      SELECT (SELECT count(*) FROM fee_charge) + (SELECT count(*) FROM open_item WHERE code = ?1)
      + (SELECT count(*) FROM open_item_settlement JOIN open_item ON public_id = item WHERE code = ?1)
      """, [.text(Self.notCharged)])
  }

  private func plans(_ month: Month, _ reading: Reading) throws -> [FeePlan] {
    let funds = try Funds.read(reading)
    try rules.requireFunds(funds)
    let bases = try FeeBases(reading)
    let available = Dictionary(
      try FundPosition.all(reading).map { ($0.fund, Pence($0.availablePence)) }, uniquingKeysWith: { first, _ in first }
    )
    return try funds.all.compactMap { fund in
      let months = rules.months(of: fund, through: month, bases)
      let items = try OpenItem.open(reading, subject: FeePlan.subject(fund))
      guard !months.isEmpty || !items.isEmpty else { return nil }
      return FeePlan(
        fund, months, taken: try FeeCharge.taken(of: fund, reading), available: available[fund.code] ?? .zero, items)
    }
  }

  /// Posts what is taken of one fund, and says what is not.
  private func post(_ plan: FeePlan, _ month: Month, in write: Write) throws {
    if plan.fee > .zero { try postFee(plan, month, in: write) }
    if plan.rest == .zero {
      for item in plan.items { try item.settle(reason: "charged", entry: nil, on: businessDate, in: write) }
    } else if plan.items.isEmpty {
      let subject = FeePlan.subject(plan.fund)
      let before = try write.reading.int("SELECT count(*) FROM open_item WHERE subject = ?", [.text(subject)])
      try OpenItem(
        id: "\(subject)/not-charged/\(before + 1)", code: Self.notCharged, subject: subject, eventDate: month.lastDay
      ).raise(in: write)
    }
  }

  private func postFee(_ plan: FeePlan, _ month: Month, in write: Write) throws {
    let due = "\(FeePlan.subject(plan.fund))/\(month)"
    let number = try write.reading.int(
      "SELECT count(DISTINCT entry) FROM fee_charge WHERE fund = ? AND month = ?",
      [.integer(plan.fund.number), .integer(Int64(month.monthNumber))])
    let entry = "\(due)/\(number + 1)"
    if try Expectation.find(due, write.reading) == nil {
      try Expectation(
        id: due, kind: .fee, from: Expectation.foundation, to: "foundation-costs", period: month.description,
        dueDate: month.lastDay.adding(days: rules.paymentDays)
      ).record(in: write)
    }
    var draft = EntryDraft(id: entry, kind: "foundation-fee", eventDate: month.lastDay)
    draft.move(
      plan.fee, debit: .foundationFee, credit: .feesDue(Expectation.foundation), fund: plan.fund.number,
      expectation: due)
    try draft.post(in: write)
    for part in plan.parts {
      try FeeCharge.record(part.fee, for: part.month, of: plan.fund, entry: entry, takenIn: month, in: write)
    }
  }
}

/// What is to be taken of one fund, for which months, and what it cannot give.
struct FeePlan {
  let fund: Fund
  let parts: [(month: FeeMonth, fee: Pence)]
  let rest: Pence
  /// What was taken before beyond what all months come to.
  let credit: Pence
  /// What says that it could not give what it owed before.
  let items: [OpenItem]

  /// What fees of a fund are about, as items name it.
  static func subject(_ fund: Fund) -> String { "fee/\(fund.code)" }

  var fee: Pence { parts.map(\.fee).sum() }

  /// Whether anything is to be written.
  var isChange: Bool { fee > .zero || (rest > .zero) == items.isEmpty }

  /// What all months come to, less what was taken; as much as there is, for the earliest months first.
  init(_ fund: Fund, _ months: [FeeMonth], taken: [Month: Pence], available: Pence, _ items: [OpenItem]) {
    self.fund = fund
    self.items = items
    let last = months.last?.month
    let before = taken.filter { month, _ in last.map { month <= $0 } ?? false }.map(\.value).sum()
    let all = months.map(\.amount).sum()
    let owed = max(.zero, all - before)
    credit = max(.zero, before - all)
    var left = min(owed, max(.zero, available))
    rest = owed - left
    var parts: [(month: FeeMonth, fee: Pence)] = []
    for month in months where left > .zero {
      let part = min(left, max(.zero, month.amount - (taken[month.month] ?? .zero)))
      guard part > .zero else { continue }
      parts.append((month, part))
      left -= part
    }
    self.parts = parts
  }
}

extension FundFee {
  init(fund: String, month: String, _ plan: FeePlan) {
    self.init(
      fund: fund, month: month, feePence: plan.fee.rawValue, restPence: plan.rest.rawValue,
      creditPence: plan.credit.rawValue)
  }
}
