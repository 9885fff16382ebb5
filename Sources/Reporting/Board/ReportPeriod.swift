// What a report is about: half a year for the board, a year for cabinet and the accounts. Both follow the start of the
// scheme's year, which is a setting.

import Dates

/// A half-year or a year of the scheme.
public struct ReportPeriod: Hashable, Sendable {
  /// Which report it is.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// The half-yearly report to the board.
    case board
    /// The yearly report.
    case year

    /// How many months it tells of.
    public var length: Int { self == .board ? 6 : 12 }
  }

  /// Which report it is.
  public let kind: Kind
  /// Its name among reports of its kind: `2026-H1`, or `2026`, after the calendar year in which its year begins.
  public let code: String
  /// Its months.
  public let months: ClosedRange<Month>

  /// The half, 1 or 2, of the year that begins in this calendar year; nil for any other number or an impossible year.
  public init?(half: Int, year: Int, yearBegins: Int) {
    guard (1...2).contains(half), let begins = Month(year: year, month: yearBegins) else { return nil }
    let first = begins.adding((half - 1) * Kind.board.length)
    (kind, code, months) = (.board, "\(year)-H\(half)", first...first.adding(Kind.board.length - 1))
  }

  /// The year that begins in this calendar year; nil for an impossible one.
  public init?(year: Int, yearBegins: Int) {
    guard let first = Month(year: year, month: yearBegins) else { return nil }
    (kind, code, months) = (.year, "\(year)", first...first.adding(Kind.year.length - 1))
  }

  /// Reads `2026-H1`, or `2026` for a year; nil for anything else.
  public init?(_ kind: Kind, _ text: String, yearBegins: Int) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let number = parts.first, number.utf8.count == 4, let year = Int(number) else { return nil }
    switch (kind, parts.count) {
    case (.year, 1): self.init(year: year, yearBegins: yearBegins)
    case (.board, 2):
      guard let half = ["H1": 1, "H2": 2][parts[1]] else { return nil }
      self.init(half: half, year: year, yearBegins: yearBegins)
    default: return nil
    }
  }

  /// A report that was made, whatever the setting is now.
  init(kind: Kind, code: String, months: ClosedRange<Month>) {
    (self.kind, self.code, self.months) = (kind, code, months)
  }

  /// The period of this kind that a month is in.
  public static func containing(_ month: Month, _ kind: Kind, yearBegins: Int) -> ReportPeriod? {
    let first = StatementFigures.yearStart(month, yearBegins: yearBegins)
    switch kind {
    case .year: return ReportPeriod(year: first.year, yearBegins: yearBegins)
    case .board:
      return ReportPeriod(
        half: month < first.adding(Kind.board.length) ? 1 : 2, year: first.year, yearBegins: yearBegins)
    }
  }

  /// The next one of its kind.
  public func next(yearBegins: Int) -> ReportPeriod? {
    Self.containing(months.upperBound.next, kind, yearBegins: yearBegins)
  }

  /// The name that its figures are published under: `board/2026-H1`.
  public var name: String { "\(kind.rawValue)/\(code)" }

  /// The beginning of the names of its files: `board-2026-H1`.
  public var file: String { "\(kind.rawValue)-\(code)" }

  /// Its months in words: `April to September 2026`.
  public var words: String {
    let (first, last) = (months.lowerBound, months.upperBound)
    let begins = first.year == last.year ? String(first.inWords.dropLast(5)) : first.inWords
    return "\(begins) to \(last.inWords)"
  }

  /// Each of its months, the first first.
  public var eachMonth: [Month] { (0..<kind.length).map { months.lowerBound.adding($0) } }
}
