// A letter's words: a title, paragraphs and lists, with places to fill in. The words stand once and become plain text and
// HTML.

/// The words of a letter, as a template has them.
public struct LetterText: Sendable {
  /// How a letter is written.
  public enum Form: Sendable {
    /// Plain text.
    case plain
    /// HTML, without the page around it.
    case html
  }

  private struct Paragraph {
    let texts: [FilledText]
    /// Whether it is a list, whose lines begin with a dash.
    let isList: Bool
  }

  private let file: String
  private let title: FilledText
  private let paragraphs: [Paragraph]

  /// Reads a template: the first line is the title, blank lines part paragraphs.
  /// - Parameter known: the names of places that can be filled in.
  /// - Throws: `ConfigurationFault` with line and column.
  public init(_ text: String, file: String, known: Set<String>) throws {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    self.file = file
    title = try FilledText(lines.first ?? "", file: file, known: known)
    var paragraphs: [Paragraph] = []
    var block: [String] = []
    for (index, line) in (lines + [""]).enumerated().dropFirst() {
      if !line.isEmpty { block.append(line) }
      guard line.isEmpty, !block.isEmpty else { continue }
      let first = index - block.count + 1
      let isList = block.allSatisfy { $0.hasPrefix("- ") }
      let texts = isList ? block.map { String($0.dropFirst(2)) } : [block.joined(separator: "\n")]
      paragraphs.append(
        Paragraph(
          texts: try texts.enumerated().map {
            try FilledText($0.element, file: file, firstLine: first + $0.offset, known: known)
          }, isList: isList))
      block = []
    }
    self.paragraphs = paragraphs
  }

  /// The places that it fills in.
  public var places: Set<String> { paragraphs.flatMap(\.texts).reduce(title.places) { $0.union($1.places) } }

  /// As plain text.
  /// - Throws: `ConfigurationFault` if a place has no value.
  public func plain(_ values: [String: String]) throws -> String {
    let values = values.mapValues(Harmless.lines)
    let body = try paragraphs.map { paragraph in
      try paragraph.texts.map { (paragraph.isList ? "- " : "") + (try $0.filled(values)) }.joined(separator: "\n")
    }
    return try ([title.filled(values)] + body).filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  /// The title and the body as HTML; what is filled in brings no markup with it.
  /// - Throws: `ConfigurationFault` if a place has no value.
  public func html(_ values: [String: String]) throws -> (title: String, body: String) {
    let values = values.mapValues(Harmless.html)
    let body = try paragraphs.map { paragraph in
      let parts = try paragraph.texts.map { try $0.filled(values, asWords: Self.html) }
      return paragraph.isList
        ? "<ul>\n\(parts.map { "<li>\($0)</li>" }.joined(separator: "\n"))\n</ul>" : "<p>\(parts.joined())</p>"
    }
    return (try title.filled(values, asWords: Self.html), body.joined(separator: "\n"))
  }

  /// The template's own words in HTML: a line end of the template is none of the page.
  private static func html(_ words: String) -> String { Harmless.html(words).replacing("<br>", with: "") }
}

extension LetterText {
  /// The whole letter as one text to fill in many times: its own words are made harmless once, here.
  ///
  /// Every value must be harmless for this form already.
  /// - Parameter blocks: places whose value is made by ``block(_:_:isList:)``: where one is a paragraph of its own, the value
  ///   stands as it is given, or is empty and leaves no gap.
  public func form(_ form: Form, blocks: Set<String> = []) -> FilledText {
    var pieces: [FilledText.Piece] = []
    func add(_ words: String) { pieces.append(.words(words)) }
    func add(_ text: FilledText) {
      pieces += (form == .html ? text.withWords(Self.html) : text).pieces
    }
    add(form == .html ? "<h1>" : "")
    add(title)
    add(form == .html ? "</h1>\n" : "\n\n")
    for paragraph in paragraphs {
      if let text = paragraph.texts.first, !paragraph.isList, text.pieces.count == 1,
        case .place(let name) = text.pieces[0], blocks.contains(name)
      {
        add(text)
        continue
      }
      let marks = Self.marks(form, isList: paragraph.isList)
      add(marks.before)
      for text in paragraph.texts {
        add(marks.each.before)
        add(text)
        add(marks.each.after)
      }
      add(marks.after)
    }
    return FilledText(pieces, file: file)
  }

  /// Sentences as a block of a letter: one paragraph each, or a list. None: an empty block.
  /// - Parameter lines: texts, harmless for this form already.
  public static func block(_ lines: [String], _ form: Form, isList: Bool) -> String {
    guard !lines.isEmpty else { return "" }
    let marks = marks(form, isList: isList)
    guard isList else { return lines.map { marks.before + $0 + marks.after }.joined() }
    return marks.before + lines.map { marks.each.before + $0 + marks.each.after }.joined() + marks.after
  }

  /// What stands around a paragraph and around each of its lines.
  private static func marks(
    _ form: Form, isList: Bool
  ) -> (before: String, after: String, each: (before: String, after: String)) {
    switch (form, isList) {
    case (.plain, false): ("", "\n\n", ("", ""))
    case (.plain, true): ("", "\n", ("- ", "\n"))
    case (.html, false): ("<p>", "</p>\n", ("", ""))
    case (.html, true): ("<ul>\n", "</ul>\n", ("<li>", "</li>\n"))
    }
  }
}
