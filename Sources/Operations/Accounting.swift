// The ledger for other accounting programs and for accountants, with the codes of the configuration.

import Exchange
import Foundation
import Store

extension House {
  /// Writes the journal of these months.
  /// - Parameter codes: a file of the finance system's codes, where it is not `outputs/accounts.yaml`.
  public func exportJournal(_ format: JournalFormat, _ span: LedgerSpan, codes: String? = nil) throws -> JournalReport {
    try JournalExport(store, actor: actor, codes: try configuration.accountCodes(codes)).make(format, span)
  }

  /// Writes the books of these months as CSVs.
  public func exportBooks(_ span: LedgerSpan, codes: String? = nil) throws -> JournalReport {
    try BooksExport(store, actor: actor, codes: try configuration.accountCodes(codes)).make(span)
  }
}

extension SchemeConfiguration {
  /// The finance system's codes, from this file or from `outputs/accounts.yaml`; nil where there is none.
  func accountCodes(_ named: String?) throws -> AccountCodes? {
    if let named { return try AccountCodes.read(named) }
    let path = file("outputs/accounts.yaml")
    return FileManager.default.fileExists(atPath: path) ? try AccountCodes.read(path) : nil
  }
}
