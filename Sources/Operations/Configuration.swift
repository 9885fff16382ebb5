// The configuration of a scheme: one folder of YAML files, read strictly, and its digest.

import Banking
import Crypto
import Dates
import Files
import Foundation
import Giving
import Grants
import Money
import Store

/// What stands in the configuration folder.
public struct SchemeConfiguration: Sendable {
  /// The folder.
  public let folder: String
  /// The scheme's name, as pages and files carry it.
  public let schemeName: String
  /// The fund that `--fund` and `--split` stand for where none is named.
  public let mainFund: String
  /// The time zone in which it is today.
  public let timeZone: TimeZone
  /// How much is read before a file is refused.
  public let limits: Limits
  /// Legal figures.
  public let rules: GivingRules
  /// How payroll files are read.
  public let profiles: [Profile]
  /// The payroll giving agencies.
  public let agencies: [Agency]
  /// The bank accounts, and how their statements are read.
  public let bankAccounts: [BankAccount]
  /// How the files of web platforms are read; none where there is no folder for them.
  public let platforms: [Platform]
  /// The panel's settings.
  public let panel: PanelSettings
  /// What Gift Aid works with; nil where there is no file for it.
  public let giftAid: GiftAidRules?
  /// What the foundation takes for its costs; nil where there is no file for it.
  public let fees: FoundationFeeRules?
  /// How mandate files are read.
  public let mandateLayout: Layout
  /// How many applications a round takes in a day, where no layout of a web form says so.
  public let applicationsADay: Int64
  /// The digest of each file, by name.
  public let files: [String: String]
  /// SHA-256 over all files: it stands in every audit link.
  public let digest: [UInt8]

  /// Reads the folder.
  /// - Throws: `ConfigurationFault` with file, line and column.
  public static func read(_ folder: String) throws -> SchemeConfiguration {
    let path = folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder
    guard FileManager.default.fileExists(atPath: "\(path)/scheme.yaml") else {
      throw ConfigurationFault(
        file: "\(path)/scheme.yaml", line: 0, column: 0,
        message: "There is no configuration here. Name its folder with --config.")
    }
    let settings = try YAMLDocument(path: "\(path)/scheme.yaml").root.mapping(keys: [
      "name", "mainFund", "timeZone", "limits", "applicationsADay", "law",
    ])
    let limits = try settings["limits"].map { try Limits(from: $0) } ?? .standard
    let layout = try YAMLDocument(path: "\(path)/layouts/mandates.yaml").root.mapping(keys: ["layout"])
    let profiles = try yamlFiles("\(path)/payrolls").map { try Profile.read($0, limits: limits) }
    try requireOneWay(profiles, folder: path)
    let agencies = try yamlFiles("\(path)/agencies").map { try Agency.read($0, limits: limits) }
    try requireOneMeaning(agencies, folder: path)
    let files = try files(of: path)
    return SchemeConfiguration(
      folder: path, schemeName: try settings.required("name").string(),
      mainFund: try settings.required("mainFund").string(), timeZone: try timeZone(settings.required("timeZone")),
      limits: limits, rules: try rules(settings.required("law")),
      profiles: profiles, agencies: agencies, bankAccounts: try bankAccounts(path),
      platforms: FileManager.default.fileExists(atPath: "\(path)/platforms")
        ? try yamlFiles("\(path)/platforms").map { try Platform.read($0) } : [],
      panel: try PanelSettings.read("\(path)/panel.yaml"),
      giftAid: try optional("\(path)/gift-aid.yaml") { try GiftAidRules.read($0) },
      fees: try optional("\(path)/fees.yaml") { try FoundationFeeRules.read($0) },
      mandateLayout: try Layout(from: layout.required("layout")),
      applicationsADay: try settings["applicationsADay"].map { Int64(try $0.integer(in: 1...100_000)) }
        ?? Application.floodLimit, files: files, digest: digest(of: files))
  }

  /// The profile of this name, or the one that fits a file's name.
  public func profile(named name: String?, forFile file: String) throws -> Profile {
    try profiles.profile(named: name, forFile: file)
  }

  /// A file of the folder.
  public func file(_ name: String) -> String { "\(folder)/\(name)" }

  /// Where the scheme's secret key lies, but for practice homes.
  public var schemeKey: String { file(Self.keyName) }

  static let keyName = "scheme.key"

  /// The bank accounts; a scheme may have none yet.
  private static func bankAccounts(_ folder: String) throws -> [BankAccount] {
    guard FileManager.default.fileExists(atPath: "\(folder)/banks") else { return [] }
    var accounts: [BankAccount] = []
    for file in try yamlFiles("\(folder)/banks") {
      let account = try BankAccount.read(file)
      guard !accounts.contains(where: { $0.code == account.code }) else {
        throw ConfigurationFault(
          file: file, line: 0, column: 0, message: "Another file has the account \(account.code).")
      }
      accounts.append(account)
    }
    return accounts
  }

  /// A payroll comes by one sender only: by two it could be posted twice.
  private static func requireOneWay(_ profiles: [Profile], folder: String) throws {
    var senders: [String: String] = [:]
    for profile in profiles {
      for payroll in profile.payrolls {
        let place = "\(payroll.employer)/\(payroll.payroll)"
        let sender = profile.bureau ?? payroll.employer
        if let other = senders[place], other != sender {
          throw ConfigurationFault(
            file: "\(folder)/payrolls/\(profile.name).yaml", line: 0, column: 0,
            message: "The payroll \(place) comes by \(other) in another profile; by two ways it could be posted twice.")
        }
        senders[place] = sender
      }
    }
  }

  /// Two files of one agency would give its money two fees and two days.
  private static func requireOneMeaning(_ agencies: [Agency], folder: String) throws {
    for (index, agency) in agencies.enumerated() where agencies[..<index].contains(where: { $0.code == agency.code }) {
      throw ConfigurationFault(
        file: "\(folder)/agencies", line: 0, column: 0, message: "Two files describe the agency \(agency.code).")
    }
  }

  private static func timeZone(_ value: ConfigurationValue) throws -> TimeZone {
    guard let zone = TimeZone(identifier: try value.string()) else {
      throw value.fault("A time zone like Europe/London is expected here.")
    }
    return zone
  }

  private static func rules(_ value: ConfigurationValue) throws -> GivingRules {
    let law = try value.mapping(keys: ["employerPaysAgencyWithinDays", "agencyPaysCharityWithinDays", "bankHolidays"])
    let days = try law.required("employerPaysAgencyWithinDays").list().map { item in
      let rule = try item.mapping(keys: ["from", "days", "source"])
      _ = try rule.required("source").string()
      return (from: try rule.required("from").date(), days: try rule.required("days").integer(in: 0...366))
    }
    let agencyDays = try law.required("agencyPaysCharityWithinDays").list().map { item in
      let rule = try item.mapping(keys: ["from", "listed", "unlisted", "source"])
      _ = try rule.required("source").string()
      return GivingRules.AgencyDays(
        from: try rule.required("from").date(), listed: try rule.required("listed").integer(in: 1...366),
        unlisted: try rule.required("unlisted").integer(in: 1...366))
    }
    let holidays = try law.required("bankHolidays").list().map { try $0.date() }
    return GivingRules(
      remittanceDays: days.sorted { $0.from < $1.from }, holidays: Holidays(holidays),
      agencyDays: agencyDays.sorted { $0.from < $1.from })
  }

  /// A file that a scheme may do without.
  private static func optional<Value>(_ path: String, _ read: (String) throws -> Value) throws -> Value? {
    FileManager.default.fileExists(atPath: path) ? try read(path) : nil
  }

  private static func yamlFiles(_ folder: String) throws -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw ConfigurationFault(file: folder, line: 0, column: 0, message: "This folder cannot be read.")
    }
    return names.filter { $0.hasSuffix(".yaml") }.sorted().map { "\(folder)/\($0)" }
  }

  /// The digest of each file by name; the secret key is none of them.
  private static func files(of folder: String) throws -> [String: String] {
    var files: [String: String] = [:]
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    for name in names where name != keyName && !name.hasPrefix(".") {
      let kind = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")[.type] as? FileAttributeType
      guard kind == .typeRegular else { continue }
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
        throw ConfigurationFault(file: "\(folder)/\(name)", line: 0, column: 0, message: "This file cannot be read.")
      }
      files[name] = Hex.string(SHA256.hash(data: data))
    }
    return files
  }

  /// One digest over names and digests, in order of name.
  private static func digest(of files: [String: String]) -> [UInt8] {
    let lines = files.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)\n" }.joined()
    return Array(SHA256.hash(data: Data(lines.utf8)))
  }
}
