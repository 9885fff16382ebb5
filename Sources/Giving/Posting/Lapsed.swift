// "No deduction this month": live mandates for which no line came. A query, never rows.

import Dates
import Money
import Store

/// A live mandate for which no deduction came.
public struct Lapse: Codable, Sendable {
  /// The mandate's number.
  public let mandate: Int64
  /// The post.
  public let post: Int64
  /// The deduction code.
  public let code: String
  /// What the mandate says.
  public let amountPence: Int64
  /// The file in which it was expected.
  public let file: String

  /// The lapses of a calendar month: for each posted file with a pay date in it, the mandates of its payrolls that are
  /// live on that date and in no posted file of that date.
  public static func all(in month: Month, _ reading: Reading) throws -> [Lapse] {
    var byDate: [String: [PostedFile]] = [:]
    for file in try PostedFile.all(reading) where file.key.payDate.month == month && !file.isSuperseded {
      byDate["\(file.key.sender)/\(file.key.payroll)/\(file.key.payDate)", default: []].append(file)
    }
    return try byDate.sorted { $0.key < $1.key }.flatMap { try lapses($0.value, reading) }
  }

  private static func lapses(_ files: [PostedFile], _ reading: Reading) throws -> [Lapse] {
    guard let first = files.first else { return [] }
    var given: Set<Int64> = []
    for file in files {
      try reading.each(
        "SELECT DISTINCT mandate FROM contribution WHERE id >= ? AND id < ? AND mandate <> 0",
        [.integer(file.rows.lowerBound), .integer(file.rows.upperBound)]
      ) { given.insert($0.int(0)) }
    }
    let day = Value.integer(Int64(first.key.payDate.dayNumber))
    var lapses: [Lapse] = []
    for payroll in try payrolls(files, reading) {
      try reading.each(
        """
        SELECT mandate, post, code, amount_pence FROM mandate_now
        WHERE payroll = ? AND from_day <= ? AND until_day >= ? ORDER BY mandate
        """, [.integer(payroll), day, day]
      ) { row in
        guard !given.contains(row.int(0)) else { return }
        lapses.append(
          Lapse(
            mandate: row.int(0), post: row.int(1), code: row.text(2), amountPence: row.int(3),
            file: first.key.description))
      }
    }
    return lapses
  }

  /// The payrolls that files hold: one, or those of each employer whose entry they brought.
  private static func payrolls(_ files: [PostedFile], _ reading: Reading) throws -> [Int64] {
    var numbers: Set<Int64> = []
    for file in files {
      for payroll in try Payroll.all(reading) where payroll.code == file.key.payroll {
        let entry = "\(file.subject)/\(payroll.employer)"
        if try reading.int("SELECT count(*) FROM entry WHERE public_id = ?", [.text(entry)]) > 0 {
          numbers.insert(payroll.number)
        }
      }
    }
    return numbers.sorted()
  }
}
