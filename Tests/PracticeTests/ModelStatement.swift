// The statement as the auditor would write it: from its own books, line by line, without the house's tallies.

import Dates
import Operations
import Reporting
import Store

/// Holds the house's statement figures against an auditor's books.
enum ModelStatement {
  /// What differs, one line each: for all funds and each, for every month with money in it and one after.
  static func differences(_ house: House, _ books: ModelBooks, funds: [String], yearBegins: Int) throws -> [String] {
    let sums = books.balances.compactMap { key, pence -> (account: String, fund: String, month: Month, pence: Int)? in
      let parts = key.split(separator: " ").map(String.init)
      return Month(parts[2]).map { (parts[0], parts[1], $0, pence) }
    }
    guard let first = sums.map(\.month).min(), let last = sums.map(\.month).max() else { return [] }
    var found: [String] = []
    for fund in [nil] + funds {
      let own = sums.filter { fund == nil || $0.fund == fund }
      func sum(_ prefix: String, _ months: ClosedRange<Month>, _ sign: Int) -> Int64 {
        Int64(own.reduce(0) { $0 + ($1.account.hasPrefix(prefix) && months.contains($1.month) ? sign * $1.pence : 0) })
      }
      var month = first
      while month <= last.next {
        let figures = try StatementFigures.read(month, fund: fund, yearBegins: yearBegins, house.store.reading)
        var start = month
        while start.number != yearBegins { start = start.previous }
        let spans = [month...month, start...month, month.adding(-12)...month.adding(-12)]
        let long = first.adding(-30)
        var wanted: [String: [Int64]] = [:]
        for kind in ["staff", "councillors", "partners"] {
          wanted["payroll-\(kind)"] = spans.map { sum("income:payroll:\(kind)", $0, -1) }
        }
        wanted["opening"] = spans.map { sum("income:", long...$0.lowerBound.previous, -1) }
        wanted["closing"] = spans.map { sum("income:", long...$0.upperBound, -1) }
        wanted["on-its-way"] = spans.map { sum("asset:in-transit:", long...$0.upperBound, 1) }
        wanted["suspense"] = spans.map { sum("liability:suspense", long...$0.upperBound, -1) }
        for line in figures.movements + figures.position {
          let told = [line.monthPence, line.yearToDatePence, line.lastYearPence]
          // Of what the auditor knows nothing there is nothing: no grants, no bank.
          let due = wanted[line.code] ?? [0, 0, 0]
          if told != due { found.append("\(fund ?? "all funds") \(month) \(line.code): \(told), not \(due)") }
        }
        month = month.next
      }
    }
    return found
  }
}
