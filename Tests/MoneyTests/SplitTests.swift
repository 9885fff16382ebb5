import Money
import Testing

@Suite("Splits")
struct SplitTests {
  @Test(
    "known splits",
    arguments: [
      (101, [1, 1, 1], [34, 34, 33]), (5, [0, 7, 3], [0, 4, 1]), (2, [1, 1, 1], [1, 1, 0]), (1, [33, 66], [0, 1]),
      (15, [80, 8, 12], [12, 1, 2]), (9999, [75, 25], [7499, 2500]), (-5, [7, 3], [-4, -1]), (0, [1, 2], [0, 0]),
      (5, [3, 7], [2, 3]), (100, [1, 1, 1], [34, 33, 33]),
    ] as [(Int64, [Int64], [Int64])])
  func known(amount: Int64, weights: [Int64], shares: [Int64]) {
    #expect(Split.allocate(Pence(amount), by: weights) == shares.map { Pence($0) })
  }

  @Test("over random cases: exact, within a penny, mirrored, independent of scale, nothing for weight zero")
  func properties() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(state: seed)
    for _ in 0..<20_000 {
      let weights = (0..<Int.random(in: 1...6, using: &random)).map { _ in Int64.random(in: 0...10_000, using: &random)
      }
      let total = weights.reduce(0, +)
      guard total > 0 else { continue }
      let amount = Int64.random(in: -10_000_000...10_000_000, using: &random)
      let shares = Split.allocate(Pence(amount), by: weights)
      #expect(shares.sum() == Pence(amount), "seed \(seed)")
      #expect(Split.allocate(Pence(-amount), by: weights) == shares.map { -$0 }, "seed \(seed)")
      #expect(Split.allocate(Pence(amount), by: weights.map { $0 * 7 }) == shares, "seed \(seed)")
      for (share, weight) in zip(shares, weights) {
        let error = abs(share.rawValue * total - amount * weight)
        #expect(error < total, "seed \(seed): a share is a penny or more from its quota")
        if weight == 0 { #expect(share == .zero, "seed \(seed)") }
      }
    }
  }

  @Test("reordering the funds reorders the shares, where no remainders tie")
  func permutation() {
    let shares = Split.allocate(Pence(1001), by: [17, 29, 54])
    #expect(Split.allocate(Pence(1001), by: [54, 17, 29]) == [shares[2], shares[0], shares[1]])
  }
}

/// A small seeded generator, so that a failure can be run again.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
