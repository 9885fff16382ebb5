// Where too few voted, nobody's one vote is told; and the pages of a meeting do not outlive it.

import Dates
import Files
import Foundation
import Money
import People
import Store
import Testing

@testable import Grants
@testable import Operations

@Suite("Too few votes, and what a meeting leaves behind") struct FewVotesTests {
  @Test(
    "Ballots of too few are destroyed unopened: no choice is kept, no key is asked for, and verify knows such items")
  func unopened() throws {
    let test = try TestHouse()
    let members = try test.startPanel(5)
    let (few, enough) = (try test.ready("Ana One"), try test.ready("Bea Two"))
    let chair = try test.house(Who.support)
    let opened = try chair.openSitting()
    try chair.cast([few: Ballot(.no), enough: Ballot(.yes)], by: members[0], in: opened.sitting)
    for member in members.dropFirst() { try chair.cast([enough: Ballot(.yes)], by: member, in: opened.sitting) }
    // Whoever has no key to it closes the meeting all the same: nothing of it is opened.
    let decisions = try chair.closeSitting(opened.sitting, keys: opened.keys.filter { $0.key != few })
    #expect(decisions.map(\.verdict) == [.tooFew, .approved])
    #expect(decisions.map(\.isCounted) == [false, true])
    let reading = test.store.reading
    #expect(try PanelDecision.choices(sitting: 1, application: few, reading) == [])
    #expect(try PanelDecision.choices(sitting: 1, application: enough, reading).count == 5)
    #expect(try PanelDecision.voters(of: few, reading) == [members[0]])
    #expect(try reading.int("SELECT count(*) FROM ballot") == 0)
    #expect(try test.faults() == [])
    // A choice beside it is named, even where somebody has the chain made to fit.
    try test.change("opened", as: "panel.close", by: Who.support) {
      try $0.append(to: PanelDecision.choices, [.integer(1), .integer(few), .text("no"), .null])
    }
    #expect(try test.faults().contains { $0.hasPrefix("panel-count: application \(few) in meeting 1") })
  }

  @Test("Programs read no more of the minutes than people: some sat it out") func minutes() throws {
    let test = try TestHouse()
    let members = try test.startPanel(4)
    let number = try test.ready("Ana One")
    let chair = try test.house(Who.support)
    try chair.sitOut(members[0], of: number)
    let opened = try chair.openSitting()
    for member in members.dropFirst() { try chair.cast([number: Ballot(.yes)], by: member, in: opened.sitting) }
    _ = try chair.closeSitting(opened.sitting, keys: opened.keys)
    let minutes = try PanelMinutes.of(1, for: Who.support, test.store.reading)
    #expect(minutes.lines[0].hasPrefix("We began on \(try day(TestHouse.today).inWords) and ended on "))
    let json = String(decoding: try JSONEncoder().encode(minutes), as: UTF8.self)
    #expect(json.contains("\"satOut\":\"some\"") && !json.contains("entitled") && !json.contains("\"satOut\":1"))
    #expect(minutes.lines.contains { $0.hasSuffix("Some sat this one out.") })
  }

  @Test("The panel's pages are deleted once the meeting is closed, or when they have lain for thirty days")
  func pack() throws {
    let test = try TestHouse()
    let members = try test.startPanel(3)
    let number = try test.ready("Ana One")
    let chair = try test.house(Who.support)
    let opened = try chair.openSitting()
    let copies = try chair.panelPack().map(\.file)
    let folder = (copies[0] as NSString).deletingLastPathComponent
    func there() -> Int { copies.count { FileManager.default.fileExists(atPath: $0) } }
    try test.house(.system).sweepLeftovers()
    #expect(there() == 3)
    let old = Date(timeIntervalSince1970: TimeInterval(test.store.settings.clock.now() - 31 * 86_400))
    try FileManager.default.setAttributes([.modificationDate: old], ofItemAtPath: copies[0])
    try test.house(.system).sweepLeftovers()
    #expect(there() == 2)
    for member in members { try chair.cast([number: Ballot(.yes)], by: member, in: opened.sitting) }
    _ = try chair.closeSitting(opened.sitting, keys: opened.keys)
    try test.house(.system).sweepLeftovers()
    #expect(there() == 0 && !FileManager.default.fileExists(atPath: folder))
  }

  @Test("A passcode whose row was put in another's place opens nothing, and verify names it") func swapped() throws {
    let test = try TestHouse()
    let members = try test.startPanel(3)
    let chair = try test.house(Who.support)
    let digits = try members.map { try chair.issuePasscode(to: $0, memberAgrees: false) }
    #expect(try Passcode.attempt(digits[0], by: members[0], test.store) == .right(isNew: true))
    #expect(try test.faults() == [])
    try test.reopen {
      let raw = try Raw(test.home.database)
      defer { raw.close() }
      try raw.run(
        """
        UPDATE passcode SET (salt, hash) = (SELECT salt, hash FROM passcode WHERE person = \(members[0]))
        WHERE person = \(members[1])
        """)
    }
    #expect(throws: StoreError.self) { try Passcode.attempt(digits[0], by: members[1], test.store) }
    #expect(try Passcode.attempt(digits[0], by: members[0], test.store) == .right(isNew: false))
    #expect(
      try test.faults()
        == ["passcodes: the passcode of person \(members[1]) is not the one that was issued to them"])
  }
}
