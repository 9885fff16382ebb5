// Money that was approved and not yet signed for: it stands in no account, and nobody else can be given it.

import Dates
import Money
import Store

/// Money held back for something that waits for a signature.
public enum Reservation {
  /// Holds money back.
  /// - Parameter id: the award's.
  /// - Throws: ``LedgerError/tooLittle(fund:has:wanted:)`` if the fund cannot award so much.
  public static func hold(_ amount: Pence, of fund: Fund, for id: String, on date: CivilDate, in write: Write) throws {
    let position = try FundPosition.all(write.reading).first { $0.fund == fund.code }
    let available = Pence(position?.availablePence ?? 0)
    guard amount > .zero, available >= amount else {
      throw LedgerError.tooLittle(fund: fund.code, has: available, wanted: amount)
    }
    try record(amount, of: fund.number, for: id, on: date, in: write)
  }

  /// Lets go of all that is held back for this id.
  /// - Returns: how much it was.
  @discardableResult
  public static func release(_ id: String, on date: CivilDate, in write: Write) throws -> Pence {
    let held = try write.reading.all(
      "SELECT fund, sum(amount_pence) FROM reservation WHERE award = ? GROUP BY fund", [.text(id)]
    ) { (fund: $0.int(0), amount: Pence($0.int(1))) }
    for part in held where part.amount != .zero {
      try record(-part.amount, of: part.fund, for: id, on: date, in: write)
    }
    return held.map(\.amount).sum()
  }

  /// What is held back, in pence by the fund's number.
  static func byFund(_ reading: Reading) throws -> [Int64: Int64] {
    Dictionary(
      uniqueKeysWithValues: try reading.all("SELECT fund, amount_pence FROM reserved") { ($0.int(0), $0.int(1)) })
  }

  /// Every change of what is held back: the fund's number, the day and how much; an award that was let go of is one below
  /// nothing.
  public static func changes(_ reading: Reading) throws -> [(fund: Int64, date: CivilDate, amount: Pence)] {
    try reading.all("SELECT fund, held_on, sum(amount_pence) FROM reservation GROUP BY fund, held_on") {
      ($0.int(0), try $0.day(1), Pence($0.int(2)))
    }
  }

  private static func record(
    _ amount: Pence, of fund: Int64, for id: String, on date: CivilDate, in write: Write
  ) throws {
    try write.append(to: book, [.text(id), .integer(fund), .integer(amount.rawValue), .day(date)])
    try write.add(to: tally, key: [.integer(fund)], [amount.rawValue])
  }

  /// The days of what is held back, without the rows behind them.
  static let daySchema = "CREATE INDEX reservation_on ON reservation (fund, held_on, amount_pence);\n"
  static let book = Book("reservation", ["award", "fund", "amount_pence", "held_on"])
  static let tally = Tally(
    "reserved", key: ["fund"], values: ["amount_pence"],
    rebuild: "SELECT fund, sum(amount_pence) AS amount_pence FROM reservation GROUP BY fund")
  static let schema =
    Schema.book(
      "reservation",
      "award TEXT NOT NULL, fund INTEGER NOT NULL, amount_pence INTEGER NOT NULL, held_on INTEGER NOT NULL")
      + """
      CREATE INDEX reservation_of_award ON reservation (award);
      CREATE TABLE reserved (fund INTEGER NOT NULL PRIMARY KEY, amount_pence INTEGER NOT NULL) STRICT;

      """
}
