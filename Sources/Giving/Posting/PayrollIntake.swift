// Takes payroll files in: spools, recognises, posts, holds or refuses each, and says what became of it.

import Dates
import Files
import Foundation
import Ledger
import Money
import Store

/// Who takes files in, when and how.
public struct PayrollIntake {
  let store: Store
  let profiles: [Profile]
  let rules: GivingRules
  let actor: Actor
  let businessDate: CivilDate
  let isDryRun: Bool
  /// Told how many lines are posted so far, for whoever watches.
  public var onProgress: (Int64) -> Void = { _ in }

  /// - Parameters:
  ///   - actor: who brings the files: the night, or a person.
  ///   - isDryRun: whether to do it all and keep nothing.
  public init(
    _ store: Store, profiles: [Profile], rules: GivingRules, actor: Actor, businessDate: CivilDate,
    isDryRun: Bool = false
  ) {
    self.store = store
    self.profiles = profiles
    self.rules = rules
    self.actor = actor
    self.businessDate = businessDate
    self.isDryRun = isDryRun
  }

  /// The profile of this name, or the one that fits a file's name.
  /// - Throws: ``GivingError`` if there is none, or several.
  public func profile(named name: String?, forFile file: String) throws -> Profile {
    try profiles.profile(named: name, forFile: file)
  }

  /// Takes one file in.
  /// - Parameters:
  ///   - path: where it lies; it is copied once, and only the copy is read.
  ///   - profileName: the profile, where its name does not say it.
  ///   - stated: what the file itself does not say.
  ///   - supersedes: whether it is to take the place of the posted file of the same key.
  public func take(
    _ path: String, profile profileName: String? = nil, stated: StatedKey = StatedKey(), supersedes: Bool = false
  ) throws -> ImportReport {
    let name = (path as NSString).lastPathComponent
    let profile = try profile(named: profileName, forFile: name)
    let spooled = try SpooledFile.copy(from: path, into: store.home.spool, limits: profile.limits)
    return try take(IncomingFile(spooled, name: name, store: store), profile, stated, supersedes: supersedes)
  }

  func take(
    _ file: IncomingFile, _ profile: Profile, _ stated: StatedKey, supersedes: Bool
  ) throws -> ImportReport {
    var faults = FaultList(limit: profile.limits.faultsShown)
    guard let heading = try heading(of: file, profile, stated, &faults) else {
      return try refuse(file, profile, key: nil, faults: try allFaults(file, profile, faults), lines: 0)
    }
    if let known = try known(file, heading.key) { return known }
    let newest = try PostedFile.newest(heading.key, store.reading)
    if newest != nil, !supersedes {
      faults.add(
        FileFault(
          code: "already-posted-otherwise",
          message:
            "A file with this key and other bytes is posted. To take its place: nolimits payroll import --supersedes, and a second person."
        ))
      return try refuse(file, profile, key: heading.key, faults: faults, lines: 0)
    }
    let context = try PayrollContext.read(profile, heading, home: store.home)
    let posting = PayrollPosting(
      store: store, rules: rules, context: context, path: file.spooled.path, byteCount: file.spooled.byteCount,
      digest: file.digest, broughtBy: actor, businessDate: businessDate, number: nil,
      revision: (newest?.revision ?? 0) + 1, isApproved: false, onProgress: onProgress)
    return try post(file, posting, holdFor: newest == nil ? nil : .supersedes)
  }

  /// Posts, or holds or refuses where the posting stops.
  private func post(_ file: IncomingFile, _ posting: PayrollPosting, holdFor reason: HoldReason?) throws -> ImportReport
  {
    do {
      if let reason { return try hold(file, posting, reason, try totals(posting)) }
      let request = PayrollIntake.request(
        "payroll.import", by: actor, on: businessDate, posting, isDryRun: isDryRun)
      return file.report(try store.write(request) { try posting.post(in: $0) })
    } catch PostingStop.faults(let faults, let totals) {
      return try refuse(
        file, posting.context.profile, key: posting.context.heading.key, faults: faults, lines: totals.lines)
    } catch PostingStop.hold(let reason, let totals) {
      return try hold(file, posting, reason, totals)
    }
  }

  /// The change that posts a file: its key is the file's, so that it can be made once only.
  static func request(
    _ action: String, by actor: Actor, on date: CivilDate, _ posting: PayrollPosting, proposer: Actor? = nil,
    isDryRun: Bool
  ) -> WriteRequest {
    WriteRequest(
      Action(action), by: actor, key: posting.context.heading.key.subject(revision: posting.revision),
      inputs: Inputs(["profile": posting.context.profile.name], digest: "bytes", posting.digest), on: date,
      proposer: proposer, isDryRun: isDryRun)
  }

  /// What the file says of itself; nil if that cannot be read. A file that does not say enough because it has faults is
  /// refused for its faults; one that is sound asks the person for what it lacks.
  private func heading(
    of file: IncomingFile, _ profile: Profile, _ stated: StatedKey, _ faults: inout FaultList
  ) throws -> PayrollHeading? {
    do {
      return try PayrollHeading.scan(
        file.spooled.path, profile: profile, fileName: file.name, stated: stated, faults: &faults)
    } catch let missing as GivingError {
      guard try allFaults(file, profile, faults).isEmpty else { return nil }
      throw missing
    }
  }

  /// All faults of a file whose heading could not be read: those of the heading, and those of its lines.
  private func allFaults(_ file: IncomingFile, _ profile: Profile, _ heading: FaultList) throws -> FaultList {
    let path = file.spooled.path
    var lines = PayrollLines(.withoutRegister(profile, try PayrollHeading.standIn(path, profile)))
    try lines.read(path) { _ in true }
    var faults = lines.faults
    for fault in heading.faults where !faults.faults.contains(fault) { faults.add(fault) }
    return faults
  }

  /// The answer for a file that was taken in before: posted, or still held.
  private func known(_ file: IncomingFile, _ key: FileKey) throws -> ImportReport? {
    for earlier in try PayrollFile.of(digest: file.digest, store.reading) where earlier.fileKey == key.description {
      switch earlier.state {
      case .posted: return file.report(.alreadyPosted, earlier)
      case .held: return file.report(.held, earlier)
      case .superseded: return try refuseSuperseded(file, earlier)
      case .refused, .rejected: continue
      }
    }
    return nil
  }

  private func refuseSuperseded(_ file: IncomingFile, _ earlier: PayrollFile) throws -> ImportReport {
    var faults = FaultList()
    faults.add(
      FileFault(
        code: "superseded",
        message: "These are the bytes of import \(earlier.number), whose place a later revision took."))
    return try refuse(
      file, try profile(named: earlier.profile, forFile: file.name), key: earlier.key, faults: faults, lines: 0)
  }

  /// What a file comes to, without posting it.
  private func totals(_ posting: PayrollPosting) throws -> PayrollTotals {
    var lines = PayrollLines(posting.context)
    try lines.read(posting.path) { _ in true }
    guard lines.faults.isEmpty else { throw PostingStop.faults(lines.faults, lines.totals) }
    return lines.totals
  }

  /// Records a file that waits for a second person; its bytes wait in the archive.
  private func hold(
    _ file: IncomingFile, _ posting: PayrollPosting, _ reason: HoldReason, _ totals: PayrollTotals
  ) throws -> ImportReport {
    let key = posting.context.heading.key
    // Once a person has decided against it, the same file may be sent again and is held anew.
    let rejected = try PayrollFile.of(digest: file.digest, store.reading).filter {
      $0.fileKey == key.description && $0.state == .rejected
    }
    let request = WriteRequest(
      Action("payroll.hold"), by: actor,
      key: "payroll-held/\(key)/\(Hex.string(file.digest.prefix(16)))/\(rejected.count + 1)",
      inputs: Inputs(["reason": reason.rawValue], digest: "bytes", file.digest), on: businessDate, isDryRun: isDryRun)
    let outcome = try store.write(request) { write in
      let number = try PayrollFile.nextNumber(write.reading)
      try PayrollIntakeRecord(posting, totals, number).record(in: write)
      try PayrollFile.record(.held, reason: reason.rawValue, of: number, in: write)
      if !write.isDryRun { try Archive(store).seal(file.spooled.path, number: number) }
      return number
    }
    var report = ImportReport(file: file.name, sha256: file.spooled.sha256, state: .held)
    report.import = isDryRun ? nil : outcome.value
    report.reason = reason.rawValue
    report.lines = totals.lines
    report.totalPence = totals.total.rawValue
    return report
  }

  /// Records a file that cannot be posted, and lays it with its faults where finance finds it. The same bytes under the
  /// same configuration are refused once.
  private func refuse(
    _ file: IncomingFile, _ profile: Profile, key: FileKey?, faults: FaultList, lines: Int64
  ) throws -> ImportReport {
    let configuration = Hex.string(store.settings.configurationDigest.prefix(8))
    let request = WriteRequest(
      Action("payroll.refuse"), by: actor,
      key:
        "payroll-refused/\(profile.name)/\(Hex.string(file.digest.prefix(16)))/\(configuration)/\(faults.faults.first?.code ?? "")",
      inputs: Inputs(digest: "bytes", file.digest), on: businessDate, isDryRun: isDryRun)
    let outcome = try store.write(request) { write in
      let number = try PayrollFile.nextNumber(write.reading)
      try PayrollIntakeRecord(
        number: number, profile: profile.name, fileKey: key?.description ?? "", digest: file.digest,
        byteCount: file.spooled.byteCount, broughtBy: actor, lines: lines, total: .zero
      ).record(in: write)
      try PayrollFile.record(.refused, reason: faults.faults.first?.code, of: number, in: write)
      if !write.isDryRun {
        try Archive(store).reject(
          file.spooled.path, faults: faults.faults, more: faults.count - faults.faults.count, number: number)
      }
      return number
    }
    var report = ImportReport(file: file.name, sha256: file.spooled.sha256, state: .rejected)
    report.import = isDryRun ? nil : outcome.value
    report.reason = faults.faults.first?.code
    report.lines = lines
    report.errors = faults.faults.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    report.moreErrors = faults.count - faults.faults.count
    return report
  }
}

/// A file in the spool, and what it is called in answers.
struct IncomingFile {
  let spooled: SpooledFile
  let name: String
  /// The keyed digest of its bytes: what the books know it by.
  let digest: [UInt8]

  init(_ spooled: SpooledFile, name: String, store: Store) {
    self.spooled = spooled
    self.name = name
    digest = store.schemeKey.digest("payroll-file", spooled.sha256)
  }

  func report(_ state: ImportReport.State, _ earlier: PayrollFile) -> ImportReport {
    var report = ImportReport(file: name, sha256: spooled.sha256, state: state)
    report.import = earlier.number
    report.reason = state == .held ? earlier.reason : nil
    report.lines = earlier.lines
    report.totalPence = earlier.totalPence
    return report
  }

  func report(_ outcome: Outcome<PostingOutcome>) -> ImportReport {
    var state = ImportReport.State.posted
    if case .madeBefore = outcome { state = .alreadyPosted }
    var report = ImportReport(file: name, sha256: spooled.sha256, state: state)
    report.import = outcome.value.number
    if case .dryRun = outcome { report.import = nil }
    report.lines = outcome.value.lines
    report.totalPence = outcome.value.totalPence
    report.openItems = outcome.value.openItems
    report.funds = outcome.value.funds
    return report
  }
}

extension [Profile] {
  /// The profile of this name, or the one that fits a file's name.
  /// - Throws: ``GivingError`` if there is none, or several.
  public func profile(named name: String?, forFile file: String) throws -> Profile {
    if let name {
      guard let profile = first(where: { $0.name == name }) else {
        throw GivingError.notFound(kind: "profile", id: name)
      }
      return profile
    }
    let fitting = filter { $0.fileName?.read(file) != nil }
    guard let profile = fitting.first else { throw GivingError.noProfile(file: file) }
    guard fitting.count == 1 else { throw GivingError.severalProfiles(file: file, profiles: fitting.map(\.name)) }
    return profile
  }
}

extension PayrollIntake {
  /// In which order the night takes files: by what their names say of sender, payroll, day and run, then by name.
  public func order(ofFile name: String) -> String {
    let said = profiles.lazy.compactMap { $0.fileName?.read(name) }.first ?? [:]
    let date = said[.payDate].flatMap { FileNamePattern.day($0)?.description } ?? "9999"
    let sequence = said[.sequence].flatMap { Int($0) } ?? 1
    let digits = String(10_000 + sequence)
    return [date, said[.employer] ?? "", said[.payroll] ?? "", digits, name].joined(separator: "\u{0}")
  }
}
