// What was passed on too much, set against what the same payer owes later: no money comes or goes, so both are less.

import Dates
import Ledger
import Money
import Store

/// Settles an item of ``PassedOnTooMuch`` by what is owed.
struct SurplusSettling {
  private let item: OpenItem
  private let surplus: Expectation
  private let owed: Expectation

  /// - Throws: ``GivingError`` if the item is of another kind, or the two are not of one payer and one way.
  init(_ item: OpenItem, against id: String, _ reading: Reading) throws {
    guard item.code == PassedOnTooMuch.code else {
      throw GivingError.settlement("Only what was passed on too much can be set against what is owed.")
    }
    let over = PassedOnTooMuch.expectation(of: item)
    guard let surplus = try Expectation.find(over, reading) else {
      throw StoreError.broken("the item \(item.id) is of no expectation")
    }
    guard let owed = try Expectation.find(id, reading),
      [.employerRemittance, .agencyPayment].contains(owed.kind)
    else { throw GivingError.notFound(kind: "expectation", id: id) }
    guard surplus.id != owed.id, surplus.kind == owed.kind, surplus.from == owed.from, surplus.to == owed.to else {
      throw GivingError.settlement(
        "It was passed on by \(surplus.from) to \(surplus.to): only what they owe there can be paid by it.")
    }
    (self.item, self.surplus, self.owed) = (item, surplus, owed)
  }

  /// The entry, and what it sets off: at most what is owed, and at most what is over. Both are spread over funds by what
  /// was expected of each, as a line of the bank that falls short is. A fund that had too much gives it to the one that
  /// was owed, from where it lies.
  /// - Throws: ``GivingError/settlement(_:)`` if nothing is over or owed, or the money is not there any more.
  func entry(on date: CivilDate, _ reading: Reading) throws -> (draft: EntryDraft, amount: Pence) {
    let amount = min(-(try sum(surplus, reading)), try sum(owed, reading))
    guard amount > .zero else {
      throw GivingError.settlement("Nothing is over under \(surplus.id), or nothing is owed under \(owed.id).")
    }
    // What each fund of the one gives and each of the other gets: the place is only where the two meet.
    var both = EntryDraft(id: item.id, kind: EntryDraft.setAgainst, eventDate: date)
    _ = try both.clear(surplus.id, -amount, into: .suspense, reading)
    _ = try both.clear(owed.id, amount, into: .suspense, reading)
    var draft = EntryDraft(id: "settled/\(item.id)", kind: EntryDraft.setAgainst, eventDate: date)
    var (givers, takers): ([(Int64, Pence)], [(Int64, Pence)]) = ([], [])
    for posting in both.postings {
      if posting.account != .suspense {
        draft.add(posting)
      } else if posting.amount < .zero {
        givers.append((posting.fund, -posting.amount))
      } else {
        takers.append((posting.fund, posting.amount))
      }
    }
    var purse = try givers.flatMap { try take($0.1, of: $0.0, &draft, reading) }
    for (fund, amount) in takers {
      for piece in Whereabouts.take(amount, from: &purse) { draft.add(piece.amount, at: piece, fund: fund) }
    }
    try draft.requireWhatItTakes(reading)
    return (draft, amount)
  }

  private func sum(_ expectation: Expectation, _ reading: Reading) throws -> Pence {
    try Due.under(expectation.id, reading).map(\.amount).sum()
  }

  /// Takes money of a fund from where it lies; what an employer has still to pay is no money that was passed on.
  private func take(
    _ amount: Pence, of number: Int64, _ draft: inout EntryDraft, _ reading: Reading
  ) throws -> [Whereabouts] {
    guard let fund = try Funds.read(reading)[number] else { throw StoreError.broken("there is no fund \(number)") }
    let pieces = try Whereabouts.find(amount, of: fund, preferring: surplus.id, reading)
    guard pieces.allSatisfy({ !$0.account.name.hasPrefix("asset:in-transit:") }) else {
      throw GivingError.settlement("The fund \(fund.code) does not have the money any more.")
    }
    for piece in pieces { draft.add(-piece.amount, at: piece, fund: number) }
    return pieces
  }
}
