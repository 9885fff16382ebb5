// What the parser calls as it goes through a document. Each call finds the document behind its first argument.

internal import CLibXML2

/// The parser's callbacks.
enum XMLEvents {
  /// Everything that could open or declare something is left out: there is nothing that could load it.
  static func handler() -> xmlSAXHandler {
    var handler = xmlSAXHandler()
    handler.initialized = UInt32(XML_SAX2_MAGIC)
    handler.internalSubset = { context, _, _, _ in
      XMLEvents.document(context)?.pointee.stop("doctype", "A document type declaration may not stand in this file.")
    }
    handler.startElementNs = { context, name, _, uri, _, _, count, _, attributes in
      guard let name, let document = XMLEvents.document(context) else { return }
      document.pointee.startElement(name, uri, XMLAttributes(first: attributes, count: Int(count)))
    }
    handler.endElementNs = { context, _, _, _ in XMLEvents.document(context)?.pointee.endElement() }
    handler.characters = { context, text, length in
      XMLEvents.document(context)?.pointee.text(UnsafeBufferPointer(start: text, count: Int(length)))
    }
    handler.cdataBlock = handler.characters
    handler.ignorableWhitespace = handler.characters
    handler.reference = { context, _ in
      XMLEvents.document(context)?.pointee.stop("entity", "An entity reference may not stand in this file.")
    }
    handler.endDocument = { context in XMLEvents.document(context)?.pointee.endDocument() }
    handler.serror = errors
    return handler
  }

  /// Takes what the library complains of.
  static let errors: xmlStructuredErrorFunc = { context, error in
    guard let error else { return }
    XMLEvents.document(context)?.pointee.parserError(error.pointee)
  }

  /// The document, unless it is not listening any more.
  @inline(__always)
  private static func document(_ context: UnsafeMutableRawPointer?) -> UnsafeMutablePointer<XMLDocument>? {
    guard let document = context?.assumingMemoryBound(to: XMLDocument.self), !document.pointee.isStopped else {
      return nil
    }
    return document
  }
}

/// The attributes of one start tag, as the parser gives them: five pointers each.
struct XMLAttributes {
  let first: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
  let count: Int

  func name(_ index: Int) -> UnsafePointer<xmlChar>? { first?[index * 5] }
  func uri(_ index: Int) -> UnsafePointer<xmlChar>? { first?[index * 5 + 2] }

  /// The value, in place.
  func value(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    guard let start = first?[index * 5 + 3], let end = first?[index * 5 + 4] else { return .init(start: nil, count: 0) }
    return UnsafeBufferPointer(start: start, count: end - start)
  }
}
