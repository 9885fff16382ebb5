// How many people gave from their pay in a month. Givers count persons, not posts.

import Dates
import Ledger
import Store

/// Counts of people who gave from their pay.
public enum Givers {
  /// How many different donors have a contribution in the posted files of this month's pay dates; superseded files do not
  /// count. It reads who gave in each file, and no line.
  public static func count(in month: Month, _ reading: Reading) throws -> Int64 {
    try count(PostedFile.all(reading).filter { $0.key.payDate.month == month && !$0.isSuperseded }, reading)
  }

  /// How many different donors have a line in these files.
  private static func count(_ files: [PostedFile], _ reading: Reading) throws -> Int64 {
    var posts = PostSet(limit: try reading.int("SELECT max(post) FROM post"))
    for file in files { try PostedGivers.add(file, to: &posts, reading) }
    // Nearly everyone has one post; of the others all but one are taken off.
    var times: [Int64: Int64] = [:]
    try reading.each(
      """
      SELECT DISTINCT d.donor, post.post FROM donor_posts AS d CROSS JOIN post ON post.donor = d.donor WHERE d.more > 0
      """
    ) { row in
      if posts.contains(row.int(1)) { times[row.int(0), default: 0] += 1 }
    }
    return Int64(posts.count) - times.values.reduce(0) { $0 + $1 - 1 }
  }

  /// Who gave from their pay in these months, for all funds and for each: it reads the lines of those months' files, once,
  /// when a report is made.
  public static func over(_ months: ClosedRange<Month>, _ reading: Reading) throws -> PeriodGivers {
    let files = try PostedFile.all(reading).filter { months.contains($0.key.payDate.month) && !$0.isSuperseded }
    var donors: [Int64: Int64] = [:]
    try reading.each("SELECT DISTINCT post, donor FROM post") { donors[$0.int(0)] = $0.int(1) }
    var pence: [Int64: [Int64: Int64]] = [:]
    for file in files {
      try reading.each(
        "SELECT fund, post, sum(amount_pence) FROM contribution WHERE id >= ? AND id < ? AND post > 0 GROUP BY fund, post",
        [.integer(file.rows.lowerBound), .integer(file.rows.upperBound)]
      ) { row in
        guard let donor = donors[row.int(1)] else { return }
        pence[row.int(0), default: [:]][donor, default: 0] += row.int(2)
      }
    }
    return PeriodGivers(
      all: Int64(Set(pence.values.flatMap(\.keys)).count), count: pence.mapValues { Int64($0.count) },
      largestPence: pence.mapValues { $0.values.max() ?? 0 })
  }

  /// Whose gifts may stand apart from those of the council's staff: at least so many of them gave in each of these months,
  /// or none.
  public static func standingApart(
    in months: [Month], atLeast least: Int64, _ reading: Reading
  ) throws -> Set<Account.Givers> {
    Set(
      try [Account.Givers.councillors, .partners].filter { kind in
        try Set(months).allSatisfy { try areEnough(kind, in: $0, atLeast: least, reading) }
      })
  }

  /// A month that has their money from anything but a payroll's file is not looked through.
  private static func areEnough(
    _ kind: Account.Givers, in month: Month, atLeast least: Int64, _ reading: Reading
  ) throws -> Bool {
    let entries = try reading.all(
      """
      SELECT DISTINCT public_id FROM entry JOIN posting ON posting.entry = entry.id
      WHERE entry.month = ? AND account = ?
      """, [.integer(Int64(month.monthNumber)), .text(Account.payrollIncome(kind).name)]
    ) { $0.text(0) }
    guard !entries.isEmpty else { return true }
    let files = try entries.compactMap { try PostedFile.find(id: $0, reading)?.0 }
    return try files.count == entries.count && count(files, reading) >= least
  }

  /// Whether less than so many people are behind what an employer has to pay over for a file: to tell the sum would tell
  /// what one of them gives. What is not for a payroll file is not known to be of few.
  public static func areFew(behind expectation: String, lessThan least: Int64, _ reading: Reading) throws -> Bool {
    guard let (file, employer) = try PostedFile.find(id: expectation, reading) else { return false }
    return try reading.int(
      """
      SELECT count(*) FROM (SELECT DISTINCT c.post FROM contribution AS c WHERE c.id >= ?1 AND c.id < ?2 AND EXISTS
      (SELECT 1 FROM post JOIN payroll ON payroll.number = post.payroll WHERE post.post = c.post AND employer = ?3)
      LIMIT ?4)
      """,
      [
        .integer(file.rows.lowerBound), .integer(file.rows.upperBound), .text(String(employer)), .integer(least),
      ]) < least
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

/// Who gave from their pay in some months: persons, not posts, each once however often they gave.
public struct PeriodGivers: Hashable, Sendable {
  /// How many, to whatever fund.
  public let all: Int64
  /// How many to each fund, by the fund's number.
  public let count: [Int64: Int64]
  /// The most that one person gave to each fund.
  public let largestPence: [Int64: Int64]
}
