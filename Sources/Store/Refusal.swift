// How the program says no: one shape for every error that a person or a program is told.

/// What the program leaves with, as cron and scripts read it (`commands.md`, "Everywhere").
public enum ExitStatus: Int32, Sendable, CaseIterable {
  /// Done, or nothing to do.
  case done = 0
  /// Done, and something of this run waits for a person.
  case waiting = 3
  /// The command was not understood.
  case usage = 64
  /// The input was refused; nothing was posted.
  case inputRefused = 65
  /// The input is not there.
  case inputMissing = 66
  /// An invariant broke.
  case invariantBroken = 70
  /// A result cannot be written.
  case cannotWrite = 73
  /// Reading or writing failed.
  case inputOutput = 74
  /// Someone else is at work; try later.
  case busy = 75
  /// Not permitted.
  case notPermitted = 77
  /// The configuration or the schema's version does not fit.
  case configuration = 78
}

/// An error that says in one sentence what is wrong, what to do, and what was not changed.
public protocol Refusal: Error, Sendable {
  /// A stable code for programs.
  var code: String { get }
  /// One or two sentences for a person; never a personal value.
  var sentence: String { get }
  /// What the program leaves with.
  var exit: ExitStatus { get }
}

/// What the store refuses, or finds broken.
public enum StoreError: Refusal, Equatable {
  /// There is no database in this folder.
  case noDatabase(home: String)
  /// A database is there already.
  case alreadyThere(home: String)
  /// The file is not a database of this program.
  case foreignDatabase
  /// A file or folder cannot be made, read or moved.
  case file(path: String, reason: String)
  /// The database is of an earlier or later version.
  case schemaVersion(found: String, needed: String)
  /// A setting that durability rests on could not be had.
  case setting(name: String, found: String)
  /// SQLite refused a statement.
  case sqlite(code: Int32, message: String)
  /// Someone else holds the lock.
  case busy(lock: String, holder: String)
  /// The gate said no.
  case notPermitted(action: String, reason: String)
  /// The action needs a second person's yes.
  case secondPersonNeeded(action: String)
  /// The same key came with other inputs.
  case conflict(key: String, difference: [String])
  /// A statement that may not write tried to.
  case notAReading
  /// A secret key is missing, or does not open what it should.
  case key(String)
  /// The books hold what they cannot hold.
  case broken(String)

  /// A stable code for programs; see ``Refusal``.
  public var code: String {
    switch self {
    case .noDatabase: "no-database"
    case .alreadyThere: "already-there"
    case .foreignDatabase: "foreign-database"
    case .file: "file"
    case .schemaVersion: "schema-version"
    case .setting: "database-setting"
    case .sqlite: "database"
    case .busy: "busy"
    case .notPermitted: "not-permitted"
    case .secondPersonNeeded: "second-person"
    case .conflict: "conflict"
    case .notAReading: "not-a-reading"
    case .key: "key"
    case .broken: "broken"
    }
  }

  /// One or two sentences for a person; see ``Refusal``.
  public var sentence: String {
    switch self {
    case .noDatabase(let home):
      "There is no No Limits database in \(home). Make one with: nolimits init --home \(home)"
    case .alreadyThere(let home): "There is a database in \(home) already. Nothing was changed."
    case .foreignDatabase: "This file is not a No Limits database. Nothing was changed."
    case .file(let path, let reason): "\(path): \(reason). Nothing was changed."
    case .schemaVersion(let found, let needed):
      "The database is at version \(found) and this program works with \(needed). An older one is brought up to date by nolimits init; a newer one needs a newer program. Nothing was changed."
    case .setting(let name, let found):
      "The database setting \(name) is \(found), so a change could be lost in a power cut. Nothing was changed."
    case .sqlite(let code, let message): "The database said: \(message) (\(code)). Nothing was changed."
    case .busy(let lock, let holder): "Busy: \(lock) is held by \(holder). Try again later. Nothing was changed."
    case .notPermitted(let action, let reason): "Not permitted (\(action)): \(reason). Nothing was changed."
    case .secondPersonNeeded(let action): "This needs a second person (\(action))."
    case .conflict(let key, let difference):
      "\(key) was recorded before with other \(difference.joined(separator: ", ")). Nothing was changed."
    case .notAReading: "A reading tried to change the database. Nothing was changed."
    case .key(let why): why
    case .broken(let what): "The books do not agree: \(what). Run: nolimits verify. Nothing was changed."
    }
  }

  /// What the program leaves with; see ``Refusal``.
  public var exit: ExitStatus {
    switch self {
    case .noDatabase: .inputMissing
    case .alreadyThere, .file: .cannotWrite
    case .foreignDatabase, .schemaVersion, .setting, .key: .configuration
    case .sqlite(let code, _): code == 13 || code == 8 || code == 14 ? .cannotWrite : .inputOutput
    case .busy: .busy
    case .notPermitted, .secondPersonNeeded: .notPermitted
    case .conflict: .inputRefused
    case .notAReading, .broken: .invariantBroken
    }
  }
}
