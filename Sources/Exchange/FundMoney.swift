// What the funds had when the book of entries ended with a certain row. The running balances know only today; an export that is
// made again needs the day it was first made.

import Ledger
import Store

/// The money of every fund at one row of the book of entries.
struct FundMoney {
  /// One fund's money, in pence; what came in is positive.
  struct Position: Equatable {
    /// All income.
    var incomePence: Int64 = 0
    /// What lies in suspense.
    var suspensePence: Int64 = 0
    /// What is deducted or announced and not yet in a bank account, as `fund list` counts it.
    var inTransitPence: Int64 = 0
  }

  /// The last row of the book of entries that is counted.
  private(set) var lastEntry: Int64 = 0
  private var byFund: [Int64: Position] = [:]

  /// The money of the fund of this number.
  subscript(fund: Int64) -> Position { byFund[fund] ?? Position() }

  /// Counts the entries up to this row, too.
  mutating func advance(to entry: Int64, _ reading: Reading) throws {
    guard entry > lastEntry else { return }
    try reading.each(
      """
      SELECT fund, account, sum(amount_pence) FROM posting WHERE entry > ? AND entry <= ? GROUP BY fund, account
      """, [.integer(lastEntry), .integer(entry)]
    ) { row in
      let side = Side(account: row.text(1))
      side.add(row.int(2), to: &byFund[row.int(0), default: Position()])
    }
    lastEntry = entry
  }

  /// What an account is to the receiver of an export.
  enum Side {
    case income, suspense, inTransit, other

    init(account: String) {
      if account == Account.suspense.name {
        self = .suspense
      } else if account.hasPrefix("income:") {
        self = .income
      } else if account.hasPrefix("asset:"), !account.hasPrefix("asset:bank:") {
        self = .inTransit
      } else {
        self = .other
      }
    }

    /// Whether a posting to it is a contribution.
    var isContribution: Bool { self == .income || self == .suspense }

    /// Adds a posting, debit positive, to a position. A sum that no money makes is told by `verify`, and never trapped on.
    fileprivate func add(_ pence: Int64, to position: inout Position) {
      switch self {
      case .income: position.incomePence &-= pence
      case .suspense: position.suspensePence &-= pence
      case .inTransit: position.inTransitPence &+= pence
      case .other: break
      }
    }
  }
}
