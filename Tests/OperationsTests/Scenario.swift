// A house with a year's variety in a few days: every book has rows, every tally too. Made once, copied for each test.

import Banking
import Dates
import Exchange
import Files
import Foundation
import Giving
import Grants
import Ledger
import Money
import People
import Reporting
import Store
import Testing

@testable import Operations

/// A day that the test's author wrote down.
func day(_ text: String) throws -> CivilDate { try #require(CivilDate(text)) }

/// Persons of the scenario.
enum Who {
  static let finance = Actor.person(1)
  static let finance2 = Actor.person(2)
  static let manager = Actor.person(3)
  static let operator1 = Actor.person(4)
  static let operator2 = Actor.person(5)
  static let auditor = Actor.person(6)
  /// The trustee, who is given the role of support adult where grants begin.
  static let support = Actor.person(7)
  static let logins: [(String, Role)] = [
    ("finance", .finance), ("finance2", .finance), ("fundmanager", .fundManager), ("operator", .operator),
    ("operator2", .operator), ("auditor", .auditor), ("trustee", .trustee),
  ]
}

/// A home in a folder of its own.
final class TestHouse {
  let folder: String
  let home: Home
  private(set) var store: Store

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static let configuration = Result { try SchemeConfiguration.read("\(root)/config") }
  static let today = "2026-12-10"

  static func newFolder() throws -> String {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("house-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    return folder
  }

  static func settings(on date: String = today, seed: UInt64 = 7) throws -> StoreSettings {
    let configuration = try configuration.get()
    return House.settings(
      configuration, clock: .standing(at: try day(date), timeZone: configuration.timeZone), randomness: .seeded(seed))
  }

  /// A new home with people, funds and employers.
  init(books: String = "start.yaml") throws {
    folder = try Self.newFolder()
    home = Home("\(folder)/home")
    store = try Store.create(
      home: home, schemeKeyPath: home.file("scheme.key"), settings: try Self.settings(), practice: true)
    try house(.system).begin(try StartingBooks.read("\(Self.root)/config/\(books)")) { [store] write in
      let numbers = try Person.add(
        Who.logins.map { PersonFacts(name: "Worker \($0.0)", email: "\($0.0)@example.org") }, in: write, store: store)
      for (number, (login, role)) in zip(numbers, Who.logins) {
        try Roles.record(role, of: number, given: true, in: write)
        try Logins.record(login, person: number, in: write)
      }
    }
  }

  /// A copy of a home that is closed.
  init(copyOf other: String) throws {
    folder = try Self.newFolder()
    home = Home("\(folder)/home")
    try FileManager.default.copyItem(atPath: other, toPath: home.path)
    store = try Self.open(home)
  }

  deinit {
    store.close()
    try? FileManager.default.removeItem(atPath: folder)
  }

  static func open(_ home: Home) throws -> Store {
    try Store(home: home, schemeKey: try .read(home.file("scheme.key")), settings: try settings())
  }

  /// Closes the store and opens it again, around whatever is done in between.
  func reopen(_ between: () throws -> Void) throws {
    store.close()
    defer { if let opened = try? Self.open(home) { store = opened } }
    try between()
  }

  /// The house, opened for someone.
  func house(_ actor: Actor, on date: String = today) throws -> House {
    House(store: store, configuration: try Self.configuration.get(), actor: actor, businessDate: try day(date))
  }

  /// Takes a payroll file of these bytes in.
  @discardableResult
  func take(_ text: String, named name: String, by actor: Actor = .system, supersedes: Bool = false) throws
    -> ImportReport
  {
    try take(Array(text.utf8), named: name, by: actor, supersedes: supersedes)
  }

  @discardableResult
  func take(_ bytes: [UInt8], named name: String, by actor: Actor = .system, supersedes: Bool = false) throws
    -> ImportReport
  {
    let path = "\(folder)/\(name)"
    try AtomicFile.write(path, bytes: bytes)
    return try house(actor).payrollIntake().take(path, supersedes: supersedes)
  }

  /// Takes an agency's report of these bytes in.
  @discardableResult
  func report(
    _ bytes: [UInt8], named name: String, by actor: Actor = .system, stated: AgencyIntake.Stated = .init()
  ) throws -> ImportReport {
    let path = "\(folder)/\(name)"
    try AtomicFile.write(path, bytes: bytes)
    return try house(actor).agencyIntake().take(path, stated: stated)
  }

  static func sample(_ name: String) throws -> [UInt8] {
    Array(try #require(FileManager.default.contents(atPath: "\(root)/batches/samples/\(name)")))
  }

  /// A change that the gate is asked about as if it were another one.
  func change(_ key: String, as action: String, by actor: Actor, _ body: (Write) throws -> Void) throws {
    let request = WriteRequest(
      Action(action), by: actor, key: key, inputs: Inputs([:]), on: try day(Self.today))
    _ = try store.write(request) { write in
      try body(write)
      return 0
    }
  }

  /// What `verify` finds, check by check.
  func faults() throws -> [String] {
    try house(.system).verify().checks.filter { !$0.ok }.map { "\($0.name): \($0.detail)" }
  }
}

/// The house that tests tamper with.
enum Scenario {
  static let samples = [
    "payroll-SBC-STAFF-2026-10-30-0001.csv", "payroll-ACME-STAFF-2026-10-30-0001.xml",
    "cllr-allowances-2026-10-30-0001.txt", "itrent-elements-STAFF-2026-10-30-0001.csv",
    "rl-deductions-SBC-WEEKLY-2026-10-30-0001.csv",
  ]

  /// The folder of the finished home, or why it could not be made.
  static let made = Result { try make() }

  private static func make() throws -> String {
    let test = try TestHouse()
    _ = try MandateImport(
      test.store, layout: try TestHouse.configuration.get().mandateLayout, limits: .standard
    ).take("\(TestHouse.root)/batches/samples/mandates.csv", by: Who.finance, on: try day(TestHouse.today))
    for name in samples { try #require(try test.take(TestHouse.sample(name), named: name).state == .posted, "\(name)") }
    try files(test)
    try people(test)
    try register(test)
    try agencies(test)
    try bank(test)
    try exports(test)
    try otherMoney(test)
    try grants(test)
    try panel(test)
    try reserve(test)
    try giftAid(test)
    try afterAward(test)
    try test.sendOctober()
    try reports(test)
    try boardReports(test)
    try test.formsOfEveryFate()
    try fees(test)
    try letters(test)
    try takenGrants(test)
    try #require(try test.faults() == [])
    // What is kept is the closed home: one file, no log.
    let kept = try TestHouse.newFolder() + "/home"
    try test.reopen { try FileManager.default.copyItem(atPath: test.home.path, toPath: kept) }
    return kept
  }

  /// The letters of two years to donors, both handed out.
  private static func letters(_ test: TestHouse) throws {
    let (house, october) = (try test.house(Who.finance), try day("2026-10-01").month)
    for (yearBegins, report) in [(1, "first"), (4, "second")] {
      let year = GivingYear(holding: october, yearBegins: yearBegins)
      let published = try #require(try PublishedReport.find(report, test.store.reading))
      let plan = try house.donorLetterPlan(year, published: published, test.store.reading)
      try test.change("letters/\(year.name)", as: "report.donor-letters", by: Who.finance) {
        try house.record(plan, in: $0)
      }
      try house.donorLettersHandedOver(year)
    }
  }

  /// Two files of grants of before: one agreed to, one that waits.
  private static func takenGrants(_ test: TestHouse) throws {
    try test.takeGrantsOn([
      "OLD-1,Tia Past,2006-03-31,pack,2026-06-01,300.00,300.00,yes,",
      "OLD-2,Uma Open,2005-01-02,pack,2026-11-01,5.00,2.00,yes,a text",
    ])
    _ = try test.bringGrants(["OLD-3,Vic Open,2005-02-02,pack,2026-11-01,6.00,2.00,no,a text"])
  }

  /// A fee of two funds.
  private static func fees(_ test: TestHouse) throws {
    let rules = try test.feeRules("fund: \"*\", basis: on-receipt, rate: 1, from: 2026-11-01")
    try #require(try test.charge(by: rules).count { $0.feePence > 0 } >= 2)
  }

  /// Two givers who declared, one of whom took it back; two claims, the second with something given back; two schedules.
  private static func giftAid(_ test: TestHouse) throws {
    let gifts = try (1...3).map { try test.give($0 * 1_000, by: .anonymous, into: "main", another: true) }
    let givers = try ["A-1001", "A-1007"].map { try test.donor($0) }
    let numbers = try givers.map { try test.declare($0) }
    for (gift, giver) in zip(gifts, givers + givers) {
      try test.house(Who.finance).nameGiver(of: gift.id, person: giver)
    }
    _ = try #require(try test.claim())
    try test.agree { try $0.reverse(Correction(entry: gifts[0].id, reason: .wrongDetails)) }
    let more = try test.give(9_000, by: .anonymous, into: "main", another: true)
    try test.house(Who.finance).nameGiver(of: more.id, person: givers[1])
    try #require(try #require(try test.claim()).adjustmentPence > 0)
    for number in [1, 2] as [Int64] { _ = try test.house(Who.finance).exportGiftAid(number) }
    for number in numbers { try test.house(Who.finance).cancelGiftAid(number, from: try day("2026-12-09")) }
  }

  /// An award that is paid in part, one that waits for a signature, one with a rule set aside.
  private static func grants(_ test: TestHouse) throws {
    try test.startGrants()
    let paid = try test.screened(test.form())
    try test.house(Who.manager).signOff(paid)
    try test.accept(paid)
    let payment = try test.propose(paid, 10_000)
    try test.house(Who.finance).approvePayment(payment)
    try test.house(Who.manager).releasePayment(payment)
    try paymentFiles(test, paid)
    try publications(test)
    _ = try test.propose(paid, 5_000)
    _ = try test.screened(test.form("Ana One"))
    try test.startGrants(bank: 50_000, budget: 60_000, code: "gifts", fund: "gift-of-giving")
    _ = try test.screened(test.form("Bea Two"), to: "gifts-1")
    let third = try test.house(Who.support).submit(test.form(words: "More."), to: "pack-1")
    try test.agree { _ in try test.house(Who.support).override(.oneInTwelveMonths, of: third, reason: "fire") }
  }

  /// A closed sitting with a yes and a no, two passcodes.
  private static func panel(_ test: TestHouse) throws {
    let members = try test.startPanel(3, bank: 120_000)
    let applications = [try test.ready("Dan Four"), try test.ready("Eve Five")]
    let chair = try test.house(Who.support)
    for member in members.prefix(2) { _ = try chair.issuePasscode(to: member, memberAgrees: false) }
    let opened = try chair.openSitting()
    for member in members {
      try chair.cast(
        [applications[0]: Ballot(.yes, smaller: Pence(20_000)), applications[1]: Ballot(.no)], by: member,
        in: opened.sitting)
    }
    _ = try chair.closeSitting(opened.sitting, keys: opened.keys)
    try chair.record(.othersFirst, words: "Others needed it more. Please ask again.", for: applications[1])
  }

  /// A closed sitting in which the reserve was asked in to two items.
  private static func reserve(_ test: TestHouse) throws {
    let reserve = try test.members(2, reserve: true)
    let applications = [try test.ready("Fay Six", asked: "10.00", least: nil), try test.ready("Gil Seven")]
    let chair = try test.house(Who.support)
    let members = try PanelMember.voting(on: try day(TestHouse.today), test.store.reading)
    for application in applications { try chair.sitOut(members[0], of: application) }
    let opened = try chair.openSitting()
    for member in members.dropFirst() + reserve {
      try chair.cast([applications[0]: Ballot(.yes), applications[1]: Ballot(.no)], by: member, in: opened.sitting)
    }
    _ = try chair.closeSitting(opened.sitting, keys: opened.keys)
    try chair.record(.needMore, words: "Please tell us more.", for: applications[1])
  }

  /// Letters, papers, money that came back, words that may be used.
  private static func afterAward(_ test: TestHouse) throws {
    try test.ask(for: .quote, true)
    try test.ask(for: .quote, false)
    let (number, payment) = try test.paid(test.form("Dee Four"))
    try test.note(.receipt, number, "R-1", file: [1, 2, 3])
    try test.note(.receipt, number, "R-2", file: [4, 5])
    for unspent in [1_000, 500] as [Int64] {
      try test.step("payment.returned", by: Who.finance) {
        try Payment.unspent(
          payment, amount: Pence(unspent), on: try day(TestHouse.today), by: Who.finance, in: $0)
      }
    }
    for kind in [LetterKind.received, .yes, .agreement] { _ = try test.house(Who.support).makeLetter(kind, of: number) }
    try test.house(Who.support).letterSent(1)
    try test.told(number, agreedTo: [.website])
    try test.consent(.training, number, given: true)
    try test.consent(.website, number, given: false)
    for use in [StoryUse.boardReport, .yearlyReport] { try test.consent(use, number, given: true) }
  }

  /// Grants to two organisations, published as each became known.
  private static func publications(_ test: TestHouse) throws {
    try test.startGrants(bank: 71_000, code: "community", use: .community)
    for name in ["Quin Fifteen", "Rae Sixteen"] {
      let award = try test.screened(test.form(name), to: "community-1")
      try test.house(Who.manager).signOff(award)
      try test.house(Who.manager).recipient(
        GrantRecipient(name: "Club of \(name)", charityNumber: "1098765"), of: award)
      try #require(try test.house(Who.finance).exportThreeSixty().publication?.kind == .organisations)
    }
  }

  /// Two payment files, both with the bank.
  private static func paymentFiles(_ test: TestHouse, _ award: Int64) throws {
    try #require(try test.house(Who.finance).exportPayments().payments == 1)
    try test.released(award, 3_000)
    try #require(try test.house(Who.manager).exportPayments().number == 2)
    for number in [1, 2] { try test.house(Who.finance).paymentExport().handOver(Int64(number)) }
  }

  /// Two reports with a story each, as if their months were closed.
  private static func boardReports(_ test: TestHouse) throws {
    let setting = BoardSetting(
      scheme: "No Limits", isPractice: true, asOf: try day(TestHouse.today), signWithinDays: 10,
      apart: [],
      auditHead: nil)
    for period in [ReportPeriod(half: 1, year: 2026, yearBegins: 7), ReportPeriod(year: 2026, yearBegins: 1)] {
      let period = try #require(period)
      try test.change("report/\(period.name)", as: "report.board", by: Who.finance) {
        try BoardContent.publish(
          period, setting, isLate: { _ in false }, by: Who.finance, in: $0, store: test.store)
      }
    }
  }

  /// Two published reports.
  private static func reports(_ test: TestHouse) throws {
    for (report, count) in [("first", Int64(3)), ("second", 30)] {
      try test.change("report/\(report)", as: "fund.open", by: Who.finance) {
        let cell = DisclosureCell("all", .count, of: [report])
        _ = try PublishedReport.publish(
          DisclosureTable(report, parts: [FigurePart(.count, report): count], cells: [cell]), in: $0)
      }
    }
  }

  /// Files of every fate: settled in part, superseded, held and approved, held and rejected, refused, late.
  private static func files(_ test: TestHouse) throws {
    let october = String(decoding: try TestHouse.sample(samples[0]), as: UTF8.self)
    let items = try OpenItem.open(test.store.reading)
    let settling = try test.house(Who.finance).settling()
    let suspended = items.filter { $0.suspensePence != nil }
    try #require(suspended.count >= 2 && suspended.count < items.count)
    _ = try settling.settle(suspended[0].id, as: .fund("no-limits"), reason: .consentReceived)
    _ = try settling.settle(suspended[1].id, as: .returned, reason: .refundedByPayroll)
    if let noted = items.first(where: { $0.suspensePence == nil }) {
      _ = try settling.settle(noted.id, as: .noted, reason: .lookedAt)
    }
    let corrected = october.replacing("D,102004,NOLIM,3.00", with: "D,102004,NOLIM,2.00").replacing(
      "115.83", with: "114.83")
    let held = try test.take(corrected, named: samples[0], by: Who.finance, supersedes: true)
    try #require(held.state == .held)
    _ = try test.house(Who.finance2).approve("P\(try #require(held.import))")
    // October is closed: what comes for it now is late.
    try test.change("close/2026-10", as: "fund.open", by: Who.finance) {
      try MonthClose.close(
        try day("2026-10-01").month, givers: 20, on: try day(TestHouse.today), in: $0)
      try test.keepOctober(in: $0)
    }
    let third =
      "H,1,SBC,STAFF,2026-10-30,M1,0003,2026-10-28T18:00:00Z\nD,100234,NOLIM,10.00,,\nD,999999,NOLIM,1.00,,\nT,2,11.00\n"
    let late = try test.take(third, named: "payroll-SBC-STAFF-2026-10-30-0003.csv")
    try #require(late.state == .held)
    _ = try test.house(Who.finance).approve("P\(try #require(late.import))")
    let fifth = third.replacing(",0003,", with: ",0005,")
    let rejected = try test.take(fifth, named: "payroll-SBC-STAFF-2026-10-30-0005.csv")
    _ = try test.house(Who.manager).refuse("P\(try #require(rejected.import))")
    let refused = try test.take(
      october.replacing("T,15,115.83\n", with: ""), named: "payroll-SBC-STAFF-2026-11-27-0001.csv")
    try #require(refused.state == .rejected)
    let november = october.replacing("2026-10-30", with: "2026-11-27")
    // One run where October had two: fewer givers than the profile lets pass.
    let fewer = try test.take(november, named: "payroll-SBC-STAFF-2026-11-27-0001.csv")
    try #require(fewer.state == .held)
    _ = try test.house(Who.finance2).approve("P\(try #require(fewer.import))")
  }

  /// Proposals that were approved, refused and still wait; a look.
  private static func people(_ test: TestHouse) throws {
    _ = try test.house(Who.operator1).changeRole(.supportAdult, of: 7, given: true)
    _ = try test.house(Who.operator2).approve("A1")
    _ = try test.house(Who.operator1).changeRole(.trustee, of: 7, given: false)
    _ = try test.house(Who.operator2).approve("A2")
    _ = try test.house(Who.finance).closeFund("gift-of-giving", after: try day("2026-12-31"))
    _ = try test.house(Who.manager).refuse("A3")
    _ = try test.house(Who.finance).closeFund("gift-of-giving", after: try day("2027-01-31"))
    _ = try test.house(Who.finance2).approve("A4")
    _ = try test.house(Who.finance).closeFund("no-limits", after: try day("2027-12-31"))
    _ = try Look.names(
      of: [8, 9], why: "to answer a letter", by: Who.finance, on: try day(TestHouse.today), key: "look/1", test.store)
  }

  /// Two who have more than one post, a mandate that ends, a donor who leaves.
  private static func register(_ test: TestHouse) throws {
    try test.change("posts", as: "donor.add", by: Who.finance) { write in
      for donor in [8, 9] as [Int64] {
        let terms = try PostTerms(
          employer: "ACME", payroll: "STAFF", payrollNumber: "A-900\(donor)", from: try day("2026-12-01"))
        _ = try Registration.addPost(terms, donor: donor, in: write, store: test.store)
      }
    }
    try test.change("stop/3", as: "mandate.stop", by: Who.finance) {
      try #require(try Mandate.find(3, test.store.reading)).stop(on: try day("2026-12-31"), in: $0)
    }
    try test.change("leave/8", as: "mandate.stop", by: Who.finance) {
      _ = try Registration.stopDonor(8, on: try day("2026-12-31"), in: $0)
    }
  }

  /// Reports that are posted, refused and settled in part; late money; a cut-off.
  private static func agencies(_ test: TestHouse) throws {
    try test.change("agency-donor/1", as: "agency.donor", by: Who.finance) {
      for (post, reference) in ["929660", "929662"].enumerated() {
        try AgencyDonor.record(
          reference: reference, agency: "PGA", post: Int64(post + 1), in: $0, store: test.store)
      }
    }
    let (name, bytes) = ("agency-PGA-2026-11-12-1.csv", try TestHouse.sample("agency-PGA-2026-11-12-1.csv"))
    let posted = try test.report(bytes, named: name)
    try #require(posted.state == .posted)
    try #require(try test.report(bytes, named: "agency-PGA-2026-11-13-1.csv").state == .rejected)
    let other = "charities-trust-2026-11-16-1.csv"
    try #require(try test.report(TestHouse.sample(other), named: other).state == .posted)
    _ = try test.house(Who.finance).settling().settle(
      "agency/CT/2026-11-16/1/L2", as: .fund("no-limits"), reason: .lookedAt)
    let late = try LateWatch(test.store, actor: .system, businessDate: try day(TestHouse.today)).look()
    try #require(late.raised > 0)
    try test.change("cut-off", as: "payroll.cut-off", by: Who.finance) {
      for date in ["2026-11-10", "2026-12-10"] { try CutOff.record(try day(date), in: $0) }
    }
  }

  /// Statements of both kinds of account, one that is refused, a look at what the bank wrote, and lines that a person assigned.
  private static func bank(_ test: TestHouse) throws {
    for name in ["statement-FDN-2026-11.xml", "holding-2026-11.csv"] {
      try AtomicFile.write("\(test.folder)/\(name)", bytes: TestHouse.sample(name))
      let intake = try test.house(.system).bankIntake()
      try #require(try intake.take(["\(test.folder)/\(name)"]).map(\.state) == [.posted])
    }
    let broken = "\(test.folder)/statement-FDN-broken.xml"
    try AtomicFile.write(broken, bytes: Array("<Document/>".utf8))
    try #require(try test.house(Who.finance).bankIntake().take([broken]).map(\.state) == [.refused])
    let waiting = try WaitingLine.all(test.store.reading)
    let said = try test.house(Who.finance).bankNarratives(of: waiting.map(\.line), why: "assigning")
    try #require(said.count >= 2)
    _ = try test.house(Who.finance).lineSettling().assign(
      try #require(waiting.first).line, to: .gift("no-limits"), reason: .payerConfirmed)
  }

  private static func exports(_ test: TestHouse) throws {
    _ = try test.house(Who.finance).exportFoundation(full: false, received: nil, isDryRun: false)
    let december = String(decoding: try TestHouse.sample(samples[0]), as: UTF8.self).replacing(
      "2026-10-30", with: "2026-12-04")
    try test.take(december, named: "payroll-SBC-STAFF-2026-12-04-0001.csv")
    _ = try test.house(Who.finance).exportFoundation(full: false, received: nil, isDryRun: false)
    _ = try test.house(Who.finance).exportFoundation(full: false, received: 2, isDryRun: false)
    _ = try test.house(Who.finance).exportFoundation(full: false, received: 1, isDryRun: false)
  }

  /// Gifts of every kind, money moved and taken back, balances taken on, a sponsor, a campaign.
  private static func otherMoney(_ test: TestHouse) throws {
    let gift = try test.give(50_000)
    try test.give(1_000, to: "gift-of-giving", by: .anonymous, into: "main")
    try test.give(700, by: .person(PersonFacts(name: "A giver")))
    try test.agree { try $0.reverse(Correction(entry: gift.id, reason: .notComing)) }
    try test.agree {
      try $0.transfer(FundTransfer(from: "gift-of-giving", to: "no-limits", amount: Pence(400), reason: .surplus))
    }
    let web = try OtherMoneyTests.sample()
    _ = try test.gifts(web.replacing("2026-11-03", with: "2027-11-03"))
    _ = try test.gifts(web)
    let opening = Opening(
      account: "main", date: try day("2026-11-01"), stated: Pence(5_000),
      balances: [.init(fund: "no-limits", amount: Pence(5_000))])
    try test.change("opening", as: "gift.add", by: Who.finance) { try opening.draft($0.reading).post(in: $0) }
    for sponsor in ["BREW", "MILL"] {
      let offer = try MatchOffer(
        sponsor: sponsor, name: "A sponsor", rate: Rate(basisPoints: 5_000), monthlyCap: Pence(2_000),
        pot: Pence(60_000), from: try day("2026-11-01"), until: try day("2026-12-31"), funds: ["no-limits"])
      try test.agree { try $0.offerMatch(offer) }
      _ = try test.house(Who.finance).claimMatch(sponsor, until: try day("2026-11-30"))
    }
    for code in ["pack-home", "pack-baby"] {
      let fund = Fund(number: 0, code: code, name: "Starter packs", purpose: "A beginning", parent: "no-limits")
      try test.change("open/\(code)", as: "campaign.open", by: Who.finance) {
        try Campaign.open(fund, target: Pence(200_000), neededBy: try day("2026-12-24"), in: $0)
      }
      try test.change("bought/\(code)", as: "campaign.bought", by: Who.finance) {
        try Campaign.bought(code, books: 3, vouchers: 2, on: try day("2026-12-01"), in: $0)
      }
    }
  }
}
