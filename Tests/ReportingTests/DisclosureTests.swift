// Disclosure control against a reader who tries to work hidden figures out of all that was published.

import Dates
import Ledger
import Store
import Testing

@testable import Reporting

/// What a test publishes.
enum Sheets {
  /// A table of rows and columns with all its totals.
  static func crossed(
    _ name: String, _ cells: [[Int64]], pence: [[Int64]]? = nil, mustShow: Set<String> = []
  ) -> DisclosureTable {
    var parts: [FigurePart: Int64] = [:]
    var figures: [DisclosureCell] = []
    var breakdowns: [(total: String, of: [String])] = []
    let (rows, columns) = (cells.indices, cells[0].indices)
    func place(_ row: Int, _ column: Int) -> String { "r\(row)c\(column)" }
    func add(_ key: String, _ names: [String]) {
      figures.append(DisclosureCell(key, .count, of: names, mustShow: mustShow.contains(key)))
      if pence != nil {
        figures.append(
          DisclosureCell("£\(key)", .pence, of: names, countedBy: key, mustShow: mustShow.contains("£\(key)")))
      }
    }
    for row in rows {
      for column in columns {
        parts[FigurePart(.count, place(row, column))] = cells[row][column]
        if let pence { parts[FigurePart(.pence, place(row, column))] = pence[row][column] }
        add(place(row, column), [place(row, column)])
      }
    }
    for row in rows {
      add("r\(row)", columns.map { place(row, $0) })
      breakdowns.append(("r\(row)", columns.map { place(row, $0) }))
    }
    for column in columns {
      add("c\(column)", rows.map { place($0, column) })
      breakdowns.append(("c\(column)", rows.map { place($0, column) }))
    }
    add("all", rows.flatMap { row in columns.map { place(row, $0) } })
    breakdowns.append(("all", rows.map { "r\($0)" }))
    breakdowns.append(("all", columns.map { "c\($0)" }))
    return DisclosureTable(name, parts: parts, cells: figures, breakdowns: breakdowns)
  }
}

/// What the reader finds that should have stayed hidden.
func leaks(_ tables: [PublishedTable], isSearching: Bool = true) -> [String] {
  var found: [String] = []
  let exceptions = Set(tables.flatMap { table in table.exceptions.flatMap { [$0, "\(table.report) \($0)"] } })
  let counts = Reader(.count, tables)
  let money = Reader(.pence, tables)
  for table in tables {
    for figure in table.figures where figure.hidden != nil {
      let name = "\(table.report) \(figure.key)"
      guard !exceptions.contains(name) else { continue }
      let reader = figure.measure == .count ? counts : money
      let pieces = reader.pieces(figure.parts)
      if let value = reader.worksOut(pieces) { found.append("\(name) is \(value.top)") }
      guard isSearching, figure.measure == .count else { continue }
      let value = Int(figure.value)
      let near = figure.hidden == .small ? 1...5 : max(1, value - 4)...(value + 4)
      let choices = reader.canBe(pieces, among: near)
      if choices.count < 3 { found.append("\(name) can only be \(choices)") }
    }
  }
  return found + smallDifferences(tables)
}

/// Shown counts, one of which holds the other, that differ by 1 to 5.
func smallDifferences(_ tables: [PublishedTable]) -> [String] {
  let shown = tables.flatMap { table in
    table.figures.filter { $0.measure == .count && $0.shown != nil }.map { (table.report, $0, Set($0.parts)) }
  }
  var found: [String] = []
  for (report, figure, parts) in shown {
    for (other, inner, some) in shown where some.isSubset(of: parts) {
      let difference = abs((figure.shown ?? 0) - (inner.shown ?? 0))
      if (1...5).contains(difference) { found.append("\(report) \(figure.key) less \(other) \(inner.key)") }
    }
  }
  return found
}

@Suite("Disclosure control") struct DisclosureTests {
  private func shown(_ table: PublishedTable, _ keys: String...) -> [String] {
    keys.map { table[$0]?.shown.map(String.init) ?? "c" }
  }

  @Test("Nought is shown as nought, 1 to 5 are hidden, 6 is shown where it gives nothing away")
  func bounds() {
    let cells = (0...7).map { DisclosureCell("\($0)", .count, of: ["p\($0)"]) }
    let parts = Dictionary(uniqueKeysWithValues: (0...7).map { (FigurePart(.count, "p\($0)"), Int64($0)) })
    let published = Disclosure.publish(DisclosureTable("t", parts: parts, cells: cells))
    #expect(published.figures.map { $0.shown.map(String.init) ?? "c" } == ["0", "c", "c", "c", "c", "c", "6", "7"])
    #expect(published.figures.allSatisfy { ($0.hidden == .small) == (1...5).contains($0.value) })
  }

  @Test("One hidden figure in a row hides a second, or the row's total would give it back") func oneInARow() {
    let table = Sheets.crossed("t", [[3, 40, 50]])
    let published = Disclosure.publish(table)
    #expect(published["r0c0"]?.shown == nil)
    #expect(published.figures.count { $0.hidden == .protects } > 0)
    #expect(leaks([published]) == [])
  }

  @Test("Hidden figures that are 1 to 5 together are not given back together") func together() {
    let published = Disclosure.publish(Sheets.crossed("t", [[1, 2, 40, 50]]))
    let rest = (published["r0"]?.shown).map { total in
      total - ["r0c0", "r0c1", "r0c2", "r0c3"].compactMap { published[$0]?.shown }.reduce(0, +)
    }
    #expect(rest.map { $0 > 5 } ?? true)
    #expect(leaks([published]) == [])
  }

  @Test("Six ones under a total of six are not given back by their being one at least") func sixOnes() {
    let published = Disclosure.publish(Sheets.crossed("t", [[1, 1, 1, 1, 1, 1]]))
    #expect(published["r0"]?.shown == nil && published["all"]?.shown == nil)
    #expect(leaks([published]) == [])
  }

  @Test(
    "No row, column or total of a random table gives a hidden figure back", arguments: 1...60 as ClosedRange<UInt64>)
  func randomTables(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let (rows, columns) = (Int.random(in: 1...4, using: &generator), Int.random(in: 2...4, using: &generator))
    let cells = (0..<rows).map { _ in
      (0..<columns).map { _ in
        Int64.random(in: 0...(Bool.random(using: &generator) ? 7 : 40), using: &generator)
      }
    }
    let pence = cells.map { $0.map { $0 * Int64.random(in: 1_000...30_000, using: &generator) } }
    let published = Disclosure.publish(Sheets.crossed("t", cells, pence: pence))
    #expect(leaks([published]) == [], "seed \(seed): \(cells)")
    // Only where nothing is left that could be hidden is anything named.
    let isAllHidden = published.figures.allSatisfy { $0.shown == nil || $0.shown == 0 }
    #expect(published.exceptions == [] || isAllHidden, "seed \(seed)")
    for figure in published.figures where figure.measure == .count && (1...5).contains(figure.value) {
      #expect(figure.shown == nil, "seed \(seed)")
    }
    for figure in published.figures where figure.value == 0 { #expect(figure.shown == 0, "seed \(seed)") }
  }

  @Test("Money is hidden with its count, and where one person gives most of it") func money() {
    let parts: [FigurePart: Int64] = [
      FigurePart(.count, "a"): 3, FigurePart(.pence, "a"): 30_000, FigurePart(.count, "b"): 9,
      FigurePart(.pence, "b"): 10_000, FigurePart(.count, "d"): 9, FigurePart(.pence, "d"): 10_000,
    ]
    let cells = ["a", "b", "d"].flatMap { name in
      [
        DisclosureCell(name, .count, of: [name]),
        DisclosureCell(
          "£\(name)", .pence, of: [name], countedBy: name, largestPence: name == "b" ? 8_001 : 8_000),
      ]
    }
    let published = Disclosure.publish(DisclosureTable("t", parts: parts, cells: cells))
    #expect(shown(published, "a", "£a", "b", "£b", "d", "£d") == ["c", "c", "9", "c", "9", "10000"])
    #expect(published["£a"]?.hidden == .withCount && published["£b"]?.hidden == .dominant)
  }

  @Test("A count is shown again once it has risen by 0 or at least 6") func rises() {
    var history: [PublishedTable] = []
    var parts: [FigurePart: Int64] = [:]
    var told: [String] = []
    for (month, count) in [2, 4, 3, 0, 5, 1].enumerated() {
      parts[FigurePart(.count, "m\(month)")] = Int64(count)
      let cell = DisclosureCell("ytd", .count, of: (0...month).map { "m\($0)" })
      let published = Disclosure.publish(
        DisclosureTable("month \(month)", parts: parts, cells: [cell]), given: history)
      history.append(published)
      told += shown(published, "ytd")
    }
    // 2, 6, 9, 9, 14, 15: 9 is 3 more than 6, 14 is 8 more, 15 one more than 14.
    #expect(told == ["c", "6", "c", "c", "14", "c"])
    #expect(leaks(history) == [])
  }

  @Test("A corrected figure is not shown beside the first one if they differ by a few") func corrected() {
    let cell = DisclosureCell("all", .count, of: ["p"])
    let first = Disclosure.publish(DisclosureTable("one", parts: [FigurePart(.count, "p"): 20], cells: [cell]))
    func again(_ count: Int64) -> Int64? {
      Disclosure.publish(
        DisclosureTable("two", parts: [FigurePart(.count, "p"): count], cells: [cell]), given: [first])["all"]?.shown
    }
    #expect([20, 21, 25, 26, 16, 14].map { again($0) } == [20, nil, nil, 26, nil, 14])
  }

  @Test("What must be shown is shown, and what it gives back is named") func exceptions() {
    let table = Sheets.crossed("t", [[2, 0]], pence: [[20_000, 0]], mustShow: ["£all", "£r0"])
    let published = Disclosure.publish(table)
    #expect(published["£all"]?.shown == 20_000 && published["£r0c0"]?.shown == nil)
    #expect(published.exceptions.contains("£r0c0"))
    #expect(Reader(.pence, [published]).worksOut([0]) != nil)
  }

  @Test(
    "Whose gifts may not stand apart are told among staff's, and the sum stays",
    arguments: [
      ([.councillors, .partners], ["payroll-staff", "payroll-councillors", "payroll-partners"]),
      ([.partners], ["payroll-council", "payroll-partners"]),
      ([.councillors], ["payroll-staff-partners", "payroll-councillors"]), ([], ["payroll"]),
    ] as [(Set<Account.Givers>, [String])])
  func among(_ apart: Set<Account.Givers>, _ codes: [String]) throws {
    let month = try #require(Month("2026-10"))
    let sums = zip(Account.Givers.allCases, [100, 20, 3] as [Int64]).map {
      FundSum(account: Account.payrollIncome($0).name, fund: 1, month: month, pence: -$1)
    }
    let figures = StatementFigures(month, sums).shown(apart: apart)
    let pay = figures.income.filter { $0.code.hasPrefix("payroll") }
    #expect(pay.map(\.code) == codes && pay.reduce(0) { $0 + $1.monthPence } == 123)
  }
}
