// What an export's file and folder are called. The business date stands here and nowhere inside.

import Dates

/// The name of an export's file and folder, without an ending: `foundation-0041-2026-11-21`, `foundation-full-2026-11-21`.
struct ExportName: Hashable {
  /// The export's number; nil for one of everything.
  let number: Int64?
  /// The business date of the night it was made for.
  let date: CivilDate

  var text: String { "foundation-\(number.map(Self.padded) ?? "full")-\(date)" }

  init(number: Int64?, date: CivilDate) {
    self.number = number
    self.date = date
  }

  /// Reads what ``text`` wrote; nil for anything else.
  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "-", maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0] == "foundation", let date = CivilDate(parts[2]) else { return nil }
    if parts[1] == "full" {
      self.init(number: nil, date: date)
    } else {
      guard let number = Int64(parts[1]), number > 0, parts[1] == Self.padded(number) else { return nil }
      self.init(number: number, date: date)
    }
  }

  /// A number in at least four digits: `0041`.
  static func padded(_ number: Int64) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
