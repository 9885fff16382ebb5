// The months of a practice home, lived through day by day: each thing is done on its day, by whoever would do it, through
// the same rooms as in earnest. What outside partners do (the agency, the bank, the web page) is made up here, as files.

import Banking
import Dates
import Files
import Foundation
import Giving
import Money
import Operations
import People
import Store

/// A home on its way through its months.
final class DemoStory {
  let practice: PracticeHome
  let plan: DemoPlan
  let seed: UInt64
  /// The first day that is lived through, and the day on which the home is handed over.
  let begins: CivilDate
  let ends: CivilDate
  var bank: DemoBank
  var files: DemoFiles
  var passcodes: [DemoPasscode] = []
  var grants = DemoGrantBook()
  private let clock: PracticeClock
  private(set) var today: CivilDate
  private var events: [Event] = []
  private var order = 0

  private struct Event {
    let day: CivilDate
    let order: Int
    let act: () throws -> Void
  }

  /// What is in the foundation's account when the scheme goes live.
  static let opening = [("no-limits", Pence(1_500_000)), ("gift-of-giving", Pence(60_000))]

  init(_ practice: PracticeHome, plan: DemoPlan, seed: UInt64, begins: CivilDate, ends: CivilDate, clock: PracticeClock)
  {
    self.practice = practice
    self.plan = plan
    self.seed = seed
    self.begins = begins
    self.ends = ends
    self.clock = clock
    today = begins
    let account = practice.configuration.bankAccounts.first { $0.code == DemoSettings.account }
    bank = DemoBank(identification: account?.identification ?? "", opening: Self.opening.map(\.1).sum())
    files = DemoFiles(plan: plan, seed: seed, isPlain: false)
  }

  /// Does something on a day, after all that was planned for it before; on a day that is past, today. What would come after
  /// the home is handed over does not happen.
  func on(_ day: CivilDate, _ act: @escaping () throws -> Void) {
    order += 1
    events.append(Event(day: max(day, today), order: order, act: act))
  }

  /// The same on the first working day from then on.
  func onWorkingDay(_ day: CivilDate, _ act: @escaping () throws -> Void) { on(workingDay(day), act) }

  /// A day, or the next working day.
  func workingDay(_ day: CivilDate) -> CivilDate {
    var day = day
    while !practice.configuration.rules.holidays.isWorkingDay(day) { day = day.adding(days: 1) }
    return day
  }

  /// Lives through all that was planned, and through what comes of it.
  func live(progress: (String, Int, Int) -> Void) throws {
    let span = max(1, ends.days(since: begins))
    while let next = events.indices.min(by: { (events[$0].day, events[$0].order) < (events[$1].day, events[$1].order) })
    {
      let event = events.remove(at: next)
      guard event.day <= ends else { continue }
      if event.day > today { progress("days", event.day.days(since: begins), span) }
      today = event.day
      clock.move(to: today)
      try event.act()
    }
    today = ends
    clock.move(to: ends)
  }
}

extension DemoStory {
  /// The house, opened for someone who works there; nil is the night.
  func house(_ login: String?) throws -> House {
    try House.practice(
      practice.store, configuration: practice.configuration,
      actor: login.map { .person(PracticePerson.number(of: $0)) } ?? .system, on: today)
  }

  /// Makes one change by someone.
  @discardableResult
  func change<T: Codable>(_ action: String, by login: String, _ body: (Write) throws -> T) throws -> T {
    try house(login).grantWork(Action(action), about: "practice", body)
  }

  /// One person proposes, another says yes.
  func agree(_ first: String, _ second: String, _ propose: (House) throws -> String) throws {
    let words = try propose(house(first))
    guard let id = words.split(separator: " ").dropFirst(2).first?.prefix(while: { $0 != ":" }) else {
      throw StoreError.broken("nothing was proposed")
    }
    _ = try house(second).approve(String(id))
  }

  /// Lays bytes in the inbox, lets them be taken in, and takes them away as the night does.
  func take<T>(_ name: String, _ bytes: [UInt8], _ take: (String) throws -> T) throws -> T {
    let path = "\(practice.home.inbox)/\(name)"
    try AtomicFile.write(path, bytes: bytes)
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try take(path)
  }
}
