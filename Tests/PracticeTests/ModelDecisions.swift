// What two people do as the auditor sees it: balances taken on, transfers, and what they take back.

import Dates
import Ledger
import Practice

extension ModelAuditor {
  mutating func takeOn(_ shares: [HistoryMandate.Share], _ date: CivilDate, _ more: Int) -> String {
    guard more == 0 else { return "refused opening" }
    let earlier = ledger.entries.filter { $0.kind == "opening" }
    guard earlier.allSatisfy({ ledger.reversal(of: $0.id) != nil }) else { return "refused already-done" }
    guard !money.statements.contains(where: { $0.account == HistoryStatement.own }) else { return "refused stated" }
    ledger.post(
      "opening/\(earlier.count + 1)", "opening", date,
      shares.flatMap {
        [
          Posting(account: Self.bank, fund: $0.fund, pence: $0.weight),
          Posting(account: "equity:opening", fund: $0.fund, pence: -$0.weight),
        ]
      })
    return "taken on \(shares.reduce(0) { $0 + $1.weight })p"
  }

  mutating func transfer(_ from: String, _ to: String, _ pence: Int, _ reason: FundTransfer.Reason) -> String {
    let isAllowed = reason == .purposeAgreed || (from == "gift-of-giving" && to == "no-limits")
    guard from != to, isAllowed, funds[to]?.isOpen(Self.today) ?? false else { return "refused purpose" }
    guard pence > 0, ledger.available(from) >= pence else { return "refused too-little" }
    // It changes hands where it lies: in the foundation's first account, then in the next.
    var left = pence
    let moved = ledger.places(of: from).filter { $0.account.hasPrefix("asset:bank:") }.flatMap { place in
      let part = min(left, place.pence)
      left -= part
      return [
        Posting(account: place.account, fund: from, pence: -part),
        Posting(account: place.account, fund: to, pence: part),
      ]
    }
    let earlier = ledger.entries.count {
      $0.kind == "fund-transfer" && $0.id.hasPrefix("transfer/\(from)/\(to)/\(Self.today)/")
    }
    ledger.post(
      "transfer/\(from)/\(to)/\(Self.today)/\(earlier + 1)", "fund-transfer", Self.today,
      [
        Posting(account: "expense:transfers-out", fund: from, pence: pence),
        Posting(account: "income:transfers-in", fund: to, pence: -pence),
      ] + moved)
    return "moved \(pence)p"
  }

  mutating func reverse(_ place: Int) -> String {
    let ids = Set(ledger.entries.map(\.id)).union(money.bankLines.keys).sorted()
    guard let id = nth(place, of: ids) else { return "no such entry" }
    if let line = money.bankLines[id] { return putBack(id, line) }
    if id.hasPrefix("assigned/") { return putBack(assigned: String(id.dropFirst(9))) }
    guard let entry = ledger.entry(id),
      ["fund-transfer", "gift", "web-gifts", "opening", "agency-report"].contains(entry.kind)
    else { return "refused own-way" }
    if ledger.reversal(of: id) != nil { return "refused already-done" }
    let back = ModelLedger.mirrored(entry.postings)
    let unsettled = ledger.items.values.filter { $0.subject == id && $0.isOpen }.reduce(0) { $0 + $1.suspended }
    let freed = back.reduce(0) { $0 + ($1.account == "liability:suspense" ? $1.pence : 0) }
    guard isThere(back), freed <= max(0, unsettled) else { return "refused too-little" }
    let banked = back.reduce(0) { $0 + ($1.account == Self.bank ? $1.pence : 0) }
    if banked != 0, money.statements.contains(where: { $0.account == HistoryStatement.own }) { return "refused stated" }
    ledger.post("reversed/\(id)", "correction", entry.date, reverses: id, back)
    ledger.settle(about: id)
    return "reversed \(id)"
  }

  /// Whether what postings take from a place is there, and of the bank's not bound otherwise.
  func isThere(_ postings: [Posting]) -> Bool {
    let sums = ModelLedger.sums(postings)
    for posting in sums where posting.pence < 0 && posting.account.hasPrefix("asset:") {
      let has = ledger.places(of: posting.fund).filter {
        $0.account == posting.account && $0.expectation == posting.expectation
      }
      if has.reduce(0, { $0 + $1.pence }) < -posting.pence { return false }
    }
    return ledger.funds.allSatisfy { fund in
      let taken = sums.filter { $0.fund == fund && $0.account.hasPrefix("asset:bank:") }.reduce(0) { $0 + $1.pence }
      return taken >= 0 || fund == ModelLedger.nobody || ledger.available(fund) >= -taken
    }
  }
}
