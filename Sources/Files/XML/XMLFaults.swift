// What the parser itself complains of, in our words. Its own messages quote the file and are never shown.

internal import CLibXML2
import Glibc

extension XMLDocument {
  /// Takes a complaint of the parser. Errors end the reading; warnings of ours do not come from it.
  mutating func parserError(_ error: xmlError) {
    guard error.level == XML_ERR_ERROR || error.level == XML_ERR_FATAL else { return }
    let (code, message) = XMLFaults.words(for: error)
    stop(code, message, at: error.line > 0 ? TextPlace(line: Int(error.line), column: Int(error.int2)) : nil)
  }
}

/// The parser's error numbers in words.
enum XMLFaults {
  /// A stable code and a sentence.
  static func words(for error: xmlError) -> (code: String, message: String) {
    // Bytes that are not UTF-8 and characters that XML forbids come under one number.
    if let text = error.message, strstr(text, "UTF-8") != nil { return words(for: XML_ERR_INVALID_ENCODING) }
    return words(for: xmlParserErrors(UInt32(error.code)))
  }

  private static func words(for number: xmlParserErrors) -> (code: String, message: String) {
    switch number {
    case XML_ERR_UNDECLARED_ENTITY, XML_WAR_UNDECLARED_ENTITY, XML_ERR_ENTITY_LOOP:
      ("entity", "An entity reference may not stand in this file.")
    case XML_ERR_INVALID_ENCODING, XML_ERR_UNKNOWN_ENCODING, XML_ERR_UNSUPPORTED_ENCODING, XML_I18N_CONV_FAILED,
      XML_I18N_NO_OUTPUT:
      ("invalid-encoding", "This is not the encoding that the file says it has.")
    case XML_ERR_INVALID_CHAR, XML_ERR_INVALID_CHARREF:
      ("control-character", "A character stands here that XML does not allow.")
    case XML_ERR_TAG_NAME_MISMATCH: ("malformed-xml", "The end tag does not match the tag that opened here.")
    case XML_ERR_TAG_NOT_FINISHED: ("malformed-xml", "The file ends within an element; it may be cut off.")
    case XML_ERR_ATTRIBUTE_REDEFINED: ("malformed-xml", "An attribute stands twice in one tag.")
    case XML_ERR_DOCUMENT_EMPTY: ("malformed-xml", "The file does not begin as XML does.")
    case XML_ERR_DOCUMENT_END: ("malformed-xml", "Something follows the root element, or the file is cut off.")
    case XML_NS_ERR_UNDEFINED_NAMESPACE: ("malformed-xml", "A prefix stands for no namespace.")
    default: ("malformed-xml", "The XML is not well formed here (libxml2 error \(number.rawValue)).")
    }
  }
}
