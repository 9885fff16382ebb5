// What sums and differences of shown figures give, and nothing else: exact elimination, in whole numbers of a prime field.

/// The sums that were shown, as a reader adds and subtracts them.
struct ShownSums {
  /// Numbers are reckoned by this prime. That a sum seems to follow which does not has a chance of one in its size.
  private static let prime: UInt64 = (1 << 61) - 1

  /// The columns: pieces that stand in the same sums are one. -1: in none.
  private let columns: [Int]
  private let sizes: [Int]
  /// Rows by the first column that they have; their number there is 1.
  private var rows: [Int: [(column: Int, factor: UInt64)]] = [:]

  /// - Parameters:
  ///   - sums: the pieces of each shown sum.
  ///   - count: how many pieces there are.
  init(_ sums: [[Int]], count: Int) {
    var within = [[Int]](repeating: [], count: count)
    for (index, parts) in sums.enumerated() {
      for part in parts { within[part].append(index) }
    }
    var known: [[Int]: Int] = [:]
    var sizes: [Int] = []
    columns = within.map { sums in
      guard !sums.isEmpty else { return -1 }
      let column = known[sums, default: known.count]
      if column == known.count {
        known[sums] = column
        sizes.append(0)
      }
      sizes[column] += 1
      return column
    }
    self.sizes = sizes
    for parts in sums { learn(parts) }
  }

  /// Whether the shown sums give the sum of these pieces.
  func give(_ parts: [Int]) -> Bool {
    guard let row = row(parts) else { return false }
    return reduced(row).allSatisfy { $0 == 0 }
  }

  /// The sum by columns; nil where it takes some of a column's pieces only: no sum tells those apart.
  private func row(_ parts: [Int]) -> [UInt64]? {
    var counts = sizes.map { _ in 0 }
    for part in parts {
      guard columns[part] >= 0 else { return nil }
      counts[columns[part]] += 1
    }
    guard counts.indices.allSatisfy({ counts[$0] == 0 || counts[$0] == sizes[$0] }) else { return nil }
    return counts.map { $0 == 0 ? 0 : 1 }
  }

  private mutating func learn(_ parts: [Int]) {
    guard let row = row(parts).map(reduced), let first = row.firstIndex(where: { $0 != 0 }) else { return }
    let inverse = Self.power(row[first], Self.prime - 2)
    rows[first] = row.indices.filter { row[$0] != 0 }.map { ($0, Self.times(row[$0], inverse)) }
  }

  /// What is left of a row once everything that is known was taken off.
  private func reduced(_ row: [UInt64]) -> [UInt64] {
    var row = row
    for column in row.indices where row[column] != 0 {
      guard let known = rows[column] else { continue }
      let factor = Self.prime - row[column]
      for (place, number) in known { row[place] = (row[place] + Self.times(number, factor)) % Self.prime }
    }
    return row
  }

  private static func times(_ a: UInt64, _ b: UInt64) -> UInt64 {
    prime.dividingFullWidth(a.multipliedFullWidth(by: b)).remainder
  }

  private static func power(_ base: UInt64, _ exponent: UInt64) -> UInt64 {
    var (result, square, left) = (UInt64(1), base, exponent)
    while left > 0 {
      if left & 1 == 1 { result = times(result, square) }
      square = times(square, square)
      left >>= 1
    }
    return result
  }
}
