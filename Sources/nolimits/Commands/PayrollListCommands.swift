// nolimits payroll: how files are read, and who has stopped giving.

import ArgumentParser
import Dates
import Giving
import Operations
import Store

struct PayrollProfiles: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "profiles", abstract: "How payroll files are read.")
  @OptionGroup var common: Common

  struct Listed: Encodable {
    let profile: String
    let words: String
    let fileName: String?
    let payrolls: [String]
    let controlTotals: Bool
  }

  func run() throws {
    let profiles = try common.readConfiguration().profiles.map { profile in
      Listed(
        profile: profile.name, words: profile.words, fileName: profile.fileName?.text,
        payrolls: profile.payrolls.map { "\($0.employer)/\($0.payroll)" }, controlTotals: profile.hasControlTotals)
    }
    try common.screen.show(
      profiles,
      as: Table(
        ["Profile", "What it reads", "File names", "Payrolls", "Control totals"], leaving: ["What it reads"],
        rows: profiles.map {
          [
            .text($0.profile), .text($0.words), .optional($0.fileName), .text($0.payrolls.joined(separator: " ")),
            .text($0.controlTotals ? "yes" : "none"),
          ]
        }))
  }
}

struct PayrollLapsed: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lapsed", abstract: "Live mandates for which no deduction came in a month.")
  @OptionGroup var common: Common
  @Argument(help: "The month, such as 2026-10.")
  var month: String

  func run() throws {
    guard let month = Month(month) else { throw ValidationError("\"\(month)\" is not a month like 2026-10.") }
    let lapses = try Lapse.all(in: month, try common.house(reading: Action("mandate.read")).store.reading)
    try common.screen.show(
      lapses,
      as: Table(
        ["Mandate", "Post", "Code", "Amount", "Expected in"], empty: "Every live mandate had its deduction.",
        rows: lapses.map {
          [.text("M\($0.mandate)"), .count($0.post), .text($0.code), .pence($0.amountPence), .text($0.file)]
        }))
  }
}
