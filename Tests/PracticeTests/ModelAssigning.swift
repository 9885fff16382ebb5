// Which line pays what: by looking at everything that is due, every time. Certain is what comes from who owes it and
// comes to what is due, or names what it pays; else a person says.

import Dates
import Practice

/// Assigns the lines of one statement.
struct ModelAssigning {
  /// What a line pays without a person, and the code under which waits what it does not.
  typealias Outcome = (pays: [String], waits: String?)

  private typealias Due = (expected: ModelLedger.Expected, pence: Int)

  /// What no line of the statement has paid yet.
  private var due: [Due]
  private let open: [Due]
  private let date: CivilDate
  /// What is left of what a line paid in part, and who paid that.
  private var rests: [String: (pence: Int, payer: String)] = [:]

  init(_ due: [(ModelLedger.Expected, Int)], _ date: CivilDate) {
    open = due.map { (expected: $0.0, pence: $0.1) }
    self.due = open
    self.date = date
  }

  /// How far from its day money may come: as the bank account's file says.
  static let daysBefore = 62
  static let daysAfter = 200

  /// Who pays what, where a pattern of the account tells.
  static func payer(_ text: String) -> String? {
    ModelConfiguration.payers.lazy.map { BankFigures.text($0.0, $0.1) }.first { text.hasPrefix($0) }
  }

  private static func payer(_ expected: ModelLedger.Expected) -> String {
    BankFigures.text(expected.kind, expected.from)
  }

  private func isInTime(_ expected: ModelLedger.Expected) -> Bool {
    let days = date.days(since: expected.due)
    return days >= -Self.daysBefore && days <= Self.daysAfter
  }

  mutating func assign(_ line: BankFigures) -> Outcome {
    let payer = Self.payer(line.text)
    let words = line.text.split(separator: " ").map(String.init)
    if let named = words.compactMap({ word in open.first { $0.expected.id == word } }).first {
      return assign(line.pence, from: payer, to: named)
    }
    let theirs = due.filter { Self.payer($0.expected) == payer }
    let inTime = theirs.filter { isInTime($0.expected) }
    let same = inTime.filter { $0.pence == line.pence }
    let rest = rests.filter { $0.value.pence == line.pence && $0.value.payer == payer }.keys.sorted()
    if rest.contains(where: { id in open.contains { $0.expected.id == id && isInTime($0.expected) } }) {
      return rest.count == 1 && same.isEmpty ? payRest(rest[0]) : ([], "bank-ambiguous-payee")
    }
    if same.count == 1 { return pay([same[0].expected]) }
    if same.count > 1 { return ([], "bank-ambiguous-payee") }
    if let whole = period(theirs, line.pence) { return pay(whole) }
    guard let nearest = inTime.first else {
      let isListed = ["agency-payment", "employer-remittance"].contains {
        payer?.hasPrefix(BankFigures.text($0, "")) ?? false
      }
      return ([], isListed && line.pence > 0 ? "bank-no-listing" : "bank-unmatched")
    }
    return differs(line.pence, nearest.pence)
  }

  /// A line that names what it pays, and so pays nothing else. Where it comes from who owes it, it may come to less,
  /// and a later line to the rest; or to more.
  private mutating func assign(_ pence: Int, from payer: String?, to named: Due) -> Outcome {
    let id = named.expected.id
    guard due.contains(where: { $0.expected.id == id }) else {
      guard let rest = rests[id] else { return ([], "bank-unmatched") }
      guard rest.pence == pence else { return ([], abs(pence) < abs(rest.pence) ? "bank-short" : "bank-over") }
      return rest.payer == payer && isInTime(named.expected) ? payRest(id) : ([], "bank-unmatched")
    }
    if named.pence == pence { return isInTime(named.expected) ? pay([named.expected]) : ([], "bank-unmatched") }
    guard isInTime(named.expected), pence > 0, named.pence > 0, let payer, payer == Self.payer(named.expected) else {
      return differs(pence, named.pence)
    }
    if pence < named.pence { rests[id] = (named.pence - pence, payer) }
    return (pay([named.expected]).pays, pence < named.pence ? nil : "bank-over")
  }

  /// All that is due for one period, where it alone comes to this.
  private func period(_ theirs: [Due], _ pence: Int) -> [ModelLedger.Expected]? {
    let periods = Dictionary(grouping: theirs) { $0.expected.period }.values.filter { group in
      group.count > 1 && group.reduce(0) { $0 + $1.pence } == pence && group.allSatisfy { isInTime($0.expected) }
    }
    return periods.count == 1 ? periods[0].map(\.expected) : nil
  }

  private func differs(_ came: Int, _ due: Int) -> Outcome {
    guard (came < 0) == (due < 0) else { return ([], "bank-unmatched") }
    return ([], abs(came) < abs(due) ? "bank-short" : "bank-over")
  }

  private mutating func pay(_ paid: [ModelLedger.Expected]) -> Outcome {
    let ids = paid.map(\.id)
    due.removeAll { ids.contains($0.expected.id) }
    return (ids, nil)
  }

  private mutating func payRest(_ id: String) -> Outcome {
    rests[id] = nil
    return ([id], nil)
  }
}
