// Simple patterns for file names and narratives: fixed text, and `*` for anything.

/// A pattern such as `CHARITIES TRST PYM*`. Letters match whatever their case; `*` stands for any text, also none.
public struct Wildcard: Hashable, Sendable {
  /// The pattern as it was written.
  public let text: String
  private let pattern: [UInt8]

  /// A pattern.
  public init(_ text: String) {
    self.text = text
    pattern = Array(text.uppercased().utf8)
  }

  /// Whether a text fits as a whole. The time is at most the product of both lengths: a `*` goes back to the last one only.
  public func fits(_ other: String) -> Bool {
    var letters: [UInt8] = []
    Self.appendLetters(of: Array(other.utf8)[...], to: &letters)
    return fits(letters: letters.span)
  }

  /// Appends a text as patterns compare it: to be made once where many patterns are tried.
  static func appendLetters(of text: ArraySlice<UInt8>, to letters: inout [UInt8]) {
    guard text.allSatisfy({ $0 < 0x80 }) else {
      return letters.append(contentsOf: String(decoding: text, as: UTF8.self).uppercased().utf8)
    }
    for letter in text {
      letters.append(letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z") ? letter - 0x20 : letter)
    }
  }

  func fits(letters: Span<UInt8>) -> Bool {
    var (at, place) = (0, 0)
    var star: (pattern: Int, place: Int)?
    while place < letters.count {
      if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
        star = (at, place)
        at += 1
      } else if at < pattern.count, pattern[at] == letters[place] {
        at += 1
        place += 1
      } else if let last = star {
        star = (last.pattern, last.place + 1)
        at = last.pattern + 1
        place = last.place + 1
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
