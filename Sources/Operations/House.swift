// Opens a scheme's home: all rooms with one store, one gate and one ordered list of migrations.

import Banking
import Batch
import Dates
import Exchange
import Foundation
import Giving
import Grants
import Ledger
import People
import Reporting
import Store

/// The version of this program; it stands in every audit link.
public let programVersion = "0.1.0"

/// A scheme's home, opened.
public final class House {
  /// The books.
  public let store: Store
  /// The configuration.
  public let configuration: SchemeConfiguration
  /// Who acts.
  public let actor: Actor
  /// The day the work is for.
  public let businessDate: CivilDate

  /// What a home is opened with.
  public struct Door: Sendable {
    /// The folder.
    public var home: Home
    /// The configuration.
    public var configuration: SchemeConfiguration
    /// In practice homes, who acts.
    public var asLogin: String?
    /// The business date, where it is not today.
    public var date: CivilDate?

    /// A door to this home.
    public init(home: Home, configuration: SchemeConfiguration, asLogin: String? = nil, date: CivilDate? = nil) {
      self.home = home
      self.configuration = configuration
      self.asLogin = asLogin
      self.date = date
    }
  }

  /// Opens a home for a person, or for the night.
  /// - Throws: `StoreError` if there is none, or the person may not come in.
  public init(_ door: Door, asSystem: Bool = false) throws {
    configuration = door.configuration
    let clock = Clock.system(timeZone: configuration.timeZone)
    guard FileManager.default.fileExists(atPath: door.home.database) else {
      throw StoreError.noDatabase(home: door.home.path)
    }
    let practiceKey = door.home.file("scheme.key")
    let isPractice = FileManager.default.fileExists(atPath: practiceKey)
    let key = try SchemeKey.read(isPractice ? practiceKey : configuration.schemeKey)
    store = try Store(home: door.home, schemeKey: key, settings: Self.settings(configuration, clock: clock))
    actor = try asSystem ? Entrance.job(store, asLogin: door.asLogin) : Entrance.actor(store, asLogin: door.asLogin)
    if let date = door.date, date > clock.today {
      throw StoreError.notPermitted(action: "--date", reason: "the business date cannot be in the future")
    }
    businessDate = door.date ?? clock.today
  }

  init(store: Store, configuration: SchemeConfiguration, actor: Actor, businessDate: CivilDate) {
    self.store = store
    self.configuration = configuration
    self.actor = actor
    self.businessDate = businessDate
  }

  /// A practice home's house, opened for anyone in it and on any day: by this a demo lives through its months.
  /// - Throws: `StoreError.notPermitted` for a home that is no practice.
  public static func practice(
    _ store: Store, configuration: SchemeConfiguration, actor: Actor, on date: CivilDate
  ) throws -> House {
    guard FileManager.default.fileExists(atPath: store.home.file("scheme.key")) else {
      throw StoreError.notPermitted(action: "practice", reason: "only a practice home is opened for anyone")
    }
    return House(store: store, configuration: configuration, actor: actor, businessDate: date)
  }

  /// The one ordered list of migrations. Ids are never edited.
  public static let migrations = [
    LedgerRoom.migration, PeopleRoom.migration, BatchRoom.migration, GivingRoom.migration, ExchangeRoom.migration,
    BankingRoom.migration,
    GivingRoom.agencyMigration,
    LedgerRoom.reasons, GivingRoom.gifts, LedgerRoom.months,
    LedgerRoom.reservations, GrantsRoom.migration,
    PeopleRoom.passcodes, GrantsRoom.panel,
    GivingRoom.giftAid,
    GrantsRoom.afterAward,
    GivingRoom.campaigns,
    StatementsRoom.migration,
    ExchangeRoom.payments, ExchangeRoom.publications,
    ReportsRoom.migration,
    GrantsRoom.forms,
    GrantsRoom.drafts,
    GivingRoom.fees,
    BankingRoom.looks,
    GivingRoom.givers,
    GrantsRoom.many,
    ReportsRoom.indexes, LedgerRoom.reservationDays,
    DonorLettersRoom.migration,
    BoardRoom.migration,
    GrantsRoom.takenOn, GrantsRoom.reserve,
    Migration.rowsOfLinks,
    PeopleRoom.passcodeSeals,
    LedgerRoom.postingGuards,
  ]

  /// All tables of all rooms.
  public static let tables =
    LedgerRoom.tables + PeopleRoom.tables + BatchRoom.tables + GivingRoom.tables + ExchangeRoom.tables
    + BankingRoom.tables + GrantsRoom.tables
    + StatementsRoom.tables
    + ReportsRoom.tables
    + DonorLettersRoom.tables
    + BoardRoom.tables

  /// What a store of this house is opened with.
  public static func settings(
    _ configuration: SchemeConfiguration, clock: Clock, randomness: Randomness = .system
  ) -> StoreSettings {
    StoreSettings(
      gate: RoleGate(), migrations: migrations, tables: tables, clock: clock, randomness: randomness,
      configurationDigest: configuration.digest, configurationFiles: configuration.files, program: programVersion)
  }

  /// Takes payroll files in.
  public func payrollIntake(isDryRun: Bool = false) -> PayrollIntake {
    PayrollIntake(
      store, profiles: configuration.profiles, rules: configuration.rules, actor: actor, businessDate: businessDate,
      isDryRun: isDryRun)
  }

  /// Takes agencies' reports in.
  public func agencyIntake(isDryRun: Bool = false) -> AgencyIntake {
    AgencyIntake(
      store, agencies: configuration.agencies, rules: configuration.rules, mainFund: configuration.mainFund,
      actor: actor, businessDate: businessDate, isDryRun: isDryRun)
  }

  /// Takes bank statements in.
  public func bankIntake(isDryRun: Bool = false) -> BankIntake { bankIntake(by: actor, on: businessDate, isDryRun) }

  func bankIntake(by actor: Actor, on date: CivilDate, _ isDryRun: Bool) -> BankIntake {
    BankIntake(
      store, accounts: configuration.bankAccounts, limits: configuration.limits, actor: actor, businessDate: date,
      isDryRun: isDryRun)
  }

  /// Assigns lines of bank statements by a person's word.
  public func lineSettling(isDryRun: Bool = false) -> LineSettling {
    LineSettling(store, actor: actor, businessDate: businessDate, isDryRun: isDryRun) { [store, actor] in
      try Wall.hides(text: $0, from: actor, store.reading)
    }
  }

  /// What the bank wrote of these lines. The look is recorded before it is shown.
  /// - Parameter why: a code.
  public func bankNarratives(of lines: [String], why: String) throws -> [LineNarrative] {
    try NarrativeLook(
      store, accounts: configuration.bankAccounts, limits: configuration.limits, actor: actor,
      businessDate: businessDate
    ).look(at: lines, why: why, key: freshKey("bank-look"))
  }

  /// Takes files of gifts in.
  public func giftIntake(by actor: Actor, on date: CivilDate, isDryRun: Bool = false) -> GiftIntake {
    GiftIntake(
      store, platforms: configuration.platforms, limits: configuration.limits, actor: actor, businessDate: date,
      isDryRun: isDryRun)
  }

  /// Settles open items.
  public func settling(isDryRun: Bool = false) -> Settling {
    Settling(
      store, profiles: configuration.profiles, actor: actor, businessDate: businessDate, isDryRun: isDryRun)
  }
}
