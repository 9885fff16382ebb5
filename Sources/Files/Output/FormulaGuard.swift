// Text that a spreadsheet would take for a formula, and the sign that keeps it from doing so.

/// Guards text from spreadsheets: `=1+1` is written `'=1+1`. Quoting alone does not help.
public enum FormulaGuard {
  /// Puts a `'` before text that begins with `= + - @ '`, a tab or a carriage return.
  public static func protect(_ text: String) -> String { isRisky(text.utf8.first) ? "'" + text : text }

  /// Takes exactly one `'` off that ``protect(_:)`` put there.
  public static func unprotect(_ text: String) -> String {
    text.utf8.first == quote && isRisky(text.utf8.dropFirst().first) ? String(text.dropFirst()) : text
  }

  /// Puts a `'` before UTF-8 that needs it.
  static func protect(_ bytes: inout [UInt8]) {
    if isRisky(bytes.first) { bytes.insert(quote, at: 0) }
  }

  /// Takes one `'` off UTF-8.
  static func unprotect(_ bytes: inout [UInt8]) {
    if bytes.first == quote, isRisky(bytes.dropFirst().first) { bytes.removeFirst() }
  }

  private static let quote = UInt8(ascii: "'")

  private static func isRisky(_ first: UInt8?) -> Bool {
    switch first {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), quote, 0x09, 0x0D: true
    default: false
    }
  }
}
