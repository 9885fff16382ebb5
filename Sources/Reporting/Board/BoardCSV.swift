// The report's figures as CSV: one row a line, in pounds; a hidden figure is `c`, and one that is not told is empty.

import Files
import Money

/// Writes a report's figures as CSV.
enum BoardCSV {
  /// The bytes; the same for the same content.
  /// - Throws: `OutputError` for a text that no CSV can carry.
  static func bytes(_ content: BoardContent) throws -> [UInt8] {
    let sink = MemorySink()
    let writer = CSVWriter(to: sink)
    try writer.headings(["part", "code", "line", "count", "amount", "lastCount", "lastAmount"])
    for part in BoardContent.Part.allCases {
      for line in content[part] {
        try writer.row([
          .plain(part.rawValue), .plain(line.code), .text(line.words), count(line.count), amount(line.pence),
          count(line.lastCount), amount(line.lastPence),
        ])
      }
    }
    for campaign in content.campaigns {
      for (code, words, figure) in [
        ("givers", "gave", count(campaign.givers)), ("books", "books", count(campaign.books)),
        ("vouchers", "vouchers", count(campaign.vouchers)),
      ] {
        try writer.row([
          .plain("campaign"), .plain("\(campaign.code)/\(code)"), .text("\(campaign.name): \(words)"), figure, .empty,
          .empty, .empty,
        ])
      }
      for (code, words, figure) in [
        ("raised", "came in", amount(campaign.raised)), ("target", "hoped for", amount("\(campaign.targetPence)")),
      ] {
        try writer.row([
          .plain("campaign"), .plain("\(campaign.code)/\(code)"), .text("\(campaign.name): \(words)"), .empty, figure,
          .empty, .empty,
        ])
      }
    }
    for told in content.corrections ?? [] {
      try writer.row([
        .plain("correction"), .plain(told.code.lowercased()), .text("\(told.words), put right: \(told.months)"), .empty,
        amount("\(told.nowPence)"), .empty, amount("\(told.toldPence)"),
      ])
    }
    return sink.bytes
  }

  private static func count(_ figure: String?) -> CSVField { figure.map { .plain($0) } ?? .empty }

  private static func amount(_ figure: String?) -> CSVField {
    guard let figure else { return .empty }
    return Int64(figure).map { .amount(Pence($0)) } ?? .plain(figure)
  }
}
