// What the Ledger brings to the house: its tables, its migration, its checks, its facts.

import Money
import Store

/// The Ledger's part in the house.
public enum LedgerRoom {
  /// Its first migration.
  public static let migration = Migration(
    "0002-ledger",
    Fund.schema + EntryDraft.schema + Months.schema + Balance.schema + OpenItem.schema
      + Expectation.schema + Due.schema)

  /// Why people made entries.
  public static let reasons = Migration("0009-other-money", EntryReason.schema)

  /// What is held back for awards that wait for a signature.
  public static let reservations = Migration("0012-grants-reservation", Reservation.schema)

  /// What keeps a statement from reading every award that was ever held back.
  public static let reservationDays = Migration("0033-reservation-days", Reservation.daySchema)

  /// What is kept when a month is closed.
  public static let months = Migration("0011-months", MonthClose.schema)

  /// The guards of postings, at less cost for each.
  public static let postingGuards = Migration("0050-posting-guards", PostingGuards.schema)

  /// Its tables.
  public static let tables = Tables(
    books: [
      Fund.book, EntryDraft.entryBook, EntryDraft.postingBook, Months.book, OpenItem.book, OpenItem.settlementBook,
      Expectation.book, EntryReason.book, Reservation.book, MonthClose.book,
    ],
    tallies: [Balance.tally, OpenItem.tally, Due.tally, Reservation.tally])

  /// Its checks.
  public static let checks: [Check] = [
    EntryReason.check, Months.check, MonthClose.check,
    Check("entries-balance", "every entry balances in total and within each fund") { store, _ in
      try store.reading.all(
        "SELECT entry, fund, sum(amount_pence) FROM posting GROUP BY entry, fund HAVING sum(amount_pence) <> 0 LIMIT 20"
      ) { "entry \($0.int(0)) is out by \($0.int(2))p in fund \($0.int(1))" }
    },
    Check("postings", "every posting belongs to an entry and a fund") { store, _ in
      try store.reading.all(
        """
        SELECT id FROM posting WHERE NOT EXISTS (SELECT 1 FROM entry WHERE entry.id = posting.entry)
        OR NOT EXISTS (SELECT 1 FROM fund WHERE fund.number = posting.fund) LIMIT 20
        """
      ) { "posting \($0.int(0)) has no entry or no fund" }
    },
    Check("dues", "what is on its way belongs to an expectation") { store, _ in
      try store.reading.all(
        """
        SELECT DISTINCT expectation FROM posting WHERE expectation IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM expectation AS e WHERE e.public_id = posting.expectation) LIMIT 20
        """
      ) { "something is due under \($0.text(0)), which nobody expects" }
    },
    Check("suspense", "what lies in suspense is what open items say") { store, _ in
      let posted = -(try accountBalance(.suspense, store.reading)).rawValue
      let listed = try store.reading.int("SELECT sum(suspense_pence) FROM open_item_count")
      return posted == listed ? [] : ["suspense holds \(posted)p, open items say \(listed)p"]
    },
    Check("funds", "each fund has a code of its own") { store, _ in
      try store.reading.all("SELECT code FROM fund GROUP BY code HAVING count(DISTINCT number) > 1 LIMIT 20") {
        "the code \($0.text(0)) belongs to more than one fund"
      }
    },
    Check("settlements", "every settled item was raised") { store, _ in
      try store.reading.all(
        """
        SELECT item FROM open_item_settlement
        WHERE NOT EXISTS (SELECT 1 FROM open_item WHERE public_id = item) LIMIT 20
        """
      ) { "\($0.text(0)) was settled and never raised" }
    },
  ]

  /// Adds the facts of money to a digest, in public-id order.
  public static func addFacts(to digest: inout FactDigest, _ reading: Reading) throws {
    try reading.each(
      """
      SELECT public_id, kind, event_date, month, reverses, account, fund, expectation, amount_pence FROM entry
      JOIN posting ON posting.entry = entry.id ORDER BY public_id, fund, account, expectation
      """
    ) { row in digest.add((0..<row.count).map { row.value($0) }) }
  }
}
