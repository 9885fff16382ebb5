// The vote, by tables that a person can read and by random meetings against a count written another way.

import Grants
import Money
import Testing

@Suite("The panel's vote") struct PanelVoteTests {
  static let rules = PanelRules()

  static func item(_ asked: Int64 = 30_000, least: Int64 = 10_000, cap: Int64 = 70_000, tied: Bool = false) -> PanelItem
  {
    PanelItem(application: 1, asked: Pence(asked), least: Pence(least), cap: Pence(cap), wasTied: tied)
  }

  /// `y`, `n`, `?`; `y200` proposes £200.
  static func ballots(_ text: String) -> [Ballot] {
    text.split(separator: " ").map { word in
      switch word.first {
      case "y": Ballot(.yes, smaller: Int64(word.dropFirst()).map { Pence($0 * 100) })
      case "n": Ballot(.no)
      default: Ballot(.notSure)
      }
    }
  }

  static let table: [(ballots: String, entitled: Int, tied: Bool, outcome: ItemOutcome)] = [
    ("y y y", 3, false, .approved(Pence(30_000))),
    ("y y n", 3, false, .approved(Pence(30_000))),
    ("y y", 2, false, .comeBack(.tooFew)),
    ("y y y", 7, false, .comeBack(.tooFew)),
    ("y y y", 6, false, .approved(Pence(30_000))),
    ("y y y y", 8, false, .approved(Pence(30_000))),
    ("y ? ?", 3, false, .notThisTime),
    ("y y ?", 3, false, .approved(Pence(30_000))),
    ("? ? ?", 3, false, .comeBack(.tie)),
    ("y n ?", 3, false, .comeBack(.tie)),
    ("y n ?", 3, true, .foundationDecides),
    ("y y n n", 4, true, .foundationDecides),
    ("y n n", 3, true, .notThisTime),
    ("y200 y n", 3, false, .approved(Pence(20_000))),
    ("y200 y y", 3, false, .approved(Pence(30_000))),
    ("y205 y y205", 3, false, .approved(Pence(20_000))),
    ("y50 y60 y70", 3, false, .approved(Pence(10_000))),
    ("y900 y900 y900", 3, false, .approved(Pence(30_000))),
    ("", 0, false, .comeBack(.tooFew)),
  ]

  @Test("A meeting comes to what the table says", arguments: table.indices) func byTable(row: Int) {
    let wanted = Self.table[row]
    let found = Self.item(tied: wanted.tied).outcome(
      Self.ballots(wanted.ballots), entitled: wanted.entitled, rules: Self.rules)
    #expect(found == wanted.outcome, "\(wanted.ballots)")
  }

  @Test("No yes comes to more than the cap, and an odd sum that nobody lowers stays as it was asked") func cap() {
    let yes = Self.ballots("y y y")
    #expect(Self.item(80_000).outcome(yes, entitled: 3, rules: Self.rules) == .approved(Pence(70_000)))
    #expect(Self.item(12_345).outcome(yes, entitled: 3, rules: Self.rules) == .approved(Pence(12_345)))
  }

  @Test("Random meetings come to what an independent count says") func random() {
    let seed = UInt64.random(in: .min ... .max)
    var random = Seeded(state: seed)
    for _ in 0..<20_000 {
      let entitled = Int.random(in: 0...12, using: &random)
      let count = Int.random(in: 0...entitled, using: &random)
      let asked = Int64.random(in: 1...90, using: &random) * 1000
      let item = Self.item(asked, least: Int64.random(in: 1...asked, using: &random), tied: Bool.random(using: &random))
      let ballots = (0..<count).map { _ in
        Ballot(
          Ballot.Choice.allCases.randomElement(using: &random) ?? .yes,
          smaller: Bool.random(using: &random) ? Pence(Int64.random(in: 1...asked, using: &random)) : nil)
      }
      let found = item.outcome(ballots.shuffled(using: &random), entitled: entitled, rules: Self.rules)
      #expect(found == Self.counted(item, ballots, entitled), "seed \(seed)")
    }
  }

  /// The same rules in other words: pairs of yes and no are struck out; the median is found by halving from both ends.
  static func counted(_ item: PanelItem, _ ballots: [Ballot], _ entitled: Int) -> ItemOutcome {
    if ballots.count < 3 || ballots.count * 2 < entitled { return .comeBack(.tooFew) }
    var balance = 0
    var amounts: [Int64] = []
    for ballot in ballots {
      if ballot.choice == .yes {
        balance += 1
        amounts.append(min(ballot.smaller?.rawValue ?? .max, item.asked.rawValue))
      } else if ballot.choice == .no {
        balance -= 1
      }
    }
    if balance == 0 { return item.wasTied ? .foundationDecides : .comeBack(.tie) }
    if balance < 0 || amounts.count < 2 { return .notThisTime }
    while amounts.count > 2 {
      amounts.remove(at: amounts.firstIndex(of: amounts.max() ?? 0) ?? 0)
      amounts.remove(at: amounts.firstIndex(of: amounts.min() ?? 0) ?? 0)
    }
    var amount = amounts.min() ?? 0
    if amount != item.asked.rawValue { amount -= amount % 1000 }
    return .approved(Pence(min(item.cap.rawValue, max(item.least.rawValue, amount))))
  }

  @Test("Money goes to the clearest yes first, then by lot; what it does not reach comes back") func budget() {
    func yes(_ application: Int64, _ amount: Int64, margin: Int, lot: Int, least: Int64 = 10_000) -> PanelYes {
      PanelYes(
        item: PanelItem(application: application, asked: Pence(amount), least: Pence(least), cap: Pence(70_000)),
        amount: Pence(amount), margin: margin, lot: lot)
    }
    let yeses = [
      yes(1, 30_000, margin: 1, lot: 1), yes(2, 30_000, margin: 3, lot: 4), yes(3, 30_000, margin: 1, lot: 0),
      yes(4, 5_000, margin: 1, lot: 2, least: 100),
    ]
    #expect(
      PanelBudget.share(yeses, available: Pence(75_555), rules: Self.rules) == [
        2: .approved(Pence(30_000)), 3: .approved(Pence(30_000)), 1: .approved(Pence(15_000)), 4: .comeBack(.money),
      ])
    #expect(
      PanelBudget.share(yeses, available: Pence(69_999), rules: Self.rules) == [
        2: .approved(Pence(30_000)), 3: .approved(Pence(30_000)), 1: .comeBack(.money), 4: .comeBack(.money),
      ])
    #expect(PanelBudget.share(yeses, available: .zero, rules: Self.rules).values.allSatisfy { $0 == .comeBack(.money) })
  }

  @Test("However the money lies, no more is given than there is") func neverMore() {
    let seed = UInt64.random(in: .min ... .max)
    var random = Seeded(state: seed)
    for _ in 0..<5_000 {
      let available = Int64.random(in: 0...200_000, using: &random)
      let yeses = (0..<Int64.random(in: 0...8, using: &random)).map { number in
        let amount = Int64.random(in: 1...70_000, using: &random)
        return PanelYes(
          item: PanelItem(
            application: number, asked: Pence(amount), least: Pence(Int64.random(in: 1...amount, using: &random)),
            cap: Pence(70_000)),
          amount: Pence(amount), margin: Int.random(in: 1...4, using: &random), lot: Int(number))
      }
      var given: Int64 = 0
      for (application, outcome) in PanelBudget.share(yeses, available: Pence(available), rules: Self.rules) {
        guard case .approved(let amount) = outcome else { continue }
        given += amount.rawValue
        let yes = yeses[Int(application)]
        #expect(amount <= yes.amount && amount >= yes.item.least, "seed \(seed)")
      }
      #expect(given <= available, "seed \(seed)")
    }
  }
}

/// SplitMix64: the same meetings for the same seed.
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
