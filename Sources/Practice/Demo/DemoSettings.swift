// What a practice home's configuration says beside what is shipped: who pays into its bank account, and since when its agency
// is approved, so that months before the shipped dates can be lived through.

import Dates
import Files
import Foundation
import Store

/// Changes the configuration that was copied into a practice home.
struct DemoSettings {
  /// The first day that the home lives through.
  let begins: CivilDate
  /// Whether grants to individuals are published too.
  let publishesIndividuals: Bool

  /// The bank account of the shipped configuration that belongs to the foundation.
  static let account = "FDN"

  private static let patterns = """
    patterns:
      - {narrative: "PGA PAYROLL GIVING*", kind: agency-payment, payer: PGA}
      - {narrative: "WEBGIVING PAYOUT*", kind: web-payout, payer: webgiving}
      - {narrative: "RIVERSIDE BREWING*", kind: match, payer: BREW}
      - {narrative: "MAYORS CHARITY*", kind: transfer-in, payer: MAYOR}

    """

  /// Changes the files of a home, before they are read.
  func prepare(_ home: Home) throws {
    try change("banks/\(Self.account).yaml", in: home) { $0.replacing("patterns:\n", with: Self.patterns) }
    let first = begins.adding(days: -60)
    for name in ["PGA", "CT"] {
      try change("agencies/\(name).yaml", in: home) { text in
        first.description < "2026-01-01" ? text.replacing("from: 2026-01-01", with: "from: \(first)") : text
      }
    }
    guard publishesIndividuals else { return }
    try change("outputs/threesixty.yaml", in: home) {
      $0.replacing("individuals: false", with: "individuals: true")
    }
  }

  /// A configuration of another making may lack a file; then nothing of it is changed.
  private func change(_ name: String, in home: Home, _ edit: (String) -> String) throws {
    let path = home.file("config/\(name)")
    guard let bytes = FileManager.default.contents(atPath: path) else { return }
    try AtomicFile.write(path, bytes: Array(edit(String(decoding: bytes, as: UTF8.self)).utf8))
  }
}
