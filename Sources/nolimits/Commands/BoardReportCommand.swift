// nolimits report board, nolimits report year

import ArgumentParser
import Dates
import Operations
import Reporting
import Store

/// What the commands of both reports do.
struct ReportOptions: ParsableArguments {
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun

  /// Publishes the report of a period and writes its files; with a dry run only shows what it would say.
  /// - Parameter text: the period as it was typed; nil for the last one that is over.
  func make(_ kind: ReportPeriod.Kind, _ text: String?) throws {
    let house = try dryRun.isOn ? common.house() : common.houseForDecision()
    let period = try period(kind, text, house)
    guard !dryRun.isOn else {
      let content = try house.report(period)
      common.screen.heading("\(period.words). Unaudited.")
      try common.screen.show(content, as: Self.table(content))
      return dryRun.remind(common.screen)
    }
    let made = try house.makeReport(period)
    try common.screen.show(made, words: Self.words(made, house))
  }

  private func period(_ kind: ReportPeriod.Kind, _ text: String?, _ house: House) throws -> ReportPeriod {
    let begins = try house.configuration.statements().yearBegins
    if let text {
      guard let period = ReportPeriod(kind, text, yearBegins: begins) else {
        throw ValidationError(
          kind == .board ? "\"\(text)\" is not a half-year like 2026-H1." : "\"\(text)\" is not a year like 2026.")
      }
      return period
    }
    let now = ReportPeriod.containing(house.businessDate.month, kind, yearBegins: begins)
    guard let before = now.flatMap({ ReportPeriod.containing($0.months.lowerBound.previous, kind, yearBegins: begins) })
    else { throw ValidationError("Say which period.") }
    return before
  }

  private static func words(_ made: ReportFiles, _ house: House) -> String {
    let first =
      made.isNew
      ? "Published: the report for \(made.words)."
      : "The report for \(made.words) was published before. Its files are as they were then."
    let removed =
      made.removed == 0
      ? "" : " Words taken back since, and shown as removed: \(made.removed) of \(made.stories)."
    return "\(first)\(removed)\n"
      + made.files.map { "  \(house.store.home.file($0))" }.joined(separator: "\n")
      + (made.noPDF.map { "\n\($0)" } ?? "")
  }

  private static func table(_ content: BoardContent) -> Table {
    func amount(_ figure: String?) -> Table.Cell {
      figure.map { figure in Int64(figure).map { .pence($0) } ?? .text(figure) } ?? .text("")
    }
    return Table(
      ["Part", "What", "How many", "Amount", "Last time", "Amount last time"],
      leaving: ["Amount last time", "Last time"],
      rows: BoardContent.Part.allCases.flatMap { part in
        content[part].map { line in
          [
            .text(part.rawValue), .text(line.words), .optional(line.count), amount(line.pence),
            .optional(line.lastCount),
            amount(line.lastPence),
          ]
        }
      }
        + content.campaigns.map {
          [.text("campaign"), .text($0.name), .text($0.givers), amount($0.raised), .text(""), .text("")]
        })
  }
}

struct BoardReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "board", abstract: "The half-yearly report to the board.",
    discussion: """
      EXAMPLES
        nolimits report board --dry-run
        nolimits report board
        nolimits report board 2026-H1

      Made of closed months and published once; the job half-year does it by
      itself. Made again it is the same, byte for byte, but for words that a young
      person took back: they are shown as removed, and counted. Small numbers are
      hidden. 2026-H1 is the first half of the year that begins in 2026;
      config/statement.yaml says in which month. Its page, CSV, XML, JSON and PDF
      lie under HOME/reports.
      """)
  @OptionGroup var options: ReportOptions
  @Argument(help: "The half-year, such as 2026-H1. Default the last one that is over.")
  var period: String?

  func run() throws { try options.make(.board, period) }
}

struct YearReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "year", abstract: "The yearly report, for cabinet and the accounts.",
    discussion: """
      EXAMPLES
        nolimits report year --dry-run
        nolimits report year 2026

      As the board's report, for the year that begins in 2026, and with the year
      in the books from the opening balance to the closing one. Unaudited.
      """)
  @OptionGroup var options: ReportOptions
  @Argument(help: "The calendar year in which it begins, such as 2026. Default the last one that is over.")
  var year: String?

  func run() throws { try options.make(.year, year) }
}
