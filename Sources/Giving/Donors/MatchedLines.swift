// What sponsors added to the lines of payroll files, by file and in the order of lines, so that it can be laid beside them
// while they are gone through once.

import Dates
import Store

/// What was claimed of sponsors for gifts of a span of days.
struct MatchedLines {
  /// What was added, and to which fund's gift.
  struct Share {
    let fund: Int64
    var pence: Int64
  }

  /// What was added to the lines of one file.
  struct OfFile {
    fileprivate var lines: [Line] = []
    private var next = 0

    /// What was added to a line's gift to a fund; each is given once. Lines are asked for in their order.
    mutating func take(line: Int64, fund: Int64) -> Int64 {
      while next < lines.count, lines[next].line < line { next += 1 }
      var (place, found) = (next, Int64(0))
      while place < lines.count, lines[place].line == line {
        if lines[place].fund == fund {
          found &+= lines[place].pence
          lines[place].pence = 0
        }
        place += 1
      }
      return found
    }

    fileprivate mutating func sort() { lines.sort { ($0.line, $0.fund) < ($1.line, $1.fund) } }
  }

  fileprivate struct Line {
    let line: Int64
    let fund: Int32
    var pence: Int64
  }

  private var files: [OfFile]
  /// What was added to gifts that do not come from pay, by the gift's id.
  private(set) var others: [String: [Share]] = [:]

  init(_ posted: [PostedFile], _ days: ClosedRange<CivilDate>, _ reading: Reading) throws {
    files = Array(repeating: OfFile(), count: posted.count)
    let places = Dictionary(
      posted.enumerated().map { ("\($1.key)", $0) }, uniquingKeysWith: { first, _ in first })
    var gift: [UInt8] = []
    var known: (key: [UInt8], place: Int?) = ([], nil)
    try reading.each(
      "SELECT gift, fund, amount_pence FROM matched_gift WHERE given_on BETWEEN ? AND ?",
      [.day(days.lowerBound), .day(days.upperBound)]
    ) { row in
      gift.removeAll(keepingCapacity: true)
      row.appendText(0, to: &gift)
      let fund = row.int(1)
      if let (key, line) = Self.line(gift) {
        // The lines of a file come one after the other.
        if known.key[...] != key { known = (Array(key), places[String(decoding: key, as: UTF8.self)]) }
        if let place = known.place, let fund = Int32(exactly: fund) {
          files[place].lines.append(Line(line: line, fund: fund, pence: row.int(2)))
          return
        }
      }
      others[String(decoding: gift, as: UTF8.self), default: []].append(Share(fund: fund, pence: row.int(2)))
    }
  }

  /// Takes what belongs to a file, by its place among the files.
  mutating func take(_ place: Int) -> OfFile {
    var taken = files[place]
    files[place] = OfFile()
    taken.sort()
    return taken
  }

  /// The file key and the line in the id of a line's gift, `SBC/STAFF/2026-10-30/0001/L000000012/2`; nil for another gift.
  private static func line(_ gift: [UInt8]) -> (key: ArraySlice<UInt8>, line: Int64)? {
    let slash = UInt8(ascii: "/")
    guard let last = gift.lastIndex(of: slash), let before = gift[..<last].lastIndex(of: slash),
      before + 2 < last, gift[before + 1] == UInt8(ascii: "L")
    else { return nil }
    var number: Int64 = 0
    for byte in gift[(before + 2)..<last] {
      guard (0x30...0x39).contains(byte), number < 1 << 40 else { return nil }
      number = number * 10 + Int64(byte - 0x30)
    }
    return (gift[..<before], number)
  }
}
