// Exact fractions, for an auditor who trusts nobody's rounding.

/// A fraction of whole numbers, never rounded.
struct Fraction: Comparable {
  let top: Int
  let bottom: Int

  init(_ top: Int, _ bottom: Int = 1) {
    precondition(bottom > 0)
    self.top = top
    self.bottom = bottom
  }

  /// The whole number at or below it.
  var floor: Int { top >= 0 || top % bottom == 0 ? top / bottom : top / bottom - 1 }

  /// What is left above the whole number.
  var rest: Fraction { Fraction(top - floor * bottom, bottom) }

  static func < (a: Fraction, b: Fraction) -> Bool { a.top * b.bottom < b.top * a.bottom }
  static func == (a: Fraction, b: Fraction) -> Bool { a.top * b.bottom == b.top * a.bottom }
}
