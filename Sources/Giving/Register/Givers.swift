// How many people gave from their pay in a month. Givers count persons, not posts.

import Dates
import Store

/// Counts of people who gave from their pay.
public enum Givers {
  /// How many different donors have a contribution in the posted files of this month's pay dates; superseded files do not
  /// count. It reads the lines of those files: once, when the month is closed.
  public static func count(in month: Month, _ reading: Reading) throws -> Int64 {
    var posts: Set<Int64> = []
    for file in try PostedFile.all(reading) where file.key.payDate.month == month && !file.isSuperseded {
      try reading.each(
        "SELECT DISTINCT post FROM contribution WHERE id >= ? AND id < ? AND post > 0",
        [.integer(file.rows.lowerBound), .integer(file.rows.upperBound)]
      ) { posts.insert($0.int(0)) }
    }
    var donors: Set<Int64> = []
    try reading.each("SELECT DISTINCT post, donor FROM post") { row in
      if posts.contains(row.int(0)) { donors.insert(row.int(1)) }
    }
    return Int64(donors.count)
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
