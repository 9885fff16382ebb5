// Lines in compact form say what they said as values; digits are those of descriptions.

import Dates
import Money
import Testing

@testable import Banking

@Suite struct StatementLinesTests {
  @Test func linesComeOutAsTheyWentIn() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var dice = Dice(state: seed)
    let texts = ["", "A", "WITH THANKS 4711", "Zoë £5", "a/b-c", String(repeating: "x", count: 300)]
    let lines = (0..<200).map { index in
      StatementLine(
        ordinal: index + 1, reference: dice.one(of: texts), date: CivilDate(dayNumber: Int32(dice.below(40_000))),
        amount: Pence(Int64(dice.below(2_000_000)) - 1_000_000), isReversal: dice.below(2) == 0,
        narrative: (0..<dice.below(4)).map { _ in dice.one(of: texts) }.filter { !$0.isEmpty },
        line: dice.below(100_000))
    }
    let packed = StatementLines(lines)
    #expect(Array(packed) == lines, "seed \(seed)")
    for count in [0, 1, 100, 199, 200] {
      // Places count anew from the first that is left.
      #expect(packed.after(count) == StatementLines(lines.dropFirst(count)), "seed \(seed)")
    }
    #expect(packed.total == lines.map(\.amount).sum() && packed.lastDay == lines.map(\.date).max(), "seed \(seed)")
  }

  @Test(arguments: [0, 1, 9, 10, 99, 100, 101, 12_345, 9_999_999_999_999_999] as [Int64])
  func anAmountsDigitsAreThoseOfItsDescription(pence: Int64) {
    for amount in [Pence(pence), Pence(-pence)] {
      var bytes: [UInt8] = []
      Digits.append(amount, to: &bytes)
      #expect(String(decoding: bytes, as: UTF8.self) == amount.description)
    }
  }

  @Test(arguments: ["", "R1", "REF 7/b", String(repeating: "9", count: 41), "Zoë"])
  func theIDOfALineIsTheSameAsBytesAndAsText(reference: String) {
    let plain = StatementID.plain(reference)
    var kept = KeptLines(of: "bank/FDN/2026/S/p1")
    kept.keep(0, reference: Array(reference.utf8)[...])
    #expect(
      String(decoding: kept.id(0), as: UTF8.self) == "bank/FDN/2026/S/p1/" + (plain.isEmpty ? "L1" : "\(plain).1"))
  }
}

/// Chance that follows from its seed.
private struct Dice {
  var state: UInt64

  mutating func below(_ count: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int((state >> 33) % UInt64(count))
  }

  mutating func one<T>(of values: [T]) -> T { values[below(values.count)] }
}
