// Validation against an XML Schema: the published contract of a format. The hot path applies the same rules in its own reader.

internal import CLibXML2

/// Validates files against XML Schemas, streaming, without network and without document types.
public enum XMLSchema {
  /// What is wrong with a schema itself, or with reading a file.
  public enum Failure: Error, Hashable, Sendable {
    /// The schema cannot be read or is no schema.
    case unusableSchema(path: String)
    /// The file cannot be opened.
    case unreadable(path: String)
  }

  /// All faults of the file at `path` against the schema at `schema`; none where it is valid.
  ///
  /// The messages say which rule an element or attribute breaks, not the value that breaks it.
  public static func validate(
    file path: String, schema: String, limits: Limits = .standard
  ) throws(Failure) -> [FileFault] {
    XMLParser.prepare()
    guard let rules = load(schema) else { throw .unusableSchema(path: schema) }
    defer { xmlSchemaFree(rules) }
    guard let context = xmlSchemaNewValidCtxt(rules) else { throw .unusableSchema(path: schema) }
    defer { xmlSchemaFreeValidCtxt(context) }
    guard let reader = xmlReaderForFile(path, nil, Int32(XML_PARSE_NONET.rawValue)) else {
      throw .unreadable(path: path)
    }
    defer { xmlFreeTextReader(reader) }
    let findings = SchemaFindings(reader, limits: limits)
    let own = Unmanaged.passUnretained(findings).toOpaque()
    xmlTextReaderSetStructuredErrorHandler(reader, SchemaFindings.handler, own)
    xmlSetStructuredErrorFunc(own, SchemaFindings.handler)
    defer { xmlSetStructuredErrorFunc(nil, nil) }
    guard xmlTextReaderSchemaValidateCtxt(reader, context, 0) == 0 else { throw .unusableSchema(path: schema) }
    withExtendedLifetime(findings) { findings.readAll() }
    return findings.list.faults
  }

  private static func load(_ path: String) -> xmlSchemaPtr? {
    guard let context = xmlSchemaNewParserCtxt(path) else { return nil }
    defer { xmlSchemaFreeParserCtxt(context) }
    xmlSchemaSetParserStructuredErrors(context, { _, _ in }, nil)
    return xmlSchemaParse(context)
  }
}

/// What a validation finds.
private final class SchemaFindings {
  var list: FaultList
  private let reader: xmlTextReaderPtr
  private let limits: Limits

  init(_ reader: xmlTextReaderPtr, limits: Limits) {
    self.reader = reader
    self.limits = limits
    list = FaultList(limit: limits.faultsShown)
  }

  /// Takes the complaints of the parser and of the schema.
  static let handler: xmlStructuredErrorFunc = { context, error in
    guard let context, let error = error?.pointee, error.level != XML_ERR_WARNING else { return }
    let findings = Unmanaged<SchemaFindings>.fromOpaque(context).takeUnretainedValue()
    if error.domain == Int32(XML_FROM_SCHEMASV.rawValue) {
      findings.add("schema", place(error) + rule(error.code))
    } else {
      let (code, message) = XMLFaults.words(for: error)
      findings.add(code, message)
    }
  }

  func readAll() {
    while xmlTextReaderRead(reader) == 1 {
      if xmlTextReaderNodeType(reader) == Int32(XML_READER_TYPE_DOCUMENT_TYPE.rawValue) {
        return add("doctype", "A document type declaration may not stand in this file.")
      }
      if xmlTextReaderDepth(reader) >= limits.xmlDepth {
        return add("too-deep", "Elements may lie at most \(limits.xmlDepth) deep (limit xmlDepth).")
      }
    }
  }

  private func add(_ code: String, _ message: String) {
    let place = TextPlace(
      line: Int(xmlTextReaderGetParserLineNumber(reader)), column: Int(xmlTextReaderGetParserColumnNumber(reader)))
    list.add(place.fault(code, message))
  }

  /// The part of libxml2's message that names the element and attribute; the value comes after it.
  private static func place(_ error: xmlError) -> String {
    guard let text = error.message.map({ String(cString: $0) }), let end = text.firstRange(of: ": ") else { return "" }
    return text[..<end.lowerBound] + ": "
  }

  private static func rule(_ code: Int32) -> String {
    switch xmlParserErrors(UInt32(code)) {
    case XML_SCHEMAV_CVC_ELT_1: "the schema does not know this element."
    case XML_SCHEMAV_ELEMENT_CONTENT: "an element is missing, or stands where another is expected."
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_4: "a required attribute is missing."
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_1, XML_SCHEMAV_CVC_COMPLEX_TYPE_3_2_2: "the attribute is not allowed here."
    case XML_SCHEMAV_CVC_COMPLEX_TYPE_2_3: "only elements may stand here, no text."
    case XML_SCHEMAV_CVC_PATTERN_VALID: "the value does not have the pattern that the schema asks for."
    case XML_SCHEMAV_CVC_ENUMERATION_VALID: "the value is none of those that the schema lists."
    case XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_1, XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_2,
      XML_SCHEMAV_CVC_DATATYPE_VALID_1_2_3:
      "the value is not of the type that the schema asks for."
    case XML_SCHEMAV_CVC_MINLENGTH_VALID, XML_SCHEMAV_CVC_LENGTH_VALID, XML_SCHEMAV_CVC_MAXLENGTH_VALID:
      "the value does not have the length that the schema asks for."
    default: "it breaks rule \(code) of the schema."
    }
  }
}
