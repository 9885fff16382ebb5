// nolimits fund, nolimits suspense, nolimits entry

import ArgumentParser
import Dates
import Giving
import Ledger
import Operations
import Store

struct FundCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fund", abstract: "Funds: what money is for.",
    subcommands: [
      List.self, Show.self, Open.self, Close.self, FundTransferCommand.self, FundStatementCommand.self,
    ])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Every fund and its money.")
    @OptionGroup var common: Common

    func run() throws {
      let funds = try FundPosition.all(try common.house().store.reading)
      try common.screen.show(funds, as: FundTable.table(funds))
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "One fund: its purpose and its money.")
    @OptionGroup var common: Common
    @Argument(help: "Its code.")
    var fund: String

    struct Shown: Encodable {
      let fund: Fund
      let position: FundPosition?
    }

    func run() throws {
      let reading = try common.house().store.reading
      guard let found = try Funds.read(reading)[fund] else { throw GivingError.notFound(kind: "fund", id: fund) }
      let position = try FundPosition.all(reading).first { $0.fund == found.code }
      common.screen.heading(Table.harmless(found.name))
      common.screen.say("For: \(Table.harmless(found.purpose))")
      if let parent = found.parent { common.screen.say("Part of: \(parent)") }
      if let surplus = found.surplusTo { common.screen.say("A surplus goes to: \(surplus)") }
      try common.screen.show(Shown(fund: found, position: position), as: FundTable.table(position.map { [$0] } ?? []))
    }
  }

  struct Open: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "open", abstract: "Open a fund or a campaign.",
      discussion: """
        EXAMPLES
          nolimits fund open packs --name "Starter packs" --purpose "A first home"
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "Its code.")
    var code: String
    @OptionGroup var terms: FundTerms

    func run() throws {
      let house = try common.houseForDecision(Action("fund.open"))
      guard Employer.isCode(code) else { throw GivingError.notACode(code) }
      let fund = try terms.fund(code)
      let request = WriteRequest(
        Action("fund.open"), by: house.actor, key: house.freshKey("fund/\(code)"),
        inputs: Inputs(["name": terms.name, "purpose": terms.purpose]), on: house.businessDate, isDryRun: dryRun.isOn)
      _ = try house.store.write(request) { try Fund.open(fund, in: $0).number }
      try common.screen.show(
        ["fund": code], words: "The fund \(code) is open. A deduction code in a profile can name it.")
      dryRun.remind(common.screen)
    }
  }

  struct Close: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "close", abstract: "Take no more gifts after a day; a second person must agree.")
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "Its code.")
    var code: String
    @Option(help: "The last day on which it takes gifts.")
    var after: String

    func run() throws {
      let words = try common.houseForDecision(Action("fund.close")).closeFund(
        code, after: try Common.day(after), isDryRun: dryRun.isOn)
      try common.screen.show(["fund": code, "result": words], words: words)
      dryRun.remind(common.screen)
    }
  }
}

/// What a fund or a campaign is opened with.
struct FundTerms: ParsableArguments {
  @Option(help: "Its name.")
  var name: String
  @Option(help: "What gifts to it are for, in the words of the appeal: it binds the money.")
  var purpose: String
  @Option(help: "The fund it is part of.")
  var parent: String?
  @Option(help: "The first day on which it takes gifts.")
  var opens: String?
  @Option(help: "The last day on which it takes gifts.")
  var closes: String?
  @Option(name: .customLong("surplus-to"), help: "The fund a surplus goes to, if its wording says so.")
  var surplusTo: String?

  /// The fund under this code; the books give it its number.
  func fund(_ code: String) throws -> Fund {
    Fund(
      number: 0, code: code, name: name, purpose: purpose, parent: parent, opens: try opens.map(Common.day),
      closes: try closes.map(Common.day), surplusTo: surplusTo)
  }
}

enum FundTable {
  static func table(_ funds: [FundPosition]) -> Table {
    Table(
      ["Fund", "Received", "On its way", "In the bank", "Promised", "Can be awarded"],
      rows: funds.map {
        [
          .text($0.fund), .pence($0.receivedPence), .pence($0.inTransitPence), .pence($0.bankPence),
          .pence($0.promisedPence), .pence($0.availablePence),
        ]
      })
  }
}

struct SuspenseCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "suspense", abstract: "Money that nobody knows the fund of yet.",
    subcommands: [List.self, Settle.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "What lies in suspense, oldest first.")
    @OptionGroup var common: Common

    struct Aged: Encodable {
      let item: OpenItem
      let ageDays: Int
    }

    func run() throws {
      let house = try common.house(reading: Action("payroll.read"))
      let items = try OpenItem.open(house.store.reading).filter { $0.suspensePence != nil }.map { item in
        Aged(item: item, ageDays: CivilDate(item.eventDate).map { house.businessDate.days(since: $0) } ?? 0)
      }
      try common.screen.show(
        items,
        as: Table(
          ["Item", "Because", "In suspense", "Days", "Settle by"], empty: "Nothing lies in suspense.",
          rows: items.map { aged in
            [
              .text(aged.item.id), .text(ItemWords.of(aged.item.code)),
              .pence(aged.item.suspensePence ?? 0), .count(Int64(aged.ageDays)), .optional(aged.item.dueDate),
            ]
          }))
    }
  }

  struct Settle: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "settle", abstract: "Say where an item's money goes.",
      discussion: """
        EXAMPLES
          nolimits suspense settle ITEM --to-fund no-limits --reason consent-received
        """)
    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @OptionGroup var how: SettlingOptions
    @Argument(help: "The item's id.")
    var item: String

    func run() throws { try how.settle(item, common, isDryRun: dryRun.isOn, action: "suspense.settle") }
  }
}
