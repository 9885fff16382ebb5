// `verify`: the checks of all rooms in one list, and the one digest of all facts.

import Banking
import Exchange
import Giving
import Grants
import Ledger
import People
import Reporting
import Store

extension House {
  /// The checks of all rooms, in the order they are told.
  var checks: [Check] {
    LedgerRoom.checks + PeopleRoom.checks + GivingRoom.checks + GivingRoom.agencyChecks
      + [LineProof.check(profiles: configuration.profiles)] + ExchangeRoom.checks + BankingRoom.checks
      + GrantsRoom.checks
      + GivingRoom.giftAidChecks
      + StatementsRoom.checks
      + ReportsRoom.checks
      + BoardRoom.checks
      + GivingRoom.feeChecks
      + DonorLettersRoom.checks
  }

  /// Proves the books.
  /// - Parameter sinceLast: only what came after the last clean proof.
  public func verify(sinceLast: Bool = false) throws -> VerifyReport {
    let scope: CheckScope = sinceLast ? .after(link: try store.verifiedLink()) : .everything
    let head = try store.reading.auditHead().number
    let report = try store.verify(checks, scope: scope) { try Self.ledgerHash($0) }
    if report.ok, try store.verifiedLink() < head { try store.recordVerified(link: head) }
    return report
  }

  /// The digest of the facts of money and decisions: the same for the same facts, whatever their order.
  static func ledgerHash(_ reading: Reading) throws -> [UInt8] {
    var digest = FactDigest()
    try LedgerRoom.addFacts(to: &digest, reading)
    try GivingRoom.addFacts(to: &digest, reading)
    try BankingRoom.addFacts(to: &digest, reading)
    try GrantsRoom.addFacts(to: &digest, reading)
    return digest.bytes
  }
}

/// The books do not agree with themselves.
public struct VerifyFailure: Refusal {
  /// What was found.
  public let report: VerifyReport
  /// A stable code for programs; see ``Refusal``.
  public var code: String { "verify" }
  /// One or two sentences for a person; see ``Refusal``.
  public var sentence: String {
    let names = report.checks.filter { !$0.ok }.map(\.name).joined(separator: ", ")
    return "The books do not agree: \(names). Run: nolimits verify. Nothing was changed."
  }
  /// What the program leaves with; see ``Refusal``.
  public var exit: ExitStatus { .invariantBroken }
}
