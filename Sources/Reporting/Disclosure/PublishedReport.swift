// The books of what was published, so that the next report can be held against it and a report made again is the same.

import Foundation
import Store

/// What was published.
public enum PublishedReport {
  /// Every report that was published, in order.
  public static func all(_ reading: Reading) throws -> [PublishedTable] { try list(nil, reading) }

  /// The report of this name, or nil if it was never published.
  public static func find(_ report: String, _ reading: Reading) throws -> PublishedTable? {
    try list([report], reading).first
  }

  /// The reports that say something about what a table counts: those that share a piece with it, or with one that does, in
  /// the order they were published. A piece is shared with whoever tells it whole, or in finer ones (``PieceTree``). How
  /// many others there are makes no difference.
  public static func related(to table: DisclosureTable, _ reading: Reading) throws -> [PublishedTable] {
    var found: [PublishedTable] = []
    var names: Set<String> = []
    var known = Set(table.parts.keys)
    var new = known
    while !new.isEmpty {
      let more = try reports(of: new, reading).subtracting(names)
      names.formUnion(more)
      let tables = try list(more.sorted(), reading)
      found += tables
      new = Set(tables.flatMap(\.parts.keys)).subtracting(known)
      known.formUnion(new)
    }
    let order = try reading.all("SELECT report FROM published_report ORDER BY id") { $0.text(0) }
    let places = Dictionary(uniqueKeysWithValues: order.enumerated().map { ($1, $0) })
    return found.sorted { places[$0.report] ?? 0 < places[$1.report] ?? 0 }
  }

  /// The names of the reports that hold one of these pieces, one that it lies under, or one that lies under it.
  private static func reports(of parts: Set<FigurePart>, _ reading: Reading) throws -> Set<String> {
    var reports: Set<String> = []
    for (measure, parts) in Dictionary(grouping: parts, by: \.measure) {
      let names = Set(parts.map(\.name))
      let wholes = Set(parts.flatMap { PieceTree.above($0).map(\.name) })
      // "0" comes after "/": what lies between them lies under the piece.
      try reading.each(
        """
        SELECT report FROM json_each(?1) AS wanted CROSS JOIN published_part ON part = wanted.value WHERE measure = ?3
        UNION SELECT report FROM json_each(?2) AS wanted CROSS JOIN published_part
        ON part > wanted.value || '/' AND part < wanted.value || '0' WHERE measure = ?3
        """, [.text(try json(names.union(wholes))), .text(try json(names)), .text(measure.rawValue)]
      ) { reports.insert($0.text(0)) }
    }
    return reports
  }

  private static func json(_ names: some Collection<String>) throws -> String {
    String(decoding: try JSONEncoder().encode(names.sorted()), as: UTF8.self)
  }

  /// The reports of these names, or all, in the order they were published.
  private static func list(_ names: [String]?, _ reading: Reading) throws -> [PublishedTable] {
    guard names?.isEmpty != true else { return [] }
    let wanted = try names.map { Value.text(try json($0)) }
    let figures = try figures(wanted, reading)
    let parts = try parts(wanted, reading)
    return try reading.all(
      "SELECT report, exceptions, hidden_up_to FROM published_report\(only(wanted)) ORDER BY id",
      wanted.map { [$0] } ?? []
    ) { row in
      let report = row.text(0)
      return PublishedTable(
        report: report, figures: figures[report] ?? [], hiddenUpTo: row.int(2), parts: parts[report] ?? [:],
        exceptions: words(row.text(1)))
    }
  }

  private static func only(_ wanted: Value?) -> String {
    wanted == nil ? "" : " WHERE report IN (SELECT value FROM json_each(?))"
  }

  /// Decides about a report's figures and records them: what was published stays as it is.
  /// - Throws: `StoreError.broken` if there is a report of this name.
  public static func publish(
    _ table: DisclosureTable, rules: DisclosureRules = DisclosureRules(), in write: Write
  ) throws -> PublishedTable {
    guard try find(table.report, write.reading) == nil else {
      throw StoreError.broken("the report \(table.report) was published before")
    }
    let published = Disclosure.publish(table, given: try related(to: table, write.reading), rules: rules)
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

  private static func figures(_ wanted: Value?, _ reading: Reading) throws -> [String: [PublishedFigure]] {
    var figures: [String: [PublishedFigure]] = [:]
    try reading.each(
      "SELECT report, figure, measure, parts, value, hidden FROM published_figure\(only(wanted)) ORDER BY id",
      wanted.map { [$0] } ?? []
    ) { row in
      figures[row.text(0), default: []].append(
        PublishedFigure(
          key: row.text(1), measure: Measure(rawValue: row.text(2)) ?? .count, parts: words(row.text(3)),
          value: row.int(4), hidden: row.optionalText(5).map { .init(rawValue: $0) ?? .small }))
    }
    return figures
  }

  private static func parts(_ wanted: Value?, _ reading: Reading) throws -> [String: [FigurePart: Int64]] {
    var parts: [String: [FigurePart: Int64]] = [:]
    try reading.each(
      "SELECT report, measure, part, value FROM published_part\(only(wanted)) ORDER BY id", wanted.map { [$0] } ?? []
    ) { row in
      parts[row.text(0), default: [:]][FigurePart(Measure(rawValue: row.text(1)) ?? .count, row.text(2))] = row.int(3)
    }
    return parts
  }

  static let book = Book("published_report", ["report", "hidden_up_to", "exceptions"])
  static let figureBook = Book("published_figure", ["report", "figure", "measure", "parts", "value", "hidden"])
  static let partBook = Book("published_part", ["report", "measure", "part", "value"])

  /// The way from a report to its figures and pieces, and from a piece to its reports.
  static let indexSchema = """
    CREATE INDEX published_figure_of ON published_figure (report);
    CREATE INDEX published_part_of ON published_part (report);
    CREATE INDEX published_part_named ON published_part (part, measure, report);

    """

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
