// nolimits export journal, export books

import ArgumentParser
import Dates
import Exchange
import Operations

/// Which months an export of the ledger covers.
struct SpanOptions: ParsableArguments {
  @Option(help: "One year from April, such as 2026-27. Default: all there is.")
  var year: String?
  @Option(help: "One month, such as 2026-10.")
  var month: String?
  @Option(help: "A file of the finance system's codes. Default outputs/accounts.yaml of the configuration.")
  var codes: String?

  func read() throws -> LedgerSpan {
    switch (year, month) {
    case (nil, nil): return .all
    case (nil, let month?): return LedgerSpan(month: try Common.month(month))
    case (let year?, nil):
      guard let span = LedgerSpan(year: year) else { throw ValidationError("\"\(year)\" is not a year like 2026-27.") }
      return span
    default: throw ValidationError("Name a year or a month, not both.")
    }
  }
}

extension ExportCommand {
  struct Journal: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "journal", abstract: "The ledger as a journal for accounting programs.",
      discussion: """
        EXAMPLES
          nolimits export journal --format hledger
          nolimits export journal --format beancount --year 2026-27
          nolimits export journal --format csv --month 2026-10

        csv has the finance system's codes beside ours. It lies in outbox/accounting.
        """)
    @OptionGroup var common: Common
    @OptionGroup var span: SpanOptions
    @Option(help: "hledger, beancount or csv.")
    var format: JournalFormat

    func run() throws {
      let report = try common.house().exportJournal(format, span.read(), codes: span.codes)
      try common.screen.show(report, words: ExportCommand.words(report))
    }
  }

  struct Books: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "books", abstract: "Entries, postings, accounts, funds and the trial balance, as CSV.",
      discussion: """
        EXAMPLES
          nolimits export books
          nolimits export books --year 2026-27

        They lie in a folder of outbox/accounting, with a manifest.
        """)
    @OptionGroup var common: Common
    @OptionGroup var span: SpanOptions

    func run() throws {
      let report = try common.house().exportBooks(span.read(), codes: span.codes)
      try common.screen.show(report, words: ExportCommand.words(report))
    }
  }

  static func words(_ report: JournalReport) -> String {
    "\(report.entries) entries with \(report.postings) postings, \(report.debitPence.pounds) each way: \(report.file)"
  }
}

extension JournalFormat: ExpressibleByArgument {}
