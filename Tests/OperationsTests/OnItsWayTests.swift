// What is on its way, summed for the morning's screen.

import Dates
import Ledger
import Store
import Testing

@testable import Operations

@Suite struct OnItsWayTests {
  private func due(_ from: String, _ date: String, _ pence: Int64, to: String = "PGA") throws -> OpenExpectation {
    OpenExpectation(
      expectation: Expectation(
        id: "\(from)/\(date)/\(to)", kind: .employerRemittance, from: from, to: to, period: "p", dueDate: try day(date)),
      duePence: pence)
  }

  @Test func whatIsDueIsSummedByWhoOwesItAndLateOnTheDayAfter() throws {
    let open = [
      try due("SBC", "2026-11-19", 100), try due("SBC", "2026-12-18", 50), try due("ACME", "2026-10-19", 7),
      try due("SBC", "2026-12-18", 1, to: Expectation.foundation),
    ]
    let told = { (date: String) in
      Status.OnItsWay.sums(of: open, on: try day(date)).map {
        "\($0.from) \($0.to) \($0.duePence) \($0.earliestDue) \($0.latePence)"
      }
    }
    #expect(
      try told("2026-11-19") == [
        "ACME PGA 7 2026-10-19 7", "SBC PGA 150 2026-11-19 0", "SBC foundation 1 2026-12-18 0",
      ])
    #expect(
      try told("2026-11-20") == [
        "ACME PGA 7 2026-10-19 7", "SBC PGA 150 2026-11-19 100", "SBC foundation 1 2026-12-18 0",
      ])
    let owed = try due(Expectation.foundation, "2026-11-19", -300, to: "supplier")
    #expect(Status.OnItsWay.sums(of: [owed], on: try day("2026-11-20")).map(\.latePence) == [300])
    #expect(Status.OnItsWay.sums(of: [], on: try day("2026-11-19")) == [])
  }

  @Test func everyItemThatWaitsIsToldInWords() throws {
    let test = try TestHouse(copyOf: Scenario.made.get())
    let codes = try test.store.reading.all("SELECT DISTINCT code FROM open_item ORDER BY code") { $0.text(0) }
    #expect(Set(codes).isSuperset(of: ["bank-unmatched", "employer-late", "less-than-mandate"]))
    #expect(codes.filter { ItemWords.of($0) == $0 } == [])
  }
}
