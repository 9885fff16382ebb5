// From the fields of a line to the slots of a batch: recognising the record, checking its shape, taking what is kept. What
// every record passes is `mutating` though it changes nothing, so that the compiler does not copy the reader for it.

extension TextRecords {
  /// Takes one record into the batch; false if it has a fault or no place there.
  mutating func takeFields(
    _ block: LineBlock, from start: Int, into batch: inout RecordBatch, faults: inout FaultList
  ) -> Bool {
    if isFixedWidth { findCharacters(block, from: start) }
    guard let index = recognise(block, from: start) else {
      faults.add(TextPlace(line: line).fault("unknown-record", unknownRecord))
      order.skip()
      return false
    }
    let admitted = order.admits(plans[index].kind, faults: &faults, at: TextPlace(line: line))
    guard hasShape(index, block, from: start, faults: &faults) else { return false }
    let before = faults.count
    keep(index, block, from: start, into: &batch, faults: &faults)
    guard admitted, faults.count == before else {
      batch.dropLast()
      return false
    }
    if isFixedWidth || !plans[index].blotted.isEmpty { blotOthers(plans[index], block, from: start) }
    return true
  }

  private var unknownRecord: String {
    let marks = plans.filter { !$0.mark.isEmpty }.map { String(decoding: $0.mark, as: UTF8.self) }
    return "A record is recognised by one of: \(marks.joined(separator: ", "))."
  }

  /// Which plan the record follows.
  private mutating func recognise(_ block: LineBlock, from start: Int) -> Int? {
    for index in plans.indices {
      let length = plans[index].mark.count
      if length == 0 { return index }
      let range = markRange(index, block, from: start)
      guard range.count == length else { continue }
      var same = true
      for offset in 0..<length where block.base[range.lowerBound + offset] != plans[index].mark[offset] {
        same = false
        break
      }
      if same { return index }
    }
    return nil
  }

  private mutating func markRange(_ index: Int, _ block: LineBlock, from start: Int) -> Range<Int> {
    if isFixedWidth { return trimmed(block, characters(plans[index].markCharacters, from: start)) }
    let column = plans[index].markColumn
    guard column < min(fields.count, fields.capacity) else { return 0..<0 }
    let range = fields.starts[column]..<fields.ends[column]
    return layout.trim ? trimmed(block, range) : range
  }

  /// Whether the record has as many columns or characters as it should.
  private mutating func hasShape(
    _ index: Int, _ block: LineBlock, from start: Int, faults: inout FaultList
  ) -> Bool {
    if isFixedWidth { return hasWidth(block, from: start, faults: &faults) }
    if fields.count == plans[index].columns { return true }
    let plan = plans[index]
    let expected = "A \(plan.kind.name) record has \(plan.columns) fields; this one has \(fields.count)."
    if fields.count > plan.columns, plan.columns < fields.capacity {
      let place = block.place(of: fields.starts[plan.columns], from: start, line: line)
      faults.add(place.fault("too-many-fields", expected))
    } else if fields.count > plan.columns {
      let message = "A record may have at most \(limits.fields) fields (limit fields)."
      faults.add(TextPlace(line: line).fault("too-many-fields", message))
    } else {
      faults.add(block.place(of: fields.end, from: start, line: line).fault("too-few-fields", expected))
    }
    return false
  }

  private mutating func hasWidth(_ block: LineBlock, from start: Int, faults: inout FaultList) -> Bool {
    let length = characterStarts.isEmpty ? fields.end - start : characterStarts.count
    guard let width = layout.width, length != width else { return true }
    let message = "Every line must have \(width) characters; this one has \(length)."
    faults.add(TextPlace(line: line, column: min(length, width) + 1).fault("wrong-width", message))
    return false
  }

  /// Puts the record's kept fields into the batch, and the faults of empty ones into the list.
  private mutating func keep(
    _ index: Int, _ block: LineBlock, from start: Int, into batch: inout RecordBatch, faults: inout FaultList
  ) {
    let kept = plans[index].fields
    batch.append(plans[index].kind, line: line, start: start)
    if takesAsIs, plans[index].isPlain, fields.found & FieldScan.Mark.rewritten == 0 {
      var allGiven = true
      for slot in 0..<kept.count {
        let low = fields.starts[kept[slot].column]
        let high = fields.ends[kept[slot].column]
        if low == high, kept[slot].isRequired { allGiven = false }
        batch.spans.append(UInt64(truncatingIfNeeded: low) << 32 | UInt64(truncatingIfNeeded: high))
      }
      for _ in kept.count..<stride { batch.spans.append(0) }
      if allGiven { return }
      batch.spans.removeLast(stride)
    }
    for slot in 0..<kept.count {
      var range: Range<Int>
      let isPlain: Bool
      if isFixedWidth {
        range = trimmed(block, characters(kept[slot].characters, from: start))
        isPlain = characterStarts.isEmpty && kept[slot].width <= range.count
      } else {
        let column = kept[slot].column
        let mark = fields.marks[column]
        range = fields.starts[column]..<fields.ends[column]
        if layout.trim, mark & FieldScan.Mark.quoted == 0 { range = trimmed(block, range) }
        isPlain = mark & FieldScan.Mark.rewritten == 0 && kept[slot].width <= range.count && !layout.formulaGuard
      }
      if !isPlain { range = rewrite(kept[slot], slot, range, block, in: &batch) }
      if range.isEmpty, kept[slot].isRequired { faults.add(missing(slot, of: plans[index], block, from: start)) }
      batch.spans.append(UInt64(range.lowerBound) << 32 | UInt64(range.upperBound))
    }
    for _ in kept.count..<stride { batch.spans.append(0) }
  }

  private func missing(_ slot: Int, of plan: RecordPlan, _ block: LineBlock, from start: Int) -> FileFault {
    let field = plan.fields[slot]
    let message = "The field \(plan.names[slot]) must not be empty."
    if layout.format == .fixedWidth {
      return TextPlace(line: line, column: field.characters.lowerBound + 1).fault("missing-field", message)
    }
    return block.place(of: fields.starts[field.column], from: start, line: line).fault("missing-field", message)
  }

  /// Blots out what no slot keeps, so that it is in no batch.
  private mutating func blotOthers(_ plan: RecordPlan, _ block: LineBlock, from start: Int) {
    if layout.format == .csv {
      for column in plan.blotted { block.blot(fields.starts[column]..<fields.ends[column]) }
      return
    }
    var at = start
    let kept = (plan.fields.map(\.characters) + [plan.markCharacters]).sorted { $0.lowerBound < $1.lowerBound }
    for place in kept {
      let range = characters(place, from: start)
      if range.lowerBound > at { block.blot(at..<range.lowerBound) }
      at = max(at, range.upperBound)
    }
    if at < fields.end { block.blot(at..<fields.end) }
  }
}

// MARK: - Fixed width

extension TextRecords {
  /// Notes where each character begins, for a line that is not ASCII.
  private mutating func findCharacters(_ block: LineBlock, from start: Int) {
    characterStarts.removeAll(keepingCapacity: true)
    guard fields.found & FieldScan.Mark.high != 0 else { return }
    for at in start..<fields.end where block.base[at] & 0xC0 != 0x80 { characterStarts.append(at) }
  }

  /// The bytes of some characters of the line, as far as it reaches.
  private mutating func characters(_ range: Range<Int>, from start: Int) -> Range<Int> {
    func offset(_ character: Int) -> Int {
      if characterStarts.isEmpty { return min(start + character, fields.end) }
      return character < characterStarts.count ? characterStarts[character] : fields.end
    }
    return offset(range.lowerBound)..<offset(range.upperBound)
  }

  /// A range without the spaces around.
  func trimmed(_ block: LineBlock, _ range: Range<Int>) -> Range<Int> {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high, block.base[low] == 0x20 { low += 1 }
    while low < high, block.base[high - 1] == 0x20 { high -= 1 }
    return low..<high
  }
}

// MARK: - Rewritten fields

extension TextRecords {
  /// A field that cannot be used as it stands: quotes undoubled, text composed, a guard taken off, zeros put back. Gives the
  /// range where it now stands.
  private mutating func rewrite(
    _ field: RecordPlan.Field, _ slot: Int, _ range: Range<Int>, _ block: LineBlock, in batch: inout RecordBatch
  ) -> Range<Int> {
    let original = UnsafeBufferPointer(rebasing: UnsafeBufferPointer(start: block.base, count: block.end)[range])
    var bytes = undoubled(original, slot: slot, field: field)
    if layout.formulaGuard { FormulaGuard.unprotect(&bytes) }
    if let composed = bytes.withUnsafeBufferPointer(Composition.composed) { bytes = composed }
    if !bytes.isEmpty, bytes.count < field.width, bytes.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
      bytes.insert(contentsOf: repeatElement(0x30, count: field.width - bytes.count), at: 0)
    }
    if bytes.elementsEqual(original) { return range }
    let index = (batch.count - 1) * stride + slot
    batch.moved.append((index: index, origin: UInt32(range.lowerBound)))
    let low = sideStart + side.count
    side.append(contentsOf: bytes)
    return low..<(sideStart + side.count)
  }

  private func undoubled(_ bytes: UnsafeBufferPointer<UInt8>, slot: Int, field: RecordPlan.Field) -> [UInt8] {
    guard layout.format == .csv, fields.marks[field.column] & FieldScan.Mark.doubled != 0 else { return Array(bytes) }
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var at = 0
    while at < bytes.count {
      result.append(bytes[at])
      at += bytes[at] == 0x22 ? 2 : 1
    }
    return result
  }
}

extension RecordBatch {
  /// Begins a record; its spans follow.
  mutating func append(_ kind: RecordKind, line: Int, start: Int) {
    kinds.append(kind)
    lines.append(UInt32(truncatingIfNeeded: line))
    starts.append(UInt32(truncatingIfNeeded: start))
  }

  /// Takes the last record back.
  mutating func dropLast() {
    kinds.removeLast()
    lines.removeLast()
    starts.removeLast()
    spans.removeLast(stride)
    while let last = moved.last, last.index >= count * stride { moved.removeLast() }
  }
}
