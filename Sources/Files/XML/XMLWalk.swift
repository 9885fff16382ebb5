// Nested XML documents, such as bank statements: the start and end of the elements that the caller cares for, by number. The
// same parser and the same hardness as the reader of records: no document type, no entity, nothing loaded.

internal import CLibXML2

/// The start or the end of an element that the caller cares for.
public struct XMLStep: Sendable {
  /// Which of the names that were asked for.
  public let element: Int
  /// Whether it begins here; else it ends.
  public let isStart: Bool
  /// How deep it lies; the root at 1.
  public let depth: Int
  /// The line, from 1.
  public let line: Int
  /// The column, from 1.
  public let column: Int
  /// At a start the value of the wanted attribute, at an end the element's own text, without the white space around it.
  public let text: Range<Int>

  /// A fault at this place.
  public func fault(_ code: String, _ message: String) -> FileFault {
    FileFault(line: line, column: column, code: code, message: message)
  }
}

/// Some steps through a document. Reuse one batch for the whole file.
public struct XMLSteps: Sendable {
  /// The steps.
  public internal(set) var steps: [XMLStep] = []
  /// The bytes that their texts lie in, as UTF-8.
  public internal(set) var bytes: [UInt8] = []

  /// No steps yet.
  public init() {}

  /// A step's text. Not for the hot path.
  public func string(_ step: XMLStep) -> String { String(decoding: bytes[step.text], as: UTF8.self) }
}

/// Walks through a nested document, a batch of steps at a time, in memory that does not grow with the file.
public final class XMLWalk {
  private let source: ByteSource
  private let state: UnsafeMutablePointer<XMLWalkState>
  private var isFinished = false

  /// - Parameters:
  ///   - names: the local names of the elements that matter; a step gives the index. Others are passed over, not what lies
  ///     in them.
  ///   - attribute: the local name of the one attribute whose value a start gives.
  public init(_ source: ByteSource, names: [String], attribute: String, limits: Limits = .standard) {
    self.source = source
    state = .allocate(capacity: 1)
    state.initialize(to: XMLWalkState(names: names, attribute: attribute, limits: limits))
  }

  deinit {
    if let parser = state.pointee.parser {
      if let declared = parser.pointee.myDoc { xmlFreeDoc(declared) }
      xmlFreeParserCtxt(parser)
    }
    state.deinitialize(count: 1)
    state.deallocate()
  }

  /// The namespace of the root element, once it was read.
  public var namespace: String { state.pointee.namespace }

  /// The next steps in place of what the batch held; false at the end of the file or after a fault.
  /// - Throws: ``IntakeError`` when the file cannot be read. What is wrong with its content is a fault.
  public func next(into steps: inout XMLSteps, faults: inout FaultList) throws(IntakeError) -> Bool {
    steps.steps.removeAll(keepingCapacity: true)
    steps.bytes.removeAll(keepingCapacity: true)
    if isFinished { return false }
    swap(&steps, &state.pointee.batch)
    swap(&faults, &state.pointee.faults)
    defer {
      swap(&steps, &state.pointee.batch)
      swap(&faults, &state.pointee.faults)
    }
    if state.pointee.parser == nil, try !begin() {
      isFinished = true
      return false
    }
    while state.pointee.batch.steps.isEmpty, !isFinished { try parseBlock() }
    return !state.pointee.batch.steps.isEmpty
  }

  private func begin() throws(IntakeError) -> Bool {
    var head: [UInt8] = []
    while head.count < 4, try source.append(to: &head) {}
    if let refusal = TextBlocks.refusal(of: head) {
      state.pointee.faults.add(refusal)
      return false
    }
    XMLParser.prepare()
    var handler = XMLWalkEvents.handler()
    guard let parser = xmlCreatePushParserCtxt(&handler, state, nil, 0, nil) else {
      throw .cannotRead(path: source.path, reason: "libxml2 has no memory for a parser")
    }
    xmlCtxtUseOptions(parser, Int32(XML_PARSE_NONET.rawValue))
    state.pointee.parser = parser
    head.withUnsafeBytes { parse($0) }
    return true
  }

  private func parseBlock() throws(IntakeError) {
    let block = try source.nextBlock()
    parse(block, isLast: block.isEmpty)
    if block.isEmpty || state.pointee.isStopped { isFinished = true }
  }

  private func parse(_ block: UnsafeRawBufferPointer, isLast: Bool = false) {
    guard !state.pointee.isStopped, let parser = state.pointee.parser else { return }
    xmlSetStructuredErrorFunc(state, XMLWalkEvents.errors)
    defer { xmlSetStructuredErrorFunc(nil, nil) }
    xmlParseChunk(parser, block.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(block.count), isLast ? 1 : 0)
  }
}

/// What the parser calls as it goes; each call finds the walk behind its first argument.
private enum XMLWalkEvents {
  static func handler() -> xmlSAXHandler {
    var handler = xmlSAXHandler()
    handler.initialized = UInt32(XML_SAX2_MAGIC)
    handler.internalSubset = { context, _, _, _ in
      XMLWalkEvents.walk(context)?.pointee.stop("doctype", "A document type declaration may not stand in this file.")
    }
    handler.startElementNs = { context, name, _, uri, _, _, count, _, attributes in
      guard let name, let state = XMLWalkEvents.walk(context) else { return }
      state.pointee.start(name, uri, XMLAttributes(first: attributes, count: Int(count)))
    }
    handler.endElementNs = { context, _, _, _ in XMLWalkEvents.walk(context)?.pointee.end() }
    handler.characters = { context, text, length in
      XMLWalkEvents.walk(context)?.pointee.characters(UnsafeBufferPointer(start: text, count: Int(length)))
    }
    handler.cdataBlock = handler.characters
    handler.reference = { context, _ in
      XMLWalkEvents.walk(context)?.pointee.stop("entity", "An entity reference may not stand in this file.")
    }
    handler.serror = errors
    return handler
  }

  static let errors: xmlStructuredErrorFunc = { context, error in
    guard let error = error?.pointee, error.level == XML_ERR_ERROR || error.level == XML_ERR_FATAL else { return }
    let (code, message) = XMLFaults.words(for: error)
    XMLWalkEvents.walk(context)?.pointee.stop(code, message, line: Int(error.line), column: Int(error.int2))
  }

  @inline(__always)
  private static func walk(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLWalkState>? {
    guard let state = context?.assumingMemoryBound(to: XMLWalkState.self), !state.pointee.isStopped else { return nil }
    return state
  }
}

/// Where a walk is. It lies at a fixed place, as the parser knows it by its address.
struct XMLWalkState {
  private struct Open {
    let element: Int
    let text: Int
  }

  private let names: [String]
  private let attribute: String
  private let limits: Limits
  /// The parser keeps each name once: a pointer seen before needs no comparing of letters.
  private var known: [UnsafePointer<xmlChar>: Int] = [:]
  private var open: [Open] = []
  private var text: [UInt8] = []
  var parser: xmlParserCtxtPtr?
  var namespace = ""
  var batch = XMLSteps()
  var faults = FaultList()
  var isStopped = false

  init(names: [String], attribute: String, limits: Limits) {
    self.names = names
    self.attribute = attribute
    self.limits = limits
  }

  mutating func start(
    _ name: UnsafePointer<xmlChar>, _ uri: UnsafePointer<xmlChar>?, _ attributes: XMLAttributes
  ) {
    if open.isEmpty { namespace = uri.map { String(cString: $0) } ?? "" }
    guard open.count < limits.xmlDepth else {
      return stop("too-deep", "Elements may lie at most \(limits.xmlDepth) deep (limit xmlDepth).")
    }
    // What lies between an element's children is no value of it: a statement has a hundred thousand line ends.
    if let parent = open.last, text[min(parent.text, text.count)...].allSatisfy(isXMLSpace) {
      text.removeSubrange(min(parent.text, text.count)...)
    }
    let element = number(name)
    open.append(Open(element: element, text: text.count))
    guard element >= 0 else { return }
    let start = batch.bytes.count
    for index in 0..<attributes.count where isEqual(attributes.name(index), attribute) {
      batch.bytes.append(contentsOf: attributes.value(index))
    }
    step(element, isStart: true, text: start..<batch.bytes.count)
  }

  mutating func end() {
    guard let closed = open.popLast() else { return }
    defer { text.removeSubrange(min(closed.text, text.count)...) }
    guard closed.element >= 0 else { return }
    var (low, high) = (closed.text, text.count)
    while low < high, isXMLSpace(text[low]) { low += 1 }
    while low < high, isXMLSpace(text[high - 1]) { high -= 1 }
    let start = batch.bytes.count
    batch.bytes.append(contentsOf: text[low..<high])
    step(closed.element, isStart: false, text: start..<batch.bytes.count, depth: open.count + 1)
  }

  mutating func characters(_ more: UnsafeBufferPointer<UInt8>) {
    guard let inside = open.last, inside.element >= 0 else { return }
    guard text.count - inside.text + more.count <= limits.lineBytes else {
      return stop("value-too-long", "A value may have at most \(limits.lineBytes) bytes (limit lineBytes).")
    }
    text.append(contentsOf: more)
  }

  mutating func stop(_ code: String, _ message: String, line: Int = 0, column: Int = 0) {
    guard !isStopped else { return }
    faults.add(
      FileFault(
        line: line > 0 ? line : Int(xmlSAX2GetLineNumber(parser)),
        column: line > 0 ? column : Int(xmlSAX2GetColumnNumber(parser)), code: code, message: message))
    isStopped = true
  }

  private mutating func number(_ name: UnsafePointer<xmlChar>) -> Int {
    if let number = known[name] { return number }
    let number = names.firstIndex { isEqual(name, $0) } ?? -1
    known[name] = number
    return number
  }

  private mutating func step(_ element: Int, isStart: Bool, text: Range<Int>, depth: Int? = nil) {
    batch.steps.append(
      XMLStep(
        element: element, isStart: isStart, depth: depth ?? open.count, line: Int(xmlSAX2GetLineNumber(parser)),
        column: Int(xmlSAX2GetColumnNumber(parser)), text: text))
  }
}
