// nolimits payroll: lines that wait for a person, and where their money goes.

import ArgumentParser
import Giving
import Ledger
import Operations
import Store

struct PayrollExceptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "exceptions", abstract: "The lines that wait for a person.")
  @OptionGroup var common: Common
  @Flag(help: "Whatever waits, not only lines.")
  var all = false

  func run() throws {
    let items = try OpenItem.open(try common.house(reading: Action("payroll.read")).store.reading).filter {
      all || $0.line != nil
    }
    try common.screen.show(items, as: ItemTable.table(items))
    if !items.isEmpty {
      common.screen.say("Settle one:\n  nolimits payroll resolve ITEM --to-fund FUND --reason consent-received")
      common.screen.say("Other ways and reasons: nolimits payroll resolve --help")
    }
  }
}

enum ItemTable {
  static func table(_ items: [OpenItem]) -> Table {
    Table(
      ["Item", "Because", "In suspense", "Settle by"], empty: "Nothing waits.",
      rows: items.map { item in
        [
          .text(item.id), .text(ItemWords.of(item.code)),
          .suspense(item.suspensePence ?? 0), .optional(item.dueDate),
        ]
      })
  }
}

struct PayrollResolve: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resolve", abstract: "Settle a line that waits.",
    discussion: """
      EXAMPLES
        nolimits payroll resolve ITEM --to-fund no-limits --reason consent-received
        nolimits payroll resolve ITEM --to-mandate M17 --reason register-corrected
        nolimits payroll resolve ITEM --returned --reason refunded-by-payroll
        nolimits payroll resolve ITEM --noted --reason looked-at

      Reasons: \(ResolutionReason.allCases.map(\.rawValue).joined(separator: ", ")).
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @OptionGroup var how: SettlingOptions
  @Argument(help: "The item's id.")
  var item: String

  func run() throws { try how.settle(item, common, isDryRun: dryRun.isOn, action: "payroll.resolve") }
}

/// How an item is settled.
struct SettlingOptions: ParsableArguments {
  @Option(name: .customLong("to-fund"), help: "The money goes to this fund.")
  var fund: String?
  @Option(name: .customLong("to-mandate"), help: "The money goes where this mandate says.")
  var mandate: String?
  @Option(
    name: .customLong("as-deducted"), help: "An agency's money: this employer deducted it, in files that came since.")
  var employer: String?
  @Option(help: "What was passed on too much: it pays this, which the same payer owes.")
  var against: String?
  @Flag(help: "Payroll gave it back; it is not coming.")
  var returned = false
  @Flag(help: "Nothing to move: a person has looked.")
  var noted = false
  @Option(help: "Why: one of the coded reasons.")
  var reason: String

  private func resolution() throws -> Resolution {
    let chosen = [fund != nil, mandate != nil, employer != nil, against != nil, returned, noted].filter { $0 }.count
    guard chosen == 1 else {
      throw ValidationError("Say one of --to-fund, --to-mandate, --as-deducted, --against, --returned, --noted.")
    }
    if let fund { return .fund(fund) }
    if let employer { return .deducted(employer) }
    if let against { return .against(against) }
    if let mandate { return .mandate(try MandateNumber.read(mandate)) }
    return returned ? .returned : .noted
  }

  func settle(_ item: String, _ common: Common, isDryRun: Bool, action: String) throws {
    let house = try common.houseForDecision(Action(action))
    guard let reason = ResolutionReason(rawValue: reason) else {
      throw ValidationError("--reason is one of: \(ResolutionReason.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let settlement = try house.settling(isDryRun: isDryRun).settle(
      item, as: try resolution(), reason: reason, action: action)
    if let day = settlement.settledBefore {
      return try common.screen.show(settlement, words: "\(item) was settled just so on \(day). Nothing to do.")
    }
    let moved =
      settlement.movedPence == 0
      ? "no money moved" : "\(settlement.movedPence.pounds) \(against.map { "pays \($0)" } ?? "moved out of suspense")"
    try common.screen.show(settlement, words: "\(isDryRun ? "Would settle" : "Settled") \(item): \(moved).")
    if isDryRun { return common.screen.say("This was a dry run. Nothing was changed.") }
    common.screen.say("What is left: nolimits payroll exceptions")
  }
}
