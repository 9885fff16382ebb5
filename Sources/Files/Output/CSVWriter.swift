// CSV as other systems read it: RFC 4180 quotes, UTF-8 without a byte order mark, lines that end with a line feed.

import Dates
import Money

/// One field of a CSV file.
public enum CSVField: Hashable, Sendable {
  /// Text from people: guarded from spreadsheets (``FormulaGuard``), and without marks that turn the direction of writing.
  case text(String)
  /// What the program itself made: numbers, dates, codes, ids. Never guarded.
  case plain(String)

  /// An amount in pounds: `-1234.50`.
  public static func amount(_ pence: Pence) -> CSVField { .plain(pence.description) }
  /// A day: `2026-10-30`.
  public static func date(_ date: CivilDate) -> CSVField { .plain(date.description) }
  /// A whole number.
  public static func integer(_ number: Int) -> CSVField { .plain(String(number)) }
  /// Nothing.
  public static let empty = CSVField.plain("")
}

/// Writes CSV, the same bytes for the same rows everywhere.
public struct CSVWriter {
  private let sink: any ByteSink
  private let delimiter: UInt8

  /// Writes to a sink.
  public init(to sink: any ByteSink, delimiter: Character = ",") {
    self.sink = sink
    self.delimiter = delimiter.asciiValue ?? UInt8(ascii: ",")
  }

  /// Writes the line of headings.
  public func headings(_ names: [String]) throws(OutputError) { try row(names.map { .plain($0) }) }

  /// Writes one row.
  /// - Throws: ``OutputError/forbiddenCharacter(scalar:)`` for a control character other than tab and line ends, which a
  ///   strict reader would refuse.
  public func row(_ fields: [CSVField]) throws(OutputError) {
    var line: [UInt8] = []
    for (index, field) in fields.enumerated() {
      if index > 0 { line.append(delimiter) }
      try append(field, to: &line)
    }
    // A row of one empty field would be a blank line.
    if line.isEmpty { line = [0x22, 0x22] }
    line.append(0x0A)
    try sink.write(line)
  }

  private func append(_ field: CSVField, to line: inout [UInt8]) throws(OutputError) {
    var bytes: [UInt8]
    switch field {
    case .plain(let text): bytes = Array(text.utf8)
    case .text(let text):
      bytes = Composition.composed(Harmless.straight(text))
      FormulaGuard.protect(&bytes)
    }
    // U+FEFF at the start of a file would be taken for a byte order mark.
    var needsQuotes = bytes.first == 0x20 || bytes.last == 0x20 || bytes.starts(with: [0xEF, 0xBB, 0xBF])
    for byte in bytes {
      if byte == delimiter || byte == 0x22 || byte == 0x0A || byte == 0x0D { needsQuotes = true }
      if byte == 0x7F || byte < 0x20 && byte != 0x09 && byte != 0x0A && byte != 0x0D {
        throw .forbiddenCharacter(scalar: UInt32(byte))
      }
    }
    guard needsQuotes else { return line.append(contentsOf: bytes) }
    line.append(0x22)
    for byte in bytes {
      if byte == 0x22 { line.append(0x22) }
      line.append(byte)
    }
    line.append(0x22)
  }
}
