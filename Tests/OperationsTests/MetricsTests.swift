// What a monitor reads of a scheme: right numbers, codes, and nothing else.

import Banking
import Dates
import Foundation
import Ledger
import Money
import Store
import Testing

@testable import Operations

@Suite struct MetricsTests {
  /// The values of a measure, by its label's value; the empty text where it has none.
  private func values(_ name: String, in text: String) -> [String: Int64] {
    var found: [String: Int64] = [:]
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      let parts = line.split(separator: " ")
      guard parts.count == 2, let value = Int64(parts[1]) else { continue }
      let head = parts[0].split(separator: "{")
      guard head[0] == "nolimits_\(name)" else { continue }
      found[head.count > 1 ? String(head[1].split(separator: "\"")[1]) : ""] = value
    }
    return found
  }

  @Test func theyAreWhatTheBooksSay() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let text = try test.house(.system).metrics()
    let reading = test.store.reading
    let counts = try OpenItem.counts(reading)
    #expect(counts.count > 3)
    #expect(
      values("items_waiting_by_code", in: text) == Dictionary(uniqueKeysWithValues: counts.map { ($0.code, $0.count) }))
    #expect(values("items_waiting", in: text) == ["": counts.reduce(0) { $0 + $1.count }])
    let suspense = -(try accountBalance(.suspense, reading).rawValue)
    #expect(suspense > 0 && values("suspense_pence", in: text) == ["": suspense])
    let oldest = try #require(
      try OpenItem.open(reading).filter { $0.suspensePence != nil }.compactMap { CivilDate($0.eventDate) }.min())
    #expect(values("suspense_oldest_age_days", in: text) == ["": Int64(try day(TestHouse.today).days(since: oldest))])
    let late = try OpenExpectation.all(kind: .employerRemittance, reading).filter {
      $0.expectation.dueDate < TestHouse.today
    }
    #expect(values("late_pence", in: text)["employer-remittance"] == late.reduce(0) { $0 + $1.duePence })
    #expect(late.count > 0 && values("late_pence", in: text).count == Expectation.Kind.allCases.count)
    let last = try #require(try PostedStatement.all(account: "FDN", reading).last)
    #expect(
      values("bank_last_statement_timestamp_seconds", in: text)["FDN"]
        == Int64(try day(last.date).dayNumber) * 86_400)
    #expect(values("bank_unexplained_pence", in: text) == ["FDN": 0, "HOLD": 0])
    #expect(values("deducted_unexplained_pence", in: text) == ["": 0])
  }

  @Test func theyHoldNumbersAndCodesOnly() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    for line in try test.house(.system).metrics().split(separator: "\n") where !line.hasPrefix("#") {
      #expect(
        line.wholeMatch(of: /nolimits_[a-z_]+(\{[a-z]+="[A-Za-z0-9-]+"\})? -?[0-9]+/) != nil, "\(line)")
    }
  }

  @Test func aFileThatCannotBeWrittenFailsNoJob() throws {
    let test = try TestHouse()
    let folder = test.home.file("metrics")
    try FileManager.default.removeItem(atPath: folder)
    try test.house(.system).writeMetrics(after: "nightly")
    #expect(!FileManager.default.fileExists(atPath: folder))
    let log = try String(contentsOfFile: "\(test.home.logs)/nightly.jsonl", encoding: .utf8)
    #expect(log.contains("metrics-failed"))
  }
}
