// The statement as CSV: one row a figure, in pounds, to be opened in a spreadsheet or read by another program.

import Files
import Money

/// Writes a statement as CSV.
public enum StatementCSV {
  /// The bytes; the same for the same content.
  /// - Throws: `OutputError` for a text that no CSV can carry.
  public static func bytes(_ content: StatementContent) throws -> [UInt8] {
    let sink = MemorySink()
    let writer = CSVWriter(to: sink)
    try writer.headings(["section", "code", "line", "month", "yearToDate", "sameMonthLastYear"])
    func money(_ section: String, _ line: StatementFigures.Line) throws {
      try writer.row(
        [.plain(section), .plain(line.code), .text(line.words)]
          + [line.monthPence, line.yearToDatePence, line.lastYearPence].map { .amount(Pence($0)) })
    }
    try about(content, to: writer)
    for line in content.figures.movements { try money("movement", line) }
    for line in content.figures.position { try money("position", line) }
    for count in content.counts {
      try writer.row(
        [.plain("count"), .plain(count.code), .text(count.words)]
          + [count.month, count.yearToDate, count.lastYear].map { .plain($0 ?? "") })
    }
    for kind in content.kinds {
      try writer.row([
        .plain("kind"), .plain(kind.code), .text("\(kind.words): grants"), .empty, .plain(kind.count), .empty,
      ])
      try writer.row([
        .plain("kind"), .plain(kind.code), .text("\(kind.words): amount"), .empty,
        kind.pence.map { .amount(Pence($0)) } ?? .plain(PublishedTable.hiddenSign), .empty,
      ])
    }
    for balance in content.balances {
      try writer.row([
        .plain("balance"), .plain(balance.month), .text("Balance at the end of the month"),
        .amount(Pence(balance.pence)), .empty, .empty,
      ])
    }
    try rest(content, to: writer)
    return sink.bytes
  }

  /// A row of a single value, in the column of the month.
  private static func row(
    _ section: StaticString, _ code: String, _ words: String, _ value: CSVField = .empty, to writer: CSVWriter
  ) throws {
    try writer.row([.plain("\(section)"), .plain(code), .text(words), value, .empty, .empty])
  }

  /// What statement it is.
  private static func about(_ content: StatementContent, to writer: CSVWriter) throws {
    try row("about", "month", "The month", .plain(content.month), to: writer)
    try row("about", "fund", "The fund", .plain(content.fund?.code ?? "all"), to: writer)
    try row("about", "state", "Whether it can still change", .plain(content.isDraft ? "draft" : "closed"), to: writer)
    try row("about", "edition", "How often the month was closed with this", .integer(content.edition), to: writer)
    try row("about", "practice", "Whether all is invented", .plain(content.isPractice ? "yes" : "no"), to: writer)
    try row("about", "summary", content.firstLine, to: writer)
  }

  /// What is no figure of the month's own.
  private static func rest(_ content: StatementContent, to writer: CSVWriter) throws {
    for correction in content.corrections {
      try row(
        "correction", correction.month, "Belongs to this earlier month: entries",
        correction.entries.map { .integer(Int($0)) } ?? .plain(PublishedTable.hiddenSign), to: writer)
      try row(
        "correction", correction.month, "Belongs to this earlier month: amount",
        correction.pence.map { .amount(Pence($0)) } ?? .plain(PublishedTable.hiddenSign), to: writer)
    }
    for item in content.waiting {
      try row("waiting", item.code, item.words, .integer(Int(item.count)), to: writer)
      try row("waiting-since", item.code, item.words, .plain(item.since), to: writer)
    }
    for line in content.differences { try row("difference", "", line, to: writer) }
    for line in content.powers { try row("power", "", line, to: writer) }
    for line in content.configuration { try row("setting", "", line, to: writer) }
  }
}
