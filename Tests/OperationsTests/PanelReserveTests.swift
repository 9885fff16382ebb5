// The reserve: asked in to an item that too few of the members may vote on, counted by the same rules, and to no other.

import Dates
import Grants
import Money
import People
import Store
import Testing

@testable import Operations

@Suite("The panel's reserve") struct PanelReserveTests {
  let yes = Ballot(.yes)
  let no = Ballot(.no)

  private func entitled(_ application: Int64, _ test: TestHouse) throws -> [Int64] {
    try Sitting.entitled(to: application, on: try day(TestHouse.today), test.store.reading)
  }

  @Test("Where too few may vote, the reserve is asked in to that item alone, and counts like everyone") func askedIn()
    throws
  {
    let test = try TestHouse()
    let members = try test.startPanel(4)
    let reserve = try test.members(2, reserve: true)
    let (few, many) = (try test.ready("Ana One"), try test.ready("Bea Two"))
    let chair = try test.house(Who.support)
    for member in members.prefix(2) { try chair.sitOut(member, of: few) }
    #expect(try entitled(few, test) == Array(members.suffix(2)), "not before a meeting")
    let opened = try chair.openSitting()
    #expect(try entitled(few, test) == Array(members.suffix(2)) + reserve)
    #expect(try entitled(many, test) == members, "the others are enough for this one")
    #expect(try chair.panelMembers(in: opened.sitting) == members + reserve)
    #expect(throws: GrantsError.self) { try chair.cast([many: yes], by: reserve[0], in: opened.sitting) }
    #expect(throws: GrantsError.self) { try chair.panelWords(many, for: reserve[0]) }
    #expect(try chair.panelWords(few, for: reserve[0]).contains("I need a bed"))
    // Two members and one of the reserve: three of four are enough of us.
    for (member, ballot) in [(members[2], yes), (members[3], no), (reserve[0], yes)] {
      try chair.cast([few: ballot], by: member, in: opened.sitting)
    }
    for member in members { try chair.cast([many: yes], by: member, in: opened.sitting) }
    let decisions = try chair.closeSitting(opened.sitting, keys: opened.keys)
    #expect(test.verdicts(decisions) == [.approved, .approved])
    #expect(decisions.map(\.entitled) == [4, 4] && decisions.map(\.satOut) == [2, 0])
    #expect(try test.faults() == [])
  }

  @Test("A late conflict asks the reserve in; a conflict of the reserve counts too; once asked in, it stays")
  func lateConflict() throws {
    let test = try TestHouse()
    let members = try test.startPanel(3)
    let reserve = try test.members(2, reserve: true)
    let application = try test.ready("Ana One")
    let chair = try test.house(Who.support)
    let opened = try chair.openSitting()
    #expect(try entitled(application, test) == members && chair.panelMembers(in: opened.sitting) == members)
    for member in members { try chair.cast([application: yes], by: member, in: opened.sitting) }
    try chair.sitOut(members[0], of: application)
    #expect(try entitled(application, test) == Array(members.suffix(2)) + reserve)
    try chair.sitOut(reserve[0], of: application)
    #expect(try entitled(application, test) == Array(members.suffix(2)) + Array(reserve.suffix(1)))
    // One more member comes: the reserve that was asked in is not sent away.
    let late = try test.members(1)
    #expect(try entitled(application, test) == (Array(members.suffix(2)) + Array(reserve.suffix(1)) + late).sorted())
    try chair.cast([application: no], by: reserve[1], in: opened.sitting)
    let decisions = try chair.closeSitting(opened.sitting, keys: opened.keys)
    #expect(test.verdicts(decisions) == [.approved])
    #expect(decisions[0].entitled == 4 && decisions[0].satOut == 2)
    #expect(try test.faults() == [])
  }

  @Test("With nobody in reserve there are too few; and who was of the reserve can become a member") func nobody() throws
  {
    let test = try TestHouse()
    let members = try test.startPanel(3)
    let reserve = try test.members(1, until: "2026-12-09", reserve: true)
    let application = try test.ready("Ana One")
    let chair = try test.house(Who.support)
    try chair.sitOut(members[0], of: application)
    let opened = try chair.openSitting()
    #expect(try entitled(application, test) == Array(members.suffix(2)), "the reserve's accreditation is over")
    for member in members.suffix(2) { try chair.cast([application: yes], by: member, in: opened.sitting) }
    #expect(try test.verdicts(chair.closeSitting(opened.sitting, keys: opened.keys)) == [.tooFew])
    try test.house(Who.manager).accredit(reserve[0], until: try day("2027-06-01"))
    #expect(try PanelMember.find(reserve[0], test.store.reading)?.isReserve == false)
    #expect(try entitled(application, test) == Array(members.suffix(2)) + reserve)
    #expect(try test.faults() == [])
  }
}
