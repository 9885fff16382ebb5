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
    if let known = try known(file, heading.key, supersedes: supersedes) { return known }
    let revision = try PostedFile.nextRevision(heading.key, store.reading)
    if revision > 1, !supersedes {
      faults.add(Self.postedOtherwise)
      return try refuse(file, profile, key: heading.key, faults: faults, lines: 0)
    }
    let candidate = PayrollCandidate(
      profile: profile, heading: heading, revision: revision, file: file, number: nil, accepted: [])
    do {
      return try post(candidate)
    } catch PostingStop.overtaken {
      return try take(file, profile, stated, supersedes: supersedes)
    }
  }

  private static let postedOtherwise = FileFault(
    code: "already-posted-otherwise",
    message: """
      A file with this key and other bytes is posted. To take its place: nolimits payroll import --supersedes, and a \
      second person.
      """)

  /// Posts, or holds or refuses where the posting stops.
  private func post(_ candidate: PayrollCandidate) throws -> ImportReport {
    do {
      let request = request("payroll.import", candidate)
      return candidate.file.report(try store.write(request) { try posting(candidate).post(in: $0) })
    } catch PostingStop.faults(let faults, let totals) {
      return try refuse(
        candidate.file, candidate.profile, key: candidate.heading.key, faults: faults, lines: totals.lines)
    } catch PostingStop.hold(let reasons, let totals) {
      return try hold(candidate, reasons, totals)
    }
  }

  /// What posts a file. Only inside a change: the registers it reads are then the ones that stand.
  func posting(_ candidate: PayrollCandidate) throws -> PayrollPosting {
    PayrollPosting(
      store: store, rules: rules,
      context: try PayrollContext.read(candidate.profile, candidate.heading, home: store.home),
      path: candidate.file.spooled.path, byteCount: candidate.file.spooled.byteCount, digest: candidate.file.digest,
      broughtBy: actor, businessDate: businessDate, number: candidate.number, revision: candidate.revision,
      accepted: candidate.accepted, onProgress: onProgress)
  }

  /// The change that posts a file: its key is the file's, so that it can be made once only.
  func request(_ action: String, _ candidate: PayrollCandidate, proposer: Actor? = nil) -> WriteRequest {
    WriteRequest(
      Action(action), by: actor, key: candidate.heading.key.subject(revision: candidate.revision),
      inputs: Inputs(["profile": candidate.profile.name], digest: "bytes", candidate.file.digest), on: businessDate,
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
  private func known(_ file: IncomingFile, _ key: FileKey, supersedes: Bool) throws -> ImportReport? {
    for earlier in try PayrollFile.of(digest: file.digest, store.reading) where earlier.fileKey == key.description {
      switch earlier.state {
      case .posted: return file.report(.alreadyPosted, earlier)
      case .held: return file.report(.held, earlier)
      case .superseded where !supersedes: return try refuseSuperseded(file, earlier)
      case .superseded, .refused, .rejected: continue
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

  /// Records a file that waits for a second person; its bytes wait in the archive.
  private func hold(
    _ candidate: PayrollCandidate, _ reasons: [HoldReason], _ totals: PayrollTotals
  ) throws -> ImportReport {
    let (file, key) = (candidate.file, candidate.heading.key)
    // Once a person has decided against it, the same file may be sent again and is held anew.
    let earlier = try PayrollFile.of(digest: file.digest, store.reading).filter {
      $0.fileKey == key.description && $0.state != .refused
    }
    let request = WriteRequest(
      Action("payroll.hold"), by: actor,
      key: "payroll-held/\(key)/r\(candidate.revision)/\(Hex.string(file.digest.prefix(16)))/\(earlier.count + 1)",
      inputs: Inputs(["reasons": HoldReason.stored(reasons)], digest: "bytes", file.digest), on: businessDate,
      isDryRun: isDryRun)
    let outcome = try store.write(request) { write in
      let number = try PayrollFile.nextNumber(write.reading)
      try PayrollIntakeRecord(
        number: number, profile: candidate.profile.name, fileKey: key.description, digest: file.digest,
        byteCount: file.spooled.byteCount, broughtBy: actor, lines: totals.lines, total: totals.total,
        revision: candidate.revision
      ).record(in: write)
      try PayrollFile.record(.held, reason: HoldReason.stored(reasons), of: number, in: write)
      if !write.isDryRun { try Archive(store, .payroll).seal(file.spooled.path, number: number) }
      return number
    }
    var report = ImportReport(file: file.name, sha256: file.spooled.sha256, state: .held)
    report.import = isDryRun ? nil : outcome.value
    report.reason = HoldReason.stored(reasons)
    report.lines = totals.lines
    report.totalPence = totals.total.rawValue
    return report
  }

  /// Records a file that cannot be posted.
  private func refuse(
    _ file: IncomingFile, _ profile: Profile, key: FileKey?, faults: FaultList, lines: Int64
  ) throws -> ImportReport {
    let refused = RefusedFile(
      .payroll, file.spooled.path, digest: file.digest, name: "payroll-refused/\(profile.name)", faults: faults)
    let number = try refused.record(
      as: Action("payroll.refuse"), in: store, by: actor, on: businessDate, isDryRun: isDryRun
    ) { write in
      let number = try PayrollFile.nextNumber(write.reading)
      try PayrollIntakeRecord(
        number: number, profile: profile.name, fileKey: key?.description ?? "", digest: file.digest,
        byteCount: file.spooled.byteCount, broughtBy: actor, lines: lines, total: .zero,
        revision: 0
      ).record(in: write)
      try PayrollFile.record(.refused, reason: refused.code, of: number, in: write)
      return number
    }
    return file.refused(number, faults, lines: lines)
  }
}

/// A file that could be posted, and as what.
struct PayrollCandidate {
  let profile: Profile
  let heading: PayrollHeading
  /// The revision it becomes.
  let revision: Int
  let file: IncomingFile
  /// The import's number, where it was held before; else the next.
  let number: Int64?
  /// The reasons to hold it that a second person has agreed to.
  let accepted: [HoldReason]
}

/// A file in the spool, and what it is called in answers.
struct IncomingFile {
  let spooled: SpooledFile
  let name: String
  /// The keyed digest of its bytes: what the books know it by.
  let digest: [UInt8]

  init(_ spooled: SpooledFile, name: String, store: Store, kind: String = "payroll-file") {
    self.spooled = spooled
    self.name = name
    digest = store.schemeKey.digest(kind, spooled.sha256)
  }

  func report(_ state: ImportReport.State, _ earlier: PayrollFile) -> ImportReport {
    var report = ImportReport(file: name, sha256: spooled.sha256, state: state)
    report.import = earlier.number
    report.reason = state == .held ? earlier.reason : nil
    report.lines = earlier.lines
    report.totalPence = earlier.totalPence
    return report
  }

  /// The answer for a file that cannot be posted.
  /// - Parameter number: the import's; nil in a dry run.
  func refused(_ number: Int64?, _ faults: FaultList, lines: Int64 = 0) -> ImportReport {
    var report = ImportReport(file: name, sha256: spooled.sha256, state: .rejected)
    report.import = number
    report.reason = faults.faults.first?.code ?? ""
    report.lines = lines
    report.errors = faults.inOrder
    report.moreErrors = faults.notShown
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
