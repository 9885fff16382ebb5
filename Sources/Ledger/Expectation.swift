// Expectations: money that should come or go, from whom, to whom and by when. What is due under each is what the postings
// that name it come to, so nothing is on its way without an expectation, and no sum is kept beside the ledger.

import Dates
import Money
import Store

/// Money that should come, or go.
public struct Expectation: Codable, Hashable, Sendable {
  /// What kind of money it is.
  public enum Kind: String, Codable, CaseIterable, Sendable {
    /// What an employer deducted and passes on, to an agency or to the foundation.
    case employerRemittance = "employer-remittance"
    /// What a payroll giving agency reported and pays.
    case agencyPayment = "agency-payment"
    /// What a web platform took and pays out.
    case webPayout = "web-payout"
    /// What a sponsor promised for gifts that were made.
    case match
    /// What HMRC repays on gifts from taxed pay.
    case giftAid = "gift-aid"
    /// What another fund or charity sends, or somebody gives at once.
    case transferIn = "transfer-in"
    /// A released payment that is to leave the bank.
    case payment
    /// Fees that are to be paid.
    case fee
  }

  /// The public id, from the event.
  public let id: String
  /// What kind.
  public let kind: Kind
  /// Who pays: an employer's, agency's or sponsor's code.
  public let from: String
  /// Who is paid: an agency's code, or ``foundation``.
  public let to: String
  /// The period it is owed for, such as a tax month, or the document it came with.
  public let period: String
  /// By when.
  public let dueDate: String

  /// The community foundation, as the one who is paid.
  public static let foundation = "foundation"

  /// An expectation.
  public init(id: String, kind: Kind, from: String, to: String, period: String, dueDate: CivilDate) {
    self.id = id
    self.kind = kind
    self.from = from
    self.to = to
    self.period = period
    self.dueDate = dueDate.description
  }

  /// Records it. What is due under it is posted by the entries that name it.
  public func record(in write: Write) throws {
    try write.append(
      to: Self.book,
      [.text(id), .text(kind.rawValue), .text(from), .text(to), .text(period), .day(written: dueDate)])
  }

  /// The expectation with this id, or nil.
  public static func find(_ id: String, _ reading: Reading) throws -> Expectation? {
    try reading.first("SELECT \(columns) FROM expectation WHERE public_id = ?", [.text(id)]) { try Expectation($0) }
  }

  /// All of a kind, settled or not, in order of id.
  public static func all(_ kind: Kind, _ reading: Reading) throws -> [Expectation] {
    try reading.all("SELECT \(columns) FROM expectation WHERE kind = ? ORDER BY public_id", [.text(kind.rawValue)]) {
      try Expectation($0)
    }
  }

  static let columns = "public_id, kind, payer, payee, period, due_date"

  init(_ row: Row) throws {
    guard let kind = Kind(rawValue: row.text(1)) else {
      throw StoreError.broken("the expectation \(row.text(0)) is of no known kind")
    }
    self.init(
      id: row.text(0), kind: kind, from: row.text(2), to: row.text(3), period: row.text(4), dueDate: try row.day(5))
  }

  static let book = Book("expectation", ["public_id", "kind", "payer", "payee", "period", "due_date"])

  static let schema = Schema.book(
    "expectation",
    """
    public_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, payer TEXT NOT NULL, payee TEXT NOT NULL, period TEXT NOT NULL,
    due_date INTEGER NOT NULL
    """)
}
