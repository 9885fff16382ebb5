// The flags that every command takes (`commands.md`, "Everywhere").

import ArgumentParser
import Dates
import Files
import Foundation
import Operations
import Store

/// The flags that every command takes.
struct Common: ParsableArguments {
  @Option(help: "The working folder. Default $NOLIMITS_HOME, else ./var.")
  var home: String?
  @Option(help: "The scheme's configuration. Default $NOLIMITS_CONFIG, else HOME/config if there, else ./config.")
  var config: String?
  @Option(name: .customLong("as"), help: "Act as this login; practice homes only.")
  var login: String?
  @Option(help: "The business date of a job or a report, such as 2026-10-30. Default today.")
  var date: String?
  @Flag(help: "One JSON document on stdout; money in pence.")
  var json = false
  @Flag(help: "CSV on stdout, for lists.")
  var csv = false
  @Flag(help: "No colour, no lines, no progress.")
  var plain = false

  private var environment: [String: String] { ProcessInfo.processInfo.environment }

  /// The home that is meant.
  var place: Home { Home(home ?? environment["NOLIMITS_HOME"] ?? "./var") }

  /// The configuration folder that is meant.
  var configurationFolder: String {
    if let named = config ?? environment["NOLIMITS_CONFIG"] { return named }
    let own = place.file("config")
    return FileManager.default.fileExists(atPath: own) ? own : "./config"
  }

  func readConfiguration() throws -> SchemeConfiguration { try .read(configurationFolder) }

  /// The way into the home.
  func door() throws -> House.Door {
    House.Door(
      home: place, configuration: try readConfiguration(), asLogin: login, date: try date.map { try Self.day($0) })
  }

  /// The home, opened for the person who calls.
  func house() throws -> House { try House(door()) }

  /// The home, opened for one who may read such a list.
  func house(reading action: Action) throws -> House {
    let house = try house()
    try house.requireReader(action)
    return house
  }

  /// The home, opened for a decision: it is made today.
  func houseForDecision() throws -> House {
    if date != nil { throw StoreError.notPermitted(action: "--date", reason: "a person's decision is made today") }
    return try house()
  }

  /// The home, opened for what only some roles, or the nightly job, may do: told before anything is looked up.
  func house(for action: Action) throws -> House {
    let house = try house()
    try house.requireRole(action)
    return house
  }

  /// The home, opened for a decision that only some roles may make: whoever may not is told so before anything is looked
  /// up, read from stdin or asked, so that nobody learns what there is.
  func houseForDecision(_ action: Action) throws -> House {
    let house = try houseForDecision()
    try house.requireRole(action)
    return house
  }

  /// How results are shown.
  var screen: Screen { Screen(format: json ? .json : csv ? .csv : .text, plain: plain) }

  /// A tax month as people type it.
  static func taxMonth(_ text: String) throws -> TaxMonth {
    guard let month = TaxMonth(text) else { throw ValidationError("\"\(text)\" is not a tax month like 26-27M07.") }
    return month
  }

  /// A day as people type it.
  static func day(_ text: String) throws -> CivilDate {
    guard let date = CivilDate(text) else { throw ValidationError("\"\(text)\" is not a date like 2026-10-30.") }
    return date
  }
}

/// The flag of commands that change something.
struct DryRun: ParsableArguments {
  @Flag(name: .customLong("dry-run"), help: "Do it all, show what would change, keep nothing.")
  var isOn = false

  /// Says at the end of a dry run that it was one.
  func remind(_ screen: Screen) {
    if isOn { screen.say("This was a dry run. Nothing was changed.") }
  }
}
