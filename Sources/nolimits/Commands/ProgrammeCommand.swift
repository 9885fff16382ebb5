// nolimits programme, nolimits round

import ArgumentParser
import Dates
import Grants
import Ledger
import Money
import Operations
import Store

struct ProgrammeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "programme", abstract: "Kinds of grant: from which fund, for what, and who decides.",
    subcommands: [Open.self, List.self, Close.self, ProgrammeEvidence.self], defaultSubcommand: List.self)

  struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "open", abstract: "Open a programme.",
      discussion: """
        EXAMPLES
          nolimits programme open individual --name "Help for me" --fund no-limits --use individuals \\
            --priority stability --way panel --cap 700.00
          nolimits programme open pack-home --name "A first home" --fund no-limits --use individuals \\
            --priority care-experienced --way in-advance --cap 250.00 --places 20
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "A code for it.")
    var code: String
    @Option(help: "The name that applicants read.")
    var name: String
    @Option(help: "The fund that pays.")
    var fund: String
    @Option(help: "individuals, activities or community.")
    var use: Account.GrantUse
    @Option(help: "What it serves, as the board's report counts it.")
    var priority: Programme.Priority
    @Option(help: "panel, or in-advance where the panel agreed contents, price and number for the year.")
    var way: Programme.Way
    @Option(help: "The most that one grant can be, or what one pack costs.")
    var cap: String
    @Option(help: "How many a year, where it is agreed in advance.")
    var places: Int64?

    func run() throws {
      let house = try common.houseForDecision()
      let programme = Programme(
        code: code, name: name, fund: fund, use: use, priority: priority, way: way, cap: try Pounds.read(cap),
        places: places)
      try house.grantWork(Action("programme.open"), about: code, isDryRun: dryRun.isOn) { write in
        try programme.open(in: write)
        return code
      }
      try common.screen.show(
        programme, words: "The programme \(code) is open. Next: nolimits round open \(code) --budget …")
      dryRun.remind(common.screen)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Every programme.")
    @OptionGroup var common: Common

    func run() throws {
      let programmes = try Programme.all(try common.house().store.reading)
      try common.screen.show(
        programmes,
        as: Table(
          ["Programme", "Name", "Fund", "For", "Serves", "Decided", "Most", "A year", "Until"],
          leaving: ["Serves", "A year"], empty: "No programme yet. Open one with: nolimits programme open",
          rows: programmes.map {
            [
              .text($0.code), .text($0.name), .text($0.fund), .text($0.use.rawValue), .text($0.priority.rawValue),
              .text($0.way.rawValue), .pence($0.capPence), .optional($0.places.map(String.init)), .optional($0.closes),
            ]
          }))
    }
  }

  struct Close: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "close", abstract: "Close a programme: what came in goes on, nothing new comes in.")
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "Its code.")
    var code: String
    @Option(help: "The last day. Default: today.")
    var after: String?

    func run() throws {
      let house = try common.houseForDecision()
      let date = try after.map(Common.day) ?? house.businessDate
      try house.grantWork(Action("programme.close"), about: code, isDryRun: dryRun.isOn) { write in
        try Programme.close(code, after: date, in: write)
        return code
      }
      try common.screen.show(["programme": code], words: "The programme \(code) closes after \(date).")
      dryRun.remind(common.screen)
    }
  }
}

struct RoundCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "round", abstract: "When a programme takes applications, and how much there is for them.",
    subcommands: [Open.self, List.self, Close.self], defaultSubcommand: List.self)

  struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "open", abstract: "Open a round of a programme.",
      discussion: """
        EXAMPLES
          nolimits round open individual --budget 3000.00 --closes 2027-01-31
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The programme's code.")
    var programme: String
    @Option(help: "How much there is for all its awards.")
    var budget: String
    @Option(help: "The first day. Default: today.")
    var opens: String?
    @Option(help: "The last day. Default: none, it is rolling.")
    var closes: String?

    func run() throws {
      let house = try common.houseForDecision()
      let (opens, closes) = (try opens.map(Common.day) ?? house.businessDate, try closes.map(Common.day))
      let budget = try Pounds.read(budget)
      let code = try house.grantWork(Action("round.open"), about: programme, isDryRun: dryRun.isOn) { write in
        try Round.open(programme, from: opens, until: closes, budget: budget, in: write)
      }
      try common.screen.show(
        ["round": code], words: "The round \(code) is open. Next: nolimits application new --round \(code)")
      dryRun.remind(common.screen)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Every round, and what is left of its budget.")
    @OptionGroup var common: Common

    func run() throws {
      let rounds = try Round.all(try common.house().store.reading)
      try common.screen.show(
        rounds,
        as: Table(
          ["Round", "From", "Until", "Budget", "Used", "Left"], empty: "No round yet.",
          rows: rounds.map {
            [
              .text($0.code), .text($0.opens), .optional($0.closes), .pence($0.budgetPence), .pence($0.usedPence),
              .pence($0.leftPence),
            ]
          }))
    }
  }

  struct Close: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "close", abstract: "End a round after a day.")
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "Its code.")
    var code: String
    @Option(help: "The last day. Default: today.")
    var after: String?

    func run() throws {
      let house = try common.houseForDecision()
      let date = try after.map(Common.day) ?? house.businessDate
      try house.grantWork(Action("round.close"), about: code, isDryRun: dryRun.isOn) { write in
        try Round.close(code, after: date, in: write)
        return code
      }
      try common.screen.show(["round": code], words: "The round \(code) ends after \(date).")
      dryRun.remind(common.screen)
    }
  }
}

extension Account.GrantUse: ExpressibleByArgument {}
extension Programme.Priority: ExpressibleByArgument {}
extension Programme.Way: ExpressibleByArgument {}
