// Jobs of this house: where their files lie, and how one is run, for real or on a copy.

import Batch
import Dates
import Files
import Foundation
import Reporting
import Store

extension SchemeConfiguration {
  /// Where job files lie: beside the configuration folder.
  public var batches: String {
    let parent = (folder as NSString).deletingLastPathComponent
    return "\(parent.isEmpty ? "." : parent)/batches"
  }
}

extension House {
  /// Runs a job. With `isDryRun` it is run on a copy of the home, which is then thrown away.
  public static func run(_ name: String, at door: Door, isDryRun: Bool) throws -> RunReport {
    let job = try Job.named(name, in: door.configuration.batches)
    guard isDryRun else { return try run(job, at: door, isDryRun: false) }
    let copy = try door.copy()
    defer { try? FileManager.default.removeItem(atPath: copy.home.path) }
    return try run(job, at: copy, isDryRun: true)
  }

  private static func run(_ job: Job, at door: Door, isDryRun: Bool) throws -> RunReport {
    let house = try House(door, asSystem: true)
    house.sweepLeftovers()
    let runner = Runner(store: house.store, steps: NightSteps(house: house).byName, isDryRun: isDryRun)
    let report = try runner.run(job, on: house.businessDate)
    if !isDryRun { house.writeMetrics(after: job.name) }
    return report
  }
}

extension House {
  /// Removes what killed processes left half done; what living ones hold stays.
  func sweepLeftovers() {
    let home = store.home
    SpooledFile.sweep(home.spool)
    sweepDryRuns(home)
    forgetRejected(home)
    sweepLetters()
    sweepDonorLetters()
    sweepPaymentFiles()
    sweepPanelPacks()
    try? putBackStatements()
    try? putBackReports()
    let given = (try? FileManager.default.contentsOfDirectory(atPath: home.outbox)) ?? []
    let folders = [home.spool, home.archive, home.rejected, home.outbox, home.file("metrics"), KeptReport.folder(home)]
    for folder in folders + given.map({ "\(home.outbox)/\($0)" }) {
      AtomicFile.sweepTemporaries(in: folder)
    }
  }

  /// What the copy of a home that a dry run works on is called.
  static let dryRunPrefix = ".dry-run-"
  /// How long a refused file is kept for finance (`security.md`, "Never in the open").
  private static let rejectedDays = 30

  /// Copies whose process is gone.
  private func sweepDryRuns(_ home: Home) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: home.path)) ?? []
    for name in names where name.hasPrefix(Self.dryRunPrefix) {
      let process = name.dropFirst(Self.dryRunPrefix.count)
      guard !FileManager.default.fileExists(atPath: "/proc/\(process)") else { continue }
      try? FileManager.default.removeItem(atPath: home.file(name))
    }
  }

  private func forgetRejected(_ home: Home) {
    for name in (try? FileManager.default.contentsOfDirectory(atPath: home.rejected)) ?? [] {
      let path = "\(home.rejected)/\(name)"
      if daysOld(path) > Self.rejectedDays { try? FileManager.default.removeItem(atPath: path) }
    }
  }

  /// How many days files that name people lie in the outbox at most (`security.md`, "Never in the open").
  static let handedOverWithinDays = 30

  /// How many days ago a file or folder was last written; 0 where that cannot be known.
  func daysOld(_ path: String) -> Int {
    let changed = (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
    let clock = store.settings.clock
    return changed.map { clock.today.days(since: clock.day(of: Int64($0.timeIntervalSince1970))) } ?? 0
  }
}

extension House.Door {
  /// The same door to a copy of the home, inside it: what is private stays where it is kept.
  func copy() throws -> House.Door {
    let house = try House(self, asSystem: true)
    let folder = home.file("\(House.dryRunPrefix)\(getpid())")
    try house.store.copyHome(to: folder)
    var door = self
    door.home = Home(folder)
    return door
  }
}
