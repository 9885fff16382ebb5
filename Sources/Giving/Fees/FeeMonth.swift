// What the foundation's fee comes to for one fund and month, and what it is taken on.

import Dates
import Ledger
import Money
import Store

/// What is taken of one fund for one month.
struct FeeMonth: Hashable, Sendable {
  let month: Month
  let basis: FoundationFeeRules.Basis
  /// What it is taken on; below nothing where more was taken back in the month than received.
  let base: Pence
  let rate: Rate
  /// The least for this month; nothing where none applies.
  let minimum: Pence

  /// What it comes to. Below nothing, it is held against what other months come to.
  var amount: Pence { max(share, minimum > .zero ? minimum : share) }

  /// The part of the base, rounded to the nearest penny, half a penny up; what was taken back is its mirror. It wraps: a
  /// book that somebody changed must not stop the proof that names it.
  private var share: Pence {
    let whole = UInt64(Rate.whole.basisPoints) * (basis == .onBalance ? 12 : 1)
    let points = UInt64(truncatingIfNeeded: rate.basisPoints)
    let (times, rest) = base.rawValue.magnitude.quotientAndRemainder(dividingBy: whole)
    let share = Int64(truncatingIfNeeded: times &* points &+ (rest &* points &+ whole / 2) / whole)
    return Pence(base < .zero ? 0 &- share : share)
  }
}

/// What fees are taken on: what each fund received, had and awarded, month by month.
struct FeeBases {
  private struct Sums {
    var receipts: Int64 = 0
    var grants: Int64 = 0
    var bank: Int64 = 0
  }

  private var sums: [Int64: [Month: Sums]] = [:]

  /// Reads them. What one fund of the scheme gives another was received once, where it came in.
  init(_ reading: Reading) throws {
    try reading.each(
      """
      SELECT fund, month,
        -sum(CASE WHEN account LIKE 'income:%' THEN debit_pence - credit_pence ELSE 0 END),
        sum(CASE WHEN account LIKE 'expense:grants:%' THEN debit_pence - credit_pence ELSE 0 END),
        sum(CASE WHEN account LIKE 'asset:bank:%' THEN debit_pence - credit_pence ELSE 0 END)
      FROM balance GROUP BY fund, month
      """
    ) { row in
      sums[row.int(0), default: [:]][try row.month(1)] = Sums(
        receipts: row.int(2), grants: row.int(3), bank: row.int(4))
    }
    try reading.each(
      """
      SELECT fund, month, -sum(amount_pence) FROM posting JOIN entry ON entry.id = posting.entry
      WHERE account = 'income:transfers-in' AND EXISTS (SELECT 1 FROM posting AS other
        WHERE other.entry = posting.entry AND other.account = 'expense:transfers-out')
      GROUP BY fund, month
      """
    ) { row in sums[row.int(0), default: [:]][try row.month(1), default: Sums()].receipts -= row.int(2) }
  }

  /// What a fee of this kind is taken on.
  func base(_ basis: FoundationFeeRules.Basis, of fund: Int64, in month: Month) -> Pence {
    let months = sums[fund] ?? [:]
    return switch basis {
    case .onReceipt: Pence(months[month]?.receipts ?? 0)
    case .onGrants: Pence(max(0, months[month]?.grants ?? 0))
    case .onBalance: Pence(max(0, months.reduce(0) { $0 + ($1.key <= month ? $1.value.bank : 0) }))
    case .none: .zero
    }
  }
}

extension FoundationFeeRules {
  /// What is taken of a fund for each month through this one, the first first.
  func months(of fund: Fund, through last: Month, _ bases: FeeBases) -> [FeeMonth] {
    guard let begins, fund.number != Fund.unallocated.number else { return [] }
    var months: [FeeMonth] = []
    var inYear: (rule: Rule?, base: Pence, amount: Pence) = (nil, .zero, .zero)
    var month = begins
    while month <= last {
      defer { month = month.next }
      guard let rule = rule(for: fund.code, in: month), rule.basis != .none else { continue }
      let place = (month.monthNumber - rule.from.monthNumber) % 12
      if place == 0 || inYear.rule != rule { inYear = (rule, .zero, .zero) }
      let base = bases.base(rule.basis, of: fund.number, in: month)
      inYear.base += base
      var least = Pence.zero
      if let minimum = rule.minimum {
        switch minimum.span {
        case .month: least = base > .zero ? minimum.amount : .zero
        case .year: least = place == 11 && inYear.base > .zero ? max(.zero, minimum.amount - inYear.amount) : .zero
        }
      }
      let counted = FeeMonth(month: month, basis: rule.basis, base: base, rate: rule.rate, minimum: least)
      inYear.amount += counted.amount
      months.append(counted)
    }
    return months
  }
}
