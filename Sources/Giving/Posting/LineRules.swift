// What the system decides about a payroll line (`formats.md`, "What the system decides about a line"): all of it, and only
// it, as one pure function.

import Dates
import Money

/// What was found of a line. The numbers stand in the books and never change their meaning.
public enum Finding: Int64, CaseIterable, Codable, Sendable {
  /// A live mandate, and the same amount.
  case asMandated = 0
  /// Less than the mandate: posted, spread in its proportions.
  case lessThanMandate = 1
  /// More than the mandate: the mandate's part posted, the rest in suspense. A deduction needs the person's prior written
  /// consent (Employment Rights Act 1996 s13).
  case moreThanMandate = 2
  /// The payroll number is not in the register.
  case unknownPayrollNumber = 3
  /// The post has no mandate for this code.
  case noMandate = 4
  /// The post's mandate for this code is not live on the pay date.
  case mandateNotLive = 5
  /// The same post and code a second time for one pay date.
  case secondTime = 6
  /// A negative line: payroll gives something back.
  case negative = 7
  /// The profile does not know the deduction code.
  case unknownCode = 8
  /// A fund or campaign that the mandate names is not open on the pay date.
  case fundClosed = 9
  /// Consents are kept by payroll: posted to the code's fund.
  case consentKeptByPayroll = 10
  /// The mandate ended because the giver left this payroll, and payroll still deducts.
  case leaverStillDeducted = 11

  /// The stable code, as open items carry it.
  public var code: String {
    switch self {
    case .asMandated: "as-mandated"
    case .lessThanMandate: "less-than-mandate"
    case .moreThanMandate: "more-than-mandate"
    case .unknownPayrollNumber: "unknown-payroll-number"
    case .noMandate: "no-mandate"
    case .mandateNotLive: "mandate-not-live"
    case .secondTime: "second-time"
    case .negative: "negative-line"
    case .unknownCode: "unknown-code"
    case .fundClosed: "fund-closed"
    case .consentKeptByPayroll: "consent-kept-by-payroll"
    case .leaverStillDeducted: "leaver-still-deducted"
    }
  }

  /// What it means, in words for finance.
  public var words: String {
    switch self {
    case .asMandated: "as the mandate says"
    case .lessThanMandate: "less than the mandate; spread in its proportions"
    case .moreThanMandate: "more than the mandate; the rest is in suspense"
    case .unknownPayrollNumber: "the payroll number is not in the register"
    case .noMandate: "there is no mandate for this deduction code"
    case .mandateNotLive: "the mandate has stopped, ended or not begun"
    case .secondTime: "the same post and code a second time for this pay date"
    case .negative: "a negative amount: payroll gives something back"
    case .unknownCode: "the profile does not know this deduction code"
    case .fundClosed: "a fund it is for is not open on the pay date"
    case .consentKeptByPayroll: "to the code's fund; payroll keeps the consent"
    case .leaverStillDeducted: "the giver has left this payroll, and it still deducts"
    }
  }

  /// The finding of this code, or nil.
  public init?(code: String) {
    guard let finding = Self.allCases.first(where: { $0.code == code }) else { return nil }
    self = finding
  }

  /// Whether a person must look at it.
  public var needsPerson: Bool { self != .asMandated && self != .consentKeptByPayroll }
}

/// What is known of a line when it is decided.
struct LineFacts {
  /// The amount deducted.
  var amount: Pence
  /// The deduction code's place in the profile; nil if it is not there.
  var code: Int?
  /// Whether the payroll number is in the register.
  var isKnown: Bool
  /// Whether the post and code came before for this pay date.
  var isSecondTime: Bool
  /// Whether another file of this payroll and pay date is posted: then a number that nobody knows could have come before.
  var isLaterRun: Bool
  /// The mandate of the post for this code that is live on the pay date.
  var live: MandateEntry?
  /// Whether the post has any mandate for this code.
  var hasMandate: Bool
  /// Whether the giver had left the payroll by the pay date.
  var hasLeft = false
  /// Whether every fund the money would go to is open on the pay date.
  var fundsOpen: Bool
}

/// What is done with a line: how much goes where its mandate says, how much to suspense.
struct LineDecision: Equatable {
  let finding: Finding
  let placed: Pence
  let suspended: Pence

  private init(_ finding: Finding, placed: Pence, suspended: Pence) {
    self.finding = finding
    self.placed = placed
    self.suspended = suspended
  }

  /// Decides. The first finding that applies is the one that is told; nothing is guessed and nothing is dropped.
  static func decide(_ line: LineFacts, consentsKeptByPayroll: Bool) -> LineDecision {
    func suspend(_ finding: Finding) -> LineDecision { LineDecision(finding, placed: .zero, suspended: line.amount) }
    guard line.code != nil else { return suspend(.unknownCode) }
    if line.amount < .zero { return suspend(.negative) }
    if !line.isKnown, !consentsKeptByPayroll || line.isLaterRun { return suspend(.unknownPayrollNumber) }
    if line.isSecondTime { return suspend(.secondTime) }
    guard let mandate = line.live else {
      if consentsKeptByPayroll {
        return line.fundsOpen
          ? LineDecision(.consentKeptByPayroll, placed: line.amount, suspended: .zero) : suspend(.fundClosed)
      }
      return suspend(!line.hasMandate ? .noMandate : line.hasLeft ? .leaverStillDeducted : .mandateNotLive)
    }
    guard line.fundsOpen else { return suspend(.fundClosed) }
    if line.amount == mandate.amount { return LineDecision(.asMandated, placed: line.amount, suspended: .zero) }
    if line.amount < mandate.amount { return LineDecision(.lessThanMandate, placed: line.amount, suspended: .zero) }
    return LineDecision(.moreThanMandate, placed: mandate.amount, suspended: line.amount - mandate.amount)
  }
}
