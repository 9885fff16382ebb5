// How a mandate's money is shared, over random mandates: what engineering.md asks of a split holds for what givers write.

import Money
import Testing

@testable import Giving
@testable import Ledger

@Suite struct SplitRuleTests {
  private static let funds = Funds(
    [Fund.unallocated] + (2...7).map { Fund(number: $0, code: "fund-\($0)", name: "Fund \($0)", purpose: "For \($0).") }
  )

  /// A mandate as a giver writes it: its parts in any order.
  private struct Written {
    let text: String
    let amount: Int64
    let parts: [(fund: Int64, weight: Int64)]
    let isFixed: Bool
  }

  /// Sums that make the whole, none of them nothing.
  private func parts(_ whole: Int64, _ random: inout some RandomNumberGenerator) -> [(fund: Int64, weight: Int64)] {
    let funds = (2...7).map(Int64.init).shuffled(using: &random).prefix(Int.random(in: 2...5, using: &random))
    var left = whole
    var parts: [(fund: Int64, weight: Int64)] = []
    for (place, fund) in funds.enumerated() {
      let others = Int64(funds.count - place - 1)
      let weight = others == 0 ? left : Int64.random(in: 1...(left - others), using: &random)
      parts.append((fund, weight))
      left -= weight
    }
    return parts
  }

  private func mandate(_ random: inout some RandomNumberGenerator) -> Written {
    let amount = Int64.random(in: 10...100_000, using: &random)
    let isFixed = Bool.random(using: &random)
    let parts = parts(isFixed ? amount : 10_000, &random)
    let text = parts.map { "fund-\($0.fund)=\(Pence($0.weight))\(isFixed ? "" : "%")" }.joined(separator: ",")
    return Written(text: text, amount: amount, parts: parts, isFixed: isFixed)
  }

  private func rule(_ written: Written, _ text: String? = nil) throws -> SplitRule {
    try SplitRule(text ?? written.text, amount: Pence(written.amount), funds: Self.funds)
  }

  @Test func everyMandateKeepsEveryPennyAndItsProportions() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Mixer(state: seed)
    for _ in 0..<5_000 {
      let written = mandate(&random)
      let rule = try rule(written)
      let amount = Int64.random(in: -written.amount...2 * written.amount, using: &random)
      let shares = rule.shares(of: Pence(amount))
      #expect(shares.sum() == Pence(amount), "seed \(seed): \(written.text)")
      #expect(rule.shares(of: Pence(-amount)) == shares.map { -$0 }, "seed \(seed): a refund is the mirror of its gift")
      let whole = written.parts.reduce(0) { $0 + $1.weight }
      for (part, share) in zip(rule.parts, shares) {
        #expect(abs(share.rawValue * whole - amount * part.weight) < whole, "seed \(seed): within a penny of its quota")
      }
    }
  }

  @Test func theOrderInWhichAGiverWritesTheFundsIsNoMatter() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Mixer(state: seed)
    for _ in 0..<2_000 {
      let written = mandate(&random)
      let rule = try rule(written)
      let turned = written.text.split(separator: ",").shuffled(using: &random).joined(separator: ",")
      #expect(try self.rule(written, turned) == rule, "seed \(seed): \(written.text)")
      #expect(
        rule.parts.map(\.fund) == rule.parts.map(\.fund).sorted(), "seed \(seed): pennies of equal claim go by fund")
      #expect(SplitRule(stored: rule.stored) == rule, "seed \(seed)")
      #expect(try self.rule(written, rule.written(Self.funds)) == rule, "seed \(seed): what is shown can be read")
    }
  }

  @Test func sumsThatAGiverNamedArePaidToThePennyWhenAllOfItComes() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Mixer(state: seed)
    for _ in 0..<2_000 {
      let written = mandate(&random)
      guard written.isFixed else { continue }
      let shares = try rule(written).shares(of: Pence(written.amount))
      let named = written.parts.sorted { $0.fund < $1.fund }.map { Pence($0.weight) }
      #expect(shares == named, "seed \(seed): \(written.text)")
    }
  }

  @Test func wholeMandatesThatDoNotAddUpAreRefused() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Mixer(state: seed)
    for _ in 0..<500 {
      let written = mandate(&random)
      let parts = written.parts.enumerated().map { "fund-\($1.fund)=\(Pence($1.weight + ($0 == 0 ? 1 : 0)))" }
      let text = parts.map { $0 + (written.isFixed ? "" : "%") }.joined(separator: ",")
      #expect(throws: GivingError.self, "seed \(seed): \(text)") { try rule(written, text) }
      #expect(throws: GivingError.self, "seed \(seed)") { try rule(written, written.text + ",fund-2=0.00") }
    }
  }
}

/// A small seeded generator, so that a failure can be run again.
private struct Mixer: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
