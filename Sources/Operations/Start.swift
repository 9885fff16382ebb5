// Starting a scheme: its first home, and the first books from `config/start.yaml`.

import Dates
import Files
import Foundation
import Giving
import Ledger
import Money
import People
import Store

/// What a new home begins with.
public struct StartingBooks: Sendable {
  /// The funds, `unallocated` first.
  public let funds: [Fund]
  /// The employers.
  public let employers: [Employer]
  /// The campaigns, each with its own fund.
  public let campaigns: [FirstCampaign]

  /// A campaign that a scheme begins with.
  public struct FirstCampaign: Sendable {
    /// Its fund; the books give it its number.
    public let fund: Fund
    /// What it hopes for.
    public let target: Pence
    /// The day by which its money is needed, if there is one.
    public let neededBy: CivilDate?
  }

  /// Reads a file such as `config/start.yaml`.
  /// - Throws: `ConfigurationFault` with line and column.
  public static func read(_ path: String) throws -> StartingBooks {
    let root = try YAMLDocument(path: path).root.mapping(keys: ["funds", "employers", "campaigns"])
    var funds = [Fund.unallocated]
    for item in try root.required("funds").list() {
      let settings = try item.mapping(keys: fundKeys)
      let fund = try Self.fund(settings, number: Int64(funds.count + 1))
      guard Employer.isCode(fund.code), !funds.contains(where: { $0.code == fund.code }) else {
        throw item.fault("A fund's code is letters, digits and hyphens, and no other fund has it.")
      }
      funds.append(fund)
    }
    let employers = try root.required("employers").list().map { item in
      let employer = try item.mapping(keys: ["code", "name"])
      return Employer(code: try employer.required("code").string(), name: try employer.required("name").string())
    }
    let campaigns = try root["campaigns"]?.list().map { item in
      let settings = try item.mapping(keys: fundKeys + ["target", "neededBy"])
      return FirstCampaign(
        fund: try fund(settings, number: 0), target: try settings.required("target").amount(),
        neededBy: try settings["neededBy"]?.date())
    }
    return StartingBooks(funds: funds, employers: employers, campaigns: campaigns ?? [])
  }

  private static let fundKeys = ["code", "name", "purpose", "parent", "opens", "closes", "surplusTo"]

  private static func fund(_ fund: ConfigurationMapping, number: Int64) throws -> Fund {
    Fund(
      number: number, code: try fund.required("code").string(), name: try fund.required("name").string(),
      purpose: try fund.required("purpose").string(), parent: try fund["parent"]?.string(),
      opens: try fund["opens"]?.date(), closes: try fund["closes"]?.date(), surplusTo: try fund["surplusTo"]?.string())
  }
}

/// Makes homes.
public enum Start {
  /// Whether a home is there without its first books: making it was stopped half-way.
  public static func isUnfinished(_ home: Home, configuration: SchemeConfiguration) throws -> Bool {
    guard FileManager.default.fileExists(atPath: home.database),
      !FileManager.default.fileExists(atPath: home.file("scheme.key"))
    else { return false }
    return try Store.read(home) { try $0.int("SELECT count(*) FROM audit_link") } == 0
  }

  /// Makes a home of one's own, or finishes one: the caller is its one person, with every role but a panel's.
  /// - Returns: the house, opened for that person.
  public static func make(_ home: Home, configuration: SchemeConfiguration, books: StartingBooks) throws -> House {
    let clock = Clock.system(timeZone: configuration.timeZone)
    let settings = House.settings(configuration, clock: clock)
    let store =
      try isUnfinished(home, configuration: configuration)
      ? Store(home: home, schemeKey: .read(configuration.schemeKey), settings: settings)
      : Store.create(home: home, schemeKeyPath: configuration.schemeKey, settings: settings, practice: false)
    let house = House(store: store, configuration: configuration, actor: .system, businessDate: clock.today)
    try house.begin(books) { write in
      let owner = try Person.add([PersonFacts(name: "")], in: write, store: store)[0]
      for role in [Role.operator, .finance, .fundManager, .auditor] {
        try Roles.record(role, of: owner, given: true, in: write)
      }
    }
    return House(
      store: store, configuration: configuration, actor: .person(Entrance.owner), businessDate: clock.today)
  }

  /// Brings an older home up to date.
  /// - Returns: the migrations that were applied.
  public static func upgrade(_ home: Home, configuration: SchemeConfiguration) throws -> [String] {
    let clock = Clock.system(timeZone: configuration.timeZone)
    let practiceKey = home.file("scheme.key")
    let isPractice = FileManager.default.fileExists(atPath: practiceKey)
    let key = try SchemeKey.read(isPractice ? practiceKey : configuration.schemeKey)
    return try Store.upgrade(
      home: home, schemeKey: key, settings: House.settings(configuration, clock: clock)
    ) { store in
      WriteRequest(
        Action("scheme.upgrade"), by: .system, key: "upgrade/\(House.migrations.last?.id ?? "")", inputs: Inputs([:]),
        on: clock.today)
    }
  }
}

extension House {
  /// Records the first books, and whoever `people` adds.
  public func begin(_ books: StartingBooks, people: (Write) throws -> Void) throws {
    let request = WriteRequest(
      Action("scheme.start"), by: .system, key: "start", inputs: Inputs(["scheme": configuration.schemeName]),
      on: businessDate)
    _ = try store.write(request) { write in
      try people(write)
      for fund in books.funds { try fund.record(in: write) }
      for employer in books.employers { try employer.record(in: write) }
      for campaign in books.campaigns {
        try Campaign.open(campaign.fund, target: campaign.target, neededBy: campaign.neededBy, in: write)
      }
      return books.funds.count
    }
  }
}
