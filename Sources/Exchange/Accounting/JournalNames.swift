// How our accounts are called in other people's books. Different accounts never get one name.

import Files
import Store

/// Names for other programs' journals.
enum JournalNames {
  /// Our name, or any id, in hledger's words: letters, digits and `-_./:` stay, every other byte becomes `%XX`.
  static func hledger(_ text: String) -> String {
    var name = ""
    for byte in text.utf8 {
      if isLetter(byte) || isDigit(byte) || "-_./:".utf8.contains(byte) {
        name.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        name += "%" + Hex.string([byte]).uppercased()
      }
    }
    return name.isEmpty ? "%" : name
  }

  /// Our name in Beancount's words: `asset:in-transit:SBC` is `Assets:In-transit:SBC`.
  ///
  /// Beancount asks for one of five roots, and for parts of letters, digits and hyphens that begin with a capital or a
  /// digit. A part in small letters gets a capital; one in capitals stays; every other is `0h` and its bytes in hex. The
  /// first has a small letter and begins with none, the second has no small letter, the third begins with `0h`: no two
  /// parts become one.
  /// - Throws: `StoreError.broken` for an account of no known kind.
  static func beancount(_ account: String) throws -> String {
    let parts = account.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    guard parts.count > 1, let root = roots[parts[0]] else {
      throw StoreError.broken("the account \(account) is of no known kind")
    }
    return ([root] + parts.dropFirst().map(beancountPart)).joined(separator: ":")
  }

  private static let roots = [
    "asset": "Assets", "liability": "Liabilities", "equity": "Equity", "income": "Income", "expense": "Expenses",
  ]

  private static func beancountPart(_ part: String) -> String {
    let bytes = Array(part.utf8)
    let isPlain = bytes.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
    if isPlain, let first = bytes.first {
      let hasCapital = bytes.contains { isCapital($0) }
      let rest = bytes.dropFirst()
      if isSmall(first), !hasCapital, rest.contains(where: isSmall) {
        return String(part.prefix(1)).uppercased() + part.dropFirst()
      }
      if isCapital(first) || isDigit(first), !bytes.contains(where: isSmall) { return part }
    }
    return "0h" + Hex.string(bytes)
  }

  /// A text within quotes, as Beancount reads it.
  static func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  private static func isSmall(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
  private static func isCapital(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { isSmall(byte) || isCapital(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
