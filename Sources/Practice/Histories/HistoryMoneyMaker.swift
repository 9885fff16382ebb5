// Makes up the money of a history that is not payroll's, month by month, with everything that goes wrong with it.

import Dates
import Ledger

/// Makes up the money that is not payroll's.
struct HistoryMoneyMaker {
  /// A step, when it happens, and who takes it.
  typealias Event = (time: Int, step: MoneyStep, by: HistoryActor)

  private var nextLabel = 0
  private var nextPayout = 0
  let fundCodes: [String]

  init(fundCodes: [String]) { self.fundCodes = fundCodes }

  static let sponsor = "BREW"
  /// The agency that payrolls pay as a rule, and one that is new to the foundation, and has longer to pay.
  static let agencies = ["PGA", "NEW"]
  private static let givers = ["MAYOR", "ROTARY", "anonymous"]

  mutating func label() -> Int {
    defer { nextLabel += 1 }
    return nextLabel
  }

  /// What happens before the first month.
  func beginning(_ day: CivilDate, _ dice: inout Dice) -> [Event] {
    var events: [Event] = []
    if dice.oneIn(2) {
      let shares = fundCodes.prefix(2).map { HistoryMandate.Share(fund: $0, weight: 500 + dice.below(5_000)) }
      let more = dice.oneIn(6) ? 1 : 0
      events.append((-50, .takeOn(shares, on: day.adding(days: -1), more: more), someone(&dice)))
      if dice.oneIn(4) { events.append((-49, .takeOn(shares, on: day.adding(days: -1), more: 0), .finance2)) }
    }
    let pot = dice.one(of: [700, 2_500, 20_000])
    let offer = HistoryOffer(
      sponsor: Self.sponsor, basisPoints: dice.one(of: [3_333, 5_000, 10_000]), cap: dice.oneIn(2) ? 400 : nil,
      pot: pot,
      from: day, until: day.adding(days: 70), funds: Array(shuffled(fundCodes, &dice).prefix(dice.one(of: [1, 2]))))
    events.append((dice.one(of: [-40, 30, 130]), .offer(offer), someone(&dice)))
    if dice.oneIn(6) { events.append((140, .offer(offer), .finance2)) }
    return events
  }

  /// Mostly whoever may agree.
  private func someone(_ dice: inout Dice) -> HistoryActor { dice.oneIn(10) ? .finance : .finance2 }

  /// Mostly the night, now and then a person.
  private func bringer(_ dice: inout Dice) -> HistoryActor { dice.one(of: [.night, .night, .finance]) }

  /// What happens in a month.
  mutating func month(_ number: Int, from day: CivilDate, _ dice: inout Dice) -> [Event] {
    let start = number * 100
    var events: [Event] = []
    for _ in 0..<dice.below(3) { events.append((start + dice.below(60), .gift(gift(day, &dice)), .finance)) }
    if !dice.oneIn(3) { events += files(.payout(payout(day, &dice)), at: start + 20 + dice.below(40), &dice) }
    for number in 1...dice.one(of: [1, 2, 2]) {
      let report = report(day, number, &dice)
      let time = start + 30 + dice.below(60)
      if report.supersedes {
        events.append((time, .report(report), someone(&dice)))
      } else {
        events += files(.report(report), at: time, &dice)
      }
      if dice.oneIn(3) {
        let corrected = self.report(day, number, as: report, &dice)
        events.append((time + 40 + dice.below(60), .report(corrected), dice.one(of: [.finance, .finance2, .finance2])))
      }
    }
    for place in 1...dice.one(of: [1, 2, 2]) {
      let file = statement(HistoryStatement.own, day.adding(days: 26 + place), &dice)
      events += files(.statement(file), at: start + 45 + place * 15, &dice)
    }
    events += decisions(start, day, &dice)
    return events
  }

  /// A file comes, and now and then once more.
  func files(_ step: MoneyStep, at time: Int, _ dice: inout Dice) -> [Event] {
    var events: [Event] = [(time, step, bringer(&dice))]
    if dice.oneIn(4) {
      events.append((time + dice.one(of: [1, 30, 150]), .again(file: nextLabel - 1), bringer(&dice)))
    }
    return events
  }

  private func gift(_ day: CivilDate, _ dice: inout Dice) -> HistoryGift {
    HistoryGift(
      fund: dice.oneIn(10) ? "unallocated" : dice.one(of: fundCodes), pence: dice.one(of: [500, 500, 5_000, 12_345]),
      date: day.adding(days: dice.below(3)), giver: dice.one(of: Self.givers),
      receivedIn: dice.oneIn(8) ? dice.one(of: HistoryStatement.accounts) : nil,
      isAnother: dice.oneIn(3))
  }

  private mutating func payout(_ day: CivilDate, _ dice: inout Dice) -> HistoryPayout {
    if !dice.oneIn(5) { nextPayout += 1 }
    let gifts = (0..<(1 + dice.below(4))).map { _ in
      let pence = dice.one(of: [100, 1_000, 2_500, 3_333])
      return HistoryPayout.Gift(
        date: day.adding(days: dice.below(20)), pence: pence, fee: dice.oneIn(20) ? pence : pence / 40,
        code: dice.one(of: ["NOLIMITS", "NOLIMITS", "GIFTOFGIVING", "CAMPAIGN", "ELSE"]))
    }
    return HistoryPayout(label: label(), payout: "PO-\(nextPayout)", gifts: gifts)
  }

  /// - Parameter earlier: the report that it corrects, if any.
  private mutating func report(
    _ day: CivilDate, _ number: Int, as earlier: HistoryReport? = nil, _ dice: inout Dice
  ) -> HistoryReport {
    let lines = (0..<(1 + dice.below(3))).map { _ -> HistoryReport.Line in
      switch dice.below(8) {
      case 0: return .stranger(dice.one(of: [25, 500, 1_234]))
      case 1: return .contradiction(dice.one(of: [700, 1_001]))
      default:
        return .employer(
          dice.one(of: [0, 0, 0, 1, 2, 3]), more: dice.one(of: [0, 0, 0, -100, 250, -3]),
          charge: dice.one(of: [.agreed, .agreed, .agreed, .other(0), .other(75), .untold]),
          match: dice.one(of: [0, 0, 250, 1_001]))
      }
    }
    return HistoryReport(
      label: label(), agency: earlier?.agency ?? dice.one(of: Self.agencies), date: day.adding(days: 14),
      number: earlier?.number ?? (dice.oneIn(3) ? 1 : number), lines: lines,
      supersedes: earlier != nil || dice.oneIn(4))
  }

  mutating func statement(_ account: String, _ day: CivilDate, _ dice: inout Dice) -> HistoryStatement {
    let lines = (0..<(1 + dice.below(5))).map { _ -> HistoryStatement.Line in
      let place = dice.below(12)
      switch dice.below(12) {
      case 0: return .stranger(dice.one(of: [999, -450, 10_000]))
      case 1: return .back(place, 500)
      case 2, 3: return .period(place)
      case 4, 5: return .pays(place, more: dice.one(of: [-1, -100, 1, 333]), by: naming(&dice))
      case 6: return .parts(place, rest: naming(&dice))
      default: return .pays(place, more: 0, by: naming(&dice))
      }
    }
    return HistoryStatement(
      label: label(), account: account, date: day, gap: dice.oneIn(10) ? 1 : 0, lines: lines)
  }

  func naming(_ dice: inout Dice) -> HistoryStatement.Naming {
    dice.one(of: [.payer, .payer, .payer, .expectation, .expectation, .both, .both, .another])
  }

  /// What people decide.
  private func decisions(_ start: Int, _ day: CivilDate, _ dice: inout Dice) -> [Event] {
    var events: [Event] = []
    for _ in 0..<dice.below(4) {
      let target: HistoryTarget =
        switch dice.below(4) {
        case 0: .gift(dice.one(of: fundCodes))
        case 1: .transfer(dice.one(of: fundCodes + ["nowhere"]))
        default: .expectation(dice.below(12))
        }
      let actor: HistoryActor = dice.oneIn(10) ? .night : .finance
      events.append((start + 62 + dice.below(80), .assign(dice.below(10), to: target), actor))
    }
    for _ in 0..<dice.below(4) {
      let how: HistoryMoneySettlement =
        switch dice.below(5) {
        case 0: .deducted(dice.one(of: ["SBC", "DBC", "ACME"]))
        case 1: .noted
        default: .fund(dice.one(of: fundCodes + ["unallocated"]))
        }
      events.append((start + 50 + dice.below(90), .settle(dice.below(10), as: how), .finance))
    }
    for _ in 0..<dice.below(4) {
      events.append((start + 65 + dice.below(90), .reverse(dice.below(1_000)), someone(&dice)))
    }
    for _ in 0..<dice.below(6) {
      let step = MoneyStep.setOff(dice.below(4), against: dice.below(8), ofPayer: !dice.oneIn(3))
      events.append((start + 60 + dice.below(140), step, dice.oneIn(4) ? .night : .finance))
    }
    for _ in 0..<dice.below(2) { events.append((start + 70 + dice.below(60), transfer(&dice), someone(&dice))) }
    if !dice.oneIn(3) {
      let until = day.month.lastDay.adding(days: dice.one(of: [0, 0, 0, -20, 40]))
      events.append((start + 80 + dice.below(100), .claim(Self.sponsor, until: until), .finance))
    }
    if dice.oneIn(2) {
      events.append((start + 85 + dice.below(100), .fee(day.month), dice.one(of: [.night, .finance])))
    }
    if start == 0, dice.oneIn(2) { events.append((110, .close(day.month.previous), .finance2)) }
    if dice.oneIn(2) { events.append((start + 120 + dice.below(100), .close(day.month), someone(&dice))) }
    if dice.oneIn(4) { events.append((start + 150 + dice.below(100), .reopen(day.month), someone(&dice))) }
    events.append((start + 95, .late(day.adding(days: 45)), .night))
    // An agency that has 35 days is late by then, one that has 60 is not.
    events.append((start + 160, .late(day.adding(days: 60)), .night))
    events.append((start + 215, .late(day.adding(days: 110)), .night))
    // Late: as a rule the month is closed by then.
    events.append((start + 220, .fee(day.month), .finance))
    if dice.oneIn(5) { events.append((start + 221, .reopen(day.month), .finance2)) }
    return events
  }

  private func transfer(_ dice: inout Dice) -> MoneyStep {
    .transfer(
      from: dice.one(of: fundCodes + ["gift-of-giving"]), to: dice.one(of: ["no-limits"] + fundCodes),
      pence: dice.one(of: [1, 300, 2_000, 100_000]), reason: dice.one(of: FundTransfer.Reason.allCases))
  }
}

extension HistoryMoneyMaker {
  /// What comes whatever the order: gifts and payouts, each once.
  mutating func facts(_ months: Int, _ first: (Int) -> CivilDate, _ dice: inout Dice) -> [MoneyStep] {
    var steps: [MoneyStep] = []
    for number in 0..<months {
      let day = first(number)
      for (place, giver) in Self.givers.enumerated() where !dice.oneIn(3) {
        let gift = gift(day, &dice)
        steps.append(
          .gift(
            HistoryGift(
              fund: gift.fund, pence: gift.pence, date: day.adding(days: place), giver: giver,
              receivedIn: nil, isAnother: false)))
      }
      nextPayout += 1
      let sum = payout(day, &dice)
      steps.append(.payout(HistoryPayout(label: sum.label, payout: "FACT-\(number)", gifts: sum.gifts)))
    }
    return steps
  }

  /// What comes after all files and gifts, in its own order.
  mutating func ending(_ day: CivilDate, _ dice: inout Dice) -> [MoneyStep] {
    [
      .report(report(day, 1, &dice)), .report(report(day, 2, &dice)),
    ] + HistoryStatement.accounts.map { .statement(statement($0, day, &dice)) } + [
      .offer(
        HistoryOffer(
          sponsor: Self.sponsor, basisPoints: 5_000, cap: 600, pot: 1_500, from: day.adding(days: -100),
          until: day.adding(days: 100), funds: Array(fundCodes.prefix(2)))),
      .claim(Self.sponsor, until: day.adding(days: 60)), .reverse(dice.below(1_000)), .fee(day.month.previous),
      .claim(Self.sponsor, until: day.adding(days: 90)), .close(day.month.previous.previous),
    ]
  }
}
