// Letters' words, read from `config/templates`, with the places that grants' letters fill in.

import Files

/// The words of a letter to an applicant.
public struct LetterTemplate: Sendable {
  private let text: LetterText

  /// Reads a template: the first line is the title, blank lines part paragraphs.
  /// - Throws: `ConfigurationFault` with line and column.
  public init(_ text: String, file: String, fields: Set<LetterField>) throws {
    self.text = try LetterText(text, file: file, known: Set(fields.map(\.rawValue)))
  }

  /// The places that it fills in.
  public var fields: Set<LetterField> { Set(text.places.compactMap(LetterField.init)) }

  /// As plain text.
  /// - Throws: ``GrantsError/form(_:)`` if a place has no value.
  public func plain(_ values: [LetterField: String]) throws -> String { try text.plain(named(values)) }

  /// The title and the body as HTML; what is filled in brings no markup with it.
  /// - Throws: ``GrantsError/form(_:)`` if a place has no value.
  public func html(_ values: [LetterField: String]) throws -> (title: String, body: String) {
    try text.html(named(values))
  }

  private func named(_ values: [LetterField: String]) throws -> [String: String] {
    for field in fields.sorted(by: { $0.rawValue < $1.rawValue }) where values[field] == nil {
      throw GrantsError.form("There is nothing to fill in for \(field.rawValue).")
    }
    return Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value) })
  }
}
