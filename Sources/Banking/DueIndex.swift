// What is due, found by payer and amount, by payer and day, and by payer and period; what is used up is found no more.

import Dates
import Ledger
import Money

/// Finds what a line of a statement may pay. Expectations are known by their rank, in order of due date and id.
///
/// A class: as a value of so many parts it was copied for each line, which was 4% of the work of importing 100,000.
final class DueIndex {
  private struct Payer: Hashable {
    let kind: Expectation.Kind
    let code: String
  }

  private struct PayerAmount: Hashable {
    let payer: Int32
    let pence: Int64
  }

  private struct PayerPeriod: Hashable {
    let payer: Int32
    let period: Int32
  }

  /// What one payer owes for one period.
  private struct Group {
    var ranks: [Int32] = []
    var unused: Int32 = 0
    var pence: Int64 = 0
  }

  /// What is due.
  let open: OpenDues
  private let daysBefore: Int
  private let daysAfter: Int
  private let payers: [Payer: Int32]
  private let payer: [Int32]
  private var byID: [String: Int] = [:]
  private var periods: [String: Int32] = [:]
  private var isUsed: [Bool]
  private var byAmount: UnusedRanks
  private var byPayer: UnusedRanks
  private var group: [Int32] = []
  private var groups: [Group] = []
  private var groupOf: [PayerPeriod: Int32] = [:]
  /// Groups of which more than one thing is due, by what they come to.
  private var groupsByAmount: [PayerAmount: Set<Int32>] = [:]
  /// Groups of which something was used since they were last held there.
  private var stale: [Int32] = []
  private var isStale: [Bool] = []

  /// An index of what is due, which nothing is named in yet; see ``lookFor(_:)``.
  init(_ open: OpenDues, daysBefore: Int, daysAfter: Int) {
    self.open = open
    self.daysBefore = daysBefore
    self.daysAfter = daysAfter
    isUsed = [Bool](repeating: false, count: open.count)
    var payers: [Payer: Int32] = [:]
    let ways = open.ways.map { way in
      let key = Payer(kind: way.kind, code: way.from)
      let number = payers[key] ?? Int32(payers.count)
      payers[key] = number
      return number
    }
    let payer = (0..<open.count).map { ways[open.way($0)] }
    let ranks = (0..<open.count).map { Int32($0) }
    byPayer = UnusedRanks(ranks.sorted { (payer[Int($0)], $0) < (payer[Int($1)], $1) })
    byAmount = UnusedRanks(
      ranks.sorted { a, b in
        let (first, second) = (Int(a), Int(b))
        return (payer[first], open.pence(first), a) < (payer[second], open.pence(second), b)
      })
    (self.payers, self.payer) = (payers, payer)
    putIntoGroups()
  }

  /// Finds what the words that lines hold could name: an id or a period. Other words are names of nothing here.
  func lookFor(_ words: Set<String>) {
    guard !words.isEmpty else { return }
    // A word holds no space: a tax month is written without.
    periods = Dictionary(open.numbersByPeriod.map { ($0.key.filter { $0 != " " }, $0.value) }) { first, _ in first }
    for rank in 0..<open.count {
      let id = open.id(rank)
      if words.contains(id) { byID[id] = rank }
    }
  }

  private func putIntoGroups() {
    for rank in 0..<open.count {
      let key = PayerPeriod(payer: payer[rank], period: open.period(rank))
      // Those of a period lie side by side as a rule.
      let last = rank > 0 && payer[rank - 1] == key.payer && open.period(rank - 1) == key.period ? group[rank - 1] : nil
      let number = last ?? groupOf[key] ?? Int32(groups.count)
      if Int(number) == groups.count {
        groupOf[key] = number
        groups.append(Group())
      }
      group.append(number)
      groups[Int(number)].ranks.append(Int32(rank))
      groups[Int(number)].unused += 1
      groups[Int(number)].pence += open.pence(rank)
    }
    stale = groups.indices.map { Int32($0) }
    isStale = [Bool](repeating: true, count: groups.count)
  }

  private func key(_ number: Int32) -> PayerAmount? {
    let group = groups[Int(number)]
    guard group.unused > 1, let rank = group.ranks.first else { return nil }
    return PayerAmount(payer: payer[Int(rank)], pence: group.pence)
  }

  /// Holds each group under what it comes to, as long as more than one thing of it is due.
  private func holdGroups() {
    for number in stale {
      isStale[Int(number)] = false
      if let key = key(number) { groupsByAmount[key, default: []].insert(number) }
    }
    stale.removeAll()
  }

  /// What a group comes to is about to change: it is held anew when somebody asks for sums.
  private func letGo(of number: Int32) {
    guard !isStale[Int(number)] else { return }
    if let key = key(number) { groupsByAmount[key]?.remove(number) }
    isStale[Int(number)] = true
    stale.append(number)
  }

  /// The number of whoever a pattern says pays; nil if nothing is due from them.
  func payer(_ pattern: BankPattern) -> Int32? { payers[Payer(kind: pattern.kind, code: pattern.payer)] }

  /// The one whose id a word is, used up or not.
  func named(_ words: [String]) -> Int? { words.lazy.compactMap { [byID] in byID[$0] }.first }

  /// All that this payer owes for a period that a word is, around that day, used up or not.
  func ranks(from payer: Int32, forPeriodIn words: [String], around date: CivilDate) -> [Int] {
    var found: [Int] = []
    for word in Set(words) {
      guard let period = periods[word], let number = groupOf[PayerPeriod(payer: payer, period: period)] else {
        continue
      }
      found += groups[Int(number)].ranks.map { Int($0) }.filter { isInWindow($0, date) }
    }
    return found.sorted()
  }

  /// Whether a word is a period for which something is due.
  func isPeriod(_ word: String) -> Bool { periods[word] != nil }

  /// Whether a line of the statement paid it already.
  func isUsed(_ rank: Int) -> Bool { isUsed[rank] }

  /// Whether a payer is the one who owes it.
  func isFrom(_ payer: Int32, _ rank: Int) -> Bool { self.payer[rank] == payer }

  /// All that is due from a payer for a period, where it comes to this amount and no other period's does.
  func whole(from payer: Int32, of pence: Int64, around date: CivilDate) -> [Int]? {
    holdGroups()
    var found: [Int]?
    for number in groupsByAmount[PayerAmount(payer: payer, pence: pence)] ?? [] {
      let ranks = groups[Int(number)].ranks.map { Int($0) }.filter { !isUsed[$0] }
      guard ranks.allSatisfy({ isInWindow($0, date) }) else { continue }
      if found != nil { return nil }
      found = ranks
    }
    return found
  }

  /// Uses one up.
  func use(_ rank: Int) {
    isUsed[rank] = true
    byAmount.use(rank)
    byPayer.use(rank)
    let number = group[rank]
    letGo(of: number)
    groups[Int(number)].unused -= 1
    groups[Int(number)].pence -= open.pence(rank)
  }

  /// Whether a day is near enough to the one by which it is due.
  func isInWindow(_ rank: Int, _ date: CivilDate) -> Bool {
    (-daysBefore...daysAfter).contains(date.days(since: open.day(rank)))
  }

  /// The first two unused ones of this amount whose window holds the day.
  func due(from wanted: Int32, of pence: Int64, around date: CivilDate) -> (first: Int?, second: Int?) {
    let earliest = date.adding(days: -daysAfter)
    let start = byAmount.place { (payer[$0], open.pence($0), open.day($0)) < (wanted, pence, earliest) }
    guard let first = unused(of: pence, from: wanted, at: start, date) else { return (nil, nil) }
    return (first.rank, unused(of: pence, from: wanted, at: first.place + 1, date)?.rank)
  }

  private func unused(
    of pence: Int64, from wanted: Int32, at start: Int, _ date: CivilDate
  ) -> (rank: Int, place: Int)? {
    let place = byAmount.unused(from: start)
    guard place < byAmount.order.count else { return nil }
    let rank = Int(byAmount.order[place])
    return payer[rank] == wanted && open.pence(rank) == pence && isInWindow(rank, date) ? (rank, place) : nil
  }

  /// The first unused one of a payer whose window holds the day.
  func nearest(from wanted: Int32, around date: CivilDate) -> Int? {
    let earliest = date.adding(days: -daysAfter)
    let place = byPayer.unused(from: byPayer.place { (payer[$0], open.day($0)) < (wanted, earliest) })
    guard place < byPayer.order.count else { return nil }
    let rank = Int(byPayer.order[place])
    return payer[rank] == wanted && isInWindow(rank, date) ? rank : nil
  }
}
