// nolimits fund transfer, nolimits takeon

import ArgumentParser
import Dates
import Files
import Ledger
import Money
import Operations
import Store

extension FundTransfer.Reason: ExpressibleByArgument {}

/// Pounds as people type them.
enum Pounds {
  static func read(_ text: String) throws -> Pence {
    do throws(AmountFault) { return try Amount.read(Array(text.utf8)) } catch {
      throw ValidationError(
        error == .tooLarge
          ? "\(text) is too large: the most is \(Pence.limit.pounds)." : "\"\(text)\" is not an amount like 10.00.")
    }
  }
}

struct FundTransferCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transfer", abstract: "Move money from one fund to another; a second person must agree.",
    discussion: """
      EXAMPLES
        nolimits fund transfer gift-of-giving no-limits 120.00 --reason surplus

      Only what can be awarded is moved: to the fund it is part of (to-parent), to the fund its wording names
      (surplus), or where both people say that the purposes agree (purpose-agreed).
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The code of the fund that gives.")
  var from: String
  @Argument(help: "The code of the fund that gets.")
  var to: String
  @Argument(help: "Pounds, such as 120.00.")
  var amount: String
  @Option(help: "Why.")
  var reason: FundTransfer.Reason

  func run() throws {
    let transfer = FundTransfer(from: from, to: to, amount: try Pounds.read(amount), reason: reason)
    let words = try common.houseForDecision(Action("fund.transfer")).transfer(transfer, isDryRun: dryRun.isOn)
    try common.screen.show(["from": from, "to": to, "result": words], words: words)
    dryRun.remind(common.screen)
  }
}

struct TakeOnCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "takeon", abstract: "Take on what there was before; a second person must agree.",
    discussion: """
      EXAMPLES
        nolimits takeon balances.csv --account FDN --stated 7120.50 --on 2026-11-30
        nolimits takeon grants.csv --grants

      Balances, once. Headings: fund,balance. They must come to what the foundation states.

      Past grants and open awards, after the balances. Headings:
      reference,name,birthDate,programme,awardedOn,amount,paid,agreed,safeContact
      What is still to be paid is promised, and can be paid here. What was paid in full counts for the
      twelve months. A grant comes in once, by its reference. Names go to the vault and nowhere else.

      Mandates of givers come with: nolimits mandate import.
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The file.", completion: .file())
  var file: String
  @Flag(help: "The file is of past grants and open awards, not of balances.")
  var grants = false
  @Option(help: "Balances: the bank account that the money lies in, as config/banks names it.")
  var account: String?
  @Option(help: "Balances: what the foundation says it holds, such as 7120.50.")
  var stated: String?
  @Option(help: "Balances: the day at whose end it held it.")
  var on: String?

  func validate() throws {
    let given = [account, stated, on].compactMap(\.self).count
    guard given == (grants ? 0 : 3) else {
      throw ValidationError("Balances need --account, --stated and --on. Grants need --grants, and none of these.")
    }
  }

  private func take(_ house: House) throws -> (words: String, faults: [FileFault]) {
    guard let account, let stated, let on else { return try house.takeOnGrants(file, isDryRun: dryRun.isOn) }
    return try house.takeOn(
      file, account: account, date: try Common.day(on), stated: try Pounds.read(stated), isDryRun: dryRun.isOn)
  }

  func run() throws {
    let house = try common.houseForDecision()
    if !grants { try house.requireRole(Action("scheme.takeon")) }
    let result = try take(house)
    for fault in result.faults {
      Screen.complain("\(file):\(fault.line):\(fault.column): \(fault.message) (\(fault.code))")
    }
    guard result.faults.isEmpty else {
      Screen.complain("Nothing was changed.")
      throw Leave(status: .inputRefused)
    }
    try common.screen.show(["result": result.words], words: result.words)
    dryRun.remind(common.screen)
  }
}
