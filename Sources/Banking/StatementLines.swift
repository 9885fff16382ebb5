// The lines of a statement in compact form: a statement may have a hundred thousand, and most of what its bank says of them is
// looked at once. A line as a value is made only where somebody asks for it.

import Dates
import Files
import Money

/// The lines of a statement, in the order of its file.
public struct StatementLines: Hashable, Sendable {
  private struct Packed: Hashable {
    let pence: Int64
    let day: Int32
    let line: Int32
    /// Where its texts end: the bank's reference, then the narratives, each ended by ``separator``.
    let textsEnd: UInt32
    let isReversal: Bool
  }

  /// A byte that no text in UTF-8 holds.
  private static let separator: UInt8 = 0xFF

  private var packed: [Packed] = []
  private var texts: [UInt8] = []

  /// No lines.
  public init() {}

  /// These lines, numbered anew.
  public init(_ lines: some Sequence<StatementLine>) {
    for line in lines {
      var narrative = Narrative()
      for text in line.narrative { narrative.add(Array(text.utf8)[...]) }
      append(
        line.amount, on: line.date, isReversal: line.isReversal, at: line.line,
        reference: Array(line.reference.utf8)[...],
        narrative, Narrative())
    }
  }

  /// What a bank says of a line, text by text.
  struct Narrative {
    fileprivate private(set) var bytes: [UInt8] = []

    /// Adds a text; an empty one says nothing.
    mutating func add(_ text: ArraySlice<UInt8>) {
      guard !text.isEmpty else { return }
      bytes.append(contentsOf: text)
      bytes.append(separator)
    }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }
  }

  /// Adds a line after the others; what the bank says of it may come in two parts.
  mutating func append(
    _ amount: Pence, on date: CivilDate, isReversal: Bool, at line: Int, reference: ArraySlice<UInt8>,
    _ narrative: Narrative, _ more: Narrative
  ) {
    texts.append(contentsOf: reference)
    texts.append(Self.separator)
    texts.append(contentsOf: narrative.bytes)
    texts.append(contentsOf: more.bytes)
    packed.append(
      Packed(
        pence: amount.rawValue, day: date.dayNumber, line: Int32(clamping: line), textsEnd: UInt32(texts.count),
        isReversal: isReversal))
  }

  /// Those that come after the first so many.
  func after(_ count: Int) -> StatementLines {
    guard count > 0 else { return self }
    let start = packed[count - 1].textsEnd
    var rest = StatementLines()
    rest.texts = Array(texts[Int(start)...])
    rest.packed = packed[count...].map {
      Packed(pence: $0.pence, day: $0.day, line: $0.line, textsEnd: $0.textsEnd - start, isReversal: $0.isReversal)
    }
    return rest
  }

  /// What they come to.
  public var total: Pence { packed.reduce(.zero) { $0 + Pence($1.pence) } }

  /// The latest day on which one was booked.
  var lastDay: CivilDate? { packed.map(\.day).max().map { CivilDate(dayNumber: $0) } }

  func amount(_ index: Int) -> Pence { Pence(packed[index].pence) }
  func date(_ index: Int) -> CivilDate { CivilDate(dayNumber: packed[index].day) }
  func isReversal(_ index: Int) -> Bool { packed[index].isReversal }

  /// All texts of a line: the reference, then what the bank says of it.
  private func textRange(_ index: Int) -> Range<Int> {
    (index == 0 ? 0 : Int(packed[index - 1].textsEnd))..<Int(packed[index].textsEnd)
  }

  /// The bank's reference of a line, as bytes.
  func reference(_ index: Int) -> ArraySlice<UInt8> {
    let range = textRange(index)
    return texts[range.lowerBound..<(end(from: range.lowerBound))]
  }

  private func end(from start: Int) -> Int {
    var end = start
    while texts[end] != Self.separator { end += 1 }
    return end
  }

  /// Calls `body` with each narrative of a line, as bytes.
  func eachNarrative(_ index: Int, _ body: (ArraySlice<UInt8>) -> Void) {
    let range = textRange(index)
    var start = end(from: range.lowerBound) + 1
    while start < range.upperBound {
      let end = end(from: start)
      body(texts[start..<end])
      start = end + 1
    }
  }
}

extension StatementLines: RandomAccessCollection {
  /// The first line's place.
  public var startIndex: Int { 0 }
  /// The place after the last line.
  public var endIndex: Int { packed.count }

  /// The line at a place, as a value. Not for the hot path.
  public subscript(index: Int) -> StatementLine {
    var narrative: [String] = []
    eachNarrative(index) { narrative.append(String(decoding: $0, as: UTF8.self)) }
    return StatementLine(
      ordinal: index + 1, reference: String(decoding: reference(index), as: UTF8.self), date: date(index),
      amount: amount(index), isReversal: isReversal(index), narrative: narrative, line: Int(packed[index].line))
  }
}
