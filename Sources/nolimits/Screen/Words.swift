// Prose that keeps to a terminal's width.

/// Lines broken between words.
enum Words {
  /// `1 line`, `2 lines`.
  static func counted(_ number: some BinaryInteger, _ thing: String) -> String {
    "\(number) \(thing)\(number == 1 ? "" : "s")"
  }

  /// Text broken between words so that no line is wider than this; nil leaves it as it is. A line that begins with two
  /// spaces is a command to be copied, and stays whole.
  static func wrapped(_ text: String, width: Int?) -> String {
    guard let width else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.hasPrefix("  ") ? String(line) : lines(String(line), width: width).joined(separator: "\n")
    }.joined(separator: "\n")
  }

  /// The lines that a text takes at a width. A word that is longer has a line of its own.
  static func lines(_ text: String, width: Int) -> [String] {
    guard text.count > width else { return [text] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= width {
        line += " \(word)"
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return lines + [line]
  }
}
