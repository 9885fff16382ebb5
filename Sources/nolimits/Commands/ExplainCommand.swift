// nolimits explain

import ArgumentParser
import Operations

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Why a thing stands as it does, in words.",
    discussion: """
      EXAMPLES
        nolimits explain payroll/SBC/STAFF/2026-10-30/0001/r1/SBC/L17   an item
        nolimits explain payroll/SBC/STAFF/2026-10-30/0001/r1/SBC       an entry, and what is due under it
        nolimits explain bank/FDN/2026/FDN-11/p1/0001.1                 a line of the bank
        nolimits explain no-limits                                      a fund
        nolimits explain 7                                              the award of application 7
      """)

  @OptionGroup var common: Common
  @Argument(help: "The id of an item, entry, bank line, expectation or fund, or the number of an application.")
  var id: String

  func run() throws {
    let lines = try common.house().explain(id)
    try common.screen.show(
      ["id": id, "words": lines.joined(separator: "\n")], words: Table.harmlessLines(lines.joined(separator: "\n")))
  }
}
