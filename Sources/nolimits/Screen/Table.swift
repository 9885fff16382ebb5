// Lists, for people and as CSV.

import Files

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

    static func optional(_ text: String?) -> Cell { .text(text ?? "") }
  }

  private let titles: [String]
  private let rows: [[Cell]]
  /// What is said where there are no rows.
  private let empty: String

  init(_ titles: [String], empty: String = "None.", rows: [[Cell]]) {
    self.titles = titles
    self.rows = rows
    self.empty = empty
  }

  /// Columns in line, numbers to the right; a line under the titles unless plain.
  func text(isPlain: Bool) -> String {
    guard !rows.isEmpty else { return "\(empty)\n" }
    let cells = rows.map { $0.map(\.shown) }
    let widths = titles.indices.map { column in
      max(titles[column].count, cells.map { $0[column].text.count }.max() ?? 0)
    }
    func line(_ row: [(text: String, right: Bool)]) -> String {
      var parts: [String] = []
      for (column, cell) in row.enumerated() {
        let space = String(repeating: " ", count: widths[column] - cell.text.count)
        parts.append(cell.right ? space + cell.text : column == row.count - 1 ? cell.text : cell.text + space)
      }
      return parts.joined(separator: "  ") + "\n"
    }
    let heads = titles.enumerated().map { (text: $1, right: cells[0][$0].right) }
    let rule = isPlain ? "" : widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ") + "\n"
    return line(heads) + rule + cells.map(line).joined()
  }

  /// As CSV: numbers plain, text guarded from spreadsheets.
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
    case .text(let text): .text(text)
    case .count(let number): .integer(Int(number))
    case .pence(let pence): .plain("\(pence)")
    }
  }
}

extension Table {
  /// Text without control characters and marks that turn the direction of writing: what a terminal would obey.
  static func harmless(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
          default: scalar
          }
        }))
  }
}
