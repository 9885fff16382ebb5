// The auditor's ledger: every entry in order, what each place holds by then, what is expected and what waits. Nothing of
// the house's ledger is called here.

import Dates

/// An auditor's ledger.
struct ModelLedger {
  struct Posting: Hashable {
    let account: String
    let fund: String
    var expectation: String?
    var pence: Int
  }

  struct Entry {
    let id: String
    let kind: String
    let date: CivilDate
    let month: Month
    let reverses: String?
    let postings: [Posting]
  }

  /// Where money lies: positive is owed to the scheme, or had by it.
  struct Place: Hashable {
    let account: String
    let fund: String
    let expectation: String?
  }

  struct Expected {
    let id: String
    let kind: String
    let from: String
    let to: String
    let period: String
    let due: CivilDate
  }

  struct Item {
    let id: String
    let code: String
    let subject: String
    let suspended: Int
    let date: CivilDate
    var isOpen = true
    var isPaid = false
  }

  /// Funds by code, in the order of their numbers; the one of what nobody knows first.
  let funds: [String]
  private(set) var entries: [Entry] = []
  private(set) var held: [Place: Int] = [:]
  /// What each month brought to each account and fund.
  private(set) var byMonth: [[String]: Int] = [:]
  private(set) var expected: [String: Expected] = [:]
  private(set) var items: [String: Item] = [:]
  /// The expectations of which something was paid, or passed on to another.
  private(set) var touched: Set<String> = []
  var closed: [Month] = []

  static let nobody = "unallocated"

  init(fundOrder: [String]) { funds = [Self.nobody] + fundOrder }

  func number(_ fund: String) -> Int { (funds.firstIndex(of: fund) ?? -1) + 1 }

  /// Whether it is a bank account, the foundation's or the council's.
  static func isBank(_ account: String) -> Bool {
    account.hasPrefix("asset:bank:") || account.hasPrefix("asset:holding:")
  }

  func entry(_ id: String) -> Entry? { entries.first { $0.id == id } }

  func reversal(of id: String) -> Entry? { entries.first { $0.reverses == id } }

  /// The month in which something of a day counts: the first that is open.
  func month(of date: CivilDate) -> Month { closed.last.map { max(date.month, $0.next) } ?? date.month }

  mutating func expect(
    _ id: String, _ kind: String, from: String, to: String = "foundation", _ period: String, by due: CivilDate
  ) {
    expected[id] = Expected(id: id, kind: kind, from: from, to: to, period: period, due: due)
  }

  mutating func raise(_ id: String, _ code: String, of subject: String, _ suspended: Int = 0, on date: CivilDate) {
    items[id] = Item(id: id, code: code, subject: subject, suspended: suspended, date: date)
  }

  mutating func settle(_ item: String, isPaid: Bool = false) {
    items[item]?.isOpen = false
    items[item]?.isPaid = isPaid
  }

  /// Closes all that is open about something.
  mutating func settle(about subject: String) {
    for item in items.values where item.subject == subject { items[item.id]?.isOpen = false }
  }

  mutating func post(
    _ id: String, _ kind: String, _ date: CivilDate, reverses: String? = nil, _ postings: [Posting]
  ) {
    let sums = Self.sums(postings)
    guard !sums.isEmpty else { return }
    precondition(sums.reduce(0) { $0 + $1.pence } == 0, "the auditor's own entry \(id) does not balance")
    let month = month(of: date)
    entries.append(Entry(id: id, kind: kind, date: date, month: month, reverses: reverses, postings: sums))
    for posting in sums {
      held[Place(account: posting.account, fund: posting.fund, expectation: posting.expectation), default: 0] +=
        posting.pence
      byMonth[[posting.account, posting.fund, "\(month)"], default: 0] += posting.pence
    }
    let named = Set(sums.compactMap(\.expectation))
    let isBank = sums.contains { Self.isBank($0.account) }
    if isBank || named.count > 1 { touched.formUnion(named) }
  }

  /// The same as one posting each.
  static func sums(_ postings: [Posting]) -> [Posting] {
    var sums: [Place: Int] = [:]
    for posting in postings {
      sums[Place(account: posting.account, fund: posting.fund, expectation: posting.expectation), default: 0] +=
        posting.pence
    }
    return sums.filter { $0.value != 0 }.map {
      Posting(account: $0.key.account, fund: $0.key.fund, expectation: $0.key.expectation, pence: $0.value)
    }
  }

  static func mirrored(_ postings: [Posting]) -> [Posting] {
    postings.map { Posting(account: $0.account, fund: $0.fund, expectation: $0.expectation, pence: -$0.pence) }
  }
}

// MARK: - What is due, and where money lies

extension ModelLedger {
  /// What is due under an expectation, by fund and account.
  func due(under id: String) -> [Posting] {
    held.filter { $0.key.expectation == id && $0.value != 0 }.map {
      Posting(account: $0.key.account, fund: $0.key.fund, expectation: id, pence: $0.value)
    }.sorted { (number($0.fund), $0.account) < (number($1.fund), $1.account) }
  }

  func sum(under id: String) -> Int { due(under: id).reduce(0) { $0 + $1.pence } }

  /// Every expectation of which something stands open, in order of day and id.
  var open: [Expected] {
    let ids = Set(held.filter { $0.value != 0 }.compactMap(\.key.expectation))
    return ids.compactMap { expected[$0] }.sorted { ($0.due, $0.id) < ($1.due, $1.id) }
  }

  func balance(_ prefix: String, _ fund: String) -> Int {
    held.reduce(0) { $0 + ($1.key.account.hasPrefix(prefix) && $1.key.fund == fund ? $1.value : 0) }
  }

  /// What a fund can give: in the bank, and owed to nobody.
  func available(_ fund: String) -> Int {
    fund == Self.nobody ? 0 : balance("asset:bank:", fund) + balance("liability:", fund)
  }

  /// Where a fund has money: on its way, the first day first, then in the bank.
  func places(of fund: String) -> [Posting] {
    let onItsWay = open.flatMap { expected in
      due(under: expected.id).filter { $0.fund == fund && $0.pence > 0 && $0.account.hasPrefix("asset:") }
    }
    let accounts = Set(held.keys.filter { $0.fund == fund && Self.isBank($0.account) }.map(\.account))
    let inBank = accounts.sorted().map { Posting(account: $0, fund: fund, pence: balance($0, fund)) }
    return onItsWay + inBank.filter { $0.pence > 0 }
  }

  /// What a fund's money that was owed under an expectation is owed under now: one entry after another is read for who
  /// owes it next.
  private func way(from id: String, of fund: String) -> [String] {
    let undone = Set(entries.compactMap(\.reverses))
    let standing = entries.filter { $0.reverses == nil && !undone.contains($0.id) && !$0.kind.hasPrefix("bank-") }
    var way = [id]
    var place = 0
    while place < way.count {
      let mine = standing.filter { entry in
        entry.postings.contains { $0.expectation == way[place] && $0.fund == fund && $0.pence < 0 }
      }
      let next = mine.flatMap(\.postings).filter { $0.fund == fund && $0.pence > 0 }.compactMap(\.expectation)
      for id in Set(next).sorted() where !way.contains(id) { way.append(id) }
      place += 1
    }
    return way
  }

  /// The bank accounts that a fund's money came to that was owed under an expectation: every entry that moves some of
  /// it is read for the account, and what was put back is as if it never came.
  private func accounts(to id: String, of fund: String) -> Set<String> {
    var came: [String: Int] = [:]
    for entry in entries {
      let paid = -entry.postings.filter { $0.expectation == id && $0.fund == fund }.reduce(0) { $0 + $1.pence }
      let isLine = entry.kind.hasPrefix("bank-")
      let there = entry.postings.filter { posting in
        Self.isBank(posting.account) && (isLine || (posting.fund == fund && posting.pence * paid > 0))
      }
      for account in Set(there.map(\.account)) { came[account, default: 0] += paid }
    }
    return Set(came.filter { $0.value > 0 }.keys)
  }

  /// This much of a fund's money where it lies: what is under one expectation, then whatever that became, then what is in
  /// the bank account that it came to, then in others, and last what others owe; nil where there is not as much.
  func take(_ pence: Int, of fund: String, first preferred: String) -> [Posting]? {
    let places = places(of: fund)
    guard places.reduce(0, { $0 + $1.pence }) >= pence else { return nil }
    let way = way(from: preferred, of: fund)
    let own = way.flatMap { id in places.filter { $0.expectation == id } }
    let came = way.reduce(into: Set()) { $0.formUnion(accounts(to: $1, of: fund)) }
    let banks = places.filter { $0.expectation == nil }
    let inBank = banks.filter { came.contains($0.account) } + banks.filter { !came.contains($0.account) }
    let others = places.filter { place in place.expectation.map { !way.contains($0) } ?? false }
    var left = pence
    return (own + inBank + others).compactMap { place in
      let part = min(left, place.pence)
      left -= part
      return part == 0
        ? nil : Posting(account: place.account, fund: fund, expectation: place.expectation, pence: part)
    }
  }

  /// Pays what is due under an expectation as far as an amount goes: where it falls short, spread by what was due.
  /// - Returns: the postings, and what is left over.
  func pay(
    _ id: String, _ pence: Int, into account: String, as next: String? = nil, after before: [Posting] = []
  ) -> (postings: [Posting], left: Int) {
    let parts = Self.sums(due(under: id) + before.filter { $0.expectation == id })
      .sorted { (number($0.fund), $0.account) < (number($1.fund), $1.account) }
    let total = parts.reduce(0) { $0 + $1.pence }
    guard total != 0, pence != 0, (total < 0) == (pence < 0) else { return ([], pence) }
    let isWhole = abs(pence) >= abs(total)
    let weights = parts.map { ($0.pence < 0) == (total < 0) ? abs($0.pence) : 0 }
    let shares = isWhole ? parts.map(\.pence) : Self.shares(pence, weights)
    let postings = zip(parts, shares).flatMap { part, share in
      [
        Posting(account: account, fund: part.fund, expectation: next, pence: share),
        Posting(account: part.account, fund: part.fund, expectation: id, pence: -share),
      ]
    }
    return (postings, isWhole ? pence - total : 0)
  }

  /// Whole pence by weight: what is left over goes, a penny each, to the largest remainders, the first first.
  static func shares(_ pence: Int, _ weights: [Int]) -> [Int] {
    guard pence >= 0 else { return shares(-pence, weights).map { -$0 } }
    let whole = weights.reduce(0, +)
    let quotas = weights.map { Fraction(pence * $0, whole) }
    var result = quotas.map(\.floor)
    let neediest = quotas.indices.sorted {
      quotas[$0].rest == quotas[$1].rest ? $0 < $1 : quotas[$0].rest > quotas[$1].rest
    }
    for index in neediest.prefix(pence - result.reduce(0, +)) { result[index] += 1 }
    return result
  }
}
