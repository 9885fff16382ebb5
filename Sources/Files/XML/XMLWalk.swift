// Nested XML documents, such as bank statements: the start and end of the elements that the caller cares for, known by the
// way to them. The same parser and the same hardness as the reader of records: no document type, no entity, nothing loaded.

internal import CLibXML2

/// The start or the end of an element that the caller cares for.
public struct XMLStep: Sendable {
  private let index: Int32
  private let lineNumber: Int32
  private let columnNumber: Int32
  private let textStart: UInt32
  private let textEnd: UInt32
  /// Whether it begins here; else it ends.
  public let isStart: Bool

  init(way: Int32, isStart: Bool, line: Int32, column: Int32, text: Range<Int>) {
    index = way
    self.isStart = isStart
    lineNumber = line
    columnNumber = column
    textStart = UInt32(truncatingIfNeeded: text.lowerBound)
    textEnd = UInt32(truncatingIfNeeded: text.upperBound)
  }

  /// Which of the ways that were asked for led here.
  public var way: Int { Int(index) }
  /// The line, from 1.
  public var line: Int { Int(lineNumber) }
  /// The column, from 1.
  public var column: Int { Int(columnNumber) }
  /// At a start the value of the wanted attribute, at an end the element's own text, without the white space around it.
  public var text: Range<Int> { Int(textStart)..<Int(textEnd) }

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

  /// Whether a step's text is this.
  public func isText(_ step: XMLStep, _ text: String) -> Bool { bytes[step.text].elementsEqual(text.utf8) }
}

/// Walks through a nested document, a batch of steps at a time, in memory that does not grow with the file.
public final class XMLWalk {
  private let source: ByteSource
  private let state: UnsafeMutablePointer<XMLWalkState>
  private var isFinished = false

  /// - Parameters:
  ///   - ways: the elements that matter, each by the local names from the root to it: `Document/Stmt/Ntry`. A step gives
  ///     the index. `//` before a name stands for any elements in between. What no way leads through is passed over.
  ///   - attribute: the local name of the one attribute whose value a start gives.
  ///   - startsOf: the indices of those whose starts are told; all have their ends told.
  public init(
    _ source: ByteSource, ways: [String], startsOf starts: Set<Int>, attribute: String, limits: Limits = .standard
  ) {
    self.source = source
    state = .allocate(capacity: 1)
    state.initialize(to: XMLWalkState(XMLWays(ways, startsOf: starts), attribute: attribute, limits: limits))
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
    // The same as other text: the parser then need not find out which it is.
    handler.ignorableWhitespace = handler.characters
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
