// What a sponsor adds to gifts.

import Dates
import Money
import Testing

@testable import Giving

@Suite struct MatchingTests {
  static func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

  static func terms(rate: Int64 = 10_000, cap: Int64? = nil, pot: Int64 = 1_000_000) throws -> MatchTerms {
    MatchTerms(
      rate: Rate(basisPoints: rate), monthlyCap: cap.map { Pence($0) }, pot: Pence(pot),
      window: try day("2026-11-01")...day("2026-12-31"), funds: [2, 3])
  }

  static func gift(
    _ id: String, _ date: String, _ amount: Int64, donor: String = "a", fund: Int64 = 2
  ) throws -> MatchableGift {
    MatchableGift(id: id, date: try day(date), donor: donor, fund: fund, amount: Pence(amount))
  }

  @Test(
    "one gift",
    arguments: [
      // amount, rate, cap, pot, matched
      (1_000, 10_000, nil, 5_000, 1_000), (1_000, 5_000, nil, 5_000, 500), (333, 5_000, nil, 5_000, 166),
      (1, 5_000, nil, 5_000, 0), (1_000, 20_000, nil, 5_000, 2_000), (1_000, 10_000, 600, 5_000, 600),
      (1_000, 10_000, nil, 400, 400), (1_000, 10_000, 600, 400, 400), (0, 10_000, nil, 5_000, 0),
      (-1_000, 10_000, nil, 5_000, 0),
    ] as [(Int64, Int64, Int64?, Int64, Int64)])
  func one(amount: Int64, rate: Int64, cap: Int64?, pot: Int64, matched: Int64) throws {
    let terms = try Self.terms(rate: rate, cap: cap, pot: pot)
    #expect(terms.match([try Self.gift("g", "2026-11-20", amount)]).map(\.amount).sum() == Pence(matched))
  }

  @Test(
    "the window's first and last day count, and no other fund does",
    arguments: [
      ("2026-10-31", 2, false), ("2026-11-01", 2, true), ("2026-12-31", 3, true), ("2027-01-01", 2, false),
      ("2026-11-01", 4, false),
    ] as [(String, Int64, Bool)])
  func eligible(date: String, fund: Int64, isMatched: Bool) throws {
    #expect(try Self.terms().match([Self.gift("g", date, 100, fund: fund)]).isEmpty != isMatched)
  }

  @Test func aCapIsOfOneDonorAndOneMonth() throws {
    let matched = try Self.terms(cap: 1_000).match([
      Self.gift("1", "2026-11-20", 700), Self.gift("2", "2026-11-30", 700), Self.gift("3", "2026-12-01", 700),
      Self.gift("4", "2026-11-20", 700, donor: "b"),
    ])
    #expect(matched.map(\.gift.id) == ["1", "4", "2", "3"])
    #expect(matched.map(\.amount.rawValue) == [700, 700, 300, 700])
  }

  @Test func thePotRunsOutAtTheSameGiftWhateverTheOrder() throws {
    let gifts = try [
      Self.gift("1", "2026-11-20", 700), Self.gift("2", "2026-11-20", 700, donor: "b"),
      Self.gift("0", "2026-11-21", 700, donor: "c"),
    ]
    let terms = try Self.terms(pot: 1_000)
    #expect(terms.match(gifts).map(\.gift.id) == ["1", "2"])
    #expect(terms.match(gifts) == terms.match(gifts.reversed()))
    #expect(terms.isExhausted(by: terms.match(gifts)))
    // One that is taken back frees its part.
    #expect(terms.match(Array(gifts.dropFirst())).map(\.amount.rawValue) == [700, 300])
  }

  @Test(
    "what payroll gives back lessens earlier gifts of that donor to that fund, the latest first, then those of the day",
    arguments: [
      // gifts by day of November, and what stands of them
      ([(1, 100), (2, 30), (3, -20)], [100, 10]), ([(1, 100), (2, 30), (3, -50)], [80, 0]),
      ([(1, 100), (3, -20), (3, 10)], [80, 10]), ([(1, 10), (3, -25), (3, 100)], [0, 85]),
      ([(3, -20), (4, 50)], [50]), ([(1, 5), (2, -20), (3, 50)], [0, 50]), ([(1, 50), (2, -20), (3, -20)], [10]),
    ] as [([(Int, Int64)], [Int64])])
  func givenBack(gifts: [(Int, Int64)], stand: [Int64]) throws {
    let gifts = try gifts.map { try Self.gift("\($0.0)/\($0.1)", "2026-11-0\($0.0)", $0.1) }
    let others = try [
      Self.gift("x", "2026-11-02", 700, donor: "b"), Self.gift("y", "2026-11-02", 700, fund: 3),
    ]
    let standing = (gifts + others).shuffled().standing()
    #expect(Set(others).isSubset(of: standing), "nobody else's gift is touched, and no other fund's")
    let ours = standing.filter { !others.contains($0) }.sorted { ($0.date, $0.id) < ($1.date, $1.id) }
    #expect(ours.map(\.amount.rawValue) == stand)
  }

  @Test func whatAWrongLineWasMatchedByIsGivenBackWithinTheCapOfItsMonth() throws {
    let terms = try Self.terms(cap: 5_000)
    let wrong = try Self.gift("1", "2026-11-20", 10_000)
    #expect(terms.match([wrong]).map(\.amount.rawValue) == [5_000])
    let right = try [wrong, Self.gift("2", "2026-12-20", 1_000), Self.gift("3", "2026-12-20", -9_000)]
    #expect(terms.match(right.standing()).map(\.amount.rawValue) == [1_000, 1_000])
    // Also where it is given back after the offer's last day, or was wrong before its first.
    #expect(
      try terms.match([wrong, Self.gift("2", "2027-01-20", -9_000)].standing()).map(\.amount.rawValue) == [1_000])
    let before = try [Self.gift("1", "2026-10-20", 10_000), Self.gift("2", "2026-11-20", -9_000)]
    #expect(
      try terms.match((before + [Self.gift("3", "2026-11-20", 1_000)]).standing()).map(\.amount.rawValue) == [1_000])
  }

  @Test("over random gifts: never above pot, cap or rate; the same in any order")
  func properties() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Seeded(state: seed)
    let first = try Self.day("2026-10-25")
    for _ in 0..<2_000 {
      let gifts = (0..<Int.random(in: 0...30, using: &random)).map { index in
        MatchableGift(
          id: "\(index)", date: first.adding(days: Int.random(in: 0...75, using: &random)),
          donor: "\(Int.random(in: 0...5, using: &random))", fund: Int64.random(in: 1...4, using: &random),
          amount: Pence(Int64.random(in: -500...5_000, using: &random)))
      }
      let terms = try Self.terms(
        rate: Int64.random(in: 1...20_000, using: &random),
        cap: Bool.random(using: &random) ? Int64.random(in: 1...6_000, using: &random) : nil,
        pot: Int64.random(in: 1...40_000, using: &random))
      let matched = terms.match(gifts)
      #expect(matched == terms.match(gifts.shuffled(using: &random)), "seed \(seed)")
      #expect(matched.map(\.amount).sum() <= terms.pot, "seed \(seed)")
      #expect(Set(matched.map(\.gift.id)).count == matched.count, "seed \(seed)")
      for one in matched {
        #expect(one.amount > .zero && terms.funds.contains(one.gift.fund), "seed \(seed)")
        #expect(terms.window.contains(one.gift.date), "seed \(seed)")
        #expect(one.amount.rawValue * 10_000 <= one.gift.amount.rawValue * terms.rate.basisPoints, "seed \(seed)")
      }
      let months = Dictionary(grouping: matched) { "\($0.gift.donor) \($0.gift.date.month)" }
      for (_, ones) in months {
        if let cap = terms.monthlyCap { #expect(ones.map(\.amount).sum() <= cap, "seed \(seed)") }
      }
    }
  }
}

/// A small seeded generator, so that a failure can be run again.
private struct Seeded: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
