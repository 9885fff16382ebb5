// The ledger accounts that a posting can name (`architecture.md`, "Accounts").

/// A ledger account, by its stable name. A bank account is one of them: `asset:bank:foundation`.
public struct Account: Hashable, Comparable, Sendable {
  /// The stable name.
  public let name: String

  /// An account of this name, as the books hold it.
  public init(name: String) { self.name = name }

  /// Deducted or announced, and not yet paid over, by an employer or whoever else pays.
  public static func inTransit(employer: String) -> Account { Account(name: "asset:in-transit:\(employer)") }
  /// With a payroll giving agency, and not yet paid on.
  public static func atAgency(_ agency: String) -> Account { Account(name: "asset:at-agency:\(agency)") }
  /// Taken by a web platform, and not yet paid out.
  public static func webPayoutDue(_ platform: String) -> Account { Account(name: "asset:web-payout-due:\(platform)") }
  /// Promised by a sponsor for gifts that were made.
  public static func matchDue(_ sponsor: String) -> Account { Account(name: "asset:match-due:\(sponsor)") }
  /// Reclaimed from HMRC on gifts made from taxed pay.
  public static let giftAidDue = Account(name: "asset:gift-aid-due")
  /// In a bank account of the foundation's.
  public static func bank(_ account: String) -> Account { Account(name: "asset:bank:\(account)") }
  /// In a holding account of the council's: not the foundation's yet, and never available.
  public static func holding(_ account: String) -> Account { Account(name: "asset:holding:\(account)") }
  /// Came in, and nobody knows yet for which fund.
  public static let suspense = Account(name: "liability:suspense")
  /// Awarded and not yet released.
  public static let grantsPromised = Account(name: "liability:grants-promised")
  /// Released and not yet through the bank.
  public static let paymentsReleased = Account(name: "liability:payments-released")
  /// Fees that are owed and not yet paid.
  public static func feesDue(_ whom: String) -> Account { Account(name: "liability:fees-due:\(whom)") }
  /// Balances taken on when the scheme began to use this program.
  public static let opening = Account(name: "equity:opening")
  /// Gifts from pay.
  public static func payrollIncome(_ givers: Givers) -> Account { Account(name: "income:payroll:\(givers.rawValue)") }
  /// What sponsors and employers add to gifts.
  public static let matchIncome = Account(name: "income:match")
  /// Gifts made otherwise than from pay.
  public static let giftIncome = Account(name: "income:gifts")
  /// Tax reclaimed on gifts.
  public static let giftAidIncome = Account(name: "income:gift-aid")
  /// From other funds, here or elsewhere.
  public static let transfersIn = Account(name: "income:transfers-in")
  /// To other funds.
  public static let transfersOut = Account(name: "expense:transfers-out")
  /// What agencies and platforms keep.
  public static let agencyFees = Account(name: "expense:agency-fees")
  /// What a bank takes for itself.
  public static let bankCharges = Account(name: "expense:bank-charges")
  /// The foundation's contribution to its costs.
  public static let foundationFee = Account(name: "expense:foundation-fee")
  /// What young people's grants did.
  public static func grants(_ use: GrantUse) -> Account { Account(name: "expense:grants:\(use.rawValue)") }

  /// What a grant is for, as charity accounts split it (SORP module 16).
  public enum GrantUse: String, CaseIterable, Codable, Sendable {
    /// Support for one young person.
    case individuals
    /// What the group does itself.
    case activities
    /// What is done in the community.
    case community
  }

  /// Whose pay it came from.
  public enum Givers: String, CaseIterable, Codable, Sendable {
    /// The council's staff.
    case staff
    /// Councillors, who hold an office.
    case councillors
    /// Staff of partner employers.
    case partners
  }

  /// The beginnings of the accounts of money that someone in particular owes, or is owed. A posting to one of them names
  /// the expectation that it belongs to, so that no penny is on its way without a name and a day.
  static let dues = [
    "asset:in-transit:", "asset:at-agency:", "asset:web-payout-due:", "asset:match-due:", "asset:gift-aid-due",
    "liability:payments-released", "liability:fees-due:",
  ]

  /// Whether it holds money that someone in particular owes, or is owed.
  public var isDue: Bool { Self.dues.contains { name.hasPrefix($0) } }

  /// In order of name.
  public static func < (a: Account, b: Account) -> Bool { a.name < b.name }
}
