// Moving money from one fund to another: only what can be awarded, and only where its purpose allows.

import Dates
import Money
import Store

/// Money that two people move from one fund to another.
public struct FundTransfer: Codable, Hashable, Sendable {
  /// Why it is moved, and so what allows it.
  public enum Reason: String, Codable, CaseIterable, Sendable {
    /// To the fund that it is part of.
    case toParent = "to-parent"
    /// A surplus, to the fund that the appeal's wording names.
    case surplus
    /// To a fund for the same purpose: both people have read the two purposes and say so.
    case purposeAgreed = "purpose-agreed"
  }

  /// The code of the fund that gives.
  public let from: String
  /// The code of the fund that gets.
  public let to: String
  /// How much.
  public let amountPence: Int64
  /// Why.
  public let reason: Reason

  /// A transfer.
  public init(from: String, to: String, amount: Pence, reason: Reason) {
    self.from = from
    self.to = to
    amountPence = amount.rawValue
    self.reason = reason
  }

  /// Whether this reason lets money go from one fund to the other.
  public static func isAllowed(from: Fund, to: Fund, reason: Reason) -> Bool {
    switch reason {
    case .toParent: from.parent == to.code
    case .surplus: from.surplusTo == to.code
    case .purposeAgreed: true
    }
  }

  /// The entry: an expense of one fund and the income of the other, so that it comes to nothing over all. The money stays
  /// in the bank accounts where it lies.
  public func draft(on date: CivilDate, _ reading: Reading) throws -> EntryDraft {
    let (giver, receiver) = try funds(on: date, reading)
    let amount = Pence(amountPence)
    let position = try FundPosition.all(reading).first { $0.fund == from }
    let available = Pence(position?.availablePence ?? 0)
    guard amount > .zero, available >= amount else {
      throw LedgerError.tooLittle(fund: from, has: available, wanted: amount)
    }
    let earlier = try reading.int(
      "SELECT count(*) FROM entry WHERE kind = 'fund-transfer' AND public_id LIKE ?",
      [.text("transfer/\(from)/\(to)/\(date)/%")])
    var draft = EntryDraft(
      id: "transfer/\(from)/\(to)/\(date)/\(earlier + 1)", kind: "fund-transfer", eventDate: date)
    var purse = try Whereabouts.all(of: giver, reading).filter { $0.account.name.hasPrefix("asset:bank:") }
    for piece in Whereabouts.take(amount, from: &purse) {
      draft.move(piece.amount, debit: .transfersOut, credit: piece.account, fund: giver.number)
      draft.move(piece.amount, debit: piece.account, credit: .transfersIn, fund: receiver.number)
    }
    return draft
  }

  /// Posts it.
  /// - Returns: the entry's id.
  @discardableResult
  public func post(on date: CivilDate, in write: Write) throws -> String {
    let draft = try draft(on: date, write.reading)
    try draft.post(in: write)
    try EntryReason.record(reason.rawValue, of: draft.id, in: write)
    return draft.id
  }

  private func funds(on date: CivilDate, _ reading: Reading) throws -> (Fund, Fund) {
    let funds = try Funds.read(reading)
    for code in [from, to] where funds[code] == nil || funds[code]?.number == Fund.unallocated.number {
      throw LedgerError.notFound(kind: "fund that money can be moved from or to:", id: code)
    }
    guard let giver = funds[from], let receiver = funds[to], giver.number != receiver.number,
      Self.isAllowed(from: giver, to: receiver, reason: reason), receiver.isOpen(on: date)
    else { throw LedgerError.purpose(from: from, to: to) }
    return (giver, receiver)
  }
}

extension FundTransfer {
  /// What moved between the scheme's own funds, by the months in which it counts: it came from nobody. Found by the reasons
  /// that such entries have, so that how many others there are makes no difference.
  public static func moved(in months: ClosedRange<Month>, _ reading: Reading) throws -> [Month: Int64] {
    Dictionary(
      uniqueKeysWithValues: try reading.all(
        """
        SELECT entry.month, -sum(amount_pence) FROM entry_reason CROSS JOIN entry ON public_id = entry_reason.entry
        CROSS JOIN posting ON posting.entry = entry.id
        WHERE entry.month BETWEEN ? AND ? AND account = ? AND EXISTS (SELECT 1 FROM posting AS other
        WHERE other.entry = entry.id AND other.account = ?) GROUP BY entry.month
        """,
        [
          .integer(Int64(months.lowerBound.monthNumber)), .integer(Int64(months.upperBound.monthNumber)),
          .text(Account.transfersIn.name), .text(Account.transfersOut.name),
        ]
      ) { (try $0.month(0), $0.int(1)) })
  }
}
