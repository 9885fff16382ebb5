// A corrected file tells of less than was passed on already: what is over is somebody's, and a person must see to it.

import Dates
import Ledger
import Money
import Store

/// What waits where more was passed on than was deducted.
enum PassedOnTooMuch {
  /// The code of the item.
  static let code = "passed-on-too-much"
  private static let suffix = "/\(code)"
  private static let rest = "/over"

  /// Raises the item of an expectation under which the scheme owes by now what was paid too much of it.
  /// - Parameters:
  ///   - expectation: that of the corrected file.
  ///   - subject: the corrected file, with which the item is closed if another takes its place.
  static func raiseIfSo(_ expectation: String, of subject: String, on date: CivilDate, in write: Write) throws {
    guard try Due.under(expectation, write.reading).map(\.amount).sum() < .zero else { return }
    try OpenItem(id: expectation + suffix, code: code, subject: subject, eventDate: date).raise(in: write)
  }

  /// The expectation that an item is about.
  static func expectation(of item: OpenItem) -> String {
    var id = item.id[...]
    while id.hasSuffix(rest) { id = id.dropLast(rest.count) }
    return String(id.hasSuffix(suffix) ? id.dropLast(suffix.count) : id)
  }

  /// Raises an item of what is still over once some of it was set against what is owed.
  static func raiseRest(of item: OpenItem, on date: CivilDate, in write: Write) throws {
    guard try Due.under(expectation(of: item), write.reading).map(\.amount).sum() < .zero else { return }
    try OpenItem(id: item.id + rest, code: code, subject: item.subject, eventDate: date).raise(in: write)
  }

  /// The open items of which nothing is over any more.
  static func settled(_ reading: Reading) throws -> [OpenItem] {
    try OpenItem.open(reading).filter { item in
      guard item.code == code else { return false }
      return try Due.under(expectation(of: item), reading).map(\.amount).sum() >= .zero
    }
  }
}
