// Numbers and amounts written as bytes, without a `String` each: a statement has a hundred thousand lines.

import Money

/// Writes digits.
enum Digits {
  /// Appends a whole number from 0.
  static func append(_ number: Int, to bytes: inout [UInt8]) {
    if number >= 10 { append(number / 10, to: &bytes) }
    bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: number % 10))
  }

  /// Appends an amount as ``Pence/description`` has it: `-1234.50`.
  static func append(_ amount: Pence, to bytes: inout [UInt8]) {
    if amount < .zero { bytes.append(UInt8(ascii: "-")) }
    let (pounds, pence) = amount.rawValue.magnitude.quotientAndRemainder(dividingBy: 100)
    append(Int(pounds), to: &bytes)
    bytes.append(UInt8(ascii: "."))
    if pence < 10 { bytes.append(UInt8(ascii: "0")) }
    append(Int(pence), to: &bytes)
  }
}
