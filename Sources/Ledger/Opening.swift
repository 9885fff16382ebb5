// Opening balances: what the funds had when the scheme began to use this program. They must come to what the foundation
// says it holds, to the penny.

import Dates
import Money
import Store

/// The balances that two people take on.
public struct Opening: Codable, Hashable, Sendable {
  /// What a fund had.
  public struct Balance: Codable, Hashable, Sendable {
    /// The fund's code.
    public let fund: String
    /// How much.
    public let pence: Int64

    /// A fund's balance.
    public init(fund: String, amount: Pence) {
      self.fund = fund
      pence = amount.rawValue
    }
  }

  /// The bank account it lies in.
  public let account: String
  /// The day at whose end it did.
  public let date: String
  /// What the foundation says it holds for the scheme.
  public let statedPence: Int64
  /// By fund.
  public let balances: [Balance]

  /// Balances on this day.
  public init(account: String, date: CivilDate, stated: Pence, balances: [Balance]) {
    self.account = account
    self.date = date.description
    statedPence = stated.rawValue
    self.balances = balances
  }

  /// The entry. Its id counts how often: a second one is possible only once the first was taken back.
  /// - Throws: ``LedgerError`` if the sum is not the one that was stated, or balances were taken on before.
  public func draft(_ reading: Reading) throws -> EntryDraft {
    let sum = balances.map { Pence($0.pence) }.sum()
    guard sum == Pence(statedPence) else {
      throw LedgerError.opening(sum: sum, stated: Pence(statedPence))
    }
    let standing = try reading.int(
      """
      SELECT count(*) FROM entry WHERE kind = 'opening'
      AND NOT EXISTS (SELECT 1 FROM entry AS other WHERE other.reverses = entry.public_id)
      """)
    guard standing == 0, let date = CivilDate(date) else { throw LedgerError.alreadyDone(kind: "take-on", id: account) }
    let times = try reading.int("SELECT count(*) FROM entry WHERE kind = 'opening'") + 1
    var draft = EntryDraft(id: "opening/\(times)", kind: "opening", eventDate: date)
    let funds = try Funds.read(reading)
    for balance in balances {
      guard let fund = funds[balance.fund], fund.number != Fund.unallocated.number else {
        throw LedgerError.notFound(kind: "fund", id: balance.fund)
      }
      draft.move(Pence(balance.pence), debit: .bank(account), credit: .opening, fund: fund.number)
    }
    guard !draft.postings.isEmpty else { throw LedgerError.empty(entry: draft.id) }
    return draft
  }
}
