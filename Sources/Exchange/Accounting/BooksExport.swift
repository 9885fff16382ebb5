// The books for an accountant: entries, postings, funds, the chart of accounts and the trial balance by fund, as CSV.

import Dates
import Files
import Ledger
import Money
import Store

/// Writes the books as a folder of CSVs.
public struct BooksExport {
  private let store: Store
  private let actor: Actor
  private let codes: AccountCodes?
  private let folder: String

  /// - Parameter codes: the finance system's codes, shown beside our accounts where there are any.
  public init(_ store: Store, actor: Actor, codes: AccountCodes? = nil) {
    self.store = store
    self.actor = actor
    self.codes = codes
    folder = "\(store.home.outbox)/accounting"
  }

  /// What the manifest says of a file.
  private struct Listed {
    let name: String
    let rows: Int
    let file: WrittenFile
  }

  /// Writes `books-SPAN/`, whole or not at all: `entries.csv`, `postings.csv`, `accounts.csv`, `funds.csv`,
  /// `trial-balance.csv`, `manifest.csv`.
  ///
  /// The trial balance is made from the running balances, the postings from the books: the folder is there only if they
  /// agree.
  /// - Throws: `StoreError.notPermitted`, ``ExchangeError/totals(what:)``, `OutputError`.
  public func make(_ span: LedgerSpan) throws -> JournalReport {
    try store.requirePermission(Action("export.books"), of: actor, proposer: nil)
    try OutboxFolder.make(folder)
    let path = "\(folder)/books-\(span.name)"
    return try store.snapshot { reading in
      let balances = try LedgerStream.balances(span, reading)
      var listed: [Listed] = []
      let files = try AtomicFolder.write(path) { folder in
        listed.append(try entries(span, reading, in: folder))
        listed.append(try postings(span, reading, in: folder))
        listed.append(try accounts(balances, in: folder))
        listed.append(try funds(reading, in: folder))
        listed.append(try trialBalance(balances, in: folder))
        try folder.file("manifest.csv") { sink in
          let writer = CSVWriter(to: sink)
          try writer.headings(["file", "rows", "sha256"])
          for item in listed {
            try writer.row([.plain(item.name), .integer(item.rows), .plain(Hex.string(item.file.sha256))])
          }
        }
      }
      return JournalReport(
        file: path, entries: listed[0].rows, postings: listed[1].rows, debitPence: balances.debits,
        sha256: files["manifest.csv"].map { Hex.string($0.sha256) } ?? "")
    }
  }

  /// Writes one file. `body` gives each row to what it is handed.
  private func table(
    _ name: String, _ headings: [String], in folder: AtomicFolder.Contents,
    _ body: (([CSVField]) throws -> Void) throws -> Void
  ) throws -> Listed {
    var rows = 0
    let file = try folder.file(name) { sink in
      let writer = CSVWriter(to: sink)
      try writer.headings(headings)
      try body {
        rows += 1
        try writer.row($0)
      }
    }
    return Listed(name: name, rows: rows, file: file)
  }

  private func entries(_ span: LedgerSpan, _ reading: Reading, in folder: AtomicFolder.Contents) throws -> Listed {
    try table("entries.csv", ["entry", "kind", "eventDate", "month", "reverses"], in: folder) { write in
      try reading.each(
        "SELECT public_id, kind, event_date, month, reverses FROM entry WHERE month BETWEEN ? AND ? ORDER BY id",
        span.bounds
      ) { row in
        try write([
          .text(row.text(0)), .plain(row.text(1)), .date(try row.day(2)), .plain(try row.month(3).description),
          .text(row.text(4)),
        ])
      }
    }
  }

  private func postings(_ span: LedgerSpan, _ reading: Reading, in folder: AtomicFolder.Contents) throws -> Listed {
    try table("postings.csv", ["entry", "line", "account", "fund", "expectation", "amount"], in: folder) { write in
      try LedgerStream.each(span, reading) { row in
        try write([
          .text(row.entry), .integer(row.line), .text(row.account), .text(row.fund), .text(row.expectation ?? ""),
          .amount(Pence(row.pence)),
        ])
      }
    }
  }

  private func accounts(_ balances: LedgerSums, in folder: AtomicFolder.Contents) throws -> Listed {
    let sums = Dictionary(grouping: balances.places, by: \.place.account).mapValues { $0.reduce(0) { $0 + $1.pence } }
    return try table("accounts.csv", ["account", "type", "code", "balance"], in: folder) { write in
      for (account, pence) in sums.sorted(by: { $0.key < $1.key }) {
        let type = account.prefix { $0 != ":" }
        try write([
          .text(account), .plain(String(type)), .plain(codes?.account(account) ?? ""), .amount(Pence(pence)),
        ])
      }
    }
  }

  private func funds(_ reading: Reading, in folder: AtomicFolder.Contents) throws -> Listed {
    try table("funds.csv", ["fund", "code", "name", "purpose", "parent", "opens", "closes"], in: folder) { write in
      for fund in try Funds.read(reading).all {
        try write([
          .text(fund.code), .plain(codes?.fund(fund.code) ?? ""), .text(fund.name), .text(fund.purpose),
          .text(fund.parent ?? ""), fund.opens.map { .date($0) } ?? .empty, fund.closes.map { .date($0) } ?? .empty,
        ])
      }
    }
  }

  private func trialBalance(_ balances: LedgerSums, in folder: AtomicFolder.Contents) throws -> Listed {
    try table("trial-balance.csv", ["fund", "account", "debit", "credit"], in: folder) { write in
      for (place, pence) in balances.places {
        try write([
          .text(place.fund), .text(place.account), pence > 0 ? .amount(Pence(pence)) : .empty,
          pence < 0 ? .amount(-Pence(pence)) : .empty,
        ])
      }
    }
  }
}
