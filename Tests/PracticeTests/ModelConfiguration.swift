// What a model's scheme agrees beside what is shipped: an agency in the years of its histories, a bank account that everyone
// pays into, and a fee.

import Foundation
import Practice

/// The configuration of a model's scheme.
enum ModelConfiguration {
  /// Writes it into a copy of the shipped one.
  static func write(to folder: PracticeFolder) {
    let agency = folder.file("config/agencies/PGA.yaml")
    let text = String(decoding: FileManager.default.contents(atPath: agency) ?? Data(), as: UTF8.self)
    write(text.replacing("from: 2026-01-01", with: "from: 2024-01-01"), to: agency)
    write(newAgency, to: folder.file("config/agencies/NEW.yaml"))
    for name in ["itrent-element-listing", "consents"] {
      let path = folder.file("config/payrolls/\(name).yaml")
      let payroll = String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
      let lines = payroll.split(separator: "\n", omittingEmptySubsequences: false).map(String.init).map { line in
        let isNew = line.contains("{employer: OAK") || line.contains("{employer: ACME")
        return isNew ? line.replacing("agency: PGA", with: "agency: NEW") : line
      }
      write(lines.joined(separator: "\n"), to: path)
    }
    let platform = folder.file("config/platforms/webgiving.yaml")
    let platforms = String(decoding: FileManager.default.contents(atPath: platform) ?? Data(), as: UTF8.self)
    write(
      platforms.replacing(
        "  GIFTOFGIVING: gift-of-giving\n", with: "  GIFTOFGIVING: gift-of-giving\n  CAMPAIGN: campaign\n"),
      to: platform)
    for (place, code) in HistoryStatement.accounts.enumerated() {
      write(bank(code, "20-20-15 5555557\(place)"), to: folder.file("config/banks/\(code).yaml"))
    }
    write(fees, to: folder.file("config/fees.yaml"))
  }

  private static func write(_ text: String, to path: String) {
    try? Data(text.utf8).write(to: URL(filePath: path))
  }

  /// Who pays what, as the accounts' patterns tell.
  static let payers = [
    ("employer-remittance", "ACME"), ("employer-remittance", "SBC"), ("employer-remittance", "DBC"),
    ("agency-payment", "PGA"),
    ("agency-payment", "NEW"),
    ("web-payout", "webgiving"), ("match", "BREW"), ("transfer-in", "MAYOR"), ("transfer-in", "ROTARY"),
    ("transfer-in", "anonymous"), ("fee", "foundation"), ("gift-aid", "HMRC"),
  ]

  /// An agency that has paid the foundation nothing for a year: it has 60 days.
  private static let newAgency = """
    agency: NEW
    name: An agency that is new
    nameInReports: New
    approved: {from: 2024-01-01}
    charityNumber: "1000000"
    fundReference: NO-LIMITS
    clients:
      - {employer: ACME, reference: "1", names: [A partner business]}
      - {employer: OAK, reference: "2", names: [A schools trust]}
    fees:
      - {from: 2024-01-01, rate: 4%}
    term: unlisted
    fileName: agency-NEW-{reportDate}-{report}.csv

    """

  private static func bank(_ code: String, _ identification: String) -> String {
    """
    account: \(code)
    words: A bank account of the model
    kind: \(code == HistoryStatement.holding ? "holding" : "foundation")
    identification: \(identification)
    shared: \(code != HistoryStatement.own)
    format: csv
    fileName: \(code.lowercased())-*.csv
    window: {before: \(ModelAssigning.daysBefore), after: \(ModelAssigning.daysAfter)}
    patterns:
    \(payers.map { "  - {narrative: \"\($0.0) of \($0.1)*\", kind: \($0.0), payer: \($0.1)}" }.joined(separator: "\n"))
    layout:
      format: csv
      headings: true
      dates: YYYY-MM-DD
      records:
        detail:
          fields:
            date: {heading: Date}
            reference: {heading: Reference, optional: true}
            narrative: {heading: Narrative, personal: true}
            amount: {heading: Amount}
            balance: {heading: Balance}

    """
  }

  private static let fees = """
    payment: {days: 30}
    fees:
      - {fund: "*", basis: on-receipt, rate: 2.5, minimum: {amount: 0.40, per: month}, from: 2024-03-01, source: The model}
      - {fund: gift-of-giving, basis: on-balance, rate: 12, from: 2024-03-01, source: The model}

    """
}
