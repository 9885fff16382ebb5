// The foundation's fee at the command line and at the end of a month.

import Batch
import Dates
import Files
import Giving
import Ledger
import Store

extension House {
  /// What the foundation takes, as it was agreed.
  /// - Throws: `ConfigurationFault` where the scheme has none.
  private func feeRules() throws -> FoundationFeeRules {
    guard let rules = configuration.fees else {
      throw ConfigurationFault(
        file: configuration.file("fees.yaml"), line: 0, column: 0,
        message: "The foundation's fee needs this file: what is taken, on what, and since when.")
    }
    return rules
  }

  private func feeCharging(isDryRun: Bool) throws -> FeeCharging {
    FeeCharging(try feeRules(), store, actor: actor, businessDate: businessDate, isDryRun: isDryRun)
  }

  /// Takes what the foundation is owed after a month and was not taken yet.
  /// - Returns: what became of each fund whose fee changed.
  /// - Throws: `LedgerError.month` if the month is not over, or closed.
  public func chargeFees(_ month: Month, isDryRun: Bool = false) throws -> [FundFee] {
    try feeCharging(isDryRun: isDryRun).charge(month)
  }

  /// What every fund owes the foundation after a month, by default the last that is over, and can give of it.
  public func feesOwed(after month: Month? = nil) throws -> [FundFee] {
    try requireMoneyReader("fee show")
    return try feeCharging(isDryRun: false).standing(after: month ?? businessDate.month.previous)
  }

  /// The fees that were taken, the newest first.
  public func feesTaken() throws -> [FeeCharge] {
    try requireMoneyReader("fee list")
    return try FeeCharge.all(store.reading)
  }

  /// The step of the job `month-end`: takes the fee of the month before the run's business date, where one is agreed.
  func chargeFees(_ context: StepContext) throws -> StepReport {
    let month = context.businessDate.month.previous
    guard let rules = configuration.fees, rules.takesAnything else {
      return StepReport(skipped: 1, message: "no fee is agreed")
    }
    guard let next = try MonthClose.nextInOrder(store.reading), next <= month else {
      return StepReport(skipped: 1, message: "\(month) is closed, or nothing was booked in it or before")
    }
    let charging = FeeCharging(rules, store, actor: .system, businessDate: context.businessDate)
    let fees = try charging.charge(month)
    let (taken, short) = (fees.count { $0.feePence > 0 }, fees.count { $0.restPence > 0 })
    context.log.event("foundation-fee", ["funds": taken, "short": short])
    return StepReport(
      read: fees.count, written: taken,
      message: "the fee of \(month) was taken of \(taken) funds"
        + (short == 0 ? "" : "; \(short) could not give it all"),
      waits: short > 0, foundWork: !fees.isEmpty)
  }
}
