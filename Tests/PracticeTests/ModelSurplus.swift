// What was passed on too much, as the auditor sets it against what the same payer owes: nothing comes or goes, what
// funds had too much of goes to those that were owed.

import Dates
import Practice

extension ModelAuditor {
  static let tooMuch = "passed-on-too-much"

  /// What an item of too much is about: its id begins with it, however often some of it was set off.
  static func surplus(of item: String) -> String { String(item.split(separator: "/\(tooMuch)")[0]) }

  mutating func setOff(_ place: Int, _ owed: Int, _ isOfPayer: Bool, _ actor: HistoryActor) -> String {
    let ids = ledger.items.values.filter { $0.isOpen && $0.code == Self.tooMuch }.map(\.id).sorted()
    guard let id = nth(place, of: ids), let item = ledger.items[id],
      let surplus = ledger.expected[Self.surplus(of: id)]
    else { return "no such item" }
    let open = ledger.open.filter { due in
      ledger.sum(under: due.id) != 0
        && (!isOfPayer || (due.id != surplus.id && [due.from, due.to] == [surplus.from, surplus.to]))
    }
    guard let against = nth(owed, of: open) else { return "no such expectation" }
    if actor == .night { return "refused not-permitted" }
    guard ["employer-remittance", "agency-payment"].contains(against.kind) else { return "refused not-found" }
    let isTheirs = [against.kind, against.from, against.to] == [surplus.kind, surplus.from, surplus.to]
    let pence = min(-ledger.sum(under: surplus.id), ledger.sum(under: against.id))
    guard isTheirs, against.id != surplus.id, pence > 0 else { return "refused settlement" }
    let (postings, refusal) = setOff(pence, of: surplus.id, against: against.id)
    if let refusal { return "refused \(refusal)" }
    guard isThere(postings) else { return "refused too-little" }
    ledger.post("settled/\(id)", "set-against", Self.today, postings)
    ledger.settle(id)
    if ledger.sum(under: surplus.id) < 0 { ledger.raise("\(id)/over", Self.tooMuch, of: item.subject, on: Self.today) }
    return "settled \(pence)p"
  }

  /// What each fund has too much of the one, and is owed of the other; the difference changes hands where it lies, fund by
  /// fund in their order.
  private func setOff(
    _ pence: Int, of surplus: String, against owed: String
  ) -> (postings: [Posting], refusal: String?) {
    let both =
      ledger.pay(surplus, -pence, into: "both").postings + ledger.pay(owed, pence, into: "both").postings
    var postings = both.filter { $0.account != "both" }
    var more: [String: Int] = [:]
    for posting in both where posting.account == "both" { more[posting.fund, default: 0] += posting.pence }
    var purse: [Posting] = []
    for fund in ledger.funds {
      guard let change = more[fund], change < 0 else { continue }
      guard let found = ledger.take(-change, of: fund, first: surplus) else { return ([], "too-little") }
      // What an employer has not passed on yet is nothing that was passed on too much.
      guard !found.contains(where: { $0.account.hasPrefix("asset:in-transit:") }) else { return ([], "settlement") }
      purse += found
    }
    postings += ModelLedger.mirrored(purse)
    for fund in ledger.funds {
      var left = max(0, more[fund] ?? 0)
      while left > 0 {
        let part = min(left, purse[0].pence)
        postings.append(
          Posting(account: purse[0].account, fund: fund, expectation: purse[0].expectation, pence: part))
        purse[0].pence -= part
        if purse[0].pence == 0 { purse.removeFirst() }
        left -= part
      }
    }
    return (postings, nil)
  }
}
