// Which line pays what: a table that finance can read, and how the time grows.

import Dates
import Files
import Ledger
import Money
import Testing

@testable import Banking

@Suite struct AssigningTests {
  /// Payer, period, pence, due date.
  private static func due(_ id: String, _ payer: String, _ period: String, _ pence: Int64, _ date: String) throws
    -> OpenExpectation
  {
    OpenExpectation(
      expectation: Expectation(
        id: id, kind: .employerRemittance, from: payer, to: Expectation.foundation, period: period,
        dueDate: try #require(CivilDate(date))), duePence: pence)
  }

  static let table:
    [(name: String, payer: String?, pence: Int64, date: String, named: String?, to: [String], code: String?)] = [
      ("the one that is due", "A", 1000, "2026-11-12", nil, ["a/oct"], nil),
      ("before its window", "A", 1000, "2026-09-01", nil, [], "bank-unmatched"),
      ("after its window", "A", 1000, "2027-03-01", nil, [], "bank-unmatched"),
      ("less than is due", "A", 999, "2026-11-12", nil, ["a/oct"], "bank-short"),
      ("more than is due", "A", 1001, "2026-11-12", nil, ["a/oct"], "bank-over"),
      ("the other way", "A", -1000, "2026-11-12", nil, [], "bank-unmatched"),
      ("a payer of whom nothing is due", "Z", 1000, "2026-11-12", nil, [], "bank-unmatched"),
      ("no pattern", nil, 1000, "2026-11-12", nil, [], "bank-unmatched"),
      ("no pattern, but it names it", nil, 1000, "2026-11-12", "a/oct", ["a/oct"], nil),
      ("it names it, and less came", nil, 1, "2026-11-12", "a/oct", ["a/oct"], "bank-short"),
      ("all of a tax month", "B", 500, "2026-11-12", nil, ["b/1", "b/2"], nil),
      ("one of a tax month", "B", 200, "2026-11-12", nil, ["b/1"], nil),
      ("due twice", "C", 700, "2026-11-12", nil, ["c/1"], "bank-unmatched"),
    ]

  @Test(arguments: table)
  func aLineIsAssignedOnlyWhereItIsCertain(
    name: String, payer: String?, pence: Int64, date: String, named: String?, to: [String], code: String?
  ) throws {
    let open = [
      try Self.due("a/oct", "A", "26-27 M07", 1000, "2026-11-19"),
      try Self.due("b/1", "B", "26-27 M07", 200, "2026-11-19"),
      try Self.due("b/2", "B", "26-27 M07", 300, "2026-11-19"),
      try Self.due("c/1", "C", "26-27 M07", 700, "2026-11-19"),
      try Self.due("c/2", "C", "26-27 M08", 700, "2026-12-18"),
    ]
    let line = AssignableLine(
      id: "line", date: try #require(CivilDate(date)), amount: Pence(pence),
      pattern: payer.map { BankPattern(narrative: Wildcard("*"), kind: .employerRemittance, payer: $0) },
      references: named.map { [$0] } ?? [])
    for open in [open, open.reversed()] {
      let found = try #require(Assigning.assign([line], to: open, daysBefore: 62, daysAfter: 62).first)
      #expect(found.expectations == to && found.code == code, "\(name)")
      #expect((found.confidence == .certain) == (code == nil), "\(name)")
      #expect(!found.reason.isEmpty)
    }
  }

  @Test func twoLinesNeverPayOneExpectation() throws {
    let open = [try Self.due("a/oct", "A", "26-27 M07", 1000, "2026-11-19")]
    let pattern = BankPattern(narrative: Wildcard("*"), kind: .employerRemittance, payer: "A")
    let lines = try ["2", "1"].map {
      AssignableLine(
        id: $0, date: try #require(CivilDate("2026-11-12")), amount: Pence(1000), pattern: pattern)
    }
    let found = Assigning.assign(lines, to: open, daysBefore: 62, daysAfter: 62)
    #expect(found.map(\.line) == ["1", "2"])
    #expect(found.map(\.code) == [nil, "bank-unmatched"])
    #expect(found == Assigning.assign(lines.reversed(), to: open, daysBefore: 62, daysAfter: 62))
  }

  @Test func aReversalIsNeverCertain() throws {
    let open = [try Self.due("a/oct", "A", "26-27 M07", 1000, "2026-11-19")]
    let line = AssignableLine(
      id: "1", date: try #require(CivilDate("2026-11-12")), amount: Pence(1000),
      pattern: BankPattern(narrative: Wildcard("*"), kind: .employerRemittance, payer: "A"), isReversal: true)
    #expect(Assigning.assign([line], to: open, daysBefore: 62, daysAfter: 62).first?.code == "bank-unmatched")
  }

  @Test func tenThousandLinesTakeLittleMoreThanTenTimesAThousand() throws {
    func seconds(_ count: Int) throws -> Double {
      let open = try (0..<count).map { try Self.due("x/\($0)", "P\($0 % 100)", "D\($0)", Int64($0 + 1), "2026-11-19") }
      let date = try #require(CivilDate("2026-11-12"))
      let lines = (0..<count).map {
        AssignableLine(
          id: "line/\($0)", date: date, amount: Pence(Int64($0 + 1)),
          pattern: BankPattern(narrative: Wildcard("*"), kind: .employerRemittance, payer: "P\($0 % 100)"))
      }
      let clock = ContinuousClock()
      var found: [Assignment] = []
      let time = clock.measure { found = Assigning.assign(lines, to: open, daysBefore: 62, daysAfter: 62) }
      #expect(found.allSatisfy { $0.code == nil })
      return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    }
    let (small, large) = (try seconds(1000), try seconds(10_000))
    print("assigning 1,000 lines: \(small) s; 10,000 lines: \(large) s")
    #expect(large < small * 40, "no faster than n log n, with room for a busy machine")
  }
}
