// The ledger as a journal that other accounting programs read.

import Dates
import Files
import Ledger
import Store

/// What came of an export of the ledger.
public struct JournalReport: Codable, Hashable, Sendable {
  /// Where it lies.
  public let file: String
  /// How many entries it holds.
  public let entries: Int
  /// How many postings.
  public let postings: Int
  /// What the debits come to; the credits come to the same.
  public let debitPence: Int64
  /// SHA-256 of the file, in hex.
  public let sha256: String
}

/// Writes journals.
public struct JournalExport {
  private let store: Store
  private let actor: Actor
  private let codes: AccountCodes?
  private let folder: String

  /// - Parameter codes: the finance system's codes; without them the CSV has our own names in their place.
  public init(_ store: Store, actor: Actor, codes: AccountCodes? = nil) {
    self.store = store
    self.actor = actor
    self.codes = codes
    folder = "\(store.home.outbox)/accounting"
  }

  /// Writes the journal of these months. However long the ledger is, one posting is in memory at a time.
  ///
  /// The file is there only if what was written comes to what the running balances say, account by account and fund by
  /// fund.
  /// - Throws: `StoreError.notPermitted`; ``ExchangeError/uncoded(names:)`` for a CSV if an account or fund has no code;
  ///   ``ExchangeError/totals(what:)``.
  public func make(_ format: JournalFormat, _ span: LedgerSpan) throws -> JournalReport {
    try store.requirePermission(Action("export.journal"), of: actor, proposer: nil)
    try OutboxFolder.make(folder)
    let path = "\(folder)/journal-\(span.name).\(format.ending)"
    return try store.snapshot { reading in
      let places = try LedgerStream.balances(span, reading).places.map(\.place)
      if format == .csv, let missing = codes?.missing(places), !missing.isEmpty {
        throw ExchangeError.uncoded(names: missing)
      }
      var (entries, postings) = (0, 0)
      var sums = LedgerSums()
      let file = try AtomicFile.write(path) { sink in
        let form = form(format, sink)
        let first = try LedgerStream.firstDay(span, reading) ?? span.firstDay ?? Self.noDay
        try form.begin(Set(places.map(\.account)).sorted(), from: first)
        sums = try LedgerStream.each(span, reading) { row in
          if row.line == 1 { entries += 1 }
          postings += 1
          try form.row(row)
        }
      }
      return JournalReport(
        file: path, entries: entries, postings: postings, debitPence: sums.debits, sha256: Hex.string(file.sha256))
    }
  }

  /// Where there is nothing, accounts are opened on a day that matters to nobody.
  private static let noDay = CivilDate(dayNumber: 0)

  private func form(_ format: JournalFormat, _ sink: FileSink) -> any JournalForm {
    switch format {
    case .hledger: HledgerForm(sink: sink)
    case .beancount: BeancountForm(sink: sink)
    case .csv: CodedForm(writer: CSVWriter(to: sink), codes: codes)
    }
  }
}
