import Reporting
import Testing

@Suite("Small numbers") struct SmallNumberTests {
  @Test("Counts from 1 to 5 are hidden, nought and six are shown") func bounds() {
    #expect((0...7).map { DisclosureRules().cell($0) } == ["0", "c", "c", "c", "c", "c", "6", "7"])
    #expect(DisclosureRules(hiddenUpTo: 6).cell(6) == "c")
  }
}
