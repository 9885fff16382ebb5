// Takes files of bank statements in: spools, reads, posts or refuses each, and says what became of it.

import Dates
import Files
import Foundation
import Ledger
import Store

/// What became of one file, as programs read it.
public struct BankReport: Codable, Sendable {
  /// How an import ends.
  public enum State: String, Codable, Sendable {
    /// Its statements are in the books.
    case posted
    /// They were before; nothing to do.
    case alreadyPosted = "already-posted"
    /// Nothing was posted.
    case refused
  }
  /// The file's name.
  public var file: String
  /// The import's number; nil in a dry run.
  public var `import`: Int64?
  /// What became of it.
  public var state: State
  /// The statements that are new.
  public var statements: [String] = []
  /// How many lines were kept.
  public var lines: Int64 = 0
  /// How many were assigned.
  public var assigned: Int64 = 0
  /// How many wait for a person.
  public var openItems: Int64 = 0
  /// The faults, where it was refused.
  public var errors: [FileFault] = []
  /// How many faults there are beyond those.
  public var moreErrors = 0

  init(file: String, import number: Int64?, state: State) {
    self.file = file
    self.import = number
    self.state = state
  }
}

/// Who takes bank files in, when and how.
public struct BankIntake {
  let store: Store
  let accounts: [BankAccount]
  let limits: Limits
  let actor: Actor
  let businessDate: CivilDate
  let isDryRun: Bool

  /// - Parameter isDryRun: whether to do it all and keep nothing.
  public init(
    _ store: Store, accounts: [BankAccount], limits: Limits, actor: Actor, businessDate: CivilDate,
    isDryRun: Bool = false
  ) {
    self.store = store
    self.accounts = accounts
    self.limits = limits
    self.actor = actor
    self.businessDate = businessDate
    self.isDryRun = isDryRun
  }

  /// The accounts whose statements a file may hold: the one that is named, or those whose file name fits.
  /// - Throws: ``BankError`` if there is none, or CSV accounts are several.
  public func accounts(named code: String?, forFile name: String) throws -> [BankAccount] {
    if let code {
      guard let account = accounts.first(where: { $0.code == code }) else {
        throw BankError.notFound(kind: "bank account", id: code)
      }
      return [account]
    }
    let fitting = accounts.filter { $0.fileName?.fits(name) == true }
    guard let first = fitting.first else { throw BankError.noAccount(file: name) }
    if case .camt = first.format, fitting.allSatisfy({ if case .camt = $0.format { true } else { false } }) {
      return fitting
    }
    guard fitting.count == 1 else { throw BankError.severalAccounts(file: name) }
    return fitting
  }

  /// Whether the night takes a file of this name as a bank's.
  public func isBank(_ name: String) -> Bool { accounts.contains { $0.fileName?.fits(name) == true } }

  /// Takes files in, whatever their order: one that waits for another is tried again after it.
  /// - Parameter unopened: what is done about a file that cannot be opened, or is nobody's; without it, it stops all.
  public func take(
    _ paths: [String], account: String? = nil, unopened: ((String, any Refusal) throws -> Void)? = nil
  ) throws -> [BankReport] { try takeEach(paths, account, unopened).map(\.report) }

  /// The same, each file with its report.
  public func takeEach(
    _ paths: [String], _ account: String? = nil, _ unopened: ((String, any Refusal) throws -> Void)? = nil
  ) throws -> [(path: String, report: BankReport)] {
    var reports: [String: BankReport] = [:]
    var waiting = paths
    var isLastRound = false
    while !waiting.isEmpty {
      let before = waiting.count
      for path in waiting {
        do {
          guard let report = try take(path, account: account, refusesWaiting: isLastRound) else { continue }
          reports[path] = report
        } catch let error as any Refusal {
          guard let unopened else { throw error }
          try unopened(path, error)
        }
        waiting.removeAll { $0 == path }
      }
      isLastRound = waiting.count == before
    }
    return paths.compactMap { path in reports[path].map { (path, $0) } }
  }

  /// Takes one file in; nil where it waits for another and is not to be refused for that yet.
  private func take(_ path: String, account: String?, refusesWaiting: Bool) throws -> BankReport? {
    let name = (path as NSString).lastPathComponent
    let accounts = try accounts(named: account, forFile: name)
    // It is read beside: while it is copied, while the change begins, while what is due is read, while its lines are put into
    // the books.
    var reading: BankReading?
    let file = try SpooledFile.copy(from: path, into: store.home.spool, limits: limits) { growing in
      reading = BankReading(growing, accounts, limits)
    }
    guard let reading else { throw IntakeError.cannotRead(path: name, reason: "it was not copied") }
    let digest = store.schemeKey.digest("bank-file", file.sha256)
    if let number = try BankFile.posted(digest: digest, store.reading) {
      return BankReport(file: name, import: number, state: .alreadyPosted)
    }
    do {
      return try post(reading, accounts, file, name, digest)
    } catch let found as BankFaults {
      return try refuse(file, name, digest, found.faults)
    } catch let stop as BankStop {
      if stop.isWaiting, !refusesWaiting { return nil }
      var faults = FaultList()
      faults.add(stop.fault)
      return try refuse(file, name, digest, faults)
    }
  }

  /// What is wrong with a file's content.
  private struct BankFaults: Error { let faults: FaultList }

  private func post(
    _ reading: BankReading, _ accounts: [BankAccount], _ file: SpooledFile, _ name: String, _ digest: [UInt8]
  ) throws -> BankReport {
    let request = WriteRequest(
      Action("bank.import"), by: actor, key: "bank-file/\(Hex.string(digest.prefix(16)))",
      inputs: Inputs(digest: "bytes", digest), on: businessDate, isDryRun: isDryRun)
    func change(_ write: Write) throws -> BankOutcome {
      let number = try BankFile.nextNumber(write.reading)
      var posting = BankPosting(
        accounts: accounts, schemeKey: store.schemeKey, number: number, businessDate: businessDate)
      try posting.readDues(in: write)
      try posting.record(ahead: reading.ahead, in: write)
      let (statements, faults) = try reading.content.value()
      guard faults.isEmpty else { throw BankFaults(faults: faults) }
      let copy = write.isDryRun ? nil : try Archive(store, .bank).sealing(file.path, number: number)
      defer { copy?.discard() }
      copy?.goOnBeside()
      var outcome = BankOutcome(number: number)
      for statement in statements { try posting.post(statement, &outcome, in: write) }
      try record(number, digest, file, "posted", nil, in: write)
      try copy?.finish()
      return outcome
    }
    let outcome: Outcome<BankOutcome>
    do { outcome = try store.write(request, change) } catch is BankPosting.HeadChanged {
      // All of it is known by now, so nothing comes ahead.
      outcome = try store.write(request, change)
    }
    var report = BankReport(file: name, import: isDryRun ? nil : outcome.value.number, state: .posted)
    if case .madeBefore = outcome { report.state = .alreadyPosted }
    report.statements = outcome.value.statements
    report.lines = outcome.value.lines
    report.assigned = outcome.value.assigned
    report.openItems = outcome.value.openItems
    return report
  }

  private func record(
    _ number: Int64, _ digest: [UInt8], _ file: SpooledFile, _ state: String, _ reason: String?, in write: Write
  ) throws {
    try write.append(
      to: BankFile.book,
      [
        .integer(number), .blob(digest), .integer(Int64(file.byteCount)), .text(actor.name), .text(state),
        .text(reason),
      ])
  }

  /// Records a file that cannot be posted.
  private func refuse(
    _ file: SpooledFile, _ name: String, _ digest: [UInt8], _ faults: FaultList
  ) throws -> BankReport {
    let refused = RefusedFile(.bank, file.path, digest: digest, name: "bank-refused", faults: faults)
    let number = try refused.record(
      as: Action("bank.refuse"), in: store, by: actor, on: businessDate, isDryRun: isDryRun
    ) { write in
      let number = try BankFile.nextNumber(write.reading)
      try record(number, digest, file, "refused", refused.code, in: write)
      return number
    }
    var report = BankReport(file: name, import: number, state: .refused)
    report.errors = faults.inOrder
    report.moreErrors = faults.notShown
    return report
  }
}
