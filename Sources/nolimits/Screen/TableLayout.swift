// How a list keeps to a terminal's width: it leaves out what matters least, then breaks long text between words, and when
// even that is not enough it says each row as lines of its own. Where there is no terminal a row is always one line.

/// A list, laid out.
struct TableLayout {
  typealias Cell = (text: String, right: Bool)

  let titles: [String]
  let rows: [[Cell]]
  /// The columns that are left out first where it is narrow, in this order.
  let leaving: [String]
  /// How wide it may be; nil: as wide as it is.
  let width: Int?
  /// Whether it is read aloud, or by a program: no rules, and nothing is broken inside a column.
  let isPlain: Bool

  private static let gap = "  "
  /// A column is not made narrower than this: text in a thinner one cannot be read.
  private static let narrowest = 24

  var text: String {
    let columns = kept()
    let widths = columns.map(natural)
    if fits(widths) { return grid(columns, widths) }
    if !isPlain, let narrower = squeezed(columns, widths) { return grid(columns, narrower) }
    return stacked()
  }

  /// The columns that stay: all where there is room, else without the empty ones and those to leave.
  private func kept() -> [Int] {
    var columns = Array(titles.indices)
    let empty = columns.filter { column in rows.allSatisfy { $0[column].text.isEmpty } }
    let least = leaving.compactMap { titles.firstIndex(of: $0) }
    for column in empty + least where !fits(columns.map(natural)) { columns.removeAll { $0 == column } }
    return columns
  }

  private func natural(_ column: Int) -> Int {
    max(titles[column].count, rows.map { $0[column].text.count }.max() ?? 0)
  }

  private func fits(_ widths: [Int]) -> Bool {
    guard let width else { return true }
    return widths.reduce(0, +) + Self.gap.count * (widths.count - 1) <= width
  }

  /// Narrower columns of text, the widest first; nil where that does not help.
  private func squeezed(_ columns: [Int], _ natural: [Int]) -> [Int]? {
    var widths = natural
    let least = columns.enumerated().map { index, column in
      let words = rows.flatMap { $0[column].text.split(separator: " ").map(\.count) }
      return max(titles[column].count, words.max() ?? 0, min(natural[index], Self.narrowest))
    }
    while !fits(widths) {
      let open = widths.indices.filter { widths[$0] > least[$0] && !isRight(columns[$0]) }
      guard let widest = open.max(by: { widths[$0] < widths[$1] }) else { return nil }
      widths[widest] -= 1
    }
    return widths
  }

  private func isRight(_ column: Int) -> Bool { rows.contains { $0[column].right } }

  private func grid(_ columns: [Int], _ widths: [Int]) -> String {
    let heads = columns.map { titles[$0] }
    let rule = isPlain ? "" : widths.map { String(repeating: "─", count: $0) }.joined(separator: Self.gap) + "\n"
    let body = rows.map { row in lines(columns.map { row[$0].text }, columns, widths) }
    return lines(heads, columns, widths) + rule + body.joined()
  }

  /// A row: as many lines as its longest cell takes.
  private func lines(_ cells: [String], _ columns: [Int], _ widths: [Int]) -> String {
    let broken = zip(cells, widths).map { Words.lines($0, width: $1) }
    let height = broken.map(\.count).max() ?? 1
    return (0..<height).map { line in
      var parts: [String] = []
      for (index, cell) in broken.enumerated() {
        let text = line < cell.count ? cell[line] : ""
        let space = String(repeating: " ", count: widths[index] - text.count)
        parts.append(isRight(columns[index]) ? space + text : text + space)
      }
      let joined = parts.joined(separator: Self.gap)
      return joined.prefix(joined.count - joined.reversed().prefix { $0 == " " }.count) + "\n"
    }.joined()
  }

  /// Each row as what it is, and under it what is said of it.
  private func stacked() -> String {
    rows.map { row in
      let head = row[0].right ? "\(titles[0]) \(row[0].text)" : row[0].text
      let said = titles.indices.dropFirst().filter { !row[$0].text.isEmpty }.map { "\(titles[$0]): \(row[$0].text)" }
      let lines = Words.lines(said.joined(separator: isPlain ? "; " : " · "), width: (width ?? 80) - Self.gap.count)
      return ([head] + lines.map { Self.gap + $0 }).joined(separator: "\n") + "\n"
    }.joined()
  }
}
