// Rows on their way into a book in their canonical bytes, end to end: what is digested is what is bound, and nothing is copied
// in between.

/// Rows of one book, each value added in the order of the book's columns.
public struct Rows: Sendable {
  private(set) var bytes: [UInt8] = []
  /// How many values there are.
  public private(set) var valueCount = 0

  /// No rows yet.
  public init() {}

  /// How many bytes they take.
  public var byteCount: Int { bytes.count }

  /// Adds a number.
  public mutating func add(_ number: Int64) {
    begin(1)
    withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
  }

  /// Adds a text.
  public mutating func add(_ text: String) {
    begin(2)
    var text = text
    text.withUTF8 { utf8 in
      withUnsafeBytes(of: UInt32(utf8.count).bigEndian) { bytes.append(contentsOf: $0) }
      bytes.append(contentsOf: utf8)
    }
  }

  /// Adds a text that is UTF-8 already.
  public mutating func add(text: ArraySlice<UInt8>) {
    begin(2)
    withUnsafeBytes(of: UInt32(text.count).bigEndian) { bytes.append(contentsOf: $0) }
    bytes.append(contentsOf: text)
  }

  /// Adds nothing.
  public mutating func addNothing() { begin(0) }

  /// Adds a text, or nothing.
  public mutating func add(_ text: String?) {
    if let text { add(text) } else { begin(0) }
  }

  /// Takes all rows out, to be filled again.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    valueCount = 0
  }

  private mutating func begin(_ type: UInt8) {
    bytes.append(type)
    valueCount += 1
  }
}

extension Statement {
  /// Binds so many canonical values from a place in the bytes on, runs once, and gives the place after them. The bytes must
  /// stay where they are until the bindings are replaced or cleared.
  func insert(canonical bytes: UnsafeRawBufferPointer, from start: Int, values: Int) throws -> Int {
    var place = start
    for index in 1...Int32(values) {
      let type = bytes[place]
      place += 1
      switch type {
      case 1:
        bind(Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: Int64.self)), at: index)
        place += 8
      case 2:
        let count = Int(UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
        bind(text: UnsafeRawBufferPointer(rebasing: bytes[(place + 4)..<(place + 4 + count)]), at: index)
        place += 4 + count
      default: bindNull(at: index)
      }
    }
    _ = try step()
    rewind()
    return place
  }
}
