// nolimits gift

import ArgumentParser
import Dates
import Files
import Giving
import Ledger
import Operations
import People
import Store

struct GiftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gift", abstract: "Gifts that do not come from pay.",
    subcommands: [Add.self, Import.self, List.self, GiftGiverCommand.self, GiftClaimCommand.self],
    defaultSubcommand: List.self)

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "add", abstract: "Record a gift or a transfer from elsewhere.",
      discussion: """
        EXAMPLES
          nolimits gift add 500.00 --fund no-limits --on 2026-11-20 --by MAYOR
          nolimits gift add 20.00 --on 2026-11-20 --by anonymous --received HOLD
          echo '{"name": "…"}' | nolimits gift add 5.00 --on 2026-11-20 --by person

        Without --received it is on its way until the foundation's bank has it.
        With it, it is in a council's holding account, where it can award nothing.
        """)

    /// What is asked of a person who gives.
    struct Answer: Decodable {
      let name: String
      let email: String?
    }

    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "Pounds, such as 500.00.")
    var amount: String
    @Option(help: "The fund. Default: the main fund.")
    var fund: String?
    @Option(help: "The day it was given or promised.")
    var on: String
    @Option(help: "A body's code, anonymous, or person: the name is then asked for, or read from stdin as JSON.")
    var by: String
    @Option(help: "The council's holding account that it is in already, as config/banks names it.")
    var received: String?
    @Option(help: "The day by which it is expected. Default: the day it was given.")
    var due: String?
    @Flag(help: "One more like a gift that is recorded already.")
    var another = false

    func run() throws {
      let house = try common.houseForDecision()
      let terms = GiftTerms(
        amount: try Pounds.read(amount), fund: fund ?? house.configuration.mainFund, date: try Common.day(on),
        giver: try giver(), due: try due.map(Common.day))
      let gift = try house.addGift(terms, receivedIn: received, isAnother: another, isDryRun: dryRun.isOn)
      try common.screen.show(
        gift,
        words:
          "Recorded as \(gift.id)\(received == nil ? ": on its way until the bank has it" : ": in a holding account, and not to be awarded from there")."
      )
      dryRun.remind(common.screen)
    }

    private func giver() throws -> Giver {
      switch by {
      case "anonymous": return .anonymous
      case "person":
        let answer = try Ask.personal(Answer.self) { Answer(name: try Ask.line("Name: "), email: nil) }
        return .person(PersonFacts(name: answer.name, email: answer.email ?? ""))
      default: return .body(by)
      }
    }
  }

  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import", abstract: "Take in a web platform's file: one file is one payout.",
      discussion: """
        EXAMPLES
          nolimits gift import webgiving-2026-11.csv

        A payout that has the gifts of one that came before, but for one at most, is likely a copy and is refused.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The file.", completion: .file())
    var file: String
    @Option(help: "The platform. Default: the one whose files are named so.")
    var platform: String?
    @Flag(help: "It is another payout, though its gifts are like those of one that came.")
    var another = false

    func run() throws {
      let house = try common.houseForDecision(Action("gift.import"))
      let intake = house.giftIntake(by: house.actor, on: house.businessDate, isDryRun: dryRun.isOn)
      let report = try intake.take(file, platform: platform, isAnother: another)
      for fault in report.errors {
        Screen.complain("\(file):\(fault.line):\(fault.column): \(fault.message) (\(fault.code))")
      }
      if report.state == .rejected { Screen.complain("Nothing was posted.") }
      if report.state != .rejected || common.json { try common.screen.show(report, words: words(report)) }
      dryRun.remind(common.screen)
      if report.state == .rejected { throw Leave(status: .inputRefused) }
      if report.openItems > 0 {
        Screen.complain("\(Words.counted(report.openItems, "gift")) wait for a person: nolimits suspense list")
        throw Leave(status: .waiting)
      }
    }

    private func words(_ report: ImportReport) -> String {
      report.state == .alreadyPosted
        ? "This payout was posted before. Nothing to do."
        : "\(dryRun.isOn ? "Would post" : "Posted") \(Words.counted(report.lines, "gift")), \(report.totalPence.pounds) before fees."
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "All gifts that stand.")
    @OptionGroup var common: Common

    func run() throws {
      let reading = try common.house(reading: Action("gift.read")).store.reading
      let funds = try Funds.read(reading)
      let gifts = try Gift.all(reading)
      try common.screen.show(
        gifts,
        as: Table(
          ["Gift", "Of", "By", "To", "Given", "Fee", "Gift Aid"], leaving: ["Gift Aid"], empty: "No gifts yet.",
          rows: gifts.map {
            [
              .text($0.id), .text($0.date), .text($0.giver), .text(funds[$0.fund]?.code ?? ""), .pence($0.amountPence),
              .pence($0.feePence), .text($0.giftAid ? "yes" : ""),
            ]
          }))
    }
  }
}
