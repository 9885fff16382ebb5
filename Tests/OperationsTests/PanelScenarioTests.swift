// The panel, from training to the minutes: who may vote, what is sealed, what it comes to, and what a kill leaves behind.

import Dates
import Files
import Foundation
import Grants
import Ledger
import Money
import People
import Store
import Testing

@testable import Operations

extension TestHouse {
  /// So many members, trained and accredited.
  func members(_ count: Int, until: String = "2027-12-01", reserve: Bool = false) throws -> [Int64] {
    var numbers: [Int64] = []
    try change("members/\(UUID())", as: "person.add", by: Who.operator1) { write in
      numbers = try Person.add((0..<count).map { PersonFacts(name: "Member \($0)") }, in: write, store: store)
      for number in numbers { try Roles.record(.fundAdministrator, of: number, given: true, in: write) }
    }
    for number in numbers {
      for training in try Self.configuration.get().panel.trainings {
        try house(Who.support).train(number, training, by: "trainer-1", on: try day("2026-11-01"))
      }
      try house(Who.manager, on: "2026-11-01").accredit(number, until: try day(until), isReserve: reserve)
    }
    return numbers
  }

  /// Brings an application to the panel's door.
  func ready(_ name: String, asked: String = "250.00", least: String? = "150.00", to round: String = "panel-1") throws
    -> Int64
  {
    let number = try house(Who.support).submit(form(name, asked: asked, least: least), to: round)
    try step("application.screen") {
      try Application.make(.screen, of: number, by: Who.support, in: $0); return 1
    }
    try step("application.attest") {
      try Application.attest(number, .relevant, by: Who.support, in: $0); return 1
    }
    try step("application.cover") {
      try Application.cover(number, words: "I need a bed. (\(number))", by: Who.support, in: $0, store: store)
      try Application.agreeToCover(number, by: Who.support, in: $0)
      return 1
    }
    try step("application.screen") {
      try Application.pass(number, on: try day(Self.today), by: Who.support, in: $0); return 1
    }
    return number
  }

  /// A panel's programme with so much to give, and its members.
  func startPanel(_ count: Int = 5, bank: Int64 = 100_000, budget: Int64 = 80_000) throws -> [Int64] {
    try startGrants(.panel, bank: bank, budget: budget, code: "panel")
    return try members(count)
  }

  func verdicts(_ decisions: [PanelDecision]) -> [PanelDecision.Verdict] { decisions.map(\.verdict) }
}

@Suite("The panel") struct PanelScenarioTests {
  let yes = Ballot(.yes)
  let no = Ballot(.no)
  let unsure = Ballot(.notSure)

  @Test("A sitting from its opening to sign-off: yes, not this time, a tie; and verify is clean")
  func wholeSitting() throws {
    let test = try TestHouse()
    let members = try test.startPanel()
    let (first, second, third) = (
      try test.ready("Ana One"), try test.ready("Bea Two"), try test.ready("Cem Three")
    )
    let chair = try test.house(Who.support)
    let opened = try chair.openSitting()
    #expect(opened.card.split(separator: " ").count == 4)
    #expect(try test.state(first) == .inReview)
    #expect(try chair.waitsForYou().contains { $0.code == "meeting" && $0.command == "panel meeting" })
    let own = try test.house(.person(members[0]))
    #expect(try own.waitsForYou().map(\.command) == ["panel vote"])
    for (index, member) in members.enumerated() {
      try chair.cast(
        [
          first: index < 4 ? Ballot(.yes, smaller: index == 0 ? Pence(20_000) : nil) : no,
          second: index < 2 ? yes : no, third: index < 2 ? yes : index < 4 ? no : unsure,
        ], by: member, in: opened.sitting)
    }
    let decisions = try chair.closeSitting(opened.sitting, keys: opened.keys)
    #expect(test.verdicts(decisions) == [.approved, .notThisTime, .tie])
    #expect(decisions[0].givenPence == 25_000 && decisions[0].entitled == 5)
    #expect(try test.state(first) == .awaitingSignOff)
    #expect(try test.position("no-limits").availablePence == 75_000)
    #expect(try test.state(second) == .inReview, "no reason yet: the applicant hears nothing")
    #expect(try PanelReason.missing(test.store.reading) == [second])
    try chair.record(.othersFirst, words: "We liked your plan. Please ask again in spring.", for: second)
    #expect(try test.state(second) == .notThisTime)
    let why = try test.house(Who.manager).explain("\(second)").joined(separator: "\n")
    #expect(why.contains("Meeting 1, closed on 2026-12-10: not this time.") && !why.contains("let go"))
    #expect(try !chair.needsWords(.notThisTime, of: second))
    let letter = try chair.makeLetter(.notThisTime, of: second)
    let page = try #require(letter.files.first { $0.hasSuffix(".txt") })
    let text = String(decoding: try #require(FileManager.default.contents(atPath: page)), as: UTF8.self)
    #expect(text.contains("We liked your plan. Please ask again in spring."), "the panel's own words")
    #expect(try test.state(third) == .comeBack)
    #expect(try chair.waitsForYou().contains { $0.code == "come-back" && $0.count == 1 })
    #expect(try chair.waitsForYou().allSatisfy { $0.code != "meeting" })
    let tally = try PanelDecision.tally(sitting: 1, application: first, test.store.reading)
    #expect(tally == [.yes: 4, .no: 1, .notSure: 0])
    #expect(throws: StoreError.self) { try chair.signOff(first) }
    try test.house(Who.manager).signOff(first)
    #expect(try test.faults() == [])
  }

  @Test("A tie comes back once; tied again, the foundation decides and gives its reason")
  func tieTwice() throws {
    let test = try TestHouse()
    let members = try test.startPanel(4)
    let application = try test.ready("Ana One")
    let chair = try test.house(Who.support)
    for round in 1...2 {
      let opened = try chair.openSitting()
      for (index, member) in members.enumerated() {
        try chair.cast([application: index < 2 ? yes : no], by: member, in: opened.sitting)
      }
      let decisions = try chair.closeSitting(opened.sitting, keys: opened.keys)
      #expect(test.verdicts(decisions) == [round == 1 ? .tie : .foundation])
    }
    #expect(try test.state(application) == .inReview)
    let manager = try test.house(Who.manager)
    #expect(throws: GrantsError.self) {
      try manager.decideForFoundation(application, amount: Pence(25_001), words: "x")
    }
    #expect(throws: GrantsError.self) { try manager.decideForFoundation(application, amount: Pence(20_000), words: "") }
    try manager.decideForFoundation(application, amount: Pence(20_000), words: "A bed is a need.")
    #expect(try test.state(application) == .awaitingSignOff)
    #expect(throws: StoreError.self, "whoever decided does not sign") { try manager.signOff(application) }
    let words = try manager.explain("\(application)").joined(separator: "\n")
    #expect(words.contains("Meeting 1, closed on 2026-12-10: as many yes as no, we'll come back to it."))
    #expect(words.contains("Meeting 2, closed on 2026-12-10: as many yes as no again, the foundation decides."))
    #expect(!words.contains("Member") && words.contains("Of £200.00"))
    #expect(try test.faults() == [])
  }

  @Test("Who sits out, is not accredited, or was named, sees nothing, is not counted, and has no ballot")
  func sittingOut() throws {
    let test = try TestHouse()
    let members = try test.startPanel(4)
    let late = try test.members(1, until: "2026-12-11")
    let application = try test.ready("Ana One")
    let chair = try test.house(Who.support)
    try chair.sitOut(members[0], of: application)
    let opened = try chair.openSitting()
    let reading = test.store.reading
    #expect(try opened.sitting.openItems(for: members[0], on: try day(TestHouse.today), reading) == [])
    #expect(throws: GrantsError.self) { try chair.panelWords(application, for: members[0]) }
    #expect(throws: GrantsError.self) { try chair.cast([application: yes], by: members[0], in: opened.sitting) }
    #expect(throws: GrantsError.self) { try chair.cast([application: yes], by: 1, in: opened.sitting) }
    for member in members.dropFirst() + late {
      #expect(try chair.panelWords(application, for: member).contains("I need a bed"))
      try chair.cast([application: yes], by: member, in: opened.sitting)
    }
    // A late conflict voids the ballot; an accreditation that ends before the closing does too.
    try chair.sitOut(members[1], of: application)
    try chair.sitOut(members[1], of: application)
    #expect(try opened.sitting.cast(on: application, reading) == [members[2], members[3]] + late)
    let closing = try test.house(Who.support, on: "2026-12-12")
    let decisions = try closing.closeSitting(opened.sitting, keys: opened.keys)
    #expect(test.verdicts(decisions) == [.tooFew])
    #expect(decisions[0].entitled == 2)
    #expect(try test.state(application) == .comeBack)
    #expect(try test.faults() == [])
  }

  @Test("Until it closes, no choice can be read anywhere, and changing one's mind leaves no trace")
  func sealed() throws {
    let test = try TestHouse()
    let members = try test.startPanel(4)
    let application = try test.ready("Ana One")
    let chair = try test.house(Who.support)
    let opened = try chair.openSitting()
    let before = try test.store.reading.auditHead().number
    try chair.cast([application: no], by: members[0], in: opened.sitting)
    let first = try Self.ballots(test)
    try chair.cast([application: Ballot(.yes, smaller: Pence(20_000))], by: members[0], in: opened.sitting)
    for member in members.dropFirst() { try chair.cast([application: yes], by: member, in: opened.sitting) }
    let sealed = try Self.ballots(test)
    #expect(sealed.count == 4 && Set(sealed).count == 4, "equal choices look different")
    #expect(Set(sealed.map(\.count)) == [SealedBallotSize.bytes] && first.map(\.count) == [SealedBallotSize.bytes])
    #expect(!sealed.contains(first[0]), "the older ballot is gone")
    #expect(try test.store.reading.auditHead().number == before, "no link, no outcome, no digest speaks of a vote")
    let backup = try test.store.backUp(name: "2026-12-10-test")
    let keys = try Raw("\(test.home.backups)/\(backup.name)/keys.sqlite")
    #expect(try keys.strings("SELECT kind FROM key WHERE kind = 'ballot-item'") == [])
    keys.close()
    let kept = try test.store.keys.kept(.ballotItem)
    let half = try #require(opened.keys[application]).privateHalf
    for place in [test.home.keys, test.home.database, "\(test.home.backups)/\(backup.name)/keys.sqlite"] {
      let bytes = Array(try #require(FileManager.default.contents(atPath: place)))
      #expect(!Self.contains(bytes, half), "\(place)")
      if place.contains("backups") { #expect(!Self.contains(bytes, try #require(kept[application]))) }
    }
    _ = try chair.closeSitting(opened.sitting, keys: opened.keys)
    #expect(try Self.ballots(test) == [])
    #expect(try test.store.keys.kept(.ballotItem) == [:])
    #expect(throws: GrantsError.self) { try chair.closeSitting(opened.sitting, keys: opened.keys) }
    #expect(try test.faults() == [])
  }

  @Test("The chair's card opens the votes after a kill; without it everybody votes again and nothing else is lost")
  func card() throws {
    let test = try TestHouse()
    let members = try test.startPanel(3)
    let application = try test.ready("Ana One")
    let opened = try test.house(Who.support).openSitting()
    try test.house(Who.support).cast([application: yes], by: members[0], in: opened.sitting)
    try test.reopen {}
    let chair = try test.house(Who.support)
    let sitting = try #require(try Sitting.current(test.store.reading))
    #expect(try chair.keys(ofCard: "not the right words", for: sitting) == nil)
    let keys = try #require(try chair.keys(ofCard: "  \(opened.card.uppercased()) ", for: sitting))
    #expect(keys.mapValues(\.privateHalf) == opened.keys.mapValues(\.privateHalf))
    let again = try chair.voteAgain(sitting)
    #expect(try sitting.cast(on: application, test.store.reading) == [])
    #expect(try chair.keys(ofCard: opened.card, for: sitting) == nil)
    for member in members { try chair.cast([application: yes], by: member, in: sitting) }
    #expect(try test.verdicts(chair.closeSitting(sitting, keys: again.keys)) == [.approved])
    #expect(try test.faults() == [])
  }

  @Test("Money goes by yes minus no while it lasts; what it does not reach comes back")
  func money() throws {
    let test = try TestHouse()
    let members = try test.startPanel(5, budget: 60_000)
    let applications = try (0..<3).map { try test.ready("Person \($0)") }
    let chair = try test.house(Who.support)
    let opened = try chair.openSitting()
    for (index, member) in members.enumerated() {
      try chair.cast(
        [applications[0]: index < 3 ? yes : no, applications[1]: yes, applications[2]: index < 4 ? yes : no],
        by: member, in: opened.sitting)
    }
    let decisions = try chair.closeSitting(opened.sitting, keys: opened.keys)
    #expect(test.verdicts(decisions) == [.money, .approved, .approved])
    #expect(decisions.map(\.givenPence) == [0, 25_000, 25_000])
    #expect(decisions.map(\.votedPence) == [25_000, 25_000, 25_000])
    #expect(Set(decisions.compactMap(\.lot)).count == 3)
    #expect(try test.faults() == [])
  }

  @Test("A concern raised in the middle stops an item, and one taken back drops out; nobody's choice on it is kept")
  func stopped() throws {
    let test = try TestHouse()
    let members = try test.startPanel(3)
    let (first, second) = (try test.ready("Ana One"), try test.ready("Bea Two"))
    let chair = try test.house(Who.support)
    let opened = try chair.openSitting()
    for member in members { try chair.cast([first: yes, second: yes], by: member, in: opened.sitting) }
    try test.step("application.concern") {
      try Application.concern(first, isOver: false, by: Who.support, in: $0); return 1
    }
    try test.step("application.withdraw") {
      try Award.withdraw(second, on: try day(TestHouse.today), by: Who.support, in: $0); return 1
    }
    #expect(throws: GrantsError.self) { try chair.panelWords(first, for: members[0]).isEmpty }
    let decisions = try chair.closeSitting(opened.sitting, keys: opened.keys)
    #expect(test.verdicts(decisions) == [.stopped, .withdrawn])
    #expect(try test.store.reading.int("SELECT count(*) FROM panel_choice") == 0)
    #expect(try test.state(first) == .comeBack && test.state(second) == .withdrawn)
    #expect(try Sitting.waiting(for: Who.support, test.store.reading) == [], "not while the concern is open")
    #expect(try test.faults() == [])
  }

  @Test("Nobody is accredited without both trainings, for longer than the settings let, or without the role")
  func accreditation() throws {
    let test = try TestHouse()
    var person: Int64 = 0
    try test.change("one", as: "person.add", by: Who.operator1) {
      person = try Person.add([PersonFacts(name: "Member")], in: $0, store: test.store)[0]
    }
    let (support, manager) = (try test.house(.person(7)), try test.house(Who.manager))
    try test.startGrants(.panel, code: "panel")
    #expect(throws: GrantsError.self, "no role") {
      try support.train(person, "money-and-fairness", by: "t", on: try day("2026-11-01"))
    }
    try test.change("two", as: "person.add", by: Who.operator1) {
      try Roles.record(.fundAdministrator, of: person, given: true, in: $0)
    }
    #expect(throws: GrantsError.self) { try support.train(person, "baking", by: "t", on: try day("2026-11-01")) }
    #expect(throws: GrantsError.self) {
      try support.train(person, "money-and-fairness", by: "t", on: try day("2026-12-11"))
    }
    try support.train(person, "money-and-fairness", by: "t", on: try day("2026-11-01"))
    #expect(throws: GrantsError.self, "one training") { try manager.accredit(person, until: try day("2027-06-01")) }
    try support.train(person, "privacy-and-conflicts", by: "t", on: try day("2026-11-01"))
    #expect(throws: GrantsError.self, "too long") { try manager.accredit(person, until: try day("2029-12-11")) }
    #expect(throws: StoreError.self, "not the foundation") {
      try support.accredit(person, until: try day("2027-06-01"))
    }
    try manager.accredit(person, until: try day("2027-06-01"))
    let reading = test.store.reading
    #expect(try PanelMember.voting(on: try day("2027-06-01"), reading) == [person])
    #expect(try PanelMember.voting(on: try day("2027-06-02"), reading) == [])
    try support.standDown(person)
    #expect(try PanelMember.voting(on: try day("2026-12-12"), reading) == [])
  }

  @Test("Where a conflict is found after the vote, the money is free again and the panel votes afresh")
  func freshVote() throws {
    let test = try TestHouse()
    let members = try test.startPanel(4)
    let application = try test.ready("Ana One")
    let chair = try test.house(Who.support)
    for ground in [Award.Ground.conflict, nil] {
      let opened = try chair.openSitting()
      for member in members { try? chair.cast([application: yes], by: member, in: opened.sitting) }
      #expect(try test.verdicts(chair.closeSitting(opened.sitting, keys: opened.keys)) == [.approved])
      guard let ground else { continue }
      try test.step("award.refuse", by: Who.manager) {
        try Award.refuse(application, on: ground, date: try day(TestHouse.today), by: Who.manager, in: $0); return 1
      }
      #expect(try test.state(application) == .comeBack)
      #expect(try test.position("no-limits").availablePence == 100_000)
      try chair.sitOut(members[0], of: application)
    }
    try test.house(Who.manager).signOff(application)
    #expect(try test.faults() == [])
  }

  @Test("A member's own application is never theirs to vote on")
  func ownApplication() throws {
    let test = try TestHouse()
    let members = try test.startPanel(3)
    let application = try test.ready("Ana One")
    let person = try #require(try Application.find(application, for: .system, test.store.reading)).person
    try test.change("own", as: "person.add", by: Who.operator1) {
      try Roles.record(.fundAdministrator, of: person, given: true, in: $0)
    }
    for training in try TestHouse.configuration.get().panel.trainings {
      try test.house(Who.support).train(person, training, by: "t", on: try day("2026-11-01"))
    }
    try test.house(Who.manager).accredit(person, until: try day("2027-06-01"))
    #expect(
      try Sitting.entitled(to: application, on: try day(TestHouse.today), test.store.reading) == members)
  }

  private static func ballots(_ test: TestHouse) throws -> [[UInt8]] {
    try test.store.reading.all("SELECT sealed FROM ballot ORDER BY member") { $0.blob(0) }
  }

  private static func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
    Data(bytes).range(of: Data(part)) != nil
  }
}

/// The length of every sealed ballot: half, ballot, tag.
enum SealedBallotSize { static let bytes = 64 }
