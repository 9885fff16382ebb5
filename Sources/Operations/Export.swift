// The foundation's export, for a person at the command line and for the night.

import Dates
import Exchange
import Foundation
import Money
import Store

extension House {
  /// Makes the foundation's exports by this actor.
  func foundationExport(by actor: Actor, on date: CivilDate, isDryRun: Bool) throws -> FoundationExport {
    FoundationExport(
      store, actor: actor, businessDate: date, schemaPath: configuration.file("schemas/foundation-export-1.xsd"),
      profile: try configuration.foundationOutput(), isDryRun: isDryRun)
  }

  /// What was booked since the last export, or everything; or the note that one has arrived.
  /// - Returns: what was done, in words.
  public func exportFoundation(full: Bool, received: Int64?, isDryRun: Bool) throws -> String {
    if let received { return try noteReceived(received, isDryRun: isDryRun) }
    let export = try foundationExport(by: actor, on: businessDate, isDryRun: isDryRun)
    guard let report = full ? try export.full() : try export.make() else {
      return "Nothing was booked since the last export. No file was made."
    }
    let sums = report.sections.filter { $0.count > 0 }.map {
      "\($0.count) \($0.section), \(Pence($0.totalPence).pounds)"
    }
    return "\(isDryRun ? "Would make" : "Made") \(report.file): \(sums.joined(separator: "; "))."
  }

  private func noteReceived(_ number: Int64, isDryRun: Bool) throws -> String {
    let outcome = try ReceivedExport.record(
      number, store, actor: actor, businessDate: businessDate, isDryRun: isDryRun)
    if case .madeBefore = outcome { return "That export \(number) arrived was noted before. Nothing to do." }
    let missing =
      outcome.value.missing.isEmpty ? "" : " Earlier ones did not: \(outcome.value.missing.joined(separator: ", "))."
    return "Noted: export \(number) arrived.\(missing)"
  }
}

extension SchemeConfiguration {
  /// How the foundation wants its CSVs; as they are unless `outputs/foundation.yaml` says otherwise.
  func foundationOutput() throws -> OutputProfile {
    let path = file("outputs/foundation.yaml")
    return FileManager.default.fileExists(atPath: path) ? try OutputProfile.read(path) : .standard
  }
}
