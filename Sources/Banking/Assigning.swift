// Which expectation a line of a statement pays: a pure function on values. Only what is certain is assigned; what is likely
// is proposed to a person, with the reason in words.
//
// Certain is a line whose payer's pattern fits and that comes to what is due from them. Where such a line also names what it
// pays, it is certain whatever it comes to: less is spread over funds by what was expected of each, and the rest stays due;
// what is over waits in suspense. Where less came, a later line of the same statement by the same pattern that comes to just
// the rest is certain too, if it names the same or nothing, and nothing else of that amount is due. What names it is the
// expectation's id, or the document it came with: an agency's report, a web page's payout. A tax month does not: another
// payroll's file for it may still come. A payer alone or an amount alone is never enough, money that goes out must be what is
// due to the penny, of two things that are due alike a person says which, and a line that names one thing never pays another.

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
  /// What waits for a person: `bank-unmatched`, `bank-no-listing`, `bank-ambiguous-payee`, `bank-short`, `bank-over`; nil
  /// where nothing does.
  public let code: String?
  /// Why, in words.
  public let reason: String
  /// What is over and waits in suspense, where the rest is certain.
  public let over: Pence
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
  /// The words of the narrative that could be an expectation's id or period.
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

/// Assigns lines to what is due. Expectations are known by their place among what is open.
struct Assigning {
  /// What a line says, for assigning it.
  struct Line {
    let date: CivilDate
    let amount: Pence
    /// Who pays and what for; nil where no pattern fits.
    let pattern: Int?
    let isReversal: Bool
    let references: [String]
  }

  /// What becomes of a line.
  struct Outcome {
    let places: [Int]
    let confidence: Assignment.Confidence
    let code: String?
    let reason: String
    /// What is over of a line that is certain.
    var over = Pence.zero
  }

  /// What is left due of something that an earlier line paid in part, and the pattern of that line.
  private struct Rest: Hashable {
    let pence: Int64
    let pattern: Int
  }

  private let open: OpenDues
  private let index: DueIndex
  /// What is still due of what earlier lines paid in part, with the pattern of those.
  private var rests: [Int: Rest] = [:]
  private var places: [Rest: Set<Int>] = [:]
  /// Who pays by each pattern; nil where nothing is due from them.
  private let payers: [Int32?]
  /// What for.
  private let kinds: [Expectation.Kind]

  /// - Parameters:
  ///   - index: of what is due. What lines pay is used up there.
  ///   - patterns: those that lines name by number.
  ///   - named: the words of all lines that could be an id or a period.
  init(to index: DueIndex, patterns: [BankPattern], named: Set<String>) {
    open = index.open
    index.lookFor(named)
    payers = patterns.map { index.payer($0) }
    kinds = patterns.map(\.kind)
    self.index = index
  }

  /// What becomes of the next line. They come in order of day and id.
  mutating func assign(_ line: Line) -> Outcome {
    if line.isReversal { return waits([], "bank-unmatched", "The bank took an earlier entry back.") }
    let payer = line.pattern.flatMap { payers[$0] }
    if let named = index.named(line.references) { return assign(line, from: payer, to: named) }
    guard line.pattern != nil else {
      return waits([], "bank-unmatched", "No pattern fits what the bank says of it.")
    }
    guard let payer else { return nothingDue(line) }
    if !line.references.isEmpty {
      let named = index.ranks(from: payer, forPeriodIn: line.references, around: line.date)
      if !named.isEmpty { return assign(line, from: payer, toOneOf: named) }
    }
    let same = index.due(from: payer, of: line.amount.rawValue, around: line.date)
    if let rest = line.pattern.flatMap({ places[Rest(pence: line.amount.rawValue, pattern: $0)] }),
      let place = rest.filter({ index.isInWindow($0, line.date) }).min(),
      line.references.allSatisfy({ !index.isPeriod($0) })
    {
      return rest.count == 1 && same.first == nil ? paysRest(of: place) : waits([place], Self.ambiguous, Self.dueTwice)
    }
    if let first = same.first {
      return same.second == nil ? certain([first]) : waits([first], Self.ambiguous, Self.dueTwice)
    }
    if let whole = index.whole(from: payer, of: line.amount.rawValue, around: line.date) { return certain(whole) }
    guard let nearest = index.nearest(from: payer, around: line.date) else { return nothingDue(line) }
    return differs(line, nearest)
  }

  /// Money came from an agency or an employer that has told nothing which it could be.
  private func nothingDue(_ line: Line) -> Outcome {
    let isListed = line.pattern.map { kinds[$0] == .agencyPayment || kinds[$0] == .employerRemittance } ?? false
    return isListed && line.amount > .zero
      ? waits([], "bank-no-listing", "It came from this payer without a listing of whose gifts it is.")
      : waits([], "bank-unmatched", "Nothing is due from this payer around that day.")
  }

  private static let ambiguous = "bank-ambiguous-payee"
  private static let dueTwice = "The same amount is due more than once from this payer."

  /// The narrative names the expectation itself. If its payer's pattern fits too, no amount makes it less certain.
  private mutating func assign(_ line: Line, from payer: Int32?, to place: Int) -> Outcome {
    let due = open.pence(place)
    if index.isUsed(place) {
      if isRest(of: place, line) { return paysRest(of: place) }
      if let rest = rests[place] {
        guard rest.pence != line.amount.rawValue else {
          return waits(
            [place], "bank-unmatched",
            "It names what an earlier line paid in part, and comes to the rest, but by another pattern or long after its day."
          )
        }
        let isLess = line.amount.rawValue.magnitude < rest.pence.magnitude
        return waits(
          [place], isLess ? "bank-short" : "bank-over",
          "It names what an earlier line paid in part, and \(isLess ? "less" : "more") came than the rest.")
      }
      return waits([place], "bank-unmatched", "Another line of the statement paid what it names.")
    }
    guard index.isInWindow(place, line.date) else {
      return line.amount.rawValue == due
        ? waits([place], "bank-unmatched", "It came long before or after its day.") : differs(line, place)
    }
    if line.amount.rawValue == due { return certain([place]) }
    guard line.amount > .zero, due > 0, let payer, index.isFrom(payer, place) else { return differs(line, place) }
    index.use(place)
    if line.amount.rawValue < due {
      if let pattern = line.pattern {
        let rest = Rest(pence: due - line.amount.rawValue, pattern: pattern)
        rests[place] = rest
        places[rest, default: []].insert(place)
      }
      return Outcome(
        places: [place], confidence: .certain, code: nil,
        reason: "It names what is due; less came, and is spread over funds.")
    }
    return Outcome(
      places: [place], confidence: .certain, code: "bank-over",
      reason: "It names what is due; more came, and what is over waits.", over: line.amount - Pence(due))
  }

  /// The narrative names a period, for which this payer owed all of these.
  private mutating func assign(_ line: Line, from payer: Int32, toOneOf named: [Int]) -> Outcome {
    let unused = named.filter { !index.isUsed($0) }
    guard let first = unused.first else {
      return assign(line, from: payer, to: named.first { isRest(of: $0, line) } ?? named[0])
    }
    if unused.count == 1 {
      let isDocument = [.agencyPayment, .webPayout].contains(open.ways[open.way(first)].kind)
      return isDocument || open.pence(first) == line.amount.rawValue
        ? assign(line, from: payer, to: first) : differs(line, first)
    }
    let same = unused.filter { open.pence($0) == line.amount.rawValue }
    if same.count == 1 { return certain(same) }
    if same.count > 1 { return waits([same[0]], Self.ambiguous, Self.dueTwice) }
    let sum = unused.reduce(0) { $0 + open.pence($1) }
    if sum == line.amount.rawValue { return certain(unused) }
    return line.amount.rawValue < sum
      ? waits([first], "bank-short", "Less came than is due for the period.")
      : waits([first], "bank-over", "More came than is due for the period.")
  }

  /// Whether a line comes to just what earlier lines by its pattern left due of something, near enough to its day.
  private func isRest(of place: Int, _ line: Line) -> Bool {
    guard let rest = rests[place] else { return false }
    return rest.pence == line.amount.rawValue && rest.pattern == line.pattern && index.isInWindow(place, line.date)
  }

  private mutating func paysRest(of place: Int) -> Outcome {
    if let rest = rests.removeValue(forKey: place) { places[rest]?.remove(place) }
    return Outcome(
      places: [place], confidence: .certain, code: nil,
      reason: "With an earlier line of the statement it is all that is due.")
  }

  private func differs(_ line: Line, _ place: Int) -> Outcome {
    let due = open.pence(place)
    guard (line.amount.rawValue < 0) == (due < 0) else {
      return waits([], "bank-unmatched", "The money went the other way than what is due.")
    }
    return line.amount.rawValue.magnitude < due.magnitude
      ? waits([place], "bank-short", "Less came than is due.") : waits([place], "bank-over", "More came than is due.")
  }

  private mutating func certain(_ places: [Int]) -> Outcome {
    for place in places { index.use(place) }
    let words =
      places.count == 1 ? "Payer and amount are those of what is due." : "It is all that is due for the period."
    return Outcome(places: places, confidence: .certain, code: nil, reason: words)
  }

  private func waits(_ places: [Int], _ code: String, _ reason: String) -> Outcome {
    Outcome(places: places, confidence: places.isEmpty ? .none : .likely, code: code, reason: reason)
  }
}

extension Assigning {
  /// What becomes of each line, in order of day and id, whatever order they come in. The time is that of sorting.
  static func assign(
    _ lines: [AssignableLine], to open: [OpenExpectation], daysBefore: Int, daysAfter: Int
  ) -> [Assignment] {
    var numbers: [BankPattern: Int] = [:]
    for case let pattern? in lines.lazy.map(\.pattern) where numbers[pattern] == nil {
      numbers[pattern] = numbers.count
    }
    let dues = OpenDues(open)
    var assigning = Assigning(
      to: DueIndex(dues, daysBefore: daysBefore, daysAfter: daysAfter),
      patterns: numbers.sorted { $0.value < $1.value }.map(\.key), named: Set(lines.lazy.flatMap(\.references)))
    return lines.sorted { $0.date == $1.date ? $0.id < $1.id : $0.date < $1.date }.map { line in
      let outcome = assigning.assign(
        Line(
          date: line.date, amount: line.amount, pattern: line.pattern.flatMap { numbers[$0] },
          isReversal: line.isReversal, references: line.references))
      return Assignment(
        line: line.id, expectations: outcome.places.map { dues.id($0) }, confidence: outcome.confidence,
        code: outcome.code, reason: outcome.reason, over: outcome.over)
    }
  }
}
