// An agency's report in the inbox, seen from outside: taken in by the night, told in codes, its people nowhere.

import Foundation
import Testing

@Suite("Agencies' reports")
struct AgencyNightTests {
  private static let payroll = "payroll-SBC-STAFF-2026-10-30-0001.csv"
  private static let report = "agency-PGA-2026-11-12-1.csv"

  @Test("the night posts the payroll file, then the report that tells of it, and clears the inbox")
  func night() throws {
    let home = try TestHome(.own)
    for name in [Self.payroll, Self.report] { try home.write("inbox/\(name)", home.text("batches/samples/\(name)")) }
    let outcome = try home.run("batch", "run", "nightly")
    #expect(outcome.status == 3 && home.names("inbox").isEmpty, "\(outcome.error)")
    let reports = try home.run("agency", "reports", "--json").array()
    #expect(
      reports.count == 1 && reports[0]["state"] as? String == "posted" && reports[0]["grossPence"] as? Int == 11_583)
    #expect(home.names("archive") == ["000001.sealed", "agency-000001.sealed"])
    let shown = try home.run("agency", "show", "agency/PGA/2026-11-12/1", "--json")
    let log = try home.text("logs/nightly.jsonl")
    for told in [outcome.error, log, shown.out] { #expect(!told.contains("929660") && !told.contains("Okafor")) }
    for (name, bytes) in try home.bytes() where !name.hasPrefix("batches/") {
      #expect(bytes.range(of: Data("929660".utf8)) == nil, "\(name)")
    }
    #expect(try home.run("verify").status == 0)
    #expect(try home.run("payroll", "remittance", "26-27M07").status == 0)
  }

  @Test(
    "a report that cannot be read is refused whole, with line and column and no value",
    arguments: [
      (",929660,", ",929660,surplus,", "too-many-fields"), ("PGA,929661", "CAF,929661", "wrong-agency"),
      ("9.6000", "9.6010", "fraction-of-a-penny"), ("Gross Donation", "Gross", "missing-heading"),
      ("Brontë", "Bront\u{0}", "nul-byte"),
    ])
  func refused(_ what: String, _ with: String, _ code: String) throws {
    let home = try TestHome(.own)
    try home.write(Self.report, home.text("batches/samples/\(Self.report)").replacing(what, with: with))
    let outcome = try home.run("agency", "import", home.file(Self.report))
    #expect(outcome.status == 65 && outcome.error.contains("(\(code))"), "\(outcome.error)")
    #expect(outcome.error.contains("Nothing was posted") && !outcome.error.contains("Okafor"))
    #expect(try home.run("fund", "list", "--json").array().allSatisfy { $0["receivedPence"] as? Int == 0 })
    #expect(home.names("rejected") == ["agency-000001", "agency-000001.errors.txt"])
    #expect(try home.run("agency", "import", home.file(Self.report)).status == 65, "and again, refused once")
    #expect(try home.run("agency", "reports", "--json").array().count == 1)
    #expect(try home.run("verify").status == 0)
  }
}
