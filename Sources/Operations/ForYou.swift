// What waits in the grants for each role: one line a kind of work, with how many, how many are late, and what to do.

import Dates
import Foundation
import Giving
import Grants
import People
import Store

extension Status {
  /// One kind of work that waits.
  public struct ForYou: Codable, Hashable, Sendable {
    /// A stable code.
    public let code: String
    /// What it is, in words.
    public let words: String
    /// How many.
    public let count: Int64
    /// How many of them are late.
    public let late: Int64
    /// The command that shows or does it.
    public let command: String
  }
}

extension House {
  /// What waits for the person who looks, by their roles; nothing for a job.
  func waitsForYou() throws -> [Status.ForYou] {
    guard case .person(let person) = actor else { return [] }
    let roles = try Roles.held(by: person, store.reading)
    var work: [Status.ForYou] = []
    if !roles.isDisjoint(with: [.supportAdult, .fundManager, .fundAdministrator]) {
      work += try applicationsForYou(roles)
    }
    if !roles.isDisjoint(with: [.finance, .fundManager]) { work += try paymentsForYou() }
    let writesLetters = !roles.isDisjoint(with: [.supportAdult, .fundManager])
    let waiting = try writesLetters ? letters(limit: 1000) : nil
    if let waiting { work += lettersForYou(waiting) }
    if roles.contains(.supportAdult) {
      work.append(
        .init(
          code: "follow-ups", words: "grants to ask about, or to close",
          count: Int64(try followUpsDue(waiting?.due).count),
          late: 0,
          command: "followup due"))
    }
    work.append(
      .init(
        code: "drafts", words: "applications of yours that are not finished",
        count: Int64(try ApplicationDraft.all(of: actor, store).count), late: 0, command: "application new --resume"))
    return work.filter { $0.count > 0 }
  }

  /// Work that is an application in a state.
  private struct Waiting {
    let state: ApplicationState
    let role: Role
    let words: String
    let command: String
  }

  private static let waiting = [
    Waiting(
      state: .submitted, role: .supportAdult, words: "new applications to take up",
      command: "application list --state submitted"),
    Waiting(
      state: .screening, role: .supportAdult, words: "applications to check",
      command: "application list --state screening"),
    Waiting(
      state: .awarded, role: .supportAdult, words: "agreements to be accepted",
      command: "application list --state awarded"),
    Waiting(
      state: .ready, role: .supportAdult, words: "applications ready for the panel",
      command: "application list --state ready"),
    Waiting(
      state: .comeBack, role: .supportAdult, words: "applications that the panel comes back to",
      command: "application list --state come-back"),
    Waiting(
      state: .ready, role: .fundAdministrator, words: "applications ready for the panel",
      command: "application list --state ready"),
  ]

  private func applicationsForYou(_ roles: Set<Role>) throws -> [Status.ForYou] {
    var work: [Status.ForYou] = []
    for waiting in Self.waiting
    where roles.contains(waiting.role) && !work.contains(where: { $0.words == waiting.words }) {
      let count = try Application.count(waiting.state, for: actor, store.reading)
      work.append(
        .init(
          code: waiting.state.rawValue, words: waiting.words, count: count, late: 0, command: waiting.command))
    }
    if !roles.isDisjoint(with: [.supportAdult, .fundAdministrator]), try Sitting.current(store.reading) != nil {
      let isAdult = roles.contains(.supportAdult)
      work.append(
        .init(
          code: "meeting", words: "meeting of the panel that has begun", count: 1, late: 0,
          command: isAdult ? "panel meeting" : "panel vote"))
    }
    if roles.contains(.supportAdult) {
      let answered = try Application.answered(for: actor, store.reading)
      work.append(
        .init(
          code: "answered", words: "questions that were answered", count: answered, late: 0,
          command: "application list --state screening"))
    }
    if roles.contains(.fundManager) {
      let since = try Application.since(.awaitingSignOff, for: actor, store.reading)
      let limit = try configuration.afterAward().signOffWithinWorkingDays
      let late = since.filter { configuration.rules.holidays.day(limit, after: $0) < businessDate }
      work.append(
        .init(
          code: "sign-off", words: "awards to sign off or refuse", count: Int64(since.count), late: Int64(late.count),
          command: "application list --state awaiting-sign-off"))
    }
    return work
  }

  private func paymentsForYou() throws -> [Status.ForYou] {
    [
      .init(
        code: "payments-to-approve", words: "payments to confirm",
        count: try Payment.count(.proposed, notBy: actor, store.reading), late: 0, command: "payment list"),
      .init(
        code: "payments-to-release", words: "payments to let go",
        count: try Payment.count(.approved, notBy: actor, store.reading), late: 0, command: "payment list"),
    ]
  }

  private func lettersForYou(_ waiting: LettersWaiting) -> [Status.ForYou] {
    [
      .init(
        code: "letters-due", words: "letters to make", count: Int64(waiting.due.count), late: 0, command: "letter list"),
      .init(
        code: "letters-made", words: "letters to hand over", count: Int64(waiting.made.count), late: 0,
        command: "letter list"),
    ]
  }
}
