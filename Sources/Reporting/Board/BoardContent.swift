// Everything that a report says: gathered once, then written as a page, CSV and XML, so that all say the same.

import Dates
import Grants
import Ledger
import Money
import Store

/// The content of a report on a half-year or a year. Young people's words are not in it: only how many places there are.
public struct BoardContent: Codable, Hashable, Sendable {
  /// A line: each figure as digits, pence for money, `c` where it is hidden; nil where there is none.
  public struct Line: Codable, Hashable, Sendable {
    /// A stable code.
    public let code: String
    /// What it is, in plain words.
    public let words: String
    /// How many.
    public var count: String?
    /// How much, in pence.
    public var pence: String?
    /// How many the report before told.
    public var lastCount: String?
    /// How much the report before told.
    public var lastPence: String?
  }

  /// A part of the report.
  public enum Part: String, CaseIterable, Codable, Sendable {
    /// What came in, by where it came from.
    case raised
    /// From how many.
    case givers
    /// What came in month by month, and from how many in each.
    case months
    /// Grants in all, and by what they are in the accounts.
    case kinds
    /// Grants by what they serve.
    case priorities
    /// How long people waited, in days.
    case waits
    /// What was said no to, what was late, which rules were set aside.
    case decisions
    /// The balance from the first day to the last; in the yearly report.
    case accounts
  }

  /// A campaign.
  public struct Campaign: Codable, Hashable, Sendable {
    /// The code of its fund.
    public let code: String
    /// Its name, which a person wrote.
    public let name: String
    /// What it hopes for.
    public let targetPence: Int64
    /// What came in for it; `c` where it is hidden.
    public let raised: String
    /// From how many.
    public let givers: String
    /// How many books were bought and given.
    public let books: String
    /// How many vouchers.
    public let vouchers: String
  }

  /// The scheme's name.
  public let scheme: String
  /// Whether it is a practice home's.
  public let isPractice: Bool
  /// Which report it is.
  public let kind: ReportPeriod.Kind
  /// The period's code.
  public let code: String
  /// The first month.
  public let first: String
  /// The last month.
  public let last: String
  /// The period in words.
  public let words: String
  /// The period of the report before, in words; nil for the first.
  public let before: String?
  /// The day on which it was made, ISO.
  public let asOf: String
  /// Up to which number counts are hidden.
  public let hiddenUpTo: Int64
  /// Within how many working days the foundation should sign.
  public let signWithinDays: Int
  /// Its parts, by their names.
  public let parts: [String: [Line]]
  /// The campaigns of the time.
  public let campaigns: [Campaign]
  /// What reports before told, where months of theirs were changed since; nil where there is nothing to put right.
  public let corrections: [Correction]?
  /// How many stories it has places for.
  public let stories: Int
  /// The signed audit head at the close of its last month.
  public let auditHead: String?

  /// The lines of a part.
  public subscript(part: Part) -> [Line] { parts[part.rawValue] ?? [] }

  /// A line of a part.
  public subscript(part: Part, code: String) -> Line? { self[part].first { $0.code == code } }
}

/// What the one who makes a report knows and the books do not say.
public struct BoardSetting: Sendable {
  /// The scheme's name.
  public var scheme: String
  /// Whether it is a practice home's.
  public var isPractice: Bool
  /// The day it is made.
  public var asOf: CivilDate
  /// Within how many working days the foundation should sign.
  public var signWithinDays: Int
  /// Whose gifts from pay may stand apart: so many of them gave in each month, or none.
  public var apart: Set<Account.Givers>
  /// The signed audit head at the close of the last month.
  public var auditHead: String?
  /// The rules of disclosure.
  public var rules: DisclosureRules

  /// A setting.
  public init(
    scheme: String, isPractice: Bool, asOf: CivilDate, signWithinDays: Int, apart: Set<Account.Givers>,
    auditHead: String?,
    rules: DisclosureRules = DisclosureRules()
  ) {
    self.scheme = scheme
    self.isPractice = isPractice
    self.asOf = asOf
    self.signWithinDays = signWithinDays
    self.apart = apart
    self.auditHead = auditHead
    self.rules = rules
  }
}
