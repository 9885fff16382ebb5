// A year of statements of ten funds, each with grants of every kind: deciding what may be shown must not take minutes.

import Store
import Testing

@testable import Reporting

@Suite("Disclosure of many funds") struct DisclosureScaleTests {
  private static let funds = (1...10).map { "fund-\($0)" }
  private static let kinds = ["individuals", "activities", "community"]

  /// The figures of a month's statements, as those of all funds and of each are.
  private static func statement(_ month: Int, _ pieces: [FigurePart: Int64]) -> DisclosureTable {
    let year = pieces.filter { part, _ in (Int(part.name.split(separator: "/").last ?? "") ?? .max) <= month }
    func names(_ measure: Measure, _ words: String...) -> [String] {
      year.keys.filter { part in part.measure == measure && words.allSatisfy { "\(part.name)/".contains($0) } }
        .map(\.name)
    }
    var cells = [
      DisclosureCell("signed", .count, of: names(.count, "signed/")),
      DisclosureCell("ended", .count, of: names(.count, "ended/")),
    ]
    for kind in kinds {
      cells.append(DisclosureCell("signed/\(kind)", .count, of: names(.count, "signed/", "/\(kind)/")))
      cells.append(
        DisclosureCell(
          "granted/\(kind)", .pence, of: names(.pence, "granted/", "/\(kind)/"), countedBy: "signed/\(kind)"))
    }
    for fund in funds {
      cells.append(DisclosureCell("\(fund)/signed", .count, of: names(.count, "signed/\(fund)/")))
      cells.append(DisclosureCell("\(fund)/ended", .count, of: names(.count, "ended/\(fund)/")))
    }
    for (key, words) in [("granted", "granted/")] + funds.map({ ("\($0)/granted", "granted/\($0)/") }) {
      cells.append(DisclosureCell("\(key)/month", .pence, of: names(.pence, words, "/\(month)/"), mustShow: true))
      cells.append(DisclosureCell("\(key)/year", .pence, of: names(.pence, words), mustShow: true))
    }
    return DisclosureTable(
      "statement/\(month)", parts: year, cells: cells,
      breakdowns: [
        ("signed", kinds.map { "signed/\($0)" }), ("signed", funds.map { "\($0)/signed" }),
        ("ended", funds.map { "\($0)/ended" }),
      ])
  }

  private static func pieces(_ seed: UInt64, most: Int64) -> [FigurePart: Int64] {
    var random = SeededGenerator(seed: seed)
    var pieces: [FigurePart: Int64] = [:]
    for month in 0..<12 {
      for fund in funds {
        for kind in kinds {
          let count = Int64.random(in: 0...most, using: &random)
          guard count > 0 else { continue }
          pieces[FigurePart(.count, "signed/\(fund)/\(kind)/\(month)")] = count
          pieces[FigurePart(.pence, "granted/\(fund)/\(kind)/\(month)")] = count * 10_000
          if count > 3 { pieces[FigurePart(.count, "ended/\(fund)/\(kind)/\(month)")] = 1 }
        }
      }
    }
    return pieces
  }

  @Test("twelve months of ten funds are decided on in a time that a close can wait for", arguments: [4, 20] as [Int64])
  func aYear(most: Int64) {
    let seed: UInt64 = 11
    let pieces = Self.pieces(seed, most: most)
    var history: [PublishedTable] = []
    let clock = ContinuousClock()
    var slowest = Duration.zero
    for month in 0..<12 {
      let took = clock.measure {
        history.append(Disclosure.publish(Self.statement(month, pieces), given: history))
      }
      slowest = max(slowest, took)
    }
    print("seed \(seed), up to \(most) grants a fund, kind and month: the slowest of twelve months took \(slowest)")
    // A debug build is some twenty times slower than what runs in earnest.
    #expect(slowest < .seconds(120), "seed \(seed)")
    for report in history {
      for figure in report.figures where figure.measure == .count {
        #expect(figure.shown.map { !DisclosureRules().isSmall($0) } ?? true, "\(report.report) \(figure.key)")
      }
    }
  }
}
