// The pieces that reports are made of, by their names. The monthly statement and the reports name them alike, so that each is
// held against all the others: kind, fund, what it is for, month; in reports after it what was served, and how it went.

/// Pieces by their names.
struct ReportPieces: Sendable {
  private(set) var values: [FigurePart: Int64] = [:]

  /// Adds to a piece.
  mutating func add(_ measure: Measure, _ name: String, _ value: Int64) {
    values[FigurePart(measure, name), default: 0] += value
  }

  /// What a piece comes to.
  subscript(measure: Measure, name: String) -> Int64 { values[FigurePart(measure, name)] ?? 0 }

  /// Where the words of a name stand: `signed/main/individuals/2026-04/health/late`.
  enum Place: Int, Hashable {
    /// What is counted.
    case kind
    /// The fund's code.
    case fund
    /// What it is for, in the accounts.
    case use
    /// The month.
    case month
    /// What it serves; for grants that ended, how.
    case priority
    /// How it went.
    case how
  }

  /// The names of one kind that have these words in their places.
  func names(_ measure: Measure, _ kind: String, _ words: [Place: String] = [:]) -> [String] {
    values.keys.filter { part in
      guard part.measure == measure else { return false }
      let parts = part.name.split(separator: "/")
      return parts.first.map { $0 == kind } ?? false
        && words.allSatisfy { place, word in parts.indices.contains(place.rawValue) && parts[place.rawValue] == word }
    }.map(\.name)
  }
}
