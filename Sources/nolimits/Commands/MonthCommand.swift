// nolimits month

import ArgumentParser
import Dates
import Ledger
import Operations
import Reporting
import Store

struct MonthCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "month", abstract: "Months of the books: closed, they take nothing more.",
    subcommands: [List.self, Ready.self, Close.self, Reopen.self], defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "The closed months, the last first, and whose turn is next.")
    @OptionGroup var common: Common

    /// A close without what only some may see: a small number of givers is a c.
    struct Shown: Encodable {
      let month, givers, head: String
      let waiting, headLink: Int64

      init(_ close: MonthClose, _ rules: DisclosureRules) {
        (month, head, waiting, headLink) = (close.month, close.head, close.waiting, close.headLink)
        givers = rules.cell(close.givers)
      }
    }

    func run() throws {
      let house = try common.house()
      let (reading, rules) = (house.store.reading, try house.configuration.statements().rules)
      let closes = try MonthClose.all(reading)
      try common.screen.show(
        closes.map { Shown($0, rules) },
        as: Table(
          ["Month", "Things that waited", "Audit link"], empty: "No month is closed.",
          rows: closes.map { [.text($0.month), .count($0.waiting), .count($0.headLink)] }))
      if let next = try MonthClose.nextInOrder(reading) {
        common.screen.say("The next to close: nolimits month close \(next)")
      }
    }
  }

  struct Ready: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ready",
      abstract: "Mark a month ready: its checklist was looked at, and another person may close it.",
      discussion: """
        EXAMPLES
          nolimits month ready 2026-10

        The draft of its statement lies under HOME/statements after the job month-end, or after
        nolimits statement month 2026-10 --files.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The month, such as 2026-10.")
    var month: String

    func run() throws {
      let house = try common.houseForDecision(Action("month.close"))
      let month = try Common.month(month)
      let checklist = try house.checklist(month)
      let words = try house.readyMonth(month, isDryRun: dryRun.isOn)
      for line in checklist.words { common.screen.say("Open: \(line).") }
      try common.screen.show(Close.Shown(checklist: checklist, result: words), words: words)
      dryRun.remind(common.screen)
    }
  }

  struct Close: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "close", abstract: "Close a month that another person marked ready, or mark it ready.",
      discussion: """
        EXAMPLES
          nolimits month close 2026-10

        Shows what is still open. What comes later for a closed month counts in the first open one.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The month, such as 2026-10.")
    var month: String

    func run() throws {
      let house = try common.houseForDecision(Action("month.close"))
      let month = try Common.month(month)
      let checklist = try house.checklist(month)
      let words = try house.closeReadyMonth(month, isDryRun: dryRun.isOn)
      for line in checklist.words { common.screen.say("Open: \(line).") }
      try common.screen.show(Shown(checklist: checklist, result: words), words: words)
      dryRun.remind(common.screen)
    }

    struct Shown: Encodable {
      let checklist: MonthChecklist
      let result: String
    }
  }

  struct Reopen: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "reopen", abstract: "Open the last closed month again; a second person must agree.")
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The month, such as 2026-10.")
    var month: String

    func run() throws {
      let month = try Common.month(month)
      let words = try common.houseForDecision(Action("month.reopen")).reopenMonth(month, isDryRun: dryRun.isOn)
      try common.screen.show(["month": month.description, "result": words], words: words)
      dryRun.remind(common.screen)
    }
  }
}

extension Common {
  /// A month as people type it.
  static func month(_ text: String) throws -> Month {
    guard let month = Month(text) else { throw ValidationError("\"\(text)\" is not a month like 2026-10.") }
    return month
  }
}
