// The second person's yes or no to a file that is held.

import Dates
import Files
import Ledger
import Store

extension PayrollIntake {
  /// Posts a held file: the second person's yes. What the night brought needs one person, what a person imported another.
  /// The yes answers the reasons it was held for; where there are others by now, it is to be sent again.
  public func approve(_ number: Int64) throws -> ImportReport {
    if let posted = try approvedBefore(number) { return posted }
    let held = try heldFile(number, store.reading)
    guard let key = held.key else { throw StoreError.broken("import \(number) has no file key") }
    let profile = try profile(named: held.profile, forFile: "")
    try store.requirePermission(
      Action("payroll.approve"), of: actor, proposer: Actor(name: held.broughtBy))
    guard try PostedFile.nextRevision(key, store.reading) == Int(held.intendedRevision) else {
      throw GivingError.heldOtherwise(number: number, why: "another revision was posted since")
    }
    let file = IncomingFile(
      try Archive(store, .payroll).spool(number, limits: profile.limits), name: "import \(number)", store: store)
    let candidate = PayrollCandidate(
      profile: profile, heading: PayrollHeading(key: key, employer: profile.bureau == nil ? key.sender : nil),
      revision: Int(held.intendedRevision), file: file, number: number, accepted: HoldReason.reasons(held.reason))
    do {
      let request = request("payroll.approve", candidate, proposer: Actor(name: held.broughtBy))
      return file.report(
        try store.write(request) { write in
          _ = try heldFile(number, write.reading)
          return try posting(candidate).post(in: write)
        })
    } catch PostingStop.faults(let faults, _) {
      var report = ImportReport(file: file.name, sha256: file.spooled.sha256, state: .rejected)
      report.errors = faults.faults
      return report
    } catch PostingStop.overtaken {
      throw GivingError.heldOtherwise(number: number, why: "another revision was posted since")
    } catch PostingStop.hold(let reasons, _) {
      throw GivingError.heldOtherwise(number: number, why: HoldReason.words(HoldReason.stored(reasons)))
    }
  }

  /// The answer for a file whose yes was given before, by whoever may give it.
  private func approvedBefore(_ number: Int64) throws -> ImportReport? {
    guard let file = try PayrollFile.find(number, store.reading), file.state == .posted, let key = file.key,
      try store.reading.int(
        "SELECT count(*) FROM audit_link WHERE action = 'payroll.approve' AND key = ?",
        [.text(key.subject(revision: Int(file.intendedRevision)))]) > 0
    else { return nil }
    try store.requirePermission(Action("payroll.approve"), of: actor, proposer: Actor(name: file.broughtBy))
    let copy = try Archive(store, .payroll).spool(number, limits: .standard)
    return IncomingFile(copy, name: "import \(number)", store: store).report(.alreadyPosted, file)
  }

  /// Decides against a held file. It stays in the archive; its key is free again.
  public func reject(_ number: Int64) throws {
    let request = WriteRequest(
      Action("payroll.reject"), by: actor, key: "payroll-rejected/\(number)", inputs: Inputs(["import": "\(number)"]),
      on: businessDate, isDryRun: isDryRun)
    _ = try store.write(request) { write in
      let held = try heldFile(number, write.reading)
      try PayrollFile.record(.rejected, reason: held.reason, of: number, in: write)
      return number
    }
  }

  private func heldFile(_ number: Int64, _ reading: Reading) throws -> PayrollFile {
    guard let file = try PayrollFile.find(number, reading) else {
      throw GivingError.notFound(kind: "import", id: "\(number)")
    }
    guard file.state == .held else {
      throw GivingError.notInState(number: number, state: file.state.rawValue, needed: "held")
    }
    return file
  }
}
