// Closing a sitting: all ballots are opened at once, shuffled, counted, and the money given out in one change.

import Dates
import Ledger
import Money
import Store

extension Sitting {
  /// What closing needs.
  public struct Closing {
    /// The private half of each item, by application.
    public let keys: [Int64: ItemKey]
    /// The rules of the vote.
    public let rules: PanelRules
    /// The day.
    public let date: CivilDate
    /// Who leads the sitting.
    public let actor: Actor
    /// Shuffles and draws lots.
    public let randomness: Randomness

    /// All of it.
    public init(keys: [Int64: ItemKey], rules: PanelRules, date: CivilDate, actor: Actor, randomness: Randomness) {
      self.keys = keys
      self.rules = rules
      self.date = date
      self.actor = actor
      self.randomness = randomness
    }
  }

  /// Closes the sitting.
  ///
  /// Ballots of members who may not vote on the day are void. Where fewer voted than are enough, the ballots are destroyed
  /// unopened: nobody's one vote is told. What the panel said yes to is held back at once, in order of
  /// yes minus no and then by lot, round by round, while the round's budget and what the fund can award last. Afterwards
  /// nothing links a choice to a member.
  /// - Returns: the decisions, in order of application.
  public func close(_ closing: Closing, in write: Write) throws -> [PanelDecision] {
    let open = Set(try openItems(write.reading).map(\.application))
    var decisions: [PanelDecision] = []
    var yeses: [CountedYes] = []
    let all = try items(write.reading)
    let lots = Self.shuffled(Array(1...max(all.count, 1)), closing.randomness)
    for (item, lot) in zip(all, lots) {
      guard open.contains(item.application) else {
        decisions.append(try stop(item, by: closing.actor, in: write))
        continue
      }
      let counted = try count(item, closing, in: write)
      if case .approved(let amount) = counted.outcome {
        yeses.append(
          CountedYes(
            yes: PanelYes(item: item, amount: amount, margin: counted.margin, lot: lot), counted: counted))
      } else {
        decisions.append(
          PanelDecision(
            sitting: number, application: item.application, verdict: counted.outcome.verdict,
            entitled: counted.entitled, satOut: counted.satOut))
      }
    }
    decisions += try shareOut(yeses, closing, in: write)
    decisions.sort { $0.application < $1.application }
    for decision in decisions {
      try decision.record(in: write)
      try move(decision, by: closing.actor, in: write)
    }
    try write.delete(from: Self.ballots, where: ["sitting": .integer(number)])
    try write.delete(from: Self.halves, where: ["sitting": .integer(number)])
    try Self.step(
      "closed", of: number, on: closing.date, by: closing.actor, rules: closing.rules, in: write)
    return decisions
  }

  /// What the ballots on one item come to.
  private struct Counted {
    let outcome: ItemOutcome
    let entitled: Int64
    let satOut: Int64
    let margin: Int
  }

  private struct CountedYes {
    let yes: PanelYes
    let counted: Counted
  }

  /// Opens and counts one item; writes its choices without members, and its members without choices. Where fewer voted
  /// than are enough, nothing is opened, and no choice is written.
  private func count(_ item: PanelItem, _ closing: Closing, in write: Write) throws -> Counted {
    let entitled = try Self.entitled(to: item.application, on: closing.date, write.reading)
    let satOut = try Self.asked(to: item.application, on: closing.date, write.reading).count - entitled.count
    let voters = try cast(on: item.application, write.reading).filter { entitled.contains($0) }
    for member in voters {
      try write.append(
        to: PanelDecision.voters, [.integer(number), .integer(item.application), .integer(member)])
    }
    guard voters.count >= closing.rules.enough(of: entitled.count) else {
      return Counted(
        outcome: .comeBack(.tooFew), entitled: Int64(entitled.count), satOut: Int64(satOut), margin: 0)
    }
    guard let key = closing.keys[item.application] else {
      throw StoreError.key("The key to the ballots on application \(item.application) is missing.")
    }
    let ballots = try opened(item.application, entitled: entitled, key: key, write.reading)
    for ballot in Self.shuffled(ballots.keys.sorted().compactMap { ballots[$0] }, closing.randomness) {
      try write.append(
        to: PanelDecision.choices,
        [
          .integer(number), .integer(item.application), .text(ballot.choice.rawValue),
          .integer(ballot.smaller?.rawValue),
        ])
    }
    let counted = Array(ballots.values)
    let margin = counted.count { $0.choice == .yes } - counted.count { $0.choice == .no }
    return Counted(
      outcome: item.outcome(counted, entitled: entitled.count, rules: closing.rules),
      entitled: Int64(entitled.count), satOut: Int64(satOut), margin: margin)
  }

  /// An item that is no longer with the panel: nobody's choice on it is kept.
  private func stop(_ item: PanelItem, by actor: Actor, in write: Write) throws -> PanelDecision {
    let application = try Application.find(item.application, for: .system, write.reading)
    return PanelDecision(
      sitting: number, application: item.application, verdict: application?.state == .inReview ? .stopped : .withdrawn,
      entitled: 0)
  }

  /// Gives the money out, round by round in order of code.
  private func shareOut(
    _ yeses: [CountedYes], _ closing: Closing, in write: Write
  ) throws -> [PanelDecision] {
    var rounds: [String: [CountedYes]] = [:]
    for one in yeses {
      let application = try Application.find(one.yes.item.application, for: .system, write.reading)
      rounds[application?.round ?? "", default: []].append(one)
    }
    var decisions: [PanelDecision] = []
    for (round, items) in rounds.sorted(by: { $0.key < $1.key }) {
      let available = try Self.available(round, write.reading)
      let outcomes = PanelBudget.share(items.map(\.yes), available: available, rules: closing.rules)
      for one in items.sorted(by: { $0.yes.item.application < $1.yes.item.application }) {
        let yes = one.yes
        guard let outcome = outcomes[yes.item.application] else { continue }
        var given = Pence.zero
        if case .approved(let amount) = outcome {
          given = amount
          try Award.approve(yes.item.application, amount: amount, on: closing.date, by: closing.actor, in: write)
        }
        decisions.append(
          PanelDecision(
            sitting: number, application: yes.item.application, verdict: outcome.verdict,
            votedPence: yes.amount.rawValue, givenPence: given.rawValue, entitled: one.counted.entitled,
            satOut: one.counted.satOut, lot: Int64(yes.lot)))
      }
    }
    return decisions
  }

  /// What a round can still award: the smaller of its own budget and what its fund has.
  public static func available(_ code: String, _ reading: Reading) throws -> Pence {
    guard let round = try Round.find(code, reading), let programme = try Programme.find(round.programme, reading),
      let position = try FundPosition.all(reading).first(where: { $0.fund == programme.fund })
    else { throw StoreError.broken("the round \(code) has no programme or fund") }
    return max(.zero, min(Pence(round.leftPence), Pence(position.availablePence)))
  }

  /// Moves an application to where its decision leads. "Not this time" waits for its reason, a second tie for the
  /// foundation; an approval was moved with its money.
  private func move(_ decision: PanelDecision, by actor: Actor, in write: Write) throws {
    switch decision.verdict {
    case .tooFew, .tie, .money, .stopped:
      try Application.make(
        .comeBack, of: decision.application, reason: decision.verdict.rawValue, by: actor, in: write)
    case .approved, .notThisTime, .foundation, .withdrawn: break
    }
  }

  /// A fair shuffle (Fisher and Yates), with bytes from the store's source.
  static func shuffled<T>(_ things: [T], _ randomness: Randomness) -> [T] {
    var things = things
    for last in stride(from: things.count - 1, to: 0, by: -1) {
      things.swapAt(last, below(last + 1, randomness))
    }
    return things
  }

  /// A number from 0 to below the bound, each as likely.
  private static func below(_ bound: Int, _ randomness: Randomness) -> Int {
    let limit = UInt32.max - UInt32.max % UInt32(bound)
    while true {
      let value = randomness.bytes(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      if value < limit { return Int(value % UInt32(bound)) }
    }
  }
}

extension ItemOutcome {
  /// The outcome as a book holds it.
  var verdict: PanelDecision.Verdict {
    switch self {
    case .approved: .approved
    case .notThisTime: .notThisTime
    case .comeBack(.tooFew): .tooFew
    case .comeBack(.tie): .tie
    case .comeBack(.money): .money
    case .foundationDecides: .foundation
    }
  }
}
