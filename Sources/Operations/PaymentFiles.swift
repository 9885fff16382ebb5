// Payment files for the bank, and payments that came back from it.

import Banking
import Exchange
import Files
import Foundation
import Grants
import Ledger
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

  /// A payment that the bank had made came back with this line of a statement: it is promised again.
  public func paymentCameBack(_ id: String, line: String, isDryRun: Bool = false) throws {
    try grantWork(
      Action("payment.returned"), about: id, inputs: Inputs(["payment": id, "line": line]), isDryRun: isDryRun
    ) { write in
      let (amount, fund) = try Payment.cameBack(id, by: actor, in: write)
      try LineSettling.takeBack(
        line, amount, of: id, entry: "\(id)/returned", kind: "payment-came-back", credit: .grantsPromised, fund: fund,
        on: businessDate, in: write)
      return id
    }
  }
}
