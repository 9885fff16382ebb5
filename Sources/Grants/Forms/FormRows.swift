// The rows of a web form's file, CSV or JSON, each by itself: one that cannot be read does not stop the others.

import Files
import Foundation

/// One form of a file as it was sent: the form's own fields and their text.
struct FormRow {
  /// The line on which it begins, from 1.
  let line: Int
  /// By the form's own names. An empty answer is left out.
  let texts: [String: String]
  /// Why it cannot be read, if it cannot.
  let fault: FormFault?
}

/// Reads the rows.
enum FormRows {
  /// - Parameter needed: the form's names that a file must have.
  /// - Throws: ``FormFault`` where the file as a whole cannot be read.
  static func read(_ bytes: [UInt8], needed: [String: String]) throws -> [FormRow] {
    let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    let first = text.first { !$0.isSpace }
    return first == UInt8(ascii: "[") ? try JSONForms.read(text) : try CSVForms.read(text, needed: needed)
  }
}

extension UInt8 {
  fileprivate var isSpace: Bool { self == 0x20 || self == 0x0A || self == 0x0D || self == 0x09 }
}

/// A CSV file with a line of headings (RFC 4180). Answers may have line ends of their own, inside quotes.
enum CSVForms {
  static func read(_ bytes: [UInt8], needed: [String: String]) throws -> [FormRow] {
    var records = CSVRecords(bytes)
    guard let head = records.next(), head.isWhole else {
      throw FormFault("", "no-headings", "A first line of headings is expected.")
    }
    let headings = head.fields.map { String(decoding: $0, as: UTF8.self).trimmingCharacters(in: .whitespaces) }
    guard Set(headings).count == headings.count else {
      throw FormFault("", "heading-twice", "Each heading is expected once.")
    }
    for (ours, theirs) in needed.sorted(by: { $0.key < $1.key }) where !headings.contains(theirs) {
      throw FormFault(ours, "heading-missing", "The heading for \(ours) is expected, as the layout names it.")
    }
    var rows: [FormRow] = []
    while let record = records.next() {
      if record.fields.count == 1, record.fields[0].isEmpty { continue }
      rows.append(row(record, headings))
    }
    return rows
  }

  private static func row(_ record: CSVRecords.Record, _ headings: [String]) -> FormRow {
    guard record.isWhole else {
      return FormRow(line: record.line, texts: [:], fault: FormFault("", "quotes", "A closing quote is expected."))
    }
    guard record.fields.count == headings.count else {
      return FormRow(
        line: record.line, texts: [:],
        fault: FormFault("", "columns", "As many columns as there are headings are expected."))
    }
    var texts: [String: String] = [:]
    for (heading, field) in zip(headings, record.fields) where !field.isEmpty {
      guard let text = String(validating: field, as: UTF8.self) else {
        return FormRow(line: record.line, texts: [:], fault: FormFault("", "encoding", "UTF-8 text is expected."))
      }
      texts[heading] = text
    }
    return FormRow(line: record.line, texts: texts, fault: nil)
  }
}

/// Records of a CSV file, one after another.
private struct CSVRecords {
  struct Record {
    let line: Int
    let fields: [[UInt8]]
    /// Whether every quote was closed, and nothing followed it.
    let isWhole: Bool
  }

  private let bytes: [UInt8]
  private var at = 0
  private var line = 1

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func next() -> Record? {
    guard at < bytes.count else { return nil }
    let begins = line
    var fields: [[UInt8]] = []
    var isWhole = true
    while true {
      let (field, isClean) = self.field()
      fields.append(field)
      isWhole = isWhole && isClean
      guard at < bytes.count, bytes[at] == UInt8(ascii: ",") else { break }
      at += 1
    }
    if at < bytes.count, bytes[at] == 0x0D { at += 1 }
    if at < bytes.count, bytes[at] == 0x0A { at += 1 }
    line += 1
    return Record(line: begins, fields: fields, isWhole: isWhole)
  }

  private mutating func field() -> (field: [UInt8], isClean: Bool) {
    guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
      let start = at
      while at < bytes.count, !ends(bytes[at]) { at += 1 }
      return (Array(bytes[start..<at]), true)
    }
    at += 1
    var field: [UInt8] = []
    while at < bytes.count {
      let byte = bytes[at]
      at += 1
      if byte == UInt8(ascii: "\"") {
        guard at < bytes.count, bytes[at] == UInt8(ascii: "\"") else {
          let start = at
          while at < bytes.count, !ends(bytes[at]) { at += 1 }
          return (field, start == at)
        }
        at += 1
      }
      if byte == 0x0A { line += 1 }
      field.append(byte)
    }
    return (field, false)
  }

  private func ends(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte == 0x0A || byte == 0x0D }
}

/// A JSON list of flat objects. Where each begins is found first, so that a form that is no such object is one fault.
enum JSONForms {
  static func read(_ bytes: [UInt8]) throws -> [FormRow] {
    let pieces = try pieces(bytes)
    return pieces.map { piece in
      guard let answers = try? JSONDecoder().decode([String: FlatAnswer].self, from: Data(bytes[piece.range])) else {
        return FormRow(
          line: piece.line, texts: [:],
          fault: FormFault("", "not-flat", "An object of texts, whole numbers, true and false is expected."))
      }
      return FormRow(line: piece.line, texts: answers.compactMapValues(\.text).filter { !$0.value.isEmpty }, fault: nil)
    }
  }

  private struct Piece {
    let line: Int
    let range: Range<Int>
  }

  private static let broken = FormFault("", "not-a-list", "A JSON list of objects is expected.")

  private static func pieces(_ bytes: [UInt8]) throws -> [Piece] {
    var pieces: [Piece] = []
    var (depth, line, start, begins) = (0, 1, 0, 1)
    var (inText, isEscaped, isOver) = (false, false, false)
    for (index, byte) in bytes.enumerated() {
      if byte == 0x0A { line += 1 }
      if inText {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte
          == UInt8(ascii: "\"")
        {
          inText = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""):
        guard depth > 1 else { throw broken }
        inText = true
      case UInt8(ascii: "["), UInt8(ascii: "{"):
        guard !isOver, depth > 0 || byte == UInt8(ascii: "["), depth != 1 || byte == UInt8(ascii: "{") else {
          throw broken
        }
        depth += 1
        if depth == 2 { (start, begins) = (index, line) }
      case UInt8(ascii: "]"), UInt8(ascii: "}"):
        guard depth > 0, depth != 1 || byte == UInt8(ascii: "]") else { throw broken }
        depth -= 1
        if depth == 1 { pieces.append(Piece(line: begins, range: start..<index + 1)) }
        if depth == 0 { isOver = true }
      default:
        guard depth > 1 || byte == UInt8(ascii: ",") && depth == 1 || byte.isSpace else { throw broken }
      }
    }
    guard isOver else { throw broken }
    return pieces
  }
}

/// One answer of a flat object. No number with a point is read: a sum is written as text, such as "250.00".
private struct FlatAnswer: Decodable {
  let text: String?

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      text = nil
    } else if let flag = try? container.decode(Bool.self) {
      text = flag ? "yes" : "no"
    } else if let number = try? container.decode(Int64.self) {
      text = String(number)
    } else {
      text = try container.decode(String.self)
    }
  }
}
