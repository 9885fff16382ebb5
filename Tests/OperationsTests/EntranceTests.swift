// Who comes in: practice homes let one act as another, homes of one's own do not.

import Dates
import Files
import Foundation
import Giving
import Ledger
import People
import Store
import Testing

@testable import Operations

@Suite struct EntranceTests {
  /// A configuration folder of a test's own, because a home's key lies in it.
  private final class Place {
    let folder: String
    var home: Home { Home("\(folder)/home") }

    init() throws {
      folder = try TestHouse.newFolder()
      try FileManager.default.copyItem(atPath: "\(TestHouse.root)/config", toPath: "\(folder)/config")
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func configuration() throws -> SchemeConfiguration { try .read("\(folder)/config") }

    func make() throws {
      let configuration = try configuration()
      try Start.make(home, configuration: configuration, books: try .read("\(folder)/config/start.yaml")).store.close()
    }

    func door(asLogin login: String? = nil, date: CivilDate? = nil) throws -> House.Door {
      House.Door(home: home, configuration: try configuration(), asLogin: login, date: date)
    }
  }

  @Test(arguments: ["finance", "operator", "", "root"])
  func nobodyActsAsAnotherInAHomeOfOnesOwn(_ login: String) throws {
    let place = try Place()
    try place.make()
    let refused = #expect(throws: StoreError.self) { try House(place.door(asLogin: login)) }
    #expect(refused == .notPermitted(action: "--as", reason: "only practice homes let you act as someone else"))
    #expect(refused?.exit == .notPermitted)
    let house = try House(place.door())
    #expect(house.actor == .person(1))
    #expect(!house.store.isPractice)
    #expect(try house.verify().ok)
  }

  @Test func aHomeWhoseMakingWasStoppedBeforeItsFirstBooksIsFinished() throws {
    let place = try Place()
    let configuration = try place.configuration()
    let clock = Clock.system(timeZone: configuration.timeZone)
    let made = try Store.create(
      home: place.home, schemeKeyPath: configuration.schemeKey,
      settings: House.settings(configuration, clock: clock), practice: false)
    made.close()
    #expect(try Start.isUnfinished(place.home, configuration: configuration))
    try place.make()
    #expect(try !Start.isUnfinished(place.home, configuration: configuration))
    let house = try House(place.door())
    #expect(try house.verify().ok)
    #expect(try Funds.read(house.store.reading)["no-limits"] != nil)
  }

  @Test func aCopiedSchemeKeyMakesNoPracticeHome() throws {
    let place = try Place()
    try place.make()
    try FileManager.default.copyItem(atPath: "\(place.folder)/config/scheme.key", toPath: place.home.file("scheme.key"))
    let refused = #expect(throws: StoreError.self) { try House(place.door(asLogin: "finance")) }
    #expect(refused?.exit == .notPermitted)
  }

  @Test func theBusinessDateIsTodayOrEarlier() throws {
    let place = try Place()
    try place.make()
    let today = Clock.system(timeZone: try place.configuration().timeZone).today
    #expect(try House(place.door(date: today.adding(days: -40))).businessDate == today.adding(days: -40))
    // Two days on, so that midnight may pass meanwhile.
    for isSystem in [false, true] {
      let refused = #expect(throws: StoreError.self) {
        try House(place.door(date: today.adding(days: 2)), asSystem: isSystem)
      }
      #expect(refused == .notPermitted(action: "--date", reason: "the business date cannot be in the future"))
      #expect(refused?.exit == .notPermitted)
    }
  }

  @Test func aHomeWithoutItsKeyOrWithAnotherIsRefused() throws {
    let place = try Place()
    try place.make()
    let path = "\(place.folder)/config/scheme.key"
    try FileManager.default.removeItem(atPath: path)
    let refused = #expect(throws: StoreError.self) { try House(place.door()) }
    #expect(refused?.exit == .configuration)
    try AtomicFile.write(path, bytes: Array(repeating: 9, count: 32))
    let house = try House(place.door())
    #expect(try !house.verify().ok)
  }

  @Test func whoIsAloneLetsTheSecondPersonInAtOnceAndThenNeedsThem() throws {
    let place = try Place()
    try place.make()
    let house = try House(place.door())
    func add(_ name: String) throws -> Int64 {
      let request = WriteRequest(
        Action("person.add"), by: house.actor, key: house.freshKey("person"), inputs: Inputs([:]),
        on: house.businessDate)
      return try house.store.write(request) { try Person.add([PersonFacts(name: name)], in: $0, store: house.store)[0] }
        .value
    }
    let second = try add("Second")
    #expect(try house.changeRole(.operator, of: second, given: true).hasPrefix("Done"))
    #expect(try house.changeRole(.finance, of: second, given: true).hasPrefix("Proposed as A1"))
    #expect(
      throws: StoreError.notPermitted(action: "person.role", reason: "another person must agree: you proposed it")
    ) {
      try house.approve("A1")
    }
    #expect(try Roles.held(by: second, house.store.reading) == [.operator])
    let other = House(
      store: house.store, configuration: house.configuration, actor: .person(second), businessDate: house.businessDate)
    #expect(try other.approve("A1").hasPrefix("Done"))
    #expect(try Roles.held(by: second, house.store.reading) == [.operator, .finance])
    #expect(try other.approve("A1").hasPrefix("Done"), "the same yes twice is one yes")
    #expect(try house.verify().ok)
  }

  @Test func aPersonsFileNeedsAnotherPersonAndTheNightsFileAnyone() throws {
    let test = try TestHouse()
    let text = "H,1,SBC,STAFF,2026-10-30,M1,0003,2026-10-28T18:00:00Z\nD,100234,NOLIM,10.00,,\nT,1,10.00\n"
    let held = try test.take(text, named: "payroll-SBC-STAFF-2026-10-30-0003.csv", by: Who.finance)
    let id = "P\(try #require(held.import))"
    for actor in [Who.finance, .system, Who.auditor, Who.operator1] {
      let refused = #expect(throws: StoreError.self, "\(actor.name)") { try test.house(actor).approve(id) }
      #expect(refused?.exit == .notPermitted, "\(actor.name)")
    }
    #expect(try test.house(Who.finance2).approve(id) == "Import 1 is posted.")
    #expect(try test.house(Who.finance2).approve(id) == "Import 1 is already-posted.")
    #expect(throws: StoreError.self) { try test.house(Who.auditor).approve(id) }
    let fifth = try test.take(text.replacing("0003", with: "0005"), named: "payroll-SBC-STAFF-2026-10-30-0005.csv")
    #expect(throws: StoreError.self) { try test.house(.system).approve("P\(fifth.import ?? 0)") }
    #expect(try test.house(Who.finance).approve("P\(fifth.import ?? 0)") == "Import 2 is posted.")
    #expect(try test.faults() == [])
  }
}
