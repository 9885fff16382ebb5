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

  @Test("a corrected report waits for a second person, whose yes puts it in the place of the posted one")
  func supersedes() throws {
    let home = try TestHome(.fresh)
    let sample = "\(Program.repository)/batches/samples/\(Self.report)"
    let text = try String(contentsOfFile: sample, encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: true).map(String.init)
    func take(_ lines: [String], _ options: String...) throws -> Outcome {
      try home.write(Self.report, lines.joined(separator: "\n") + "\n")
      return try home.run(["agency", "import", home.file(Self.report), "--as", "finance"] + options)
    }
    #expect(try take(Array(lines.dropLast())).status == 3)
    #expect(try take(lines).status == 65, "other bytes under the same name are refused")
    let held = try take(lines, "--supersedes")
    #expect(
      held.status == 3 && held.out.contains("Proposed as A1: put the agency's import"), "\(held.out)\(held.error)")
    #expect(try home.run("approval", "give", "A1", "--as", "finance").status == 77)
    let given = try home.run("approval", "give", "A1", "--as", "finance2")
    #expect(given.status == 0 && given.out.contains("Done: put the agency's import"), "\(given.error)")
    #expect(try take(lines, "--supersedes").out.contains("already posted"))
    let reports = try home.run("agency", "reports", "--json", "--as", "finance").array()
    #expect(reports.compactMap { $0["state"] as? String } == ["posted", "closed", "refused", "reversed"])
    #expect(try home.run("verify").status == 0)
  }

  @Test("references of donors are recorded from a file, all or none, and stand nowhere in plain")
  func references() throws {
    let home = try TestHome(.own)
    try home.write("references.csv", "reference,employer,payroll,payrollNumber\nGP237138/12159264,SBC,STAFF,100234\n")
    let done = try home.run("agency", "donor", "import", "PGA", home.file("references.csv"))
    #expect(done.status == 0 && done.out.contains("Recorded: 1 reference."), "\(done.error)")
    let again = try home.run("agency", "donor", "import", "PGA", home.file("references.csv"))
    #expect(again.status == 0 && again.out.contains("recorded before"))
    try home.write("wrong.csv", "reference,employer,payroll,payrollNumber\n929661,SBC,STAFF,999999\n")
    let wrong = try home.run("agency", "donor", "import", "PGA", home.file("wrong.csv"))
    #expect(wrong.status == 65 && wrong.error.contains("(unknown-payroll-number)") && !wrong.error.contains("929661"))
    #expect(wrong.error.contains("Nothing was recorded."))
    for name in ["references.csv", "wrong.csv"] { try FileManager.default.removeItem(atPath: home.file(name)) }
    for (name, bytes) in try home.bytes() where !name.hasPrefix("batches/") {
      #expect(bytes.range(of: Data("12159264".utf8)) == nil, "\(name)")
    }
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
