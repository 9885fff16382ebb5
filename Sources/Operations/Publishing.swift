// What is told to the world, and to which organisations grants went.

import Exchange
import Files
import Foundation
import Grants
import Store

extension House {
  /// Publishes what 360Giving's users read: grants to organisations, or with a year a year's grants to individuals; or makes
  /// a publication again.
  public func exportThreeSixty(
    individuals year: LedgerSpan? = nil, again number: Int64? = nil, isDryRun: Bool = false
  ) throws -> ThreeSixtyReport {
    let terms = try ThreeSixtyTerms.read(configuration.file("outputs/threesixty.yaml"))
    let export = ThreeSixtyExport(store, actor: actor, businessDate: businessDate, terms: terms, isDryRun: isDryRun)
    if let number { return try export.again(number) }
    return try year.map { try export.individuals($0) } ?? export.organisations()
  }

  /// Writes down to which organisation an award goes.
  public func recipient(_ recipient: GrantRecipient, of application: Int64, isDryRun: Bool = false) throws {
    try grantWork(Action("award.organisation"), about: "\(application)", isDryRun: isDryRun) { write in
      try recipient.record(for: application, by: actor, in: write)
      return application
    }
  }
}
