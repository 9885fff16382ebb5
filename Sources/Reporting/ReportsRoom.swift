// What published reports bring to the house: their tables, their migration, their checks.

import Store

/// The part of published reports in the house.
public enum ReportsRoom {
  /// The first migration.
  public static let migration = Migration("0021-reports", PublishedReport.schema)

  /// What keeps a report from reading all that was ever published.
  public static let indexes = Migration("0033-published", PublishedReport.indexSchema)

  /// The tables.
  public static let tables = Tables(
    books: [PublishedReport.book, PublishedReport.figureBook, PublishedReport.partBook])

  /// The checks.
  public static let checks: [Check] = [
    Check("published", "every published figure is the sum of its pieces, and no small count was shown") { store, _ in
      try faults(store.reading)
    }
  ]

  private static func faults(_ reading: Reading) throws -> [String] {
    var faults: [String] = []
    let limits = Dictionary(
      uniqueKeysWithValues: try reading.all("SELECT report, hidden_up_to FROM published_report") {
        ($0.text(0), $0.int(1))
      })
    for table in try PublishedReport.all(reading) {
      let limit = limits[table.report] ?? 0
      for figure in table.figures {
        let sum = figure.parts.reduce(Int64(0)) { $0 &+ (table.parts[FigurePart(figure.measure, $1)] ?? 0) }
        if sum != figure.value { faults.append("\(table.report): the published_figure \(figure.key) is no sum") }
        if figure.measure == .count, let shown = figure.shown, shown >= 1, shown <= limit {
          faults.append("\(table.report): the published_figure \(figure.key) is small and shown")
        }
      }
    }
    let strays = try reading.all(
      """
      SELECT report FROM (SELECT report FROM published_figure UNION SELECT report FROM published_part)
      WHERE report NOT IN (SELECT report FROM published_report) LIMIT 20
      """
    ) { "\($0.text(0)) has figures and no published_report" }
    return Array((faults + strays).prefix(20))
  }
}
