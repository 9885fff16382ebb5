// nolimits export, person, audit, backup

import ArgumentParser
import Dates
import Exchange
import Files
import Foundation
import Operations
import People
import Store

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Files for other systems.",
    subcommands: [Foundation.self, GiftAidExport.self, ThreeSixty.self, Payments.self, Journal.self, Books.self])

  struct Foundation: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "foundation", abstract: "The community foundation's XML and CSV.",
      discussion: """
        EXAMPLES
          nolimits export foundation                  what is new since the last one
          nolimits export foundation --full           everything
          nolimits export foundation --received 41    number 41 has arrived there
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Flag(help: "Everything, without a number.")
    var full = false
    @Option(help: "Note that this number has arrived.")
    var received: Int64?

    func run() throws {
      let house = try common.house(for: Action("export.foundation"))
      let words = try house.exportFoundation(full: full, received: received, isDryRun: dryRun.isOn)
      try common.screen.show(["result": words], words: words)
      dryRun.remind(common.screen)
    }
  }
}

struct PersonCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "person", abstract: "People who work with the scheme.",
    subcommands: [List.self, Add.self, RoleChange.self, LoginCommand.self, PasscodeCommand.self])

  struct Listed: Encodable {
    let person: Int64
    let login: String?
    let roles: [String]
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Who holds a role.")
    @OptionGroup var common: Common

    func run() throws {
      let everyone = try Roles.everyone(try common.house(reading: Action("person.read")).store.reading).map {
        Listed(person: $0.person, login: $0.login, roles: $0.roles.map(\.rawValue).sorted())
      }
      try common.screen.show(
        everyone,
        as: Table(
          ["Person", "Login", "Roles"],
          rows: everyone.map { [.count($0.person), .optional($0.login), .text($0.roles.joined(separator: ", "))] }))
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Add a person. The name is read from stdin as JSON, or asked for.",
      discussion: """
        EXAMPLES
          nolimits person add
          nolimits person add < person.json        {"name": "..."}
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun

    struct Personal: Codable { let name: String }

    func run() throws {
      let house = try common.houseForDecision(Action("person.add"))
      let personal = try Ask.personal(Personal.self) { Personal(name: try Ask.line("Name: ")) }
      let request = WriteRequest(
        Action("person.add"), by: house.actor, key: house.freshKey("person"), inputs: Inputs(["name": personal.name]),
        on: house.businessDate, isDryRun: dryRun.isOn)
      let number = try house.store.write(request) {
        try Person.add([PersonFacts(name: personal.name)], in: $0, store: house.store)[0]
      }.value
      try common.screen.show(
        ["person": number], words: "Person \(number) is recorded. Next: nolimits person role \(number) finance")
      dryRun.remind(common.screen)
    }
  }

  struct RoleChange: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "role", abstract: "Give a role, or take it; a second person must agree.",
      discussion: """
        EXAMPLES
          nolimits person role 7 finance
          nolimits person role 7 finance --take

        Roles: \(Role.allCases.map(\.rawValue).joined(separator: ", ")).
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The person's number.")
    var person: Int64
    @Argument(help: "The role.")
    var role: String
    @Flag(help: "Take it away.")
    var take = false

    func run() throws {
      guard let role = Role(rawValue: role) else {
        throw ValidationError("A role is one of: \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      let words = try common.houseForDecision(Action("person.role")).changeRole(
        role, of: person, given: !take, isDryRun: dryRun.isOn)
      try common.screen.show(["result": words], words: words)
      dryRun.remind(common.screen)
    }
  }
}

struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "The audit chain.", subcommands: [Log.self, Head.self])

  struct Log: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "log", abstract: "The newest links, for the auditor and the operator. None says which application.")
    @OptionGroup var common: Common
    @Option(help: "How many.")
    var limit = 50

    func run() throws {
      let links = try common.house().auditLog(limit)
      try common.screen.show(
        links,
        as: Table(
          ["Link", "When", "Who", "Action", "Key"], leaving: ["When"],
          rows: links.map { [.count($0.link), .text($0.time), .text($0.actor), .text($0.action), .text($0.key)] }))
    }
  }

  struct Head: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "head",
      abstract: "The newest head, signed: keep it elsewhere, and hold the chain to it with verify --heads.")
    @OptionGroup var common: Common

    func run() throws {
      let head = try common.house().store.signedHead()
      try common.screen.show(["head": head?.line], text: head?.line ?? "Nothing was recorded yet.")
    }
  }
}

struct BackupCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copies of the books and keys.", subcommands: [Now.self, List.self])

  struct Now: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "now", abstract: "Make one, and open it to prove it.")
    @OptionGroup var common: Common

    func run() throws {
      let house = try common.house(reading: Action("backup.make"))
      let made = try house.store.backUp(
        name: "\(house.businessDate)-by-hand-\(try house.store.reading.auditHead().number)")
      try common.screen.show(
        made, words: "The copy \(made.name) was made and opened: \(made.bytes / 1024) KiB, link \(made.auditHead).")
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The copies there are.")
    @OptionGroup var common: Common

    func run() throws {
      let names = try common.house(reading: Action("backup.read")).store.backups()
      try common.screen.show(names, as: Table(["Backup"], empty: "None yet.", rows: names.map { [.text($0)] }))
    }
  }
}
