// Payment files for the bank.

import Exchange
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
}
