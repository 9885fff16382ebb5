// Charts stay within their frame and hold nothing and every amount, however large or far below nothing.

import Testing

@testable import Reporting

@Suite("Chart scales") struct ChartScaleTests {
  @Test(
    "every amount lies within the frame, and nothing is a line of it",
    arguments: [
      [], [0], [0, 0], [1], [-1], [100], [-100, 100], [123_456, -7], [-99_999_999_999, -1],
      [9_999_999_999_999_999, -9_999_999_999_999_999], [5_000, 5_001, 4_999],
    ] as [[Int64]]) func frame(_ amounts: [Int64])
  {
    let scale = ChartScale(amounts)
    #expect(scale.ticks.contains(0) && (2...8).contains(scale.ticks.count))
    for amount in amounts {
      #expect((0...130).contains(scale.part(scale.highest - amount, of: 130)), "\(amount)")
    }
  }

  @Test func wordsThatLeaveNoRoomForTheAmountHaveALineOfTheirOwn() throws {
    func lines(_ words: String, _ pence: Int64) throws -> [String] {
      let chart = StatementChart(
        id: "did", title: "What it did", description: "", heading: "Kind", bars: [.init(words: words, pence: pence)])
      var html = HTMLWriter()
      chart.write(to: &html)
      return html.text.matches(of: /<text x="\d+" y="(\d+)"/).map { String($0.1) }
    }
    #expect(try lines("Other gifts", 123) == ["14", "14"])
    #expect(try lines("Other gifts", 308_641_975_228) == ["14", "14"])
    #expect(try lines("Grants, less what was not used or sent back", 123) == ["14", "30"])
  }
}
