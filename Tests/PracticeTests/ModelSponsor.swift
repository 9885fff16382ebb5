// What a sponsor adds and what the foundation takes, counted by the auditor over everything, every time.

import Dates
import Giving
import Practice

extension ModelAuditor {
  /// A gift of one giver to one fund; below nothing where payroll gave something back.
  struct OneGift {
    let id: String
    let date: CivilDate
    let giver: String
    let fund: String
    var pence: Int
  }

  /// Gifts from pay that a mandate stands behind, of files that stand, and the other gifts that stand. What a person
  /// settled out of suspense is a gift of its line's giver, or of the mandate's by which it was settled.
  private var matchable: [OneGift] {
    var gifts: [OneGift] = []
    for file in files where file.state == .posted {
      for line in file.lines {
        var given: [String: Int] = [:]
        var post: Int?
        if let mandate = line.mandate.flatMap({ mandates[$0] }) {
          post = mandate.terms.post
          given = line.placed
        }
        if let settled = settled(line) {
          post = settled.post
          given.merge(settled.shares, uniquingKeysWith: +)
        }
        guard let post else { continue }
        let digits = "\(line.line.line)"
        let number = String(repeating: "0", count: 9 - digits.count) + digits
        for (fund, pence) in given {
          gifts.append(
            OneGift(
              id: "\(file.file.key)/L\(number)/\(ledger.number(fund))", date: file.file.key.payDate,
              giver: "post \(post)", fund: fund, pence: pence))
        }
      }
    }
    return gifts
  }

  /// Gifts that do not come from pay, by whoever they are known to be of.
  private var others: [OneGift] {
    standingGifts.map {
      let giver = money.giftAid.givers[$0.id].map { "post \($0)" } ?? $0.giver
      return OneGift(id: $0.id, date: $0.date, giver: giver, fund: $0.fund, pence: $0.pence)
    }
  }

  /// What is left of gifts when each line that took something back, the earliest first, has eaten up what its giver gave
  /// to its fund: of the days before it, from the last to the first, then of its own day.
  func standing(of gifts: [OneGift]) -> [OneGift] {
    var gifts = gifts.sorted { ($0.date, $0.id) < ($1.date, $1.id) }
    for back in gifts where back.pence < 0 {
      let places = gifts.indices.reversed().filter {
        gifts[$0].pence > 0 && gifts[$0].giver == back.giver && gifts[$0].fund == back.fund
          && gifts[$0].date <= back.date
      }
      var eats = -back.pence
      for place in places.filter({ gifts[$0].date < back.date }) + places.filter({ gifts[$0].date == back.date }) {
        let part = min(eats, gifts[place].pence)
        gifts[place].pence -= part
        eats -= part
      }
    }
    return gifts.filter { $0.pence > 0 }
  }

  /// What a line's item was settled to, and whose gift it is; nil where it was to no fund, or nobody knows whose.
  func settled(_ line: Line) -> (post: Int, shares: [String: Int])? {
    switch line.settled {
    case .fund(let fund): line.post.map { ($0, [fund: line.suspended]) }
    case .mandate(let label):
      mandates[label].map { (line.post ?? $0.terms.post, spread(line.suspended, $0.terms.shares)) }
    default: nil
    }
  }

  mutating func claim(_ sponsor: String, _ until: CivilDate) -> String {
    guard let offer = money.offer else { return "refused not-found" }
    guard until <= Self.today else { return "refused gift" }
    var now: [[String]: Int] = [:]
    var left = offer.pot
    var used: [String: Int] = [:]
    let gifts = standing(of: matchable.filter { $0.date <= until }) + others.filter { $0.date <= until }
    for gift in gifts.sorted(by: { ($0.date, $0.id) < ($1.date, $1.id) })
    where offer.from <= gift.date && gift.date <= offer.until && offer.funds.contains(gift.fund) {
      let month = "\(gift.giver) \(gift.date.month)"
      let cap = offer.cap.map { $0 - used[month, default: 0] } ?? left
      let added = min(gift.pence * offer.basisPoints / 10_000, cap, left)
      guard added > 0 else { continue }
      left -= added
      used[month, default: 0] += added
      now[[gift.id, "\(gift.date)", gift.fund], default: 0] += added
    }
    let changes = now.merging(money.matched.mapValues { -$0 }, uniquingKeysWith: +).filter { $0.value != 0 }
    guard !changes.isEmpty else { return "nothing to claim" }
    if let earlier = money.claims.last, until < earlier.until { return "refused gift" }
    let id = "match/\(sponsor)/\(money.claims.count + 1)"
    var postings: [Posting] = []
    for fund in ledger.funds {
      var left = changes.reduce(0) { $0 + ($1.key[2] == fund ? $1.value : 0) }
      for earlier in money.claims.indices where left < 0 {
        let name = "match/\(sponsor)/\(earlier + 1)"
        let owed = ledger.due(under: name).filter { $0.fund == fund }.reduce(0) { $0 + $1.pence }
        let part = min(-left, max(0, owed))
        postings += added(-part, fund, sponsor, name)
        left += part
      }
      postings += added(left, fund, sponsor, id)
    }
    ledger.post(id, "match", until, postings)
    ledger.expect(
      id, "match", from: sponsor, "claim-\(money.claims.count + 1)", by: until.adding(days: 30))
    let sum = changes.reduce(0) { $0 + $1.value }
    money.claims.append((until, sum))
    money.matched = now
    if now.reduce(0, { $0 + $1.value }) == offer.pot, ledger.items["match-exhausted/\(sponsor)"] == nil {
      ledger.raise("match-exhausted/\(sponsor)", "match-pot-exhausted", of: "match/\(sponsor)", on: until)
    }
    return "claimed \(sum)p"
  }
}

extension ModelAuditor {
  private func added(_ pence: Int, _ fund: String, _ sponsor: String, _ claim: String) -> [Posting] {
    [
      Posting(account: "asset:match-due:\(sponsor)", fund: fund, expectation: claim, pence: pence),
      Posting(account: "income:match", fund: fund, pence: -pence),
    ]
  }
}

// MARK: - The foundation's fee, as the model's fees.yaml says

extension ModelAuditor {
  /// The first month of the fee; no rule of the model changes.
  static let feesBegin = Month("2024-03")

  private struct Fee {
    let month: Month
    let pence: Int
  }

  /// Gift of Giving: 12% a year of what it has in the bank at the end of each month. Every other fund: 2.5% of what it
  /// received in the month, but nothing of what another fund gave it, and at least 0.40 where it received anything.
  private func fees(_ fund: String, through last: Month) -> [Fee] {
    guard var month = Self.feesBegin else { return [] }
    var fees: [Fee] = []
    while month <= last {
      fees.append(Fee(month: month, pence: fund == "gift-of-giving" ? ofBalance(fund, month) : ofReceipts(fund, month)))
      month = month.next
    }
    return fees
  }

  private func ofBalance(_ fund: String, _ month: Month) -> Int {
    let inBank = ledger.entries.filter { $0.month <= month }.flatMap(\.postings)
      .filter { $0.fund == fund && $0.account.hasPrefix("asset:bank:") }.reduce(0) { $0 + $1.pence }
    return Self.rounded(max(0, inBank), 12, 1_200)
  }

  private func ofReceipts(_ fund: String, _ month: Month) -> Int {
    var received = 0
    for entry in ledger.entries where entry.month == month {
      let isInternal = entry.postings.contains { $0.account == "expense:transfers-out" }
      for posting in entry.postings where posting.fund == fund && posting.account.hasPrefix("income:") {
        if posting.account == "income:transfers-in", isInternal { continue }
        received -= posting.pence
      }
    }
    let share = Self.rounded(received, 25, 1_000)
    return received > 0 ? max(share, 40) : share
  }

  /// To the nearest penny, half a penny up; below nothing its mirror.
  private static func rounded(_ pence: Int, _ top: Int, _ bottom: Int) -> Int {
    pence < 0 ? -rounded(-pence, top, bottom) : Fraction(2 * pence * top + bottom, 2 * bottom).floor
  }

  mutating func charge(_ month: Month) -> String {
    guard month < Self.today.month, ledger.closed.last.map({ month > $0 }) ?? true else { return "refused month" }
    var (changed, all, short) = (0, 0, 0)
    let available = ledger.funds.map(ledger.available)
    for (fund, has) in zip(ledger.funds, available) where fund != ModelLedger.nobody {
      let months = fees(fund, through: month)
      let taken = money.fees.filter { $0.fund == fund && $0.month <= month }.reduce(0) { $0 + $1.pence }
      let owed = max(0, months.reduce(0) { $0 + $1.pence } - taken)
      let gives = min(owed, max(0, has))
      var left = gives
      var parts: [Fee] = []
      for fee in months where left > 0 {
        let before = money.fees.filter { $0.fund == fund && $0.month == fee.month }.reduce(0) { $0 + $1.pence }
        let part = min(left, max(0, fee.pence - before))
        guard part > 0 else { continue }
        parts.append(Fee(month: fee.month, pence: part))
        left -= part
      }
      let sum = parts.reduce(0) { $0 + $1.pence }
      let waiting = ledger.items.values.filter { $0.isOpen && $0.subject == "fee/\(fund)" }
      guard sum > 0 || (owed > gives) == waiting.isEmpty else { continue }
      changed += 1
      all += sum
      short += owed - gives
      book(parts.map { ($0.month, $0.pence) }, of: fund, month)
      if owed == gives {
        for item in waiting { ledger.settle(item.id) }
      } else if waiting.isEmpty {
        let before = ledger.items.values.count { $0.subject == "fee/\(fund)" }
        ledger.raise(
          "fee/\(fund)/not-charged/\(before + 1)", "fee-not-charged", of: "fee/\(fund)", on: month.lastDay)
      }
    }
    return "charged \(changed) funds \(all)p, not \(short)p"
  }

  private mutating func book(_ parts: [(month: Month, pence: Int)], of fund: String, _ month: Month) {
    let sum = parts.reduce(0) { $0 + $1.pence }
    guard sum > 0 else { return }
    let due = "fee/\(fund)/\(month)"
    let number = ledger.entries.count { $0.kind == "foundation-fee" && $0.id.hasPrefix("\(due)/") } + 1
    ledger.post(
      "\(due)/\(number)", "foundation-fee", month.lastDay,
      [
        Posting(account: "expense:foundation-fee", fund: fund, pence: sum),
        Posting(account: "liability:fees-due:foundation", fund: fund, expectation: due, pence: -sum),
      ])
    ledger.expect(
      due, "fee", from: "foundation", to: "foundation-costs", month.description, by: month.lastDay.adding(days: 30))
    for part in parts { money.fees.append((fund, part.month, part.pence)) }
  }
}
