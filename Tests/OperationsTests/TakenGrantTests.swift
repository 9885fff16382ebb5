// A scheme that gave grants before this program was used: past ones count for the twelve months, open ones are promised.

import Dates
import Files
import Foundation
import Grants
import Ledger
import Money
import People
import Store
import Testing

@testable import Operations

extension TestHouse {
  static let takenHeadings = TakenFile.headings.joined(separator: ",") + "\n"

  /// One person's file of grants that are taken on.
  func bringGrants(_ rows: [String], by who: Actor = Who.support, on date: String = today) throws
    -> (words: String, faults: [FileFault])
  {
    let path = "\(folder)/grants-\(UUID().uuidString).csv"
    try AtomicFile.write(path, bytes: Array((Self.takenHeadings + rows.joined(separator: "\n") + "\n").utf8))
    return try house(who, on: date).takeOnGrants(path)
  }

  /// The same, and a second person's yes.
  func takeGrantsOn(_ rows: [String]) throws {
    try agree(by: Who.manager) { _ in try bringGrants(rows).words }
  }

  func agree(by who: Actor, _ propose: (House) throws -> String) throws {
    let words = try propose(try house(Who.support))
    let id = try #require(words.firstMatch(of: /Proposed as (A\d+)/)).1
    _ = try house(who).approve(String(id))
  }
}

@Suite("Grants of before") struct TakenGrantTests {
  /// Past, open with a part paid, open with nothing paid, and one of long ago.
  static let rows = [
    "TVCF-101,Robin Example,2006-03-31,pack,2026-06-01,300.00,300.00,yes,",
    "TVCF-102,\"Quux, Zaphod\",2005-01-02,pack,2026-11-01,500.00,200.00,yes,a text",
    "TVCF-103,Ana One,2007-07-07,pack,2026-11-20,120.50,0.00,no,ask my worker",
    "TVCF-050,Old Time,2001-01-01,pack,2025-12-10,90.00,90.00,yes,",
  ]

  private func begin() throws -> TestHouse {
    let test = try TestHouse()
    try test.startGrants(bank: 100_000, places: 9)
    return test
  }

  @Test("What is still to be paid is promised against the opening balance, and is paid like any award")
  func open() throws {
    let test = try begin()
    let words = try test.bringGrants(Self.rows).words
    #expect(
      words.contains("take on 1 past grant and 2 open awards; £420.50 is still to be paid from no-limits; 1 left out"))
    #expect(try test.position("no-limits").promisedPence == 0, "nothing before a second person agrees")
    #expect(throws: StoreError.self, "not by the same person") { try test.house(Who.support).approve("A1") }
    #expect(throws: StoreError.self, "not by finance") { try test.house(Who.finance).approve("A1") }
    _ = try test.house(Who.manager).approve("A1")
    #expect(try test.position("no-limits").promisedPence == 42_050)
    #expect(try test.position("no-limits").availablePence == 100_000 - 42_050)
    #expect(try accountBalance(.opening, test.store.reading) == Pence(42_050))
    #expect(try accountBalance(.grants(.individuals), test.store.reading) == .zero, "no grant of this year")
    #expect(try test.state(1) == .agreed && test.state(2) == .awarded)
    let awards = try Award.list(limit: 10, for: Who.manager, test.store.reading)
    #expect(awards.map(\.amountPence) == [12_050, 30_000] && awards.allSatisfy(\.takenOn))
    #expect(throws: GrantsError.self, "no more than what is left") { try test.propose(1, 30_001) }
    let payment = try test.propose(1, 30_000, to: .own)
    try test.house(Who.finance).approvePayment(payment)
    try test.house(Who.manager).releasePayment(payment)
    #expect(try test.state(1) == .paid)
    #expect(try test.position("no-limits").promisedPence == 42_050, "released, and not yet through the bank")
    #expect(try accountBalance(.grantsPromised, test.store.reading) == Pence(-12_050))
    try test.step("award.cancel", by: Who.manager) {
      try Award.cancel(2, reason: "not-needed", on: try day(TestHouse.today), by: Who.manager, in: $0)
      return 1
    }
    #expect(try test.position("no-limits").availablePence == 70_000)
    #expect(try test.faults() == [])
  }

  @Test("A past grant counts for the twelve months of the same person, and of nobody else") func twelveMonths() throws {
    let test = try begin()
    try test.takeGrantsOn(Self.rows)
    #expect(throws: GrantsError.rules(application: 3, rules: ["one-in-12-months"])) {
      try test.screened(test.form("robin  EXAMPLE", born: "2006-03-31"))
    }
    #expect(throws: GrantsError.rules(application: 4, rules: ["one-in-12-months"]), "an open one counts too") {
      try test.screened(test.form("Ana One", born: "2007-07-07"))
    }
    let other = try test.screened(test.form("Robin Example", born: "2006-03-30"))
    #expect(try test.state(other) == .awaitingSignOff)
    #expect(try test.faults() == [])
  }

  @Test("Done twice, nothing is doubled; told otherwise, it is refused") func twice() throws {
    let test = try begin()
    #expect(try test.bringGrants(Self.rows).words.hasPrefix("Proposed as A1"))
    #expect(try test.bringGrants(Self.rows).words.hasPrefix("This file waits already as A1"))
    _ = try test.house(Who.manager).approve("A1")
    _ = try test.house(Who.manager).approve("A1")
    #expect(try test.bringGrants(Self.rows).words.hasPrefix("There is nothing to do"))
    // A longer file brings what is new in it.
    let more = Self.rows + ["TVCF-104,Bea Two,2004-04-04,pack,2026-11-21,10.00,0.00,yes,a call"]
    try test.takeGrantsOn(more)
    #expect(try test.position("no-limits").promisedPence == 43_050)
    #expect(try test.store.reading.int("SELECT count(*) FROM taken_grant") == 4)
    #expect(try test.store.reading.int("SELECT count(*) FROM applicant") == 4)
    #expect(throws: GrantsError.self) {
      try test.bringGrants([Self.rows[1].replacing("200.00", with: "100.00")])
    }
    #expect(try test.faults() == [])
  }

  @Test("No name lies outside the vault: not while it waits, not after; and the file is gone once it was decided on")
  func names() throws {
    let test = try begin()
    _ = try test.bringGrants(Self.rows)
    func isPlain() -> [String] {
      let files = FileManager.default.enumerator(atPath: test.home.path)?.compactMap { $0 as? String } ?? []
      return files.filter { file in
        let bytes = FileManager.default.contents(atPath: test.home.file(file)) ?? Data()
        return ["Zaphod", "TVCF-102", "2005-01-02"].contains { bytes.range(of: Data($0.utf8)) != nil }
      }
    }
    #expect(isPlain() == [])
    #expect(try test.faults() == [], "the sealed file is held to its digest while it waits")
    try test.reopen {}
    _ = try test.house(Who.manager).approve("A1")
    #expect(isPlain() == [])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: test.home.archive).filter { $0.hasPrefix("takeon") } == [])
    let application = try #require(try Application.find(1, for: Who.support, test.store.reading))
    #expect(try Vault.text(.name, person: application.person, test.store) == "Quux, Zaphod")
    #expect(try Vault.text(.safeContact, person: application.person, test.store) == "a text")
    // Refused: nothing stays, and it can be brought again.
    let refused = try begin()
    _ = try refused.bringGrants(Self.rows)
    _ = try refused.house(Who.manager).refuse("A1")
    #expect(try refused.store.reading.int("SELECT count(*) FROM applicant") == 0)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: refused.home.archive).filter { $0.hasPrefix("takeon") } == [])
    try refused.takeGrantsOn(Self.rows)
    #expect(try refused.faults() == [])
  }

  @Test("More than the fund has is refused before anyone says yes, and again when it is said") func tooLittle() throws {
    let test = try TestHouse()
    try test.startGrants(bank: 42_049)
    #expect(throws: LedgerError.tooLittle(fund: "no-limits", has: Pence(42_049), wanted: Pence(42_050))) {
      try test.bringGrants(Self.rows)
    }
    try test.give(1, into: "main", another: true)
    _ = try test.bringGrants(Self.rows)
    _ = try test.screened(test.form("Somebody Else", asked: "1.00", least: nil))
    #expect(throws: LedgerError.self) { try test.house(Who.manager).approve("A1") }
    #expect(try test.store.reading.int("SELECT count(*) FROM taken_grant") == 0)
    #expect(try test.faults() == [])
  }

  @Test("It says of itself that it was taken on: explained, traced, told to the foundation") func told() throws {
    let test = try begin()
    try test.takeGrantsOn(Self.rows)
    let words = try test.house(Who.manager).explain("award/1").joined(separator: "\n")
    #expect(words.contains("It was taken on: £500.00 had been awarded on 2026-11-01"))
    #expect(words.contains("£200.00 of it was paid by then") && words.contains("an award from before, taken on"))
    let trace = try test.house(Who.manager).trace("award/1").map(\.words)
    #expect(trace.contains { $0.contains("award-taken-on of 2026-12-10") })
    #expect(trace.contains { $0.contains("debit equity:opening") })
    #expect(try test.house(Who.manager).trace("no-limits").contains { $0.id == "award/1" })
    _ = try test.house(Who.finance).exportFoundation(full: false, received: nil, isDryRun: false)
    let grants = try #require(
      FileManager.default.enumerator(atPath: test.home.file("outbox"))?.compactMap { $0 as? String }
        .first { $0.hasSuffix("grants.csv") })
    let text = try String(contentsOfFile: test.home.file("outbox/\(grants)"), encoding: .utf8)
    #expect(text.contains("award/1,no-limits,pack,2026-12-10,2026-12,30000"))
    #expect(try Round.find("pack-taken-on", test.store.reading)?.isOpen(on: try day(TestHouse.today)) == false)
    let next = try test.house(Who.support).grantWork(Action("round.open"), about: "pack") {
      try Round.open("pack", from: try day(TestHouse.today), until: nil, budget: Pence(1_000), in: $0)
    }
    #expect(next == "pack-2")
  }

  @Test(
    "A row with a fault is refused with its line and column, and never with what stood there",
    arguments: [
      ("TVCF-102", ""), ("TVCF-102", "TVCF-101"), ("\"Quux, Zaphod\"", ""), ("2005-01-02", "2/1/2005"),
      ("pack", "nowhere"), ("2026-11-01", "2026-12-10"), ("500.00", "0.00"), ("200.00", "500.01"),
      ("200.00", "-1.00"), ("yes", "maybe"), ("a text", ""),
    ])
  func faults(old: String, new: String) throws {
    let test = try begin()
    let result = try test.bringGrants([Self.rows[0], Self.rows[1].replacing(old, with: new)])
    let fault = try #require(result.faults.first)
    #expect(result.faults.count == 1 && fault.line == 3, "\(result.faults)")
    #expect(!"\(fault)".contains("Quux") && !"\(fault)".contains("maybe"))
    #expect(try test.house(.system).pendingApprovals().isEmpty)
  }
}
