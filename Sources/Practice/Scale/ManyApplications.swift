// Very many applications, for measuring: a home of some years in which young people asked day after day, made through the
// same rooms as in earnest, so that its books prove. What a day brings is one change a kind of work, not one an application.

import Banking
import Dates
import Grants
import Ledger
import Money
import Operations
import People
import Store

/// The days of a home with very many applications.
final class ManyApplications {
  private let story: DemoStory
  private let count: Int
  private let days: Int
  private var submitted = 0
  private var members: [Int64] = []

  /// What waits for its day, by how many days the home has lived.
  private var toScreen: [Int: [Int64]] = [:]
  private var toSign: [Int: [Int64]] = [:]
  private var toPay: [Int: [Int64]] = [:]
  private var toTell: [Int: [Int64]] = [:]
  /// Those who were asked how it went, and did not answer at once.
  private var asked: Set<Int64> = []
  /// How many wait for a meeting.
  private var ready = 0

  /// The days before the last on which nobody meets any more, so that a meeting has something before it.
  private static let lastDays = 10
  private static let panel = "individual"
  private static let pack = "pack-home"
  /// One grant.
  private static let grant = Pence(14_000)

  /// So many applications, spread over at least a month and at most some four years.
  init(_ story: DemoStory, count: Int) {
    self.story = story
    self.count = count
    days = Self.days(count)
  }

  /// How many days so many applications take.
  static func days(_ count: Int) -> Int { max(40, min(1_500, count / 60)) }

  /// Plans all days.
  func plan() {
    story.on(story.begins) { try self.begin() }
    for day in 0..<days {
      story.on(story.begins.adding(days: 1 + day)) { try self.live(day) }
    }
  }

  private func begin() throws {
    let stated = Pence(Int64(count) * Self.grant.rawValue + 10_000_000)
    try story.take("balances.csv", Array("fund,balance\n\(story.plan.funds.main),\(stated)\n".utf8)) { path in
      try story.agree("finance", "fundmanager") {
        try $0.takeOn(path, account: DemoSettings.account, date: story.today, stated: stated).words
      }
    }
    story.bank = DemoBank(identification: story.bank.identification, opening: stated)
    for (code, way) in [(Self.panel, Programme.Way.panel), (Self.pack, .inAdvance)] {
      let programme = Programme(
        code: code, name: way == .panel ? "Help for me" : "A first home", fund: story.plan.funds.main,
        use: .individuals,
        priority: .stability, way: way, cap: Pence(20_000), places: way == .panel ? nil : Int64(count) + 1)
      try story.change("programme.open", by: "fundmanager") {
        try programme.open(in: $0)
        return 1
      }
      let today = story.today
      try story.change("round.open", by: "supportadult") {
        try Round.open(code, from: today, until: nil, budget: stated, in: $0)
      }
    }
    try story.addMembers()
    members = story.grants.members
  }

  private func live(_ day: Int) throws {
    try submit(day)
    try screen(toScreen.removeValue(forKey: day) ?? [], day)
    try sign(toSign.removeValue(forKey: day) ?? [], day)
    try pay(toPay.removeValue(forKey: day) ?? [], day)
    try tell(toTell.removeValue(forKey: day) ?? [], day)
    if ready >= 40, day < days - Self.lastDays { try meet(day) }
    if day % 5 == 4 { try writeLetters() }
    let month = story.today.month
    if story.today.adding(days: 1).month != month { try bankStatement(month) }
  }

  private func bankStatement(_ month: Month) throws {
    let bytes = story.bank.statement(of: month)
    _ = try story.take("statement-\(DemoSettings.account)-\(month).xml", bytes) {
      try story.house(nil).bankIntake().take([$0])
    }
  }

  // MARK: - Before a decision

  private func submit(_ day: Int) throws {
    let wanted = (day + 1) * count / days
    let numbers = submitted..<wanted
    submitted = wanted
    guard !numbers.isEmpty else { return }
    let forms = numbers.map { form($0) }
    let (store, today) = (story.practice.store, story.today)
    let made = try change("application.new", by: "supportadult") { write, actor in
      try Application.addApplicants(forms, in: write, store: store)
      return try zip(numbers, forms).map { number, form in
        try Application.submit(
          form, to: isForPanel(number) ? "\(Self.panel)-1" : "\(Self.pack)-1", on: today, by: actor, mostADay: .max,
          in: write, store: store)
      }
    }
    toScreen[day + 1] = made
  }

  /// Every tenth is for the panel to decide.
  private func isForPanel(_ number: Int) -> Bool { number % 10 == 3 }

  /// One in ten asks again after more than a year.
  private func form(_ number: Int) -> ApplicationForm {
    let aYear = count * 400 / days
    let person = number % 10 == 7 && number > aYear ? number - aYear : number
    return ApplicationForm(
      name: PracticeName(number: UInt64(person)).full,
      birthDate: CivilDate(dayNumber: 11_000).adding(days: person % 3_000).description,
      safeContact: "text 0770\(FileText.digits(person, 7))", words: "A bed and a desk for my first room.",
      asked: "\(Self.grant)", least: "100.00", notFor: number % 100 == 50 ? "Abernethie" : nil,
      address: number % 3 == 0 ? "\(person % 4_000) Riverside Street" : nil)
  }

  private func screen(_ numbers: [Int64], _ day: Int) throws {
    guard !numbers.isEmpty else { return }
    let (store, today) = (story.practice.store, story.today)
    let awarded = try change("application.screen", by: "supportadult") { write, actor -> [Int64] in
      var awarded: [Int64] = []
      for number in numbers {
        if number % 33 == 5 {
          try Award.withdraw(number, on: today, by: actor, in: write)
          continue
        }
        try Application.make(.screen, of: number, by: actor, in: write)
        if number % 50 == 6 { continue }
        try Application.attest(number, .formerRelevant, by: actor, in: write)
        if number % 12 == 9 {
          try Application.refuseEligibility(number, reason: "not-for-this", on: today, by: actor, in: write)
          continue
        }
        let isForPanel = self.isForPanel(Int(number) - 1)
        if isForPanel {
          let words = "A bed and a desk for my first room."
          try Application.cover(number, words: words, by: actor, in: write, store: store)
          try Application.agreeToCover(number, by: actor, in: write)
          self.ready += 1
        }
        try Application.pass(number, on: today, by: actor, in: write)
        if !isForPanel { awarded.append(number) }
      }
      return awarded
    }
    toSign[day + 2] = awarded
  }

  // MARK: - The meeting

  private func meet(_ day: Int) throws {
    let chair = try story.house("supportadult")
    let opened = try chair.openSitting()
    let items = try opened.sitting.items(story.practice.store.reading).map(\.application)
    for (place, member) in members.enumerated() {
      // Among so many applicants some bear a member's name, or name one: that member sits them out.
      let own = try opened.sitting.openItems(for: member, on: story.today, story.practice.store.reading)
      var ballots: [Int64: Ballot] = [:]
      for number in own.map(\.application) where number % 3 == 0 || place < 4 {
        ballots[number] = Ballot((number % 4 == 0) == (place == 0) ? .yes : .no)
      }
      try chair.cast(ballots, by: member, in: opened.sitting)
    }
    let decisions = try chair.closeSitting(opened.sitting, keys: opened.keys)
    ready -= items.count
    let refused = decisions.filter { $0.verdict == .notThisTime }.map(\.application)
    let store = story.practice.store
    try change("panel.reason", by: "supportadult") { write, actor in
      for number in refused {
        try PanelReason.record(
          .othersFirst, words: "Others needed it more this time. Please ask us again.", for: number, by: actor,
          in: write,
          store: store)
      }
      return refused.count
    }
    toSign[day + 2, default: []] += decisions.filter { $0.verdict == .approved }.map(\.application)
  }

  // MARK: - After a decision

  private func sign(_ numbers: [Int64], _ day: Int) throws {
    guard !numbers.isEmpty else { return }
    let (approver, today) = (try story.house("supportadult").actor, story.today)
    let signed = numbers.filter { $0 % 70 != 11 }
    try change("award.sign-off", by: "fundmanager", after: approver) { write, actor in
      for number in numbers {
        if number % 70 == 11 {
          try Award.refuse(number, on: .purpose, date: today, by: actor, in: write)
        } else {
          try Award.signOff(number, on: today, by: actor, in: write)
        }
      }
      return numbers.count
    }
    try change("award.accept", by: "supportadult") { write, actor in
      for number in signed { try Application.make(.accept, of: number, by: actor, in: write) }
      return signed.count
    }
    toPay[day + 2] = signed
  }

  private func pay(_ numbers: [Int64], _ day: Int) throws {
    guard !numbers.isEmpty else { return }
    let (store, today) = (story.practice.store, story.today)
    let ids = try change("payment.propose", by: "supportadult") { write, actor in
      try numbers.map { number in
        let award = try Award.find(number, for: actor, write.reading)
        return try Payment.propose(
          of: number, amount: Pence(award?.amountPence ?? 0), to: .supplier,
          details: "Household Supplies Ltd 20-20-15 5555\(FileText.digits(Int(number % 10_000), 4))", on: today,
          by: actor, in: write, store: store)
      }
    }
    let (adult, finance) = (try story.house("supportadult").actor, try story.house("finance").actor)
    try change("payment.approve", by: "finance", after: adult) { write, actor in
      for id in ids { try Payment.approve(id, by: actor, in: write) }
      return ids.count
    }
    try change("payment.release", by: "fundmanager", after: finance) { write, actor in
      for id in ids { try Payment.release(id, on: today, by: actor, in: write) }
      return ids.count
    }
    for id in ids {
      let amount = try Payment.find(id, for: .system, store.reading)?.amountPence ?? 0
      story.bank.book(Pence(-amount), on: today, "FASTER PAYMENT \(id)")
    }
    toTell[day + 14, default: []] += numbers
  }

  /// Most tell how it went after two weeks, the others a month later; then it is closed.
  private func tell(_ numbers: [Int64], _ day: Int) throws {
    let isLate: (Int64) -> Bool = { $0 % 8 == 1 && !self.asked.contains($0) }
    let (told, late) = (numbers.filter { !isLate($0) }, numbers.filter(isLate))
    toTell[day + 30, default: []] += late
    asked.formUnion(late)
    guard !told.isEmpty else { return }
    let (store, today) = (story.practice.store, story.today)
    try change("followup.record", by: "supportadult") { write, actor in
      for number in told {
        try FollowUp.record(
          "I sleep well now.", of: number, agreedTo: [], on: today, by: actor, in: write, store: store)
      }
      return told.count
    }
    try change("followup.close", by: "supportadult") { write, actor in
      for number in told {
        try FollowUp.close(number, on: today, closesAfter: 0, by: actor, in: write)
      }
      return told.count
    }
  }

  /// Every letter that is due is made and handed over; no page of it is written.
  private func writeLetters() throws {
    let (store, today) = (story.practice.store, story.today)
    let due = try story.house("supportadult").lettersDue(limit: 100_000)
    guard !due.isEmpty else { return }
    let letters = try change("letter.make", by: "supportadult") { write, actor in
      try due.map { letter in
        try Letter.make(letter.kind, of: letter.application, on: today, by: actor, in: write) {
          store.schemeKey.digest("letter", Array("\($0)".utf8))
        }
      }
    }
    try change("letter.sent", by: "supportadult") { write, actor in
      for letter in letters { try Letter.sent(letter, on: today, by: actor, in: write) }
      return letters.count
    }
  }

  /// One change for many.
  @discardableResult
  private func change<T: Codable>(
    _ action: String, by login: String, after proposer: Actor? = nil, _ body: (Write, Actor) throws -> T
  ) throws -> T {
    let house = try story.house(login)
    return try house.grantWork(Action(action), about: "practice", after: proposer) { try body($0, house.actor) }
  }
}
