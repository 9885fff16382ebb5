// Pieces that one thread hands to another.

import Files
import Testing

@Suite struct HandoverTests {
  @Test func piecesComeInOrderAndThenNoMore() throws {
    let handover = Handover<Int>()
    let making = Beside {
      for number in 0..<10_000 { handover.hand(number) }
      handover.end()
    }
    var taken: [Int] = []
    while let number = handover.next() { taken.append(number) }
    try making.value()
    #expect(taken == Array(0..<10_000))
    #expect(handover.next() == nil)
  }
}
