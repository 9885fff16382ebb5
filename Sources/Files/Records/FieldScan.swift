// Finds where the fields of one record begin and end. The innermost loop of the hot path: every byte passes here once.

/// Where the fields of one record stand, by RFC 4180. Without delimiter and quotes the whole line is one field.
///
/// The memory lives until ``free()`` is called.
struct FieldScan {
  /// What a byte or a field is.
  enum Mark {
    static let delimiter: UInt8 = 1
    static let lineEnd: UInt8 = 2
    static let fieldEnd = delimiter | lineEnd
    static let quote: UInt8 = 4
    static let control: UInt8 = 8
    static let high: UInt8 = 16
    /// A field that stood in quotes.
    static let quoted: UInt8 = 32
    /// A field with doubled quotes inside.
    static let doubled: UInt8 = 64
    /// What a field has that keeps it from being used as it stands.
    static let rewritten = high | doubled
  }

  /// How the scan of one record ended.
  enum Outcome {
    /// The record is complete.
    case complete
    /// More bytes are needed.
    case more
    /// The record is longer than the limit.
    case tooLong
    /// The file ends within quotes.
    case unclosed
    /// A closing quote is followed by something that may not stand there.
    case textAfterQuote(at: Int)
  }

  /// The offset of each field's first byte, without its quote.
  let starts: UnsafeMutablePointer<Int>
  /// The offset behind each field's last byte.
  let ends: UnsafeMutablePointer<Int>
  /// What each field has inside.
  let marks: UnsafeMutablePointer<UInt8>
  /// How many fields the record has; only the first `capacity` of them are kept.
  private(set) var count = 0
  /// What any of the fields has inside.
  private(set) var found: UInt8 = 0
  /// Where the record ends, without its line end.
  private(set) var end = 0
  /// Where the next record begins.
  private(set) var next = 0
  /// How many line ends stand within quotes.
  private(set) var innerLines = 0
  /// Where the last quoted field opened.
  private(set) var quoteAt = 0
  /// Where a quote stands in an unquoted field, the first of them.
  private(set) var strayQuote: Int?
  let capacity: Int
  private let classes: UnsafeMutablePointer<UInt8>
  private let lineBytes: Int

  init(delimiter: UInt8?, limits: Limits) {
    capacity = limits.fields
    lineBytes = limits.lineBytes
    starts = .allocate(capacity: capacity + 1)
    ends = .allocate(capacity: capacity + 1)
    marks = .allocate(capacity: capacity + 1)
    classes = .allocate(capacity: 256)
    for byte in 0..<256 { classes[byte] = byte >= 0x80 ? Mark.high : byte < 0x20 || byte == 0x7F ? Mark.control : 0 }
    classes[0x09] = 0
    classes[0x0A] = Mark.lineEnd
    classes[0x0D] = Mark.lineEnd
    if let delimiter {
      classes[0x22] = Mark.quote
      classes[Int(delimiter)] = Mark.delimiter
    }
  }

  func free() {
    starts.deallocate()
    ends.deallocate()
    marks.deallocate()
    classes.deallocate()
  }

  /// Scans the record that begins at `start`. `atEnd` says that no bytes follow `dataEnd` in the file.
  mutating func scan(_ bytes: UnsafePointer<UInt8>, from start: Int, dataEnd: Int, atEnd: Bool) -> Outcome {
    let stop = min(dataEnd, start + lineBytes + 1)
    let classes = classes
    count = 0
    innerLines = 0
    strayQuote = nil
    var found: UInt8 = 0
    var fields = 0
    var at = start
    while true {
      var fieldStart = at
      var mark: UInt8 = 0
      if at < stop, classes[Int(bytes[at])] == Mark.quote {
        switch closingQuote(bytes, from: at, stop: stop, isLast: atEnd && stop == dataEnd, mark: &mark) {
        case .some(let close):
          fieldStart += 1
          at = close + 1
          if at < stop, classes[Int(bytes[at])] & Mark.fieldEnd == 0 { return .textAfterQuote(at: at) }
        case .none:
          return stop < dataEnd || stop == start + lineBytes + 1 ? .tooLong : atEnd ? .unclosed : .more
        }
      }
      var seen: UInt8 = 0
      while at < stop {
        seen = classes[Int(bytes[at])]
        if seen != 0 {
          if seen & Mark.fieldEnd != 0 { break }
          mark |= seen
          if seen == Mark.quote, strayQuote == nil { strayQuote = at }
        }
        at += 1
      }
      if at == stop {
        if at == start + lineBytes + 1 { return .tooLong }
        if !atEnd { return .more }
        seen = Mark.lineEnd
      }
      if fields < capacity {
        starts[fields] = fieldStart
        ends[fields] = mark & Mark.quoted != 0 ? at - 1 : at
        marks[fields] = mark
      }
      fields += 1
      found |= mark
      if seen == Mark.delimiter {
        at += 1
        continue
      }
      count = fields
      self.found = found
      end = at
      next = at < dataEnd ? at + 1 : at
      if next < dataEnd, bytes[at] == 0x0D, bytes[next] == 0x0A { next += 1 }
      return .complete
    }
  }

  /// The quote that closes the field opened at `open`, or nil where it does not come before `stop`.
  private mutating func closingQuote(
    _ bytes: UnsafePointer<UInt8>, from open: Int, stop: Int, isLast: Bool, mark: inout UInt8
  ) -> Int? {
    quoteAt = open
    mark = Mark.quoted
    var at = open + 1
    while at < stop {
      let byte = bytes[at]
      if byte == 0x22 {
        guard at + 1 < stop else { return isLast ? at : nil }
        if bytes[at + 1] != 0x22 { return at }
        mark |= Mark.doubled
        at += 1
      } else if byte == 0x0A {
        if bytes[at - 1] != 0x0D { innerLines += 1 }
      } else if byte == 0x0D {
        innerLines += 1
      } else {
        mark |= classes[Int(byte)] & (Mark.high | Mark.control)
      }
      at += 1
    }
    return nil
  }
}
