// Running balances, and what a fund has and can award.

import Dates
import Money
import Store

/// The running sums of postings by account, fund and month.
enum Balance {
  static let tally = Tally(
    "balance", key: ["account", "fund", "month"], values: ["debit_pence", "credit_pence"],
    rebuild: """
      SELECT account, fund, month, sum(max(amount_pence, 0)) AS debit_pence, sum(max(-amount_pence, 0)) AS credit_pence
      FROM posting JOIN entry ON entry.id = posting.entry GROUP BY account, fund, month
      """)

  static let schema = """
    CREATE TABLE balance (account TEXT NOT NULL, fund INTEGER NOT NULL, month INTEGER NOT NULL,
    debit_pence INTEGER NOT NULL, credit_pence INTEGER NOT NULL, PRIMARY KEY (account, fund, month)) STRICT, WITHOUT ROWID;

    """
}

/// A fund's money, as `fund list` shows it.
public struct FundPosition: Codable, Sendable {
  /// The fund's code.
  public let fund: String
  /// Its name.
  public let name: String
  /// All that was ever given to it.
  public let receivedPence: Int64
  /// Deducted or announced, and not yet in the foundation's account.
  public let inTransitPence: Int64
  /// In the foundation's account.
  public let bankPence: Int64
  /// Promised in awards and not yet through the bank.
  public let promisedPence: Int64
  /// What can be awarded: in the account, less what is promised, released, due in fees, or approved and not yet signed.
  public let availablePence: Int64

  /// The position of every fund, in order of number.
  public static func all(_ reading: Reading) throws -> [FundPosition] {
    var sums: [Int64: [String: Int64]] = [:]
    try reading.each("SELECT fund, account, sum(debit_pence - credit_pence) FROM balance GROUP BY fund, account") {
      row in
      sums[row.int(0), default: [:]][row.text(1)] = row.int(2)
    }
    let reserved = try Reservation.byFund(reading)
    return try Funds.read(reading).all.map { fund in
      FundPosition(fund, sums[fund.number] ?? [:], reserved: reserved[fund.number] ?? 0)
    }
  }

  private init(_ fund: Fund, _ sums: [String: Int64], reserved: Int64) {
    func total(_ prefix: String) -> Int64 {
      sums.reduce(0) { $0 + ($1.key.hasPrefix(prefix) ? $1.value : 0) }
    }
    self.fund = fund.code
    name = fund.name
    receivedPence = -total("income:")
    bankPence = total("asset:bank:")
    inTransitPence = total("asset:") - bankPence
    promisedPence = -total("liability:grants-promised") - total("liability:payments-released")
    let owed = -total("liability:")
    availablePence = fund.number == Fund.unallocated.number ? 0 : bankPence - owed - reserved
  }
}

/// The balance of one account, debit positive, over all funds.
public func accountBalance(_ account: Account, _ reading: Reading) throws -> Pence {
  Pence(try reading.int("SELECT sum(debit_pence - credit_pence) FROM balance WHERE account = ?", [.text(account.name)]))
}
