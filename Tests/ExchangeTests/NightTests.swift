// One export a night, of what was booked since the last, whatever happens in between.

import Dates
import Exchange
import Files
import Foundation
import Ledger
import Store
import Testing

@Suite struct NightTests {
  @Test func nothingNewGivesNoFile() throws {
    let home = try TestHome()
    #expect(try home.export().make() == nil)
    try home.seed()
    #expect(try home.export().make() != nil)
    #expect(try home.export("2026-11-22").make() == nil)
    try home.change { try Months.record(try day("2026-10-01").month, isOpen: false, in: $0) }
    #expect(try home.export("2026-11-23").make() == nil)
    #expect(try NumberedExport.all(home.store.reading).count == 1)
  }

  @Test func twoNightsAreNumberedAndCoverEveryLinkOnce() throws {
    let home = try TestHome()
    try home.seed()
    let first = try #require(try home.export().make())
    try home.payroll("ABC", "2026-11-06", ["xmas": 3_00])
    let second = try #require(try home.export("2026-11-22").make())
    #expect([first.number, second.number] == [1, 2])
    #expect(first.fromLink == 1)
    #expect(second.fromLink == first.toLink + 1)
    #expect(try second.toLink == home.store.reading.auditHead().number - 1)
    #expect(first.sections.map(\.totalPence) == [182_50, 182_50, 0, 0])
    #expect(second.sections.map(\.count) == [3, 1, 0, 0])
    #expect(second.sections.map(\.totalPence) == [3_00, 3_00, 0, 0])
    #expect(
      try home.published().keys.sorted() == [
        "foundation-0001-2026-11-21.xml", "foundation-0001-2026-11-21/contributions.csv",
        "foundation-0001-2026-11-21/funds.csv", "foundation-0001-2026-11-21/grants.csv",
        "foundation-0001-2026-11-21/head.txt", "foundation-0001-2026-11-21/manifest.csv",
        "foundation-0001-2026-11-21/payments.csv", "foundation-0002-2026-11-22.xml",
        "foundation-0002-2026-11-22/contributions.csv", "foundation-0002-2026-11-22/funds.csv",
        "foundation-0002-2026-11-22/grants.csv", "foundation-0002-2026-11-22/head.txt",
        "foundation-0002-2026-11-22/manifest.csv", "foundation-0002-2026-11-22/payments.csv",
      ])
    #expect(try home.text("foundation-0001-2026-11-21/head.txt").hasPrefix("\(first.toLink) "))
    #expect(try home.faults() == [])
  }

  @Test func aNightKilledBeforeItsFilesStoodGivesTheSameBytesLater() throws {
    let home = try TestHome()
    try home.seed()
    _ = try home.export().make()
    let before = try home.published()
    try FileManager.default.removeItem(atPath: home.outbox)
    try home.store.work { try $0.delete(from: Working("export_published"), where: ["number": 1]) }

    let again = try #require(try home.export("2026-11-22").make())
    #expect(again.state == .publishedAgain)
    #expect(again.publishedAgain == [1])
    #expect(try home.published() == before)

    try FileManager.default.removeItem(atPath: "\(home.outbox)/foundation-0001-2026-11-21.xml")
    try home.store.work { try $0.delete(from: Working("export_published"), where: ["number": 1]) }
    try home.payroll("ABC", "2026-11-06", ["xmas": 3_00])
    try home.change {
      try Fund(number: 3, code: "xmas", name: "Another name", purpose: "Another purpose.").record(in: $0)
    }
    let next = try #require(try home.export("2026-11-23").make())
    #expect(next.state == .made)
    #expect(next.number == 2)
    #expect(next.publishedAgain == [1])
    let after = try home.published()
    #expect(before.allSatisfy { after[$0.key] == $0.value })
    #expect(try home.export("2026-11-24").make() == nil)
    #expect(try home.faults() == [])
  }

  @Test func aDryRunKeepsNothing() throws {
    let home = try TestHome()
    try home.seed()
    let report = try #require(try home.export(isDryRun: true).make())
    #expect(report.state == .dryRun)
    #expect(report.sections.map(\.totalPence) == [182_50, 182_50, 0, 0])
    #expect(try NumberedExport.all(home.store.reading) == [])
    #expect(try home.published() == [:])
    #expect(try home.export().make()?.number == 1)
  }

  @Test func whatWouldBreakTheSchemaIsNeverRecorded() throws {
    let home = try TestHome()
    try home.seed()
    let strict = home.store.home.file("strict.xsd")
    try String(contentsOfFile: schemaPath, encoding: .utf8)
      .replacing("<xs:element name=\"parent\" type=\"Text\" minOccurs=\"0\"/>", with: "")
      .replacing("<xs:element name=\"inSuspensePence\" type=\"Pence\"/>", with: "")
      .write(toFile: strict, atomically: true, encoding: .utf8)
    let error = #expect(throws: ExchangeError.self) { try home.export(schema: strict).make() }
    #expect(error?.code == "against-schema")
    #expect(error?.exit == .invariantBroken)
    #expect(throws: ExchangeError.schema(path: "/nowhere")) { try home.export(schema: "/nowhere").make() }
    #expect(try NumberedExport.all(home.store.reading) == [])
    #expect(try home.published() == [:])
    #expect(try FileManager.default.contentsOfDirectory(atPath: home.store.home.spool) == [])
  }

  @Test func whatIsPublishedIsValid() throws {
    let home = try TestHome()
    try home.seed()
    try home.change {
      try Fund(
        number: 4, code: "summer", name: "Summer & <sun>", purpose: "Line one\nline \"two\"", parent: "xmas",
        opens: try day("2027-05-01"), closes: try day("2027-08-31")
      ).record(in: $0)
    }
    let report = try #require(try home.export().make())
    #expect(try XMLSchema.validate(file: report.file, schema: schemaPath) == [])
    #expect(try FoundationFile.read(report.file).sections.map(\.rows.count) == [4, 3, 0, 0])
  }
}
