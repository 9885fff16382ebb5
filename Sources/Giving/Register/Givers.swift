// How many people gave from their pay in a month. Givers count persons, not posts.

import Dates
import Ledger
import Store

/// Counts of people who gave from their pay.
public enum Givers {
  /// How many different donors have a contribution in the posted files of this month's pay dates; superseded files do not
  /// count. It reads the lines of those files: once, when the month is closed.
  public static func count(in month: Month, _ reading: Reading) throws -> Int64 {
    let files = try PostedFile.all(reading).filter { $0.key.payDate.month == month && !$0.isSuperseded }
    return Int64(try donors(of: files, reading).count)
  }

  private static func donors(of files: [PostedFile], _ reading: Reading) throws -> Set<Int64> {
    var posts: Set<Int64> = []
    for file in files {
      try reading.each(
        "SELECT DISTINCT post FROM contribution WHERE id >= ? AND id < ? AND post > 0",
        [.integer(file.rows.lowerBound), .integer(file.rows.upperBound)]
      ) { posts.insert($0.int(0)) }
    }
    var donors: Set<Int64> = []
    try reading.each("SELECT DISTINCT post, donor FROM post") { row in
      if posts.contains(row.int(0)) { donors.insert(row.int(1)) }
    }
    return donors
  }

  /// Whether at least so many councillors gave in each of these months, or none: only then may what they gave stand apart
  /// from what staff gave. A month that has their money from anything but a payroll's file is not looked through.
  public static func councillorsStandApart(
    in months: [Month], atLeast least: Int64, _ reading: Reading
  ) throws -> Bool {
    for month in Set(months) {
      let entries = try reading.all(
        """
        SELECT DISTINCT public_id FROM entry JOIN posting ON posting.entry = entry.id
        WHERE entry.month = ? AND account = ?
        """, [.integer(Int64(month.monthNumber)), .text(Account.payrollIncome(.councillors).name)]
      ) { $0.text(0) }
      guard !entries.isEmpty else { continue }
      let found = try entries.compactMap { try PostedFile.find(id: $0, reading)?.0 }
      guard found.count == entries.count, try donors(of: found, reading).count >= least else { return false }
    }
    return true
  }

  /// The payrolls, as `employer/payroll`, that had a posted file in the month before and have none in this one.
  public static func payrollsNotCome(in month: Month, _ reading: Reading) throws -> [String] {
    let files = try PostedFile.all(reading)
    func payrolls(_ month: Month) -> Set<String> {
      Set(files.filter { $0.key.payDate.month == month }.map { "\($0.key.sender)/\($0.key.payroll)" })
    }
    return payrolls(month.previous).subtracting(payrolls(month)).sorted()
  }
}
