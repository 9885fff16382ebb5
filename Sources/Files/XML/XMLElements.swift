// The document as it goes by: root, records, fields, and everything that does not belong there.

internal import CLibXML2

extension XMLDocument {
  mutating func startElement(
    _ name: UnsafePointer<xmlChar>, _ uri: UnsafePointer<xmlChar>?, _ attributes: XMLAttributes
  ) {
    depth += 1
    guard depth <= limits.xmlDepth else {
      return stop("too-deep", "Elements may lie at most \(limits.xmlDepth) deep (limit xmlDepth).")
    }
    switch state {
    case .outside: startRoot(name, uri, attributes)
    case .root: startRecord(name, uri, attributes)
    case .record(let plan): startField(name, uri, attributes, plan)
    case .field:
      record.isSound = false
      enterUnknown("A field holds only text, no elements.")
    case .unknown: break
    }
  }

  mutating func endElement() {
    switch state {
    case .unknown(let untilDepth) where depth == untilDepth: state = around
    case .field(let plan, let slot): endField(plan, slot)
    case .record(let plan):
      endRecord(plan)
      state = .root
    case .root: state = .outside
    default: break
    }
    depth -= 1
  }

  mutating func endDocument() {
    order.finish(faults: &faults, at: place)
  }

  mutating func text(_ text: UnsafeBufferPointer<UInt8>) {
    switch state {
    case .field(_, let slot):
      guard slot >= 0 else { return }
      guard record.text.count + text.count <= limits.lineBytes else { return valueTooLong() }
      record.text.append(contentsOf: text)
    case .unknown: break
    default:
      guard !text.allSatisfy(isXMLSpace) else { return }
      record.isSound = false
      fault("unexpected-text", "Only elements may stand here, no text.")
    }
  }

  private mutating func startRoot(
    _ name: UnsafePointer<xmlChar>, _ uri: UnsafePointer<xmlChar>?, _ attributes: XMLAttributes
  ) {
    guard isEqual(name, layout.root), isEqual(uri, layout.namespace) else {
      let message = "The root element must be \(layout.root)\(inNamespace)."
      return stop(isEqual(name, layout.root) ? "wrong-namespace" : "wrong-root", message)
    }
    guard hasKnownEncoding else {
      return stop("invalid-encoding", "An XML file must be UTF-8, UTF-16, ISO-8859-1 or Windows-1252.")
    }
    for index in 0..<attributes.count where !isSchemaLocation(attributes, index) {
      fault("unknown-attribute", "The root element has no attributes.")
    }
    state = .root
  }

  private mutating func startRecord(
    _ name: UnsafePointer<xmlChar>, _ uri: UnsafePointer<xmlChar>?, _ attributes: XMLAttributes
  ) {
    guard let plan = names.plan(name, uri, in: plans, namespace: layout.namespace) else {
      let isKnown = plans.contains { isEqual(name, $0.element) }
      if isKnown { return enterUnknown("The element must stand\(inNamespace).", code: "wrong-namespace") }
      return enterUnknown("One of these elements is expected here: \(plans.map(\.element).joined(separator: ", ")).")
    }
    let place = place
    record.line = place.line
    record.column = place.column
    record.isSound = order.admits(plans[plan].kind, faults: &faults, at: place)
    if order.isOverLimit { return isStopped = true }
    record.spans.removeAll(keepingCapacity: true)
    for _ in 0..<stride { record.spans.append(OpenRecord.absent) }
    takeAttributes(attributes, plan)
    state = .record(plan)
  }

  private mutating func startField(
    _ name: UnsafePointer<xmlChar>, _ uri: UnsafePointer<xmlChar>?, _ attributes: XMLAttributes, _ plan: Int
  ) {
    let children = plans[plan].children
    guard isEqual(uri, layout.namespace), let child = children.firstIndex(where: { isEqual(name, $0.name) }) else {
      record.isSound = false
      return enterUnknown(
        children.isEmpty
          ? "The element \(plans[plan].element) has no elements inside."
          : "One of these elements is expected here: \(children.map(\.name).joined(separator: ", ")).")
    }
    for index in 0..<attributes.count where !isSchemaLocation(attributes, index) {
      record.isSound = false
      fault("unknown-attribute", "The element \(children[child].name) has no attributes.")
    }
    var slot = children[child].slot
    if slot >= 0, record.spans[slot] != OpenRecord.absent {
      record.isSound = false
      fault("second-element", "The element \(children[child].name) may stand only once.")
      slot = -1
    }
    record.text.removeAll(keepingCapacity: true)
    state = .field(plan, slot: slot)
  }

  private mutating func endField(_ plan: Int, _ slot: Int) {
    if slot >= 0 {
      let text = record.text
      text.withUnsafeBufferPointer { keep($0, plan, slot) }
    }
    state = .record(plan)
  }

  private mutating func enterUnknown(_ message: String, code: String = "unknown-element") {
    fault(code, message)
    around = state
    state = .unknown(untilDepth: depth)
  }

  /// Whether the document is in an encoding we know of; the parser knows many more.
  private var hasKnownEncoding: Bool {
    guard let declared = parser?.pointee.encoding else { return true }
    return ["UTF-8", "UTF-16", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "WINDOWS-1252", "US-ASCII"]
      .contains(String(cString: declared).uppercased())
  }

  private var inNamespace: String { layout.namespace.map { " in the namespace \($0)" } ?? " without a namespace" }

  /// What schema languages allow on any element: where the schema lies. It is never fetched.
  func isSchemaLocation(_ attributes: XMLAttributes, _ index: Int) -> Bool {
    isEqual(attributes.uri(index), "http://www.w3.org/2001/XMLSchema-instance")
      && (isEqual(attributes.name(index), "schemaLocation")
        || isEqual(attributes.name(index), "noNamespaceSchemaLocation"))
  }
}
