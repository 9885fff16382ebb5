import Reporting
import Testing

@Suite("Small numbers") struct SmallNumberTests {
  @Test("Counts from 1 to 5 are hidden, nought and six are shown") func bounds() {
    let hidden = (0...7).filter { SmallNumbers().isHidden(Int64($0)) }
    #expect(hidden == [1, 2, 3, 4, 5])
  }
}
