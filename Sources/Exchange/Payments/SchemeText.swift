// Text as banks take it: the Latin letters of the payment schemes, and no more of them than fit.

import Foundation

/// Writes names and references in the characters that payment schemes carry.
enum SchemeText {
  /// What a scheme carries besides letters, digits and spaces (ISO 20022 usage for payments in Europe).
  private static let marks = Set("/-?:().,'+".unicodeScalars)

  private static let spelled: [Unicode.Scalar: String] = [
    "ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D",
    "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "\u{2019}": "'", "\u{2018}": "'", "\u{2013}": "-",
    "\u{2014}": "-", "&": " and ", "@": " at ", "_": "-",
  ]

  /// A text in the scheme's letters, cut to a length; nil where a letter of it has no Latin spelling, or nothing is left: a
  /// name with a hole in it would be another name.
  static func written(_ text: String, atMost length: Int) -> String? {
    var written = ""
    for scalar in text.decomposedStringWithCanonicalMapping.unicodeScalars {
      if isCarried(scalar) {
        written.unicodeScalars.append(scalar)
      } else if let spelling = spelled[scalar] {
        written += spelling
      } else if scalar.properties.generalCategory == .nonspacingMark {
        continue
      } else if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        return nil
      } else {
        written += " "
      }
    }
    var words = written.split(separator: " ").joined(separator: " ")
    // A slash at either end, or two of them, are read by banks as something else.
    while words.contains("//") { words = words.replacing("//", with: "/") }
    let cut = words.prefix(length).trimming { $0 == "/" || $0 == " " }
    return cut.contains { $0.isLetter || $0.isNumber } ? cut : nil
  }

  private static func isCarried(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", " ": true
    default: marks.contains(scalar)
    }
  }
}

extension StringProtocol {
  /// Without these letters at its ends.
  func trimming(_ isLeftOut: (Character) -> Bool) -> String {
    var rest = self[...]
    while let first = rest.first, isLeftOut(first) { rest = rest.dropFirst() }
    while let last = rest.last, isLeftOut(last) { rest = rest.dropLast() }
    return String(rest)
  }
}
