// Which line pays what: a table that finance can read, and how the time grows.

import Dates
import Files
import Ledger
import Money
import Testing

@testable import Banking

@Suite struct AssigningTests {
  /// Payer, period, pence, due date.
  private static func due(
    _ id: String, _ payer: String, _ period: String, _ pence: Int64, _ date: String,
    kind: Ledger.Expectation.Kind = .employerRemittance
  ) throws -> OpenExpectation {
    OpenExpectation(
      expectation: Expectation(
        id: id, kind: kind, from: payer, to: Expectation.foundation, period: period,
        dueDate: try #require(CivilDate(date))), duePence: pence)
  }

  static let table:
    [(name: String, payer: String?, pence: Int64, date: String, named: String?, to: [String], code: String?)] = [
      ("the one that is due", "A", 1000, "2026-11-12", nil, ["a/oct"], nil),
      ("before its window", "A", 1000, "2026-09-01", nil, [], "bank-no-listing"),
      ("after its window", "A", 1000, "2027-03-01", nil, [], "bank-no-listing"),
      ("less than is due", "A", 999, "2026-11-12", nil, ["a/oct"], "bank-short"),
      ("more than is due", "A", 1001, "2026-11-12", nil, ["a/oct"], "bank-over"),
      ("the other way", "A", -1000, "2026-11-12", nil, [], "bank-unmatched"),
      ("a payer of whom nothing is due", "Z", 1000, "2026-11-12", nil, [], "bank-no-listing"),
      ("no pattern", nil, 1000, "2026-11-12", nil, [], "bank-unmatched"),
      ("no pattern, but it names it", nil, 1000, "2026-11-12", "a/oct", ["a/oct"], nil),
      ("it names it, and less came, but from whom?", nil, 1, "2026-11-12", "a/oct", ["a/oct"], "bank-short"),
      ("all of a tax month", "B", 500, "2026-11-12", nil, ["b/1", "b/2"], nil),
      ("one of a tax month", "B", 200, "2026-11-12", nil, ["b/1"], nil),
      ("due twice", "C", 700, "2026-11-12", nil, ["c/1"], "bank-ambiguous-payee"),
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

  /// A line of A that names something, what it pays, what is over, and the code if anything waits.
  static let naming:
    [(name: String, payer: String, pence: Int64, names: String, to: [String], over: Int64, code: String?)] =
      [
        ("less, by id", "A", 999, "a/oct", ["a/oct"], 0, nil),
        ("less, by tax month", "A", 1, "26-27M07", ["a/oct"], 0, "bank-short"),
        ("more, by id", "A", 1250, "a/oct", ["a/oct"], 250, "bank-over"),
        ("more, by tax month", "A", 1250, "26-27M07", ["a/oct"], 0, "bank-over"),
        ("less, by the agency's report", "P", 600, "2026-11-12", ["p/1"], 0, nil),
        ("more, by the agency's report", "P", 801, "2026-11-12", ["p/1"], 1, "bank-over"),
        ("another day than the report's", "P", 600, "2026-11-13", ["p/1"], 0, "bank-short"),
        ("just what is due", "A", 1000, "26-27M07", ["a/oct"], 0, nil),
        ("another's", "B", 999, "a/oct", ["a/oct"], 0, "bank-short"),
        ("a period of which nothing of theirs is due", "A", 999, "26-27M09", ["a/oct"], 0, "bank-short"),
        ("of two for the period, one", "B", 200, "26-27M07", ["b/1"], 0, nil),
        ("of two for the period, both", "B", 500, "26-27M07", ["b/1", "b/2"], 0, nil),
        ("of two for the period, less than both", "B", 499, "26-27M07", ["b/1"], 0, "bank-short"),
        ("due alike in two periods", "C", 700, "26-27M08", ["c/2"], 0, nil),
        ("money that went out", "A", -1000, "a/oct", [], 0, "bank-unmatched"),
      ]

  @Test(arguments: naming)
  func aLineOfItsPayerThatNamesWhatItPaysIsCertainWhateverItComesTo(
    name: String, payer: String, pence: Int64, names: String, to: [String], over: Int64, code: String?
  ) throws {
    let open = [
      try Self.due("a/oct", "A", "26-27 M07", 1000, "2026-11-19"),
      try Self.due("b/1", "B", "26-27 M07", 200, "2026-11-19"),
      try Self.due("b/2", "B", "26-27 M07", 300, "2026-11-19"),
      try Self.due("c/1", "C", "26-27 M07", 700, "2026-11-19"),
      try Self.due("c/2", "C", "26-27 M08", 700, "2026-12-18"),
      try Self.due("p/1", "P", "2026-11-12", 800, "2026-12-16", kind: .agencyPayment),
    ]
    let kind: Ledger.Expectation.Kind = payer == "P" ? .agencyPayment : .employerRemittance
    let line = AssignableLine(
      id: "line", date: try #require(CivilDate("2026-11-12")), amount: Pence(pence),
      pattern: BankPattern(narrative: Wildcard("*"), kind: kind, payer: payer), references: [names])
    let found = try #require(Assigning.assign([line], to: open, daysBefore: 62, daysAfter: 62).first)
    #expect(found.expectations == to && found.over == Pence(over) && found.code == code, "\(name)")
    #expect((found.confidence == .certain) == (code == nil || over > 0), "\(name)")
  }

  /// Lines of A and B in order, each with its amount, pattern and what it names; and what each pays, or why it waits.
  static let inParts: [(name: String, lines: [(pence: Int64, pattern: String, names: String)], to: [String?])] = [
    ("the rest, by id", [(400, "A", "a/oct"), (600, "A", "a/oct")], ["a/oct", "a/oct"]),
    ("the rest, unnamed", [(400, "A", "a/oct"), (600, "A", "")], ["a/oct", "a/oct"]),
    ("the rest, but by another pattern", [(400, "A", "a/oct"), (600, "A2", "a/oct")], ["a/oct", nil]),
    ("less than the rest", [(400, "A", "a/oct"), (599, "A", "a/oct")], ["a/oct", nil]),
    ("more than the rest", [(400, "A", "a/oct"), (601, "A", "a/oct")], ["a/oct", nil]),
    (
      "the rest after another that is not", [(400, "A", "a/oct"), (1, "A", "a/oct"), (600, "A", "a/oct")],
      ["a/oct", nil, "a/oct"]
    ),
    ("the rest twice", [(400, "A", "a/oct"), (600, "A", "a/oct"), (600, "A", "a/oct")], ["a/oct", "a/oct", nil]),
    ("unnamed, and as much is due for another month", [(300, "A", "a/oct"), (700, "A", "")], ["a/oct", nil]),
    ("named, and as much is due for another month", [(300, "A", "a/oct"), (700, "A", "a/oct")], ["a/oct", "a/oct"]),
    ("it names the other month", [(300, "A", "a/oct"), (700, "A", "26-27M08")], ["a/oct", "a/nov"]),
    ("an unnamed part is never certain", [(400, "A", ""), (600, "A", "")], [nil, nil]),
    ("of a report", [(300, "P", "2026-11-12"), (500, "P", "2026-11-12")], ["p/1", "p/1"]),
  ]

  @Test(arguments: inParts)
  func aSecondLineThatComesToJustTheRestIsCertainToo(
    name: String, lines: [(pence: Int64, pattern: String, names: String)], to: [String?]
  ) throws {
    let open = [
      try Self.due("a/oct", "A", "26-27 M07", 1000, "2026-11-19"),
      try Self.due("a/nov", "A", "26-27 M08", 700, "2026-12-18"),
      try Self.due("p/1", "P", "2026-11-12", 800, "2026-12-16", kind: .agencyPayment),
    ]
    let date = try #require(CivilDate("2026-11-12"))
    let found = Assigning.assign(
      lines.enumerated().map { number, line in
        AssignableLine(
          id: "line\(number)", date: date, amount: Pence(line.pence),
          pattern: BankPattern(
            narrative: Wildcard(line.pattern), kind: line.pattern == "P" ? .agencyPayment : .employerRemittance,
            payer: String(line.pattern.prefix(1))),
          references: line.names.isEmpty ? [] : [line.names])
      }, to: open, daysBefore: 62, daysAfter: 62)
    #expect(
      found.map { $0.confidence == .certain ? $0.expectations.first : nil } == to, "\(name): \(found.map(\.reason))")
    #expect(found.allSatisfy { !$0.reason.isEmpty && ($0.code == nil) == ($0.confidence == .certain) })
  }

  @Test func whatGoesOutIsCertainOnlyToThePenny() throws {
    let payment = OpenExpectation(
      expectation: Expectation(
        id: "award/1/1", kind: .payment, from: Expectation.foundation, to: "payee", period: "award/1",
        dueDate: try #require(CivilDate("2026-11-12"))), duePence: -5000)
    func assign(_ pence: Int64) throws -> Assignment {
      let line = AssignableLine(
        id: "line", date: try #require(CivilDate("2026-11-12")), amount: Pence(pence),
        pattern: BankPattern(narrative: Wildcard("*"), kind: .payment, payer: Expectation.foundation),
        references: ["award/1/1"])
      return try #require(Assigning.assign([line], to: [payment], daysBefore: 62, daysAfter: 62).first)
    }
    #expect(try assign(-5000).confidence == .certain)
    #expect(try assign(-4999).code == "bank-short" && assign(-5001).code == "bank-over")
    #expect(try assign(-4999).confidence == .likely && assign(-5001).confidence == .likely)
  }

  @Test func aLineThatNamesWhatAnotherPaidPaysNothingElse() throws {
    let open = [
      try Self.due("a/oct", "A", "26-27 M07", 1000, "2026-11-19"),
      try Self.due("a/nov", "A", "26-27 M08", 1000, "2026-12-18"),
    ]
    let pattern = BankPattern(narrative: Wildcard("*"), kind: .employerRemittance, payer: "A")
    for (names, first) in [(["a/oct"], Int64(400)), (["26-27M07"], 1000)] {
      let lines = try [("1", first), ("2", 1000)].map {
        AssignableLine(
          id: $0.0, date: try #require(CivilDate("2026-11-12")), amount: Pence($0.1), pattern: pattern,
          references: names)
      }
      let found = Assigning.assign(lines, to: open, daysBefore: 62, daysAfter: 62)
      #expect(found.map(\.expectations) == [["a/oct"], ["a/oct"]])
      #expect(found.map(\.confidence) == [.certain, .likely])
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
    #expect(found.map(\.code) == [nil, "bank-no-listing"])
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
