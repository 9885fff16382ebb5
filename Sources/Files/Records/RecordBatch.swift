// Some records of a file at once: a block of its bytes and where in it the fields stand. No String, no allocation a record.

import Dates
import Money

/// Some records of a file, in the order they stand there.
///
/// A batch owns a block of bytes, as UTF-8; a field is a range of it. Reuse one batch for the whole file.
public struct RecordBatch: Sendable {
  /// The bytes that the ranges point into. Only what ``range(_:_:)`` names has a meaning.
  public internal(set) var bytes: [UInt8] = []
  @usableFromInline var kinds: [RecordKind] = []
  @usableFromInline var lines: [UInt32] = []
  @usableFromInline var spans: [UInt64] = []
  @usableFromInline var stride = 0
  /// For text formats where each record begins in `bytes`, for XML its column.
  var starts: [UInt32] = []
  var isXML = false
  /// Fields that were rewritten behind the block, with the place where they stood; in order of `index`.
  var moved: [(index: Int, origin: UInt32)] = []

  /// An empty batch.
  public init() {}

  /// How many records it holds.
  @inlinable
  public var count: Int { kinds.count }

  /// What a record is.
  @inlinable
  public func kind(_ record: Int) -> RecordKind { kinds[record] }

  /// The line of the file on which a record begins, from 1.
  @inlinable
  public func line(_ record: Int) -> Int { Int(lines[record]) }

  /// Where in ``bytes`` a field stands; empty where it is empty or absent.
  @inlinable
  public func range(_ record: Int, _ slot: Int) -> Range<Int> {
    let span = spans[record * stride + slot]
    return Int(truncatingIfNeeded: span >> 32)..<Int(truncatingIfNeeded: span & 0xFFFF_FFFF)
  }

  /// A field as text. Not for the hot path.
  public func string(_ record: Int, _ slot: Int) -> String {
    String(decoding: bytes[range(record, slot)], as: UTF8.self)
  }

  /// Lends the bytes of a field.
  @inlinable
  public func withField<Result, Failure: Error>(
    _ record: Int, _ slot: Int, _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(bytes.span.extracting(range(record, slot)))
  }

  /// A field as an amount.
  @inlinable
  public func amount(_ record: Int, _ slot: Int, style: AmountStyle) throws(AmountFault) -> Pence {
    try Amount.read(bytes.span.extracting(range(record, slot)), style: style)
  }

  /// A field as a day, or nil.
  @inlinable
  public func date(_ record: Int, _ slot: Int, style: DateStyle) -> CivilDate? {
    style.read(bytes.span.extracting(range(record, slot)))
  }

  /// A field of digits only as a number that is not negative, or nil.
  @inlinable
  public func integer(_ record: Int, _ slot: Int) -> Int? {
    let range = range(record, slot)
    guard !range.isEmpty, range.count <= 18 else { return nil }
    var value = 0
    for index in range {
      let digit = bytes[index] &- 0x30
      guard digit <= 9 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }

  /// Whether a field holds exactly these bytes.
  @inlinable
  public func equals(_ record: Int, _ slot: Int, _ other: [UInt8]) -> Bool {
    let range = range(record, slot)
    guard range.count == other.count else { return false }
    for index in 0..<other.count where bytes[range.lowerBound + index] != other[index] { return false }
    return true
  }

  /// Whether a field holds the same bytes as a field of another batch.
  public func equals(_ record: Int, _ slot: Int, _ other: RecordBatch, _ otherRecord: Int, _ otherSlot: Int) -> Bool {
    bytes[range(record, slot)].elementsEqual(other.bytes[other.range(otherRecord, otherSlot)])
  }

  /// Forgets the records but keeps the memory.
  mutating func begin(stride: Int, isXML: Bool) {
    bytes.removeAll(keepingCapacity: true)
    kinds.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
    spans.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    moved.removeAll(keepingCapacity: true)
    self.stride = stride
    self.isXML = isXML
  }
}
