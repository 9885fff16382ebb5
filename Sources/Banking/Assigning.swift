// Which expectation a line of a statement pays: a pure function on values. Only what is certain is assigned; what is likely
// is proposed to a person, with the reason in words.

import Dates
import Ledger
import Money

/// What becomes of a line.
public struct Assignment: Hashable, Sendable {
  /// How sure it is.
  public enum Confidence: String, Codable, Sendable {
    /// It is assigned.
    case certain
    /// Proposed: the payer is known and something of theirs is due.
    case likely
    /// Nothing is proposed.
    case none
  }

  /// The line's id.
  public let line: String
  /// The expectations it pays, or might.
  public let expectations: [String]
  /// How sure it is.
  public let confidence: Confidence
  /// What waits for a person: `bank-unmatched`, `bank-short`, `bank-over`; nil where it is certain.
  public let code: String?
  /// Why, in words.
  public let reason: String
  /// Where the expectations stand among those that were given.
  let places: [Int]
}

/// A line to be assigned.
public struct AssignableLine: Hashable, Sendable {
  /// Its id.
  public let id: String
  /// The day it was booked.
  public let date: CivilDate
  /// What came, or if negative, what went.
  public let amount: Pence
  /// Who pays and what for, where a pattern says so.
  public let pattern: BankPattern?
  /// The words of the narrative that could be an expectation's id.
  public let references: [String]
  /// Whether it undoes an earlier entry: that is never certain.
  public let isReversal: Bool

  /// A line.
  public init(
    id: String, date: CivilDate, amount: Pence, pattern: BankPattern?, references: [String] = [],
    isReversal: Bool = false
  ) {
    self.id = id
    self.date = date
    self.amount = amount
    self.pattern = pattern
    self.references = references
    self.isReversal = isReversal
  }
}

/// Assigns lines to what is due. Expectations are known by their rank, in order of due date and id.
public struct Assigning {
  private struct Payer: Hashable {
    let kind: Expectation.Kind
    let code: String
  }

  private struct PayerAmount: Hashable {
    let payer: Int32
    let pence: Int64
  }

  /// What one payer owes for one period.
  private struct Group {
    var ranks: [Int] = []
    var unused = 0
    var pence: Int64 = 0
  }

  private let open: [OpenExpectation]
  /// Where each stood when it was given; empty where that is its rank.
  private let givenAt: [Int]
  private let due: [CivilDate]
  private let daysBefore: Int
  private let daysAfter: Int
  private var payers: [Payer: Int32] = [:]
  private var payer: [Int32] = []
  private var byID: [String: Int] = [:]
  private var isUsed: [Bool]
  private var byAmount = UnusedRanks([])
  private var byPayer = UnusedRanks([])
  private var group: [Int] = []
  private var groups: [Group] = []
  /// Groups of which more than one thing is due, by what they come to.
  private var groupsByAmount: [PayerAmount: Set<Int>] = [:]

  /// What becomes of each line, in order of day and id, whatever order they come in. The time is that of sorting.
  public static func assign(
    _ lines: [AssignableLine], to open: [OpenExpectation], daysBefore: Int, daysAfter: Int
  ) -> [Assignment] {
    var assignments: [Assignment] = []
    assignEach(lines, to: open, daysBefore: daysBefore, daysAfter: daysAfter) { _, assignment in
      assignments.append(assignment)
    }
    return assignments
  }

  /// The same one by one, so that what becomes of a hundred thousand lines need not be held at once.
  static func assignEach(
    _ lines: [AssignableLine], to open: [OpenExpectation], daysBefore: Int, daysAfter: Int,
    _ body: (AssignableLine, Assignment) throws -> Void
  ) rethrows {
    var assigning = Assigning(
      open, named: Set(lines.lazy.flatMap(\.references)), daysBefore: daysBefore, daysAfter: daysAfter)
    let order = lines.indices.sorted {
      lines[$0].date == lines[$1].date ? lines[$0].id < lines[$1].id : lines[$0].date < lines[$1].date
    }
    for index in order { try body(lines[index], assigning.assign(lines[index])) }
  }

  /// - Parameter named: the ids that lines may name.
  private init(_ unordered: [OpenExpectation], named: Set<String>, daysBefore: Int, daysAfter: Int) {
    self.daysBefore = daysBefore
    self.daysAfter = daysAfter
    let dated = unordered.enumerated().compactMap { index, item in
      CivilDate(item.expectation.dueDate).map { (index: index, date: $0) }
    }.sorted { a, b in
      a.date == b.date ? unordered[a.index].expectation.id < unordered[b.index].expectation.id : a.date < b.date
    }
    // They come in order as a rule; then nothing is copied.
    let isInOrder = dated.count == unordered.count && zip(dated, dated.indices).allSatisfy { $0.index == $1 }
    open = isInOrder ? unordered : dated.map { unordered[$0.index] }
    givenAt = isInOrder ? [] : dated.map(\.index)
    due = dated.map(\.date)
    isUsed = [Bool](repeating: false, count: dated.count)
    for item in open {
      let key = Payer(kind: item.expectation.kind, code: item.expectation.from)
      let number = payers[key] ?? Int32(payers.count)
      payers[key] = number
      payer.append(number)
    }
    let (open, payer) = (open, payer)
    let ranks = open.indices.map { Int32($0) }
    byPayer = UnusedRanks(ranks.sorted { (payer[Int($0)], $0) < (payer[Int($1)], $1) })
    byAmount = UnusedRanks(
      ranks.sorted { a, b in
        let (first, second) = (Int(a), Int(b))
        return (payer[first], open[first].duePence, a) < (payer[second], open[second].duePence, b)
      })
    for (rank, item) in open.enumerated() where named.contains(item.expectation.id) { byID[item.expectation.id] = rank }
    putIntoGroups()
  }

  private mutating func putIntoGroups() {
    struct Period: Hashable {
      let payer: Int32
      let period: String
    }
    var numbers: [Period: Int] = [:]
    for (rank, item) in open.enumerated() {
      let period = Period(payer: payer[rank], period: item.expectation.period)
      let number = numbers[period] ?? groups.count
      if number == groups.count {
        numbers[period] = number
        groups.append(Group())
      }
      group.append(number)
      groups[number].ranks.append(rank)
      groups[number].unused += 1
      groups[number].pence += item.duePence
    }
    for number in groups.indices { note(number) }
  }

  /// Holds a group under what it comes to, as long as more than one thing of it is due.
  private mutating func note(_ number: Int) {
    guard groups[number].unused > 1, let rank = groups[number].ranks.first else { return }
    groupsByAmount[PayerAmount(payer: payer[rank], pence: groups[number].pence), default: []].insert(number)
  }

  private mutating func assign(_ line: AssignableLine) -> Assignment {
    if line.isReversal { return waits(line, [], "bank-unmatched", "The bank took an earlier entry back.") }
    if let named = line.references.compactMap({ byID[$0] }).first, !isUsed[named] { return assign(line, to: named) }
    guard let pattern = line.pattern else {
      return waits(line, [], "bank-unmatched", "No pattern fits what the bank says of it.")
    }
    guard let payer = payers[Payer(kind: pattern.kind, code: pattern.payer)] else {
      return waits(line, [], "bank-unmatched", "Nothing is due from this payer around that day.")
    }
    let same = due(from: payer, of: line.amount.rawValue, around: line.date)
    if same.count == 1 { return certain(line, same) }
    if same.count > 1 {
      return waits(line, [same[0]], "bank-unmatched", "The same amount is due more than once from this payer.")
    }
    if let whole = whole(from: payer, of: line.amount.rawValue, around: line.date) { return certain(line, whole) }
    guard let nearest = nearest(from: payer, around: line.date) else {
      return waits(line, [], "bank-unmatched", "Nothing is due from this payer around that day.")
    }
    return differs(line, nearest)
  }

  /// All that is due from a payer for a period, where it comes to this amount and no other period's does.
  private func whole(from payer: Int32, of pence: Int64, around date: CivilDate) -> [Int]? {
    var found: [Int]?
    for number in groupsByAmount[PayerAmount(payer: payer, pence: pence)] ?? [] {
      let ranks = groups[number].ranks.filter { !isUsed[$0] }
      guard ranks.allSatisfy({ isInWindow($0, date) }) else { continue }
      if found != nil { return nil }
      found = ranks
    }
    return found
  }

  /// The narrative names the expectation itself.
  private mutating func assign(_ line: AssignableLine, to index: Int) -> Assignment {
    guard line.amount.rawValue == open[index].duePence else { return differs(line, index) }
    return isInWindow(index, line.date)
      ? certain(line, [index]) : waits(line, [index], "bank-unmatched", "It came long before or after its day.")
  }

  private func differs(_ line: AssignableLine, _ index: Int) -> Assignment {
    let due = open[index].duePence
    guard (line.amount.rawValue < 0) == (due < 0) else {
      return waits(line, [], "bank-unmatched", "The money went the other way than what is due.")
    }
    return line.amount.rawValue.magnitude < due.magnitude
      ? waits(line, [index], "bank-short", "Less came than is due.")
      : waits(line, [index], "bank-over", "More came than is due.")
  }

  private mutating func certain(_ line: AssignableLine, _ indices: [Int]) -> Assignment {
    for index in indices { use(index) }
    let words =
      indices.count == 1 ? "Payer and amount are those of what is due." : "It is all that is due for the period."
    return Assignment(
      line: line.id, expectations: indices.map { open[$0].expectation.id }, confidence: .certain, code: nil,
      reason: words, places: places(indices))
  }

  private func places(_ ranks: [Int]) -> [Int] { givenAt.isEmpty ? ranks : ranks.map { givenAt[$0] } }

  private func waits(_ line: AssignableLine, _ indices: [Int], _ code: String, _ reason: String) -> Assignment {
    Assignment(
      line: line.id, expectations: indices.map { open[$0].expectation.id },
      confidence: indices.isEmpty ? .none : .likely,
      code: code, reason: reason, places: places(indices))
  }

  private mutating func use(_ rank: Int) {
    isUsed[rank] = true
    byAmount.use(rank)
    byPayer.use(rank)
    let number = group[rank]
    groupsByAmount[PayerAmount(payer: payer[rank], pence: groups[number].pence)]?.remove(number)
    groups[number].unused -= 1
    groups[number].pence -= open[rank].duePence
    note(number)
  }

  private func isInWindow(_ index: Int, _ date: CivilDate) -> Bool {
    (-daysBefore...daysAfter).contains(date.days(since: due[index]))
  }

  /// The first two unused ones of this amount whose window holds the day.
  private mutating func due(from wanted: Int32, of pence: Int64, around date: CivilDate) -> [Int] {
    let earliest = date.adding(days: -daysAfter)
    var found: [Int] = []
    var place = byAmount.place { (payer[$0], open[$0].duePence, due[$0]) < (wanted, pence, earliest) }
    while found.count < 2 {
      place = byAmount.unused(from: place)
      guard place < byAmount.order.count else { break }
      let rank = Int(byAmount.order[place])
      guard payer[rank] == wanted, open[rank].duePence == pence, isInWindow(rank, date) else { break }
      found.append(rank)
      place += 1
    }
    return found
  }

  /// The first unused one of a payer whose window holds the day.
  private mutating func nearest(from wanted: Int32, around date: CivilDate) -> Int? {
    let earliest = date.adding(days: -daysAfter)
    let place = byPayer.unused(from: byPayer.place { (payer[$0], due[$0]) < (wanted, earliest) })
    guard place < byPayer.order.count else { return nil }
    let rank = Int(byPayer.order[place])
    return payer[rank] == wanted && isInWindow(rank, date) ? rank : nil
  }
}
