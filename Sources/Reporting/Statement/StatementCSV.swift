// The statement's figures as CSV: one row a figure, in pounds, to be opened in a spreadsheet or read by another program.

import Files
import Money

/// Writes a statement's figures as CSV.
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
    for correction in content.corrections {
      try writer.row([
        .plain("correction"), .plain(correction.month), .text("Belongs to this earlier month"),
        .amount(Pence(correction.pence)), .empty, .empty,
      ])
    }
    for item in content.waiting {
      try writer.row([
        .plain("waiting"), .plain(item.code), .text(item.words), .integer(Int(item.count)), .empty, .empty,
      ])
    }
    return sink.bytes
  }
}
