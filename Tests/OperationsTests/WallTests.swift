// The wall round an application: whom the applicant named finds nothing of it, under any of its names, in the words and with
// the exit code of what is not there.

import Dates
import Exchange
import Foundation
import Ledger
import Money
import People
import Store
import Testing

@testable import Grants
@testable import Operations

@Suite("The wall round an application") struct WallTests {
  /// A house with an application whose applicant named the fund manager; finance2 is a second one.
  private func house(_ notFor: String = "not fundmanager please") throws -> (test: TestHouse, number: Int64) {
    let test = try TestHouse()
    try test.startGrants()
    try test.change("second", as: "person.add", by: Who.operator1) {
      try Roles.record(.fundManager, of: 2, given: true, in: $0)
    }
    return (test, try test.screened(test.form(notFor: notFor)))
  }

  /// What is said, and left with, where it is refused. Ids are all written as one.
  private func refusal(_ ids: String..., of body: () throws -> Void) -> String {
    do {
      try body()
      return "done"
    } catch let refusal as any Refusal {
      let words = ids.reduce(refusal.sentence) { $0.replacing($1, with: "ID") }
      return "\(refusal.exit.rawValue) \(words)"
    } catch { return "\(error)" }
  }

  @Test("Who was named neither sees nor moves its money, and is told what is told of a payment that is not there")
  func payments() throws {
    let (test, number) = try house()
    let manager = try test.house(Who.manager)
    let second = try test.house(Who.finance2)
    for unknown in [number, 99] {
      #expect(
        refusal("\(unknown)") { try manager.signOff(unknown) } == "66 There is no application ID. Nothing was changed.")
    }
    try second.signOff(number)
    try test.accept(number)
    let id = try test.propose(number, 10_000)
    let missing = "66 There is no payment ID. Nothing was changed."
    func each(_ id: String) -> [String] {
      [
        refusal(id) { try manager.approvePayment(id) }, refusal(id) { try manager.releasePayment(id) },
        refusal(id) {
          try manager.grantWork(Action("payment.returned"), about: id) {
            try Payment.takeBack(id, on: try day(TestHouse.today), by: Who.manager, in: $0) ?? ""
          }
        },
        refusal(id) {
          try manager.grantWork(Action("payment.returned"), about: id) {
            try Payment.unspent(id, amount: Pence(100), on: try day(TestHouse.today), by: Who.manager, in: $0)
          }
        },
      ]
    }
    #expect(each("payment/99/1") == [String](repeating: missing, count: 4))
    #expect(each(id) == each("payment/99/1"))
    #expect(try manager.waitsForYou().allSatisfy { !$0.code.hasPrefix("payments") })
    #expect(try second.waitsForYou().contains { $0.code == "payments-to-approve" && $0.count == 1 })
    try test.house(Who.finance).approvePayment(id)
    #expect(each(id) == each("payment/99/1"))
    #expect(try manager.waitsForYou().allSatisfy { !$0.code.hasPrefix("payments") })
    try second.releasePayment(id)
    #expect(each(id) == each("payment/99/1"))
    #expect(try Payment.list(limit: 1, for: Who.manager, test.store.reading) == [])
    #expect(try Payment.list(limit: 1, for: Who.finance, test.store.reading).map(\.id) == [id])
    #expect(try test.faults() == [])
  }

  @Test("A proposal about it is not listed, shown, agreed to or refused by who was named") func approvals() throws {
    let (test, _) = try house()
    let number = try test.house(Who.support).submit(test.form("Ana One", notFor: "not fundmanager"), to: "pack-1")
    _ = try test.house(Who.support).override(.oneInTwelveMonths, of: number, reason: "fire")
    let manager = try test.house(Who.manager)
    #expect(try manager.pendingApprovals().isEmpty && manager.status().approvals.isEmpty)
    #expect(try test.house(Who.finance2).pendingApprovals().map(\.id) == ["A1"])
    #expect(refusal("A1") { _ = try manager.approve("A1") } == refusal("A9") { _ = try manager.approve("A9") })
    #expect(refusal("A1") { _ = try manager.refuse("A1") } == refusal("A9") { _ = try manager.refuse("A9") })
    #expect(refusal { _ = try manager.approve("A1") }.hasPrefix("66 "))
    _ = try test.house(Who.finance2).approve("A1")
    #expect(refusal("A1") { _ = try manager.approve("A1") } == refusal("A9") { _ = try manager.approve("A9") })
  }

  @Test("Entries, traces and explanations of it are not there for who was named, and the list is as long as any")
  func ledger() throws {
    let (test, number) = try house()
    try test.house(Who.finance2).signOff(number)
    try test.accept(number)
    let payment = try test.released(number, 10_000, by: Who.finance2)
    let manager = try test.house(Who.manager)
    #expect(try test.house(Who.finance).newestEntries(1).map(\.id) == [payment])
    let seen = try manager.newestEntries(1)
    #expect(seen.count == 1 && !seen[0].id.hasPrefix("payment/") && !seen[0].id.hasPrefix("award/"))
    for id in [payment, "award/\(number)"] {
      let gone = id.replacing("/\(number)", with: "/99")
      #expect(try test.house(Who.finance).entry(id).id == id)
      #expect(refusal(id) { _ = try manager.entry(id) } == refusal(gone) { _ = try manager.entry(gone) })
      #expect(refusal(id) { _ = try manager.trace(id) } == refusal(gone) { _ = try manager.trace(gone) })
      #expect(refusal(id) { _ = try manager.explain(id) } == refusal(gone) { _ = try manager.explain(gone) })
      #expect(
        refusal(id) { _ = try manager.reverse(Correction(entry: id, reason: .recordedTwice)) }
          == refusal(gone) { _ = try manager.reverse(Correction(entry: gone, reason: .recordedTwice)) })
    }
    // Whoever makes the bank's file sees its count and total; which payments are in it, as far as they may know of them.
    let report = try manager.exportPayments()
    #expect(report.payments == 1 && report.totalPence == 10_000 && report.ids.isEmpty && report.left.isEmpty)
  }

  @Test("A member's list of awards holds none that they sit out") func awardsSatOut() throws {
    let test = try TestHouse()
    let members = try test.startPanel(3)
    let number = try test.ready("Ana One")
    let chair = try test.house(Who.support)
    let opened = try chair.openSitting()
    for member in members { try chair.cast([number: Ballot(.yes)], by: member, in: opened.sitting) }
    _ = try chair.closeSitting(opened.sitting, keys: opened.keys)
    func listed(_ actor: Actor) throws -> [Int64] {
      try Award.list(limit: 10, for: actor, test.store.reading).map(\.application)
    }
    #expect(try members.map { try listed(.person($0)) } == [[number], [number], [number]])
    try chair.sitOut(members[0], of: number)
    #expect(try members.map { try listed(.person($0)) } == [[], [number], [number]])
    #expect(try listed(Who.support) == [number])
  }

  @Test("Sitting out and the minutes are the same for an application behind the wall as for none") func panel() throws {
    let test = try TestHouse()
    let members = try test.startPanel(3)
    let number = try test.ready("Ana One")
    let chair = try test.house(Who.support)
    let opened = try chair.openSitting()
    for member in members { try chair.cast([number: Ballot(.yes)], by: member, in: opened.sitting) }
    _ = try chair.closeSitting(opened.sitting, keys: opened.keys)
    try test.change("named", as: "person.add", by: Who.operator1) {
      try ApplicationFact(.notFor, of: number, person: 3).record(in: $0)
      try ApplicationFact(.notFor, of: number, person: members[0]).record(in: $0)
      try Roles.record(.supportAdult, of: 3, given: true, in: $0)
    }
    for actor in [Who.manager, Actor.person(members[0])] {
      guard case .person(let person) = actor else { continue }
      let member = actor == Who.manager ? members[1] : person
      let house = try test.house(actor)
      #expect(
        refusal("\(number)") { try house.sitOut(member, of: number) }
          == refusal("99") { try house.sitOut(member, of: 99) })
      #expect(refusal { try house.sitOut(member, of: number) }.hasPrefix("66 "))
      let minutes = try PanelMinutes.of(1, for: actor, test.store.reading)
      #expect(minutes.decisions.isEmpty && !minutes.lines.joined().contains("£250.00"))
    }
    #expect(try PanelMinutes.of(1, for: Who.support, test.store.reading).decisions.count == 1)
  }

  @Test("The audit log is the auditor's and the operator's, and tells neither which application nor who sat out")
  func auditLog() throws {
    let test = try TestHouse()
    let members = try test.startPanel(3)
    let number = try test.ready("Ana One")
    _ = try test.house(Who.support).openSitting()
    try test.house(.person(members[0])).sitOut(members[0], of: number)
    _ = try test.house(.person(members[1])).panelWords(number, for: members[1])
    for actor in [Who.finance, Who.manager, Who.support, .person(members[0])] {
      #expect(refusal { _ = try test.house(actor).auditLog(50) }.hasPrefix("77 "))
    }
    for actor in [Who.auditor, Who.operator1] {
      let links = try test.house(actor).auditLog(50)
      #expect(links.prefix(2).map(\.action) == ["panel.read", "panel.sit-out"])
      #expect(links.prefix(2).map(\.key) == ["panel.read/…", "panel.sit-out/…"])
      #expect(links.prefix(2).map(\.actor) == ["panel", "panel"])
      #expect(links.contains { $0.key.hasPrefix("members/") }, "what is no grant is told in full")
    }
  }

  @Test("A member of the panel who sits an application out is shown no page of it") func sitsOut() throws {
    let test = try TestHouse()
    let members = try test.startPanel(3)
    let number = try test.ready("Ana One")
    let own = try test.house(.person(members[0]))
    func listed(_ member: Int64, _ state: ApplicationState? = nil) throws -> [Int64] {
      try Application.list(state: state, limit: 10, for: .person(member), test.store.reading).map(\.number)
    }
    #expect(try ApplicationPage.read(number, own).application.number == number)
    #expect(try listed(members[0]) == [number])
    try test.house(Who.support).sitOut(members[0], of: number)
    #expect(try listed(members[0]) == [] && listed(members[0], .ready) == [])
    #expect(try listed(members[1]) == [number] && listed(members[1], .ready) == [number])
    #expect(
      refusal("\(number)") { _ = try ApplicationPage.read(number, own) }
        == refusal("99") {
          _ = try ApplicationPage.read(99, own)
        })
    #expect(refusal { _ = try own.explain("\(number)") }.hasPrefix("66 "))
    #expect(try ApplicationPage.read(number, test.house(.person(members[1]))).application.number == number)
  }

  @Test("Names are known without accents and case, from two letters on, and whoever comes later is asked about too")
  func names() throws {
    let test = try TestHouse()
    try test.startGrants()
    var people: [Int64] = []
    try test.change("newcomers", as: "person.add", by: Who.operator1) {
      people = try Person.add(
        ["Zoë Núñez", "Jo Stray", "Łucja Smołen", "Ann Else"].map { PersonFacts(name: $0) }, in: $0, store: test.store)
    }
    let support = try test.house(Who.support)
    let number = try support.submit(test.form(notFor: "Please not NUNEZ, not jo and not Lucja"), to: "pack-1")
    func sees(_ person: Int64) throws -> Bool {
      try Application.find(number, for: .person(person), test.store.reading) != nil
    }
    // None of them has a role yet: nobody looked.
    for person in people { #expect(try sees(person)) }
    _ = try test.house(Who.operator1).changeRole(.supportAdult, of: people[0], given: true)
    _ = try test.house(Who.operator2).approve("A1")
    _ = try test.house(Who.operator1).giveLogin("jo", to: people[1])
    _ = try test.house(Who.operator2).approve("A2")
    _ = try test.house(Who.operator1).changeRole(.finance, of: people[2], given: true)
    _ = try test.house(Who.operator2).approve("A3")
    _ = try test.house(Who.operator1).changeRole(.finance, of: people[3], given: true)
    _ = try test.house(Who.operator2).approve("A4")
    #expect(try people.map { try sees($0) } == [false, false, false, true])
    let later = try support.submit(test.form("Bea Two", notFor: "zoe"), to: "pack-1")
    #expect(try Application.find(later, for: .person(people[0]), test.store.reading) == nil)
    #expect(try test.faults() == [])
  }

  @Test("A panel member who comes later sits out the application of their own name") func ownName() throws {
    let test = try TestHouse()
    try test.startGrants(.panel, code: "panel")
    let number = try test.ready("Ana-María One")
    var person: [Int64] = []
    try test.change("newcomer", as: "person.add", by: Who.operator1) {
      person = try Person.add([PersonFacts(name: "Ana Maria One")], in: $0, store: test.store)
    }
    _ = try test.house(Who.operator1).changeRole(.fundAdministrator, of: person[0], given: true)
    _ = try test.house(Who.operator2).approve("A1")
    #expect(try Sitting.sittingOut(of: number, test.store.reading).contains(person[0]))
  }
}
