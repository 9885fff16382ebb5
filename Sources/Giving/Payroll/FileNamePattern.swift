// What a payroll file's name says: fixed text with named parts.

import Dates

/// A pattern for file names such as `payroll-{employer}-{payroll}-{payDate}-{sequence}.csv`.
///
/// A code takes letters, digits and hyphens, as few as the text after it allows: codes with hyphens need another sign
/// between the parts, such as `_`. A pay date takes only digits in the form of one, a sequence number only one to four
/// digits; `{*}` takes anything and means nothing.
public struct FileNamePattern: Hashable, Sendable {
  /// What a named part can say.
  public enum Part: String, CaseIterable, Sendable {
    /// The employer's code.
    case employer
    /// The payroll's code.
    case payroll
    /// The day of pay, in ISO form or as eight digits.
    case payDate
    /// The run of that day.
    case sequence
    /// The day that an agency's report is of, in ISO form or as eight digits.
    case reportDate
    /// The number that the agency gives its report.
    case report
    /// Nothing that matters.
    case anything = "*"

    /// What the name of a payroll file can say.
    public static let ofPayroll: Set<Part> = [.employer, .payroll, .payDate, .sequence, .anything]
    /// What the name of an agency's report can say.
    public static let ofReport: Set<Part> = [.reportDate, .report, .anything]
  }

  private enum Piece: Hashable, Sendable {
    case text([Character])
    case part(Part)
  }

  /// The pattern as it was written.
  public let text: String
  private let pieces: [Piece]

  /// Reads a pattern; nil if a part is none of `parts`, stands twice, or a brace is not closed.
  public init?(_ text: String, parts: Set<Part> = Part.ofPayroll) {
    self.text = text
    var pieces: [Piece] = []
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { pieces.append(.text(Array(rest[..<open]))) }
      guard let close = rest[open...].firstIndex(of: "}"),
        let part = Part(rawValue: String(rest[rest.index(after: open)..<close])),
        parts.contains(part), part == .anything || !pieces.contains(.part(part))
      else { return nil }
      pieces.append(.part(part))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(.text(Array(rest))) }
    self.pieces = pieces
  }

  /// What a name says, or nil if it does not fit. A tool's path is not part of the name.
  public func read(_ name: String) -> [Part: String]? {
    guard name.utf8.count <= 255 else { return nil }
    var failed: Set<Place> = []
    return match(Array(name)[...], pieces[...], [:], &failed)
  }

  /// A place in the name and one in the pattern from which nothing fits: tried once, so that no name takes long.
  private struct Place: Hashable {
    let name: Int
    let piece: Int
  }

  private func match(
    _ name: ArraySlice<Character>, _ pieces: ArraySlice<Piece>, _ found: [Part: String], _ failed: inout Set<Place>
  ) -> [Part: String]? {
    guard let piece = pieces.first else { return name.isEmpty ? found : nil }
    switch piece {
    case .text(let text):
      guard name.starts(with: text) else { return nil }
      return match(name.dropFirst(text.count), pieces.dropFirst(), found, &failed)
    case .part(let part):
      let place = Place(name: name.startIndex, piece: pieces.startIndex)
      if failed.contains(place) { return nil }
      for length in stride(from: 1, through: name.count, by: 1) {
        guard let last = name.dropFirst(length - 1).first, part == .anything || Self.belongs(last) else { break }
        guard part.fits(name.prefix(length)) else { continue }
        var found = found
        found[part] = String(name.prefix(length))
        if let all = match(name.dropFirst(length), pieces.dropFirst(), found, &failed) { return all }
      }
      failed.insert(place)
      return nil
    }
  }

  private static func belongs(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || character == "-")
  }

  /// The day that a part of a name spells, or nil.
  static func day(_ text: String) -> CivilDate? {
    let bytes = Array(text.utf8)
    return DateStyle.iso.read(bytes.span) ?? DateStyle.compact.read(bytes.span)
  }
}

extension FileNamePattern.Part {
  /// Whether some characters of a name have the form of this part. Without it `2026-10-30-0001` would be the date `2026` and
  /// the sequence number `10-30-0001`.
  fileprivate func fits(_ text: ArraySlice<Character>) -> Bool {
    func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
    switch self {
    case .sequence: return text.count <= 4 && text.allSatisfy(isDigit)
    case .payDate, .reportDate:
      let form = text.map { isDigit($0) ? "0" : $0 }
      return form == Array("0000-00-00") || form == Array("00000000")
    case .employer, .payroll, .report, .anything: return true
    }
  }
}
