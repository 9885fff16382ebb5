// nolimits statement

import ArgumentParser
import Dates
import Ledger
import Operations
import Reporting
import Store

struct StatementCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statement", abstract: "What the scheme had, got and spent.",
    subcommands: [OfMonth.self, StatementSendCommand.self, StatementConfirmCommand.self, StatementAddressCommand.self])

  struct OfMonth: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "month", abstract: "A month's figures, beside the year's and last year's.",
      discussion: """
        EXAMPLES
          nolimits statement month 2026-10
          nolimits statement month 2026-10 --fund no-limits --csv >october.csv
          nolimits statement month 2026-10 --files

        Unaudited. A draft while the month is open. The year begins as config/statement.yaml says.
        With --files its page, CSV, XML and PDF are written under HOME/statements, for all funds and for each. Those of a
        closed month are always the same bytes.
        """)
    @OptionGroup var common: Common
    @Argument(help: "The month, such as 2026-10. Default the month before this.")
    var month: String?
    @Option(help: "One fund only.")
    var fund: String?
    @Flag(help: "Write its files under HOME/statements.")
    var files = false

    struct Shown: Encodable {
      let isDraft: Bool
      let waiting: Int64
      let auditHead: String?
      let figures: StatementFigures
    }

    func run() throws {
      let house = try common.house()
      let month = try month.map { try Common.month($0) } ?? house.businessDate.month.previous
      if files { return try writeFiles(house, month) }
      let shown = try house.store.snapshot { reading in
        let close = try MonthClose.find(month, reading)
        return Shown(
          isDraft: close == nil,
          waiting: try close?.waiting ?? OpenItem.counts(reading).reduce(0) { $0 + $1.count }, auditHead: close?.head,
          figures: try house.statement(month, fund: fund, reading).figures)
      }
      common.screen.heading("\(shown.isDraft ? "DRAFT: " : "")Unaudited management statement, \(month.inWords)")
      common.screen.say(shown.figures.firstLine(waiting: shown.waiting))
      try common.screen.show(shown, as: Self.table(shown.figures))
      if let head = shown.auditHead { common.screen.say("Audit head at the close: \(head)") }
    }

    private func writeFiles(_ house: House, _ month: Month) throws {
      let written = try house.writeStatement(month)
      let kind = written.isDraft ? "drafts" : "files"
      try common.screen.show(
        written,
        words: "The \(kind) of \(month.inWords) lie in \(house.store.home.file("statements"))/\(month): "
          + "\(written.files.count) files. \(written.noPDF ?? "")")
    }

    static func table(_ figures: StatementFigures) -> Table {
      Table(
        ["Line", "Month", "Year to date", "Same month last year"],
        rows: (figures.movements + figures.position).map {
          [.text($0.words), .pence($0.monthPence), .pence($0.yearToDatePence), .pence($0.lastYearPence)]
        })
    }
  }
}
