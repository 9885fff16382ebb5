// Makes up the Gift Aid of a history: who declares, cancels, is found to have given; claims, and what HMRC pays of them.

import Dates

extension HistoryMoneyMaker {
  /// What happens about Gift Aid, in time order with all else.
  mutating func giftAid(_ months: Int, _ first: (Int) -> CivilDate, _ dice: inout Dice) -> [Event] {
    var events: [Event] = []
    for post in shuffled(Array(0..<7), &dice).prefix(4 + dice.below(4)) {
      let from = first(0).adding(days: dice.one(of: [-400, -400, -30, 0, 26, 45]))
      let madeOn = first(0).adding(days: dice.one(of: [-5, 0, 60, dice.oneIn(4) ? 1_500 : 0]))
      let time = dice.one(of: [-60, -60, 40, 130])
      events.append((time, .declare(post: post, from: from, madeOn: madeOn), declarer(&dice)))
      if dice.oneIn(5) { events.append((time + 60, .declare(post: post, from: from, madeOn: madeOn), .finance)) }
    }
    for month in 0..<months { events += giftAid(month, from: first(month), &dice) }
    return events + closing(months * 100 + 200, after: first(months), &dice)
  }

  /// Who declares, whatever the order: each once.
  func declarations(_ first: CivilDate, _ dice: inout Dice) -> [MoneyStep] {
    shuffled(Array(0..<7), &dice).prefix(5).map { post in
      .declare(post: post, from: first.adding(days: dice.one(of: [-400, 0, 26])), madeOn: first)
    }
  }

  /// What comes after all that: much of what is due, whose some gifts were, a claim and what HMRC reads of it.
  mutating func lastClaim(_ day: CivilDate, _ dice: inout Dice) -> [MoneyStep] {
    let all = (0..<10).map { HistoryStatement.Line.pays($0, more: 0, by: .expectation) }
    let statement = HistoryStatement(
      label: label(), account: HistoryStatement.own, date: day.adding(days: 10), gap: 0, lines: all)
    let givers = (0..<4).map { _ in MoneyStep.giver(dice.below(20), post: dice.below(5)) }
    return givers + [.statement(statement), .giftAid(until: day.adding(days: 40)), .schedule(-1)]
  }

  /// Mostly a person; the night declares for nobody.
  private func declarer(_ dice: inout Dice) -> HistoryActor { dice.oneIn(12) ? .night : .finance }

  private func giftAid(_ month: Int, from day: CivilDate, _ dice: inout Dice) -> [Event] {
    let start = month * 100
    var events: [Event] = []
    for _ in 0..<dice.below(4) {
      let giver = MoneyStep.giver(dice.below(20), post: dice.below(5))
      events.append((start + 40 + dice.below(120), giver, .finance))
    }
    if dice.oneIn(3) {
      let from = day.adding(days: dice.one(of: [0, 15, 25, -40, -500]))
      events.append((start + 60 + dice.below(120), .undeclare(dice.below(6), from: from), declarer(&dice)))
    }
    if !dice.oneIn(3) {
      let until = day.month.lastDay.adding(days: dice.one(of: [0, 0, 0, -20, 40]))
      events.append((start + 75 + dice.below(120), .giftAid(until: until), .finance))
    }
    if dice.oneIn(3) { events.append((start + 90 + dice.below(120), .schedule(dice.below(4)), .finance)) }
    return events
  }

  /// Long after: much of what is due comes, all is claimed, and HMRC pays in those days. Money of a claim is expected soon
  /// after the day on which all of a history is done.
  private mutating func closing(_ time: Int, after day: CivilDate, _ dice: inout Dice) -> [Event] {
    let today = HistoryPlayer.businessDate
    let all = (0..<10).map { HistoryStatement.Line.pays($0, more: 0, by: .expectation) }
    var events: [Event] = [
      (
        time - 1,
        .statement(
          HistoryStatement(
            label: label(), account: HistoryStatement.own, date: day.adding(days: 10), gap: 0, lines: all)),
        .night
      ),
      (time, .giftAid(until: day.adding(days: 40)), .finance), (time + 1, .schedule(-1), .finance),
    ]
    for place in 0..<2 {
      let lines = (0..<(1 + dice.below(3))).map { _ -> HistoryStatement.Line in
        let more = dice.one(of: [0, 0, 0, -1, 5])
        return dice.oneIn(4)
          ? .parts(-1, rest: naming(&dice)) : .pays(dice.one(of: [-1, -1, -2, -3]), more: more, by: naming(&dice))
      }
      let file = HistoryStatement(
        label: label(), account: dice.one(of: HistoryStatement.accounts),
        date: today.adding(days: place * 3 - 9), gap: 0, lines: lines)
      events.append((time + 5 + place * 20, .statement(file), .night))
      for _ in 0..<dice.below(3) {
        let giver = MoneyStep.giver(dice.below(20), post: dice.below(5))
        events.append((time + 8 + place * 20, giver, .finance))
      }
      events.append((time + 9 + place * 20, .assign(-1, to: .expectation(-1)), .finance))
      if dice.oneIn(2) {
        let from = day.adding(days: dice.one(of: [-40, -70]))
        events.append((time + 12 + place * 20, .undeclare(dice.below(6), from: from), .finance))
      }
      let until = day.adding(days: dice.one(of: [40, 40, 41, -30]))
      events.append((time + 15 + place * 20, .giftAid(until: until), dice.oneIn(8) ? .night : .finance))
    }
    return events
  }
}
