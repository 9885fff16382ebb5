// Pieces within pieces: a later report may tell a piece in finer ones, named under it. What is shown of the whole then says
// something of its parts, so both are held against each other in the finest pieces that there are.

/// The pieces of several reports as a tree of their names: `signed/main/individuals/2026-04/health` lies under
/// `signed/main/individuals/2026-04`, and the whole is the sum of all that lies under it.
struct PieceTree {
  /// What each piece comes to now.
  private var values: [FigurePart: Int64] = [:]
  /// The finest pieces under each that has any.
  private var leaves: [FigurePart: [String]] = [:]

  init(_ table: DisclosureTable, _ history: [PublishedTable]) {
    for report in history { values.merge(report.parts) { $1 } }
    values.merge(table.parts) { $1 }
    let wholes = Set(values.keys.flatMap(Self.above).filter { values[$0] != nil })
    for part in values.keys.sorted() where !wholes.contains(part) {
      for whole in Self.above(part) where wholes.contains(whole) { leaves[whole, default: []].append(part.name) }
    }
  }

  /// The names that a piece may lie under.
  static func above(_ part: FigurePart) -> [FigurePart] {
    part.name.indices.filter { part.name[$0] == "/" }.map { FigurePart(part.measure, String(part.name[..<$0])) }
  }

  /// The finest pieces under one, if they come to what it comes to. If not, it was corrected since, and stands by itself.
  private func under(_ part: FigurePart, _ value: Int64) -> [String]? {
    guard let found = leaves[part], found.reduce(0, { $0 &+ self[part.measure, $1] }) == value else { return nil }
    return found
  }

  private subscript(measure: Measure, name: String) -> Int64 { values[FigurePart(measure, name)] ?? 0 }

  private func refined(
    _ measure: Measure, _ names: some Sequence<String>, _ own: [FigurePart: Int64]
  ) -> [String] {
    names.flatMap { name in under(FigurePart(measure, name), own[FigurePart(measure, name)] ?? 0) ?? [name] }
  }

  private func refined(_ own: [FigurePart: Int64]) -> [FigurePart: Int64] {
    var parts: [FigurePart: Int64] = [:]
    for (part, value) in own {
      guard let found = under(part, value) else {
        parts[part] = value
        continue
      }
      for name in found { parts[FigurePart(part.measure, name)] = self[part.measure, name] }
    }
    return parts
  }

  /// A table in its finest pieces.
  func refined(_ table: DisclosureTable) -> DisclosureTable {
    DisclosureTable(
      table.report, parts: refined(table.parts),
      cells: table.cells.map { cell in
        DisclosureCell(
          cell.key, cell.measure, of: refined(cell.measure, cell.parts, table.parts), countedBy: cell.countedBy,
          largestPence: cell.largestPence, mustShow: cell.mustShow, differences: cell.differences)
      }, breakdowns: table.breakdowns)
  }

  /// What was published, in its finest pieces.
  func refined(_ table: PublishedTable) -> PublishedTable {
    PublishedTable(
      report: table.report,
      figures: table.figures.map { figure in
        PublishedFigure(
          key: figure.key, measure: figure.measure,
          parts: refined(figure.measure, figure.parts, table.parts).sorted(), value: figure.value, hidden: figure.hidden
        )
      }, hiddenUpTo: table.hiddenUpTo, parts: refined(table.parts), exceptions: table.exceptions)
  }
}
