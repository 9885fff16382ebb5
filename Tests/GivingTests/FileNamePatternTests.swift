// What file names say of payroll files.

import Testing

@testable import Giving

@Suite struct FileNamePatternTests {
  private static let canonical = "payroll-{employer}-{payroll}-{payDate}-{sequence}.csv"

  struct Row: Sendable, CustomTestStringConvertible {
    let pattern: String
    let name: String
    let says: String?
    var testDescription: String { "\(pattern) \(name)" }
  }

  @Test(arguments: [
    Row(pattern: canonical, name: "payroll-SBC-STAFF-2026-10-30-0001.csv", says: "SBC STAFF 2026-10-30 0001"),
    Row(pattern: canonical, name: "payroll-SBC-STAFF-20261030-2.csv", says: "SBC STAFF 20261030 2"),
    // A hyphen within the date is no sign between parts.
    Row(pattern: canonical, name: "payroll-SBC-STAFF-2026-10-0001.csv", says: nil),
    Row(pattern: canonical, name: "payroll-SBC-STAFF-2026-10-30.csv", says: nil),
    Row(pattern: canonical, name: "payroll-SBC-STAFF-2026-10-30-00001.csv", says: nil),
    Row(pattern: canonical, name: "payroll-SBC-STAFF-2026-10-30-x.csv", says: nil),
    Row(pattern: canonical, name: "payroll-SBC-STAFF-2026-10-30-0001.csv.bak", says: nil),
    Row(pattern: canonical, name: "payroll-../x-STAFF-2026-10-30-0001.csv", says: nil),
    Row(pattern: canonical, name: "payroll-S B-STAFF-2026-10-30-0001.csv", says: nil),
    Row(pattern: canonical, name: "payroll-SBC-STAFF-٢٠٢٦-10-30-0001.csv", says: nil),
    Row(pattern: canonical, name: "payroll--STAFF-2026-10-30-0001.csv", says: nil),
    Row(
      pattern: "{employer}_{payroll}_{payDate}.csv", name: "A-B_STAFF-1_2026-10-30.csv",
      says: "A-B STAFF-1 2026-10-30 -"),
    Row(pattern: "{*}.{payDate}.csv", name: "Report (final) v2.20261030.csv", says: "- - 20261030 -"),
    Row(pattern: "deductions.csv", name: "deductions.csv", says: "- - - -"),
    Row(pattern: "deductions.csv", name: "deductions.csv ", says: nil),
  ])
  func aNameSaysWhatItsPatternNames(_ row: Row) throws {
    let parts = try #require(FileNamePattern(row.pattern)).read(row.name)
    let says = parts.map { parts in
      [.employer, .payroll, .payDate, .sequence].map { parts[$0] ?? "-" }.joined(separator: " ")
    }
    #expect(says == row.says)
  }

  @Test(arguments: ["{nobody}.csv", "{employer.csv", "{employer}-{employer}.csv", "{}"])
  func aPatternThatMeansNothingIsRefused(_ pattern: String) { #expect(FileNamePattern(pattern) == nil) }

  /// Without memory of what failed, the last of these would be tried in more ways than there are atoms.
  @Test(
    .timeLimit(.minutes(1)),
    arguments: [
      canonical, "{*}-{employer}-{payroll}-{payDate}.csv", "{*}-{*}-{*}-{*}-{*}-{*}-{*}-{*}-{*}-{*}-{*}-{*}x",
    ])
  func aNameOfManyHyphensTakesNoTime(_ text: String) throws {
    let pattern = try #require(FileNamePattern(text))
    #expect(pattern.read("payroll-" + String(repeating: "-", count: 240) + ".csv") == nil)
  }

  @Test func aNameBeyondWhatFileSystemsTakeFitsNothing() throws {
    let pattern = try #require(FileNamePattern("{*}"))
    #expect(pattern.read(String(repeating: "x", count: 255)) != nil)
    #expect(pattern.read(String(repeating: "x", count: 256)) == nil)
  }
}
