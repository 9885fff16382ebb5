// One payroll of a demo: which donors are on it, and what each of them gives.

import Dates
import Giving
import Money

/// What a demo's donors give for.
struct DemoFunds: Sendable {
  /// The main fund's code.
  let main: String
  /// Another fund's code, or the same.
  let other: String
  /// A campaign that closes before the last pay day; nil in a plain demo.
  let campaign: String?
}

/// One payroll of a demo.
struct PracticePayroll: Sendable {
  let terms: ProfilePayroll
  /// The number of its first donor among all, from 0.
  let first: Int
  /// How many donors it has.
  let count: Int
  /// The deduction code of regular gifts, and another where the profile knows one.
  let code: String
  let otherCode: String?
  /// How many digits a payroll number has.
  let digits: Int
  /// How many donors stop, and how many begin, in each month: few enough that no file is held for it.
  let turnover: Int
  let seed: UInt64
  let payDays: PayDays
  let funds: DemoFunds
  /// Whether every donor has one mandate that never changes.
  let isPlain: Bool

  /// The donor at a place, from 0. Places are in order of payroll number.
  func giver(_ place: Int) -> Giver {
    var dice = Dice(seed: seed, 1, UInt64(first + place))
    let name = PracticeName(number: dice.bits())
    let life = life(place)
    let from = payDays.monthBegins(0).month.adding(-1 - dice.below(24)).firstDay
    let mandates = mandates(life, from, &dice, reference: FileText.digits(first + place + 1, 7))
    let begins = if case .begins(let month) = life { payDays.monthBegins(month) } else { from }
    return Giver(
      name: name, payrollNumber: payrollNumber(place), life: life, from: begins, mandates: mandates)
  }

  /// Payroll numbers rise with gaps: who has the numbers between gives nothing.
  func payrollNumber(_ place: Int) -> String { FileText.digits(1017 + place * 3 + (place % 7 == 0 ? 1 : 0), digits) }

  /// A payroll number that nobody on the register has.
  func strangersNumber(_ number: Int) -> String { FileText.digits(1016 + (number % max(1, count)) * 3, digits) }

  /// What becomes of the donor at a place: each life is led by a fixed number of donors, spread over the payroll.
  private func life(_ place: Int) -> GiverLife {
    guard !isPlain, count >= 8 else { return .steady }
    let months = payDays.dates.count
    // 1,000,003 is prime, so every donor has a rank of their own.
    var rank = (place * 1_000_003 + Int(seed % 10_007)) % count
    let ended = max(1, count / 40)
    if rank < ended { return .ended }
    rank -= ended
    let turned = turnover * (months - 1)
    if rank < turned { return .stops(1 + rank % (months - 1)) }
    rank -= turned
    if rank < turned { return .begins(1 + rank % (months - 1)) }
    rank -= turned
    let changed = months > 1 ? max(1, count / 50) : 0
    if rank < changed { return .changes(1 + rank % (months - 1)) }
    rank -= changed
    let once = otherCode == nil ? 0 : max(1, count / 30)
    if rank < once { return .once(rank % months) }
    rank -= once
    return funds.campaign != nil && rank < max(1, count / 80) ? .campaign : .steady
  }

  private static let amounts: [Int64] = [200, 300, 500, 500, 500, 750, 833, 1000, 1000, 1000, 1250, 1500, 2000]

  private func mandates(_ life: GiverLife, _ from: CivilDate, _ dice: inout Dice, reference: String) -> [GiverMandate] {
    let months = payDays.dates.count
    let amount = Pence(dice.one(of: Self.amounts))
    let split = life == .campaign ? campaignSplit : split(amount, life, &dice)
    func mandate(
      _ amount: Pence, _ from: CivilDate, _ stopped: CivilDate?, _ part: String, _ months: Range<Int>
    ) -> GiverMandate {
      GiverMandate(
        code: code, amount: amount, from: from, once: false, split: split, authority: "PG-\(reference)\(part)",
        stopped: stopped, months: months)
    }
    func eve(_ month: Int) -> CivilDate { payDays.monthBegins(month).adding(days: -1) }
    switch life {
    case .steady, .campaign: return [mandate(amount, from, nil, "", 0..<months)]
    case .ended: return [mandate(amount, from, eve(0), "", 0..<0)]
    case .stops(let month): return [mandate(amount, from, eve(month), "", 0..<month)]
    case .begins(let month): return [mandate(amount, payDays.monthBegins(month), nil, "", month..<months)]
    case .changes(let month):
      return [
        mandate(amount, from, eve(month), "", 0..<month),
        mandate(amount + Pence(100), payDays.monthBegins(month), nil, "B", month..<months),
      ]
    case .once(let month):
      // It begins in the pay period of this pay day, however long that is.
      let gift = GiverMandate(
        code: otherCode ?? code, amount: Pence(500), from: payDays.dates[month].adding(days: -2), once: true,
        split: funds.other,
        authority: "GG-\(reference)", stopped: nil, months: month..<month + 1)
      return [mandate(amount, from, nil, "", 0..<months), gift]
    }
  }

  private var campaignSplit: String { "\(funds.main)=50%,\(funds.other)=30%,\(funds.campaign ?? funds.main)=20%" }

  /// Most give to one fund, some to two: in percent, or in fixed sums.
  private func split(_ amount: Pence, _ life: GiverLife, _ dice: inout Dice) -> String {
    let draw = dice.below(20)
    guard funds.main != funds.other, draw < 3 else { return funds.main }
    if case .changes = life { return "\(funds.main)=60%,\(funds.other)=40%" }
    return draw == 0
      ? "\(funds.main)=\(amount - Pence(100)),\(funds.other)=1.00" : "\(funds.main)=60%,\(funds.other)=40%"
  }
}
