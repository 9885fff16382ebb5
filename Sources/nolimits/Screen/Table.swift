// Lists, for people and as CSV.

import Files
import Money

/// A list with named columns.
struct Table {
  /// A cell.
  enum Cell {
    /// Text, which may come from anywhere; it is made harmless where it is shown.
    case text(String)
    /// A number of things.
    case count(Int64)
    /// Pence, shown as pounds.
    case pence(Int64)

    /// What lies in suspense for an item, which may be nothing.
    static func suspense(_ pence: Int64) -> Cell { pence == 0 ? .text("nothing") : .pence(pence) }

    static func optional(_ text: String?) -> Cell { .text(text ?? "") }
  }

  private let titles: [String]
  private let rows: [[Cell]]
  /// The columns that people can best do without where it is narrow; CSV always has them.
  private let leaving: [String]
  /// What is said where there are no rows.
  private let empty: String

  init(_ titles: [String], leaving: [String] = [], empty: String = "None.", rows: [[Cell]]) {
    self.titles = titles
    self.leaving = leaving
    self.rows = rows
    self.empty = empty
  }

  /// Columns in line, numbers to the right; a line under the titles unless plain.
  /// - Parameter width: what it must keep to; nil where nobody watches.
  func text(width: Int?, isPlain: Bool) -> String {
    guard !rows.isEmpty else { return "\(empty)\n" }
    return TableLayout(
      titles: titles, rows: rows.map { $0.map(\.shown) }, leaving: leaving, width: width, isPlain: isPlain
    ).text
  }

  /// As CSV: numbers plain, pounds with a point, text guarded from spreadsheets.
  func write(to writer: CSVWriter) throws {
    try writer.headings(titles)
    for row in rows { try writer.row(row.map(\.field)) }
  }
}

extension Table.Cell {
  fileprivate var shown: (text: String, right: Bool) {
    switch self {
    case .text(let text): (Table.harmless(text), false)
    case .count(let number): ("\(number)", true)
    case .pence(let pence): (pence.pounds, true)
    }
  }

  fileprivate var field: CSVField {
    switch self {
    case .text(let text): .text(Table.harmless(text))
    case .count(let number): .integer(Int(number))
    case .pence(let pence): .amount(Pence(pence))
    }
  }
}

extension Table {
  /// Text without control characters and marks that turn the direction of writing: what a terminal would obey.
  static func harmless(_ text: String) -> String { Harmless.line(text) }

  /// The same for a text of several lines: its line ends stay.
  static func harmlessLines(_ text: String) -> String { Harmless.lines(text) }
}
