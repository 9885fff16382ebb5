// What a sponsor adds to gifts: a pure function of the gifts in the order they were made and of the offer. It does not
// know when or in which files they came, so that the pot runs out at the same gift whatever the order of imports.

import Dates
import Money

/// What a sponsor adds to one gift.
struct MatchedGift: Hashable {
  /// The gift.
  let gift: MatchableGift
  /// What is added.
  let amount: Pence
}

/// The terms of an offer that decide about a gift.
struct MatchTerms: Hashable {
  /// How much is added for each pound.
  let rate: Rate
  /// The most that is added for one donor in one calendar month; nil for no cap.
  let monthlyCap: Pence?
  /// The most that is added in all.
  let pot: Pence
  /// The first and last day of gifts that are matched.
  let window: ClosedRange<CivilDate>
  /// The numbers of the funds whose gifts are matched.
  let funds: Set<Int64>
}

extension MatchTerms {
  /// What is added to each gift: the rate, rounded down to a whole penny, within the donor's cap of that
  /// month and what is left of the pot. Gifts count in order of day and id, in whatever order they are given.
  func match(_ gifts: [MatchableGift]) -> [MatchedGift] {
    var left = pot
    var used: [String: Pence] = [:]
    var matched: [MatchedGift] = []
    for gift in gifts.sorted(by: { ($0.date, $0.id) < ($1.date, $1.id) }) where isEligible(gift) {
      let month = "\(gift.donor) \(gift.date.month)"
      let cap = monthlyCap.map { $0 - used[month, default: .zero] } ?? left
      let amount = min(share(of: gift.amount), cap, left)
      guard amount > .zero else { continue }
      left -= amount
      used[month, default: .zero] += amount
      matched.append(MatchedGift(gift: gift, amount: amount))
    }
    return matched
  }

  /// Whether the pot holds no more for the gifts that were matched.
  func isExhausted(by matched: [MatchedGift]) -> Bool { matched.map(\.amount).sum() == pot }

  private func isEligible(_ gift: MatchableGift) -> Bool {
    window.contains(gift.date) && funds.contains(gift.fund)
  }

  private func share(of amount: Pence) -> Pence {
    let whole = Rate.whole.basisPoints
    return Pence(whole.dividingFullWidth(amount.rawValue.multipliedFullWidth(by: rate.basisPoints)).quotient)
  }
}
