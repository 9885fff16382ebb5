// What keeps a home quick behind very many rows: it must say the same as reading them all.

import Dates
import Files
import Foundation
import Giving
import Grants
import Ledger
import Money
import People
import Store
import Testing

@testable import Operations

@Suite struct ManyTests {
  @Test func someoneOnTwoPayrollsIsOneGiver() throws {
    let test = try TestHouse()
    _ = try MandateImport(
      test.store, layout: try TestHouse.configuration.get().mandateLayout, limits: .standard
    ).take("\(TestHouse.root)/batches/samples/mandates.csv", by: Who.finance, on: try day(TestHouse.today))
    let giver = try test.donor("100234")
    try test.change("post", as: "donor.add", by: Who.finance) { write in
      let terms = try PostTerms(
        employer: "ACME", payroll: "STAFF", payrollNumber: "A-9001", from: try day("2026-09-01"))
      _ = try Registration.addPost(terms, donor: giver, in: write, store: test.store)
    }
    let name = "payroll-ACME-STAFF-2026-10-30-0001.xml"
    let text = String(decoding: try TestHouse.sample(name), as: UTF8.self)
    let october = try day("2026-10-01").month
    var counts: [Int64] = []
    for (file, bytes) in [
      (Scenario.samples[0], try TestHouse.sample(Scenario.samples[0])),
      (name, Array(text.replacing("payrollNumber=\"A-1001\"", with: "payrollNumber=\"A-9001\"").utf8)),
    ] {
      try #require(try test.take(bytes, named: file).state == .posted)
      counts.append(try Givers.count(in: october, test.store.reading))
    }
    var donors: Set<Int64> = []
    try test.store.reading.each("SELECT DISTINCT post FROM contribution WHERE post > 0") { row in
      donors.insert(try #require(try Post.find(row.int(0), test.store.reading)).donor)
    }
    #expect(counts[1] == Int64(donors.count) && counts[0] < counts[1])
    let posts = try test.store.reading.int("SELECT count(DISTINCT post) FROM contribution WHERE post > 0")
    #expect(counts[1] == posts - 1, "the one with two posts counts once")
    #expect(try test.faults() == [])
  }

  @Test func aFileThatWasPostedBeforeGiversWereKeptIsReadLineByLine() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let october = try day("2026-10-01").month
    let count = try Givers.count(in: october, test.store.reading)
    try #require(count > 0)
    try test.reopen {
      let raw = try Raw(test.home.database)
      defer { raw.close() }
      try raw.run("DROP TRIGGER payroll_givers_is_never_cut")
      try raw.run("DELETE FROM payroll_givers")
    }
    #expect(try Givers.count(in: october, test.store.reading) == count)
  }

  @Test func aReasonIsAskedForOnceThoughThePanelSeesTheApplicationAgain() throws {
    let test = try TestHouse()
    let members = try test.startPanel()
    let number = try test.ready("Ana One")
    let chair = try test.house(Who.support)
    let opened = try chair.openSitting()
    for member in members { try chair.cast([number: Ballot(.no)], by: member, in: opened.sitting) }
    _ = try chair.closeSitting(opened.sitting, keys: opened.keys)
    #expect(try PanelReason.missing(test.store.reading) == [number])
    try chair.record(.othersFirst, words: "Please ask again.", for: number)
    #expect(try PanelReason.missing(test.store.reading) == [])
    try test.step("application.second-look", by: Who.manager) {
      try Application.secondLook(number, by: Who.manager, in: $0)
      return 1
    }
    try test.step("application.screen", by: Who.support) {
      try Application.pass(number, on: try day(TestHouse.today), by: Who.support, in: $0)
      return 1
    }
    _ = try chair.openSitting()
    #expect(try test.state(number) == .inReview)
    #expect(try PanelReason.missing(test.store.reading) == [], "nobody said \"not this time\" in this meeting")
  }

  @Test func aMeetingTakesTheOldestThatWait() throws {
    let test = try TestHouse()
    _ = try test.startPanel()
    let numbers = try (1...3).map { try test.ready("Applicant \($0)") }
    try test.step("application.concern", by: Who.support) {
      try Application.concern(numbers[0], isOver: false, by: Who.support, in: $0)
      return 1
    }
    #expect(try Sitting.waiting(for: Who.support, test.store.reading).map(\.application) == Array(numbers.dropFirst()))
    try test.step("application.concern", by: Who.support) {
      try Application.concern(numbers[0], isOver: true, by: Who.support, in: $0)
      return 1
    }
    let waiting = try Sitting.waiting(for: Who.support, test.store.reading)
    #expect(waiting.map(\.application) == numbers && waiting.allSatisfy { $0.cap > .zero && $0.asked >= $0.least })
  }

  @Test func whatAPersonMayNotSeeIsNeitherListedNorCounted() throws {
    let test = try TestHouse()
    try test.startGrants()
    let seen = try test.house(Who.support).submit(test.form("Ana One"), to: "pack-1")
    let hidden = try test.house(Who.support).submit(test.form("Bea Two", notFor: "fundmanager"), to: "pack-1")
    let reading = test.store.reading
    for state in [nil, ApplicationState.submitted] {
      #expect(try Application.list(state: state, limit: 10, for: Who.manager, reading).map(\.number) == [seen])
      #expect(try Application.list(state: state, limit: 10, for: Who.support, reading).map(\.number) == [hidden, seen])
      #expect(try Application.list(state: state, limit: 1, for: Who.support, reading).map(\.number) == [hidden])
    }
    #expect(try Application.list(state: .ready, limit: 10, for: Who.support, reading).isEmpty)
    #expect(try Application.count(.submitted, for: Who.manager, reading) == 1)
    #expect(try Application.count(.submitted, for: Who.support, reading) == 2)
  }
}
