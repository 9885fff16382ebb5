// nolimits fund statement

import ArgumentParser
import Dates
import Money
import Operations
import Reporting
import Store

struct FundStatementCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statement", abstract: "A fund's exact figures, for those who need them and say why.",
    discussion: """
      EXAMPLES
        nolimits fund statement no-limits 2026-10 --why audit
        nolimits fund statement no-limits --why board-question

      Small numbers are not hidden here. Who looked, when and why is recorded before anything is shown.

      audit              an audit, or another check of the accounts
      board-question     the board, a trustee or a councillor asked something
      complaint          somebody complained
      planning           what may be awarded, or raised, is planned
      safeguarding       someone may not be safe
      error-looked-into  a figure looks wrong, and it is found out why
      """)
  @OptionGroup var common: Common
  @Argument(help: "The fund's code.")
  var fund: String
  @Argument(help: "The month, such as 2026-10. Default the month before this.")
  var month: String?
  @Option(help: "Why you need exact figures. It is recorded.")
  var why: StatementLook.Reason

  func run() throws {
    let house = try common.house(for: Action("statement.look"))
    let month = try month.map { try Common.month($0) } ?? house.businessDate.month.previous
    let content = try house.exactStatement(month, fund: fund, why: why)
    common.screen.heading(
      "\(content.isDraft ? "DRAFT: " : "")Unaudited management statement, \(month.inWords), \(fund), exact figures")
    common.screen.say(content.firstLine)
    try common.screen.show(content, as: StatementCommand.OfMonth.table(content.figures))
    common.screen.show(
      Table(
        ["Counted", "Month", "Year to date", "Same month last year"],
        rows: content.counts.map {
          [.text($0.words), .optional($0.month), .optional($0.yearToDate), .optional($0.lastYear)]
        }))
    common.screen.say("(this look is recorded)")
  }
}

extension StatementLook.Reason: ExpressibleByArgument {}
