// Which pattern of an account each line of a statement fits.

/// The patterns of an account that lines fit, by the lines' places.
struct LinePatterns {
  private static let none: Int32 = -1
  private var numbers: [Int32] = []

  /// Adds the next lines of a statement, each with the first pattern of the account that one of its texts fits.
  mutating func add(_ lines: StatementLines, of account: BankAccount) {
    // The texts of one line as patterns compare them, and where each ends.
    var letters: [UInt8] = []
    var ends: [Int] = []
    for index in lines.indices {
      letters.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      lines.eachNarrative(index) { text in
        Wildcard.appendLetters(of: text, to: &letters)
        ends.append(letters.count)
      }
      let fitting = account.patterns.firstIndex { pattern in
        var start = 0
        return ends.contains { end in
          defer { start = end }
          return pattern.narrative.fits(letters: letters.span.extracting(start..<end))
        }
      }
      numbers.append(fitting.map { Int32($0) } ?? Self.none)
    }
  }

  /// How many lines there are.
  var count: Int { numbers.count }

  /// The number of a line's pattern; nil if none fits.
  subscript(index: Int) -> Int? { numbers[index] == Self.none ? nil : Int(numbers[index]) }
}
