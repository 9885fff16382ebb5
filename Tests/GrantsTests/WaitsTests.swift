import Grants
import Testing

@Suite("Waits") struct WaitsTests {
  @Test(
    "A median and the longest are told of six people at least",
    arguments: [
      ([], nil, nil), ([1, 2, 3, 4, 5], nil, nil), ([6, 1, 5, 2, 4, 3], 4, 6), ([9, 9, 9, 9, 9, 9], 9, 9),
      ([0, 30, 2, 3, 4, 5, 6], 4, 30), ([1, 1, 1, 2, 2, 2], 2, 2),
    ] as [([Int], Int?, Int?)])
  func told(_ days: [Int], _ median: Int?, _ longest: Int?) {
    #expect(Waits(days).median == median && Waits(days).longest == longest)
  }

  @Test(
    "A year's waits are told where neither half had a few",
    arguments: [
      (6, 0, true), (6, 6, true), (0, 7, true), (20, 1, false), (5, 20, false), (2, 3, false), (0, 0, false),
    ])
  func years(_ first: Int, _ second: Int, _ isTold: Bool) {
    let halves = [first, second].map { Waits([Int](repeating: 4, count: $0)) }
    #expect(Waits(halves.flatMap(\.days)).isTold(beside: halves) == isTold)
  }
}
