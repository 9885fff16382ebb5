// The auditor's pack: what the books tell by themselves, and samples followed through all the rooms.

import Banking
import Dates
import Files
import Foundation
import Giving
import Ledger
import Money
import Reporting
import Store

/// What came of an auditor's pack.
public struct MadeAuditPack: Codable, Hashable, Sendable {
  /// The year.
  public let year: String
  /// What chose the samples.
  public let seed: UInt64
  /// How many samples were followed.
  public let samples: Int
  /// Its folder.
  public let folder: String
  /// The files in it.
  public let files: [String]
  /// The signed head of the audit chain that it was made from.
  public let head: String
}

extension House {
  /// Makes the auditor's pack of a year, whole or not at all. Nothing is booked: the same books and the same seed give the
  /// same bytes.
  /// - Parameters:
  ///   - lines: how many lines of payslips are followed.
  ///   - payments: how many payments of grants are followed.
  public func auditPack(
    _ year: GivingYear, seed: UInt64, lines: Int = 25, payments: Int = 10
  ) throws -> MadeAuditPack {
    try store.requirePermission(Action("report.audit-pack"), of: actor, proposer: nil)
    let days = year.firstDay...year.lastDay
    let (content, samples) = try store.snapshot { reading in
      let samples =
        try AuditSample.lines(lines, days, seed: seed, reading)
        + AuditSample.payments(payments, days, seed: seed, reading)
      let content = AuditPackContent(
        scheme: configuration.schemeName, isPractice: store.isPractice, year: year, seed: seed,
        head: try store.signedHead()?.line ?? "", sections: try sections(samples, year, days, reading))
      return (content, samples.count)
    }
    let folder = "\(store.home.outbox)/audit-pack"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let path = "\(folder)/\(content.name)"
    return MadeAuditPack(
      year: year.name, seed: seed, samples: samples, folder: path, files: try content.write(to: path),
      head: content.head)
  }

  private func sections(
    _ samples: [AuditSample], _ year: GivingYear, _ days: ClosedRange<CivilDate>, _ reading: Reading
  ) throws -> [AuditPackSection] {
    [
      AuditPackSection(
        "samples", "The samples", "Chosen by the seed among all payslip lines and payments of the year.",
        ["sample", "what", "id", "amount"],
        samples.enumerated().map { place, sample in
          [.integer(place + 1), .plain(sample.kind), .text(sample.id), .amount(Pence(sample.pence))]
        }),
      try trails(samples),
      try AuditPackSections.overrides(days, reading), try AuditPackSections.reversals(days, reading),
      try AuditPackSections.approvals(days, reading), try AuditPackSections.refusals(days, reading),
      try reconciliation(reading), try passedOn(year, reading), try waiting(reading),
      try AuditPackSections.configuration(days, reading), try AuditPackSections.powers(days, reading),
    ]
  }

  /// Each sample's way, as `trace` tells it.
  private func trails(_ samples: [AuditSample]) throws -> AuditPackSection {
    let rows = try samples.enumerated().flatMap { place, sample -> [[CSVField]] in
      try trace(sample.id).enumerated().map { step, link in
        [
          .integer(place + 1), .integer(step + 1), .plain(link.kind), .text(link.id), .text(link.words),
          link.amountPence.map { .amount(Pence($0)) } ?? .empty,
        ]
      }
    }
    return AuditPackSection(
      "trails", "The way of each sample",
      "From the payslip line to the entry, to what was due, to the line of the bank and the fund; of a payment, to the bank.",
      ["sample", "step", "kind", "id", "words", "amount"], rows)
  }

  private func reconciliation(_ reading: Reading) throws -> AuditPackSection {
    AuditPackSection(
      "bank-differences", "The bank beside the books",
      "By bank account, as the statements and the books stand now. On a shared account the difference is other funds' money.",
      ["account", "shared", "opening", "in", "out", "closing", "ledger", "difference"],
      try BankReconciliation.accounts(reading).map { account in
        let sums = [
          account.openingPence, account.inPence, account.outPence, account.closingPence, account.ledgerPence,
          account.differencePence,
        ]
        let place: [CSVField] = [.text(account.account), .plain(account.isShared ? "yes" : "no")]
        return place + sums.map { CSVField.amount(Pence($0)) }
      })
  }

  /// What employers deducted in the year and passed on: by the tax months of the year's pay days.
  private func passedOn(_ year: GivingYear, _ reading: Reading) throws -> AuditPackSection {
    let periods = Set(
      try PostedFile.all(reading).filter { (year.firstDay...year.lastDay).contains($0.key.payDate) }.map {
        TaxMonth(payDate: $0.key.payDate).description
      })
    return AuditPackSection(
      "passed-on", "What was deducted and what has come",
      "By employer and tax month: deducted, passed on to an agency or the bank, in the bank, and what is still to come.",
      ["employer", "taxMonth", "deducted", "passedOn", "inTheBank", "stillToCome"],
      try BankReconciliation.passedOn(on: businessDate, reading).filter { periods.contains($0.period) }.map { item in
        [
          .text(item.employer), .plain(item.period), .amount(Pence(item.deductedPence)),
          .amount(Pence(item.passedOnPence)), .amount(Pence(item.bankedPence)),
          .amount(Pence(item.differences.reduce(0) { $0 &+ $1.duePence })),
        ]
      })
  }

  private func waiting(_ reading: Reading) throws -> AuditPackSection {
    AuditPackSection(
      "waiting", "What waits for a person", "By reason, as it stands now, with the money that lies in suspense for it.",
      ["code", "what", "items", "inSuspense"],
      try OpenItem.counts(reading).map { item in
        [
          .plain(item.code), .text(ItemWords.of(item.code)), .plain("\(item.count)"), .amount(item.suspense),
        ]
      })
  }
}
