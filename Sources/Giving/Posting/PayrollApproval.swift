// The second person's yes or no to a file that is held.

import Dates
import Files
import Ledger
import Store

extension PayrollIntake {
  /// Posts a held file: the second person's yes. What the night brought needs one person, what a person imported another.
  public func approve(_ number: Int64) throws -> ImportReport {
    let held = try heldFile(number)
    guard let key = held.key else { throw StoreError.broken("import \(number) has no file key") }
    let profile = try profile(named: held.profile, forFile: "")
    let spooled = try Archive(store).spool(number, limits: profile.limits)
    let file = IncomingFile(spooled, name: "import \(number)", store: store)
    let newest = try PostedFile.newest(key, store.reading)
    if newest != nil, held.reason != HoldReason.supersedes.rawValue {
      throw GivingError.notInState(number: number, state: "held, and its key is posted since", needed: "free")
    }
    let posting = PayrollPosting(
      store: store, rules: rules, context: try context(key, profile, file), path: spooled.path,
      byteCount: spooled.byteCount, digest: file.digest, broughtBy: actor, businessDate: businessDate, number: number,
      revision: (newest?.revision ?? 0) + 1, isApproved: true, onProgress: onProgress)
    let request = PayrollIntake.request(
      "payroll.approve", by: actor, on: businessDate, posting, proposer: Actor(name: held.broughtBy), isDryRun: isDryRun
    )
    do { return file.report(try store.write(request) { try posting.post(in: $0) }) } catch PostingStop.faults(
      let faults, _)
    {
      var report = ImportReport(file: file.name, sha256: spooled.sha256, state: .rejected)
      report.errors = faults.faults
      return report
    }
  }

  /// Decides against a held file. It stays in the archive; its key is free again.
  public func reject(_ number: Int64) throws {
    let held = try heldFile(number)
    let request = WriteRequest(
      Action("payroll.reject"), by: actor, key: "payroll-rejected/\(held.number)",
      inputs: Inputs(["import": "\(number)"]), on: businessDate, isDryRun: isDryRun)
    _ = try store.write(request) { write in
      try PayrollFile.record(.rejected, reason: held.reason, of: number, in: write)
      return number
    }
  }

  private func heldFile(_ number: Int64) throws -> PayrollFile {
    guard let file = try PayrollFile.find(number, store.reading) else {
      throw GivingError.notFound(kind: "import", id: "\(number)")
    }
    guard file.state == .held else {
      throw GivingError.notInState(number: number, state: file.state.rawValue, needed: "held")
    }
    return file
  }

  private func context(_ key: FileKey, _ profile: Profile, _ file: IncomingFile) throws -> PayrollContext {
    let heading = PayrollHeading(key: key, employer: profile.bureau == nil ? key.sender : nil)
    return try PayrollContext.read(profile, heading, home: store.home)
  }
}
