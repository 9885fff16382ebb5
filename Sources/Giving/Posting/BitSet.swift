// A set of small numbers in one bit each: what came before, for a million posts, in memory that does not matter.

/// One bit for each of many places.
struct BitSet {
  private var words: [UInt64]

  init(count: Int) { words = [UInt64](repeating: 0, count: (count + 63) / 64) }

  /// Whether a bit is set.
  func contains(_ place: Int) -> Bool { words[place >> 6] & (1 << UInt64(place & 63)) != 0 }

  /// Sets a bit; false if it was set.
  mutating func insert(_ place: Int) -> Bool {
    let mask: UInt64 = 1 << UInt64(place & 63)
    let isNew = words[place >> 6] & mask == 0
    words[place >> 6] |= mask
    return isNew
  }
}
