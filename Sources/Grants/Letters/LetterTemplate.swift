// Letters' words, read from `config/templates`: a title, paragraphs and lists, with places to fill in. The words stand once
// and become plain text and HTML.

import Files

/// A text with places such as `{{name}}`. What is filled in is never read as a place again.
public struct FilledText: Sendable {
  enum Piece: Hashable, Sendable {
    case words(String)
    case place(String)
  }

  let pieces: [Piece]

  /// The names of its places.
  public var places: Set<String> {
    Set(pieces.compactMap { if case .place(let name) = $0 { name } else { nil } })
  }

  /// Reads it.
  /// - Parameters:
  ///   - firstLine: the line of the file that it begins on.
  ///   - known: the names of places that can be filled in.
  /// - Throws: `ConfigurationFault` at a place that nobody fills in.
  public init(_ text: some StringProtocol, file: String, firstLine: Int = 1, known: Set<String>) throws {
    var pieces: [Piece] = []
    var rest = String(text)[...]
    var done = ""
    while let opens = rest.firstRange(of: "{{") {
      pieces.append(.words(String(rest[..<opens.lowerBound])))
      done += rest[..<opens.lowerBound]
      let lines = done.split(separator: "\n", omittingEmptySubsequences: false)
      guard let closes = rest[opens.upperBound...].firstRange(of: "}}"),
        known.contains(String(rest[opens.upperBound..<closes.lowerBound]))
      else {
        throw ConfigurationFault(
          file: file, line: firstLine + lines.count - 1, column: (lines.last?.count ?? 0) + 1,
          message: "Here can stand: \(known.sorted().map { "{{\($0)}}" }.joined(separator: ", ")).")
      }
      pieces.append(.place(String(rest[opens.upperBound..<closes.lowerBound])))
      done += rest[opens.lowerBound..<closes.upperBound]
      rest = rest[closes.upperBound...]
    }
    pieces.append(.words(String(rest)))
    self.pieces = pieces.filter { $0 != .words("") }
  }

  /// Fills it in.
  /// - Parameter asWords: what becomes of the text's own words.
  /// - Throws: ``GrantsError/form(_:)`` if a place has no value.
  public func filled(_ values: [String: String], asWords: (String) -> String = { $0 }) throws -> String {
    try pieces.map { piece in
      switch piece {
      case .words(let words): return asWords(words)
      case .place(let name):
        guard let value = values[name] else { throw GrantsError.form("There is nothing to fill in for \(name).") }
        return value
      }
    }.joined()
  }
}

/// A letter's words.
public struct LetterTemplate: Sendable {
  private let title: FilledText
  /// Each with whether it is a list, whose lines begin with a dash.
  private let paragraphs: [(text: [FilledText], isList: Bool)]

  /// Reads a template: the first line is the title, blank lines part paragraphs.
  /// - Throws: `ConfigurationFault` with line and column.
  public init(_ text: String, file: String, fields: Set<LetterField>) throws {
    let known = Set(fields.map(\.rawValue))
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    title = try FilledText(lines.first ?? "", file: file, known: known)
    var paragraphs: [(text: [FilledText], isList: Bool)] = []
    var block: [String] = []
    for (index, line) in (lines + [""]).enumerated().dropFirst() {
      if !line.isEmpty { block.append(line) }
      guard line.isEmpty, !block.isEmpty else { continue }
      let first = index - block.count + 1
      let isList = block.allSatisfy { $0.hasPrefix("- ") }
      let texts = isList ? block.map { String($0.dropFirst(2)) } : [block.joined(separator: "\n")]
      paragraphs.append(
        (
          try texts.enumerated().map {
            try FilledText($0.element, file: file, firstLine: first + $0.offset, known: known)
          }, isList
        ))
      block = []
    }
    self.paragraphs = paragraphs
  }

  /// The places that it fills in.
  public var fields: Set<LetterField> {
    let all = paragraphs.flatMap(\.text).reduce(title.places) { $0.union($1.places) }
    return Set(all.compactMap(LetterField.init))
  }

  /// As plain text.
  public func plain(_ values: [LetterField: String]) throws -> String {
    let values = named(values, Harmless.lines)
    let body = try paragraphs.map { paragraph in
      try paragraph.text.map { (paragraph.isList ? "- " : "") + (try $0.filled(values)) }.joined(separator: "\n")
    }
    return try ([title.filled(values)] + body).filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  /// The title and the body as HTML; what is filled in brings no markup with it.
  public func html(_ values: [LetterField: String]) throws -> (title: String, body: String) {
    let values = named(values, Harmless.html)
    func words(_ text: FilledText) throws -> String {
      try text.filled(values) { Harmless.html($0).replacing("<br>", with: "") }
    }
    let body = try paragraphs.map { paragraph in
      let parts = try paragraph.text.map(words)
      return paragraph.isList
        ? "<ul>\n\(parts.map { "<li>\($0)</li>" }.joined(separator: "\n"))\n</ul>" : "<p>\(parts.joined())</p>"
    }
    return (try words(title), body.joined(separator: "\n"))
  }

  private func named(_ values: [LetterField: String], _ shown: (String) -> String) -> [String: String] {
    Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, shown($0.value)) })
  }
}
