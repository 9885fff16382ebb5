// The three ways a journal is written: hledger's, Beancount's, and a CSV with the finance system's own codes.

import Dates
import Files
import Money

/// Whose journal it is.
public enum JournalFormat: String, CaseIterable, Codable, Sendable {
  /// Plain text for hledger.
  case hledger
  /// Plain text for Beancount.
  case beancount
  /// CSV for a finance system.
  case csv

  /// How the file's name ends.
  var ending: String {
    switch self {
    case .hledger: "journal"
    case .beancount: "beancount"
    case .csv: "csv"
    }
  }
}

/// Writes postings one by one.
protocol JournalForm {
  /// What stands before the first entry.
  func begin(_ accounts: [String], from first: CivilDate) throws
  /// The next posting.
  func row(_ row: LedgerRow) throws
}

/// hledger: accounts as ours, funds and what is due as tags. `hledger check --strict` passes.
struct HledgerForm: JournalForm {
  let sink: FileSink

  func begin(_ accounts: [String], from first: CivilDate) throws {
    var text = "; Unaudited. Each posting says its fund.\ncommodity 1000.00 GBP\n"
    for tag in ["fund", "due", "document", "reverses", "type"] { text += "tag \(tag)\n" }
    for account in accounts { text += "account \(JournalNames.hledger(account))\n" }
    try sink.write(text)
  }

  func row(_ row: LedgerRow) throws {
    var text = ""
    if row.line == 1 {
      text = "\n\(row.bookedOn) * (\(JournalNames.hledger(row.entry))) \(JournalNames.hledger(row.kind))"
      text += "  ; document:\(row.eventDate)"
      if let reverses = row.reverses { text += ", reverses:\(JournalNames.hledger(reverses))" }
      text += "\n"
    }
    text +=
      "    \(JournalNames.hledger(row.account))  \(Pence(row.pence)) GBP  ; fund:\(JournalNames.hledger(row.fund))"
    if let due = row.expectation { text += ", due:\(JournalNames.hledger(due))" }
    try sink.write(text + "\n")
  }
}

/// Beancount: accounts by ``JournalNames/beancount(_:)``, funds and what is due as metadata.
struct BeancountForm: JournalForm {
  let sink: FileSink

  func begin(_ accounts: [String], from first: CivilDate) throws {
    var text = "; Unaudited. Each posting says its fund.\noption \"operating_currency\" \"GBP\"\n"
    for account in accounts {
      text += "\(first) open \(try JournalNames.beancount(account)) GBP\n"
      text += "  ledger: \(JournalNames.quoted(account))\n"
    }
    try sink.write(text)
  }

  func row(_ row: LedgerRow) throws {
    var text = ""
    if row.line == 1 {
      text = "\n\(row.bookedOn) * \(JournalNames.quoted(row.kind))\n"
      text += "  entry: \(JournalNames.quoted(row.entry))\n  dated: \(row.eventDate)\n"
      if let reverses = row.reverses { text += "  reverses: \(JournalNames.quoted(reverses))\n" }
    }
    text += "  \(try JournalNames.beancount(row.account))  \(Pence(row.pence)) GBP\n"
    text += "    fund: \(JournalNames.quoted(row.fund))\n"
    if let due = row.expectation { text += "    due: \(JournalNames.quoted(due))\n" }
    try sink.write(text)
  }
}

/// CSV: one line a posting, with the finance system's codes beside ours.
struct CodedForm: JournalForm {
  let writer: CSVWriter
  let codes: AccountCodes?

  func begin(_ accounts: [String], from first: CivilDate) throws {
    try writer.headings([
      "entry", "line", "kind", "date", "month", "documentDate", "account", "accountCode", "fund", "fundCode", "debit",
      "credit", "reference", "reverses",
    ])
  }

  func row(_ row: LedgerRow) throws {
    try writer.row([
      .text(row.entry), .integer(row.line), .plain(row.kind), .date(row.bookedOn), .plain(row.month.description),
      .date(row.eventDate), .text(row.account), .plain(codes?.account(row.account) ?? row.account), .text(row.fund),
      .plain(codes?.fund(row.fund) ?? row.fund), row.pence > 0 ? .amount(Pence(row.pence)) : .empty,
      row.pence < 0 ? .amount(-Pence(row.pence)) : .empty, .text(row.expectation ?? ""), .text(row.reverses ?? ""),
    ])
  }
}
