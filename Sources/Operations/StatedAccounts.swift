// A bank account whose statements are taken in holds what they say: what is recorded by hand must not say otherwise.

import Banking
import Dates
import Giving
import Ledger
import Money
import Store

extension House {
  /// Records a gift that does not come from pay.
  /// - Parameter isAnother: whether one of the same giver, day, fund and amount may stand beside another.
  /// - Throws: `GivingError` if it cannot be; `LedgerError.stated` if it is said to be in a bank account whose statements say
  ///   what is there: it is recorded as expected, and the bank's line pays it.
  public func addGift(_ terms: GiftTerms, isAnother: Bool, isDryRun: Bool = false) throws -> Gift {
    let request = WriteRequest(
      Action("gift.add"), by: actor, key: freshKey("gift"),
      inputs: Inputs(["amount": terms.amount.description, "fund": terms.fund, "on": terms.date.description]),
      on: businessDate, isDryRun: isDryRun)
    return try store.write(request) { write in
      if let account = terms.account { try requireUnstated(account, write.reading) }
      return try terms.record(isAnother: isAnother, in: write, store: store)
    }.value
  }

  /// Holds that an entry leaves every bank account with what its statements say: within one, money may change its fund.
  func requireUnstated(_ draft: EntryDraft, _ reading: Reading) throws {
    let prefix = Account.bank("").name
    let moved = Dictionary(grouping: draft.postings.filter { $0.account.name.hasPrefix(prefix) }, by: \.account)
    for (account, postings) in moved where postings.map(\.amount).sum() != .zero {
      try requireUnstated(String(account.name.dropFirst(prefix.count)), reading)
    }
  }

  private func requireUnstated(_ account: String, _ reading: Reading) throws {
    guard let last = try PostedStatement.all(account: account, reading).last, !last.isShared else { return }
    throw LedgerError.stated(account: account)
  }
}
