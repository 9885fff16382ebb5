// Records of files made of lines: CSV and fixed width. Block by block: what is whole is taken, what is cut off is carried over.

/// Reads the records of a CSV or fixed-width file.
struct TextRecords {
  /// A stretch of lines that are blank; a fault only if something follows.
  private struct Blanks {
    var firstLine = 0
    var count = 0
  }

  let layout: Layout
  let isFixedWidth: Bool
  /// Whether the fields of a line are taken as they stand, unless something is in them.
  let takesAsIs: Bool
  let limits: Limits
  let text: TextBlocks
  var fields: FieldScan
  var order: RecordOrder
  var plans: [RecordPlan]
  /// How many spans every record has in a batch: as many as the kind with most fields.
  let stride: Int
  /// The line that comes next, from 1.
  var line = 1
  /// Whether a fault has made it unsure where lines begin; then only faults are looked for.
  var isUnsure = false
  /// Rewritten fields, which go behind the block.
  var side: [UInt8] = []
  /// Where rewritten fields will stand.
  var sideStart = 0
  /// For lines with more than ASCII: where each character begins.
  var characterStarts: [Int] = []

  private var linesToSkip: Int
  private var needsHeadings: Bool
  private var isSkippingLine = false
  private var mayBeginWithLineFeed = false
  private var blanks = Blanks()
  private var lastRecordLine = 0
  private var carry: [UInt8] = []
  private var isFinished = false

  init(_ source: ByteSource, layout: Layout, limits: Limits) {
    self.layout = layout
    isFixedWidth = layout.format == .fixedWidth
    takesAsIs = layout.format == .csv && !layout.trim && !layout.formulaGuard
    self.limits = limits
    text = TextBlocks(source, encoding: layout.encoding)
    fields = FieldScan(delimiter: layout.format == .csv ? layout.delimiter : nil, limits: limits)
    order = RecordOrder(layout, limits: limits)
    plans = Self.plans(layout)
    stride = plans.map(\.fields.count).max() ?? 0
    linesToSkip = layout.skipLines
    needsHeadings = layout.headings
    if layout.format == .csv, !layout.headings { _ = placeColumns(headings: [:], columns: nil) }
  }

  /// The kinds in the order they are recognised: marked ones first, details before others, the unmarked kind last.
  private static func plans(_ layout: Layout) -> [RecordPlan] {
    let plans = [RecordKind.detail, .header, .trailer].compactMap { kind in
      layout.record(kind).map { RecordPlan($0, kind: kind) }
    }
    return plans.filter { !$0.mark.isEmpty } + plans.filter(\.mark.isEmpty)
  }

  func free() {
    fields.free()
    for plan in plans { plan.free() }
  }

  mutating func next(into batch: inout RecordBatch, faults: inout FaultList) throws(IntakeError) -> Bool {
    batch.begin(stride: stride, isXML: false)
    if isFinished { return false }
    if let refusal = try text.open() {
      faults.add(refusal)
      isFinished = true
      return false
    }
    var bytes = batch.bytes
    batch.bytes = []
    swap(&bytes, &carry)
    side.removeAll(keepingCapacity: true)
    var atEnd = false
    var taken = 0
    while taken == 0, !atEnd {
      atEnd = !(try text.append(to: &bytes))
      taken = take(&bytes, atEnd: atEnd, into: &batch, faults: &faults)
    }
    carryOver(&bytes, from: taken)
    batch.bytes = bytes
    if atEnd || order.isOverLimit { finish(faults: &faults) }
    return !isFinished || batch.count > 0
  }

  /// Keeps what is not taken yet for the next batch, and out of this one.
  private mutating func carryOver(_ bytes: inout [UInt8], from taken: Int) {
    carry.removeAll(keepingCapacity: true)
    carry.append(contentsOf: bytes[taken...])
    for index in taken..<bytes.count { bytes[index] = 0 }
    bytes.append(contentsOf: side)
  }

  private mutating func finish(faults: inout FaultList) {
    isFinished = true
    carry = []
    if needsHeadings {
      faults.add(FileFault(code: "missing-heading", message: "The file ends before its line of headings."))
    } else if !isUnsure {
      order.finish(faults: &faults, at: TextPlace(line: lastRecordLine))
    }
  }

  /// Takes all whole records; gives back where the first that is cut off begins.
  private mutating func take(
    _ bytes: inout [UInt8], atEnd: Bool, into batch: inout RecordBatch, faults: inout FaultList
  ) -> Int {
    sideStart = bytes.count
    return bytes.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return 0 }
      let block = LineBlock(base: base, end: buffer.count, atEnd: atEnd)
      var at = 0
      if mayBeginWithLineFeed, block.end > 0 {
        if base[0] == 0x0A { at = 1 }
        mayBeginWithLineFeed = false
      }
      while at < block.end, !order.isOverLimit {
        if linesToSkip > 0, !isSkippingLine {
          linesToSkip -= 1
          isSkippingLine = true
        }
        if isSkippingLine {
          at = skipLine(block, from: at)
          continue
        }
        let outcome = fields.scan(base, from: at, dataEnd: block.end, atEnd: atEnd)
        switch outcome {
        case .complete:
          takeRecord(block, from: at, into: &batch, faults: &faults)
          line += 1 + fields.innerLines
          at = fields.next
          mayBeginWithLineFeed = block.endsWithReturn(at)
        case .more:
          return at
        case .tooLong, .unclosed, .textAfterQuote:
          at = takeBroken(block, from: at, outcome, faults: &faults)
        }
      }
      return order.isOverLimit ? block.end : at
    }
  }

  /// Goes past a record that has no end to trust. If it runs over several lines its quote is taken to be the mistake, and
  /// reading goes on after its first line.
  private mutating func takeBroken(
    _ block: LineBlock, from start: Int, _ outcome: FieldScan.Outcome, faults: inout FaultList
  ) -> Int {
    reportBlanks(faults: &faults)
    lastRecordLine = line
    var stop = block.end
    if case .textAfterQuote(let place) = outcome { stop = place }
    if case .tooLong = outcome { stop = min(stop, start + limits.lineBytes + 1) }
    let isManyLines = block.lineEnd(from: start, to: stop) != nil
    if isManyLines { isUnsure = true }
    faults.add(broken(isManyLines ? .unclosed : outcome, block, from: start))
    isSkippingLine = true
    return skipLine(block, from: start)
  }

  private func broken(_ outcome: FieldScan.Outcome, _ block: LineBlock, from start: Int) -> FileFault {
    switch outcome {
    case .tooLong:
      TextPlace(line: line).fault(
        "line-too-long", "A line may have at most \(limits.lineBytes) bytes (limit lineBytes).")
    case .textAfterQuote(let place):
      block.place(of: place, from: start, line: line).fault(
        "text-after-quote", "After a closing quote only the next delimiter or the end of the line may follow.")
    default:
      block.place(of: fields.quoteAt, from: start, line: line).fault(
        "unclosed-quote", "The quote that opens here is not closed where a field ends.")
    }
  }

  /// Goes past the rest of a line, unread; it may go on in the next block.
  private mutating func skipLine(_ block: LineBlock, from start: Int) -> Int {
    let end = block.lineEnd(from: start, to: block.end)
    block.blot(start..<(end ?? block.end))
    guard let end else { return block.end }
    isSkippingLine = false
    line += 1
    let next = block.next(after: end)
    mayBeginWithLineFeed = block.endsWithReturn(next)
    return next
  }

  private mutating func takeRecord(
    _ block: LineBlock, from start: Int, into batch: inout RecordBatch, faults: inout FaultList
  ) {
    if fields.end == start {
      if blanks.count == 0 { blanks.firstLine = line }
      blanks.count += 1
      return
    }
    if blanks.count > 0 { reportBlanks(faults: &faults) }
    lastRecordLine = line
    let isClean = fields.found & (FieldScan.Mark.control | FieldScan.Mark.high | FieldScan.Mark.quote) == 0
    if isClean || isText(block, from: start, faults: &faults) {
      if needsHeadings {
        needsHeadings = false
        takeHeadings(block, from: start, faults: &faults)
      } else if !isUnsure, takeFields(block, from: start, into: &batch, faults: &faults) {
        return
      }
    }
    block.blot(start..<fields.end)
  }

  /// A blank line is a fault once something follows it.
  private mutating func reportBlanks(faults: inout FaultList) {
    for line in blanks.firstLine..<(blanks.firstLine + blanks.count) {
      faults.add(TextPlace(line: line).fault("blank-line", "A blank line may stand only at the end of a file."))
    }
    blanks.count = 0
  }

  /// Whether the record is well-formed text; if not, each flaw is reported at its place.
  private func isText(_ block: LineBlock, from start: Int, faults: inout FaultList) -> Bool {
    let before = faults.count
    TextCheck.flaws(in: block.base, from: start, to: fields.end) { offset, flaw in
      let place = faults.isFull ? TextPlace(line: line) : block.place(of: offset, from: start, line: line)
      faults.add(fault(flaw, at: place))
    }
    if let quote = fields.strayQuote {
      faults.add(
        block.place(of: quote, from: start, line: line).fault(
          "stray-quote", "A quote may stand only in a field that begins with one, and must be doubled there."))
    }
    return faults.count == before
  }

  private func fault(_ flaw: TextCheck.Flaw, at place: TextPlace) -> FileFault {
    switch flaw {
    case .nul: place.fault("nul-byte", "A file of text has no NUL characters; is it UTF-16 without a byte order mark?")
    case .control: place.fault("control-character", "A file of text has no control characters.")
    case .encoding:
      place.fault("invalid-encoding", "This is not \(text.encodingName), which the file is read as.")
    }
  }
}
