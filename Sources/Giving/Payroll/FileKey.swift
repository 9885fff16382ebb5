// What makes a payroll file the same file.

import Dates

/// The file key: who sent it, for which payroll and pay date, and which run of that day it is.
public struct FileKey: Hashable, Comparable, Sendable {
  /// The employer's code, or the bureau's where one bureau pays for several employers.
  public let sender: String
  /// The payroll's code.
  public let payroll: String
  /// The day of pay.
  public let payDate: CivilDate
  /// 1, unless the payroll is run again for that day.
  public let sequence: Int

  /// The key of a file.
  public init(sender: String, payroll: String, payDate: CivilDate, sequence: Int) {
    self.sender = sender
    self.payroll = payroll
    self.payDate = payDate
    self.sequence = sequence
  }

  /// In order of sender, payroll, day and sequence: the order in which the night posts.
  public static func < (a: FileKey, b: FileKey) -> Bool {
    (a.sender, a.payroll, a.payDate, a.sequence) < (b.sender, b.payroll, b.payDate, b.sequence)
  }
}

extension FileKey: CustomStringConvertible {
  /// `SBC/STAFF/2026-10-30/0001`
  public var description: String {
    let digits = String(sequence)
    return "\(sender)/\(payroll)/\(payDate)/\(String(repeating: "0", count: max(0, 4 - digits.count)))\(digits)"
  }

  /// Reads what ``description`` wrote, or nil.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/")
    guard parts.count == 4, let payDate = CivilDate(parts[2]), let sequence = Int(parts[3]) else { return nil }
    self.init(sender: String(parts[0]), payroll: String(parts[1]), payDate: payDate, sequence: sequence)
  }

  /// The id of what a revision of this file brought to the books: the beginning of its entries' and items' ids.
  func subject(revision: Int) -> String { "payroll/\(self)/r\(revision)" }
}
