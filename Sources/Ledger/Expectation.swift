// Expectations: money that should come or go, from whom and by when. The bank's lines are assigned to them.

import Dates
import Money
import Store

/// Money that should come.
public struct Expectation: Codable, Hashable, Sendable {
  /// The public id, from the event.
  public let id: String
  /// What kind: `employer-remittance`.
  public let kind: String
  /// Who owes it: an employer's code.
  public let from: String
  /// The period it is owed for, such as a tax month.
  public let period: String
  /// How much; negative takes back an earlier one.
  public let amountPence: Int64
  /// By when.
  public let dueDate: String

  /// An expectation.
  public init(id: String, kind: String, from: String, period: String, amount: Pence, dueDate: CivilDate) {
    self.id = id
    self.kind = kind
    self.from = from
    self.period = period
    amountPence = amount.rawValue
    self.dueDate = dueDate.description
  }

  /// Records it.
  public func record(in write: Write) throws {
    try write.append(
      to: Self.book,
      [.text(id), .text(kind), .text(from), .text(period), .integer(amountPence), .day(written: dueDate)])
    try write.add(to: Self.tally, key: [.text(kind), .text(from), .text(period)], [amountPence])
  }

  /// The expectation with this id, or nil.
  public static func find(_ id: String, _ reading: Reading) throws -> Expectation? {
    try reading.first(
      "SELECT kind, counterparty, period, amount_pence, due_date FROM expectation WHERE public_id = ?", [.text(id)]
    ) { row in
      Expectation(
        id: id, kind: row.text(0), from: row.text(1), period: row.text(2), amount: Pence(row.int(3)),
        dueDate: try row.day(4))
    }
  }

  static let book = Book("expectation", ["public_id", "kind", "counterparty", "period", "amount_pence", "due_date"])
  static let tally = Tally(
    "expected", key: ["kind", "counterparty", "period"], values: ["amount_pence"],
    rebuild: """
      SELECT kind, counterparty, period, sum(amount_pence) AS amount_pence FROM expectation
      GROUP BY kind, counterparty, period
      """)

  static let schema =
    Schema.book(
      "expectation",
      """
      public_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, counterparty TEXT NOT NULL, period TEXT NOT NULL,
      amount_pence INTEGER NOT NULL, due_date INTEGER NOT NULL
      """)
      + """
      CREATE TABLE expected (kind TEXT NOT NULL, counterparty TEXT NOT NULL, period TEXT NOT NULL,
      amount_pence INTEGER NOT NULL, PRIMARY KEY (kind, counterparty, period)) STRICT, WITHOUT ROWID;

      """
}
