// Where a payment goes, read from what a person wrote down: name, sort code, account number, reference.

/// A payee's account, as the scheme carries it.
struct PayeeAccount: Hashable {
  /// The longest name that Faster Payments carries.
  static let longestName = 40
  /// The longest reference that Bacs and Faster Payments both carry.
  static let longestReference = 18

  /// The account's name.
  let name: String
  /// Six digits.
  let sortCode: String
  /// Eight digits.
  let number: String
  /// What the payee sees; nil where none was given.
  let reference: String?

  /// Reads `Beds Ltd, 20-20-15, 55555555, INV 7`. Nil where there is no name before a sort code and account number, more
  /// than one of them, or a name that the scheme cannot carry: nothing is guessed where money goes.
  init?(_ details: String) {
    let scalars = Array(details.unicodeScalars)
    let found = scalars.indices.compactMap { Self.account(scalars, at: $0) }
    guard found.count == 1, let found = found.first else { return nil }
    let text = { (part: ArraySlice<Unicode.Scalar>) in
      String(String.UnicodeScalarView(part)).trimming { " ,;:-\t\r\n".contains($0) }
    }
    let before = Self.without(["sort code", "sort-code", "sortcode"], atEndOf: text(scalars[..<found.start]))
    let after = Self.without(["reference", "ref"], atBeginningOf: text(scalars[found.end...]))
    guard let name = SchemeText.written(before, atMost: Self.longestName) else { return nil }
    self.name = name
    sortCode = found.sortCode
    number = found.number
    reference = SchemeText.written(after, atMost: Self.longestReference)
  }

  private struct Found {
    let start: Int
    let end: Int
    let sortCode: String
    let number: String
  }

  /// A sort code that begins here, and the account number after it.
  private static func account(_ scalars: [Unicode.Scalar], at start: Int) -> Found? {
    guard start == 0 || !isDigit(scalars[start - 1]) else { return nil }
    var place = start
    var sortCode = ""
    for pair in 0..<3 {
      if pair > 0, place < scalars.count, scalars[place] == "-" || scalars[place] == " " { place += 1 }
      guard let digits = digits(2, scalars, at: place) else { return nil }
      sortCode += digits
      place += 2
    }
    let gap = place
    while place < scalars.count, !isDigit(scalars[place]), place - gap < 30 { place += 1 }
    guard place > gap, let number = digits(8, scalars, at: place) else { return nil }
    guard place + 8 == scalars.count || !isDigit(scalars[place + 8]) else { return nil }
    return Found(start: start, end: place + 8, sortCode: sortCode, number: number)
  }

  private static func digits(_ count: Int, _ scalars: [Unicode.Scalar], at place: Int) -> String? {
    guard place + count <= scalars.count else { return nil }
    let part = scalars[place..<place + count]
    return part.allSatisfy(isDigit) ? String(String.UnicodeScalarView(part)) : nil
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private static func without(_ words: [String], atEndOf text: String) -> String {
    guard let word = words.first(where: { text.lowercased().hasSuffix($0) }) else { return text }
    return text.dropLast(word.count).trimming { " ,;:".contains($0) }
  }

  private static func without(_ words: [String], atBeginningOf text: String) -> String {
    guard let word = words.first(where: { text.lowercased().hasPrefix($0) }) else { return text }
    return text.dropFirst(word.count).trimming { " ,;:".contains($0) }
  }
}
