// The book of payment files: which payments each holds, what they come to, and a keyed digest of its bytes. Where payments
// go is in the vault alone.

import Dates
import Files
import Grants
import People
import Store

/// A payment file, as the book holds it.
public struct PaymentFile: Codable, Hashable, Sendable {
  /// Its number, from 1 without gaps.
  public let number: Int64
  /// The day on which the bank is to pay, ISO.
  public let date: String
  /// How many payments it holds.
  public let payments: Int64
  /// What they come to, in pence.
  public let totalPence: Int64
  /// Whether it was handed to the bank, and deleted here.
  public let isHandedOver: Bool
  let debtor: PaymentDebtor
  let digest: [UInt8]

  private enum CodingKeys: String, CodingKey { case number, date, payments, totalPence, isHandedOver, debtor, digest }

  /// All files, in order of number.
  public static func all(_ reading: Reading) throws -> [PaymentFile] { try list("1", [], reading) }

  /// The file of this number, or nil.
  public static func find(_ number: Int64, _ reading: Reading) throws -> PaymentFile? {
    try list("number = ?", [.integer(number)], reading).first
  }

  /// Those whose files are not known to have been put in place, and were not handed over.
  static func unpublished(_ reading: Reading) throws -> [PaymentFile] {
    try list("number NOT IN (SELECT number FROM payment_file_published)", [], reading).filter { !$0.isHandedOver }
  }

  private static func list(_ condition: String, _ arguments: [Value], _ reading: Reading) throws -> [PaymentFile] {
    try reading.all(
      """
      SELECT number, pay_on, payments, total_pence, debtor_name, debtor_iban, keyed_digest,
      EXISTS (SELECT 1 FROM payment_file_handed AS h WHERE h.file = number) FROM payment_file WHERE \(condition)
      ORDER BY number
      """, arguments
    ) { row in
      PaymentFile(
        number: row.int(0), date: try row.day(1).description, payments: row.int(2), totalPence: row.int(3),
        isHandedOver: row.int(7) != 0, debtor: PaymentDebtor(name: row.text(4), iban: row.text(5)), digest: row.blob(6))
    }
  }

  /// The day on which it was handed to the bank; nil where it was not.
  func handedOverOn(_ reading: Reading) throws -> CivilDate? {
    try reading.first(
      """
      SELECT business_date FROM payment_file_handed AS h
      CROSS JOIN audit_link ON audit_link.id = \(Schema.link(of: "h.id", in: "'payment_file_handed'")) WHERE file = ?
      """, [.integer(number)]
    ) { try $0.day(0) }
  }

  /// How many of its payments the bank's lines have cleared, wholly or in part: what stands against a payment but its own
  /// entry and our word that it came back. A line that was taken back, or assigned elsewhere, does not count.
  func paidByBank(_ reading: Reading) throws -> Int {
    let paid = try reading.int(
      """
      SELECT count(*) FROM payment_file_line WHERE file = ? AND (
        SELECT coalesce(sum(posting.amount_pence), 0) FROM posting JOIN entry ON entry.id = posting.entry
        WHERE expectation = payment AND public_id NOT IN (payment, payment || '/returned')) > 0
      """, [.integer(number)])
    return Int(paid)
  }

  /// The name of its file in the outbox.
  public var name: String { "payments-\(ExportName.padded(number))-\(date).xml" }

  /// What it holds, with where the payments go.
  /// - Throws: ``ExchangeError/payeeGone(file:payment:)`` where that was forgotten since.
  func content(_ store: Store) throws -> PaymentContent {
    let lines = try store.reading.all(
      "SELECT payment, amount_pence FROM payment_file_line WHERE file = ? ORDER BY id", [.integer(number)]
    ) { (payment: $0.text(0), pence: $0.int(1)) }
    return PaymentContent(
      number: number, date: date, debtor: debtor,
      lines: try lines.map { line in
        guard let details = try Self.details(of: line.payment, store), let payee = PayeeAccount(details) else {
          throw ExchangeError.payeeGone(file: number, payment: line.payment)
        }
        return PaymentLine(payment: line.payment, pence: line.pence, payee: payee)
      })
  }

  /// What a person wrote down about where a payment goes; nil where it was forgotten.
  static func details(of payment: String, _ store: Store) throws -> String? {
    guard let found = try Payment.find(payment, for: .system, store.reading),
      let person = try person(found, store.reading)
    else {
      return nil
    }
    return try Vault.text(.payee(payment), person: person, store)
  }

  /// Whose key seals where a payment goes.
  static func person(_ payment: Payment, _ reading: Reading) throws -> Int64? {
    try Application.find(payment.application, for: .system, reading)?.person
  }

  static func record(_ content: PaymentContent, _ digest: [UInt8], in write: Write) throws {
    guard let date = CivilDate(content.date) else { throw StoreError.broken("file \(content.number) has no day") }
    try write.append(
      to: book,
      [
        .integer(content.number), .day(date), .integer(Int64(content.lines.count)), .integer(content.totalPence),
        .text(content.debtor.name), .text(content.debtor.iban), .blob(digest),
      ])
    for line in content.lines {
      try write.append(to: lineBook, [.integer(content.number), .text(line.payment), .integer(line.pence)])
    }
  }

  static let book = Book(
    "payment_file",
    ["number", "pay_on", "payments", "total_pence", "debtor_name", "debtor_iban", "keyed_digest"])
  static let lineBook = Book("payment_file_line", ["file", "payment", "amount_pence"])
  static let handed = Book("payment_file_handed", ["file"])
  static let published = Working("payment_file_published")

  static let schema =
    Schema.book(
      "payment_file",
      """
      number INTEGER NOT NULL UNIQUE, pay_on INTEGER NOT NULL, payments INTEGER NOT NULL, total_pence INTEGER NOT NULL,
      debtor_name TEXT NOT NULL, debtor_iban TEXT NOT NULL, keyed_digest BLOB NOT NULL
      """)
    + Schema.book(
      "payment_file_line",
      """
      file INTEGER NOT NULL, payment TEXT NOT NULL UNIQUE, amount_pence INTEGER NOT NULL CHECK (amount_pence > 0)
      """)
    + Schema.book("payment_file_handed", "file INTEGER NOT NULL UNIQUE")
    + "CREATE TABLE payment_file_published (number INTEGER PRIMARY KEY) STRICT;\n"

  /// A digest that only this scheme can make: of a file with one payee, a plain one would give the account away.
  static func digest(_ bytes: [UInt8], _ store: Store) -> [UInt8] { store.schemeKey.digest("payment-file", bytes) }

  /// What must hold of payment files.
  static let checks: [Check] = [
    Check("payment-files", "every released payment is in one payment file at most, and files say what they hold") {
      store, _ in try faults(store.reading)
    },
    Check("payment-bytes", "a payment file made again is what was recorded") { store, scope in
      guard case .everything = scope else { return [] }
      return try all(store.reading).compactMap { file in
        do {
          return try digest(file.content(store).bytes(), store) == file.digest
            ? nil : "payment_file \(file.number) made again is not what was recorded"
        } catch ExchangeError.payeeGone { return nil } catch let error as any Refusal {
          return "payment_file \(file.number) cannot be made again: \(error.sentence)"
        }
      }
    },
  ]

  private static func faults(_ reading: Reading) throws -> [String] {
    var faults = try reading.all(
      """
      SELECT number FROM payment_file AS f WHERE payments <> (SELECT count(*) FROM payment_file_line WHERE file = number)
      OR total_pence <> (SELECT coalesce(sum(amount_pence), 0) FROM payment_file_line WHERE file = number)
      OR number <> (SELECT count(*) FROM payment_file AS g WHERE g.id <= f.id) LIMIT 20
      """
    ) { "payment_file \($0.int(0)) does not come to what it says, or one before it is missing" }
    faults += try reading.all(
      """
      SELECT payment FROM payment_file_line AS l WHERE NOT EXISTS (SELECT 1 FROM payment WHERE public_id = l.payment
      AND payment.amount_pence = l.amount_pence) OR NOT EXISTS (SELECT 1 FROM payment_file WHERE number = l.file)
      OR NOT EXISTS (SELECT 1 FROM payment_step AS s WHERE s.payment = l.payment AND s.state = 'released')
      OR (SELECT count(*) FROM payment_file_line AS o WHERE o.payment = l.payment) > 1 LIMIT 20
      """
    ) { "\($0.text(0)) is in a payment_file_line twice, with another amount, or was never released" }
    return faults
      + (try reading.all(
        "SELECT file FROM payment_file_handed WHERE file NOT IN (SELECT number FROM payment_file) LIMIT 20"
      ) { "payment_file_handed names file \($0.int(0)), which was never made" })
  }
}
