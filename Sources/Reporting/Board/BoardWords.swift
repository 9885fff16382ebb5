// What a report says in sentences: short, in plain words, and nothing that its figures do not show.

import Money

extension BoardContent {
  /// A figure of money as it is read: pounds, the sign of what is hidden, or nil.
  static func amount(_ figure: String?) -> String? { figure.map { Int64($0).map { Pence($0).pounds } ?? $0 } }

  /// A number that may be shown; nil where it is hidden or not told.
  private func number(_ part: Part, _ code: String) -> Int64? { self[part, code]?.count.flatMap { Int64($0) } }

  /// What came in, from how many, and what it did.
  var summary: String {
    let cameIn = Self.amount(self[.raised, "total"]?.pence) ?? Pence.zero.pounds
    let went = Self.amount(self[.kinds, "total"]?.pence) ?? Pence.zero.pounds
    let givers =
      number(.givers, "givers").map { " \($0 == 0 ? "Nobody" : "\($0) people") gave from their pay." }
      ?? monthlyGivers.map { " \($0) people gave from their pay each month." }
    let grants = number(.kinds, "total").map { " \(went) was promised in \($0 == 0 ? "no" : "\($0)") grants." }
    return "\(cameIn) came in.\(givers ?? "")\(grants ?? " \(went) was promised in grants.")"
  }

  /// How many gave in each month, as the monthly statements told it: a number, or from the least to the most. Nil where a
  /// month's is hidden.
  var monthlyGivers: String? {
    let counts = self[.months].compactMap(\.count)
    let numbers = counts.compactMap { Int64($0) }
    guard let least = numbers.min(), let most = numbers.max(), most > 0, numbers.count == counts.count else {
      return nil
    }
    return least == most ? "\(least)" : "\(least) to \(most)"
  }

  /// Questions for the meeting that the report is read in.
  var questions: [String] {
    var asked: [String] = []
    let none = self[.priorities].filter { $0.count == "0" }.map { "“\($0.words)”" }
    if !none.isEmpty, none.count < self[.priorities].count {
      asked.append("No grant was for \(none.joined(separator: ", ")). Is that how it should be?")
    }
    func isSome(_ code: String) -> Bool { self[.decisions, code].map { $0.count != "0" } ?? false }
    if isSome("late") { asked.append("Some grants were signed late. What got in the way?") }
    if isSome("refused") { asked.append("The foundation refused some of what was decided. Was it told why?") }
    if isSome("declined") { asked.append("Some young people were told “not this time”. Did they hear why, kindly?") }
    return asked + ["What should the fund do more of? What should it do less of?", "Who has not heard of it yet?"]
  }

  /// A line of what changed since the report before.
  struct Change: Hashable {
    let words: String
    let last: String
    let now: String
    let what: String
  }

  /// What changed since the report before; nothing for the first.
  var changes: [Change] {
    guard before != nil else { return [] }
    let money: [(Part, String, String)] = [
      (.raised, "total", "Money that came in"), (.kinds, "total", "Grants, less what came back"),
    ]
    let counts: [(Part, String, String, String, String)] = [
      (.givers, "givers", "People who gave from their pay", "more", "fewer"),
      (.kinds, "total", "Grants", "more", "fewer"),
      (.waits, "answer-middle", "Days from asking to an answer, the middle one", "longer", "shorter"),
      (.waits, "money-middle", "Days from asking to the money, the middle one", "longer", "shorter"),
      (.decisions, "late", "Grants signed late", "more", "fewer"),
    ]
    return money.compactMap { part, code, words in
      self[part, code].map {
        Change(
          words: words, last: Self.amount($0.lastPence) ?? "not told", now: Self.amount($0.pence) ?? "not told",
          what: Self.change($0.lastPence, $0.pence, "more", "less"))
      }
    }
      + counts.compactMap { part, code, words, more, fewer in
        self[part, code].map {
          Change(
            words: words, last: $0.lastCount ?? "not told", now: $0.count ?? "not told",
            what: Self.change($0.lastCount, $0.count, more, fewer))
        }
      }
  }

  private static func change(_ last: String?, _ now: String?, _ more: String, _ fewer: String) -> String {
    guard let last = last.flatMap({ Int64($0) }), let now = now.flatMap({ Int64($0) }) else { return "cannot be told" }
    return now == last ? "the same" : now > last ? more : fewer
  }
}
