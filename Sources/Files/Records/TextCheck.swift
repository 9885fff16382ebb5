// Whether the bytes of a line are text: strict UTF-8 without control characters.

/// Finds what is no text in some bytes.
enum TextCheck {
  /// What can be wrong with a byte or character.
  enum Flaw {
    case nul, control, encoding
  }

  /// Calls `report` with the offset of every flaw from `start` to `end`. Tabs and line ends are no flaws.
  static func flaws(
    in bytes: UnsafePointer<UInt8>, from start: Int, to end: Int, report: (Int, Flaw) -> Void
  ) {
    var at = start
    while at < end {
      let byte = bytes[at]
      if byte < 0x80 {
        if byte == 0 {
          report(at, .nul)
        } else if byte == 0x7F || byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D {
          report(at, .control)
        }
        at += 1
      } else {
        let length = scalarLength(bytes, at, end)
        if length == 0 {
          report(at, .encoding)
        } else if byte == 0xC2, bytes[at + 1] < 0xA0 {
          report(at, .control)
        }
        at += max(length, 1)
      }
    }
  }

  /// Whether there is no flaw from `start` to `end`.
  static func isText(_ bytes: UnsafePointer<UInt8>, from start: Int, to end: Int) -> Bool {
    var clean = true
    flaws(in: bytes, from: start, to: end) { _, _ in clean = false }
    return clean
  }

  /// How many bytes the well-formed scalar at `at` has; 0 where none stands. `at` holds a byte from 0x80.
  private static func scalarLength(_ bytes: UnsafePointer<UInt8>, _ at: Int, _ end: Int) -> Int {
    func follows(_ offset: Int, _ low: UInt8 = 0x80, _ high: UInt8 = 0xBF) -> Bool {
      at + offset < end && bytes[at + offset] >= low && bytes[at + offset] <= high
    }
    switch bytes[at] {
    case 0xC2...0xDF: return follows(1) ? 2 : 0
    case 0xE0: return follows(1, 0xA0) && follows(2) ? 3 : 0
    case 0xED: return follows(1, 0x80, 0x9F) && follows(2) ? 3 : 0
    case 0xE1...0xEF: return follows(1) && follows(2) ? 3 : 0
    case 0xF0: return follows(1, 0x90) && follows(2) && follows(3) ? 4 : 0
    case 0xF1...0xF3: return follows(1) && follows(2) && follows(3) ? 4 : 0
    case 0xF4: return follows(1, 0x80, 0x8F) && follows(2) && follows(3) ? 4 : 0
    default: return 0
    }
  }
}
