// An application that is not finished: its answers lie sealed under a key of their own, for so many days and no longer.

import Dates
import Foundation
import Store

/// An application that somebody began and will go on with. It is no application yet: no book speaks of it.
public struct ApplicationDraft: Hashable, Sendable {
  /// Its number among drafts.
  public let number: Int64
  /// The round's code.
  public let round: String
  /// The day it was begun.
  public let startedOn: CivilDate
  /// The day of the last answer.
  public private(set) var lastOn: CivilDate
  /// The place of the next question, from 0.
  public var question: Int
  /// The answers so far, by the form's own names.
  public var answers: [String: String]

  /// Begins one, with its key.
  public static func begin(
    for round: String, by actor: Actor, on date: CivilDate, _ store: Store
  ) throws -> ApplicationDraft {
    try store.work { work in
      // A number whose key still stands is not given again: somebody may be about to delete that key.
      let newest = try work.reading.int("SELECT max(number) FROM application_draft")
      let number = max(newest, try store.keys.kept(.applicationDraft).keys.max() ?? 0) + 1
      let draft = ApplicationDraft(
        number: number, round: round, startedOn: date, lastOn: date, question: 0, answers: [:])
      try store.keys.make(.applicationDraft, [number], fresh: true)
      try draft.put(by: actor, in: work, store)
      return draft
    }
  }

  /// Keeps the answers so far, durable when it returns.
  public mutating func save(by actor: Actor, on date: CivilDate, _ store: Store) throws {
    lastOn = date
    try store.work { try put(by: actor, in: $0, store) }
  }

  private func put(by actor: Actor, in work: Work, _ store: Store) throws {
    guard let key = try store.keys.key(.applicationDraft, number) else {
      throw GrantsError.notFound(kind: "unfinished application", id: "\(number)")
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let sealed = try key.seal(
      Array(try encoder.encode(answers)), purpose: Self.purpose(number), randomness: store.settings.randomness)
    try work.put(
      Self.working,
      [
        "number": .integer(number), "actor": .text(actor.name), "round": .text(round), "started_on": .day(startedOn),
        "last_on": .day(lastOn), "question": .integer(Int64(question)), "sealed": .blob(sealed),
      ])
  }

  /// Those that this person began, oldest first. Nobody else sees them.
  public static func all(of actor: Actor, _ store: Store) throws -> [ApplicationDraft] {
    let rows = try store.reading.all(
      """
      SELECT number, round, started_on, last_on, question, sealed FROM application_draft WHERE actor = ? ORDER BY number
      """, [.text(actor.name)]
    ) { row in
      (
        draft: ApplicationDraft(
          number: row.int(0), round: row.text(1), startedOn: try row.day(2), lastOn: try row.day(3),
          question: Int(row.int(4)), answers: [:]), sealed: row.blob(5)
      )
    }
    return try rows.compactMap { row in
      guard let key = try store.keys.key(.applicationDraft, row.draft.number) else { return nil }
      var draft = row.draft
      let opened = try key.open(row.sealed, purpose: purpose(draft.number))
      draft.answers = try JSONDecoder().decode([String: String].self, from: Data(opened))
      return draft
    }
  }

  /// Takes it out of what is not finished, in the change that makes it an application. Its key is deleted after, by
  /// ``throwAway(_:)``.
  public func finish(in write: Write) throws {
    let standing = try write.reading.int("SELECT count(*) FROM application_draft WHERE number = ?", [.integer(number)])
    guard standing == 1 else { throw GrantsError.notFound(kind: "unfinished application", id: "\(number)") }
    try write.delete(from: Self.working, where: ["number": .integer(number)])
  }

  /// Deletes its key, and with it the answers.
  public func throwAway(_ store: Store) throws {
    try store.work { work in
      try store.keys.forget(.applicationDraft, [number])
      try work.delete(from: Self.working, where: ["number": .integer(number)])
    }
  }

  /// Deletes the keys of those whose days are over, and keys that a kill left without a draft.
  /// - Returns: how many drafts went.
  public static func forget(after days: Int, on date: CivilDate, _ store: Store) throws -> Int {
    try store.work { work in
      let old = try work.reading.all(
        "SELECT number FROM application_draft WHERE last_on < ?", [.day(date.adding(days: -days))]
      ) { $0.int(0) }
      let all = Set(try work.reading.all("SELECT number FROM application_draft") { $0.int(0) })
      let lone = try store.keys.kept(.applicationDraft).keys.filter { !all.contains($0) }
      try store.keys.forget(.applicationDraft, old + lone)
      for number in old { try work.delete(from: working, where: ["number": .integer(number)]) }
      return old.count
    }
  }

  private static func purpose(_ number: Int64) -> String { "application-draft/\(number)" }

  static let working = Working("application_draft")
  static let schema = """
    CREATE TABLE application_draft (number INTEGER NOT NULL PRIMARY KEY, actor TEXT NOT NULL, round TEXT NOT NULL,
    started_on INTEGER NOT NULL, last_on INTEGER NOT NULL, question INTEGER NOT NULL, sealed BLOB NOT NULL) STRICT;

    """

  /// What is kept opens with its key. One without a key was finished or deleted, and waits for the night.
  static let check = Check("application_draft", "the answers of unfinished applications open with their keys") {
    store, _ in
    try store.reading.all("SELECT number, sealed FROM application_draft LIMIT 1000") {
      (number: $0.int(0), sealed: $0.blob(1))
    }.compactMap { row in
      guard let key = try store.keys.key(.applicationDraft, row.number) else { return nil }
      let isWhole = (try? key.open(row.sealed, purpose: purpose(row.number))) != nil
      return isWhole ? nil : "the unfinished application \(row.number) does not open"
    }
  }
}
