// What is not as mandated in a demo's files: a sprinkling of every finding that a night can make of a line.

import Giving
import Money

/// A line that is not as mandated.
enum Oddity: Int, CaseIterable, Sendable {
  case less, more, secondTime, noMandate, negative, unknownCode, unknownNumber, notLive

  /// Whether it brings a payroll number that would not be there, or takes none away: those move the number of givers.
  var movesGivers: Bool { self == .unknownNumber || self == .notLive }

  /// A code that no profile knows.
  static let unknownCodeText = "NLOLD"
}

/// The odd lines of one file: few enough that the file is not held for them.
struct Sprinkling: Sendable {
  /// By payroll and place of the donor beside whose lines each stands.
  private var byPlace: [Int: [Int: Oddity]] = [:]

  /// Nothing odd.
  init() {}

  /// Spreads odd lines over a file's payrolls.
  /// - Parameter turn: how many odd lines the files before had: all kinds come round.
  init(_ files: PlannedFiles, month: Int, seed: UInt64, turn: inout Int) {
    var dice = Dice(seed: seed, 2, UInt64(month * 1000 + (files.payrolls.first?.first ?? 0)))
    let rates = files.profile
    // A twentieth of the donors, and no more than a quarter of what the thresholds let pass: an odd line moves at most £5.
    let lines = min(files.count / 12, Int(Int64(files.count) * rates.holdTotalMoved.basisPoints / 40_000) * 2)
    var givers = Int(Int64(files.count) * rates.holdHeadsMoved.basisPoints / 40_000)
    for _ in 0..<lines {
      let oddity = Oddity.allCases[turn % Oddity.allCases.count]
      turn += 1
      if oddity.movesGivers {
        guard givers > 0 else { continue }
        givers -= 1
      }
      place(oddity, among: files.payrolls, month, &dice)
    }
  }

  /// Finds a donor whom the oddity fits: fifty tries are enough where there is one.
  private mutating func place(_ oddity: Oddity, among payrolls: [PracticePayroll], _ month: Int, _ dice: inout Dice) {
    let index = dice.below(payrolls.count)
    let payroll = payrolls[index]
    if oddity == .notLive { return placeNotLive(index, payroll) }
    for _ in 0..<50 {
      let place = dice.below(payroll.count)
      guard byPlace[index]?[place] == nil, fits(oddity, payroll.giver(place), payroll, month) else { continue }
      byPlace[index, default: [:]][place] = oddity
      return
    }
  }

  /// Donors whose mandate has ended are few: they are looked for one by one.
  private mutating func placeNotLive(_ index: Int, _ payroll: PracticePayroll) {
    for place in 0..<payroll.count where byPlace[index]?[place] == nil && payroll.giver(place).life == .ended {
      byPlace[index, default: [:]][place] = .notLive
      return
    }
  }

  private func fits(_ oddity: Oddity, _ giver: Giver, _ payroll: PracticePayroll, _ month: Int) -> Bool {
    guard giver.life == .steady else { return false }
    let amount = giver.mandates[0].amount
    switch oddity {
    case .less, .negative: return amount >= Pence(500)
    case .secondTime: return amount <= Pence(500)
    case .noMandate: return payroll.otherCode != nil
    default: return true
    }
  }

  /// The lines that payroll writes for a donor in a month.
  func lines(_ giver: Giver, payroll index: Int, _ payroll: PracticePayroll, place: Int, month: Int) -> [PracticeLine] {
    var deductions = giver.deductions(month: month)
    let oddity = byPlace.isEmpty ? nil : byPlace[index]?[place]
    var stranger: PracticeLine?
    if let oddity { stranger = apply(oddity, to: &deductions, giver, payroll, place) }
    let lines = deductions.map { deduction in
      PracticeLine(
        employer: payroll.terms.employer, payrollNumber: giver.payrollNumber, code: deduction.code,
        amount: deduction.amount, surname: giver.name.surname, initials: giver.name.initials)
    }
    return lines + (stranger.map { [$0] } ?? [])
  }

  private func apply(
    _ oddity: Oddity, to deductions: inout [(code: String, amount: Pence)], _ giver: Giver, _ payroll: PracticePayroll,
    _ place: Int
  ) -> PracticeLine? {
    switch oddity {
    case .less: deductions[0].amount -= Pence(250)
    case .more: deductions[0].amount += Pence(150)
    case .secondTime: deductions.append(deductions[0])
    case .noMandate: deductions.append((payroll.otherCode ?? payroll.code, Pence(200)))
    case .negative: deductions.append((payroll.code, Pence(-300)))
    case .unknownCode: deductions.append((Oddity.unknownCodeText, Pence(250)))
    case .notLive: deductions.append((payroll.code, giver.mandates[0].amount))
    case .unknownNumber:
      var dice = Dice(seed: payroll.seed, 3, UInt64(payroll.first + place))
      let name = PracticeName(number: dice.bits())
      return PracticeLine(
        employer: payroll.terms.employer, payrollNumber: payroll.strangersNumber(place), code: payroll.code,
        amount: Pence(400), surname: name.surname, initials: name.initials)
    }
    return nil
  }
}
