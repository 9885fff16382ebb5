// The ledger as a stream of postings, each with the head of its entry: one question, one row in memory at a time.

import Dates
import Ledger
import Store

/// A posting with the head of its entry.
struct LedgerRow {
  /// The entry's public id.
  let entry: String
  /// What kind of event.
  let kind: String
  /// The document's date.
  let eventDate: CivilDate
  /// The month it counts in.
  let month: Month
  /// The entry it reverses, if any.
  let reverses: String?
  /// The account.
  let account: String
  /// The fund's code.
  let fund: String
  /// What it belongs to, where the account holds what is owed.
  let expectation: String?
  /// Debit positive, credit negative, in pence.
  let pence: Int64
  /// Its number within the entry, from 1.
  let line: Int

  /// The day it counts on: the document's, or where that month was closed, the first of the month it counts in.
  var bookedOn: CivilDate { max(eventDate, month.firstDay) }
}

/// What an account and a fund come to.
struct LedgerSums: Equatable {
  struct Place: Hashable {
    let account: String
    let fund: String
  }
  /// Debits less credits, in pence; places that come to nothing are left out when two are compared.
  private(set) var pence: [Place: Int64] = [:]
  /// All debits, in pence.
  private(set) var debits: Int64 = 0

  mutating func add(_ account: String, _ fund: String, debit: Int64, credit: Int64) {
    pence[Place(account: account, fund: fund), default: 0] &+= debit &- credit
    debits &+= debit
  }

  /// In order of fund and account.
  var places: [(place: Place, pence: Int64)] {
    pence.sorted { ($0.key.fund, $0.key.account) < ($1.key.fund, $1.key.account) }.map { ($0.key, $0.value) }
  }

  static func == (a: LedgerSums, b: LedgerSums) -> Bool {
    a.debits == b.debits && a.pence.filter { $0.value != 0 } == b.pence.filter { $0.value != 0 }
  }
}

/// Reads the ledger.
enum LedgerStream {
  /// Gives every posting of these months, entry by entry in the order they were booked.
  /// - Returns: what the rows came to.
  /// - Throws: ``ExchangeError/totals(what:)`` if that is not what the running balances say: nothing may then be given out.
  @discardableResult
  static func each(_ span: LedgerSpan, _ reading: Reading, _ body: (LedgerRow) throws -> Void) throws -> LedgerSums {
    let funds = try Funds.read(reading)
    var sums = LedgerSums()
    var (last, line) = (Int64(0), 0)
    try reading.each(
      """
      SELECT entry.id, public_id, kind, event_date, month, reverses, account, fund, expectation, amount_pence
      FROM entry CROSS JOIN posting ON posting.entry = entry.id WHERE month BETWEEN ? AND ?
      ORDER BY entry.id, posting.id
      """, span.bounds
    ) { row in
      line = row.int(0) == last ? line + 1 : 1
      last = row.int(0)
      guard let fund = funds[row.int(7)]?.code else { throw StoreError.broken("\(row.text(1)) names no fund") }
      let posting = LedgerRow(
        entry: row.text(1), kind: row.text(2), eventDate: try row.day(3), month: try row.month(4),
        reverses: row.optionalText(5), account: row.text(6), fund: fund, expectation: row.optionalText(8),
        pence: row.int(9), line: line)
      sums.add(posting.account, fund, debit: max(posting.pence, 0), credit: max(-posting.pence, 0))
      try body(posting)
    }
    guard try sums == balances(span, reading) else { throw ExchangeError.totals(what: "postings") }
    return sums
  }

  /// The same sums by the running balances.
  static func balances(_ span: LedgerSpan, _ reading: Reading) throws -> LedgerSums {
    let funds = try Funds.read(reading)
    var sums = LedgerSums()
    try reading.each(
      "SELECT account, fund, debit_pence, credit_pence FROM balance WHERE month BETWEEN ? AND ?", span.bounds
    ) { row in
      sums.add(row.text(0), funds[row.int(1)]?.code ?? "\(row.int(1))", debit: row.int(2), credit: row.int(3))
    }
    return sums
  }

  /// The first day on which something of these months counts; nil where there is nothing.
  static func firstDay(_ span: LedgerSpan, _ reading: Reading) throws -> CivilDate? {
    try reading.first("SELECT min(month), count(*) FROM balance WHERE month BETWEEN ? AND ?", span.bounds) { row in
      row.int(1) == 0 ? nil : try row.month(0).firstDay
    } ?? nil
  }
}
