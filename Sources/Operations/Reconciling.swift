// Deducted, passed on, banked, the foundation's own balance: all of it beside each other, with every difference by name.

import Banking
import Dates
import Giving
import Ledger
import Money
import Store

/// The scheme's money on one page: what was deducted and where it is, and what each bank account holds.
public struct Reconciliation: Codable, Sendable {
  /// Each bank account.
  public let accounts: [AccountReconciliation]
  /// Each employer's tax months.
  public let employers: [PassedOn]

  /// Whether every difference is explained to the penny.
  public var isExplained: Bool { notExplained.isEmpty }

  /// What is not explained, in words.
  public var notExplained: [String] {
    employers.filter { $0.unexplainedPence != 0 }.map {
      "\($0.unexplainedPence.pounds) of what \($0.employer) deducted in \($0.period) is not explained"
    }
      + accounts.flatMap { account in
        (account.unexplainedPence == 0
          ? []
          : ["\(account.unexplainedPence.pounds) between the bank and the books of \(account.account) is not explained"])
          + account.items.filter { $0.what == AccountReconciliation.unexplained }.map {
            "\($0.amountPence.pounds) in suspense of \(account.account) belongs to no open item"
          }
      }
  }

  /// What was deducted until a day and is not in the foundation's account yet, each thing in words.
  public func stillToCome(until day: CivilDate) -> [String] {
    employers.flatMap { month in
      month.differences.filter { ![.agencyCharge, .setAgainst].contains($0.kind) && $0.since <= day.description }.map {
        let due = $0.dueDate.isEmpty ? "" : ", due by \($0.dueDate)"
        return
          "\($0.duePence.pounds) that \(month.employer) deducted in \(month.period) is \($0.kind.words) since \($0.since)\(due)"
      }
    }
  }
}

extension PassedOn.Difference.Kind {
  /// What it means, as it stands after "is".
  public var words: String {
    switch self {
    case .inTransit: "in transit"
    case .short: "short, the rest of what was paid in part,"
    case .atAgency: "with the agency"
    case .agencyShort: "short of what the agency reported"
    case .agencyCharge: "the agency's charge"
    case .holding: "in a holding account"
    case .setAgainst: "set against another payment"
    }
  }
}

extension AccountReconciliation.Item {
  /// What it is, for people.
  public var words: String {
    if what == AccountReconciliation.unexplained { return "NOT EXPLAINED" }
    if let kind = Expectation.Kind(rawValue: what) { return kind.cameAs }
    return count == nil ? Self.accounts[what] ?? what : ItemWords.of(what)
  }

  private static let accounts = [
    Account.opening.name: "balances that were taken on", Account.giftIncome.name: "gifts",
    Account.transfersIn.name: "from other funds and charities",
    Account.transfersOut.name: "to other funds and charities",
    Account.agencyFees.name: "what agencies and web pages keep",
  ]
}

extension Expectation.Kind {
  /// What money that was expected so is in a bank account.
  fileprivate var cameAs: String {
    switch self {
    case .employerRemittance: "straight from employers"
    case .agencyPayment: "from agencies"
    case .webPayout: "from web pages"
    case .match: "from sponsors"
    case .giftAid: "Gift Aid from HMRC"
    case .transferIn: "gifts and transfers that were announced"
    case .payment: "payments of grants"
    case .fee: "fees that were paid"
    }
  }
}

extension House {
  /// Reconciles everything, as of the business date.
  public func reconcile() throws -> Reconciliation {
    try store.snapshot { try reconcile($0) }
  }

  func reconcile(_ reading: Reading) throws -> Reconciliation {
    let told = try RemittanceDue.all(reading) { _ in true }
    let deducted = Dictionary(told.map { ($0.expectation, $0.deductedPence - $0.returnedPence) }, uniquingKeysWith: +)
    return Reconciliation(
      accounts: try BankReconciliation.accounts(reading),
      employers: try BankReconciliation.passedOn(on: businessDate, deducted: deducted, reading))
  }
}

extension Int64 {
  /// Pence as people read them.
  fileprivate var pounds: String { Pence(self).pounds }
}
