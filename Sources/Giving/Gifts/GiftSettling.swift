// Where a web gift's money goes that came without a fund.

import Dates
import Ledger
import Money
import Store

/// Settles the item of a web gift.
struct GiftSettling {
  private let gift: Gift
  private let item: OpenItem

  init(_ gift: Gift, _ item: OpenItem) {
    self.gift = gift
    self.item = item
  }

  /// The entry that moves the money to a fund, wherever it lies by now: the gift as income, the fee as an expense.
  func entry(_ resolution: Resolution, _ reading: Reading) throws -> EntryDraft {
    guard case .fund(let code) = resolution else {
      throw GivingError.settlement("A web gift is settled to a fund.")
    }
    guard let date = CivilDate(gift.date), let fund = try Funds.read(reading)[code],
      fund.number != Fund.unallocated.number
    else { throw GivingError.notFound(kind: "fund", id: code) }
    guard fund.isOpen(on: date) else {
      throw GivingError.settlement("The fund \(fund.code) took no gifts on \(date).")
    }
    let net = Pence(gift.amountPence - gift.feePence)
    var draft = EntryDraft(id: "settled/\(item.id)", kind: "suspense-settled", eventDate: date)
    for piece in try Whereabouts.find(net, of: .unallocated, preferring: item.subject, reading) {
      draft.add(-piece.amount, at: piece, fund: Fund.unallocated.number)
      draft.add(piece.amount, at: piece, fund: fund.number)
    }
    draft.add(Posting(.suspense, fund: Fund.unallocated.number, net))
    draft.add(Posting(.giftIncome, fund: fund.number, -net))
    draft.move(Pence(gift.feePence), debit: .agencyFees, credit: .giftIncome, fund: fund.number)
    return draft
  }
}
