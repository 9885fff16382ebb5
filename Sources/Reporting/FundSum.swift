// What an account of a fund comes to in a month: of such sums the figures of a statement are made.

import Dates

/// The sum of an account in a fund and month, debit positive.
public struct FundSum: Hashable, Sendable {
  let account: String
  let fund: Int64
  let month: Month
  let pence: Int64

  /// A sum.
  public init(account: String, fund: Int64, month: Month, pence: Int64) {
    self.account = account
    self.fund = fund
    self.month = month
    self.pence = pence
  }
}
