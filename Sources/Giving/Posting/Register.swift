// The register as the night looks it up: the payroll numbers of one payroll in order, and the mandates behind them.

import Dates
import Money
import Store

/// Payroll numbers of one payroll, in byte order, end to end in one buffer: a million take about 16 MB.
struct PayrollNumbers: Sendable {
  private var bytes: [UInt8] = []
  private var ends: [UInt32] = []
  private(set) var posts: [Int64] = []
  /// The posts that had ended by the day.
  private(set) var left: Set<Int64> = []

  var count: Int { posts.count }

  /// Reads them; of posts that held one number at different times, the one of this day.
  static func read(payroll: Int64, on date: CivilDate, _ reading: Reading) throws -> PayrollNumbers {
    var numbers = PayrollNumbers()
    var repeated: [Int] = []
    try reading.each(
      "SELECT number, post FROM payroll_number WHERE payroll = ? ORDER BY number, post", [.integer(payroll)]
    ) {
      numbers.append($0, &repeated)
    }
    for index in repeated {
      let holders = try Post.holders(of: numbers.text(index), payroll: payroll, reading)
      let holder = holders.last { $0.from <= date && date <= $0.until ?? .distantFuture } ?? holders.last
      if let holder { numbers.posts[index] = holder.number }
    }
    numbers.left = try Post.ended(payroll: payroll, before: date, reading)
    return numbers
  }

  /// Adds the next number; one that stands there already is noted instead.
  private mutating func append(_ row: Row, _ repeated: inout [Int]) {
    let start = bytes.count
    row.appendText(0, to: &bytes)
    if count > 0, bytes[range(count - 1)] == bytes[start...] {
      bytes.removeLast(bytes.count - start)
      if repeated.last != count - 1 { repeated.append(count - 1) }
    } else {
      ends.append(UInt32(bytes.count))
      posts.append(row.int(1))
    }
  }

  private func range(_ index: Int) -> Range<Int> { (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index]) }

  private func text(_ index: Int) -> String { String(decoding: bytes[range(index)], as: UTF8.self) }

  /// Where a number stands, or nil. Files come in order, so the place after the last one found is tried first.
  func find(_ number: Span<UInt8>, after last: Int) -> Int? {
    let stored = bytes.span
    let next = last + 1
    if next < count, compare(number, stored, range(next)) == 0 { return next }
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      let order = compare(number, stored, range(middle))
      if order == 0 { return middle }
      if order < 0 { high = middle } else { low = middle + 1 }
    }
    return nil
  }

  /// Byte order, as SQLite's.
  @inline(__always)
  private func compare(_ number: Span<UInt8>, _ stored: Span<UInt8>, _ range: Range<Int>) -> Int {
    let shared = min(number.count, range.count)
    for index in 0..<shared {
      let a = number[index]
      let b = stored[range.lowerBound + index]
      if a != b { return a < b ? -1 : 1 }
    }
    return number.count - range.count
  }
}

/// One mandate as the night needs it.
struct MandateEntry: Sendable {
  let mandate: Int64
  let amount: Pence
  let fromDay: Int32
  let untilDay: Int32
  let split: Int32
  let code: Int32
}

/// The mandates of one payroll, by post.
struct MandateEntries: Sendable {
  private var firstPost: Int64 = 0
  private var starts: [UInt32] = []
  private var entries: [MandateEntry] = []

  /// Reads them. A code that the profile does not know is -1: no line can ask for it.
  static func read(
    payroll: Int64, codes: CodeTable, frequency: PayFrequency, _ reading: Reading
  ) throws -> MandateEntries {
    var mandates = MandateEntries()
    var code: [UInt8] = []
    try reading.each(
      """
      SELECT post, mandate, code, amount_pence, from_day, until_day, split, once FROM mandate_now WHERE payroll = ?
      ORDER BY post, mandate
      """, [.integer(payroll)]
    ) { row in
      code.removeAll(keepingCapacity: true)
      row.appendText(2, to: &code)
      mandates.append(
        MandateEntry(
          mandate: row.int(1), amount: Pence(row.int(3)), fromDay: Int32(truncatingIfNeeded: row.int(4)),
          untilDay: row.int(7) == 0
            ? Int32(truncatingIfNeeded: row.int(5))
            : min(Int32(truncatingIfNeeded: row.int(5)), frequency.lastDay(from: try row.day(4)).dayNumber),
          split: Int32(truncatingIfNeeded: row.int(6)),
          code: codes.find(code.span).map { Int32($0) } ?? -1), post: row.int(0))
    }
    mandates.starts.append(UInt32(mandates.entries.count))
    return mandates
  }

  private mutating func append(_ entry: MandateEntry, post: Int64) {
    if starts.isEmpty { firstPost = post }
    while Int64(starts.count) <= post - firstPost { starts.append(UInt32(entries.count)) }
    entries.append(entry)
  }

  /// What a line of this post and code finds on a day: the live mandate, and whether there is any.
  func find(post: Int64, code: Int, day: Int32) -> (live: MandateEntry?, isAny: Bool) {
    var found: (live: MandateEntry?, isAny: Bool) = (nil, false)
    for index in range(post: post) where entries[index].code == Int32(code) {
      found.isAny = true
      if entries[index].fromDay <= day, day <= entries[index].untilDay { found.live = entries[index] }
    }
    return found
  }

  /// The mandates of a post.
  private func range(post: Int64) -> Range<Int> {
    let index = Int(post - firstPost)
    guard index >= 0, index + 1 < starts.count else { return 0..<0 }
    return Int(starts[index])..<Int(starts[index + 1])
  }
}

/// The deduction codes of a profile, found by bytes.
struct CodeTable: Sendable {
  private let codes: [[UInt8]]

  init(_ profile: Profile) { codes = profile.codes.map { Array($0.code.utf8) } }

  var count: Int { codes.count }

  /// The place of a code in the profile, or nil.
  func find(_ code: Span<UInt8>) -> Int? {
    for index in codes.indices where codes[index].count == code.count {
      var same = true
      for offset in 0..<code.count where codes[index][offset] != code[offset] { same = false }
      if same { return index }
    }
    return nil
  }
}
