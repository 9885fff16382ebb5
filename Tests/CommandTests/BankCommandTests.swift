// What the bank wrote, what is reconciled, and what a monitor reads, as a person or cron meets them.

import Foundation
import Testing

@Suite("Bank")
struct BankCommandTests {
  private static let line = "bank/FDN/2026/FDN-11/p1/0002.3"

  /// A home with a partner's deductions and the bank's statement of them.
  private func banked() throws -> TestHome {
    let home = try TestHome(.own)
    let samples = "\(Program.repository)/batches/samples"
    let payroll = try home.run("payroll", "import", "\(samples)/payroll-ACME-STAFF-2026-10-30-0001.xml")
    try #require([0, 3].contains(payroll.status), "\(payroll.error)")
    try #require(try home.run("bank", "import", "\(samples)/statement-FDN-2026-11.xml").status == 3)
    return home
  }

  @Test("a dry run names a file as it is named")
  func dryRun() throws {
    let home = try TestHome(.own)
    let name = "payroll-ACME-STAFF-2026-10-30-0001.xml"
    let outcome = try home.run("payroll", "import", "\(Program.repository)/batches/samples/\(name)", "--dry-run")
    #expect(outcome.out.hasPrefix("\(name): would be posted"), "\(outcome.out)\(outcome.error)")
  }

  /// Who looked at what.
  private func looks(_ home: TestHome) throws -> [Substring] {
    try Program.run(
      "/usr/bin/sqlite3", [home.file("nolimits.sqlite"), "SELECT actor, line, why FROM bank_look ORDER BY id"]
    ).out.split(separator: "\n")
  }

  @Test("what the bank wrote is shown only where it was asked for, and never before the look is recorded")
  func narratives() throws {
    let home = try banked()
    let plain = try home.run("bank", "unmatched", "--json")
    #expect(plain.status == 0 && !plain.out.contains("narrative") && !plain.out.contains("WITH THANKS"))
    for command in [["unmatched"], ["show", Self.line]] {
      let piped = try home.run(["bank"] + command + ["--narrative"])
      #expect(piped.status == 77 && !piped.out.contains("WITH THANKS"), "\(piped.error)")
    }
    #expect(try looks(home).isEmpty)
    let asked = try home.run("bank", "unmatched", "--narrative", "--json")
    #expect(asked.status == 0 && asked.out.contains("WITH THANKS"), "\(asked.error)")
    #expect(try looks(home).count == asked.array().count)
    let csv = try home.run("bank", "show", Self.line, "--narrative", "--why", "audit", "--json")
    #expect(try csv.object()["narrative"] as? [String] == ["WITH THANKS"])
    #expect(try looks(home).last == "person:1|\(Self.line)|audit")
    #expect(try home.run("bank", "show", Self.line, "--narrative", "--why", "Dr Who", "--json").status == 64)
    #expect(try home.run("bank", "show", "bank/FDN/2026/none", "--json").status == 66)
    #expect(try home.run("verify").status == 0)
  }

  @Test("what is not explained to the penny is said so, with 3")
  func reconciled() throws {
    let home = try banked()
    let outcome = try home.run("bank", "reconcile", "--json")
    #expect(outcome.status == 0, "\(outcome.error)")
    let page = try outcome.object()
    #expect(page.keys.sorted() == ["accounts", "employers", "isExplained", "notExplained"])
    #expect(page["isExplained"] as? Bool == true)
    let words = try home.run("bank", "reconcile")
    #expect(words.status == 0 && words.out.contains("Every difference is explained to the penny."))
    #expect(words.out.contains("a line of a bank statement that nobody has explained yet"))
    #expect(try home.run("bank", "reconcile", "--csv").out.hasPrefix("Employer,Tax month,Deducted"))
    try home.sql(
      "DROP TRIGGER bank_statement_is_never_changed; UPDATE bank_statement SET closing_pence = closing_pence + 100")
    let broken = try home.run("bank", "reconcile")
    #expect(broken.status == 3)
    #expect(broken.out.contains("£1.00 between the bank and the books of FDN is not explained."))
  }

  @Test("after each run of a job a monitor finds its numbers; a dry run leaves none")
  func metrics() throws {
    let home = try TestHome(.fresh)
    _ = try home.run("batch", "run", "nightly", "--dry-run")
    #expect(home.names("metrics").isEmpty)
    #expect(try home.run("batch", "run", "nightly").status == 3)
    #expect(home.names("metrics") == ["nolimits.prom"])
    let text = try home.text("metrics/nolimits.prom")
    #expect(text.contains("nolimits_job_exit_status{job=\"nightly\"} 3\n"))
    let success = try #require(
      text.split(separator: "\n").first {
        $0.hasPrefix("nolimits_job_last_success_timestamp_seconds{job=\"nightly\"} ")
      })
    let seconds = try #require(success.split(separator: " ").last.flatMap { Double($0) })
    #expect(abs(seconds - Date().timeIntervalSince1970) < 3600)
    let status = try home.run("status", "--json").object()
    let items = try #require(status["items"] as? [[String: Any]])
    let waiting = items.reduce(0) { $0 + ($1["count"] as? Int ?? 0) }
    #expect(waiting > 0 && text.contains("nolimits_items_waiting \(waiting)\n"))
    let suspended = items.reduce(0) { $0 + ($1["suspensePence"] as? Int ?? 0) }
    #expect(text.contains("nolimits_suspense_pence \(suspended)\n"))
  }
}
