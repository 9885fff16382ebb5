// Persons, logins, looks, proposals and the vault.

import Foundation
import People
import Store
import Testing

@Suite struct PeopleTests {
  @Test func aNameIsInTheVaultAndNowhereElse() throws {
    let home = try TestHome()
    let name = "Zebedee Quillfeather"
    let number = try home.change {
      try Person.add([PersonFacts(name: name, email: "z@example.org")], in: $0, store: home.store)
    }[0]
    #expect(try Vault.text(.name, person: number, home.store) == name)
    #expect(try Vault.text(.email, person: number, home.store) == "z@example.org")
    home.store.close()
    for file in FileManager.default.enumerator(atPath: home.store.home.path)?.compactMap({ $0 as? String }) ?? [] {
      guard let bytes = FileManager.default.contents(atPath: home.store.home.file(file)) else { continue }
      for word in ["Zebedee", "Quillfeather", "example.org"] {
        #expect(bytes.range(of: Data(word.utf8)) == nil, "\(word) in \(file)")
      }
    }
  }

  @Test func aDryRunMakesNoKeyAndNoPerson() throws {
    let home = try TestHome()
    let owner = try home.add(.operator)[0]
    let request = WriteRequest(
      Action("person.add"), by: .person(owner), key: "p", inputs: Inputs([:]), on: try day("2026-11-20"), isDryRun: true
    )
    let numbers = try home.store.write(request) { try Person.add([PersonFacts(name: "x")], in: $0, store: home.store) }
      .value
    #expect(numbers == [owner + 1])
    #expect(try !Person.exists(owner + 1, home.store.reading))
    #expect(try home.store.keys.key(.person, owner + 1) == nil)
  }

  @Test func aLookIsRecordedBeforeAnythingIsShown() throws {
    let home = try TestHome()
    let people = try home.add(.finance, .trustee)
    let names = try Look.names(
      of: people, why: "to answer a letter", by: .person(people[0]), on: try day("2026-11-20"), key: "look/1",
      home.store)
    #expect(names == [people[0]: "Name finance", people[1]: "Name trustee"])
    #expect(
      try home.store.reading.all("SELECT actor, person, why FROM look ORDER BY id") {
        "\($0.text(0)) \($0.int(1)) \($0.text(2))"
      }
        == people.map { "person:\(people[0]) \($0) to answer a letter" })
    let before = try home.store.reading.auditHead()
    #expect(throws: StoreError.self) {
      try Look.names(of: people, why: "x", by: .person(people[1]), on: try day("2026-11-20"), key: "look/2", home.store)
    }
    #expect(throws: StoreError.self) {
      try Look.names(of: people, why: "x", by: .system, on: try day("2026-11-20"), key: "look/3", home.store)
    }
    #expect(try home.store.reading.auditHead() == before)
  }

  @Test func aProposalIsDecidedOnce() throws {
    let home = try TestHome()
    let number = try home.change { write in
      try Proposal.make(
        action: Action("fund.close"), subject: "xmas", inputs: "{}", words: "close it", by: .person(1), in: write)
    }
    let proposal = try #require(try Proposal.find(number, home.store.reading))
    #expect(proposal.isOpen)
    #expect(try Proposal.open(home.store.reading).map(\.number) == [number])
    #expect(
      [proposal.proposal.action, proposal.proposal.subject, proposal.proposal.proposer] == [
        "fund.close", "xmas", "person:1",
      ])
    _ = try home.change {
      try proposal.proposal.decide(true, by: .person(2), in: $0); return 0
    }
    #expect(try Proposal.find(number, home.store.reading)?.isOpen == false)
    #expect(try Proposal.open(home.store.reading).isEmpty)
    #expect(throws: StoreError.conflict(key: "approval \(number)", difference: ["decision"])) {
      try home.change {
        try proposal.proposal.decide(false, by: .person(3), in: $0); return 0
      }
    }
    #expect(try home.faults() == [])
  }

  @Test func aProposalThatItsProposerApprovedIsNamed() throws {
    let home = try TestHome()
    _ = try home.change { write -> Int in
      let number = try Proposal.make(
        action: Action("fund.close"), subject: "x", inputs: "{}", words: "w", by: .person(1), in: write)
      let proposal = try #require(try Proposal.find(number, write.reading)).proposal
      try proposal.decide(true, by: .person(1), in: write)
      return 0
    }
    #expect(try home.faults() == ["two-people: proposal 1 was approved by its proposer"])
  }

  @Test func aLoginBelongsToThePersonItWasLastGivenTo() throws {
    let home = try TestHome()
    _ = try home.change { write -> Int in
      try Logins.record("anna", person: 1, in: write)
      try Logins.record("berta", person: 1, in: write)
      try Logins.record("anna", person: 2, in: write)
      return 0
    }
    #expect(try Logins.person("anna", home.store.reading) == 2)
    #expect(try Logins.person("berta", home.store.reading) == 1)
    #expect(try Logins.person("Anna", home.store.reading) == nil)
  }

  /// What can be done to the vault, and whether it is found.
  static let harm: [(String, String, Bool)] = [
    ("a sealed text changed", "UPDATE vault SET sealed = x'00' WHERE person = 1 AND kind = 'name'", true),
    (
      "two sealed names swapped",
      """
      UPDATE vault SET sealed = (SELECT sealed FROM vault AS other WHERE other.kind = 'name' AND other.person = 3 - vault.person)
      WHERE kind = 'name' AND person IN (1, 2)
      """, true
    ),
    (
      "two names swapped with their commitments",
      """
      UPDATE vault SET person = -person WHERE kind = 'name';
      UPDATE vault SET person = CASE person WHEN -1 THEN 2 WHEN -2 THEN 1 ELSE -person END WHERE kind = 'name'
      """, true
    ),
    ("a commitment exchanged", "UPDATE vault SET commitment = commitment + 1 WHERE person = 1 AND kind = 'name'", true),
    ("a kind exchanged", "UPDATE vault SET kind = 'nickname' WHERE person = 1 AND kind = 'name'", true),
    ("a row for nobody", "INSERT INTO vault VALUES (77, 'name', 1, x'00')", true),
    ("a row taken away", "DELETE FROM vault WHERE person = 1 AND kind = 'name'", true),
  ]

  @Test(arguments: harm.indices)
  func aVaultThatIsNotWhatTheBooksCommittedToIsNamed(_ index: Int) throws {
    let (what, sql, isFound) = Self.harm[index]
    let home = try TestHome()
    try home.add(.finance, .trustee, .auditor)
    #expect(try home.faults() == [])
    try Raw.run(home.store.home.database, sql)
    #expect(try home.faults().map { $0.prefix(6) } == (isFound ? ["vault:"] : []), "\(what)")
  }

  @Test func anEarlierTextPutBackInTheVaultIsNamed() throws {
    let home = try TestHome()
    let number = try home.add(.finance)[0]
    let path = home.store.home.database
    try Raw.run(path, "CREATE TABLE kept AS SELECT * FROM vault WHERE kind = 'name'")
    _ = try home.change {
      try Vault.put("Married Name", kind: .name, person: number, in: $0, store: home.store); return 0
    }
    #expect(try Vault.text(.name, person: number, home.store) == "Married Name")
    try Raw.run(path, "DELETE FROM vault WHERE kind = 'name'; INSERT INTO vault SELECT * FROM kept; DROP TABLE kept")
    #expect(try Vault.text(.name, person: number, home.store) == "Name finance")
    #expect(try home.faults().map { $0.prefix(6) } == ["vault:"])
  }
}
