// The figures of the monthly statement are what an independent count of the postings makes them.

import Dates
import Foundation
import Giving
import Ledger
import Reporting
import Store
import Testing

@testable import Operations

@Suite struct StatementTests {
  /// The sum of postings of accounts that begin so, credit positive, by the months their entries count in.
  private func posted(_ prefix: String, _ months: ClosedRange<Month>, _ fund: Int64?, _ test: TestHouse) throws -> Int64
  {
    try test.store.reading.all(
      "SELECT account, fund, entry.month, amount_pence FROM posting JOIN entry ON entry.id = posting.entry"
    ) { ($0.text(0), $0.int(1), try $0.month(2), $0.int(3)) }
    .filter { $0.0.hasPrefix(prefix) && (fund == nil || fund == $0.1) && months.contains($0.2) }
    .reduce(0) { $0 - $1.3 }
  }

  @Test(arguments: [nil, "no-limits", "gift-of-giving"])
  func everyLineIsWhatThePostingsSay(_ code: String?) throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let reading = test.store.reading
    let fund = try code.map { try #require(try Funds.read(reading)[$0]).number }
    let lines = [
      "payroll-staff": "income:payroll:staff", "payroll-councillors": "income:payroll:councillors",
      "payroll-partners": "income:payroll:partners", "match": "income:match", "gifts": "income:gifts",
      "transfers-in": "income:transfers-in", "transfers-out": "expense:transfers-out",
      "agency-fees": "expense:agency-fees", "taken-on": "equity:",
    ]
    for text in ["2026-10", "2026-11", "2026-12", "2027-10"] {
      let month = try #require(Month(text))
      let figures = try StatementFigures.read(month, fund: code, reading)
      let april = try #require(Month(text < "2027-04" ? "2026-04" : "2027-04"))
      for line in figures.movements {
        guard let prefix = lines[line.code] else { continue }
        #expect(line.monthPence == (try posted(prefix, month...month, fund, test)), "\(text) \(line.code)")
        #expect(line.yearToDatePence == (try posted(prefix, april...month, fund, test)), "\(text) \(line.code)")
        let before = month.adding(-12)
        #expect(line.lastYearPence == (try posted(prefix, before...before, fund, test)), "\(text) \(line.code)")
      }
      let first = try #require(Month("1990-01"))
      let closing = try #require(figures.movements.last)
      let assets = -(try posted("asset:", first...month, fund, test))
      #expect(closing.monthPence == assets - (try posted("liability:", first...month, fund, test)), "\(text)")
    }
  }

  @Test func eachColumnBeginsWithItsOpeningAndEndsWithItsClosingBalance() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let figures = try StatementFigures.read(try day("2026-11-01").month, test.store.reading)
    for column in [\StatementFigures.Line.monthPence, \.yearToDatePence, \.lastYearPence] {
      let amounts = figures.movements.map { $0[keyPath: column] }
      #expect(amounts.dropLast().reduce(0, +) == amounts.last)
    }
    #expect(figures.movements.first?.monthPence != 0)
  }

  @Test func whatCanBeAwardedIsWhatTheListOfFundsSays() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let reading = test.store.reading
    let figures = try StatementFigures.read(try day("2027-12-01").month, reading)
    let available = try FundPosition.all(reading).reduce(0) { $0 + $1.availablePence }
    #expect(figures.position.last?.monthPence == available && available > 0)
  }

  @Test func theFirstLineSaysWhatCanBeAwardedWhatCameInAndWhatIsPromised() throws {
    let test = try TestHouse()
    try test.give(50_000, into: "main")
    try test.give(700)
    let figures = try StatementFigures.read(try day("2026-11-01").month, test.store.reading)
    #expect(
      figures.firstLine(waiting: 1)
        == "£500.00 can be awarded. £507.00 came in. £0.00 is promised. 1 thing needs you.")
    #expect(throws: LedgerError.self) {
      try StatementFigures.read(try day("2026-11-01").month, fund: "none", test.store.reading)
    }
  }

  @Test func theFiguresOfAClosedMonthDoNotChangeWhateverComesLater() throws {
    let test = try TestHouse()
    try test.give(500, into: "main")
    let november = try day("2026-11-01").month
    try test.agree { try $0.closeMonth(november) }
    let before = try StatementFigures.read(november, test.store.reading)
    try test.give(700, into: "main")
    #expect(try StatementFigures.read(november, test.store.reading) == before)
    #expect(try StatementFigures.read(november.next, test.store.reading).movements.first?.monthPence == 500)
  }
}
