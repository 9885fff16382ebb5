// A part of an export as a value: its name, its columns, its rows. The XML, the CSVs and the reader are all made from it, so a
// room that fills a section changes no writer.

/// One part of an export: funds, contributions, grants or payments.
public struct Section: Hashable, Sendable {
  /// What a column holds.
  public enum Kind: Hashable, Sendable {
    /// Text, codes, dates: guarded from spreadsheets in CSV.
    case text
    /// A whole number, of pence where the column's name says so.
    case number
    /// A whole number of pence that counts in the section's control sum.
    case sum
  }

  /// One column.
  public struct Column: Hashable, Sendable {
    /// The stable name, in CSV and XML alike.
    public let name: String
    /// What it holds.
    public let kind: Kind

    /// A column; of text unless said otherwise.
    public init(_ name: String, _ kind: Kind = .text) {
      self.name = name
      self.kind = kind
    }
  }

  /// One value of a row.
  public enum Cell: Hashable, Sendable {
    /// Nothing: left out of the XML, empty in CSV.
    case none
    /// Text that is not empty.
    case text(String)
    /// A whole number.
    case number(Int64)

    /// A text, or nothing where there is none or it is empty.
    public static func text(orNone text: String?) -> Cell { text.flatMap { $0.isEmpty ? nil : .text($0) } ?? .none }

    /// As files write it; nil where there is nothing.
    public var written: String? {
      switch self {
      case .none: nil
      case .text(let text): text
      case .number(let number): String(number)
      }
    }
  }

  /// The stable name, and that of its CSV file: `contributions`.
  public let name: String
  /// The XML element around its rows: `Contributions`.
  public let element: String
  /// The XML element of a row: `Contribution`.
  public let item: String
  /// Its columns; the first is the stable external id of a row.
  public let columns: [Column]
  /// Its rows, in order of external id, each as wide as the columns.
  public private(set) var rows: [[Cell]] = []

  /// A section without rows.
  public init(_ name: String, element: String, item: String, columns: [Column]) {
    self.name = name
    self.element = element
    self.item = item
    self.columns = columns
  }

  /// The name of its CSV file.
  public var file: String { "\(name).csv" }

  /// The section's control sum, in pence: all its columns that count in it, over all rows.
  public var totalPence: Int64 {
    let summed = columns.indices.filter { columns[$0].kind == .sum }
    return rows.reduce(0) { total, row in summed.reduce(total) { $0 &+ number(row[$1]) } }
  }

  /// The section with these rows, put into order of external id, byte by byte: the order of no database.
  public func with(_ rows: [[Cell]]) -> Section {
    precondition(rows.allSatisfy { $0.count == columns.count }, "a row of \(name) has \(columns.count) columns")
    var section = self
    section.rows = rows.sorted { a, b in
      (a[0].written ?? "").utf8.lexicographicallyPrecedes((b[0].written ?? "").utf8)
    }
    return section
  }

  /// The sum of the numbers in a column, by the text of another.
  func sums(of column: String, by key: String) -> [String: Int64] {
    guard let column = index(column), let key = index(key) else { return [:] }
    return rows.reduce(into: [:]) { $0[$1[key].written ?? "", default: 0] += number($1[column]) }
  }

  private func index(_ name: String) -> Int? { columns.firstIndex { $0.name == name } }

  private func number(_ cell: Cell) -> Int64 { if case .number(let number) = cell { number } else { 0 } }
}
