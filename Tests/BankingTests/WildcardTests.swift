// Simple patterns.

import Testing

@testable import Banking

@Suite struct WildcardTests {
  @Test(arguments: [
    ("CAFGYE*", "CAFGYE 1234", true), ("CAFGYE*", "cafgye", true), ("CAFGYE*", "X CAFGYE", false),
    ("*PYM", "CHARITIES TRST PYM", true), ("A*B*C", "AXXBYYC", true), ("A*B*C", "AXXBYY", false), ("A", "", false),
    ("*", "", true), ("", "", true), ("A*A", "A", false),
  ])
  func aStarStandsForAnything(pattern: String, text: String, fits: Bool) {
    #expect(Wildcard(pattern).fits(text) == fits)
  }
}
