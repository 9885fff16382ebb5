// `demo`: a practice home with a register and payroll files, the same bytes for the same seed.

import Dates
import Foundation
import Giving
import Ledger
import Operations
import Store

/// Makes a practice home.
///
/// Everything in it follows from the arguments and the configuration: people, donors, mandates, payroll files, keys and
/// the time. From 50,000 employees on a demo is plain, as a bench needs it: one mandate each, every line as mandated.
public struct Demo: Sendable {
  /// The folder that is made.
  public let directory: String
  /// How many donors.
  public let employees: Int
  /// How many months of payroll files.
  public let months: Int
  /// What all chance comes from.
  public let seed: UInt64
  /// The one profile whose files are made; nil for all.
  public let profile: String?
  /// What the home's configuration is copied from.
  public let configurationFolder: String
  /// The day on which the home is made; its last pay day lies in the month before.
  public let date: CivilDate
  /// Whether all payroll files are left in the inbox, and nothing else has happened yet.
  public let isInboxOnly: Bool

  /// A demo; see `nolimits demo`.
  public init(
    directory: String, employees: Int, months: Int, seed: UInt64, profile: String? = nil, configurationFolder: String,
    date: CivilDate = Demo.standardDate, isInboxOnly: Bool = false
  ) {
    self.isInboxOnly = isInboxOnly
    self.directory = directory
    self.employees = employees
    self.months = months
    self.seed = seed
    self.profile = profile
    self.configurationFolder = configurationFolder
    self.date = date
  }

  /// The day on which demos are made unless another is named: always the same, so that they are.
  public static let standardDate = CivilDate(dayNumber: 20_759)

  /// Makes it.
  /// - Parameter progress: is told what is being done, how much of it, and of how much.
  /// - Throws: `StoreError.alreadyThere` if the folder holds a database; `GivingError` for a profile that there is not.
  public func make(progress: (String, Int, Int) -> Void = { _, _, _ in }) throws -> DemoReport {
    guard (1...120).contains(months), (1...5_000_000).contains(employees) else {
      throw GivingError.mandate("A demo has from 1 to 5,000,000 employees and from 1 to 120 months.")
    }
    let plan = try plan()
    guard isInboxOnly || profile != nil || plan.funds.campaign == nil else { return try live(plan, progress) }
    let campaign = plan.funds.campaign.map { fund(code: $0, plan) }
    let practice = try PracticeHome.make(
      directory, configurationFolder: configurationFolder, seed: seed, date: date, funds: campaign.map { [$0] } ?? [])
    defer { practice.close() }
    let mandates = try DemoRegister(store: practice.store, plan: plan, date: date).record {
      progress("donors", $0, $1)
    }
    var writer = DemoFiles(plan: plan, seed: seed, isPlain: plan.funds.campaign == nil)
    let files = try writer.write(into: practice.home.inbox) { progress("payroll lines", $0, $1) }
    return DemoReport(
      home: practice.home.path, donors: employees, mandates: mandates, files: files,
      logins: PracticePerson.all.map(\.login))
  }

  /// Makes a home in which so many young people have applied over the years, and little else: for measuring.
  public func make(applications: Int, progress: (String, Int, Int) -> Void = { _, _, _ in }) throws -> DemoReport {
    guard (1...1_000_000).contains(applications) else {
      throw GivingError.mandate("A demo has from 1 to 1,000,000 applications.")
    }
    let begins = date.adding(days: -ManyApplications.days(applications) - 1)
    let clock = PracticeClock(begins)
    let settings = DemoSettings(begins: begins, publishesIndividuals: false)
    let practice = try PracticeHome.make(
      directory, configurationFolder: configurationFolder, seed: seed, date: begins, clock: clock,
      prepare: settings.prepare)
    defer { practice.close() }
    let story = DemoStory(practice, plan: try plan(), seed: seed, begins: begins, ends: date, clock: clock)
    ManyApplications(story, count: applications).plan()
    try story.live(progress: progress)
    return DemoReport(
      home: practice.home.path, donors: 0, mandates: 0, files: [], logins: PracticePerson.all.map(\.login),
      passcodes: story.passcodes)
  }

  /// Makes a home that has lived through its months: all but the last month's payroll files are taken in.
  private func live(_ plan: DemoPlan, _ progress: (String, Int, Int) -> Void) throws -> DemoReport {
    let begins = plan.payDays.dates[0].month.firstDay
    let clock = PracticeClock(begins)
    let settings = DemoSettings(begins: begins, publishesIndividuals: months >= 18)
    let funds = plan.funds.campaign.map { [fund(code: $0, plan)] } ?? []
    let practice = try PracticeHome.make(
      directory, configurationFolder: configurationFolder, seed: seed, date: begins, funds: funds, clock: clock,
      prepare: settings.prepare)
    defer { practice.close() }
    let mandates = try DemoRegister(store: practice.store, plan: plan, date: begins).record {
      progress("donors", $0, $1)
    }
    let story = DemoStory(practice, plan: plan, seed: seed, begins: begins, ends: date, clock: clock)
    story.planMoney()
    story.planGrants()
    try story.live(progress: progress)
    let files = try story.files.write(month: months - 1, into: practice.home.inbox)
    return DemoReport(
      home: practice.home.path, donors: employees, mandates: mandates, files: files,
      logins: PracticePerson.all.map(\.login), passcodes: story.passcodes)
  }

  private func plan() throws -> DemoPlan {
    let configuration = try SchemeConfiguration.read(configurationFolder)
    let books = try StartingBooks.read(configuration.file("start.yaml"))
    return try DemoPlan(
      configuration, books: books.funds, employees: employees, months: months, seed: seed, profile: profile, date: date)
  }

  /// A campaign that closes with the month before the last pay day: gifts to it that come later wait for a person.
  private func fund(code: String, _ plan: DemoPlan) -> Fund {
    let last = plan.payDays.dates[plan.payDays.dates.count - 1]
    return Fund(
      number: 0, code: code, name: "Starter packs",
      purpose: "What a young person needs when setting up home, going to university or having a baby",
      parent: plan.funds.main, closes: last.month.firstDay.adding(days: -1), surplusTo: plan.funds.main)
  }
}

/// What a demo made.
public struct DemoReport: Codable, Hashable, Sendable {
  /// The home.
  public let home: String
  /// How many donors are in its register.
  public let donors: Int
  /// How many mandates.
  public let mandates: Int
  /// The payroll files in its inbox.
  public let files: [DemoFile]
  /// The logins that `--as` takes.
  public let logins: [String]
  /// The members of its panel, each with the passcode that `panel meeting` asks for.
  public var passcodes: [DemoPasscode] = []
}
