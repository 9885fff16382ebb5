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
    subcommands: [Open.self, List.self, Show.self, Close.self, Bought.self], defaultSubcommand: List.self)

  struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "open", abstract: "Open a campaign.",
      discussion: """
        EXAMPLES
          nolimits campaign open pack-home --name "Starter packs: a first home" --purpose "Setting up a first home" \\
            --target 2000.00 --parent no-limits --surplus-to no-limits
          nolimits campaign open gifts-2026 --name "Gift of Giving 2026" --purpose "A book or a voucher at Christmas" \\
            --target 3000.00 --closes 2026-12-24 --needed-by 2026-12-24 --surplus-to no-limits

        With --needed-by it says by which pay date gifts from pay must be taken for the law to bring them in time.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The code of its fund.")
    var code: String
    @Option(help: "What it hopes for.")
    var target: String
    @Option(name: .customLong("needed-by"), help: "The day by which its money is needed, such as 2026-12-24.")
    var neededBy: String?
    @OptionGroup var terms: FundTerms

    func run() throws {
      let house = try common.houseForDecision(Action("campaign.open"))
      let fund = try terms.fund(code)
      let target = try Pounds.read(target)
      let needed = try neededBy.map(Common.day)
      let request = WriteRequest(
        Action("campaign.open"), by: house.actor, key: house.freshKey("campaign/\(code)"),
        inputs: Inputs([
          "name": terms.name, "purpose": terms.purpose, "target": "\(target)", "neededBy": neededBy ?? "",
        ]), on: house.businessDate, isDryRun: dryRun.isOn)
      _ = try house.store.write(request) { write in
        try Campaign.open(fund, target: target, neededBy: needed, in: write)
        return code
      }
      try common.screen.show(
        ["campaign": code], words: "The campaign \(code) is open. A deduction code in a profile can name its fund.")
      if let needed { CampaignWords.say(house.lastPayDates(for: needed), needed, common.screen) }
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

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "One campaign: what it is for, how far it has come, and by when gifts must be taken.")
    @OptionGroup var common: Common
    @Argument(help: "Its code.")
    var code: String

    func run() throws {
      let page = try common.house().campaign(code)
      let campaign = page.campaign
      common.screen.heading(Table.harmless(page.fund.name))
      common.screen.say("For: \(Table.harmless(page.fund.purpose))")
      common.screen.say(
        "Takes gifts: \(page.fund.opens.map { "from \($0)" } ?? "from the beginning"), "
          + (page.fund.closes.map { "until \($0)" } ?? "without end"))
      common.screen.say(
        campaign.surplusTo.map { "What is left goes to: \($0)" } ?? "What is left is held in it, for its own purpose.")
      if let needed = campaign.neededBy.flatMap({ CivilDate($0) }) {
        CampaignWords.say(page.lastPayDates, needed, common.screen)
      }
      try common.screen.show(
        page,
        as: Table(
          ["Hoped for", "Received", "So far", "On its way", "There now", "Books", "Vouchers"],
          rows: [
            [
              .pence(campaign.targetPence), .pence(campaign.receivedPence), .text("\(page.percent) %"),
              .pence(campaign.inTransitPence), .pence(campaign.availablePence), .count(campaign.books),
              .count(campaign.vouchers),
            ]
          ]))
    }
  }

  struct Close: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "close", abstract: "Take no more gifts, and move or hold what is left; a second person must agree.",
      discussion: """
        EXAMPLES
          nolimits campaign close pack-home
          nolimits campaign close gifts-2026 --after 2026-12-24

        What is there and promised to nobody goes to the fund that the campaign's wording names; without one it is held.
        What comes later is moved by closing it once more.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "Its code.")
    var code: String
    @Option(help: "The last day on which it takes gifts. Default: today.")
    var after: String?

    func run() throws {
      let house = try common.houseForDecision(Action("campaign.close"))
      let words = try house.closeCampaign(
        code, after: try after.map(Common.day) ?? house.businessDate, isDryRun: dryRun.isOn)
      try common.screen.show(["campaign": code, "result": words], words: words)
      dryRun.remind(common.screen)
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
      let house = try common.houseForDecision(Action("campaign.bought"))
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

/// The lawful lag, in words.
enum CampaignWords {
  static func say(_ dates: [LastPayDate], _ needed: CivilDate, _ screen: Screen) {
    screen.say(
      "Its money is needed by \(needed.inWords). In law it must be there by then if it is taken from pay on or before:")
    for date in dates {
      let by = date.by == "direct" ? "paid by the employer without an agency" : "by the agency \(date.by)"
      screen.say("  \(CivilDate(date.payDate)?.inWords ?? date.payDate) (\(by))")
    }
  }
}
