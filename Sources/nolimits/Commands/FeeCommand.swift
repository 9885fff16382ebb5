// nolimits fee

import ArgumentParser
import Dates
import Giving
import Money
import Operations
import Store

struct FeeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fee", abstract: "What the foundation takes of funds for its costs.",
    subcommands: [Charge.self, List.self, Show.self], defaultSubcommand: List.self)

  private static func table(_ fees: [FundFee], taken: String, empty: String) -> Table {
    Table(
      ["Fund", "Month", taken, "Could not be taken"], empty: empty,
      rows: fees.map { [.text($0.fund), .text($0.month), .pence($0.feePence), .pence($0.restPence)] })
  }

  /// Says why a fund owes less than was taken, and what becomes of that.
  private static func sayCredits(_ fees: [FundFee], _ screen: Screen) {
    for fee in fees where fee.creditPence > 0 {
      screen.say(
        "\(fee.creditPence.pounds) more was taken of \(fee.fund) than it owes by now, because money was taken back. It is held against the fund's next fees."
      )
    }
  }

  struct Charge: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "charge", abstract: "Take the fee of a month that is over.",
      discussion: """
        EXAMPLES
          nolimits fee charge 2026-11 --dry-run
          nolimits fee charge 2026-11

        What is taken, and on what, stands in config/fees.yaml. Done again, it takes only
        what has come since. No fund gives more than it could award: the rest waits.
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The month, such as 2026-11.")
    var month: String

    func run() throws {
      let month = try Common.month(month)
      let house = try common.houseForDecision(Action("fee.charge"))
      let fees = try house.chargeFees(month, isDryRun: dryRun.isOn)
      try common.screen.show(
        fees, as: FeeCommand.table(fees, taken: "Taken", empty: "Nothing is to be taken for \(month) that was not yet.")
      )
      if !common.json, !common.csv { FeeCommand.sayCredits(try house.feesOwed(after: month), common.screen) }
      dryRun.remind(common.screen)
      if !dryRun.isOn, fees.contains(where: { $0.restPence > 0 }) { throw Leave(status: .waiting) }
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "The fees that were taken, the newest first.")
    @OptionGroup var common: Common

    func run() throws {
      let fees = try common.house().feesTaken()
      try common.screen.show(
        fees,
        as: Table(
          ["Fund", "Taken in", "For", "Basis", "On", "Rate", "Fee"], empty: "No fee was taken yet.",
          rows: fees.map {
            [
              .text($0.fund), .text($0.month), .text($0.forMonth), .text($0.basis.rawValue), .pence($0.basePence),
              .text("\(Rate(basisPoints: $0.rateBasisPoints))"), .pence($0.feePence),
            ]
          }))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "What each fund owes by now, up to the last month that is over.")
    @OptionGroup var common: Common

    func run() throws {
      let fees = try common.house().feesOwed()
      try common.screen.show(
        fees, as: FeeCommand.table(fees, taken: "To be taken", empty: "No fee is agreed."))
      if !common.json, !common.csv { FeeCommand.sayCredits(fees, common.screen) }
    }
  }
}
