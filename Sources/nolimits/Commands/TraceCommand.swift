// nolimits trace

import ArgumentParser
import Ledger
import Operations

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: "Follow a pound, from a payslip line to the bank and the fund, and back.",
    discussion: """
      EXAMPLES
        nolimits trace SBC/STAFF/2026-10-30/0001                      a file
        nolimits trace payroll/SBC/STAFF/2026-10-30/0001/r1/SBC/L17   a line
        nolimits trace payroll/SBC/STAFF/2026-10-30/0001/r1/SBC       an entry, and what became of the money
        nolimits trace agency/PGA/2026-11-12/1/L3                     a line of an agency's report
        nolimits trace bank/FDN/2026/FDN-11/p1/0001.1                 a line of a bank statement
        nolimits trace match/BREW/1                                   a sponsor's claim
        nolimits trace no-limits                                      a fund
      """)

  @OptionGroup var common: Common
  @Argument(help: "The id of a file, line, item, entry, gift, claim or fund.")
  var id: String

  func run() throws {
    let house = try common.house()
    let links = try house.trace(id)
    try common.screen.show(
      links,
      as: Table(
        ["Id", "What", "Says", "Amount"],
        rows: links.map {
          [.text($0.id), .text($0.kind), .text($0.words), $0.amountPence.map { .pence($0) } ?? .text("")]
        }))
  }
}
