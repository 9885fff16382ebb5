// Records of XML files, read with libxml2's streaming parser. Nothing outside the file is ever opened: the parser is given no
// way to load a DTD or an entity, and a document type declaration ends the reading.

internal import CLibXML2

/// Reads the records of an XML file: feeds its blocks to the parser, which calls ``XMLDocument``.
final class XMLRecords {
  private let source: ByteSource
  /// What the parser's callbacks work on. It lies at a fixed place, as the parser knows it by its address.
  private let document: UnsafeMutablePointer<XMLDocument>
  private var isFinished = false

  init(_ source: ByteSource, layout: Layout, limits: Limits) {
    self.source = source
    document = .allocate(capacity: 1)
    document.initialize(to: XMLDocument(layout, limits: limits))
  }

  deinit {
    if let parser = document.pointee.parser {
      // The parser notes the entities that a refused document type declares, and leaves them to us.
      if let declared = parser.pointee.myDoc { xmlFreeDoc(declared) }
      xmlFreeParserCtxt(parser)
    }
    document.deinitialize(count: 1)
    document.deallocate()
  }

  func next(into batch: inout RecordBatch, faults: inout FaultList) throws(IntakeError) -> Bool {
    batch.begin(stride: document.pointee.stride, isXML: true)
    if isFinished { return false }
    swap(&batch, &document.pointee.batch)
    swap(&faults, &document.pointee.faults)
    defer {
      swap(&batch, &document.pointee.batch)
      swap(&faults, &document.pointee.faults)
    }
    if document.pointee.parser == nil, try !begin() {
      isFinished = true
      return false
    }
    // A record that begins in one block and ends in another must not be torn apart.
    while document.pointee.batch.count == 0 || document.pointee.isInRecord, !isFinished { try parseBlock() }
    return !isFinished || document.pointee.batch.count > 0
  }

  /// Makes the parser; false where the file is no XML at all.
  private func begin() throws(IntakeError) -> Bool {
    var head: [UInt8] = []
    while head.count < 4, try source.append(to: &head) {}
    if let refusal = TextBlocks.refusal(of: head) {
      document.pointee.faults.add(refusal)
      return false
    }
    XMLParser.prepare()
    var handler = XMLEvents.handler()
    guard let parser = xmlCreatePushParserCtxt(&handler, document, nil, 0, nil) else {
      throw .cannotRead(path: source.path, reason: "libxml2 has no memory for a parser")
    }
    xmlCtxtUseOptions(parser, Int32(XML_PARSE_NONET.rawValue))
    document.pointee.parser = parser
    head.withUnsafeBytes { parse($0) }
    return true
  }

  private func parseBlock() throws(IntakeError) {
    let block = try source.nextBlock()
    if !block.isEmpty { parse(block) }
    if block.isEmpty { parse(block, isLast: true) }
    if block.isEmpty || document.pointee.isStopped { isFinished = true }
  }

  /// No access to the document may be under way here: the callbacks change it.
  private func parse(_ block: UnsafeRawBufferPointer, isLast: Bool = false) {
    guard !document.pointee.isStopped, let parser = document.pointee.parser else { return }
    // What the library complains of without naming a parser (its converters) would go to standard error, bytes and all.
    xmlSetStructuredErrorFunc(document, XMLEvents.errors)
    defer { xmlSetStructuredErrorFunc(nil, nil) }
    xmlParseChunk(parser, block.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(block.count), isLast ? 1 : 0)
  }
}

/// libxml2 made ready, once.
enum XMLParser {
  private static let once: Void = xmlInitParser()

  /// Prepares the library for use by several threads.
  static func prepare() { once }
}
