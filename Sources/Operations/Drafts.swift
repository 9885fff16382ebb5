// Applications asked for question by question: begun, kept, gone on with, sent, or deleted when their days are over.

import Dates
import Foundation
import Grants
import Store

extension SchemeConfiguration {
  /// For how many days the answers of an unfinished application are kept after the last of them: the fewest that a
  /// layout of forms says.
  public func draftDays() throws -> Int { try formLayouts().map(\.draftDays).min() ?? 30 }
}

extension House {
  /// How many applications the round takes in a day: what the web form of its programme says, else the scheme's own
  /// setting.
  func mostADay(_ round: String) throws -> Int64 {
    let setting = configuration.applicationsADay
    guard let found = try Round.find(round, store.reading) else { return setting }
    return try configuration.formLayouts().first { $0.programme == found.programme }?.mostADay ?? setting
  }

  /// The rounds that take applications today.
  public func openRounds() throws -> [Round] {
    try Round.all(store.reading).filter { $0.isOpen(on: businessDate) }
  }

  /// Those that this person began and has not sent.
  public func drafts() throws -> [ApplicationDraft] { try ApplicationDraft.all(of: actor, store) }

  /// Begins one.
  /// - Throws: `StoreError` if this person may not; ``GrantsError/notFound(kind:id:)`` if the round takes none today.
  public func beginDraft(for round: String) throws -> ApplicationDraft {
    try store.requirePermission(Action("application.new"), of: actor, proposer: nil)
    guard try openRounds().contains(where: { $0.code == round }) else {
      throw GrantsError.notFound(kind: "open round", id: round)
    }
    return try ApplicationDraft.begin(for: round, by: actor, on: businessDate, store)
  }

  /// Keeps the answers so far.
  public func save(_ draft: inout ApplicationDraft) throws {
    try store.requirePermission(Action("application.new"), of: actor, proposer: nil)
    try draft.save(by: actor, on: businessDate, store)
  }

  /// Deletes the answers.
  public func throwAway(_ draft: ApplicationDraft) throws { try draft.throwAway(store) }

  /// Until when the answers are kept.
  public func keptUntil(_ draft: ApplicationDraft) throws -> CivilDate {
    draft.lastOn.adding(days: try configuration.draftDays())
  }

  /// Makes it an application, once.
  /// - Returns: the application's number.
  public func submit(_ draft: ApplicationDraft, _ form: ApplicationForm, isDryRun: Bool = false) throws -> Int64 {
    let number = try grantWork(
      Action("application.new"), about: draft.round, inputs: Inputs(["round": draft.round]), isDryRun: isDryRun
    ) { write in
      try draft.finish(in: write)
      return try Application.submit(
        form, to: draft.round, on: businessDate, by: actor, mostADay: mostADay(draft.round), in: write, store: store)
    }
    if !isDryRun { try draft.throwAway(store) }
    return number
  }

  /// Deletes what was not finished in time.
  /// - Returns: how many.
  public func forgetDrafts() throws -> Int {
    try ApplicationDraft.forget(after: configuration.draftDays(), on: businessDate, store)
  }
}
