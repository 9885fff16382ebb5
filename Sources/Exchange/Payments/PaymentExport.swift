// Payment files: each released payment in one of them, once; one that was lost is made again with the same bytes.

import Dates
import Files
import Foundation
import Grants
import Ledger
import Money
import People
import Store

/// What came of a payment file.
public struct PaymentReport: Codable, Hashable, Sendable {
  /// A released payment that is in no file, and why.
  public struct Left: Codable, Hashable, Sendable {
    /// Its id.
    public let payment: String
    /// A code: `voucher` (bought, not paid by the bank), `details` (where it goes cannot be read), `forgotten`.
    public let reason: String
  }

  /// The file's number; nil where none was made.
  public let number: Int64?
  /// Where it lies.
  public let file: String?
  /// How many payments it holds.
  public let payments: Int
  /// What they come to, in pence.
  public let totalPence: Int64
  /// SHA-256 of the file, in hex: what the bank's screen must show too.
  public let sha256: String?
  /// Those of the payments it holds that whoever made it may see.
  public let ids: [String]
  /// Those left out that whoever made it may see.
  public let left: [Left]
  /// The day, ISO, on which it was handed over before it was made again; nil where it was not.
  public let handedOverOn: String?
  /// How many of its payments the bank had paid by its own lines before it was made again.
  public let paidByBank: Int

  /// Whether the bank has it, as far as is known: then it must not get it a second time.
  public var isWithBank: Bool { handedOverOn != nil || paidByBank > 0 }
}

/// Makes payment files.
public struct PaymentExport {
  private let store: Store
  private let actor: Actor
  private let businessDate: CivilDate
  private let isDryRun: Bool
  private let folder: String

  /// - Parameter businessDate: the day on which the bank is to pay.
  public init(_ store: Store, actor: Actor, businessDate: CivilDate, isDryRun: Bool = false) {
    self.store = store
    self.actor = actor
    self.businessDate = businessDate
    self.isDryRun = isDryRun
    folder = "\(store.home.outbox)/payments"
  }

  private static let action = Action("export.payments")

  /// Puts in place what a killed run left out, then makes the next file of all that was released, is owed, and is in none.
  /// - Parameter debtor: whose account pays.
  /// - Returns: the file; without a number where there is nothing to pay.
  public func make(from debtor: PaymentDebtor) throws -> PaymentReport {
    try store.requirePermission(Self.action, of: actor, proposer: nil)
    if !isDryRun { for file in try PaymentFile.unpublished(store.reading) { _ = try publish(file) } }
    let candidates = try Self.candidates(store)
    // The file is the house's; of what it leaves out, whoever makes it is told what they may see.
    let left = try candidates.left.filter { try Payment.find($0.payment, for: actor, store.reading) != nil }
    guard !candidates.lines.isEmpty else { return try report(nil, nil, left) }
    let number = try store.reading.int("SELECT max(number) FROM payment_file") + 1
    let request = WriteRequest(
      Self.action, by: actor, key: "export/payments/\(ExportName.padded(number))",
      inputs: Inputs(["number": "\(number)"]), on: businessDate, isDryRun: isDryRun)
    let content = PaymentContent(
      number: number, date: businessDate.description, debtor: debtor, lines: candidates.lines)
    let bytes = try content.bytes()
    let outcome = try store.write(request) { write in
      // What was read before the lock was had must still be so.
      guard try Self.candidates(store).lines == candidates.lines else { throw ExchangeError.moved }
      try PaymentFile.record(content, PaymentFile.digest(bytes, store), in: write)
      try Look.record(of: try persons(content), why: "payment file \(number)", by: actor, in: write)
      return number
    }
    if case .made = outcome, let file = try PaymentFile.find(number, store.reading) {
      return try report(try publish(file), "\(folder)/\(file.name)", left)
    }
    return try report(content, nil, left)
  }

  private func persons(_ content: PaymentContent) throws -> [Int64] {
    let payments = try content.lines.compactMap { try Payment.find($0.payment, for: .system, store.reading) }
    return Set(try payments.compactMap { try PaymentFile.person($0, store.reading) }).sorted()
  }

  /// Makes the file of this number again: the same bytes, or none. The report says what is known of an earlier handing over:
  /// the bank would know the file by its message id, but whoever has it in hand must know before.
  /// - Throws: ``ExchangeError/changed(number:)``, ``ExchangeError/payeeGone(file:payment:)``.
  public func again(_ number: Int64) throws -> PaymentReport {
    let file = try require(number)
    try look(at: file, "payment file \(number) again")
    return try report(
      try publish(file), "\(folder)/\(file.name)", [], handedOverOn: try file.handedOverOn(store.reading),
      paidByBank: try file.paidByBank(store.reading))
  }

  /// Notes that the bank has the file of this number, and deletes it here.
  public func handOver(_ number: Int64) throws {
    let file = try require(number)
    let request = WriteRequest(
      Action("export.payments-handed"), by: actor, key: "export/payments/\(ExportName.padded(number))/handed",
      inputs: Inputs(["number": "\(number)"]), on: businessDate, isDryRun: isDryRun)
    _ = try store.write(request) { write in
      try write.append(to: PaymentFile.handed, [.integer(number)])
      return number
    }
    if !isDryRun { try? FileManager.default.removeItem(atPath: "\(folder)/\(file.name)") }
  }

  private func require(_ number: Int64) throws -> PaymentFile {
    guard let file = try PaymentFile.find(number, store.reading) else {
      throw LedgerError.notFound(kind: "payment file", id: "\(number)")
    }
    return file
  }

  /// Making it again opens the vault: who did so is written down.
  private func look(at file: PaymentFile, _ why: String) throws {
    let seed = Hex.string(store.settings.randomness.bytes(8))
    let request = WriteRequest(
      Self.action, by: actor, key: "export/payments/\(ExportName.padded(file.number))/again/\(seed)",
      inputs: Inputs(["number": "\(file.number)"]), on: businessDate)
    let persons = try persons(file.content(store))
    _ = try store.write(request) { write in
      try Look.record(of: persons, why: why, by: actor, in: write)
      return file.number
    }
  }

  /// Puts the file in place, the same bytes as recorded, for its owner's eyes alone.
  private func publish(_ file: PaymentFile) throws -> PaymentContent {
    let content = try file.content(store)
    let bytes = try content.bytes()
    guard PaymentFile.digest(bytes, store) == file.digest else { throw ExchangeError.changed(number: file.number) }
    try OutboxFolder.make(folder)
    try AtomicFile.write("\(folder)/\(file.name)", bytes: bytes)
    try store.work { _ = try $0.put(PaymentFile.published, ["number": .integer(file.number)]) }
    return content
  }

  private func report(
    _ content: PaymentContent?, _ file: String?, _ left: [PaymentReport.Left], handedOverOn: CivilDate? = nil,
    paidByBank: Int = 0
  ) throws -> PaymentReport {
    let seen = try content?.lines.map(\.payment).filter { try Payment.find($0, for: actor, store.reading) != nil }
    return PaymentReport(
      number: content?.number, file: file, payments: content?.lines.count ?? 0, totalPence: content?.totalPence ?? 0,
      sha256: (try? content?.bytes()).flatMap { $0 }.map { Hex.string(sha256($0)) },
      ids: seen ?? [], left: left, handedOverOn: handedOverOn?.description, paidByBank: paidByBank)
  }

  /// What can be paid now: released, in no file, and owed in full by the ledger. What a person paid another way, and the
  /// bank's line has cleared, is not paid twice.
  private static func candidates(_ store: Store) throws -> (lines: [PaymentLine], left: [PaymentReport.Left]) {
    let ids = try store.reading.all(
      """
      SELECT public_id FROM payment WHERE public_id NOT IN (SELECT payment FROM payment_file_line)
      AND (SELECT state FROM payment_step WHERE payment = public_id ORDER BY id DESC LIMIT 1) = 'released' ORDER BY id
      """
    ) { $0.text(0) }
    var lines: [PaymentLine] = []
    var left: [PaymentReport.Left] = []
    for id in ids {
      guard let payment = try Payment.find(id, for: .system, store.reading),
        try Due.under(id, store.reading).map(\.amount).sum() == -Pence(payment.amountPence)
      else { continue }
      if payment.payee == .voucher {
        left.append(.init(payment: id, reason: "voucher"))
      } else if let details = try PaymentFile.details(of: id, store) {
        if let payee = PayeeAccount(details) {
          lines.append(PaymentLine(payment: id, pence: payment.amountPence, payee: payee))
        } else {
          left.append(.init(payment: id, reason: "details"))
        }
      } else {
        left.append(.init(payment: id, reason: "forgotten"))
      }
    }
    return (lines, left)
  }
}
