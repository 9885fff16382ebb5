// A practice home with many applications, as the bench measures it: its books prove, and it has something of everything.

import Foundation
import Grants
import Operations
import Practice
import Store
import Testing

@Suite struct ManyApplicationsTests {
  @Test func itsBooksProveAndItHasSomethingOfEverything() throws {
    let folder = PracticeFolder()
    let report = try Demo(
      directory: folder.file("home"), employees: 20, months: 1, seed: 3,
      configurationFolder: PracticeFolder.configuration
    ).make(applications: 700)
    #expect(report.passcodes.count == 5)
    let night = try PracticeNight(folder.file("home"))
    let house = try night.house()
    defer { withExtendedLifetime(house) {} }
    let reading = house.store.reading
    #expect(try reading.int("SELECT count(*) FROM application") == 700)
    let counts = Dictionary(uniqueKeysWithValues: try Application.counts(reading).map { ($0.state, $0.count) })
    for state in [
      ApplicationState.submitted, .screening, .notEligible, .withdrawn, .ready, .notThisTime, .awaitingSignOff, .agreed,
      .closed,
      .refused,
    ] { #expect(counts[state, default: 0] > 0, "\(state)") }
    #expect(try !Sitting.waiting(for: .system, reading).isEmpty, "a meeting can begin")
    #expect(try Sitting.all(reading).count >= 1)
    #expect(try Letter.waiting(limit: 10, for: .system, reading).isEmpty, "letters are handed over")
    let verified = try house.verify()
    #expect(verified.ok, "\(verified.checks.filter { !$0.ok })")
  }
}
