// What was deducted at an employer in a tax month beside what of it was passed on, came to a bank account and is in the
// foundation's own; and every difference by its name, with its day.
//
// What an agency's report tells of several employers or tax months is shared among them by largest remainder: its charge by
// what was given, what it paid by what was given less the charge.

import Dates
import Ledger
import Money
import Store

/// What was deducted at an employer in a tax month, and where it is.
public struct PassedOn: Codable, Sendable {
  /// The employer.
  public let employer: String
  /// The tax month.
  public let period: String
  /// What was deducted.
  public let deductedPence: Int64
  /// What of it was passed on by the employer, to an agency or to a bank account.
  public let passedOnPence: Int64
  /// What of it came to a bank account.
  public let bankedPence: Int64
  /// What of it is in an account of the foundation's own.
  public let foundationPence: Int64
  /// What lies between what was deducted and what the foundation has, by name.
  public let differences: [Difference]
  /// What of it nothing explains: 0, or something is wrong.
  public let unexplainedPence: Int64

  /// Something that was deducted and is not in the foundation's account.
  public struct Difference: Codable, Hashable, Sendable {
    /// Why it is not there.
    public enum Kind: String, Codable, CaseIterable, Sendable {
      /// The employer has not passed it on.
      case inTransit = "in-transit"
      /// The employer passed on a part: this is the rest.
      case short
      /// An agency has it.
      case atAgency = "at-agency"
      /// An agency paid a part: this is the rest.
      case agencyShort = "agency-short"
      /// An agency kept it for its costs.
      case agencyCharge = "agency-charge"
      /// It lies in a council's holding account.
      case holding = "holding-account"
      /// It was paid by what had been passed on too much of another month; of that one, below 0.
      case setAgainst = "set-against"
    }

    /// Why it is not there.
    public let kind: Kind
    /// The expectation that it belongs to.
    public let expectation: String
    /// How much.
    public let duePence: Int64
    /// Since when it has been so.
    public let since: String
    /// By when it should go on; empty where nothing says.
    public let dueDate: String
    /// How many days it is overdue; below 0, how many are left; 0 where nothing says.
    public let overdueDays: Int
  }
}

extension BankReconciliation {
  /// What each employer deducted and passed on, by tax month.
  /// - Parameter deducted: what the lines of payroll's files come to, less what payroll gave back, by expectation; a file
  ///   that is not among them was replaced by another. Without it the ledger's word is taken.
  public static func passedOn(
    on date: CivilDate, deducted: [String: Int64]? = nil, _ reading: Reading
  ) throws -> [PassedOn] {
    let flows = try Flows(reading)
    var reports: [String: ReportShares] = [:]
    for (id, moves) in flows.moves where flows.expectations[id]?.kind == .agencyPayment {
      reports[id] = ReportShares(id, moves, flows)
    }
    let employers = flows.expectations.values.filter { $0.kind == .employerRemittance }
    let groups = Dictionary(grouping: employers) { "\($0.from)\u{0}\($0.period)" }
    return groups.values.compactMap { group in
      group.first.map { first in
        var month = MonthOfEmployer(date: date, flows: flows)
        for expectation in group.sorted(by: { $0.id < $1.id }) {
          month.add(expectation, deducted: deducted.map { $0[expectation.id] ?? 0 })
        }
        for (id, report) in reports.sorted(by: { $0.key < $1.key }) {
          if let share = report.shares[ReportShares.Key(first)] { month.add(share, of: id, report) }
        }
        return month.finish(first)
      }
    }.sorted { ($0.employer, $0.period) < ($1.employer, $1.period) }
  }
}

/// One employer's tax month being put together.
private struct MonthOfEmployer {
  let date: CivilDate
  let flows: Flows
  private var deducted: Int64 = 0
  private var passedOn: Int64 = 0
  private var banked: Int64 = 0
  private var held: Int64 = 0
  private var differences: [PassedOn.Difference] = []

  init(date: CivilDate, flows: Flows) {
    self.date = date
    self.flows = flows
  }

  /// What was deducted for one payroll file.
  mutating func add(_ expectation: Expectation, deducted told: Int64?) {
    let moves = flows.moves[expectation.id] ?? []
    let ledger = moves.filter { $0.way == .other }.reduce(0) { $0 + $1.pence }
    deducted += told ?? ledger
    let straight = moves.filter { $0.way == .bank || $0.way == .holding }
    banked -= straight.reduce(0) { $0 + $1.pence }
    let inHolding = -straight.filter { $0.way == .holding }.reduce(0) { $0 + $1.pence }
    held += inHolding
    passedOn -= moves.filter { $0.way != .other }.reduce(0) { $0 + $1.pence }
    let rest = moves.reduce(0) { $0 + $1.pence }
    let setAgainst = moves.filter { $0.way == .setAgainst }
    add(
      .setAgainst, expectation, -setAgainst.reduce(0) { $0 + $1.pence }, since: setAgainst.map(\.date).max(), due: nil)
    let wentOn = moves.filter { $0.way != .other }
    let isPart = wentOn.reduce(0) { $0 + $1.pence } != 0
    add(
      isPart ? .short : .inTransit, expectation, rest,
      since: (isPart ? wentOn.map(\.date).max() : moves.map(\.date).min()), due: expectation.dueDate)
    add(.holding, expectation, inHolding, since: straight.map(\.date).max(), due: nil)
  }

  /// What an agency reported of it.
  mutating func add(_ share: ReportShares.Share, of id: String, _ report: ReportShares) {
    guard let expectation = flows.expectations[id] else { return }
    banked += share.paid
    held += share.held
    add(.agencyCharge, expectation, share.charge, since: report.since, due: nil)
    add(
      report.paid == 0 ? .atAgency : .agencyShort, expectation,
      share.gross - share.charge - share.paid - share.setAgainst,
      since: report.paid == 0 ? report.since : report.lastPaid, due: expectation.dueDate)
    add(.setAgainst, expectation, share.setAgainst, since: report.since, due: nil)
    add(.holding, expectation, share.held, since: report.lastPaid, due: nil)
  }

  private mutating func add(
    _ kind: PassedOn.Difference.Kind, _ expectation: Expectation, _ pence: Int64, since: CivilDate?, due: String?
  ) {
    guard pence != 0 else { return }
    differences.append(
      .init(
        kind: kind, expectation: expectation.id, duePence: pence, since: since?.description ?? "", dueDate: due ?? "",
        overdueDays: due.flatMap { CivilDate($0) }.map { date.days(since: $0) } ?? 0))
  }

  func finish(_ first: Expectation) -> PassedOn {
    PassedOn(
      employer: first.from, period: first.period, deductedPence: deducted, passedOnPence: passedOn,
      bankedPence: banked, foundationPence: banked - held,
      differences: differences.sorted {
        ($0.since, $0.expectation, $0.kind.rawValue) < ($1.since, $1.expectation, $1.kind.rawValue)
      },
      unexplainedPence: deducted - differences.reduce(0) { $0 + $1.duePence } - (banked - held))
  }
}
