// What a column can hold, and the canonical bytes that audit links digest.

import Crypto

/// The value of one column.
public enum Value: Hashable, Sendable {
  /// Nothing.
  case null
  /// A whole number: pence, days, months, numbers of things.
  case integer(Int64)
  /// Text in UTF-8, NFC.
  case text(String)
  /// Bytes: digests and sealed things.
  case blob([UInt8])

  /// A number, or nothing.
  public static func integer(_ value: Int64?) -> Value { value.map { .integer($0) } ?? .null }
  /// A text, or nothing.
  public static func text(_ value: String?) -> Value { value.map { .text($0) } ?? .null }
}

extension Value: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// Nothing.
  public init(nilLiteral: ()) { self = .null }
}

/// The digest of rows in their canonical bytes: for each column a type byte, then eight bytes of a number (big-endian) or
/// four bytes of length and the bytes. Changing this changes every audit link: it is form 1.
struct RowDigest {
  private var hash = SHA256()
  private var buffer: [UInt8] = []

  init() { buffer.reserveCapacity(Self.block + 256) }

  private static let block = 64 * 1024

  mutating func row(_ values: [Value]) {
    for value in values {
      switch value {
      case .null: buffer.append(0)
      case .integer(let number): append(number)
      case .text(let text): append(tag: 2, Array(text.utf8))
      case .blob(let bytes): append(tag: 3, bytes)
      }
    }
    flushIfFull()
  }

  /// Rows of numbers only, end to end, as the hot path writes them.
  mutating func rows(numbers: [Int64]) {
    flush()
    var start = 0
    while start < numbers.count {
      let end = min(start + Self.block / 9, numbers.count)
      let bytes = [UInt8](unsafeUninitializedCapacity: (end - start) * 9) { buffer, count in
        for index in start..<end {
          buffer[count] = 1
          UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[(count + 1)..<(count + 9)])
            .storeBytes(of: numbers[index].bigEndian, as: Int64.self)
          count += 9
        }
      }
      hash.update(data: bytes)
      start = end
    }
  }

  /// Rows that lie in their canonical bytes already.
  mutating func rows(canonical bytes: [UInt8]) {
    flush()
    hash.update(data: bytes)
  }

  mutating func append(_ number: Int64) {
    buffer.append(1)
    withUnsafeBytes(of: number.bigEndian) { buffer.append(contentsOf: $0) }
  }

  mutating func append(tag: UInt8, _ bytes: some Collection<UInt8>) {
    buffer.append(tag)
    withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { buffer.append(contentsOf: $0) }
    buffer.append(contentsOf: bytes)
  }

  mutating func appendNull() { buffer.append(0) }

  mutating func flushIfFull() {
    if buffer.count >= Self.block { flush() }
  }

  private mutating func flush() {
    hash.update(data: buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// The SHA-256 of all rows so far.
  func finalized() -> [UInt8] {
    var copy = self
    copy.flush()
    return Array(copy.hash.finalize())
  }
}

/// SHA-256 of some bytes.
public func sha256(_ bytes: some Sequence<UInt8>) -> [UInt8] { Array(SHA256.hash(data: Array(bytes))) }

/// SHA-256 of bytes that come in blocks.
public struct FileDigest {
  private var hash = SHA256()

  /// The digest of nothing yet.
  public init() {}

  /// Takes the next bytes.
  public mutating func update(_ bytes: [UInt8]) { hash.update(data: bytes) }

  /// The digest of all bytes so far.
  public func finalized() -> [UInt8] { Array(hash.finalize()) }
}
