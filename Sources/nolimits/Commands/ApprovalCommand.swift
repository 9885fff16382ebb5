// nolimits approval

import ArgumentParser
import Giving
import Operations

struct ApprovalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approval", abstract: "What waits for a second person.",
    subcommands: [List.self, Show.self, Give.self, Refuse.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "What waits.")
    @OptionGroup var common: Common

    func run() throws {
      let waiting = try common.house().pendingApprovals()
      try common.screen.show(waiting, as: ApprovalTable.table(waiting))
      if let first = waiting.first { ApprovalTable.sayHow(first.id, common.screen) }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One of them.")
    @OptionGroup var common: Common
    @Argument(help: "Its id, such as P41 or A3.")
    var id: String

    func run() throws {
      guard let found = try common.house().pendingApprovals().first(where: { $0.id == id }) else {
        throw GivingError.notFound(kind: "approval that waits with the id", id: id)
      }
      try common.screen.show(found, as: ApprovalTable.table([found]))
      ApprovalTable.sayHow(id, common.screen)
    }
  }

  struct Give: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "give", abstract: "Say yes.")
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "Its id, such as P41 or A3.")
    var id: String

    func run() throws {
      let house = try common.houseForDecision()
      if let number = ApprovalTable.heldFile(id) {
        return try PayrollApprove.approve(number, house, common, dryRun) {
          ["id": id, "result": "Import \(number) is \($0)."]
        }
      }
      let words = try house.approve(id, isDryRun: dryRun.isOn)
      try common.screen.show(["id": id, "result": words], words: words)
      dryRun.remind(common.screen)
    }
  }

  struct Refuse: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "refuse", abstract: "Say no.")
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "Its id, such as P41 or A3.")
    var id: String

    func run() throws {
      let words = try common.houseForDecision().refuse(id, isDryRun: dryRun.isOn)
      try common.screen.show(["id": id, "result": words], words: words)
      dryRun.remind(common.screen)
    }
  }
}

enum ApprovalTable {
  static func sayHow(_ id: String, _ screen: Screen) {
    screen.say("Yes: nolimits approval give \(id)\nNo: nolimits approval refuse \(id)")
  }

  /// The import that an id such as `P41` names.
  static func heldFile(_ id: String) -> Int64? { id.hasPrefix("P") ? Int64(id.dropFirst()) : nil }

  static func table(_ waiting: [PendingApproval]) -> Table {
    Table(
      ["Id", "What waits", "Brought by"], empty: "Nothing waits for a second person.",
      rows: waiting.map { [.text($0.id), .text($0.words), .text(Brought.words($0.proposer))] })
  }
}
