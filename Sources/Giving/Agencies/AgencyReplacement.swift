// A report that stands in the place of a posted one: it waits for a second person, whose yes takes the one back and posts the
// other in one write.

import Dates
import Files
import Ledger
import Money
import Store

/// A report that two people put in the place of a posted one.
public struct AgencyReplacement: Codable, Hashable, Sendable {
  /// The id of the posted report.
  public let report: String
  /// The number of the import that waits.
  public let `import`: Int64
}

extension AgencyIntake {
  /// Takes a report in that is to stand in the place of the posted one of its key. It waits for a second person: its bytes
  /// lie in the archive until then. Where nothing is posted that it could replace, it is taken in as any other.
  /// - Returns: what became of it, and what a second person is asked; nil where there is nothing to ask.
  public func propose(
    _ path: String, stated: Stated = Stated()
  ) throws -> (report: ImportReport, replacement: AgencyReplacement?) {
    let (file, agency, key) = try incoming(path, stated)
    guard let standing = try AgencyImport.standing(key, store.reading) else {
      return (try take(path, stated: stated), nil)
    }
    let twins = try AgencyImport.standing(digest: file.digest, store.reading)
    if twins.contains(where: { $0.report == standing.report }) { return (try alreadyPosted(file, key), nil) }
    let reader = try read(file, agency, key)
    guard reader.faults.isEmpty else {
      return (try refuse(file, agency, key, reader.faults, lines: Int64(reader.lines.count)), nil)
    }
    return try hold(file, agency, key, reader.lines, standing)
  }

  /// Records a report that waits for a second person.
  private func hold(
    _ file: IncomingFile, _ agency: Agency, _ key: AgencyReportKey, _ lines: [AgencyLine], _ standing: AgencyImport
  ) throws -> (report: ImportReport, replacement: AgencyReplacement?) {
    let request = WriteRequest(
      Action("agency.hold"), by: actor, key: "agency-held/\(key.subject)/\(Hex.string(file.digest.prefix(16)))",
      inputs: Inputs(digest: "bytes", file.digest), on: businessDate, isDryRun: isDryRun)
    let number = try store.write(request) { write in
      let number = try AgencyImport.nextNumber(write.reading)
      if !write.isDryRun { try Archive(store, .agency).seal(file.spooled.path, number: number) }
      try AgencyImport(number: number, key, .held, lines, broughtBy: actor.name)
        .record(digest: file.digest, bytes: file.spooled.byteCount, in: write)
      return number
    }.value
    var report = ImportReport(file: file.name, sha256: file.spooled.sha256, state: .held)
    report.import = isDryRun ? nil : number
    report.reason = "supersedes"
    report.lines = Int64(lines.count)
    report.totalPence = lines.map(\.total).sum().rawValue
    return (report, AgencyReplacement(report: standing.report, import: number))
  }

  /// Takes a posted report back, with all that was settled of it, and posts the one that waits in its place. What was paid
  /// of the one counts for the other.
  /// - Throws: `LedgerError.alreadyDone` if another took its place since; ``GivingError`` if it cannot be read any more.
  public func replace(_ replacement: AgencyReplacement, in write: Write) throws {
    guard let held = try AgencyImport.find(number: replacement.import, write.reading),
      [.held, .closed].contains(held.state),
      let standing = try AgencyImport.find(replacement.report, write.reading)
    else { throw GivingError.notFound(kind: "report", id: replacement.report) }
    let agency = try agencies.agency(held.agency, forFile: "")
    let number = standing.report.split(separator: "/")[3]
    var key = AgencyReportKey(agency: agency.code, date: standing.reportDate, report: String(number))
    guard try AgencyImport.standing(key, write.reading)?.number == standing.number else {
      throw LedgerError.alreadyDone(kind: "report", id: standing.report)
    }
    key.revision = try AgencyImport.times(key, write.reading) + 1
    let copy = try Archive(store, .agency).spool(held.number, limits: agency.limits)
    let file = IncomingFile(copy, name: "import \(held.number)", store: store, kind: "agency-report")
    guard try AgencyImport.digest(number: held.number, write.reading) == file.digest else {
      throw StoreError.broken("the archived file of import \(held.number) is not the one that was taken in")
    }
    let reader = try read(file, agency, key)
    guard reader.faults.isEmpty else {
      throw GivingError.heldOtherwise(number: held.number, why: reader.faults.faults.first?.message ?? "it has faults")
    }
    try FileReversal(standing, by: key.subject, write.reading).reverse(in: write)
    try record(reader.lines, agency, key, file, broughtBy: held.broughtBy, in: write)
    try PassedOnTooMuch.raiseIfSo(key.subject, of: key.subject, on: key.date, in: write)
  }
}
