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

/// Assigns lines to what is due.
public struct Assigning {
  private struct Payer: Hashable {
    let kind: Expectation.Kind
    let code: String
  }

  private struct PayerAmount: Hashable {
    let payer: Payer
    let pence: Int64
  }

  private struct Group: Hashable {
    let payer: Payer
    let period: String
  }

  private let open: [OpenExpectation]
  private let due: [CivilDate]
  private let daysBefore: Int
  private let daysAfter: Int
  private var isUsed: [Bool]
  private var byID: [String: Int] = [:]
  /// Indices into `open`, in order of due date.
  private var byAmount: [PayerAmount: [Int]] = [:]
  private var byPayer: [Payer: [Int]] = [:]
  private var groups: [Group: [Int]] = [:]
  private var groupsByAmount: [PayerAmount: Set<Group>] = [:]
  private var groupSums: [Group: Int64] = [:]

  /// What becomes of each line, in order of day and id, whatever order they come in. The time is that of sorting.
  public static func assign(
    _ lines: [AssignableLine], to open: [OpenExpectation], daysBefore: Int, daysAfter: Int
  ) -> [Assignment] {
    var assigning = Assigning(open, daysBefore: daysBefore, daysAfter: daysAfter)
    return lines.sorted { ($0.date, $0.id) < ($1.date, $1.id) }.map { assigning.assign($0) }
  }

  private init(_ unordered: [OpenExpectation], daysBefore: Int, daysAfter: Int) {
    let dated = unordered.compactMap { open in CivilDate(open.expectation.dueDate).map { (open, $0) } }
      .sorted { ($0.1, $0.0.expectation.id) < ($1.1, $1.0.expectation.id) }
    open = dated.map(\.0)
    due = dated.map(\.1)
    self.daysBefore = daysBefore
    self.daysAfter = daysAfter
    isUsed = [Bool](repeating: false, count: dated.count)
    for (index, item) in open.enumerated() {
      let payer = Payer(kind: item.expectation.kind, code: item.expectation.from)
      let group = Group(payer: payer, period: item.expectation.period)
      byID[item.expectation.id] = index
      byAmount[PayerAmount(payer: payer, pence: item.duePence), default: []].append(index)
      byPayer[payer, default: []].append(index)
      groups[group, default: []].append(index)
      groupSums[group, default: 0] += item.duePence
    }
    for (group, sum) in groupSums {
      groupsByAmount[PayerAmount(payer: group.payer, pence: sum), default: []].insert(group)
    }
  }

  private mutating func assign(_ line: AssignableLine) -> Assignment {
    if line.isReversal { return waits(line, [], "bank-unmatched", "The bank took an earlier entry back.") }
    if let named = line.references.compactMap({ byID[$0] }).first, !isUsed[named] { return assign(line, to: named) }
    guard let pattern = line.pattern else {
      return waits(line, [], "bank-unmatched", "No pattern fits what the bank says of it.")
    }
    let payer = Payer(kind: pattern.kind, code: pattern.payer)
    let exact = PayerAmount(payer: payer, pence: line.amount.rawValue)
    let same = inWindow(byAmount[exact] ?? [], line.date, limit: 2)
    if same.count == 1 { return certain(line, same) }
    if same.count > 1 {
      return waits(line, [same[0]], "bank-unmatched", "The same amount is due more than once from this payer.")
    }
    let wholes = (groupsByAmount[exact] ?? []).compactMap { groups[$0]?.filter { !isUsed[$0] } }
      .filter { $0.count > 1 && $0.allSatisfy { isInWindow($0, line.date) } }
    if wholes.count == 1 { return certain(line, wholes[0]) }
    guard let nearest = inWindow(byPayer[payer] ?? [], line.date, limit: 1).first else {
      return waits(line, [], "bank-unmatched", "Nothing is due from this payer around that day.")
    }
    return differs(line, nearest)
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
      reason: words)
  }

  private func waits(_ line: AssignableLine, _ indices: [Int], _ code: String, _ reason: String) -> Assignment {
    Assignment(
      line: line.id, expectations: indices.map { open[$0].expectation.id },
      confidence: indices.isEmpty ? .none : .likely,
      code: code, reason: reason)
  }

  private mutating func use(_ index: Int) {
    isUsed[index] = true
    let item = open[index]
    let payer = Payer(kind: item.expectation.kind, code: item.expectation.from)
    byAmount[PayerAmount(payer: payer, pence: item.duePence)]?.removeAll { $0 == index }
    let group = Group(payer: payer, period: item.expectation.period)
    let sum = groupSums[group] ?? 0
    groupsByAmount[PayerAmount(payer: payer, pence: sum)]?.remove(group)
    groupSums[group] = sum - item.duePence
    groupsByAmount[PayerAmount(payer: payer, pence: sum - item.duePence), default: []].insert(group)
  }

  private func isInWindow(_ index: Int, _ date: CivilDate) -> Bool {
    (-daysBefore...daysAfter).contains(date.days(since: due[index]))
  }

  /// The first unused ones whose window holds the day.
  private func inWindow(_ indices: [Int], _ date: CivilDate, limit: Int) -> [Int] {
    var (low, high) = (0, indices.count)
    let earliest = date.adding(days: -daysAfter)
    while low < high {
      let middle = (low + high) / 2
      if due[indices[middle]] < earliest { low = middle + 1 } else { high = middle }
    }
    return Array(indices[low...].lazy.prefix { isInWindow($0, date) }.filter { !isUsed[$0] }.prefix(limit))
  }
}
