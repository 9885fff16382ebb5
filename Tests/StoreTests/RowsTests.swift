// Rows in their canonical bytes: the same rows and the same link as rows of values.

import Testing

@testable import Store

@Suite struct RowsTests {
  @Test(arguments: [0, 1, 63, 64, 65, 200])
  func theirDigestIsThatOfTheSameValues(count: Int64) {
    var (rows, one, other) = (Rows(), RowDigest(), RowDigest())
    for number in 0..<count {
      rows.add(number - 50)
      rows.add(number % 3 == 0 ? "" : "Zoë \(number)")
      rows.add(nil)
      one.row([.integer(number - 50), .text(number % 3 == 0 ? "" : "Zoë \(number)"), .null])
    }
    other.rows(canonical: rows.bytes)
    #expect(rows.valueCount == Int(count) * 3)
    #expect(one.finalized() == other.finalized())
  }
}
