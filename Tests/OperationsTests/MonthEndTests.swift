// Months are closed in order by two people, and take nothing more while they are closed.

import Dates
import Foundation
import Giving
import Ledger
import Money
import Store
import Testing

@testable import Operations

@Suite struct MonthEndTests {
  private func november() throws -> Month { try day("2026-11-01").month }

  private func monthOf(_ entry: String, _ test: TestHouse) throws -> String {
    try #require(try Entry.find(entry, test.store.reading)).month
  }

  @Test func aMonthIsClosedByTwoPeopleAndWhatComesForItCountsInTheNext() throws {
    let test = try TestHouse()
    try test.give(500, into: "main")
    try test.agree { try $0.closeMonth(try november()) }
    let close = try #require(try MonthClose.find(try november(), test.store.reading))
    #expect(close.head.count == 64 && close.givers == 0)
    #expect(try monthOf(test.give(700, into: "main").id, test) == "2026-12")
    #expect(try test.faults() == [])
  }

  @Test func whatIsDatedBeforeTheFirstClosedMonthFallsInTheFirstOpenOneToo() throws {
    let test = try TestHouse()
    try test.give(500, into: "main")
    try test.agree { try $0.closeMonth(try november()) }
    #expect(try Months.read(test.store.reading).month(for: try day("2026-01-31")).description == "2026-12")
  }

  @Test func onlyTheNextMonthInOrderThatIsOverCanBeClosed() throws {
    let test = try TestHouse()
    #expect(throws: LedgerError.self) { try test.house(Who.finance).closeMonth(try november()) }
    try test.give(500, into: "main")
    for month in [try november().previous, try november().next] {
      #expect(throws: LedgerError.self) { try test.house(Who.finance).closeMonth(month) }
    }
    let december = try november().next
    try test.agree { try $0.closeMonth(try november()) }
    #expect(throws: LedgerError.month(month: december, why: "it is not over yet")) {
      try test.house(Who.finance).closeMonth(december)
    }
  }

  @Test func onePersonAloneClosesNothing() throws {
    let test = try TestHouse()
    try test.give(500, into: "main")
    _ = try test.house(Who.finance).closeMonth(try november())
    #expect(throws: StoreError.self) { try test.house(Who.finance).approve("A1") }
    #expect(try MonthClose.find(try november(), test.store.reading) == nil)
    #expect(throws: StoreError.self) { try test.house(Who.auditor).closeMonth(try november()) }
  }

  @Test func aCloseWhoseWordsHaveChangedFallsAndSaysWhatChanged() throws {
    let test = try TestHouse()
    try test.give(500, into: "main")
    _ = try test.house(Who.finance).closeMonth(try november())
    let before = try #require(try test.house(Who.finance2).pendingApprovals().first).words
    // A file that waits for a second person is open now, and was not when the first one marked the month ready.
    let third =
      "H,1,SBC,STAFF,2026-11-27,M1,0003,2026-11-25T18:00:00Z\nD,100234,NOLIM,10.00,,\nD,999999,NOLIM,1.00,,\nT,2,11.00\n"
    try test.take(third, named: "payroll-SBC-STAFF-2026-11-27-0003.csv")
    let now = try test.house(.system).checklist(try november()).words
    try #require(!now.isEmpty)
    do {
      _ = try test.house(Who.finance2).closeReadyMonth(try november(), isDryRun: true)
      Issue.record("a dry run closed it")
    } catch is ProposalChanged {}
    #expect(try test.house(Who.finance2).pendingApprovals().contains { $0.id == "A1" }, "a dry run changes nothing")
    do {
      _ = try test.house(Who.finance2).closeReadyMonth(try november())
      Issue.record("it was closed under its old words")
    } catch let changed as ProposalChanged {
      #expect(changed.sentence.contains(before) && now.allSatisfy { changed.sentence.contains($0) })
    }
    #expect(try MonthClose.find(try november(), test.store.reading) == nil)
    #expect(try !test.house(Who.finance2).pendingApprovals().contains { $0.id == "A1" }, "it fell")
    try test.agree { try $0.closeMonth(try november()) }
    #expect(try MonthClose.find(try november(), test.store.reading) != nil)
    #expect(try test.faults() == [])
  }

  @Test func onlyTheLastClosedMonthCanBeOpenedAgainAndItThenTakesEntries() throws {
    let test = try TestHouse()
    try test.give(500, into: "main")
    #expect(throws: LedgerError.self) { try test.house(Who.finance).reopenMonth(try november()) }
    try test.agree { try $0.closeMonth(try november()) }
    try test.give(600, into: "main")
    try test.agree { try $0.reopenMonth(try november()) }
    #expect(try monthOf(test.give(700, into: "main").id, test) == "2026-11")
    try test.agree { try $0.closeMonth(try november()) }
    #expect(try MonthClose.all(test.store.reading).map(\.month) == ["2026-11"])
    #expect(try test.faults() == [])
  }

  @Test func anEntryThatSlippedIntoAClosedMonthIsNamed() throws {
    let test = try TestHouse()
    try test.give(500, into: "main")
    try test.agree { try $0.closeMonth(try november()) }
    let late = try test.give(700, into: "main")
    try test.reopen {
      let raw = try Raw(test.home.database)
      defer { raw.close() }
      try raw.run("DROP TRIGGER entry_is_never_changed")
      try raw.run("UPDATE entry SET month = month - 1 WHERE public_id = '\(late.id)'")
    }
    #expect(try test.faults().contains { $0.hasPrefix("closed-months: entry 2 ") })
  }

  @Test func theChecklistNamesWhatIsOpen() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let words = try test.house(Who.finance).checklist(try november()).words
    #expect(words.contains("no file has come from ACME/STAFF"))
    #expect(words.contains { $0.hasSuffix("items wait for a person") })
    #expect(words.contains { $0.hasSuffix("late") })
  }

  @Test func theCloseKeepsHowManyPeopleGave() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    try test.agree { try $0.closeMonth(try november()) }
    let reading = test.store.reading
    var donors: Set<Int64> = []
    for file in try PostedFile.all(reading) where file.key.payDate.month == (try november()) && !file.isSuperseded {
      try reading.each("SELECT id, post FROM contribution") { row in
        guard file.rows.contains(row.int(0)), row.int(1) > 0 else { return }
        if let post = try Post.find(row.int(1), reading) { donors.insert(post.donor) }
      }
    }
    let close = try #require(try MonthClose.find(try november(), reading))
    #expect(close.givers == Int64(donors.count) && close.givers > 0)
  }
}
