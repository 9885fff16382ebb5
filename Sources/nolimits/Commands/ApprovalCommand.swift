// nolimits approval

import ArgumentParser
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
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One of them.")
    @OptionGroup var common: Common
    @Argument(help: "Its id, such as P41 or A3.")
    var id: String

    func run() throws {
      guard let found = try common.house().pendingApprovals().first(where: { $0.id == id }) else {
        throw ValidationError("Nothing with the id \(id) waits. See: nolimits approval list")
      }
      try common.screen.show(found, as: ApprovalTable.table([found]))
    }
  }

  struct Give: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "give", abstract: "Say yes.")
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "Its id, such as P41 or A3.")
    var id: String

    func run() throws {
      let words = try common.houseForDecision().approve(id, isDryRun: dryRun.isOn)
      try common.screen.show(["id": id, "result": words], words: words)
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
    }
  }
}

enum ApprovalTable {
  static func table(_ waiting: [PendingApproval]) -> Table {
    Table(
      ["Id", "What", "Proposed by"], empty: "Nothing waits for a second person.",
      rows: waiting.map { [.text($0.id), .text($0.words), .text($0.proposer == "system" ? "the night" : $0.proposer)] })
  }
}
