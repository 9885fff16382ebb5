// HTML that stands alone: every text is made harmless here, so that a name can neither be markup nor turn the page round.

/// Writes HTML element by element.
struct HTMLWriter {
  /// What was written so far.
  private(set) var text = ""

  /// An element that holds others.
  mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String> = [:], _ body: (inout HTMLWriter) -> Void
  ) {
    text += tag(name, attributes)
    body(&self)
    text += "</\(name)>\n"
  }

  /// An element that holds text and has no attributes.
  mutating func element(_ name: String, _ words: String) { element(name, [:], words) }

  /// An element that holds text, or nothing.
  mutating func element(_ name: String, _ attributes: KeyValuePairs<String, String>, _ words: String) {
    text += tag(name, attributes) + Self.escaped(words) + "</\(name)>\n"
  }

  /// An element that never holds anything.
  mutating func void(_ name: String, _ attributes: KeyValuePairs<String, String>) {
    text += tag(name, attributes) + "\n"
  }

  /// Text inside an element.
  mutating func words(_ words: String) { text += Self.escaped(words) }

  /// A mark that something is put in the place of later: small letters, digits and hyphens.
  mutating func comment(_ name: String) {
    text += "<!--\(name.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })-->\n"
  }

  /// Markup of the program's own, never a person's.
  mutating func own(_ markup: StaticString) { text += "\(markup)\n" }

  private func tag(_ name: String, _ attributes: KeyValuePairs<String, String>) -> String {
    "<\(name)\(attributes.map { " \($0.key)=\"\(Self.escaped($0.value))\"" }.joined())>"
  }

  /// Text as HTML and XML show it: no markup, no control characters, no marks that turn the direction of writing.
  static func escaped(_ words: String) -> String {
    var result = ""
    for scalar in words.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n": result += "\n"
      default:
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
          result += "\u{FFFD}"
        default: result.unicodeScalars.append(scalar)
        }
      }
    }
    return result
  }
}
