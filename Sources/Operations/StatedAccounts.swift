// A bank account whose statements are taken in holds what they say: what is recorded by hand must not say otherwise.

import Banking
import Dates
import Foundation
import Giving
import Ledger
import Money
import Store

extension House {
  /// Records a gift that does not come from pay.
  /// - Parameters:
  ///   - code: the council's holding account that it is in already; nil where it is expected.
  ///   - isAnother: whether one of the same giver, day, fund and amount may stand beside another.
  /// - Throws: `GivingError` if it cannot be: of a day that has not come, in an account that there is not, or in one of the
  ///   foundation's own. One person's word makes no money awardable: there it is expected, and the bank's line pays it.
  public func addGift(
    _ terms: GiftTerms, receivedIn code: String? = nil, isAnother: Bool, isDryRun: Bool = false
  ) throws -> Gift {
    guard terms.date <= businessDate else {
      throw GivingError.gift("\(terms.date) has not come yet: a gift is recorded once it was given or promised.")
    }
    let terms = try code.map { terms.received(in: try holdingAccount($0)) } ?? terms
    let request = WriteRequest(
      Action("gift.add"), by: actor, key: freshKey("gift"),
      inputs: Inputs(["amount": terms.amount.description, "fund": terms.fund, "on": terms.date.description]),
      on: businessDate, isDryRun: isDryRun)
    return try store.write(request) { write in
      if let code { try requireNoStatements(code, write.reading) }
      return try terms.record(isAnother: isAnother, in: write, store: store)
    }.value
  }

  /// The ledger's account of a council's holding account: what lies there can award nothing.
  private func holdingAccount(_ code: String) throws -> Account {
    guard let account = configuration.bankAccounts.first(where: { $0.code == code }) else {
      throw GivingError.notFound(kind: "bank account in config/banks", id: code)
    }
    guard account.kind == .holding else {
      throw GivingError.gift(
        "What is in \(code) only its statements say. Leave --received out: the gift is on its way until the bank's line pays it."
      )
    }
    return account.ledger
  }

  private func requireNoStatements(_ account: String, _ reading: Reading) throws {
    guard try PostedStatement.all(account: account, reading).isEmpty else { throw LedgerError.stated(account: account) }
  }

  /// Holds that an entry leaves every bank account, the foundation's or the council's, with what its statements say:
  /// within one, money may change its fund. Of a shared one, what is ours of what it began with is not stated.
  func requireUnstated(_ draft: EntryDraft, _ reading: Reading) throws {
    let statements = try PostedStatement.all(reading)
    let moved = Dictionary(grouping: draft.postings, by: \.account.name)
    for (account, postings) in moved where postings.map(\.amount).sum() != .zero {
      guard let last = statements.last(where: { $0.ledger == account }), !last.isShared else { continue }
      throw LedgerError.stated(account: last.account)
    }
  }
}
