// nolimits trace

import ArgumentParser
import Giving
import Ledger
import Operations
import Store

struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace", abstract: "Follow a pound, from a payslip line to the fund and back.",
    discussion: """
      EXAMPLES
        nolimits trace SBC/STAFF/2026-10-30/0001                      a file
        nolimits trace payroll/SBC/STAFF/2026-10-30/0001/r1/SBC/L17   a line
        nolimits trace payroll/SBC/STAFF/2026-10-30/0001/r1/SBC       an entry, and what became of the money
        nolimits trace no-limits                                      a fund
      """)

  @OptionGroup var common: Common
  @Argument(help: "The id of a file, line, item, entry or fund.")
  var id: String

  func run() throws {
    let house = try common.house()
    guard let links = try PayrollTrace.follow(id, house.store.reading) else {
      throw GivingError.notFound(kind: "thing", id: id)
    }
    try common.screen.show(
      links,
      as: Table(
        ["Id", "What", "Says", "Amount"],
        rows: links.map {
          [.text($0.id), .text($0.kind), .text($0.words), $0.amountPence.map { .pence($0) } ?? .text("")]
        }))
  }
}
