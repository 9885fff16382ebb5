// Where a field stands in its file. Worked out only when a fault asks for it.

extension RecordBatch {
  /// The line on which a field begins and its column in Unicode scalars, both from 1. In XML the place where the record's
  /// start tag ends.
  public func position(_ record: Int, _ slot: Int) -> (line: Int, column: Int) {
    if isXML { return (line(record), Int(starts[record])) }
    return position(of: origin(record, slot), in: record)
  }

  /// The column at which a field begins, in Unicode scalars, from 1.
  public func column(_ record: Int, _ slot: Int) -> Int { position(record, slot).column }

  /// A fault at a field. The message must not hold the field's value if the field is personal.
  public func fault(_ record: Int, _ slot: Int, code: String, message: String) -> FileFault {
    let (line, column) = position(record, slot)
    return FileFault(line: line, column: column, code: code, message: message)
  }

  /// A fault of a whole record.
  public func fault(_ record: Int, code: String, message: String) -> FileFault {
    FileFault(line: line(record), column: isXML ? Int(starts[record]) : 1, code: code, message: message)
  }

  /// Where a field stood before it was rewritten.
  private func origin(_ record: Int, _ slot: Int) -> Int {
    let index = record * stride + slot
    var low = 0
    var high = moved.count
    while low < high {
      let middle = (low + high) / 2
      if moved[middle].index < index { low = middle + 1 } else { high = middle }
    }
    if low < moved.count, moved[low].index == index { return Int(moved[low].origin) }
    return range(record, slot).lowerBound
  }

  private func position(of offset: Int, in record: Int) -> (line: Int, column: Int) {
    let start = Int(starts[record])
    guard offset >= start else { return (line(record), 1) }
    return bytes.withUnsafeBytes { buffer in
      let place = TextPlace(of: offset, from: start, line: line(record), in: buffer)
      return (place.line, place.column)
    }
  }
}

/// A line and column in text, counted from a known place.
struct TextPlace {
  var line: Int
  var column = 1

  /// Counts Unicode scalars and line ends (CR LF, LF or CR) from `start`, which begins `line`, up to `offset`.
  init(of offset: Int, from start: Int, line: Int, in bytes: UnsafeRawBufferPointer) {
    self.line = line
    var index = start
    while index < offset {
      let byte = bytes[index]
      let isLineEnd = byte == 0x0A || byte == 0x0D
      if byte == 0x0D, index + 1 < offset, bytes[index + 1] == 0x0A { index += 1 }
      if isLineEnd {
        self.line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
      index += 1
    }
  }
}
