// nolimits campaign

import ArgumentParser
import Dates
import Giving
import Ledger
import Money
import Operations
import Store

struct CampaignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "campaign", abstract: "Funds with a target and an end.",
    discussion: """
      A campaign ends with: nolimits fund close. Its surplus goes with: nolimits fund transfer --reason surplus.
      """,
    subcommands: [Open.self, List.self, Bought.self], defaultSubcommand: List.self)

  struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "open", abstract: "Open a campaign.",
      discussion: """
        EXAMPLES
          nolimits campaign open pack-home --name "Starter packs: a first home" --purpose "Setting up a first home" \\
            --target 2000.00 --parent no-limits --surplus-to no-limits
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The code of its fund.")
    var code: String
    @Option(help: "What it hopes for.")
    var target: String
    @OptionGroup var terms: FundTerms

    func run() throws {
      let house = try common.houseForDecision()
      let fund = try terms.fund(code)
      let target = try Pounds.read(target)
      let request = WriteRequest(
        Action("campaign.open"), by: house.actor, key: house.freshKey("campaign/\(code)"),
        inputs: Inputs(["name": terms.name, "purpose": terms.purpose, "target": "\(target)"]), on: house.businessDate,
        isDryRun: dryRun.isOn)
      _ = try house.store.write(request) { write in
        try Campaign.open(fund, target: target, in: write)
        return code
      }
      try common.screen.show(
        ["campaign": code], words: "The campaign \(code) is open. A deduction code in a profile can name its fund.")
      dryRun.remind(common.screen)
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Every campaign and how far it has come.")
    @OptionGroup var common: Common

    func run() throws {
      let campaigns = try Campaign.all(try common.house().store.reading)
      try common.screen.show(
        campaigns,
        as: Table(
          ["Campaign", "Hoped for", "Received", "Until", "Surplus to", "Books", "Vouchers"], empty: "No campaign yet.",
          rows: campaigns.map {
            [
              .text($0.fund), .pence($0.targetPence), .pence($0.receivedPence), .optional($0.closes),
              .text($0.surplusTo ?? "held"), .count($0.books), .count($0.vouchers),
            ]
          }))
    }
  }

  struct Bought: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "bought", abstract: "Note how many books or vouchers were bought and given; no name of a child.")
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The campaign's code.")
    var code: String
    @Option(help: "How many books.")
    var books: Int64 = 0
    @Option(help: "How many vouchers.")
    var vouchers: Int64 = 0

    func run() throws {
      let house = try common.houseForDecision()
      let request = WriteRequest(
        Action("campaign.bought"), by: house.actor, key: house.freshKey("bought/\(code)"),
        inputs: Inputs(["books": "\(books)", "vouchers": "\(vouchers)"]), on: house.businessDate,
        isDryRun: dryRun.isOn)
      _ = try house.store.write(request) { write in
        try Campaign.bought(code, books: books, vouchers: vouchers, on: house.businessDate, in: write)
        return code
      }
      try common.screen.show(["campaign": code], words: "Noted for \(code).")
      dryRun.remind(common.screen)
    }
  }
}
