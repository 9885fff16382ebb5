// A block of text while its lines are taken.

/// A block of a file's text.
struct LineBlock {
  let base: UnsafeMutablePointer<UInt8>
  let end: Int
  /// Whether the file ends with this block.
  let atEnd: Bool

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: end) }

  /// Where the first line end from `start` stands, if before `stop`.
  func lineEnd(from start: Int, to stop: Int) -> Int? {
    var at = start
    while at < stop {
      if base[at] == 0x0A || base[at] == 0x0D { return at }
      at += 1
    }
    return nil
  }

  /// Where the line after a line end begins.
  func next(after lineEnd: Int) -> Int {
    lineEnd + 1 < end && base[lineEnd] == 0x0D && base[lineEnd + 1] == 0x0A ? lineEnd + 2 : lineEnd + 1
  }

  /// Whether the block ends with a carriage return just before `next`, so that its line feed may begin the next block.
  func endsWithReturn(_ next: Int) -> Bool { next == end && !atEnd && base[next - 1] == 0x0D }

  /// The line and column of an offset.
  func place(of offset: Int, from start: Int, line: Int) -> TextPlace {
    TextPlace(of: offset, from: start, line: line, in: bytes)
  }

  /// Makes what nobody asked for unreadable, but leaves as many characters and lines as there were.
  func blot(_ range: Range<Int>) {
    for at in range where base[at] != 0x0A && base[at] != 0x0D {
      base[at] = base[at] & 0xC0 == 0x80 ? 0x80 : UInt8(ascii: "*")
    }
  }
}
