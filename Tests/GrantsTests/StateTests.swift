import Grants
import Testing

@Suite("The way of an application") struct StateTests {
  @Test("A state's stable name reads back as the state") func names() {
    for state in ApplicationState.allCases { #expect(ApplicationState(rawValue: state.rawValue) == state) }
  }
}
