// A curious reader, written on its own: they have every published report and paper, and try to work hidden figures out.
// They see names of pieces, shown values, and which figures are hidden for being small; never a hidden value.

import Reporting
import Store

/// A rational number.
struct Ratio: Equatable {
  var top: Int
  var bottom: Int

  init(_ top: Int, _ bottom: Int = 1) {
    var (a, b) = (abs(top), abs(bottom))
    while b != 0 { (a, b) = (b, a % b) }
    let divisor = max(a, 1) * (bottom < 0 ? -1 : 1)
    (self.top, self.bottom) = (top / divisor, bottom / divisor)
  }

  static func - (a: Ratio, b: Ratio) -> Ratio { Ratio(a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom) }
  static func * (a: Ratio, b: Ratio) -> Ratio { Ratio(a.top * b.top, a.bottom * b.bottom) }
  static func / (a: Ratio, b: Ratio) -> Ratio { Ratio(a.top * b.bottom, a.bottom * b.top) }
  var isZero: Bool { top == 0 }
}

/// What is known of a sum of pieces.
struct Known {
  let pieces: [Int]
  let least: Int
  let most: Int
}

/// The reader, and all that was published of one measure.
struct Reader {
  private(set) var names: [String: Int] = [:]
  /// What each name is made of, where some reports tell it in finer pieces.
  private var finest: [String: [String]] = [:]
  private var sums: [Known] = []
  private var rows: [(pivot: Int, row: [Ratio])] = []

  /// More than any figure of the tests.
  static let plenty = 1_000_000_000

  init(_ measure: Measure, _ tables: [PublishedTable], small: Int = 5) {
    let figures = tables.flatMap(\.figures).filter { $0.measure == measure }
    // A reader knows that what one report tells of a month, another tells by what it served: the finer names make up the
    // one they begin with.
    let told = Set(figures.flatMap(\.parts))
    for name in told.sorted() {
      let under = told.filter { $0.hasPrefix("\(name)/") }
      finest[name] =
        under.isEmpty ? [name] : under.filter { one in !told.contains { $0.hasPrefix("\(one)/") } }.sorted()
    }
    for name in figures.flatMap(\.parts).flatMap({ finest[$0] ?? [] }) where names[name] == nil {
      names[name] = names.count
    }
    for figure in figures {
      let pieces = pieces(figure.parts)
      if let shown = figure.shown {
        sums.append(Known(pieces: pieces, least: Int(shown), most: Int(shown)))
      } else {
        sums.append(Known(pieces: pieces, least: 1, most: figure.hidden == .small ? small : Self.plenty))
      }
    }
    for known in sums where known.least == known.most { learn(known) }
  }

  func pieces(_ parts: [String]) -> [Int] { parts.flatMap { finest[$0] ?? [] }.compactMap { names[$0] } }

  // Elimination over the rationals: the last column is what the sum comes to.
  private mutating func learn(_ known: Known) {
    let row = reduced(known.pieces, known.least)
    guard let pivot = row.dropLast().firstIndex(where: { !$0.isZero }) else { return }
    let scaled = row.map { $0 / row[pivot] }
    rows = rows.map { old in
      let factor = old.row[pivot]
      return factor.isZero ? old : (old.pivot, zip(old.row, scaled).map { $0 - factor * $1 })
    }
    rows.append((pivot, scaled))
  }

  private func reduced(_ pieces: [Int], _ value: Int) -> [Ratio] {
    var row = [Ratio](repeating: Ratio(0), count: names.count + 1)
    for piece in pieces { row[piece] = Ratio(1) }
    row[names.count] = Ratio(value)
    for (pivot, known) in rows where !row[pivot].isZero {
      let factor = row[pivot]
      row = zip(row, known).map { $0 - factor * $1 }
    }
    return row
  }

  /// What a sum must be by sums and differences of shown figures alone; nil if they do not say.
  func worksOut(_ pieces: [Int]) -> Ratio? {
    let row = reduced(pieces, 0)
    guard row.dropLast().allSatisfy(\.isZero), let last = row.last else { return nil }
    return Ratio(-last.top, last.bottom)
  }

  /// Numbers that a sum can be, up to `enough` of them, found by trying: whole numbers, none below nought.
  func canBe(_ pieces: [Int], among range: ClosedRange<Int>, enough: Int = 3) -> [Int] {
    var found: [Int] = []
    for number in range where found.count < enough {
      var search = Trial(sums: sums + [Known(pieces: pieces, least: number, most: number)], count: names.count)
      if search.succeeds() { found.append(number) }
    }
    return found
  }
}

/// A search for any truth that fits.
private struct Trial {
  let sums: [Known]
  let count: Int
  var left = 0
  var generator = SeededGenerator(seed: 1)

  init(sums: [Known], count: Int) {
    self.sums = sums
    self.count = count
  }

  mutating func succeeds() -> Bool {
    for _ in 0..<30 {
      left = 300
      if fits([Int](repeating: 0, count: count), [Int](repeating: Reader.plenty, count: count)) { return true }
      if left > 0 { return false }
    }
    return false
  }

  /// Narrows every piece by every sum until nothing moves; false where they contradict each other.
  private func narrow(_ low: inout [Int], _ high: inout [Int]) -> Bool {
    var isMoving = true
    while isMoving {
      isMoving = false
      for sum in sums {
        var (least, most) = (0, 0)
        for piece in sum.pieces { (least, most) = (least + low[piece], most + high[piece]) }
        guard least <= sum.most, most >= sum.least else { return false }
        for piece in sum.pieces {
          let top = sum.most - (least - low[piece])
          if top < high[piece] {
            most += top - high[piece]
            high[piece] = top
            isMoving = true
          }
          let bottom = sum.least - (most - high[piece])
          if bottom > low[piece] {
            least += bottom - low[piece]
            low[piece] = bottom
            isMoving = true
          }
          if low[piece] > high[piece] { return false }
        }
      }
    }
    return true
  }

  private mutating func fits(_ low: [Int], _ high: [Int]) -> Bool {
    left -= 1
    guard left > 0 else { return false }
    var (low, high) = (low, high)
    guard narrow(&low, &high) else { return false }
    let open = low.indices.filter { low[$0] < high[$0] }
    guard let piece = open.min(by: { high[$0] - low[$0] < high[$1] - low[$1] }) else { return true }
    for value in (low[piece]...min(high[piece], low[piece] + 60)).shuffled(using: &generator) {
      var (lower, upper) = (low, high)
      (lower[piece], upper[piece]) = (value, value)
      if fits(lower, upper) { return true }
    }
    return false
  }
}
