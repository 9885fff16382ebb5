// Brings a demo's donors into the register by the same code as everyone else, many to a change.

import Dates
import Giving
import Ledger
import Money
import People
import Store

/// Registers the donors of a demo.
struct DemoRegister {
  let store: Store
  let plan: DemoPlan
  let date: CivilDate

  /// How many donors one change brings.
  private static let change = 50_000
  /// How many are sealed at once: their keys are then still at hand for what follows.
  private static let batch = 2_000

  /// Registers all.
  /// - Returns: how many mandates were recorded.
  func record(progress: (Int, Int) -> Void) throws -> Int {
    let payrolls = plan.payrolls
    let total = payrolls.reduce(0) { $0 + $1.count }
    var splits = try SplitCache(store.reading)
    var mandates = 0
    var first = 0
    while first < total {
      let numbers = first..<min(total, first + Self.change)
      let request = WriteRequest(
        Action("mandate.import"), by: .person(PracticePerson.finance), key: "demo/register/\(first / Self.change)",
        inputs: Inputs(["donors": "\(numbers.count)"]), on: date)
      mandates += try store.write(request) { write in
        var count = 0
        for start in stride(from: numbers.lowerBound, to: numbers.upperBound, by: Self.batch) {
          let batch = start..<min(numbers.upperBound, start + Self.batch)
          count += try record(batch, of: payrolls, &splits, in: write)
          progress(batch.upperBound, total)
        }
        return count
      }.value
      first = numbers.upperBound
    }
    return mandates
  }

  private func record(
    _ numbers: Range<Int>, of payrolls: [PracticePayroll], _ splits: inout SplitCache, in write: Write
  ) throws -> Int {
    let givers = numbers.compactMap { number in
      payrolls.first { ($0.first..<$0.first + $0.count).contains(number) }.map { ($0, $0.giver(number - $0.first)) }
    }
    let donors = try Person.add(givers.map { PersonFacts(name: $0.1.name.full) }, in: write, store: store)
    var mandates = 0
    for (donor, (payroll, giver)) in zip(donors, givers) {
      let post = try Registration.addPost(
        PostTerms(
          employer: payroll.terms.employer, payroll: payroll.terms.payroll, payrollNumber: giver.payrollNumber,
          from: giver.from), donor: donor, in: write, store: store)
      mandates += try record(giver, post, &splits, in: write)
    }
    return mandates
  }

  /// Records a donor's mandates as they came about: given, stopped, and given anew.
  private func record(_ giver: Giver, _ post: Post, _ splits: inout SplitCache, in write: Write) throws -> Int {
    for planned in giver.mandates {
      let mandate = try Registration.addMandate(
        try MandateTerms(
          code: planned.code, amount: planned.amount, from: planned.from, until: nil, once: planned.once,
          split: splits.rule(planned.split, planned.amount), authority: planned.authority,
          authorityDate: planned.from.adding(days: -10)), post: post, in: write)
      if let stopped = planned.stopped { try mandate.stop(on: stopped, in: write) }
    }
    return giver.mandates.count
  }
}

/// Split rules by what is written: a million mandates share a few.
private struct SplitCache {
  private let funds: Funds
  private var rules: [String: SplitRule] = [:]

  init(_ reading: Reading) throws { funds = try Funds.read(reading) }

  mutating func rule(_ text: String, _ amount: Pence) throws -> SplitRule {
    if let known = rules[text] { return known }
    let rule = try SplitRule(text, amount: amount, funds: funds)
    rules[text] = rule
    return rule
  }
}
