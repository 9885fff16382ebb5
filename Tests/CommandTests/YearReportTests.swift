// The yearly letters and the auditor's pack, as they are asked for on the command line.

import Foundation
import Testing

extension TestHome {
  /// Closes all months of a practice home's morning, in a scheme whose year ends with October.
  func closeAll() throws {
    try write("config/statement.yaml", "yearBegins: 11\n")
    for month in ["2026-09", "2026-10"] {
      for words in [["finance", "ready"], ["fundmanager", "close"]] {
        let outcome = try run("--as", words[0], "month", words[1], month)
        try #require(outcome.status == 0, "\(outcome.error)")
      }
    }
  }
}

@Suite("Reports of a year")
struct YearReportTests {
  private struct Made: Decodable {
    let year: String
    let letters: Int
    let givenPence: Int
    let matchedPence: Int
    let isAgain: Bool
    let folder: String?
    let files: [String]
    let removed: [Int]
    let renamed: [Int]
  }

  @Test("letters are made for the last closed year, made again the same, listed, and deleted once handed out")
  func letters() throws {
    let home = try TestHome(.morning)
    #expect(try home.run("report", "donor-letters").status == 65)
    try home.closeAll()
    let dry = try home.run("report", "donor-letters", "--dry-run")
    #expect(dry.status == 0 && dry.out.contains("Nothing was changed.") && home.names("outbox/donor-letters").isEmpty)
    let first = try home.run("report", "donor-letters", "--json")
    #expect(first.status == 0, "\(first.error)")
    let made = try JSONDecoder().decode(Made.self, from: Data(first.out.utf8))
    #expect(made.year == "2025-26" && made.letters > 10 && !made.isAgain && made.removed.isEmpty)
    let text = try home.text("outbox/donor-letters/2025-26/letters-0001.txt")
    #expect(text.components(separatedBy: "\u{0C}").count == made.letters + 1)
    #expect(text.hasPrefix("PRACTICE.") && text.contains("report donor-letters 2025-26 --handed-over"))
    let again = try home.run("report", "donor-letters", "2025-26")
    #expect(again.status == 0 && again.out.contains("made again"), "\(again.error)")
    #expect(try home.text("outbox/donor-letters/2025-26/letters-0001.txt") == text)
    let list = try home.run("report", "donor-letters", "--list", "--csv")
    #expect(list.out.contains("2025-26,"), "\(list.out)")
    #expect(try home.run("report", "donor-letters", "2025-26", "--handed-over").status == 0)
    #expect(home.names("outbox/donor-letters").isEmpty)
    #expect(try home.run("report", "donor-letters", "2025-26", "--handed-over").status == 65)
    #expect(try home.run("verify").status == 0)
  }

  @Test("the auditor's pack is a folder with a page to begin with")
  func pack() throws {
    let home = try TestHome(.morning)
    let made = try home.run("--as", "auditor", "report", "audit-pack", "2026-27", "--seed", "3", "--lines", "4")
    #expect(made.status == 0 && made.out.contains("4 samples"), "\(made.error)\(made.out)")
    let folder = "outbox/audit-pack/audit-pack-2026-27-seed-3"
    #expect(home.names(folder).contains("audit-pack.html") && home.names(folder).contains("trails.csv"))
    let samples = try home.text("\(folder)/samples.csv").split(separator: "\n")
    #expect(samples.count == 5)
    // A sample's id can be followed by hand.
    let id = try #require(samples[1].split(separator: ",").dropFirst(2).first)
    #expect(try home.run("--as", "auditor", "trace", String(id)).status == 0)
    #expect(try home.run("report", "audit-pack", "2026-27", "--lines", "1001").status == 64)
  }
}
