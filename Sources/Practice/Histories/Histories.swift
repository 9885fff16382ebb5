// Histories of a scheme, made up from a seed: in time order, then late, wrong, twice, held, superseded, settled.

import Dates
import Giving
import Ledger
import Money

/// Makes up histories.
public struct Histories: Sendable {
  private let profiles: [Profile]
  private let funds: [Fund]
  /// How many months of pay days a history has.
  private let months: Int

  /// Histories over these profiles.
  /// - Parameters:
  ///   - fundCodes: the funds of `start.yaml`, but the one that holds suspense.
  ///   - months: how many pay days each payroll has.
  public init(profiles: [Profile], fundCodes: [String], months: Int = 4) {
    self.profiles = profiles
    self.months = months
    codes = fundCodes
    funds = [
      Fund(
        number: 0, code: "campaign", name: "A campaign", purpose: "What the campaign says",
        opens: Self.day(0), closes: Self.day(2)),
      Fund(number: 0, code: "later", name: "A later fund", purpose: "What it says", opens: Self.day(1)),
    ]
  }

  private let codes: [String]

  /// The first day of a month of a history.
  private static func day(_ month: Int) -> CivilDate {
    // Months long past, whatever the clock of the host says: March 2024 is the first.
    CivilDate(dayNumber: 19_783).month.adding(month).firstDay
  }

  private func payDate(_ month: Int, _ profile: Profile) -> CivilDate {
    Self.day(month).adding(days: 24 + (profiles.firstIndex { $0.name == profile.name } ?? 0))
  }

  /// A step, and when it happens.
  private struct Event {
    let time: Int
    let step: HistoryStep
  }

  /// The history of a seed: whatever can go wrong does.
  public func history(seed: UInt64) -> History {
    var dice = Dice(seed: seed, 11)
    var register = HistoryRegister(fundCodes: codes + funds.map(\.code), profiles: profiles)
    var maker = HistoryFileMaker()
    var events: [Event] = begin(&register, &dice).map { Event(time: -100, step: $0) }
    events += money(seed)
    for month in 0..<months {
      let changes = month == 0 ? [] : register.changes(from: Self.day(month), &dice)
      events += changes.map { Event(time: month * 100, step: $0) }
      if dice.oneIn(12) {
        events.append(Event(time: month * 100 + 1, step: .closeFund(dice.one(of: codes), after: Self.day(month))))
      }
      for profile in profiles {
        for group in Self.groups(profile) {
          events += files(profile, group, month, register, &maker, &dice)
        }
      }
    }
    let steps = events.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
    return History(seed: seed, funds: funds, steps: steps.map(\.element.step))
  }

  /// What happens with all other money.
  private func money(_ seed: UInt64) -> [Event] {
    var dice = Dice(seed: seed, 14)
    var maker = HistoryMoneyMaker(fundCodes: codes + funds.map(\.code))
    var events = maker.beginning(Self.day(0), &dice)
    for month in 0..<months { events += maker.month(month, from: Self.day(month), &dice) }
    var other = Dice(seed: seed, 16)
    events += maker.giftAid(months, Self.day, &other)
    var third = Dice(seed: seed, 17)
    for month in 0..<months { events += maker.shared(month, from: Self.day(month), &third) }
    return events.map { Event(time: $0.time, step: .money($0.step, by: $0.by)) }
  }

  private func begin(_ register: inout HistoryRegister, _ dice: inout Dice) -> [HistoryStep] {
    profiles.flatMap { profile in
      profile.payrolls.flatMap { terms in
        (0..<(2 + dice.below(4))).flatMap { _ in register.join(terms, profile, from: Self.day(-1), &dice) }
      }
    }
  }

  /// The payrolls that share a file.
  private static func groups(_ profile: Profile) -> [[ProfilePayroll]] {
    guard profile.bureau != nil else { return profile.payrolls.map { [$0] } }
    return Set(profile.payrolls.map(\.payroll)).sorted().map { code in profile.payrolls.filter { $0.payroll == code } }
  }

  private static func key(_ profile: Profile, _ group: [ProfilePayroll], _ date: CivilDate, _ sequence: Int) -> FileKey
  {
    FileKey(
      sender: profile.bureau ?? group[0].employer, payroll: group[0].payroll, payDate: date, sequence: sequence)
  }

  /// What happens around the file of one pay day.
  private func files(
    _ profile: Profile, _ group: [ProfilePayroll], _ month: Int, _ register: HistoryRegister,
    _ maker: inout HistoryFileMaker, _ dice: inout Dice
  ) -> [Event] {
    let date = payDate(month, profile)
    let lines = dice.oneIn(15) ? [] : HistoryFileMaker.lines(profile, group, on: date, register, &dice)
    let key = Self.key(profile, group, date, 1)
    // Mostly in its month; sometimes after the next one's.
    let time = month * 100 + 10 + dice.one(of: [0, 0, 0, 0, 100, 200])
    var events: [Event] = []
    if dice.oneIn(4), let damage = HistoryFileMaker.damage(profile, lines, &dice) {
      let wrong = maker.file(profile, key, lines, damage: damage)
      events += take(wrong, at: time, &dice)
    }
    let file = maker.file(profile, key, lines)
    events += take(file, at: time + 1, &dice)
    if dice.oneIn(3) { events += take(file, at: time + 4, &dice) }
    if dice.oneIn(4) {
      events += supersede(file, profile, group, lines, at: time + 6, &maker, &dice)
    }
    if dice.oneIn(4) {
      let again = dice.oneIn(2) ? lines : Array(shuffled(lines, &dice).prefix(2))
      let second = maker.file(profile, Self.key(profile, group, date, 2), again)
      events += take(second, at: time + dice.one(of: [0, 3, 8]), &dice)
      events += settle(second, register, at: time + 12, &dice)
    }
    return events + settle(file, register, at: time + dice.one(of: [5, 12, 150]), &dice)
  }

  /// A file is taken in; who may hold it up then decides, and sometimes the same person tries.
  private func take(_ file: HistoryFile, at time: Int, _ dice: inout Dice) -> [Event] {
    var events = [Event(time: time, step: .take(file, by: dice.one(of: [.night, .night, .finance, .finance2])))]
    if dice.oneIn(6) {
      events.append(Event(time: time, step: .reject(file: file.label, by: .finance)))
      if dice.oneIn(2) { events.append(Event(time: time + 1, step: .take(file, by: .night))) }
    }
    for _ in 0..<dice.below(3) {
      let actor = dice.one(of: HistoryActor.allCases)
      events.append(Event(time: time + dice.one(of: [1, 1, 90]), step: .approve(file: file.label, by: actor)))
    }
    return events
  }

  /// Payroll sends the file again, corrected.
  private func supersede(
    _ file: HistoryFile, _ profile: Profile, _ group: [ProfilePayroll], _ lines: [PracticeLine], at time: Int,
    _ maker: inout HistoryFileMaker, _ dice: inout Dice
  ) -> [Event] {
    let corrected = Self.corrected(lines, &dice)
    let second = maker.file(profile, file.key, corrected, supersedes: !dice.oneIn(4))
    var events = take(second, at: time, &dice)
    events.append(Event(time: time + 1, step: .approve(file: second.label, by: .finance2)))
    if dice.oneIn(3) {
      let third = maker.file(profile, file.key, Self.corrected(corrected, &dice), supersedes: true)
      events += take(third, at: time + 2, &dice)
      events.append(Event(time: time + 3, step: .approve(file: third.label, by: .finance)))
    }
    if dice.oneIn(3) { events += take(file, at: time + 5, &dice) }
    return events
  }

  /// The same lines but for a few.
  private static func corrected(_ lines: [PracticeLine], _ dice: inout Dice) -> [PracticeLine] {
    var lines = lines
    if !lines.isEmpty, dice.oneIn(2) { lines.remove(at: dice.below(lines.count)) }
    if !lines.isEmpty, dice.oneIn(2) { lines.append(lines[dice.below(lines.count)]) }
    return lines.map { line in
      guard dice.oneIn(3) else { return line }
      return PracticeLine(
        employer: line.employer, payrollNumber: line.payrollNumber, code: line.code, amount: line.amount + .init(10),
        surname: line.surname, initials: line.initials)
    }
  }

  private func settle(
    _ file: HistoryFile, _ register: HistoryRegister, at time: Int, _ dice: inout Dice
  ) -> [Event] {
    guard dice.oneIn(2) else { return [] }
    return file.lines.flatMap { line in
      // Now and then it is settled again, the same way or another.
      (0..<dice.one(of: [0, 0, 1, 1, 1, 2])).map { _ in
        let how = settlement(register, &dice)
        let actor: HistoryActor = dice.oneIn(8) ? .night : .finance
        return Event(time: time, step: .settle(file: file.label, line: line.line, as: how, by: actor))
      }
    }
  }

  private func settlement(_ register: HistoryRegister, _ dice: inout Dice) -> HistorySettlement {
    switch dice.below(5) {
    case 0: .returned
    case 1: .noted
    case 2 where !register.mandates.isEmpty: .mandate(dice.one(of: register.mandates).mandate.label)
    case 3 where dice.oneIn(4): .fund("unallocated")
    default: .fund(dice.one(of: codes))
    }
  }
}

extension Histories {
  /// The same facts in an order that the rules allow, and some of it twice: the register first, then each payroll's
  /// files of a pay day in their order, whatever comes between them.
  ///
  /// Every file that is held is approved by somebody else, so what is posted does not depend on the order.
  public func facts(seed: UInt64, order: UInt64) -> History {
    var dice = Dice(seed: seed, 12)
    var register = HistoryRegister(fundCodes: codes + funds.map(\.code), profiles: profiles)
    var maker = HistoryFileMaker()
    var steps = begin(&register, &dice)
    for month in 1..<months { steps += register.changes(from: Self.day(month), &dice) }
    var chains: [[HistoryFile]] = []
    var settlements: [HistoryStep] = []
    for month in 0..<months {
      for profile in profiles {
        for group in Self.groups(profile) {
          let chain = chain(profile, group, month, register, &maker, &dice)
          chains.append(chain)
          for file in chain { settlements += Self.once(settle(file, register, at: 0, &dice).map(\.step)) }
        }
      }
    }
    let facts = money(facts: seed)
    var gifts = facts.gifts
    var other = Dice(seed: order, 13)
    if order != 0 { gifts = shuffled(gifts, &other) }
    let files = interleaved(chains, &other)
    for file in files {
      steps += taken(file)
      if order != 0, other.oneIn(3) { steps += taken(file) }
      if let gift = gifts.popLast() { steps.append(gift) }
    }
    if order != 0 { for file in shuffled(files, &other).prefix(5) where !file.supersedes { steps += taken(file) } }
    steps += gifts + (order == 0 ? settlements : shuffled(settlements, &other)) + facts.ending
    return History(seed: seed, funds: funds, steps: steps)
  }

  /// The facts of the other money: what may come between files, and what comes at the end, in its order.
  private func money(facts seed: UInt64) -> (gifts: [HistoryStep], ending: [HistoryStep]) {
    var dice = Dice(seed: seed, 15)
    var maker = HistoryMoneyMaker(fundCodes: codes + funds.map(\.code))
    var other = Dice(seed: seed, 18)
    let gifts = maker.facts(months, Self.day, &dice) + maker.declarations(Self.day(0), &other)
    let ending = maker.ending(Self.day(months), &dice) + maker.lastClaim(Self.day(months), &other)
    return (gifts.map { .money($0, by: .finance) }, ending.map { .money($0, by: .finance2) })
  }

  /// Each item settled one way: of two ways the first would count, and that is a matter of order.
  private static func once(_ settlements: [HistoryStep]) -> [HistoryStep] {
    var seen: Set<Int> = []
    return settlements.filter { if case .settle(_, let line, _, _) = $0 { seen.insert(line).inserted } else { true } }
  }

  private func taken(_ file: HistoryFile) -> [HistoryStep] {
    [.take(file, by: .finance), .approve(file: file.label, by: .finance2)]
  }

  /// The files of one payroll and pay day, each before the next.
  private func chain(
    _ profile: Profile, _ group: [ProfilePayroll], _ month: Int, _ register: HistoryRegister,
    _ maker: inout HistoryFileMaker, _ dice: inout Dice
  ) -> [HistoryFile] {
    let date = payDate(month, profile)
    var lines = HistoryFileMaker.lines(profile, group, on: date, register, &dice)
    let key = Self.key(profile, group, date, 1)
    var chain = [maker.file(profile, key, lines)]
    while dice.oneIn(3) {
      let corrected = Self.corrected(lines, &dice)
      guard corrected != lines else { continue }
      lines = corrected
      chain.append(maker.file(profile, key, lines, supersedes: true))
    }
    if dice.oneIn(4) {
      chain.append(maker.file(profile, Self.key(profile, group, date, 2), Array(lines.prefix(3))))
    }
    return chain
  }

  /// All chains, one file of any of them at a time.
  private func interleaved(_ chains: [[HistoryFile]], _ dice: inout Dice) -> [HistoryFile] {
    var rest = chains.filter { !$0.isEmpty }
    var files: [HistoryFile] = []
    while !rest.isEmpty {
      let index = dice.below(rest.count)
      files.append(rest[index].removeFirst())
      if rest[index].isEmpty { rest.remove(at: index) }
    }
    return files
  }
}
