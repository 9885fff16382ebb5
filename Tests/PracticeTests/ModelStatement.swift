// The statement as the auditor would write it: from its own books, line by line, without the house's tallies.

import Dates
import Operations
import Reporting
import Store

/// Holds the house's statement figures against an auditor's books.
enum ModelStatement {
  /// The lines of what came in and went out, and the account of each.
  private static let accounts = [
    "taken-on": "equity:", "payroll-staff": "income:payroll:staff", "payroll-councillors": "income:payroll:councillors",
    "payroll-partners": "income:payroll:partners", "match": "income:match", "gifts": "income:gifts",
    "gift-aid": "income:gift-aid",
    "transfers-in": "income:transfers-in", "transfers-out": "expense:transfers-out",
    "agency-fees": "expense:agency-fees", "foundation-fee": "expense:foundation-fee",
  ]

  /// What differs, one line each: for all funds and each, for every month with money in it and one after.
  static func differences(_ house: House, _ books: ModelBooks, funds: [String], yearBegins: Int) throws -> [String] {
    let sums = books.balances.compactMap { key, pence -> (account: String, fund: String, month: Month, pence: Int)? in
      let parts = key.split(separator: " ").map(String.init)
      return Month(parts[2]).map { (parts[0], parts[1], $0, pence) }
    }
    guard let first = sums.map(\.month).min() else { return [] }
    let told = Set(sums.map(\.month)).flatMap { [$0, $0.next] }
    var found: [String] = []
    for fund in [nil] + funds {
      let own = sums.filter { fund == nil || $0.fund == fund }
      func sum(_ prefix: String, _ months: ClosedRange<Month>, _ sign: Int) -> Int64 {
        Int64(own.reduce(0) { $0 + ($1.account.hasPrefix(prefix) && months.contains($1.month) ? sign * $1.pence : 0) })
      }
      for month in Set(told).sorted() {
        let figures = try StatementFigures.read(month, fund: fund, yearBegins: yearBegins, house.store.reading)
        var start = month
        while start.number != yearBegins { start = start.previous }
        let spans = [month...month, start...month, month.adding(-12)...month.adding(-12)]
        let long = first.adding(-30)
        var wanted: [String: [Int64]] = [:]
        for (code, account) in accounts { wanted[code] = spans.map { sum(account, $0, -1) } }
        func balance(_ end: Month) -> Int64 { accounts.reduce(0) { $0 + sum($1.value, long...end, -1) } }
        wanted["opening"] = spans.map { balance($0.lowerBound.previous) }
        wanted["closing"] = spans.map { balance($0.upperBound) }
        wanted["in-account"] = spans.map { sum("asset:bank:", long...$0.upperBound, 1) }
        wanted["on-its-way"] = spans.map {
          sum("asset:", long...$0.upperBound, 1) - sum("asset:bank:", long...$0.upperBound, 1)
        }
        wanted["suspense"] = spans.map { sum("liability:suspense", long...$0.upperBound, -1) }
        wanted["fees-due"] = spans.map { sum("liability:fees-due:", long...$0.upperBound, -1) }
        wanted["available"] = spans.map { span in
          own.filter { $0.fund != ModelLedger.nobody && $0.month <= span.upperBound }.reduce(0) {
            $0 + ($1.account.hasPrefix("asset:bank:") || $1.account.hasPrefix("liability:") ? Int64($1.pence) : 0)
          }
        }
        for line in figures.movements + figures.position {
          let shown = [line.monthPence, line.yearToDatePence, line.lastYearPence]
          // Of what the auditor knows nothing there is nothing: no grants.
          let due = wanted[line.code] ?? [0, 0, 0]
          if shown != due { found.append("\(fund ?? "all funds") \(month) \(line.code): \(shown), not \(due)") }
        }
      }
    }
    return found
  }
}
