// The page of the statement: stands alone, says what the figures say, and obeys nobody's name.

import Dates
import Files
import Foundation
import Giving
import Ledger
import Money
import Reporting
import Store
import Testing

@testable import Operations

@Suite struct StatementPageTests {
  private func november() throws -> Month { try day("2026-11-01").month }

  private func page(_ test: TestHouse, _ month: Month, fund: String? = nil) throws -> String {
    let content = try test.house(Who.finance).statement(month, fund: fund, test.store.reading)
    return String(decoding: StatementHTML.bytes(content), as: UTF8.self)
  }

  @Test func thePageFetchesNothingAndRunsNothing() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let page = try page(test, november())
    for word in ["src=", "href=", "url(", "@import", "<script", "<link", "<iframe", "<img", "onload"] {
      #expect(!page.contains(word), "\(word)")
    }
    #expect(page.replacing("http://www.w3.org/2000/svg", with: "").firstRange(of: "http:") == nil)
    #expect(page.contains("default-src 'none'") || page.contains("default-src &#39;none&#39;"))
  }

  @Test func theFirstLineAndEveryAmountOfTheFiguresStandInThePage() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    for fund in [nil, "no-limits", "gift-of-giving"] {
      let content = try test.house(Who.finance).statement(november(), fund: fund, test.store.reading)
      let page = String(decoding: StatementHTML.bytes(content), as: UTF8.self)
      #expect(page.contains(content.firstLine) && page.contains("Unaudited management statement"))
      for line in content.figures.movements where line.monthPence != 0 {
        #expect(page.contains(line.words.replacing("'", with: "&#39;")) && page.contains(Pence(line.monthPence).pounds))
      }
    }
  }

  @Test func theMarksAreOnADraftOfAPracticeHomeAndTheAuditHeadIsNot() throws {
    let test = try TestHouse()
    try test.give(500, into: "main")
    let draft = try page(test, november())
    #expect(
      draft.contains("DRAFT. ") && draft.contains("PRACTICE. ") && draft.contains("none until the month is closed"))
    try test.agree { try $0.closeMonth(try november()) }
    let closed = try page(test, november())
    #expect(!closed.contains("DRAFT"))
    let close = try #require(try MonthClose.find(november(), test.store.reading))
    #expect(closed.contains("\(close.headLink) \(close.head) "))
  }

  @Test func whatComesForAClosedMonthIsShownAsOfThatMonth() throws {
    let test = try TestHouse()
    try test.give(500, into: "main")
    try test.agree { try $0.closeMonth(try november()) }
    func corrections(_ fund: String? = nil) throws -> [StatementContent.Correction] {
      try test.house(Who.finance).statement(november().next, fund: fund, test.store.reading).corrections
    }
    for pence in 701...705 { try test.give(Int64(pence), into: "main") }
    #expect(
      try corrections() == [StatementContent.Correction(month: "2026-11", entries: nil, pence: nil)],
      "five may be one giver's, or few")
    #expect(try page(test, november().next).contains(">c</td>"))
    try test.give(706, into: "main")
    #expect(try corrections() == [StatementContent.Correction(month: "2026-11", entries: 6, pence: 4_221)])
    // One gift to another fund could be taken from that of all.
    try test.give(900, to: "gift-of-giving", into: "main")
    for fund in [nil, "no-limits", "gift-of-giving"] {
      #expect(try corrections(fund) == [StatementContent.Correction(month: "2026-11", entries: nil, pence: nil)])
    }
    #expect(try corrections("unallocated") == [])
    #expect(try page(test, november().next).contains("What belongs to earlier months"))
    #expect(try page(test, november()).contains("Nothing in this month belongs to an earlier one."))
  }

  @Test func smallCountsAreHiddenAndLargeOnesShown() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let reading = test.store.reading
    let house = try test.house(Who.finance)
    let exact = try house.statement(november().next, isExact: true, reading)
    let shown = try house.statement(november().next, reading)
    #expect(exact.counts.count == shown.counts.count && !exact.counts.isEmpty)
    for (exact, shown) in zip(exact.counts, shown.counts) {
      for (exact, shown) in [(exact.month, shown.month), (exact.yearToDate, shown.yearToDate)] {
        guard let shown else { continue }
        let number = Int64(exact ?? "0") ?? 0
        #expect(shown == "c" || shown == exact)
        #expect(!(1...5).contains(number) || shown == "c", "\(number) is shown")
      }
    }
    #expect(shown.counts.contains { $0.month == "c" || $0.yearToDate == "c" })
    // Grants are told in the year to date, never in the month.
    #expect(shown.counts.allSatisfy { $0.code == "givers" || $0.month == nil })
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "\"onmouseover=\"x", "=1+1", "\u{202E}gnp.exe", "A & B's", "𝒜\u{10FFFF}",
  ])
  func anyNameIsHarmless(_ name: String) throws {
    let test = try TestHouse()
    try test.change("open", as: "fund.open", by: Who.finance) {
      _ = try Fund.open(Fund(number: 0, code: "odd", name: name, purpose: name), in: $0)
    }
    let page = try page(test, november(), fund: "odd")
    #expect(!page.contains("<script>alert") && !page.contains("\u{202E}") && !page.contains("\"onmouseover="))
    try AtomicFile.write("\(test.folder)/page.xml", bytes: Array(page.utf8))
  }

  @Test func everyBarSaysWhatItsTableSays() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let month = try november().next
    let content = try test.house(Who.finance).statement(month, test.store.reading)
    let page = try page(test, month)
    let pictures = page.components(separatedBy: "<svg ").dropFirst().map { $0.components(separatedBy: "</svg>") }
    #expect(pictures.count == 3)
    for picture in pictures { #expect(picture[0].contains("<title") && picture[0].contains("<desc")) }
    for (lines, index, sign) in [(content.figures.income, 1, Int64(1)), (content.figures.expense, 2, -1)] {
      let told = lines.filter { $0.yearToDatePence != 0 }
      #expect(!told.isEmpty)
      for line in told {
        let amount = Pence(sign * line.yearToDatePence).pounds
        #expect(pictures[index][0].contains(">\(amount)</text>"), "\(line.code) in the picture")
        #expect(pictures[index][1].contains(">\(amount)</td>"), "\(line.code) in the table")
      }
    }
    for balance in content.balances { #expect(pictures[0][1].contains(">\(Pence(balance.pence).pounds)</td>")) }
  }

  @Test func aLateSumThatFewPeopleGaveIsNotTold() throws {
    let test = try TestHouse()
    let file = "H,1,SBC,STAFF,2026-10-30,M1,0001,2026-10-28T18:00:00Z\nD,100234,NOLIM,10.00,,\nT,1,10.00\n"
    try #require(try test.take(file, named: Scenario.samples[0]).state == .posted)
    try test.give(700, by: .anonymous)
    try test.give(800)
    let told = try test.house(Who.finance).statement(november().next, test.store.reading).differences
    #expect(told.contains("What is due from SBC to PGA is late, the oldest since 19 November 2026"))
    #expect(told.contains { $0.hasPrefix("What is due from anonymous to foundation is late") })
    #expect(told.contains { $0.hasPrefix("£8.00 from MAYOR to foundation is late") }, "a body is no person")
  }

  @Test func thePageShowsTheEightOldestKindsOfThingsThatWaitAndCountsTheRest() throws {
    let test = try TestHouse()
    let content = try test.house(Who.finance).statement(november().next, test.store.reading)
    var object = try #require(
      JSONSerialization.jsonObject(with: JSONEncoder().encode(content)) as? [String: Any])
    object["waiting"] = (1...11).map { place in
      ["code": "kind-\(place)", "words": "kind \(place)", "count": place, "since": "2026-11-01", "days": 40]
        as [String: Any]
    }
    let many = try JSONDecoder().decode(
      StatementContent.self, from: JSONSerialization.data(withJSONObject: object))
    let page = String(decoding: StatementHTML.bytes(many), as: UTF8.self)
    #expect(page.contains("Kind 8<") && !page.contains("Kind 9<"))
    #expect(page.contains("And 30 of 3 more kinds, none of which waits longer."))
    let csv = String(decoding: try StatementCSV.bytes(many), as: UTF8.self)
    #expect(csv.contains("waiting-since,kind-11,kind 11,2026-11-01"))
  }

  @Test func whatIsTakenBackIsABarBelowNothingAndABalanceMayBeNegative() throws {
    let test = try TestHouse()
    let gift = try test.give(50_000)
    try test.agree { try $0.closeMonth(try november()) }
    try test.agree { try $0.reverse(Correction(entry: gift.id, reason: .notComing)) }
    let house = try test.house(Who.finance, settings: "yearBegins: 12")
    let content = try house.statement(november().next, test.store.reading)
    #expect(content.figures.income.first { $0.code == "gifts" }?.yearToDatePence == -50_000)
    let page = String(decoding: StatementHTML.bytes(content), as: UTF8.self)
    #expect(page.contains("stroke-dasharray=\"4 2\"") && page.contains(">-£500.00</text>"))
    #expect(page.contains("-£500.00 came in."))
    #expect(
      content.corrections == [StatementContent.Correction(month: "2026-11", entries: nil, pence: nil)],
      "it may be one giver's")
  }

  @Test func theSameContentIsTheSameBytes() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    #expect(try page(test, november()) == page(test, november()))
  }

  @Test func powersGivenAndTakenInTheMonthAreListedByNumber() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let content = try test.house(Who.finance).statement(try day("2026-12-01").month, test.store.reading)
    #expect(content.powers.contains { $0.contains("support adult given to person 7, proposed by person 4, agreed by") })
    #expect(content.powers.contains { $0.contains("trustee taken from person 7") })
    #expect(!content.powers.contains { $0.contains("Worker") })
  }

  @Test func aYearMayBeginInAnyMonth() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let reading = test.store.reading
    func came(_ begins: Int) throws -> Int64 {
      try StatementFigures.read(november(), yearBegins: begins, reading).income.reduce(0) { $0 + $1.yearToDatePence }
    }
    let month = try StatementFigures.read(november(), reading).income.reduce(0) { $0 + $1.monthPence }
    #expect(try came(11) == month)
    #expect(try came(10) == came(4))
    #expect(try came(12) == came(4))
  }
}
