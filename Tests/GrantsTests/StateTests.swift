// The way of an application as a table: every state can be reached, none is left by a move that is not in it.

import Dates
import Grants
import Money
import Testing

@Suite("The way of an application") struct StateTests {
  @Test("Every state but the first is where some move leads") func reached() {
    let reached = Set(ApplicationMove.allCases.map(\.way.to))
    #expect(Set(ApplicationState.allCases).subtracting(reached) == [.started])
  }

  @Test("Nothing leads away from what is over; only a payment that comes back opens a closed one again") func ends() {
    let left = ApplicationMove.allCases.reduce(into: Set<ApplicationState>()) { $0.formUnion($1.way.from) }
    #expect(Set(ApplicationState.allCases).subtracting(left) == [.refused, .withdrawn, .cancelled])
    #expect(ApplicationMove.allCases.filter { $0.way.from.contains(.closed) } == [.payBack])
  }

  @Test("No money is promised without a signature, and none is taken back by the applicant after it") func signature() {
    #expect(ApplicationMove.signOff.way.from == [.awaitingSignOff])
    #expect(ApplicationMove.withdraw.way.from.isDisjoint(with: [.awarded, .agreed, .paying, .paid, .refused]))
    #expect(ApplicationMove.cancel.way.from == [.awarded, .agreed, .paying])
  }

  @Test("What staff and applicants read says no word that young people do not like") func words() {
    for state in ApplicationState.allCases {
      for way in Programme.Way.allCases {
        let told = state.applicantWords(way)
        #expect(!state.words.isEmpty && told.count > 8)
        for word in ["LAC", "recus", "quorum", "defer", "declin"] { #expect(!(state.words + told).contains(word)) }
        // Nobody is told of a panel that never hears of it.
        #expect(way == .panel || !told.contains("panel"))
      }
    }
  }

  @Test("A rule stands against an application exactly where its fact does", arguments: EligibilityRule.allCases)
  func rules(rule: EligibilityRule) throws {
    var facts = ScreeningFacts(
      asked: Pence(70_000), cap: Pence(70_000), isAttested: true, lastAward: CivilDate("2026-02-27"), wordsAgreed: true,
      hasConcern: false, overridden: [], today: try #require(CivilDate("2027-02-27")))
    #expect(facts.results.allSatisfy { $0.outcome == .met })
    switch rule {
    case .statusAttested: facts.isAttested = false
    case .withinCap: facts.asked = Pence(70_001)
    case .oneInTwelveMonths: facts.lastAward = CivilDate("2026-02-28")
    case .wordsAgreed: facts.wordsAgreed = false
    case .noConcern: facts.hasConcern = true
    }
    #expect(facts.results.filter { $0.outcome == .notMet }.map(\.rule) == [rule])
    facts.overridden = Set(EligibilityRule.allCases)
    #expect(facts.results.filter { $0.outcome == .notMet }.isEmpty == rule.canBeOverridden)
  }
}
