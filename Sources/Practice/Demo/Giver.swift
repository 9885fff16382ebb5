// One donor of a demo: all of it follows from the seed and the donor's number, so that a million need no memory.

import Dates
import Money

/// What becomes of a donor's giving over the months of a demo.
enum GiverLife: Hashable, Sendable {
  /// It goes on.
  case steady
  /// It ended before the first month.
  case ended
  /// The mandate is stopped before this month.
  case stops(Int)
  /// The mandate begins in this month.
  case begins(Int)
  /// Another amount from this month on.
  case changes(Int)
  /// Besides, one gift at Christmas, or in this month.
  case once(Int)
  /// Part of it is for a campaign that closes.
  case campaign
}

/// One mandate of a demo's donor.
struct GiverMandate: Sendable {
  let code: String
  let amount: Pence
  let from: CivilDate
  let once: Bool
  let split: String
  let authority: String
  /// The last day, if it is stopped.
  var stopped: CivilDate?
  /// The months in which it is deducted.
  let months: Range<Int>
}

/// One donor of a demo.
struct Giver: Sendable {
  let name: PracticeName
  let payrollNumber: String
  let life: GiverLife
  let from: CivilDate
  let mandates: [GiverMandate]

  /// What payroll deducts in a month, by deduction code.
  func deductions(month: Int) -> [(code: String, amount: Pence)] {
    mandates.filter { $0.months.contains(month) }.map { ($0.code, $0.amount) }
  }
}
