// Applications that are not finished: sealed, one person's own, sent once, and gone when their days are over.

import Dates
import Foundation
import Grants
import Store
import Testing

@testable import Operations

@Suite("Applications that are not finished") struct DraftTests {
  private func house() throws -> TestHouse {
    let test = try TestHouse()
    try test.startGrants()
    return test
  }

  private func begun(_ test: TestHouse, on date: String = TestHouse.today) throws -> ApplicationDraft {
    let house = try test.house(Who.support, on: date)
    var draft = try house.beginDraft(for: "pack-1")
    draft.answers = ["name": "Quuxworthy Frobnicate"]
    draft.question = 1
    try house.save(&draft)
    return draft
  }

  private var form: ApplicationForm {
    ApplicationForm(
      name: "Quuxworthy Frobnicate", birthDate: "2006-03-31", safeContact: "a letter", words: "A bed.",
      asked: "250.00")
  }

  @Test("What is kept is read again by whom began it, and by nobody else") func own() throws {
    let test = try house()
    let draft = try begun(test)
    #expect(try test.house(Who.support).drafts() == [draft])
    #expect(try test.house(Who.manager).drafts() == [])
    #expect(throws: StoreError.self) { try test.house(Who.finance).beginDraft(for: "pack-1") }
    #expect(throws: GrantsError.self) { try test.house(Who.support).beginDraft(for: "no-such-round") }
    let files = [test.home.database, test.home.database + "-wal", test.home.keys]
    for file in files {
      let held = FileManager.default.contents(atPath: file) ?? Data()
      #expect(held.range(of: Data("Quuxworthy".utf8)) == nil, "\(file)")
    }
  }

  @Test("It is sent once: a second try, and one that was thrown away, send nothing") func once() throws {
    let test = try house()
    let draft = try begun(test)
    let house = try test.house(Who.support)
    #expect(try house.submit(draft, form, isDryRun: true) == 1)
    #expect(try house.drafts() == [draft])
    #expect(try house.submit(draft, form) == 1)
    #expect(try house.drafts() == [] && test.store.keys.key(.applicationDraft, draft.number) == nil)
    #expect(throws: GrantsError.self) { try house.submit(draft, form) }
    let other = try begun(test)
    try house.throwAway(other)
    #expect(throws: GrantsError.self) { try house.submit(other, form) }
    #expect(try Application.list(limit: 10, for: Who.support, test.store.reading).count == 1)
  }

  @Test("Thirty days after the last answer its key goes, and a key that a kill left goes with it") func gone() throws {
    let test = try house()
    let draft = try begun(test, on: "2026-10-01")
    try test.store.keys.make(.applicationDraft, [draft.number + 7], fresh: true)
    #expect(try test.house(.system, on: "2026-10-31").forgetDrafts() == 0)
    #expect(try test.house(Who.support).drafts().count == 1)
    #expect(try test.store.keys.key(.applicationDraft, draft.number + 7) == nil)
    #expect(try test.house(.system, on: "2026-11-01").forgetDrafts() == 1)
    #expect(try test.house(Who.support).drafts() == [])
    #expect(try test.store.keys.key(.applicationDraft, draft.number) == nil)
    #expect(throws: GrantsError.self) { try test.house(Who.support).submit(draft, form) }
  }

  @Test("A changed answer is found by the proof") func proved() throws {
    let test = try house()
    _ = try begun(test)
    #expect(try test.house(.system).verify().ok)
    try Raw(test.home.database).run("UPDATE application_draft SET sealed = zeroblob(60)")
    #expect(try !test.house(.system).verify().ok)
  }

  @Test("Who is named is found by whole words: Sam is not Samantha") func named() throws {
    let test = try house()
    func sees(_ notFor: String) throws -> Bool {
      let number = try test.house(Who.support).submit(
        ApplicationForm(
          name: "Robin Example", birthDate: "2006-03-31", safeContact: "a letter", words: "A bed.", asked: "250.00",
          notFor: notFor), to: "pack-1")
      return try Application.find(number, for: Who.manager, test.store.reading) != nil
    }
    #expect(try sees("the fundmanagers of old"))
    #expect(try !sees("not FUNDMANAGER's team"))
  }
}
