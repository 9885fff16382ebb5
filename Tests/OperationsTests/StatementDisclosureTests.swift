// What of the statements' figures goes out: grants as one sum, kinds in the year, councillors among staff where they are few.

import Dates
import Files
import Foundation
import Giving
import Grants
import Ledger
import Money
import People
import Reporting
import Store
import Testing

@testable import Operations

@Suite struct StatementDisclosureTests {
  private func december() throws -> Month { try day("2026-12-01").month }

  private func grants(_ count: Int) throws -> TestHouse {
    let test = try TestHouse()
    for number in 0..<count {
      // A programme has three places a year.
      let code = "pack\(number / 3)"
      if number % 3 == 0 { try test.startGrants(bank: 200_000 + Int64(number), code: code) }
      let letter = try #require(UnicodeScalar(65 + number))
      try test.house(Who.manager).signOff(try test.screened(test.form("Ana \(letter)nne"), to: "\(code)-1"))
    }
    return test
  }

  @Test(arguments: [(0, "0"), (1, "c"), (5, "c"), (6, "6"), (7, "7")])
  func grantsAreToldByKindOnceThereAreSix(_ count: Int, _ told: String) throws {
    let test = try grants(count)
    let month = try day(TestHouse.today).month
    let content = try test.house(Who.finance).statement(month, test.store.reading)
    let kind = try #require(content.kinds.first { $0.code == "individuals" })
    #expect(kind.count == told && (kind.pence == nil) == (told == "c"))
    #expect(content.counts.first { $0.code == "grants-signed" }?.yearToDate == told)
    let exact = try test.house(Who.finance).statement(month, isExact: true, test.store.reading)
    #expect(exact.counts.first { $0.code == "grants-signed" }?.month == "\(count)")
    let pence = try line("grants-individuals", exact).yearToDatePence
    #expect(told == "c" || kind.pence == -pence)
  }

  @Test func grantsAreOneSumInEveryColumnAndTheExactFiguresHaveThemByKind() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let house = try test.house(Who.finance)
    let shown = try house.statement(december(), test.store.reading)
    let exact = try house.statement(december(), isExact: true, test.store.reading)
    #expect(!shown.figures.movements.contains { $0.code.hasPrefix("grants-") })
    let kinds = exact.figures.movements.filter { $0.code.hasPrefix("grants-") }
    #expect(kinds.count == 4 && kinds.contains { $0.monthPence != 0 })
    for column in [\StatementFigures.Line.monthPence, \.yearToDatePence, \.lastYearPence] {
      #expect(try line("grants", shown)[keyPath: column] == kinds.reduce(0) { $0 + $1[keyPath: column] })
      #expect(
        shown.figures.movements.dropLast().reduce(0) { $0 + $1[keyPath: column] }
          == shown.figures.movements.last?[keyPath: column])
    }
  }

  @Test(arguments: [(0, "0", "13"), (3, "c", "13"), (6, "6", "13")])
  func kindsAndWhatCameBackComeToTheSumOfGrants(_ cancelled: Int, _ told: String, _ signed: String) throws {
    let test = try grants(13)
    let today = try day(TestHouse.today)
    for number in 0..<cancelled {
      try test.step("award.cancel", by: Who.manager) {
        try Award.cancel(Int64(number + 1), reason: "moved", on: today, by: Who.manager, in: $0)
        return 1
      }
    }
    let content = try test.house(Who.finance).statement(today.month, test.store.reading)
    let back = try #require(content.kinds.first { $0.code == "came-back" })
    #expect(back.count == told && (back.pence == nil) == (told == "c"))
    let uses = try #require(content.kinds.first { $0.code == "individuals" })
    // What grants came to stands: beside it the kind's sum would give away what came back of three.
    #expect(uses.count == signed && (uses.pence == nil) == (told == "c"))
    if told != "c" {
      let sum = content.kinds.reduce(0) { $0 + ($1.pence ?? 0) }
      #expect(try sum == -line("grants", content).yearToDatePence)
      #expect(back.pence.map { ($0 < 0) == (cancelled > 0) } == true)
    }
  }

  @Test func whatOnlyMovedBetweenOurFundsCameFromNobody() throws {
    let test = try TestHouse()
    try test.give(900, to: "gift-of-giving", into: "main")
    try test.agree {
      try $0.transfer(FundTransfer(from: "gift-of-giving", to: "no-limits", amount: Pence(400), reason: .surplus))
    }
    let (house, month) = (try test.house(Who.finance), try day(TestHouse.today).month)
    for isExact in [false, true] {
      let all = try house.statement(month, isExact: isExact, test.store.reading)
      // The gift is of an earlier month of the year; in this one money only moved.
      #expect(all.firstLine.contains("£0.00 came in."))
      #expect(all.figures.income.reduce(0) { $0 + $1.yearToDatePence } == 900)
      for code in ["transfers-in", "transfers-out"] { #expect(try line(code, all).yearToDatePence == 0) }
      #expect(
        all.figures.movements.dropLast().reduce(0) { $0 + $1.monthPence } == all.figures.movements.last?.monthPence)
    }
    let one = try house.statement(month, fund: "no-limits", test.store.reading)
    #expect(try line("transfers-in", one).monthPence == 400 && one.firstLine.contains("£4.00 came in."))
  }

  @Test func howSmallAHiddenNumberIsIsASetting() throws {
    let test = try grants(7)
    let copy = "\(test.folder)/config"
    try FileManager.default.copyItem(atPath: "\(TestHouse.root)/config", toPath: copy)
    let month = try day(TestHouse.today).month
    for (most, told) in [(6, "7"), (7, "c")] {
      try AtomicFile.write("\(copy)/statement.yaml", bytes: Array("hiddenUpTo: \(most)\n".utf8))
      let house = House(
        store: test.store, configuration: try SchemeConfiguration.read(copy), actor: Who.finance,
        businessDate: try day(TestHouse.today))
      let content = try house.statement(month, test.store.reading)
      #expect(content.counts.first { $0.code == "grants-signed" }?.yearToDate == told, "\(most)")
    }
  }

  @Test func fewCouncillorsAreToldAmongStaff() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let house = try test.house(Who.finance)
    let (october, reading) = (try day("2026-10-01").month, test.store.reading)
    let exact = try house.statement(october, isExact: true, reading)
    let councillors = try line("payroll-councillors", exact)
    try #require(councillors.monthPence > 0)
    let shown = try house.statement(october, reading)
    #expect(!shown.figures.movements.contains { $0.code == "payroll-councillors" || $0.code == "payroll-staff" })
    #expect(
      try line("payroll-council", shown).monthPence == councillors.monthPence + line("payroll-staff", exact).monthPence)
    #expect(shown.figures.income.contains { $0.code == "payroll-council" })
  }

  @Test func aFundsStatementTellsNobodysGiftsFromPayApart() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let content = try test.house(Who.finance).statement(
      day("2026-10-01").month, fund: "no-limits", test.store.reading)
    #expect(content.figures.income.map(\.code).filter { $0.hasPrefix("payroll") } == ["payroll"])
  }

  @Test func kindsStandApartWhereEnoughOfThemGaveInEveryMonthThatIsTold() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let october = try day("2026-10-01").month
    let none = try day("2025-10-01").month
    func apart(_ months: [Month], _ least: Int64) throws -> Set<Account.Givers> {
      try Givers.standingApart(in: months, atLeast: least, test.store.reading)
    }
    #expect(try apart([none], 10) == [.councillors, .partners])
    #expect(try apart([none, october], 1).contains(.councillors))
    #expect(try !apart([none, october], 1_000).contains(.councillors))
  }

  @Test func whatACloseShowsIsKeptAndAnotherEditionIsDecidedOnAgainstIt() throws {
    let test = try TestHouse()
    try test.take(try TestHouse.sample(Scenario.samples[0]), named: Scenario.samples[0])
    let month = try day("2026-10-01").month
    try test.agree { try $0.closeMonth(month) }
    #expect(try PublishedReport.find("statement/2026-10", test.store.reading)?["givers"] != nil)
    try test.agree { try $0.reopenMonth(month) }
    try test.agree { try $0.closeMonth(month) }
    #expect(try PublishedReport.all(test.store.reading).map(\.report) == ["statement/2026-10", "statement/2026-10/2"])
    #expect(try test.faults() == [])
  }

  private func line(_ code: String, _ content: StatementContent) throws -> StatementFigures.Line {
    try #require(content.figures.movements.first { $0.code == code })
  }
}
