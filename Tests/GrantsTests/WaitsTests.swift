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
}
