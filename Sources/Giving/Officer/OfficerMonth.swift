// The payroll-giving officer's month on one page: what came, what is missing, what waits, what must be paid by when.

import Dates
import Ledger
import Money
import Store

/// One thing on the page.
public struct MonthTask: Codable, Sendable {
  /// What it is about: `file`, `held`, `exceptions`, `remittance`, `report`, `late`.
  public let kind: String
  /// Which one: a payroll, an import, an employer, an agency.
  public let what: String
  /// Whether nothing is left to do.
  public let isDone: Bool
  /// How it stands, in words.
  public let words: String
  /// By when, if there is a day.
  public let dueDate: String?
  /// The money, where it has some.
  public let amountPence: Int64?
}

/// The page.
public enum OfficerMonth {
  /// Everything of a tax month, done or not, in the order in which it is done.
  public static func tasks(
    of month: TaxMonth, profiles: [Profile], on date: CivilDate, _ reading: Reading
  ) throws -> [MonthTask] {
    let dues = try RemittanceDue.all(reading) { $0 == month }
    return try files(month, profiles, reading) + held(month, reading) + exceptions(month, reading)
      + remittances(dues) + reports(dues) + late(dues, on: date, reading)
  }

  /// A payroll file for each payroll of each profile; two profiles may read the same payroll.
  private static func files(_ month: TaxMonth, _ profiles: [Profile], _ reading: Reading) throws -> [MonthTask] {
    let posted = try PostedFile.all(reading).filter { TaxMonth(payDate: $0.key.payDate) == month && !$0.isSuperseded }
    var seen: Set<String> = []
    var tasks: [MonthTask] = []
    for profile in profiles {
      for payroll in profile.payrolls where seen.insert("\(payroll.employer)/\(payroll.payroll)").inserted {
        let sender = profile.bureau ?? payroll.employer
        let came = try posted.filter { file in
          try file.key.sender == sender && file.key.payroll == payroll.payroll
            && Expectation.find("\(file.subject)/\(payroll.employer)", reading) != nil
        }
        let days = came.map { "\($0.key.payDate)" }.joined(separator: ", ")
        tasks.append(
          MonthTask(
            kind: "file", what: "\(payroll.employer)/\(payroll.payroll)", isDone: !came.isEmpty,
            words: came.isEmpty ? "no file has come" : "came for \(days)", dueDate: nil, amountPence: nil))
      }
    }
    return tasks
  }

  private static func held(_ month: TaxMonth, _ reading: Reading) throws -> [MonthTask] {
    try PayrollFile.all(reading, state: .held).filter { $0.key.map { TaxMonth(payDate: $0.payDate) } == month }.map {
      MonthTask(
        kind: "held", what: "import \($0.number)", isDone: false, words: "waits for a second person", dueDate: nil,
        amountPence: $0.totalPence)
    }
  }

  private static func exceptions(_ month: TaxMonth, _ reading: Reading) throws -> [MonthTask] {
    let items = try OpenItem.open(reading).filter { item in
      item.line != nil && CivilDate(item.eventDate).map { TaxMonth(payDate: $0) } == month
    }
    guard !items.isEmpty else { return [] }
    return [
      MonthTask(
        kind: "exceptions", what: items.count == 1 ? "1 line" : "\(items.count) lines", isDone: false,
        words: "wait for a person", dueDate: items.compactMap(\.dueDate).min(),
        amountPence: items.compactMap(\.suspensePence).reduce(0, +))
    ]
  }

  private static func remittances(_ dues: [RemittanceDue]) -> [MonthTask] {
    dues.map { due in
      guard due.duePence >= 0 else {
        return MonthTask(
          kind: "remittance", what: "\(due.employer) to \(due.payee)", isDone: false,
          words: "more was passed on than was deducted", dueDate: nil, amountPence: due.duePence)
      }
      let isDone = due.duePence == 0
      return MonthTask(
        kind: "remittance", what: "\(due.employer) to \(due.payee)", isDone: isDone,
        words: isDone ? "passed on by \(due.lastPaid ?? "nobody: nothing was due")" : "to be passed on",
        dueDate: due.dueDate, amountPence: isDone ? due.paidPence : due.duePence)
    }
  }

  /// An agency has reported once all that was deducted for it is accounted for.
  private static func reports(_ dues: [RemittanceDue]) -> [MonthTask] {
    let agencies = Dictionary(grouping: dues.filter { $0.payee != Expectation.foundation }, by: \.payee)
    return agencies.sorted { $0.key < $1.key }.map { agency, dues in
      let left = dues.reduce(0) { $0 + max(0, $1.duePence) }
      let words = left == 0 ? "tells of all deductions" : "does not tell of all deductions yet"
      return MonthTask(
        kind: "report", what: agency, isDone: left == 0, words: words, dueDate: nil, amountPence: left)
    }
  }

  private static func late(_ dues: [RemittanceDue], on date: CivilDate, _ reading: Reading) throws -> [MonthTask] {
    let ids = Set(dues.map(\.expectation))
    return try LateMoney.all(on: date, reading).filter { ids.contains($0.expectation) || $0.code == "agency-late" }.map
    {
      MonthTask(
        kind: "late", what: "\($0.from) to \($0.to)", isDone: false, words: "\($0.ageDays) days late",
        dueDate: $0.dueDate, amountPence: $0.amountPence)
    }
  }
}
