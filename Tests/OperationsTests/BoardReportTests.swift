// Reports to the board and yearly ones: published once, the same bytes again, and nobody's words against their will.

import Batch
import Dates
import Files
import Foundation
import Grants
import Ledger
import Money
import Reporting
import Store
import Testing

@testable import Operations

extension TestHouse {
  /// Someone's house on a day of the year after, where the scheme's year begins in July: July to December is its first half.
  func reporter(_ actor: Actor = Who.finance, on date: String = "2027-01-15") throws -> House {
    let july = try house(actor, settings: "yearBegins: 7")
    return House(store: store, configuration: july.configuration, actor: actor, businessDate: try day(date))
  }

  /// Closes months, in order, up to one.
  func close(through last: String, on date: String = "2027-01-15") throws {
    let last = try #require(Month(last))
    while let month = try MonthClose.nextInOrder(store.reading), month <= last {
      _ = try reporter(Who.finance, on: date).readyMonth(month)
      _ = try reporter(Who.manager, on: date).closeReadyMonth(month)
    }
  }

  /// A half-year of three grants, each of which was told of.
  func halfYear(agreedTo uses: Set<StoryUse> = [.boardReport]) throws -> [Int64] {
    try startGrants()
    let numbers = try ["Robin Example", "Ana One", "Bea Two"].map { try paid(form($0)).number }
    for (number, words) in zip(
      numbers, ["A bed, says Robin.\nI sleep <well> now.", "=1+1 is my desk", "\u{202E}Thank you 𝒜"])
    {
      try told(number, words, agreedTo: uses)
    }
    try close(through: "2026-12")
    return numbers
  }

  func half(_ number: Int = 1, year: Int = 2026) throws -> ReportPeriod {
    try #require(ReportPeriod(half: number, year: year, yearBegins: 7))
  }

  func reportFile(_ name: String) throws -> String {
    let bytes = try #require(FileManager.default.contents(atPath: home.file("reports/\(name)")), "\(name)")
    return String(decoding: bytes, as: UTF8.self)
  }
}

@Suite struct BoardReportTests {
  @Test(
    "A report is held against every other that tells the same, whole or in finer pieces",
    arguments: [[0, 1, 2, 3], [3, 2, 1, 0], [2, 3, 0, 1], [1, 0, 3, 2]])
  func publishedAgainstAllBefore(_ order: [Int]) throws {
    func table(_ name: String, _ parts: [String: Int64], _ cells: [String]) -> DisclosureTable {
      DisclosureTable(
        name, parts: Dictionary(uniqueKeysWithValues: parts.map { (FigurePart(.count, $0), $1) }),
        cells: cells.map { cell in
          DisclosureCell(cell, .count, of: parts.keys.filter { $0 == cell || $0.hasPrefix("\(cell)/") })
        })
    }
    let tables = [
      // A statement, a report that tells part of it, one of other things with a like name, and the finest of all.
      table("whole", ["s/a/m": 9, "s/b/m": 8], ["s/a/m", "s/b/m"]),
      table("part", ["s/a/m/health": 7, "s/a/m/home": 2], ["s/a/m/health"]),
      table("other", ["s/a/m-": 3, "s/a/m0": 30, "s/a": 47], ["s/a/m0", "s/a/m-", "s/a"]),
      table("finest", ["s/a/m/health/late": 6, "s/a/m/health/timely": 1], ["s/a/m/health/late"]),
    ]
    let test = try TestHouse()
    var before: [PublishedTable] = []
    for table in order.map({ tables[$0] }) {
      try test.change("report/\(table.report)", as: "report.board", by: Who.finance) {
        _ = try PublishedReport.publish(table, in: $0)
      }
      let published = try #require(try PublishedReport.find(table.report, test.store.reading))
      let expected = Disclosure.publish(table, given: before)
      #expect(published.figures == expected.figures, "\(table.report)")
      before.append(published)
    }
    #expect(before.flatMap(\.figures).contains { $0.hidden == .protects })
  }

  private let page = "board-2026-H1.html"

  @Test func aReportIsPublishedOnceAndMadeAgainWithTheSameBytes() throws {
    let test = try TestHouse()
    _ = try test.halfYear()
    let made = try test.reporter().makeReport(try test.half())
    #expect(made.isNew && made.stories == 3 && made.removed == 0)
    let forms = ["html", "csv", "xml", "json"].map { "board-2026-H1.\($0)" }
    #expect(forms.allSatisfy { made.files.contains("reports/\($0)") })
    let first = try forms.map { try test.reportFile($0) }
    // Money that comes later, another day, another asker: the report is what it was.
    try test.give(70_000, into: "main")
    try FileManager.default.removeItem(atPath: test.home.file("reports"))
    let again = try test.reporter(Who.manager, on: "2027-03-01").makeReport(try test.half())
    #expect(!again.isNew)
    #expect(try forms.map { try test.reportFile($0) } == first)
    #expect(try PublishedReport.find("board/2026-H1", test.store.reading)?["signed"] != nil)
    #expect(try test.faults() == [])
  }

  @Test("A month that is opened again after its report: the report stays, status says so, the next report shows it")
  func putRight() throws {
    let test = try TestHouse()
    _ = try test.halfYear()
    #expect(try ChangedReport.all(test.store.reading) == [])
    _ = try test.reporter().makeReport(try test.half())
    let first = try test.reportFile(page)
    #expect(try test.reporter().status().reportsChanged == [])
    let december = try #require(Month("2026-12"))
    let words = try test.reporter().reopenMonth(december)
    _ = try test.reporter(Who.manager).approve(
      String(#require(words.split(separator: " ").dropFirst(2).first).dropLast()))
    // Open again, it may change: that is said at once.
    let changed = try #require(try test.reporter().status().reportsChanged.first)
    #expect(changed.report == "board/2026-H1" && changed.months == ["2026-12"])
    #expect(changed.words == "The half-yearly report on July to December 2026, which the board read")
    try test.give(4_321, into: "main")
    try test.close(through: "2026-12")
    #expect(try test.reporter().status().reportsChanged == [changed])
    _ = try test.reporter().makeReport(try test.half())
    #expect(try test.reportFile(page) == first)
    // The next one tells what was told and what is so; then status has nothing more to say.
    try test.close(through: "2027-06", on: "2027-07-15")
    let house = try test.reporter(on: "2027-07-15")
    _ = try house.makeReport(try test.half(2))
    let told = try #require(try KeptReport.content(test.half(), test.store.reading)?[.raised, "total"]?.pence)
    let correction = try #require(try KeptReport.content(test.half(2), test.store.reading)?.corrections?.first)
    #expect(correction.months == "December 2026" && correction.code == "2026-H1")
    #expect("\(correction.toldPence)" == told && correction.nowPence == correction.toldPence + 4_321)
    let next = try test.reportFile("board-2026-H2.html")
    #expect(next.contains("Put right since") && next.contains(Pence(correction.nowPence).pounds))
    #expect(try test.reportFile("board-2026-H2.csv").contains("correction,2026-h1,"))
    #expect(try test.reportFile("board-2026-H2.xml").contains("<Correction "))
    #expect(
      try XMLSchema.validate(
        file: test.home.file("reports/board-2026-H2.xml"), schema: "\(TestHouse.root)/config/schemas/report-1.xsd"
      ).isEmpty)
    #expect(try house.status().reportsChanged == [])
    #expect(try test.faults() == [])
  }

  @Test func wordsStandInThePageOnlyWithoutNamesAndHarmless() throws {
    let test = try TestHouse()
    _ = try test.halfYear()
    _ = try test.reporter().makeReport(try test.half())
    let text = try test.reportFile(page)
    #expect(text.contains("A bed, says [name].") && text.contains("I sleep &lt;well&gt; now."))
    #expect(text.contains("=1+1 is my desk") && text.contains("Thank you 𝒜") && !text.contains("\u{202E}"))
    for word in ["Robin", "Example", "Ana One"] { #expect(!text.contains(word), "\(word)") }
    for form in ["csv", "xml", "json"] {
      let other = try test.reportFile("board-2026-H1.\(form)")
      #expect(!other.contains("sleep") && !other.contains("desk"), "\(form)")
    }
    // Nor do the books hold them: only their places.
    let raw = try Data(contentsOf: URL(fileURLWithPath: test.home.database))
    #expect(raw.range(of: Data("I sleep ".utf8)) == nil)
    let looks = try test.store.reading.int("SELECT count(*) FROM look WHERE why = 'board-report'")
    #expect(looks == 3)
  }

  @Test func wordsThatAreTakenBackAreShownAsRemovedAndCountedAndNothingElseChanges() throws {
    let test = try TestHouse()
    let numbers = try test.halfYear()
    _ = try test.reporter().makeReport(try test.half())
    let first = try test.reportFile(page)
    try test.consent(.boardReport, numbers[1], given: false)
    #expect(try test.faults().contains { $0.contains("reports/\(page) is not what was given out") })
    try test.reporter().putBackReports()
    #expect(try test.faults() == [])
    let cut = try test.reportFile(page)
    #expect(!cut.contains("is my desk") && cut.contains("Someone’s words stood here. They were removed."))
    #expect(cut.contains("Removed since this report was first made: 1."))
    let before = Set(first.split(separator: "\n"))
    #expect(cut.split(separator: "\n").filter { !before.contains($0) }.count == 2)
    let again = try test.reporter().makeReport(try test.half())
    #expect(again.stories == 3 && again.removed == 1)
    // Given again, it is the page that it was.
    try test.consent(.boardReport, numbers[1], given: true)
    try test.reporter().putBackReports()
    #expect(try test.reportFile(page) == first)
  }

  @Test func whoAgreedToSomethingElseIsNotInIt() throws {
    let test = try TestHouse()
    _ = try test.halfYear(agreedTo: [.website, .donorLetters])
    #expect(try test.reporter().makeReport(try test.half()).stories == 0)
    #expect(try test.reportFile(page).contains("Nobody’s own words stand in this report."))
  }

  @Test func aYesToTheBoardsReportIsNoneToTheYearlyOne() throws {
    let test = try TestHouse()
    _ = try test.halfYear(agreedTo: [.boardReport])
    #expect(try test.reporter().makeReport(try #require(ReportPeriod(year: 2026, yearBegins: 1))).stories == 0)
    let page = try test.reportFile("year-2026.html")
    #expect(page.contains("Nobody’s own words stand in this report.") && !page.contains("is my desk"))
    #expect(try test.reporter().makeReport(try test.half()).stories == 3)
    #expect(try test.faults() == [])
  }

  @Test func wordsStandInTheYearlyReportOnAYesOfTheirOwnAndLeaveItAlone() throws {
    let test = try TestHouse()
    let numbers = try test.halfYear(agreedTo: [.boardReport])
    try test.consent(.yearlyReport, numbers[1], given: true)
    try test.consent(.yearlyReport, numbers[2], given: true)
    try test.consent(.boardReport, numbers[2], given: false)
    let year = try #require(ReportPeriod(year: 2026, yearBegins: 1))
    #expect(try test.reporter().makeReport(year).stories == 2)
    #expect(try test.reporter().makeReport(try test.half()).stories == 2)
    func standIn(_ page: String) throws -> [Bool] {
      let text = try test.reportFile(page)
      return ["I sleep ", "is my desk", "Thank you"].map { text.contains($0) }
    }
    #expect(try standIn("year-2026.html") == [false, true, true])
    #expect(try standIn(page) == [true, true, false])
    let looks = try test.store.reading.all("SELECT why FROM look WHERE why LIKE '%-report' ORDER BY id") { $0.text(0) }
    #expect(looks == ["yearly-report", "yearly-report", "board-report", "board-report"])
    // Taken back from one, they stay in the other.
    try test.consent(.yearlyReport, numbers[1], given: false)
    try test.reporter().putBackReports()
    #expect(try standIn("year-2026.html") == [false, false, true])
    #expect(try standIn(page) == [true, true, false])
    let again = try test.reporter().makeReport(year)
    #expect(again.stories == 2 && again.removed == 1)
    #expect(try test.faults() == [])
  }

  @Test func anOpenMonthIsNotReportedAndNobodyElseMakesOne() throws {
    let test = try TestHouse()
    try test.give(500, into: "main")
    try test.close(through: "2026-11")
    #expect(throws: LedgerError.self) { try test.reporter().makeReport(try test.half()) }
    #expect(throws: LedgerError.self) { try test.reporter().report(try test.half()) }
    try test.close(through: "2026-12")
    for actor in [Who.auditor, Who.support, Who.operator1] {
      #expect(throws: StoreError.self) { try test.reporter(actor).makeReport(try test.half()) }
    }
    // Before the scheme's books began there is nothing to report.
    #expect(throws: LedgerError.self) { try test.reporter().makeReport(try test.half(1, year: 2025)) }
    #expect(try KeptReport.periods(test.store.reading) == [])
    #expect(throws: StoreError.self) {
      try test.reporter(.system).makeReport(try #require(ReportPeriod(year: 2026, yearBegins: 1)))
    }
  }

  @Test func theJobMakesEachReportThatIsDueTheOldestFirstAndNoneTwice() throws {
    let test = try TestHouse()
    try test.give(500, into: "main")
    func run(_ date: String) throws -> StepReport {
      let house = try test.reporter(.system, on: date)
      let context = StepContext(
        run: 1, businessDate: try day(date), log: try JobLog(test.home, job: "test", clock: test.store.settings.clock),
        isDryRun: false)
      let body = try #require(NightSteps(house: house).byName["board-report"])
      return try body(context)
    }
    // The half-year is not over; then it is over and not closed.
    #expect(try run("2026-12-10").foundWork == false)
    let waiting = try run("2027-01-10")
    #expect(waiting.written == 0 && !waiting.waits)
    try test.close(through: "2026-11")
    let open = try run("2027-01-10")
    #expect(open.waits && open.written == 0 && open.message.contains("2026-12 is not closed"))
    try test.close(through: "2027-07", on: "2027-08-05")
    let late = try run("2027-08-10")
    #expect(late.written == 2 && !late.waits, "\(late)")
    #expect(try KeptReport.periods(test.store.reading).map(\.code) == ["2026-H1", "2026-H2"])
    #expect(try run("2027-08-10").written == 0)
    #expect(try test.faults() == [])
  }

  @Test func theNextReportSaysWhatTheLastOneToldAndTheYearAddsUp() throws {
    let test = try TestHouse()
    _ = try test.halfYear()
    _ = try test.reporter().makeReport(try test.half())
    try test.close(through: "2027-06", on: "2027-07-15")
    _ = try test.reporter(on: "2027-07-15").makeReport(try test.half(2))
    let reading = test.store.reading
    let first = try #require(try KeptReport.content(try test.half(), reading))
    let second = try #require(try KeptReport.content(try test.half(2), reading))
    #expect(first.before == nil && second.before == first.words)
    for part in [BoardContent.Part.raised, .kinds, .priorities, .decisions] {
      for line in second[part] {
        #expect(line.lastPence == (line.pence == nil ? nil : first[part, line.code]?.pence ?? "0"), "\(line.code)")
        #expect(line.lastCount == (line.count == nil ? nil : first[part, line.code]?.count ?? "0"), "\(line.code)")
      }
    }
    let year = try #require(ReportPeriod(year: 2026, yearBegins: 7))
    _ = try test.reporter(on: "2027-07-15").makeReport(year)
    let told = try #require(try KeptReport.content(year, reading))
    func pence(_ code: String) -> Int64 { told[.accounts, code]?.pence.flatMap { Int64($0) } ?? 0 }
    let movements = told[.accounts].prefix { $0.code != "closing" }
    #expect(movements.reduce(0) { $0 + (Int64($1.pence ?? "") ?? 0) } == pence("closing") && pence("closing") != 0)
    #expect(told[.raised, "total"]?.pence == "100000")
    #expect(try test.reportFile("year-2026.html").contains("The year in the books"))
    #expect(try test.faults() == [])
  }

  @Test(arguments: [(2, "c"), (6, "6")])
  func fewGrantsAndFewWaitsAreHidden(_ count: Int, _ shown: String) throws {
    let test = try TestHouse()
    for number in 0..<count {
      let code = "pack\(number / 3)"
      if number % 3 == 0 { try test.startGrants(bank: 200_000 + Int64(number), code: code) }
      let letter = try #require(UnicodeScalar(65 + number))
      let application = try test.screened(test.form("Ana \(letter)nne"), to: "\(code)-1")
      // Ten working days after 10 December are over on Christmas Eve.
      try test.house(Who.manager, on: "2026-12-29").signOff(application)
    }
    try test.close(through: "2026-12")
    let content = try test.reporter().report(try test.half())
    for (part, code) in [
      (BoardContent.Part.kinds, "total"), (.kinds, "individuals"), (.priorities, "stability"), (.decisions, "late"),
    ] { #expect(content[part, code]?.count == shown, "\(code)") }
    #expect(content[.waits, "answer-middle"]?.count == (shown == "c" ? "c" : "0"))
    #expect(content[.waits, "money-middle"]?.count == nil)
    #expect(content[.decisions, "declined"]?.count == "0")
    #expect((content[.kinds, "individuals"]?.pence == "c") == (shown == "c"))
    #expect(content[.kinds, "total"]?.pence == "\(count * 25_000)")
    #expect(try KeptReport.periods(test.store.reading) == [])
  }

  @Test func itsXMLKeepsToItsSchemaAndPageCSVAndXMLSayTheSame() throws {
    let test = try TestHouse()
    _ = try test.halfYear()
    for period in [try test.half(), try #require(ReportPeriod(year: 2026, yearBegins: 1))] {
      _ = try test.reporter().makeReport(period)
      let faults = try XMLSchema.validate(
        file: test.home.file("reports/\(period.file).xml"), schema: "\(TestHouse.root)/config/schemas/report-1.xsd")
      #expect(faults.isEmpty, "\(faults)")
      let content = try #require(try KeptReport.content(period, test.store.reading))
      let (csv, xml, text) = (
        try test.reportFile("\(period.file).csv"), try test.reportFile("\(period.file).xml"),
        try test.reportFile("\(period.file).html")
      )
      for part in BoardContent.Part.allCases {
        for line in content[part] {
          #expect(csv.contains("\(part.rawValue),\(line.code),"), "\(line.code)")
          #expect(xml.contains("code=\"\(line.code)\""), "\(line.code)")
          if let pence = line.pence.flatMap({ Int64($0) }), pence != 0 {
            #expect(xml.contains("\"\(pence)\"") && csv.contains(Pence(pence).description), "\(line.code)")
            #expect(text.contains(Pence(pence).pounds), "\(line.code)")
          }
        }
      }
    }
  }

  @Test func itsPageStandsAloneAndIsReadAloudInOrder() throws {
    let test = try TestHouse()
    _ = try test.halfYear()
    _ = try test.reporter().makeReport(try test.half())
    let text = try test.reportFile(page)
    for word in ["src=", "href=", "url(", "@import", "<script", "<link", "<iframe", "<img", "onload", "<!--", "LAC"] {
      #expect(!text.contains(word), "\(word)")
    }
    #expect(text.contains("<html lang=\"en-GB\">") && text.contains("Unaudited") && text.contains("PRACTICE"))
    let heads = text.components(separatedBy: "<th").dropFirst().filter { !$0.hasPrefix("ead") }
    #expect(heads.allSatisfy { $0.hasPrefix(" scope=") } && heads.count > 30)
    #expect(text.components(separatedBy: "<table").count == text.components(separatedBy: "<caption").count)
    let pictures = text.components(separatedBy: "<svg ").dropFirst()
    #expect(!pictures.isEmpty && pictures.allSatisfy { $0.contains("<title") && $0.contains("<desc") })
    var level = 1
    for part in text.components(separatedBy: "<h").dropFirst() {
      guard let next = part.first?.wholeNumberValue else { continue }
      #expect(next <= level + 1, "a heading is left out before \(part.prefix(60))")
      level = next
    }
    // As XML every element is closed.
    try AtomicFile.write("\(test.folder)/page.xml", bytes: Array(text.utf8))
  }

  @Test func aFileThatSomebodyChangedIsNamedAndPutRight() throws {
    let test = try TestHouse()
    _ = try test.halfYear()
    _ = try test.reporter().makeReport(try test.half())
    let path = test.home.file("reports/board-2026-H1.csv")
    let right = try test.reportFile("board-2026-H1.csv")
    try AtomicFile.write(path, bytes: Array("x\n".utf8))
    #expect(try test.faults().contains { $0.contains("board-2026-H1.csv") })
    _ = try test.reporter().makeReport(try test.half())
    #expect(try test.reportFile("board-2026-H1.csv") == right)
    try FileManager.default.removeItem(atPath: path)
    #expect(try test.faults().contains { $0.contains("board-2026-H1.csv is missing") })
    try test.reporter().sweepLeftovers()
    #expect(try test.faults() == [])
  }

  @Test func whatOnlyMovedBetweenOurFundsDidNotComeIn() throws {
    let test = try TestHouse()
    try test.give(900, to: "gift-of-giving", into: "main")
    try test.agree {
      try $0.transfer(FundTransfer(from: "gift-of-giving", to: "no-limits", amount: Pence(400), reason: .surplus))
    }
    try test.close(through: "2026-12")
    let content = try test.reporter().report(try test.half())
    #expect(content[.raised, "total"]?.pence == "900" && content[.raised, "transfers-in"] == nil)
    #expect(content[.months].reduce(0) { $0 + (Int64($1.pence ?? "") ?? 0) } == 900)
    let year = try test.reporter().report(try #require(ReportPeriod(year: 2026, yearBegins: 1)))
    #expect(year[.accounts, "transfers-in"]?.pence == "400" && year[.accounts, "transfers-out"]?.pence == "-400")
  }
}
