// The rows of a web platform's file, read strictly: all faults with line and column, and nothing of a donor.

import Dates
import Files
import Ledger
import Money
import Store

/// One donation of a platform's file.
struct WebGift {
  let line: Int
  let date: CivilDate
  let amount: Pence
  let fee: Pence
  let giftAid: Bool
  /// The platform's code for the fund.
  let code: String
}

/// A platform's file, read.
struct GiftFile {
  /// The platform's reference of the payout; empty where it could not be read.
  private(set) var payout = ""
  private(set) var gifts: [WebGift] = []
  private(set) var faults: FaultList

  /// Reads a file. It is only to be used where it has no faults.
  /// - Parameter today: no gift is of a later day.
  init(_ path: String, _ platform: Platform, limits: Limits, today: CivilDate) throws {
    faults = FaultList(limit: limits.faultsShown)
    var reader = try RecordReader(file: path, layout: platform.layout, limits: limits)
    var batch = RecordBatch()
    while try reader.next(into: &batch, faults: &faults) {
      for record in 0..<batch.count {
        do {
          try take(RecordFields(batch, record, platform.layout), line: batch.line(record), today: today)
        } catch let fault as FileFault { faults.add(fault) }
      }
    }
    if gifts.isEmpty, faults.isEmpty {
      faults.add(FileFault(code: "no-gifts", message: "At least one gift is expected in a file."))
    }
  }

  private mutating func take(_ fields: RecordFields, line: Int, today: CivilDate) throws {
    let reference = fields.text("payout")
    guard Employer.isCode(reference) else {
      throw fields.fault("payout", "payout", "A payout's reference of letters, digits and hyphens is expected here.")
    }
    guard payout.isEmpty || payout == reference else {
      throw fields.fault(
        "payout", "payout", "The reference of the file's first line is expected here: one file is one payout.")
    }
    payout = reference
    let date = try fields.date("date")
    guard date <= today else { throw fields.fault("date", "date", "A day that has come is expected here.") }
    let amount = try fields.amount("amount")
    guard amount > .zero else {
      throw fields.fault("amount", "amount", "An amount above nothing is expected here: refunds are not read.")
    }
    let fee = try fields.amount("fee")
    guard fee >= .zero, fee < amount else {
      throw fields.fault("fee", "fee", "A fee of at least nothing and less than the gift is expected here.")
    }
    gifts.append(
      WebGift(
        line: line, date: date, amount: amount, fee: fee, giftAid: try fields.flag("giftAid"),
        code: fields.text("fund")))
  }
}

/// Files of platforms in the books.
enum GiftImport {
  static let book = Book(
    "gift_import", ["number", "platform", "payout", "digest", "entry", "reason"])

  static let schema =
    Schema.book(
      "gift_import",
      """
      number INTEGER NOT NULL UNIQUE, platform TEXT NOT NULL, payout TEXT NOT NULL, digest BLOB NOT NULL, entry TEXT,
      reason TEXT
      """)

  static func nextNumber(_ reading: Reading) throws -> Int64 {
    try reading.int("SELECT max(number) FROM gift_import") + 1
  }

  /// The last posted import of a payout: its number, entry and digest, and whether its entry stands.
  static func newest(
    _ platform: String, _ payout: String, _ reading: Reading
  ) throws -> (number: Int64, digest: [UInt8], stands: Bool)? {
    try reading.first(
      """
      SELECT number, digest, NOT EXISTS (SELECT 1 FROM entry WHERE reverses = gift_import.entry) FROM gift_import
      WHERE platform = ? AND payout = ? AND entry IS NOT NULL ORDER BY number DESC
      """, [.text(platform), .text(payout)]
    ) { ($0.int(0), $0.blob(1), $0.int(2) == 1) }
  }

  /// How often a payout was posted.
  static func times(_ platform: String, _ payout: String, _ reading: Reading) throws -> Int64 {
    try reading.int(
      "SELECT count(*) FROM gift_import WHERE platform = ? AND payout = ? AND entry IS NOT NULL",
      [.text(platform), .text(payout)])
  }

  /// Every posted file is in the archive, unchanged.
  static let check = Check("gift-archive", "every file of gifts that was posted is in the archive, unchanged") {
    store, scope in
    let archive = Archive(store, .gifts)
    let files = try store.reading.all("SELECT number, digest, entry IS NOT NULL FROM gift_import") {
      (number: $0.int(0), digest: $0.blob(1), posted: $0.int(2) == 1)
    }
    let orphans = archive.orphans(among: Set(files.map(\.number))).map { "no import speaks of archive/\($0)" }
    return try orphans
      + files.filter(\.posted).compactMap { file in
        guard archive.holds(file.number) else { return "gift import \(file.number) is not in the archive" }
        guard case .everything = scope else { return nil }
        var digest = FileDigest()
        do { try archive.open(file.number) { digest.update($0) } } catch let error as any Refusal {
          return "gift import \(file.number): \(error.sentence)"
        }
        let found = store.schemeKey.digest("gift-file", digest.finalized())
        return found == file.digest ? nil : "the archived file of gift import \(file.number) is not the one taken in"
      }
  }
}
