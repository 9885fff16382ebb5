// nolimits init

import ArgumentParser
import Foundation
import Operations
import Store

struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Make a home, or bring an older one up to date.",
    discussion: """
      EXAMPLES
        nolimits init --home /srv/scheme --from config/start.yaml

      Makes the folders, the scheme key (keep two paper copies), the keys and the first books. A home that is there is
      backed up and migrated; one that is up to date is left alone; one whose making was stopped is finished.
      """)

  @OptionGroup var common: Common
  @Option(help: "The first funds and employers. Default start.yaml of the configuration.")
  var from: String?

  func run() throws {
    let configuration = try common.readConfiguration()
    let home = common.place
    let isThere = FileManager.default.fileExists(atPath: home.database)
    if isThere, try !Start.isUnfinished(home, configuration: configuration) { return try upgrade(home, configuration) }
    let books = try StartingBooks.read(from ?? configuration.file("start.yaml"))
    let house = try Start.make(home, configuration: configuration, books: books)
    defer { house.store.close() }
    common.screen.say(
      """
      \(configuration.schemeName) lives in \(home.path) now, with \(books.funds.count) funds and \(books.employers.count) employers.
      Its secret key is \(configuration.schemeKey). Keep two copies on paper: without it every name is lost, and no penny.
      Next: nolimits --home \(home.path) mandate import FILE, then drop payroll files in \(home.inbox).
      """)
  }

  private func upgrade(_ home: Home, _ configuration: SchemeConfiguration) throws {
    let applied = try Start.upgrade(home, configuration: configuration)
    common.screen.say(
      applied.isEmpty
        ? "The home \(home.path) is up to date. Nothing was changed."
        : "The home \(home.path) was backed up and brought up to date: \(applied.joined(separator: ", ")).")
  }
}
