// nolimits entry

import ArgumentParser
import Ledger
import Operations
import Store

struct EntryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "entry", abstract: "Entries of the ledger.",
    subcommands: [List.self, Show.self, Reverse.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The newest entries.")
    @OptionGroup var common: Common
    @Option(help: "How many.")
    var limit = 50

    func run() throws {
      let entries = try common.house().newestEntries(limit)
      try common.screen.show(
        entries,
        as: Table(
          ["Entry", "Kind", "Of", "Counts in", "Reverses"], leaving: ["Kind"], empty: "No entry yet.",
          rows: entries.map {
            [.text($0.id), .text($0.kind), .text($0.eventDate), .text($0.month), .optional($0.reverses)]
          }))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One entry and its postings.")
    @OptionGroup var common: Common
    @Argument(help: "Its id.")
    var entry: String

    func run() throws {
      let house = try common.house()
      let found = try house.entry(entry)
      if let reason = try EntryReason.find(entry, house.store.reading) { common.screen.say("Because: \(reason)") }
      try common.screen.show(found, as: EntryTable.postings(found))
    }
  }
}

extension EntryCommand {
  struct Reverse: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reverse", abstract: "Take an entry back; a second person must agree.",
      discussion: """
        EXAMPLES
          nolimits entry reverse gift/2026-11-20/MAYOR/1 --reason recorded-twice
          nolimits entry reverse agency/PGA/2026-11-12/1 --reason wrong-amount
          nolimits entry reverse bank/FDN/2026/FDN-11/p1/0001.1 --reason wrong-details

        The entry stays; another undoes it. A line of the bank goes back into suspense: named by its id where it was
        certain, by the entry assigned/LINE where a person assigned it. A payroll file is put right with payroll import
        --supersedes instead.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "Its id, or that of a bank line.")
    var entry: String
    @Option(help: "Why.")
    var reason: Correction.Reason

    func run() throws {
      let words = try common.houseForDecision(Action("entry.reverse")).reverse(
        Correction(entry: entry, reason: reason), isDryRun: dryRun.isOn)
      try common.screen.show(["entry": entry, "result": words], words: words)
      dryRun.remind(common.screen)
    }
  }
}

extension Correction.Reason: ExpressibleByArgument {}

enum EntryTable {
  static func postings(_ entry: Entry) -> Table {
    Table(
      ["Account", "Fund", "Debit", "Credit"],
      rows: entry.postings.map {
        [
          .text($0.account), .text($0.fund), $0.amountPence > 0 ? .pence($0.amountPence) : .text(""),
          $0.amountPence < 0 ? .pence(-$0.amountPence) : .text(""),
        ]
      })
  }
}
