// The books of what was published, so that the next report can be held against it and a report made again is the same.

import Store

/// What was published.
public enum PublishedReport {
  /// Every report that was published, in order.
  public static func all(_ reading: Reading) throws -> [PublishedTable] {
    let figures = try figures(reading)
    let parts = try parts(reading)
    return try reading.all("SELECT report, exceptions FROM published_report ORDER BY id") { row in
      let report = row.text(0)
      return PublishedTable(
        report: report, figures: figures[report] ?? [], parts: parts[report] ?? [:],
        exceptions: words(row.text(1)))
    }
  }

  /// The report of this name, or nil if it was never published.
  public static func find(_ report: String, _ reading: Reading) throws -> PublishedTable? {
    try all(reading).first { $0.report == report }
  }

  /// Decides about a report's figures and records them: what was published stays as it is.
  /// - Throws: `StoreError.broken` if there is a report of this name.
  public static func publish(
    _ table: DisclosureTable, rules: DisclosureRules = DisclosureRules(), in write: Write
  ) throws -> PublishedTable {
    let history = try all(write.reading)
    guard !history.contains(where: { $0.report == table.report }) else {
      throw StoreError.broken("the report \(table.report) was published before")
    }
    let published = Disclosure.publish(table, given: history, rules: rules)
    try write.append(
      to: book,
      [.text(table.report), .integer(rules.hiddenUpTo), .text(published.exceptions.joined(separator: " "))])
    for figure in published.figures {
      try write.append(
        to: figureBook,
        [
          .text(table.report), .text(figure.key), .text(figure.measure.rawValue),
          .text(figure.parts.joined(separator: " ")), .integer(figure.value), .text(figure.hidden?.rawValue),
        ])
    }
    for (part, value) in published.parts.sorted(by: { $0.key < $1.key }) {
      try write.append(
        to: partBook, [.text(table.report), .text(part.measure.rawValue), .text(part.name), .integer(value)])
    }
    return published
  }

  private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  private static func figures(_ reading: Reading) throws -> [String: [PublishedFigure]] {
    var figures: [String: [PublishedFigure]] = [:]
    try reading.each("SELECT report, figure, measure, parts, value, hidden FROM published_figure ORDER BY id") { row in
      figures[row.text(0), default: []].append(
        PublishedFigure(
          key: row.text(1), measure: Measure(rawValue: row.text(2)) ?? .count, parts: words(row.text(3)),
          value: row.int(4), hidden: row.optionalText(5).map { .init(rawValue: $0) ?? .small }))
    }
    return figures
  }

  private static func parts(_ reading: Reading) throws -> [String: [FigurePart: Int64]] {
    var parts: [String: [FigurePart: Int64]] = [:]
    try reading.each("SELECT report, measure, part, value FROM published_part ORDER BY id") { row in
      parts[row.text(0), default: [:]][FigurePart(Measure(rawValue: row.text(1)) ?? .count, row.text(2))] = row.int(3)
    }
    return parts
  }

  static let book = Book("published_report", ["report", "hidden_up_to", "exceptions"])
  static let figureBook = Book("published_figure", ["report", "figure", "measure", "parts", "value", "hidden"])
  static let partBook = Book("published_part", ["report", "measure", "part", "value"])

  static let schema =
    Schema.book(
      "published_report", "report TEXT NOT NULL UNIQUE, hidden_up_to INTEGER NOT NULL, exceptions TEXT NOT NULL")
    + Schema.book(
      "published_figure",
      """
      report TEXT NOT NULL, figure TEXT NOT NULL, measure TEXT NOT NULL, parts TEXT NOT NULL, value INTEGER NOT NULL,
      hidden TEXT
      """)
    + Schema.book(
      "published_part", "report TEXT NOT NULL, measure TEXT NOT NULL, part TEXT NOT NULL, value INTEGER NOT NULL")
}
