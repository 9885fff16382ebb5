// A text of the configuration with places to fill in, such as `{{name}}`.

/// A text with places such as `{{name}}`. What is filled in is never read as a place again.
public struct FilledText: Sendable {
  enum Piece: Hashable, Sendable {
    case words(String)
    case place(String)
  }

  let pieces: [Piece]
  let file: String

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
    self.init(pieces, file: file)
  }

  init(_ pieces: [Piece], file: String) {
    self.pieces = pieces.filter { $0 != .words("") }
    self.file = file
  }

  /// The same text with its own words as `shown` makes them; its places stay.
  public func withWords(_ shown: (String) -> String) -> FilledText {
    FilledText(
      pieces.map { piece in if case .words(let words) = piece { .words(shown(words)) } else { piece } }, file: file)
  }

  /// Fills it in.
  /// - Parameter asWords: what becomes of the text's own words.
  /// - Throws: `ConfigurationFault` if a place has no value.
  public func filled(_ values: [String: String], asWords: (String) -> String = { $0 }) throws -> String {
    var text = ""
    for piece in pieces {
      switch piece {
      case .words(let words): text += asWords(words)
      case .place(let name):
        guard let value = values[name] else {
          throw ConfigurationFault(
            file: file, line: 0, column: 0, message: "There is nothing to fill in for {{\(name)}}.")
        }
        text += value
      }
    }
    return text
  }
}
