// Numbers of people over several months are no sums: whoever gave in May and June is one person. What a reader can take from
// two or three of them by subtraction is held here.

import Dates
import Giving
import Ledger
import Store

/// How many people gave in some months, beside what was told of other months.
struct PeriodCounts {
  /// A number of people, and the months it is of.
  struct Told: Hashable {
    let months: ClosedRange<Month>
    let count: Int64
  }

  /// What a reader works out who is told `new` beside the others: who of the longer time did not give in the shorter, and
  /// who of two times that make up a third gave in both.
  static func differences(_ new: Told, beside others: [Told]) -> [Int64] {
    let nested = others.filter { other in
      other.months != new.months && (new.months.holds(other.months) || other.months.holds(new.months))
    }.map { new.count - $0.count }
    let all = others + [new]
    let both = all.flatMap { whole in
      all.flatMap { first in
        all.filter { second in
          [whole, first, second].contains(new) && first.months.lowerBound == whole.months.lowerBound
            && second.months.upperBound == whole.months.upperBound
            && first.months.upperBound.next == second.months.lowerBound
        }.map { first.count + $0.count - whole.count }
      }
    }
    return nested + both
  }

  /// What a month's number of givers gives away beside the reports that tell of this month.
  static func given(_ count: Int64, in month: Month, _ reading: Reading) throws -> [Int64] {
    let periods = try KeptReport.periods(reading).filter { $0.months.contains(month) }
    guard !periods.isEmpty else { return [] }
    return differences(
      Told(months: month...month, count: count),
      beside: try periods.map { Told(months: $0.months, count: try Givers.over($0.months, reading).all) })
  }
}

extension ClosedRange<Month> {
  /// Whether all of another time is in this one.
  func holds(_ other: ClosedRange<Month>) -> Bool {
    contains(other.lowerBound) && contains(other.upperBound)
  }
}
