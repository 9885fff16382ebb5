// A table of figures before and after disclosure control: what each figure adds up, and whether it is shown.

/// What a figure is made of.
public enum Measure: String, Codable, Hashable, Sendable {
  /// People, grants or other things that stand for people.
  case count
  /// Money.
  case pence
}

/// The smallest piece that figures add up: the grants of one programme in one month, say. A figure names its pieces, so
/// rows, columns, totals, balances, the year to date and earlier reports need no rules of their own.
public struct FigurePart: Codable, Hashable, Comparable, Sendable {
  /// What it is made of.
  public let measure: Measure
  /// Its stable name, the same in every report, such as `grants/individuals/2026-04`.
  public let name: String

  /// A piece.
  public init(_ measure: Measure, _ name: String) {
    self.measure = measure
    self.name = name
  }

  /// In order of name.
  public static func < (a: FigurePart, b: FigurePart) -> Bool {
    (a.name, a.measure.rawValue) < (b.name, b.measure.rawValue)
  }
}

/// A figure that is to be published.
public struct DisclosureCell: Hashable, Sendable {
  /// Its name in this report.
  public let key: String
  /// What it is made of.
  public let measure: Measure
  /// The names of the pieces it adds up. None: it is nought.
  public let parts: Set<String>
  /// For money: the figure in the same table that counts it; it is hidden with it.
  public let countedBy: String?
  /// For money: the most that comes from, or goes to, one person.
  public let largestPence: Int64?
  /// Whether it stands whatever it gives away: the month's sums, without which no balance can be followed.
  public let mustShow: Bool
  /// Numbers that a reader who sees this one can take from others that were told and that no pieces say: how many people
  /// of the half-year did not give in May. It is hidden if one of them is small.
  public let differences: [Int64]

  /// A figure.
  public init(
    _ key: String, _ measure: Measure, of parts: some Sequence<String>, countedBy: String? = nil,
    largestPence: Int64? = nil, mustShow: Bool = false, differences: [Int64] = []
  ) {
    self.key = key
    self.measure = measure
    self.parts = Set(parts)
    self.countedBy = countedBy
    self.largestPence = largestPence
    self.mustShow = mustShow
    self.differences = differences
  }
}

/// A report's figures, before it is known which of them may be shown.
public struct DisclosureTable: Sendable {
  /// The report's name, such as `board/2026-H1`.
  public let report: String
  /// What each piece comes to.
  public let parts: [FigurePart: Int64]
  /// The figures, in the order they are shown.
  public let cells: [DisclosureCell]
  /// Totals and what stands under them, by key: what a reader subtracts at a glance.
  public let breakdowns: [(total: String, of: [String])]

  /// A table.
  public init(
    _ report: String, parts: [FigurePart: Int64], cells: [DisclosureCell],
    breakdowns: [(total: String, of: [String])] = []
  ) {
    self.report = report
    self.parts = parts
    self.cells = cells
    self.breakdowns = breakdowns
  }

  func value(of cell: DisclosureCell) -> Int64 {
    cell.parts.reduce(0) { $0 + (parts[FigurePart(cell.measure, $1)] ?? 0) }
  }
}

/// A figure as it was decided on. The value stands in the books; nobody reads it where it is hidden.
public struct PublishedFigure: Codable, Hashable, Sendable {
  /// Why a figure is hidden.
  public enum Reason: String, Codable, CaseIterable, Sendable {
    /// It counts 1 to 5 people.
    case small
    /// Its count is hidden.
    case withCount = "with-count"
    /// Most of it comes from, or goes to, one person.
    case dominant
    /// Shown, it would give back another that is hidden, or a small difference to one that was shown before.
    case protects
  }

  /// Its name in its report.
  public let key: String
  /// What it is made of.
  public let measure: Measure
  /// The names of the pieces it adds up, in order.
  public let parts: [String]
  /// What it comes to.
  let value: Int64
  /// Why it is hidden; nil where it is shown.
  public let hidden: Reason?

  /// What may be shown: nil where it is hidden.
  public var shown: Int64? { hidden == nil ? value : nil }

  /// A figure that was decided on.
  init(key: String, measure: Measure, parts: [String], value: Int64, hidden: Reason?) {
    self.key = key
    self.measure = measure
    self.parts = parts
    self.value = value
    self.hidden = hidden
  }
}

/// A report's figures as they are published.
public struct PublishedTable: Codable, Hashable, Sendable {
  /// The report's name.
  public let report: String
  /// The figures, in the order they are shown.
  public let figures: [PublishedFigure]
  /// Up to what counts were hidden for being small: a reader knows it, whatever the setting became since.
  let hiddenUpTo: Int64
  /// What each piece came to when the report was made.
  let parts: [FigurePart: Int64]
  /// Hidden figures that what must be shown gives back all the same, by key or piece: said, and not denied.
  public let exceptions: [String]

  /// The figure of this key, or nil.
  public subscript(key: String) -> PublishedFigure? { figures.first { $0.key == key } }

  /// A figure as a cell: its number, the sign of what is hidden, or nil where there is none of this key.
  func cell(_ key: String) -> String? {
    self[key].map { figure in figure.shown.map { "\($0)" } ?? Self.hiddenSign }
  }

  /// The sign that stands for a hidden figure.
  public static let hiddenSign = "c"
}
