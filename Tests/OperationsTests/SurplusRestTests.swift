// What was passed on too much, and is more than the same payer owes next: the rest is set against what they owe after
// that.

import Banking
import Files
import Giving
import Ledger
import Money
import Store
import Testing

@testable import Operations

@Suite struct SurplusRestTests {
  private static let october = "payroll-ACME-STAFF-2026-10-30-0001.xml"
  private static let over = "payroll/ACME/STAFF/2026-10-30/0001/r2/ACME"
  private static let item = "\(over)/passed-on-too-much"

  private func due(_ expectation: String, _ test: TestHouse) throws -> Int64 {
    try Due.under(expectation, test.store.reading).map(\.amount).sum().rawValue
  }

  private func waiting(_ test: TestHouse) throws -> [String] {
    try OpenItem.open(test.store.reading).filter { $0.code == "passed-on-too-much" }.map(\.id)
  }

  /// Takes a file of this day in; a second person agrees where it is held.
  private func take(_ text: String, of date: String, supersedes: Bool = false, _ test: TestHouse) throws {
    let name = Self.october.replacing("2026-10-30", with: date)
    let report = try test.take(
      text.replacing("2026-10-30", with: date), named: name, by: Who.finance, supersedes: supersedes)
    if report.state == .held { _ = try test.house(Who.finance2).approve("P\(try #require(report.import))") }
  }

  @Test func theRestOfWhatWasTooMuchIsSetAgainstWhatIsOwedAfterThat() throws {
    let test = try TestHouse()
    let october = String(decoding: try TestHouse.sample(Self.october), as: UTF8.self)
    try take(october, of: "2026-10-30", test)
    let statement = "statement-FDN-2026-11.xml"
    try AtomicFile.write("\(test.folder)/\(statement)", bytes: TestHouse.sample(statement))
    try #require(try test.house(Who.finance).bankIntake().take(["\(test.folder)/\(statement)"]).first?.assigned == 1)
    // £25.00 too much; £10.00 is owed for November, and all of a month in December.
    let lines = october.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    func file(_ isKept: (String) -> Bool, count: Int, total: String) -> String {
      lines.filter { !$0.contains("<Deduction ") || isKept($0) }.joined(separator: "\n")
        .replacing("count=\"10\" total=\"91.25\"", with: "count=\"\(count)\" total=\"\(total)\"")
    }
    try take(
      file({ !$0.contains("A-1007") }, count: 9, total: "66.25"), of: "2026-10-30", supersedes: true, test)
    try take(file({ $0.contains("A-1001") }, count: 1, total: "10.00"), of: "2026-11-27", test)
    try take(october, of: "2026-12-09", test)
    let next = ["2026-11-27", "2026-12-09"].map { "payroll/ACME/STAFF/\($0)/0001/r1/ACME" }
    #expect(try due(Self.over, test) == -2_500 && next.map { try due($0, test) } == [1_000, 9_125])
    #expect(try waiting(test) == [Self.item])

    let settling = try test.house(Who.finance).settling()
    func settle(_ item: String, _ id: String) throws -> Int64 {
      try settling.settle(item, as: .against(id), reason: .payerAgreed, action: "suspense.settle").movedPence
    }
    #expect(try settle(Self.item, next[0]) == 1_000)
    #expect(try waiting(test) == ["\(Self.item)/over"])
    #expect(try due(Self.over, test) == -1_500 && next.map { try due($0, test) } == [0, 9_125])
    let status = try test.house(Who.finance).status()
    #expect(status.overPaid.map { "\($0.from) \($0.duePence)" } == ["ACME 1500"], "what is over is told")
    #expect(throws: GivingError.self, "nothing is owed there any more") { try settle("\(Self.item)/over", next[0]) }
    #expect(try settle("\(Self.item)/over", next[1]) == 1_500)
    #expect(try waiting(test) == [])
    #expect(try due(Self.over, test) == 0 && next.map { try due($0, test) } == [0, 7_625])
    let trace = try #require(try PayrollTrace.follow("\(Self.item)/over", test.store.reading))
    #expect(trace.contains { $0.kind == "settled" && $0.words.hasPrefix("against:\(next[1])") })
    #expect(try test.house(Who.finance).reconcile().isExplained)
    #expect(try test.faults() == [])

    // The file as it was takes the correction's place: nothing was too much, and both months are owed in full.
    try take(october, of: "2026-10-30", supersedes: true, test)
    #expect(try next.map { try due($0, test) } == [1_000, 9_125])
    #expect(try waiting(test) == [])
    #expect(try test.house(Who.finance).reconcile().isExplained)
    #expect(try test.faults() == [])
  }
}
