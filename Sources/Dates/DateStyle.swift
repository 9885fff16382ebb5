// How files write dates.

/// How a file writes a date: digits of fixed places between fixed signs.
public enum DateStyle: String, CaseIterable, Sendable {
  /// `2026-10-30`
  case iso = "YYYY-MM-DD"
  /// `30/10/2026`
  case slashes = "DD/MM/YYYY"
  /// `30-10-2026`
  case dashes = "DD-MM-YYYY"
  /// `30.10.2026`
  case points = "DD.MM.YYYY"
  /// `20261030`
  case compact = "YYYYMMDD"
  /// `30102026`
  case compactDayFirst = "DDMMYYYY"

  /// The date that all of `bytes` spell in this style, or nil.
  public func read(_ bytes: Span<UInt8>) -> CivilDate? {
    let pattern = rawValue.utf8
    guard bytes.count == pattern.count else { return nil }
    var year = 0
    var month = 0
    var day = 0
    for (index, place) in pattern.enumerated() {
      let byte = bytes[index]
      let isDigit = byte >= 0x30 && byte <= 0x39
      switch place {
      case UInt8(ascii: "Y") where isDigit: year = year * 10 + Int(byte - 0x30)
      case UInt8(ascii: "M") where isDigit: month = month * 10 + Int(byte - 0x30)
      case UInt8(ascii: "D") where isDigit: day = day * 10 + Int(byte - 0x30)
      case byte where !isDigit: continue
      default: return nil
      }
    }
    return CivilDate(year: year, month: month, day: day)
  }
}
