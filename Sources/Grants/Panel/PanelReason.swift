// After the vote: the panel's one kind reason for "not this time", and the foundation's word where the panel tied twice.

import Dates
import Foundation
import Money
import People
import Store

/// Why the panel said "not this time": a code for reports, and kind words that only the applicant reads.
public enum PanelReason: String, CaseIterable, Codable, Sendable {
  /// We could not tell enough from what was written.
  case needMore = "need-to-know-more"
  /// Something else can pay for it.
  case otherHelp = "other-help-is-there"
  /// Others needed it more this time.
  case othersFirst = "others-needed-it-more"
  /// It is not what this fund is for.
  case notForThisFund = "not-what-the-fund-is-for"

  /// What the panel reads.
  public var words: String {
    switch self {
    case .needMore: "We need to know more about it."
    case .otherHelp: "There is other help that can pay for this."
    case .othersFirst: "Others needed it more this time."
    case .notForThisFund: "It is not what this fund is for."
    }
  }

  /// The applications that still wait for the panel's reason: the meeting that had them last said "not this time", and none
  /// was given yet. In order of meeting and application.
  public static func missing(_ reading: Reading) throws -> [Int64] {
    try reading.all(
      """
      SELECT d.application FROM application_state AS s CROSS JOIN panel_decision AS d ON d.application = s.application
      AND d.sitting = (SELECT max(sitting) FROM sitting_item AS i WHERE i.application = s.application)
      WHERE s.state = ? AND d.verdict = ? ORDER BY d.sitting, d.application
      """, [.text(ApplicationState.inReview.rawValue), .text(PanelDecision.Verdict.notThisTime.rawValue)]
    ) { $0.int(0) }
  }

  /// Records the reason, and with it the decision reaches the applicant.
  public static func record(
    _ reason: PanelReason, words: String, for application: Int64, by actor: Actor, in write: Write, store: Store
  ) throws {
    guard try PanelDecision.newest(of: application, write.reading)?.verdict == .notThisTime else {
      throw GrantsError.form("The panel did not say \"not this time\" to application \(application).")
    }
    try decline(application, code: reason.rawValue, words: words, by: actor, in: write, store: store)
  }

  private static func decline(
    _ application: Int64, code: String, words: String, by actor: Actor, in write: Write, store: Store
  ) throws {
    let found = try Application.require(application, for: actor, write.reading)
    let words = words.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !words.isEmpty, words.count <= longest else {
      throw GrantsError.form("A decision needs kind words of at most \(longest) characters.")
    }
    try Application.make(.decline, of: application, reason: code, by: actor, in: write)
    guard !write.isDryRun else { return }
    try Vault.put(words, kind: .panelReason(application), person: found.person, in: write, store: store)
  }

  /// The longest reason, in characters.
  public static let longest = 1000

  /// Decides for the foundation where the panel tied twice; the reason is written either way.
  /// - Parameter amount: what is given; nil for "not this time".
  public static func decideForFoundation(
    _ application: Int64, amount: Pence?, words: String, on date: CivilDate, by actor: Actor, in write: Write,
    store: Store
  ) throws {
    let found = try Application.require(application, for: actor, write.reading)
    guard try PanelDecision.newest(of: application, write.reading)?.verdict == .foundation, found.state == .inReview
    else { throw GrantsError.form("The panel did not leave application \(application) to the foundation.") }
    guard let amount else {
      return try decline(
        application, code: "foundation-decided", words: words, by: actor, in: write, store: store)
    }
    guard amount >= Pence(found.leastPence), amount <= Pence(found.askedPence) else {
      throw GrantsError.form(
        "Give at least \(Pence(found.leastPence).pounds) and at most \(Pence(found.askedPence).pounds).")
    }
    guard !words.isEmpty, words.count <= longest else {
      throw GrantsError.form("A decision needs its reason, of at most \(longest) characters.")
    }
    try Award.approve(application, amount: amount, on: date, by: actor, in: write)
    guard !write.isDryRun else { return }
    try Vault.put(words, kind: .panelReason(application), person: found.person, in: write, store: store)
  }
}

extension VaultKind {
  /// The panel's kind reason on one application, for the applicant's letter.
  public static func panelReason(_ application: Int64) -> VaultKind {
    VaultKind(rawValue: "panel-reason/\(application)")
  }
}
