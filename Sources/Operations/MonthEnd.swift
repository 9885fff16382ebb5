// The end of a month: what is still open, the close that two people make, and opening the last closed month again.

import Banking
import Dates
import Foundation
import Giving
import Ledger
import People
import Reporting
import Store

/// What is still open at the end of a month. None of it stops the close: it is for the two people to judge.
public struct MonthChecklist: Codable, Sendable {
  /// The month.
  public let month: String
  /// Payrolls that sent a file for the month before and none for this one.
  public let filesNotCome: [String]
  /// Payroll files that wait for a second person.
  public let heldFiles: Int
  /// Items that wait for a person.
  public let openItems: Int64
  /// Sums that should have come by the month's last day and have not.
  public let latePayments: Int
  /// Lines of bank statements that nobody has assigned.
  public let bankLines: Int
  /// Where bank and books do not say the same, in words.
  public let bankDifferences: [String]
  /// What was deducted and is not in the foundation's account, each by name with its day.
  public let stillToCome: [String]
  /// What of that, or of what the bank accounts hold, nothing explains.
  public let notExplained: [String]

  /// How many things that are still to come are named one by one; the rest is counted.
  private static let mostNamed = 20

  /// Each thing that is open, in words.
  public var words: [String] {
    func line(_ count: Int, _ one: String, _ many: String) -> String? {
      count == 0 ? nil : count == 1 ? one : "\(count) \(many)"
    }
    return filesNotCome.map { "no file has come from \($0)" }
      + [
        line(heldFiles, "1 payroll file waits for a second person", "payroll files wait for a second person"),
        line(Int(openItems), "1 item waits for a person", "items wait for a person"),
        line(latePayments, "1 payment is late", "payments are late"),
        line(bankLines, "1 line of a bank statement is not assigned", "lines of bank statements are not assigned"),
      ].compactMap { $0 } + stillToCome.prefix(Self.mostNamed)
      + (stillToCome.count > Self.mostNamed
        ? ["\(stillToCome.count - Self.mostNamed) more sums are still to come"] : [])
      + bankDifferences.map { "t\($0.dropFirst())" } + notExplained
  }
}

/// What a proposal to close or reopen a month says.
struct MonthChange: Codable {
  let month: String
}

extension House {
  /// What is still open for a month.
  public func checklist(_ month: Month) throws -> MonthChecklist { try checklist(month, store.reading) }

  func checklist(_ month: Month, _ reading: Reading) throws -> MonthChecklist {
    let last = month.lastDay.description
    let reconciliation = try reconcile(reading)
    return MonthChecklist(
      month: month.description, filesNotCome: try Givers.payrollsNotCome(in: month, reading),
      heldFiles: try PayrollFile.all(reading, state: .held).count,
      openItems: try OpenItem.counts(reading).reduce(0) { $0 + $1.count },
      latePayments: try OpenExpectation.all(reading).filter { $0.expectation.dueDate <= last }.count,
      bankLines: try WaitingLine.all(reading).count, bankDifferences: try bankDifferences(reading),
      stillToCome: reconciliation.stillToCome(until: month.lastDay), notExplained: reconciliation.notExplained)
  }

  /// Closes a month: a proposal, which a second person approves. What is open stands in its words.
  /// - Throws: `LedgerError.month` if it is not its turn, or not over.
  public func closeMonth(_ month: Month, isDryRun: Bool = false) throws -> String {
    try MonthClose.require(month, on: businessDate, store.reading)
    return try doOrPropose(
      "month.close", subject: month.description, MonthChange(month: month.description),
      words: try closingWords(month, store.reading), isDryRun: isDryRun)
  }

  /// What two people agree to who close a month: its name, and everything that is open now.
  func closingWords(_ month: Month, _ reading: Reading) throws -> String {
    let open = try checklist(month, reading).words
    return "close \(month.inWords)" + (open.isEmpty ? ", nothing open" : " although " + open.joined(separator: ", "))
  }

  /// Marks a month ready for its close: a proposal, whose words hold what is open. Marked before, it is said so.
  /// - Throws: `LedgerError.month` if it is not its turn, or not over.
  public func readyMonth(_ month: Month, isDryRun: Bool = false) throws -> String {
    if let ready = try readyProposal(month) {
      return
        "\(month.inWords) is ready as A\(ready.number). Another person closes it with: nolimits month close \(month)"
    }
    return try closeMonth(month, isDryRun: isDryRun)
  }

  /// Closes a month that another person marked ready; else marks it ready. Files of a closed one that are missing, because
  /// the close was stopped while they were written, are put in place first.
  public func closeReadyMonth(_ month: Month, isDryRun: Bool = false) throws -> String {
    if !isDryRun { try putInPlace(month, evenChanged: false) }
    guard let ready = try readyProposal(month), ready.proposer != actor.name else {
      return try readyMonth(month, isDryRun: isDryRun)
    }
    return try approve("A\(ready.number)", isDryRun: isDryRun)
  }

  private func readyProposal(_ month: Month) throws -> Proposal? {
    try Proposal.open(store.reading).first { $0.action == "month.close" && $0.subject == month.description }
  }

  /// Opens the last closed month again: a proposal, which a second person approves.
  /// - Throws: `LedgerError.month` if it is another month.
  public func reopenMonth(_ month: Month, isDryRun: Bool = false) throws -> String {
    try MonthClose.requireLast(month, store.reading)
    return try doOrPropose(
      "month.reopen", subject: month.description, MonthChange(month: month.description),
      words: "open \(month.inWords) again", isDryRun: isDryRun)
  }

  /// Does what was agreed; false if it is neither.
  func carryOutMonth(_ action: String, _ inputs: Data, in write: Write) throws -> Bool {
    guard action == "month.close" || action == "month.reopen" else { return false }
    let text = try JSONDecoder().decode(MonthChange.self, from: inputs).month
    guard let month = Month(text) else { throw LedgerError.notFound(kind: "month", id: text) }
    if action == "month.close" {
      let givers = try Givers.count(in: month, write.reading)
      try MonthClose.close(month, givers: givers, on: businessDate, in: write)
      _ = try PublishedReport.publish(
        try disclosureTable(month, write.reading), rules: try configuration.statements().rules, in: write)
      for content in try statements(month, of: try Self.scopes(write.reading), write.reading) {
        try KeptStatement.keep(content, of: month, in: write)
      }
    } else {
      try MonthClose.reopen(month, in: write)
    }
    return true
  }
}
