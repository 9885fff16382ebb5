// Payment files for the bank.

import Exchange
import Files
import Foundation
import Store

extension House {
  /// Makes payment files by this person.
  public func paymentExport(isDryRun: Bool = false) -> PaymentExport {
    PaymentExport(store, actor: actor, businessDate: businessDate, isDryRun: isDryRun)
  }

  /// The next payment file.
  /// - Throws: `ConfigurationFault` where `outputs/payments.yaml` does not say whose account pays.
  public func exportPayments(isDryRun: Bool = false) throws -> PaymentReport {
    try paymentExport(isDryRun: isDryRun).make(
      from: try PaymentDebtor.read(configuration.file("outputs/payments.yaml")))
  }

  /// Deletes payment files that the bank has, or that have lain too long: they name people and their accounts
  /// (`security.md`, "Never in the open"). One that is still needed is made again with the same bytes.
  func sweepPaymentFiles() {
    let folder = "\(store.home.outbox)/payments"
    AtomicFile.sweepTemporaries(in: folder)
    let handed = Set(((try? PaymentFile.all(store.reading)) ?? []).filter(\.isHandedOver).map(\.name))
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      if handed.contains(name) || daysOld("\(folder)/\(name)") >= Self.handedOverWithinDays {
        try? FileManager.default.removeItem(atPath: "\(folder)/\(name)")
      }
    }
  }
}
