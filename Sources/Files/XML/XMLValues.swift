// The values of an XML record's fields: taken from attributes and text into the batch.

internal import CLibXML2
import Glibc

extension XMLDocument {
  mutating func takeAttributes(_ attributes: XMLAttributes, _ plan: Int) {
    for index in 0..<attributes.count {
      guard let name = attributes.name(index), attributes.uri(index) == nil,
        let attribute = names.attribute(name, of: plan, in: plans, guess: index)
      else {
        if !isSchemaLocation(attributes, index) { unknownAttribute(plan) }
        continue
      }
      let slot = plans[plan].attributeSlots[attribute]
      if slot >= 0 { takeValue(attributes.value(index), plan, slot) }
      if isStopped { return }
    }
  }

  /// An ampersand comes from the parser as `&#38;`, since it is told to replace no entities; no other reference gets here.
  private mutating func takeValue(_ value: UnsafeBufferPointer<UInt8>, _ plan: Int, _ slot: Int) {
    guard let start = value.baseAddress, memchr(start, Int32(UInt8(ascii: "&")), value.count) != nil else {
      return keep(value, plan, slot)
    }
    let plain = Array(value).replacing(Array("&#38;".utf8), with: [UInt8(ascii: "&")])
    plain.withUnsafeBufferPointer { keep($0, plan, slot) }
  }

  /// Copies a value into the batch, without the white space around it.
  mutating func keep(_ value: UnsafeBufferPointer<UInt8>, _ plan: Int, _ slot: Int) {
    guard value.count <= limits.lineBytes else { return valueTooLong() }
    var (low, high) = (0, value.count)
    while low < high, isXMLSpace(value[low]) { low += 1 }
    while low < high, isXMLSpace(value[high - 1]) { high -= 1 }
    var bits: UInt8 = 0
    for index in low..<high { bits |= value[index] }
    let start = batch.bytes.count
    let text = UnsafeBufferPointer(rebasing: value[low..<high])
    if bits < 0x80, plans[plan].bySlot[slot].width <= text.count {
      batch.bytes.append(contentsOf: text)
    } else {
      rewrite(text, width: plans[plan].bySlot[slot].width)
    }
    record.spans[slot] = UInt64(start) << 32 | UInt64(batch.bytes.count)
  }

  /// Copies a value composed, with its zeros put back. C1 controls, which XML allows, are no text here either.
  private mutating func rewrite(_ text: UnsafeBufferPointer<UInt8>, width: Int) {
    if let base = text.baseAddress, !TextCheck.isText(base, from: 0, to: text.count) {
      record.isSound = false
      fault("control-character", "A file of text has no control characters.")
    }
    let value = Composition.composed(text) ?? Array(text)
    if !value.isEmpty, value.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
      batch.bytes.append(contentsOf: repeatElement(0x30, count: max(0, width - value.count)))
    }
    batch.bytes.append(contentsOf: value)
  }

  mutating func endRecord(_ plan: Int) {
    let count = plans[plan].bySlot.count
    for slot in 0..<count where plans[plan].bySlot[slot].isRequired {
      let span = record.spans[slot]
      if span == OpenRecord.absent || span >> 32 == span & 0xFFFF_FFFF { missing(slot, plan) }
    }
    guard record.isSound else { return }
    batch.append(plans[plan].kind, line: record.line, start: record.column)
    for slot in 0..<stride {
      batch.spans.append(record.spans[slot] == OpenRecord.absent ? 0 : record.spans[slot])
    }
  }

  private mutating func missing(_ slot: Int, _ plan: Int) {
    missing(plans[plan].names[slot], plan)
  }

  private mutating func missing(_ field: String, _ plan: Int) {
    record.isSound = false
    let place = TextPlace(line: record.line, column: record.column)
    faults.add(
      place.fault("missing-field", "The element \(plans[plan].element) needs \(field), and it must not be empty."))
  }

  private mutating func unknownAttribute(_ plan: Int) {
    record.isSound = false
    let known = plans[plan].attributes.map(\.name).joined(separator: ", ")
    fault("unknown-attribute", "The element \(plans[plan].element) has only these attributes: \(known).")
  }

  mutating func valueTooLong() {
    stop("value-too-long", "A value may have at most \(limits.lineBytes) bytes (limit lineBytes).")
  }
}

/// The characters XML counts as white space.
func isXMLSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D }
