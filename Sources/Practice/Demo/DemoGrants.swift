// The grants of a practice home: programmes, members, rounds, meetings of the panel, and packs that were agreed in advance.

import Dates
import Exchange
import Grants
import Ledger
import Money
import Operations
import People
import Store

/// What the story remembers of its applications.
struct DemoGrantBook {
  /// The numbers of applications by the keys of their plan.
  var numbers: [String: Int64] = [:]
  /// Their plans.
  var plans: [Int64: DemoApplication] = [:]
  /// The forms by key: a person may ask again.
  var forms: [String: ApplicationForm] = [:]
  /// The members of the panel.
  var members: [Int64] = []
  /// How many applicants there were.
  var applicants: UInt64 = 0
}

extension DemoStory {
  private var chair: String { "supportadult" }
  private var fund: String { plan.funds.main }

  /// Plans all of it, over the last year or, where more months are lived through, over all of them.
  func planGrants() {
    let isLong = plan.payDays.dates.count >= 18
    let first = isLong ? begins : max(begins, ends.adding(days: -364))
    let span = ends.days(since: first)
    on(first) { try self.openProgrammes() }
    on(first) { try self.addMembers() }
    var opens = first
    for (index, meeting) in DemoMeeting.all.enumerated() {
      let day = workingDay(first.adding(days: span * (index + 1) / 7))
      planMeeting(meeting, opens: opens, on: day)
      opens = day
    }
    for month in plan.payDays.dates.map(\.month) {
      onWorkingDay(month.firstDay.adding(days: 19)) { try self.writeLetters() }
    }
    on(opens) { try self.openRound("individual", 120_000, until: nil) }
    for (index, waiting) in DemoMeeting.waiting.enumerated() {
      on(opens.adding(days: 1 + index)) { try self.makeReady(waiting) }
    }
    on(ends.adding(days: -1)) {
      let one = DemoApplication(key: "phone", words: "A phone, to stay in touch.", pounds: 110, least: 80)
      _ = try self.submit(one)
    }
    let packs = isLong ? 12 : 4
    for pack in 0..<packs {
      on(first.adding(days: 3 + span * (isLong ? 55 : 80) / 100 * pack / packs)) { try self.pack(pack) }
    }
    for club in 0..<3 { on(first.adding(days: 6 + span * club / 4)) { try self.grantToClub(club) } }
  }

  private func openProgrammes() throws {
    func programme(
      _ code: String, _ name: String, _ use: Account.GrantUse, _ priority: Programme.Priority, cap: Int64,
      places: Int64? = nil
    ) throws {
      let programme = Programme(
        code: code, name: name, fund: fund, use: use, priority: priority, way: places == nil ? .panel : .inAdvance,
        cap: Pence(cap * 100), places: places)
      try change("programme.open", by: "fundmanager") {
        try programme.open(in: $0)
        return 1
      }
    }
    try programme("individual", "Help for me", .individuals, .stability, cap: 300)
    try programme("activities", "Something to do together", .activities, .resilience, cap: 450)
    try programme("pack-home", "A first home", .individuals, .careExperienced, cap: 150, places: 20)
    try programme("community", "Our own work in the community", .community, .corporateParent, cap: 250, places: 12)
    try openRound("pack-home", 300_000, until: nil)
    try openRound("community", 75_000, until: nil)
    try openRound("activities", 60_000, until: nil)
  }

  private func openRound(_ programme: String, _ pence: Int64, until: CivilDate?) throws {
    _ = try change("round.open", by: chair) {
      try Round.open(programme, from: today, until: until, budget: Pence(pence), in: $0)
    }
  }

  /// Five members: roles and logins by two people, two trainings, accredited, each with a passcode.
  func addMembers() throws {
    let store = practice.store
    let names = (0..<5).map { PracticeName(number: seed &* 31 &+ 9_001 &+ UInt64($0) * 977).full }
    grants.members = try change("person.add", by: "operator") {
      try Person.add(names.map { PersonFacts(name: $0) }, in: $0, store: store)
    }
    for (index, member) in grants.members.enumerated() {
      let login = "panel\(index + 1)"
      try agree("operator", "operator2") { try $0.changeRole(.fundAdministrator, of: member, given: true) }
      try agree("operator", "operator2") { try $0.giveLogin(login, to: member) }
      for training in practice.configuration.panel.trainings {
        try house(chair).train(member, training, by: "trainer-1", on: today)
      }
      try accredit(member)
      let digits = try house(chair).issuePasscode(to: member, memberAgrees: false)
      passcodes.append(DemoPasscode(login: login, person: member, name: names[index], passcode: digits))
    }
  }

  /// For as long as may be; in a home that is older than that it is renewed before it ends.
  private func accredit(_ member: Int64) throws {
    let (longest, renewed) = (700, 650)
    try house("fundmanager").accredit(member, until: today.adding(days: longest))
    on(today.adding(days: renewed)) { try self.accredit(member) }
  }
}

// MARK: - Meetings

extension DemoStory {
  private func planMeeting(_ meeting: DemoMeeting, opens: CivilDate, on day: CivilDate) {
    on(opens) { try self.openRound("individual", 120_000, until: day) }
    for (index, planned) in meeting.applications.enumerated() {
      on(opens.adding(days: min(1 + index, max(0, day.days(since: opens) - 1)))) { try self.makeReady(planned) }
    }
    if meeting.votes["boots"] == "yynn?" { on(opens) { try self.withdrawn() } }
    if meeting.votes["lessons"] == "yy---" { on(opens) { try self.notEligible() } }
    on(day) { try self.meet(meeting) }
  }

  /// Takes a form in, by the newest round of its programme.
  func submit(_ planned: DemoApplication) throws -> Int64 {
    let newest = try Round.all(practice.store.reading).filter {
      $0.programme == planned.programme && $0.isOpen(on: today)
    }
    guard let round = newest.max(by: { ($0.opens, $0.code.count, $0.code) < ($1.opens, $1.code.count, $1.code) }) else {
      throw StoreError.broken("no round of \(planned.programme) is open on \(today)")
    }
    let form = planned.samePersonAs.flatMap { grants.forms[$0] }
    let again = ApplicationForm(
      name: form?.name ?? nextName(), birthDate: form?.birthDate ?? "200\(grants.applicants % 8)-05-17",
      safeContact: "a text, never a call", words: planned.words, asked: "\(planned.pounds).00",
      least: "\(planned.least).00", mayAskWorker: true)
    let number = try house(chair).submit(again, to: round.code)
    grants.numbers[planned.key] = number
    grants.plans[number] = planned
    grants.forms[planned.key] = again
    return number
  }

  private func nextName() -> String {
    grants.applicants += 1
    return PracticeName(number: seed &* 131 &+ 50_021 &+ grants.applicants * 613).full
  }

  private func screen(_ number: Int64) throws {
    let house = try house(chair)
    try move(.screen, number)
    try house.grantWork(Action("application.attest"), about: "\(number)") {
      try Application.attest(number, .formerRelevant, by: house.actor, in: $0)
      return number
    }
  }

  func move(_ move: ApplicationMove, _ number: Int64, as action: String = "application.screen", reason: String? = nil)
    throws
  {
    let actor = try house(chair).actor
    try change(action, by: chair) {
      try Application.make(move, of: number, reason: reason, by: actor, in: $0)
      return number
    }
  }

  private func pass(_ number: Int64) throws {
    let house = try house(chair)
    try house.grantWork(Action("application.screen"), about: "\(number)") {
      try Application.pass(number, on: house.businessDate, by: house.actor, in: $0)
      return number
    }
  }

  /// Brings an application to the panel: its words are covered and agreed; a rule that stands against a second grant within
  /// a year is set aside by two people.
  private func makeReady(_ planned: DemoApplication) throws {
    let number = try submit(planned)
    try screen(number)
    let house = try house(chair)
    let store = practice.store
    try house.grantWork(Action("application.cover"), about: "\(number)") {
      try Application.cover(number, words: planned.words, by: house.actor, in: $0, store: store)
      try Application.agreeToCover(number, by: house.actor, in: $0)
      return number
    }
    if planned.samePersonAs != nil {
      try agree(chair, "fundmanager") { try $0.override(.oneInTwelveMonths, of: number, reason: "flood") }
    }
    try pass(number)
  }

  private func withdrawn() throws {
    let number = try submit(
      DemoApplication(key: "trip", words: "A trip with my class.", pounds: 70, least: 70))
    let house = try house(chair)
    try house.grantWork(Action("application.withdraw"), about: "\(number)") {
      try Award.withdraw(number, on: house.businessDate, by: house.actor, in: $0)
      return number
    }
  }

  private func notEligible() throws {
    let number = try submit(
      DemoApplication(key: "car", words: "A car of my own.", pounds: 2_400, least: 2_000))
    try screen(number)
    let house = try house(chair)
    try house.grantWork(Action("application.screen"), about: "\(number)") {
      try Application.refuseEligibility(
        number, reason: "over-the-most", on: house.businessDate, by: house.actor, in: $0)
      return number
    }
  }

  /// One meeting, from its opening to its last reason; what was agreed goes on to the foundation.
  private func meet(_ meeting: DemoMeeting) throws {
    let chair = try house(chair)
    let opened = try chair.openSitting()
    for (place, member) in grants.members.enumerated() {
      var ballots: [Int64: Ballot] = [:]
      for item in try opened.sitting.items(practice.store.reading) {
        guard let planned = grants.plans[item.application], let votes = meeting.votes[planned.key] else { continue }
        switch Array(votes)[place] {
        case "y": ballots[item.application] = Ballot(.yes)
        case "s": ballots[item.application] = Ballot(.yes, smaller: item.least)
        case "n": ballots[item.application] = Ballot(.no)
        case "?": ballots[item.application] = Ballot(.notSure)
        case "x": try chair.sitOut(member, of: item.application)
        default: break
        }
      }
      if !ballots.isEmpty { try chair.cast(ballots, by: member, in: opened.sitting) }
    }
    for decision in try chair.closeSitting(opened.sitting, keys: opened.keys) {
      let number = decision.application
      switch decision.verdict {
      case .approved: onWorkingDay(today.adding(days: 2)) { try self.follow(number) }
      case .notThisTime:
        try chair.record(.othersFirst, words: "Others needed it more this time. Please ask us again.", for: number)
      case .foundation:
        onWorkingDay(today.adding(days: 3)) {
          try self.house("fundmanager").decideForFoundation(
            number, amount: nil, words: "A music group near you can lend a guitar. We have asked them for you.")
        }
      default: break
      }
    }
  }

  /// A pack that was agreed in advance.
  private func pack(_ number: Int) throws {
    let asked = DemoApplication(
      key: "pack-\(number)", words: "Pans, bedding and a lamp.", pounds: 140, least: 140, programme: "pack-home",
      fate: number == 0 ? .told : .paid)
    let application = try submit(asked)
    try screen(application)
    try pass(application)
    onWorkingDay(today.adding(days: 2)) { try self.follow(application) }
  }

  private static let clubs = [
    GrantRecipient(name: "Riverside Boxing Club", charityNumber: "1098765"),
    GrantRecipient(name: "Norton Garden CIC", companyNumber: "01234567"),
    GrantRecipient(name: "The Friday Kitchen"),
  ]

  /// A grant to an organisation, agreed in advance.
  private func grantToClub(_ number: Int) throws {
    let asked = DemoApplication(
      key: "club-\(number)", words: "Places for young people who were in care.", pounds: 250, least: 250,
      programme: "community")
    let application = try submit(asked)
    try screen(application)
    try pass(application)
    onWorkingDay(today.adding(days: 2)) {
      try self.follow(application)
      try self.house("fundmanager").recipient(Self.clubs[number % Self.clubs.count], of: application)
    }
  }
}
