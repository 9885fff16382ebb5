// The text of a file as UTF-8, a block at a time, whatever its encoding; and what shows at once that it is no text.

/// Reads the blocks of a text file and turns them into UTF-8. A byte order mark decides the encoding and is taken off.
///
/// What cannot be turned becomes a byte that UTF-8 never has, so that the reader of lines reports it at its place.
final class TextBlocks {
  /// Stands for a byte that the file's encoding does not define.
  static let undefined: UInt8 = 0xFF

  private enum Encoding {
    case utf8, windows1252, utf16(littleEndian: Bool)
  }

  private let source: ByteSource
  private var encoding: Encoding
  private var head: [UInt8] = []
  private var isOpen = false
  private var atEnd = false
  private var utf16 = UTF16Words()
  /// What the file's encoding is called in messages.
  private(set) var encodingName: String

  init(_ source: ByteSource, encoding declared: Layout.Encoding) {
    self.source = source
    (encoding, encodingName) = declared == .utf8 ? (.utf8, "UTF-8") : (.windows1252, "Windows-1252")
  }

  /// Looks at the first bytes: takes a byte order mark off, and says why the file is no text at all, if so.
  func open() throws(IntakeError) -> FileFault? {
    if isOpen { return nil }
    isOpen = true
    while head.count < 4, !atEnd { atEnd = !(try source.append(to: &head)) }
    if let refusal = Self.refusal(of: head) { return refusal }
    if head.starts(with: [0xEF, 0xBB, 0xBF]) {
      (encoding, encodingName) = (.utf8, "UTF-8")
      head.removeFirst(3)
    } else if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      (encoding, encodingName) = (.utf16(littleEndian: head[0] == 0xFF), "UTF-16")
      head.removeFirst(2)
    }
    return nil
  }

  /// Appends the next block as UTF-8; false at the end of the file.
  func append(to bytes: inout [UInt8]) throws(IntakeError) -> Bool {
    if !head.isEmpty {
      head.withUnsafeBytes { turn($0, into: &bytes) }
      head = []
      return true
    }
    if atEnd { return false }
    let block = try source.nextBlock()
    if block.isEmpty {
      atEnd = true
      return utf16.finish(into: &bytes)
    }
    turn(block, into: &bytes)
    return true
  }

  private func turn(_ block: UnsafeRawBufferPointer, into bytes: inout [UInt8]) {
    switch encoding {
    case .utf8: bytes.append(contentsOf: block)
    case .windows1252: for byte in block { Windows1252.append(byte, to: &bytes) }
    case .utf16(let littleEndian): for byte in block { utf16.take(byte, littleEndian: littleEndian, into: &bytes) }
    }
  }

  /// What the first bytes of a file say against reading it at all.
  static func refusal(of head: [UInt8]) -> FileFault? {
    if head.isEmpty { return FileFault(code: "empty-file", message: "The file is empty.") }
    if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) || head.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
      return FileFault(
        code: "spreadsheet",
        message: "This is a spreadsheet; open it and save it as \"CSV UTF-8 (comma delimited)\", then give that file.")
    }
    return nil
  }
}

/// UTF-16 put together from bytes that may come one at a time.
struct UTF16Words {
  private var firstByte: UInt8?
  private var highSurrogate: UInt32?

  mutating func take(_ byte: UInt8, littleEndian: Bool, into bytes: inout [UInt8]) {
    guard let first = firstByte else {
      firstByte = byte
      return
    }
    firstByte = nil
    take(littleEndian ? UInt32(byte) << 8 | UInt32(first) : UInt32(first) << 8 | UInt32(byte), into: &bytes)
  }

  private mutating func take(_ word: UInt32, into bytes: inout [UInt8]) {
    if let high = highSurrogate {
      highSurrogate = nil
      if (0xDC00...0xDFFF).contains(word) {
        return append(0x10000 + (high - 0xD800) << 10 + (word - 0xDC00), to: &bytes)
      }
      bytes.append(TextBlocks.undefined)
    }
    if (0xD800...0xDBFF).contains(word) { highSurrogate = word } else { append(word, to: &bytes) }
  }

  private func append(_ value: UInt32, to bytes: inout [UInt8]) {
    guard let scalar = Unicode.Scalar(value) else { return bytes.append(TextBlocks.undefined) }
    bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [TextBlocks.undefined])
  }

  /// At the end of the file: half a character is one that is not defined.
  mutating func finish(into bytes: inout [UInt8]) -> Bool {
    guard firstByte != nil || highSurrogate != nil else { return false }
    firstByte = nil
    highSurrogate = nil
    bytes.append(TextBlocks.undefined)
    return true
  }
}

/// Windows-1252, which files that call themselves ISO-8859-1 also mean.
enum Windows1252 {
  /// 0x80 to 0x9F; 0 where nothing is defined.
  private static let high: [UInt32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
    0x0178,
  ]

  /// Appends one character as UTF-8.
  static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
    guard byte >= 0x80 else { return bytes.append(byte) }
    let value = byte < 0xA0 ? high[Int(byte) - 0x80] : UInt32(byte)
    switch value {
    case 0: bytes.append(TextBlocks.undefined)
    case ..<0x800:
      bytes.append(0xC0 | UInt8(value >> 6))
      bytes.append(0x80 | UInt8(value & 0x3F))
    default:
      bytes.append(0xE0 | UInt8(value >> 12))
      bytes.append(0x80 | UInt8(value >> 6 & 0x3F))
      bytes.append(0x80 | UInt8(value & 0x3F))
    }
  }
}
