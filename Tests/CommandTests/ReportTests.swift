// The board's report, as cron and as people make it.

import Foundation
import Testing

@Suite("Reports")
struct ReportTests {
  /// A practice home after a night, whose year begins in May, so that May to October 2026 is its first half.
  private func home() throws -> TestHome {
    let home = try TestHome(.morning)
    let shipped = try home.text("config/statement.yaml")
    try #require(shipped.contains("yearBegins: 4"))
    try home.write("config/statement.yaml", shipped.replacing("yearBegins: 4", with: "yearBegins: 5"))
    return home
  }

  @Test("The job waits for the last month's close, then makes the report once, and people find it made")
  func job() throws {
    let home = try home()
    #expect(try home.run("batch", "run", "half-year", "--date", "2026-11-10").status == 0)
    for (verb, who) in [("ready", "finance"), ("close", "fundmanager")] {
      #expect(try home.run("month", verb, "2026-09", "--as", who).status == 0)
    }
    let waits = try home.run("batch", "run", "half-year", "--date", "2026-11-11")
    #expect(waits.status == 3 && waits.error.contains("2026-10 is not closed"), "\(waits.error)")
    #expect(home.names("reports").isEmpty)
    for (verb, who) in [("ready", "finance"), ("close", "fundmanager")] {
      #expect(try home.run("month", verb, "2026-10", "--as", who).status == 0)
    }
    let dry = try home.run("report", "board", "2026-H1", "--dry-run", "--json")
    #expect(dry.status == 0 && dry.out.contains("\"priorities\"") && home.names("reports").isEmpty, "\(dry.error)")
    let made = try home.run("batch", "run", "half-year", "--date", "2026-11-12")
    #expect(made.status == 0, "\(made.error)")
    #expect(
      Set(home.names("reports")).isSuperset(of: ["csv", "html", "json", "xml"].map { "board-2026-H1.\($0)" }))
    let page = try home.text("reports/board-2026-H1.html")
    let again = try home.run("report", "board", "2026-H1", "--as", "finance")
    #expect(again.status == 0 && again.out.contains("was published before"), "\(again.error)")
    #expect(try home.text("reports/board-2026-H1.html") == page)
    #expect(try home.run("verify").status == 0)
  }

  @Test(
    "What cannot be reported leaves with its code, and nothing is published",
    arguments: [
      (["report", "board", "2026-H1", "--as", "finance"], 65), (["report", "board", "2026-H3", "--as", "finance"], 64),
      (["report", "year", "26", "--as", "finance"], 64), (["report", "board", "2026-H1", "--as", "auditor"], 77),
      (["report", "board", "2026-H1", "--as", "finance", "--date", "2026-11-10"], 77),
      (["report", "board", "2026-H1", "--dry-run"], 65),
    ] as [([String], Int32)])
  func refused(_ arguments: [String], _ status: Int32) throws {
    let home = try home()
    let outcome = try home.run(arguments)
    #expect(outcome.status == status && outcome.out.isEmpty && !outcome.error.isEmpty, "\(outcome.error)")
    #expect(home.names("reports").isEmpty)
  }
}
