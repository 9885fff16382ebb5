// The table "What the system decides about a line": a line of it is a line here.

import Money
import Testing

@testable import Giving

@Suite struct LineRulesTests {
  /// The mandate that a line meets.
  enum Mandate: Sendable {
    /// The post has none for this code.
    case none
    /// It has one, which has stopped, ended or not begun.
    case notLive
    /// It had one, which ended when the giver left.
    case left
    /// It has a live one of so many pence.
    case live(Int64)
  }

  struct Row: Sendable, CustomTestStringConvertible {
    var pence: Int64 = 1000
    var codeKnown = true
    var numberKnown = true
    var secondTime = false
    var laterRun = false
    var mandate = Mandate.live(1000)
    var fundsOpen = true
    var consentsKeptByPayroll = false
    let finding: Finding
    let placed: Int64
    let suspended: Int64
    var testDescription: String { "\(finding.code) \(pence)p \(mandate)" }
  }

  @Test(arguments: [
    // One for each finding.
    Row(finding: .asMandated, placed: 1000, suspended: 0),
    Row(pence: 999, finding: .lessThanMandate, placed: 999, suspended: 0),
    Row(pence: 1001, finding: .moreThanMandate, placed: 1000, suspended: 1),
    Row(numberKnown: false, mandate: .none, finding: .unknownPayrollNumber, placed: 0, suspended: 1000),
    Row(mandate: .none, finding: .noMandate, placed: 0, suspended: 1000),
    Row(mandate: .notLive, finding: .mandateNotLive, placed: 0, suspended: 1000),
    Row(mandate: .left, finding: .leaverStillDeducted, placed: 0, suspended: 1000),
    Row(secondTime: true, finding: .secondTime, placed: 0, suspended: 1000),
    Row(pence: -1000, finding: .negative, placed: 0, suspended: -1000),
    Row(codeKnown: false, mandate: .none, finding: .unknownCode, placed: 0, suspended: 1000),
    Row(fundsOpen: false, finding: .fundClosed, placed: 0, suspended: 1000),
    Row(mandate: .none, consentsKeptByPayroll: true, finding: .consentKeptByPayroll, placed: 1000, suspended: 0),

    // Nothing was deducted: less than the mandate, and a person sees it.
    Row(pence: 0, finding: .lessThanMandate, placed: 0, suspended: 0),

    // The first finding that applies is told.
    Row(pence: -1000, codeKnown: false, mandate: .none, finding: .unknownCode, placed: 0, suspended: -1000),
    Row(pence: -1000, numberKnown: false, mandate: .none, finding: .negative, placed: 0, suspended: -1000),
    Row(pence: -1000, secondTime: true, finding: .negative, placed: 0, suspended: -1000),
    Row(secondTime: true, mandate: .notLive, finding: .secondTime, placed: 0, suspended: 1000),
    Row(pence: 2000, secondTime: true, finding: .secondTime, placed: 0, suspended: 2000),
    Row(mandate: .notLive, fundsOpen: false, finding: .mandateNotLive, placed: 0, suspended: 1000),
    Row(pence: 1500, fundsOpen: false, finding: .fundClosed, placed: 0, suspended: 1500),
    Row(pence: 500, fundsOpen: false, finding: .fundClosed, placed: 0, suspended: 500),

    // Where payroll keeps the consents, a mandate that is here still says; without one the code's fund gets it.
    Row(pence: 1500, consentsKeptByPayroll: true, finding: .moreThanMandate, placed: 1000, suspended: 500),
    Row(mandate: .left, consentsKeptByPayroll: true, finding: .consentKeptByPayroll, placed: 1000, suspended: 0),
    Row(mandate: .notLive, consentsKeptByPayroll: true, finding: .consentKeptByPayroll, placed: 1000, suspended: 0),
    Row(
      numberKnown: false, mandate: .none, consentsKeptByPayroll: true, finding: .consentKeptByPayroll, placed: 1000,
      suspended: 0),
    Row(
      mandate: .none, fundsOpen: false, consentsKeptByPayroll: true, finding: .fundClosed, placed: 0, suspended: 1000),
    Row(
      pence: -1000, mandate: .none, consentsKeptByPayroll: true, finding: .negative, placed: 0, suspended: -1000),
    Row(
      codeKnown: false, mandate: .none, consentsKeptByPayroll: true, finding: .unknownCode, placed: 0,
      suspended: 1000),
    Row(secondTime: true, consentsKeptByPayroll: true, finding: .secondTime, placed: 0, suspended: 1000),
    // In a later run of a pay date, a number that nobody knows could have been in the earlier one.
    Row(
      numberKnown: false, laterRun: true, mandate: .none, consentsKeptByPayroll: true, finding: .unknownPayrollNumber,
      placed: 0, suspended: 1000),
  ])
  func eachLineIsDecidedAsTheTableSays(_ row: Row) {
    let decision = LineDecision.decide(row.facts, consentsKeptByPayroll: row.consentsKeptByPayroll)
    #expect(decision.finding == row.finding)
    #expect(decision.placed == Pence(row.placed))
    #expect(decision.suspended == Pence(row.suspended))
    #expect(decision.placed + decision.suspended == Pence(row.pence), "nothing is dropped, nothing is made")
  }

  @Test func onlyALineAsAgreedNeedsNoPerson() {
    #expect(Finding.allCases.filter { !$0.needsPerson } == [.asMandated, .consentKeptByPayroll])
  }

  @Test func everyFindingHasANumberACodeAndWordsOfItsOwn() {
    // The numbers stand in the books: they may be added to, and never change.
    #expect(
      Finding.allCases.map { "\($0.rawValue) \($0.code)" } == [
        "0 as-mandated", "1 less-than-mandate", "2 more-than-mandate", "3 unknown-payroll-number", "4 no-mandate",
        "5 mandate-not-live", "6 second-time", "7 negative-line", "8 unknown-code", "9 fund-closed",
        "10 consent-kept-by-payroll", "11 leaver-still-deducted",
      ])
    #expect(Set(Finding.allCases.map(\.words)).count == Finding.allCases.count)
    for finding in Finding.allCases { #expect(Finding(code: finding.code) == finding) }
  }
}

extension LineRulesTests.Row {
  fileprivate var facts: LineFacts {
    var facts = LineFacts(
      amount: Pence(pence), code: codeKnown ? 0 : nil, isKnown: numberKnown, isSecondTime: secondTime,
      isLaterRun: laterRun, live: nil, hasMandate: true, fundsOpen: fundsOpen)
    switch mandate {
    case .none: facts.hasMandate = false
    case .notLive: break
    case .left: facts.hasLeft = true
    case .live(let pence):
      facts.live = MandateEntry(
        mandate: 1, amount: Pence(pence), fromDay: 0, untilDay: .max, split: 0, code: 0)
    }
    return facts
  }
}
