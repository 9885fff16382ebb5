// What was taken of funds for the foundation's costs, as the books hold it: each row is a part of an entry, for one month.

import Dates
import Ledger
import Money
import Store

/// A part of a fee that was taken: of one fund, for one month.
public struct FeeCharge: Codable, Hashable, Sendable {
  /// The entry's public id.
  public let entry: String
  /// The fund's code.
  public let fund: String
  /// The month in which it was taken.
  public let month: String
  /// The month that it is for: an earlier one where there was not enough money then.
  public let forMonth: String
  /// What it is taken on.
  public let basis: FoundationFeeRules.Basis
  /// How much that was.
  public let basePence: Int64
  /// The rate, in hundredths of a per cent.
  public let rateBasisPoints: Int64
  /// The least that was to be taken for the month; 0 where none was.
  public let minimumPence: Int64
  /// What was taken.
  public let feePence: Int64

  /// What was taken so far, the newest first.
  public static func all(_ reading: Reading) throws -> [FeeCharge] {
    let funds = try Funds.read(reading)
    return try reading.all("SELECT \(columns) FROM fee_charge ORDER BY id DESC") { row in
      guard let basis = FoundationFeeRules.Basis(rawValue: row.text(4)) else {
        throw StoreError.broken("the fee of \(row.text(0)) has no known basis")
      }
      return FeeCharge(
        entry: row.text(0), fund: funds[row.int(1)]?.code ?? "\(row.int(1))", month: try row.month(2).description,
        forMonth: try row.month(3).description, basis: basis, basePence: row.int(5), rateBasisPoints: row.int(6),
        minimumPence: row.int(7), feePence: row.int(8))
    }
  }

  /// What was taken of a fund for each month so far.
  static func taken(of fund: Fund, _ reading: Reading) throws -> [Month: Pence] {
    var taken: [Month: Pence] = [:]
    try reading.each(
      "SELECT for_month, sum(fee_pence) FROM fee_charge WHERE fund = ? GROUP BY for_month", [.integer(fund.number)]
    ) { taken[try $0.month(0)] = Pence($0.int(1)) }
    return taken
  }

  /// Records that so much was taken for a month.
  static func record(
    _ fee: Pence, for month: FeeMonth, of fund: Fund, entry: String, takenIn: Month, in write: Write
  ) throws {
    try write.append(
      to: book,
      [
        .text(entry), .integer(fund.number), .integer(Int64(takenIn.monthNumber)),
        .integer(Int64(month.month.monthNumber)), .text(month.basis.rawValue), .integer(month.base.rawValue),
        .integer(month.rate.basisPoints), .integer(month.minimum.rawValue), .integer(fee.rawValue),
      ])
  }

  private static let columns = book.columns.joined(separator: ", ")

  static let book = Book(
    "fee_charge",
    [
      "entry", "fund", "month", "for_month", "basis", "base_pence", "rate_basis_points", "minimum_pence", "fee_pence",
    ])

  static let schema =
    Schema.book(
      "fee_charge",
      """
      entry TEXT NOT NULL, fund INTEGER NOT NULL, month INTEGER NOT NULL, for_month INTEGER NOT NULL,
      basis TEXT NOT NULL, base_pence INTEGER NOT NULL, rate_basis_points INTEGER NOT NULL,
      minimum_pence INTEGER NOT NULL, fee_pence INTEGER NOT NULL CHECK (fee_pence > 0), UNIQUE (entry, for_month)
      """) + "CREATE INDEX fee_charge_of_fund ON fee_charge (fund, month);\n"
}

extension GivingRoom {
  /// The checks of the foundation's fee.
  public static var feeChecks: [Check] { FeeCharge.checks }
}

extension FeeCharge {
  fileprivate static let checks: [Check] = [
    Check("foundation-fee-posted", "each fee that was recorded is what its entry posted") { store, _ in
      try store.reading.all(
        """
        SELECT id, fund FROM (
          SELECT entry AS id, fund, month, fee_pence AS pence FROM fee_charge
          UNION ALL SELECT public_id, fund, month, -amount_pence FROM posting JOIN entry ON entry.id = posting.entry
            WHERE kind = 'foundation-fee' AND account = 'expense:foundation-fee'
        ) GROUP BY id, fund, month HAVING total(pence) <> 0
        UNION SELECT entry, fund FROM fee_charge WHERE for_month > month LIMIT 20
        """
      ) { "fee_charge of \($0.text(0)) is not what was posted in fund \($0.int(1))" }
    },
    Check("foundation-fee-rate", "no more was taken for a month than rate and base come to, or the agreed minimum") {
      store, _ in try rateFaults(store.reading)
    },
  ]

  private struct Place: Hashable {
    let fund: Int64
    let month: Int64
  }

  private static func rateFaults(_ reading: Reading) throws -> [String] {
    var taken: [Place: Int64] = [:]
    var faults: [String] = []
    try reading.each("SELECT \(columns) FROM fee_charge ORDER BY id") { row in
      let place = Place(fund: row.int(1), month: row.int(3))
      taken[place, default: 0] &+= row.int(8)
      let month = FeeMonth(
        month: try row.month(3), basis: FoundationFeeRules.Basis(rawValue: row.text(4)) ?? .none,
        base: Pence(row.int(5)), rate: Rate(basisPoints: row.int(6)), minimum: Pence(row.int(7)))
      if taken[place, default: 0] > month.amount.rawValue || month.basis == .none {
        faults.append("fee_charge of \(row.text(0)) is more than was agreed for \(month.month)")
      }
    }
    return Array(faults.prefix(20))
  }
}
