// Text that anyone may have written, made harmless where it is shown.

/// Makes text harmless. What is kept stays as it was written.
public enum Harmless {
  /// Text without control characters and marks that turn the direction of writing: what a terminal would obey.
  public static func line(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .format, .lineSeparator, .paragraphSeparator: "\u{FFFD}"
          default: scalar
          }
        }))
  }

  /// Whether a character turns the direction of writing: a name with it looks like another where it is shown.
  static func turns(_ scalar: Unicode.Scalar) -> Bool {
    (0x202A...0x202E).contains(scalar.value) || (0x2066...0x2069).contains(scalar.value)
  }

  /// Text without such characters; each is shown as U+FFFD. All else stays.
  public static func straight(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: turns) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { turns($0) ? "\u{FFFD}" : $0 }))
  }

  /// The same for a text of several lines: its line ends stay.
  public static func lines(_ text: String) -> String {
    text.split(separator: /\r\n|\n/, omittingEmptySubsequences: false).map { line(String($0)) }
      .joined(separator: "\n")
  }

  /// Text as a page of HTML shows it: no markup of its own; its line ends become breaks.
  public static func html(_ text: String) -> String {
    var page = ""
    for character in lines(text) {
      switch character {
      case "&": page += "&amp;"
      case "<": page += "&lt;"
      case ">": page += "&gt;"
      case "\"": page += "&quot;"
      case "'": page += "&#39;"
      case "\n": page += "<br>\n"
      default: page.append(character)
      }
    }
    return page
  }
}
