// What is told of grants to young people: enough of them, alike enough, and by ids that lead nowhere.

import Dates
import Files
import Foundation
import Ledger
import Store
import Testing

@testable import Exchange

@Suite("What is published") struct ThreeSixtyTests {
  static func terms(_ change: (String) -> String = { $0 }) throws -> ThreeSixtyTerms {
    try ThreeSixtyTerms(
      YAMLDocument(
        text: change(
          """
          prefix: example
          funder: {id: GB-CHC-1234567, name: Example Foundation}
          licence: https://creativecommons.org/licenses/by/4.0/
          place: {name: Stockton-on-Tees, code: E06000004, type: UA}
          individuals: true
          programmes:
            pack: {title: A pack, description: A starter pack., reasons: [GTIR090], purposes: [GTIP020]}
            trip: {title: A trip, description: A trip out., reasons: [GTIR110], purposes: [GTIP110]}
          """), file: "threesixty.yaml"))
  }

  private func award(_ number: Int64, _ programme: String, _ pence: Int64, _ date: String) throws -> StandingAward {
    StandingAward(
      application: number, programme: programme, use: .individuals, pence: pence,
      signedOn: try #require(CivilDate(date)))
  }

  private func publish(_ awards: [StandingAward], _ number: Int = 1) throws -> [PublishedGrant] {
    PublishedGrants(terms: try Self.terms()).individuals(awards, yearBegins: try #require(CivilDate("2025-04-01"))) {
      Hex.string(sha256(Array("\(number) \($0)".utf8)).prefix(8))
    }
  }

  @Test("What fewer than five share is not shown, and days are no finer than quarters") func alike() throws {
    let awards =
      try (1...6).map { try award($0, "pack", 25_000, "2025-05-1\($0)") }
      + (7...10).map { try award($0, "trip", 5_000, "2025-06-1\($0 - 5)") }
    let grants = try publish(awards)
    #expect(grants.count == 10 && grants.map(\.pence).reduce(0, +) == 170_000)
    #expect(Set(grants.map(\.awardDate)) == ["2025-04-01"])
    #expect(
      grants.filter { $0.title == "A pack" && $0.reasons == ["GTIR090"] && $0.purposes == ["GTIP020"] }.count == 6)
    let rest = grants.filter { $0.pence == 5_000 }
    #expect(rest.count == 4)
    for grant in rest {
      #expect(grant.title == PublishedGrants.title && grant.reasons == [] && grant.purposes == [])
      #expect(grant.programme == nil)
    }
  }

  @Test("One award in a quarter of its own moves all days to the year's first") func quarters() throws {
    let awards =
      try (1...9).map { try award($0, "pack", 25_000, "2025-05-1\($0)") } + [
        try award(10, "pack", 25_000, "2025-11-11")
      ]
    #expect(Set(try publish(awards).map(\.awardDate)) == ["2025-04-01"])
  }

  @Test("Whatever the awards, each value shown is shared by five", arguments: [UInt64(1), 2, 3]) func shared(
    _ seed: UInt64
  ) throws {
    var generator = SplitMix(state: seed)
    for _ in 0..<300 {
      let count = Int.random(in: 10...60, using: &generator)
      let awards = try (1...count).map { number in
        try award(
          Int64(number), ["pack", "trip", "none"].randomElement(using: &generator) ?? "pack",
          [5_000, 25_000, 70_000, 12_300].randomElement(using: &generator) ?? 0,
          "2025-\(["04", "05", "08", "11", "12"].randomElement(using: &generator) ?? "04")-15")
      }
      let grants = try publish(awards)
      #expect(grants.map(\.pence).sorted() == awards.map(\.pence).sorted())
      #expect(Set(grants.map(\.id)).count == count)
      let days = Dictionary(grouping: grants, by: \.awardDate)
      #expect(days.values.allSatisfy { $0.count >= 5 }, "seed \(seed)")
      let shown = Dictionary(grouping: grants.filter { $0.programme != nil }) {
        "\($0.title) \($0.awardDate) \($0.pence) \($0.reasons) \($0.purposes) \($0.description)"
      }
      #expect(shown.values.allSatisfy { $0.count >= 5 }, "seed \(seed)")
      #expect(grants.map(\.id) == grants.map(\.id).sorted())
    }
  }

  @Test("Nobody can follow a person from one publication to the next") func ids() throws {
    let awards = try (1...10).map { try award($0, "pack", 25_000, "2025-05-15") }
    let (first, second) = (try publish(awards, 1), try publish(awards, 2))
    #expect(Set(first.map(\.id)).isDisjoint(with: second.map(\.id)))
    #expect(try publish(awards, 1) == first)
    for grant in first {
      guard case .individual(let id) = grant.recipient else { Issue.record("no individual"); continue }
      #expect(id.hasPrefix("360G-example-IND-") && !grant.id.hasSuffix(id.suffix(16)))
    }
  }

  @Test("JSON and CSV have the listed fields and no others") func whitelist() throws {
    let terms = try Self.terms()
    let individual = try publish(try (1...10).map { try award($0, "pack", 25_050, "2025-05-15") })[0]
    let organisation = PublishedGrant(
      id: "360G-example-award-1", title: "T", description: "D", pence: 100, awardDate: "2025-05-15",
      recipient: .organisation(
        id: "GB-CHC-1098765", GrantRecipient(name: "=Club \"A\"\\\u{1F600}", charityNumber: "1098765")),
      programme: ("pack", "A pack"), reasons: [], purposes: [])
    for (grant, fields) in [
      (individual, ["recipientIndividual", "toIndividualsDetails"]), (organisation, ["recipientOrganization"]),
    ] {
      let json = grant.json(terms, modified: "2026-11-21T00:00:00Z").written()
      let read = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
      let wanted = [
        "id", "title", "description", "currency", "amountAwarded", "awardDate", "beneficiaryLocation",
        "fundingOrganization", "grantProgramme", "dateModified",
      ]
      #expect(Set(read.keys) == Set(wanted + fields))
      #expect(grant.row(terms, modified: "").count == PublishedGrant.headings(individuals: fields.count == 2).count)
    }
    let json = individual.json(terms, modified: "").written()
    #expect(json.contains("\"amountAwarded\": 250.50,") && json.contains("\"name\": \"Individual Recipient\""))
  }

  @Test("A code that the lists do not have, or a place smaller than a council, is a fault with its line") func terms() {
    for (from, to) in [
      ("GTIR090", "GTIR130"), ("GTIR090", "GTIR095"), ("GTIP020", "GTIP180"), ("GTIP020", "GTIR020"),
      ("type: UA", "type: WD"), ("individuals: true", "individuals: yes"), ("prefix: example", "prefix: a/b"),
      ("title: A pack", "name: A pack"), ("[GTIP020]", "[GTIP020, GTIP020]"),
    ] {
      #expect(throws: ConfigurationFault.self, "\(to)") { try Self.terms { $0.replacing(from, with: to) } }
    }
  }
}
