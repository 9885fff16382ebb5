// The payroll files of a history: what payroll would send, and everything that goes wrong with it.

import Dates
import Files
import Giving
import Money

/// Makes up payroll files.
struct HistoryFileMaker {
  private var nextLabel = 0

  /// A file of these lines.
  mutating func file(
    _ profile: Profile, _ key: FileKey, _ lines: [PracticeLine], damage: HistoryDamage? = nil, supersedes: Bool = false
  ) -> HistoryFile {
    defer { nextLabel += 1 }
    let form = PayrollFileForm(profile)
    let employer = profile.payrolls[0].employer
    let opening = form.opening(key, employer: employer)
    // Lines are named by where they stand; in XML, where several may stand on one line, by which deduction they are.
    let before = profile.layout.format == .xml ? 0 : opening.count { $0 == 0x0A }
    let named =
      damage == .name
      ? FileKey(
        sender: key.sender, payroll: key.payroll, payDate: key.payDate.adding(days: 40), sequence: key.sequence) : key
    return HistoryFile(
      label: nextLabel, profile: profile.name, key: key, name: form.name(named, employer: employer),
      bytes: opening + Self.body(form, key, lines, damage),
      lines: lines.enumerated().map { index, line in
        HistoryLine(
          line: before + index + 1, employer: line.employer, payrollNumber: line.payrollNumber, code: line.code,
          pence: Int(line.amount.rawValue))
      }, damage: damage, supersedes: supersedes)
  }

  private static func body(
    _ form: PayrollFileForm, _ key: FileKey, _ lines: [PracticeLine], _ damage: HistoryDamage?
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    for (index, line) in lines.enumerated() {
      var written = form.line(line, payDate: key.payDate, spelt: damage == .amount && index == 0 ? "1e3" : nil)
      if damage == .nul, index == 0 { written[written.count / 2] = 0 }
      bytes += written
    }
    let total = lines.map(\.amount).sum() + (damage == .controlTotal ? Pence(1) : .zero)
    let closing = form.closing(count: lines.count + (damage == .controlCount ? 1 : 0), total: total)
    switch damage {
    case .noTrailer: return bytes
    case .afterTrailer: return bytes + closing + (lines.first.map { form.line($0, payDate: key.payDate) } ?? [])
    default: return bytes + closing
    }
  }

  /// A damage that this file can have, and must be refused for.
  static func damage(_ profile: Profile, _ lines: [PracticeLine], _ dice: inout Dice) -> HistoryDamage? {
    guard !lines.isEmpty else { return nil }
    return dice.one(of: profile.hasControlTotals ? HistoryDamage.allCases : [.amount, .nul, .name])
  }

  /// What payroll deducts on a pay day: mostly as mandated.
  static func lines(
    _ profile: Profile, _ payrolls: [ProfilePayroll], on date: CivilDate, _ register: HistoryRegister,
    _ dice: inout Dice
  ) -> [PracticeLine] {
    var lines: [PracticeLine] = []
    for terms in payrolls {
      for post in register.posts where post.employer == terms.employer && post.payroll == terms.payroll {
        for known in register.mandates where known.mandate.post == post.label {
          guard known.mandate.from <= date, date <= known.until ?? date || dice.oneIn(4) else { continue }
          lines += Self.lines(post, known.mandate, profile, &dice)
        }
        if dice.oneIn(8) { lines.append(line(post, dice.one(of: profile.codes).code, 250)) }
      }
      if dice.oneIn(3) { lines.append(stranger(terms, profile, lines.count, &dice)) }
    }
    return dice.oneIn(4) ? shuffled(lines, &dice) : lines
  }

  private static func lines(
    _ post: HistoryPost, _ mandate: HistoryMandate, _ profile: Profile, _ dice: inout Dice
  ) -> [PracticeLine] {
    let asMandated = line(post, mandate.code, mandate.pence)
    switch dice.below(24) {
    case 0: return [line(post, mandate.code, mandate.pence - 1 - dice.below(99))]
    case 1: return [line(post, mandate.code, mandate.pence + 1 + dice.below(700))]
    case 2: return [asMandated, asMandated]
    case 3: return [line(post, mandate.code, -1 - dice.below(900)), asMandated]
    case 4: return [asMandated, line(post, mandate.code, -mandate.pence)]
    case 5: return [line(post, "NLOLD", mandate.pence)]
    case 6: return [line(post, mandate.code, 0)]
    case 7: return []
    default: return [asMandated]
    }
  }

  private static func line(_ post: HistoryPost, _ code: String, _ pence: Int) -> PracticeLine {
    PracticeLine(
      employer: post.employer, payrollNumber: post.payrollNumber, code: code, amount: Pence(Int64(pence)),
      surname: "Fairbrothers", initials: "N")
  }

  private static func stranger(
    _ terms: ProfilePayroll, _ profile: Profile, _ number: Int, _ dice: inout Dice
  ) -> PracticeLine {
    PracticeLine(
      employer: terms.employer,
      payrollNumber: FileText.digits(90_000 + number, PayrollFileForm(profile).payrollNumberDigits ?? 6),
      code: dice.one(of: profile.codes).code, amount: Pence(Int64(dice.one(of: [0, 300, -200, 1999]))))
  }
}
