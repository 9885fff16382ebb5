// Twenty-four months of statements and the half-yearly reports among them: nothing of it gives a hidden figure back.

import Store
import Testing

@testable import Reporting

@Suite("Disclosure over the months") struct DisclosureMonthsTests {
  static let kinds = ["individuals", "activities", "community"]

  /// A month's statement: its grants as one sum, kinds and counts in the year to date.
  static func statement(_ month: Int, _ grants: [FigurePart: Int64]) -> DisclosureTable {
    let year = (month / 12 * 12)...month
    func names(_ kinds: [String], _ months: some Sequence<Int>) -> [String] {
      months.flatMap { month in kinds.map { "\($0)/\(month)" } }
    }
    var cells = [
      DisclosureCell("month", .pence, of: names(kinds, [month]), mustShow: true),
      DisclosureCell("year", .pence, of: names(kinds, year), mustShow: true),
      DisclosureCell("grants", .count, of: names(kinds, year)),
    ]
    if month >= 12 {
      cells.append(DisclosureCell("last-year", .pence, of: names(kinds, [month - 12]), mustShow: true))
    }
    for kind in kinds {
      cells.append(DisclosureCell(kind, .count, of: names([kind], year)))
      cells.append(DisclosureCell("£\(kind)", .pence, of: names([kind], year), countedBy: kind))
    }
    return table("statement/\(month)", cells, grants)
  }

  /// Six months by kind.
  static func halfYear(_ month: Int, _ grants: [FigurePart: Int64]) -> DisclosureTable {
    let months = (month - 5)...month
    let names = Dictionary(
      uniqueKeysWithValues: kinds.map { kind in (kind, months.map { "\(kind)/\($0)" }) })
    var cells = [
      DisclosureCell("grants", .count, of: names.values.flatMap { $0 }),
      DisclosureCell("£grants", .pence, of: names.values.flatMap { $0 }, countedBy: "grants"),
    ]
    for kind in kinds {
      cells.append(DisclosureCell(kind, .count, of: names[kind] ?? []))
      cells.append(DisclosureCell("£\(kind)", .pence, of: names[kind] ?? [], countedBy: kind))
    }
    return table("board/\(month)", cells, grants)
  }

  private static func table(
    _ name: String, _ cells: [DisclosureCell], _ grants: [FigurePart: Int64]
  ) -> DisclosureTable {
    let used = Set(cells.flatMap { cell in cell.parts.map { FigurePart(cell.measure, $0) } })
    return DisclosureTable(
      name, parts: grants.filter { used.contains($0.key) }, cells: cells, breakdowns: [("grants", kinds)])
  }

  /// Two years of grants, few or many a month.
  static func grants(_ seed: UInt64) -> [FigurePart: Int64] {
    var generator = SeededGenerator(seed: seed)
    var grants: [FigurePart: Int64] = [:]
    for kind in kinds {
      let most = Int64.random(in: 1...12, using: &generator)
      for month in 0..<24 {
        let count = max(0, Int64.random(in: -2...most, using: &generator))
        grants[FigurePart(.count, "\(kind)/\(month)")] = count
        grants[FigurePart(.pence, "\(kind)/\(month)")] =
          count * Int64.random(in: 20...400, using: &generator) * 100
      }
    }
    return grants
  }

  static func published(_ seed: UInt64) -> [PublishedTable] {
    let grants = grants(seed)
    var history: [PublishedTable] = []
    for month in 0..<24 {
      history.append(Disclosure.publish(statement(month, grants), given: history))
      if month % 6 == 5 { history.append(Disclosure.publish(halfYear(month, grants), given: history)) }
    }
    return history
  }

  @Test("Two years of statements and board reports give no hidden figure back", arguments: 1...2 as ClosedRange<UInt64>)
  func twoYears(_ seed: UInt64) {
    let history = Self.published(seed)
    #expect(leaks(history, isSearching: seed == 2) == [], "seed \(seed)")
    #expect(history.count == 28)
  }

  @Test("Not everything is hidden: what is large and rises fast is told", arguments: 1...2 as ClosedRange<UInt64>)
  func isUseful(_ seed: UInt64) {
    let counts = Self.published(seed).flatMap(\.figures).filter { $0.measure == .count }
    let shown = counts.count { $0.shown != nil }
    #expect(shown * 10 > counts.count, "seed \(seed): \(shown) of \(counts.count)")
  }

  @Test("Each piece that must not be known stays open, or is named", arguments: 1...2 as ClosedRange<UInt64>)
  func pieces(_ seed: UInt64) {
    let history = Self.published(seed)
    let reader = Reader(.count, history)
    let named = Set(history.flatMap(\.exceptions))
    let grants = Self.grants(seed)
    for (name, piece) in reader.names {
      guard let count = grants[FigurePart(.count, name)], (1...5).contains(count), !named.contains(name) else {
        continue
      }
      #expect(reader.worksOut([piece]) == nil, "seed \(seed): \(name)")
    }
  }
}
