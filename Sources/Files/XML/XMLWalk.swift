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
///
/// The parser asks for its bytes. Where it is handed them, it looks for the end of each tag twice: that was a tenth of the work
/// of a bank statement.
public final class XMLWalk {
  private let source: ByteSource
  private let state: UnsafeMutablePointer<XMLWalkState>
  /// What the parser has not asked for yet of the block that was read last.
  private var rest = UnsafeRawBufferPointer(start: nil, count: 0)
  private var take: (XMLSteps, inout FaultList) -> Bool = { _, _ in true }
  private var failure: IntakeError?

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

  /// Walks once to the end of the document, or to a fault after which nothing more is read.
  /// - Parameter take: is given some steps at a time, and the faults so far; it says whether to go on.
  /// - Throws: ``IntakeError`` when the file cannot be read. What is wrong with its content is a fault.
  public func go(
    faults: inout FaultList, _ take: (_ steps: XMLSteps, _ faults: inout FaultList) -> Bool
  ) throws(IntakeError) {
    var head: [UInt8] = []
    while head.count < 4, try source.append(to: &head) {}
    if let refusal = TextBlocks.refusal(of: head) { return faults.add(refusal) }
    let parser = try makeParser()
    swap(&faults, &state.pointee.faults)
    defer { swap(&faults, &state.pointee.faults) }
    withoutActuallyEscaping(take) { take in
      self.take = take
      defer { self.take = { _, _ in true } }
      head.withUnsafeBytes { head in
        rest = head
        xmlSetStructuredErrorFunc(state, XMLWalkEvents.errors)
        defer { xmlSetStructuredErrorFunc(nil, nil) }
        xmlParseDocument(parser)
      }
      tell()
    }
    if let failure { throw failure }
  }

  private func makeParser() throws(IntakeError) -> xmlParserCtxtPtr {
    XMLParser.prepare()
    var handler = XMLWalkEvents.handler()
    let own = Unmanaged.passUnretained(self).toOpaque()
    guard let parser = xmlCreateIOParserCtxt(&handler, state, Self.read, nil, own, XML_CHAR_ENCODING_NONE) else {
      throw .cannotRead(path: source.path, reason: "libxml2 has no memory for a parser")
    }
    xmlCtxtUseOptions(parser, Int32(XML_PARSE_NONET.rawValue))
    state.pointee.parser = parser
    return parser
  }

  /// Gives the parser the bytes that it asks for; none once nobody listens.
  private static let read: xmlInputReadCallback = { walk, buffer, count in
    guard let walk, let buffer else { return -1 }
    return Unmanaged<XMLWalk>.fromOpaque(walk).takeUnretainedValue().read(into: buffer, Int(count))
  }

  /// As many as are asked for, until the end: the parser takes fewer for the end of what it looks ahead for.
  private func read(into buffer: UnsafeMutablePointer<CChar>, _ count: Int) -> Int32 {
    let wanted = UnsafeMutableRawBufferPointer(start: buffer, count: count)
    var filled = 0
    while filled < count, !rest.isEmpty || nextBlock() {
      let given = rest.prefix(count - filled)
      UnsafeMutableRawBufferPointer(rebasing: wanted[filled...]).copyBytes(from: given)
      rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(given.count))
      filled += given.count
    }
    return Int32(filled)
  }

  /// Tells of the steps in the block before, and reads the next one; false if there is none, or nobody listens.
  private func nextBlock() -> Bool {
    tell()
    guard !state.pointee.isStopped else { return false }
    do { rest = try source.nextBlock() } catch {
      failure = error
      state.pointee.isStopped = true
    }
    return !rest.isEmpty
  }

  /// Tells of the steps that were made since the last time. No access to the state may be under way here.
  private func tell() {
    var steps = XMLSteps()
    swap(&steps, &state.pointee.batch)
    guard !steps.steps.isEmpty else { return }
    var faults = FaultList()
    swap(&faults, &state.pointee.faults)
    let goesOn = take(steps, &faults)
    swap(&faults, &state.pointee.faults)
    if !goesOn { state.pointee.isStopped = true }
    steps.steps.removeAll(keepingCapacity: true)
    steps.bytes.removeAll(keepingCapacity: true)
    swap(&steps, &state.pointee.batch)
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
