// Whoever asks again is known by what they first asked under; a changed table is found.

import Grants
import Ledger
import People
import Store
import Testing

@testable import Operations

@Suite("Applicants who are known") struct ApplicantTests {
  private func asked() throws -> TestHouse {
    let test = try TestHouse()
    try test.startGrants(bank: 100_000, places: 9)
    for (name, born) in [("Robin Example", "2006-03-31"), ("Ana One", "2007-07-07")] {
      _ = try test.house(Who.support).submit(test.form(name, born: born), to: "pack-1")
    }
    return test
  }

  @Test func aNameThatIsChangedByLawMakesNobodyAnother() throws {
    let test = try asked()
    let person = try #require(try Application.find(1, for: .system, test.store.reading)).person
    try test.step("application.screen") { write in
      try Vault.put("Robin Otherwise", kind: .name, person: person, in: write, store: test.store)
      return 1
    }
    _ = try test.house(Who.support).submit(test.form(), to: "pack-1")
    #expect(try Application.find(3, for: .system, test.store.reading)?.person == person)
    #expect(try test.faults() == [])
  }

  @Test(
    "A changed table of applicants is named",
    arguments: [
      "UPDATE applicant SET likeness = x'00' WHERE person = (SELECT max(person) FROM applicant)",
      "DELETE FROM applicant WHERE person = (SELECT max(person) FROM applicant)",
      "INSERT INTO applicant (person, likeness) VALUES (9999, x'01')",
      "DELETE FROM vault WHERE kind = 'likeness' AND person = (SELECT max(person) FROM applicant)",
    ])
  func changed(_ sql: String) throws {
    let test = try asked()
    #expect(try test.faults() == [])
    try test.reopen {
      let raw = try Raw(test.home.database)
      defer { raw.close() }
      #expect(try raw.withoutTriggers([], [(sql, [])]), "\(sql)")
    }
    #expect(try test.faults().contains { $0.hasPrefix("applicants: ") }, "\(sql)")
  }
}
