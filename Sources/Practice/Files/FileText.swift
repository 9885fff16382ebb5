// How a practice file spells amounts, days and text: as its layout says that the payroll system does.

import Dates
import Files
import Money

/// What a field of a practice file holds.
enum FileCell: Sendable {
  case text(String)
  case amount(Pence)
  case date(CivilDate)
  /// A number that is filled up with zeros to so many digits.
  case number(Int, digits: Int)
}

/// Spells cells as a layout writes them.
struct FileText: Sendable {
  private let amounts: AmountStyle
  private let dates: DateStyle
  private let encoding: Layout.Encoding

  init(_ layout: Layout) {
    amounts = layout.amounts
    dates = layout.dates
    encoding = layout.format == .xml ? .utf8 : layout.encoding
  }

  func spell(_ cell: FileCell) -> String {
    switch cell {
    case .text(let text): text
    case .amount(let amount): spell(amount)
    case .date(let date): spell(date)
    case .number(let number, let digits): Self.digits(number, digits)
    }
  }

  /// A number with leading zeros.
  static func digits(_ number: Int, _ count: Int) -> String {
    let text = String(number)
    return text.utf8.count >= count ? text : String(repeating: "0", count: count - text.utf8.count) + text
  }

  private func spell(_ amount: Pence) -> String {
    let size = amount.magnitude
    let pounds =
      (amounts.poundSign ? "£" : "") + (amounts.thousands ? String(size.pounds.dropFirst()) : size.description)
    let text = amounts.impliedPence ? String(size.rawValue) : pounds
    guard amount < .zero else { return text }
    if amounts.trailingMinus { return text + "-" }
    if amounts.creditSuffix { return text + "CR" }
    return amounts.brackets ? "(\(text))" : "-" + text
  }

  private func spell(_ date: CivilDate) -> String {
    var text = ""
    var pattern = Substring(dates.rawValue)
    while let first = pattern.first {
      let (part, length) =
        switch first {
        case "Y": (FileText.digits(date.year, 4), 4)
        case "M": (FileText.digits(date.monthOfYear, 2), 2)
        case "D": (FileText.digits(date.day, 2), 2)
        default: (String(first), 1)
        }
      text += part
      pattern = pattern.dropFirst(length)
    }
    return text
  }

  /// The bytes of a text in the file's encoding. Practice text has no sign outside Windows-1252's common part.
  func bytes(_ text: String) -> [UInt8] {
    if encoding == .utf8 { return Array(text.utf8) }
    return text.unicodeScalars.map { $0.value < 0x80 || (0xA0...0xFF).contains($0.value) ? UInt8($0.value) : 0x3F }
  }
}
