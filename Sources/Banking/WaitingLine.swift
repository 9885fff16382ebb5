// Lines that wait for a person, with what was proposed for them.

import Ledger
import Store

/// A line, or what is over of one, that lies in suspense.
public struct WaitingLine: Codable, Sendable {
  /// The id by which it is assigned.
  public let line: String
  /// The day it was booked.
  public let date: String
  /// What lies in suspense.
  public let amountPence: Int64
  /// `bank-unmatched`, `bank-no-listing`, `bank-ambiguous-payee`, `bank-short`, `bank-over` or `bank-opening`.
  public let code: String
  /// Why it waits, in words.
  public let reason: String
  /// The expectation it might pay.
  public let proposed: String?
  /// How sure that is.
  public let confidence: String
  /// What the bank wrote, once somebody looked: see ``NarrativeLook``.
  public var narrative: [String]?

  /// All that wait, oldest first.
  public static func all(_ reading: Reading) throws -> [WaitingLine] {
    try OpenItem.open(reading).filter { $0.code.hasPrefix("bank-") }.map { item in
      let said = try LineAssignment.of(item.id, reading).first
      return WaitingLine(
        line: item.id, date: item.eventDate, amountPence: item.suspensePence ?? 0, code: item.code,
        reason: try said?.reason ?? otherwise(item, reading), proposed: said?.expectation,
        confidence: said?.confidence ?? "none")
    }
  }

  private static func otherwise(_ item: OpenItem, _ reading: Reading) throws -> String {
    if item.code == "bank-opening" { return "It was in the account before its first statement." }
    let suffix = "/again"
    guard item.id.hasSuffix(suffix) else { return CarryingOut.over }
    let before = item.id.dropLast(suffix.count)
    let why =
      try EntryReason.find("reversed/assigned/\(before)", reading) ?? EntryReason.find("reversed/\(before)", reading)
    return "Two people put back what it was assigned to\(why.map { " (\($0))" } ?? "")."
  }
}
