// Months that were opened again after a report told of them. The report stays as it was; it is said that its months changed
// since, until the next of its kind shows what is so now.

import Dates
import Ledger
import Store

/// A published report, and its months that were changed afterwards.
public struct ChangedReport: Hashable, Sendable {
  /// The report.
  public let period: ReportPeriod
  /// Its months that were closed anew, or are open again, and that no later report of its kind told of; in order.
  public let months: [Month]

  /// All reports with such months, in order of their end.
  public static func all(_ reading: Reading) throws -> [ChangedReport] {
    let open = try Months.read(reading)
    let told = try lastTold(reading)
    guard !told.isEmpty else { return [] }
    let closes = try reading.all("SELECT month, \(Schema.link(of: "c.id", in: "'month_close'")) FROM month_close AS c")
    {
      (month: try $0.month(0), link: $0.int(1))
    }
    return told.compactMap { period, link in
      let months = period.eachMonth.filter { month in
        open.isOpen(month) || closes.contains { $0.month == month && $0.link > link }
      }
      return months.isEmpty ? nil : ChangedReport(period: period, months: months)
    }
  }

  /// The published reports, and the link of the newest of their kind that tells of their time or of one after it: that one
  /// showed what had changed by then.
  private static func lastTold(_ reading: Reading) throws -> [(period: ReportPeriod, link: Int64)] {
    let links = Dictionary(
      try reading.all(
        "SELECT kind || '/' || code, \(Schema.link(of: "r.id", in: "'report'")) FROM report AS r ORDER BY id"
      ) { ($0.text(0), $0.int(1)) }
    ) { first, _ in first }
    let periods = try KeptReport.periods(reading)
    return periods.map { period in
      let later = periods.filter { $0.kind == period.kind && $0.months.upperBound >= period.months.upperBound }
      return (period, later.compactMap { links[$0.name] }.max() ?? 0)
    }
  }

  /// The report's name in words, and who reads it: `The half-yearly report on April to September 2026, which the board
  /// read`.
  public var words: String {
    switch period.kind {
    case .board: "The half-yearly report on \(period.words), which the board read"
    case .year: "The yearly report on \(period.words), which cabinet read and the accounts took up"
    }
  }

  /// Its changed months in words.
  public var monthWords: String { months.map(\.inWords).joined(separator: ", ") }
}

extension BoardContent {
  /// What an earlier report of the same kind told, and what is so now.
  public struct Correction: Codable, Hashable, Sendable {
    /// The earlier report's code.
    public let code: String
    /// Its period, in words.
    public let words: String
    /// Its months that were changed since, in words.
    public let months: String
    /// What it told came in, in pence.
    public let toldPence: Int64
    /// What came in in its time, as the books are now.
    public let nowPence: Int64
  }

  /// What a report shows of those of its kind before it whose months were changed since. Only what came in in all: a balance
  /// shows that, and the statement of the month that was closed anew tells it already.
  static func corrections(before period: ReportPeriod, _ reading: Reading) throws -> [Correction] {
    try ChangedReport.all(reading).filter {
      $0.period.kind == period.kind && $0.period.months.upperBound < period.months.lowerBound
    }.compactMap { changed in
      let told = try KeptReport.content(changed.period, reading)?[.raised, "total"]?.pence.flatMap { Int64($0) }
      guard let told else { return nil }
      let months = changed.period.months
      let income = try StatementFigures.read(
        months.upperBound, yearBegins: months.lowerBound.number, reading
      ).income.reduce(Int64(0)) { $0 + $1.yearToDatePence }
      let moved = try FundTransfer.moved(in: months, reading).values.reduce(0, +)
      return Correction(
        code: changed.period.code, words: changed.period.words, months: changed.monthWords, toldPence: told,
        nowPence: income - moved)
    }
  }
}
