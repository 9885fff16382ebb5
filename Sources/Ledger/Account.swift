// The ledger accounts that a posting can name (`architecture.md`, "Accounts").

/// A ledger account, by its stable name. A bank account is one of them: `asset:bank:foundation`.
public struct Account: Hashable, Comparable, Sendable {
  /// The stable name.
  public let name: String

  /// An account of this name, as the books hold it.
  public init(name: String) { self.name = name }

  /// Deducted by an employer and not yet paid over.
  public static func inTransit(employer: String) -> Account { Account(name: "asset:in-transit:\(employer)") }
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
  /// Gifts from pay.
  public static func payrollIncome(_ givers: Givers) -> Account { Account(name: "income:payroll:\(givers.rawValue)") }
  /// Balances taken on when the scheme began to use this program.
  public static let opening = Account(name: "equity:opening")

  /// Whose pay it came from.
  public enum Givers: String, CaseIterable, Codable, Sendable {
    /// The council's staff.
    case staff
    /// Councillors, who hold an office.
    case councillors
    /// Staff of partner employers.
    case partners
  }

  /// In order of name.
  public static func < (a: Account, b: Account) -> Bool { a.name < b.name }
}
