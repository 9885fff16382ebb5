// Publishing: what stands is told, once for each change, and made again with the same bytes.

import Dates
import Exchange
import Files
import Foundation
import Grants
import Ledger
import Store
import Testing

@testable import Operations

@Suite("Publishing") struct PublishingTests {
  private func grants(_ report: ThreeSixtyReport) throws -> [[String: Any]] {
    let path = try #require(report.file)
    let data = try #require(FileManager.default.contents(atPath: path))
    let package = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    return try #require(package["grants"] as? [[String: Any]])
  }

  @Test("Grants to organisations are told, and told again only when something changed") func organisations() throws {
    let test = try TestHouse()
    #expect(try test.house(Who.finance).exportThreeSixty().publication == nil)
    try test.startGrants(code: "community", use: .community)
    let first = try test.screened(test.form("Ana One"), to: "community-1")
    let second = try test.screened(test.form("Bea Two"), to: "community-1")
    try test.house(Who.manager).recipient(GrantRecipient(name: "Garden Club", charityNumber: "1098765"), of: first)
    // Nothing is told before the foundation signed.
    #expect(try test.house(Who.finance).exportThreeSixty().publication == nil)
    for award in [first, second] { try test.house(Who.manager).signOff(award) }
    let report = try test.house(Who.finance).exportThreeSixty()
    #expect(report.left == [second] && report.publication?.grants == 1)
    let told = try #require(try grants(report).first)
    #expect(told["id"] as? String == "360G-example-award-1")
    #expect((told["recipientOrganization"] as? [[String: Any]])?.first?["id"] as? String == "GB-CHC-1098765")
    #expect(try test.house(Who.finance).exportThreeSixty().publication == nil)
    // Stopped before its file was whole, it is taken up again.
    let file = try #require(report.file)
    let whole = FileManager.default.contents(atPath: file)
    try FileManager.default.removeItem(atPath: file)
    #expect(try test.house(Who.finance).exportThreeSixty().publication == report.publication)
    #expect(whole != nil && FileManager.default.contents(atPath: file) == whole)
    let bytes = FileManager.default.contents(atPath: try #require(report.file))
    #expect(bytes.map { String(decoding: $0, as: UTF8.self).contains("Ana") } == false)
    try test.house(Who.manager).recipient(GrantRecipient(name: "Hut", companyNumber: "01234567"), of: second)
    #expect(try test.house(Who.finance).exportThreeSixty().publication?.grants == 2)
    let again = try test.house(Who.manager).exportThreeSixty(again: 1)
    #expect(FileManager.default.contents(atPath: try #require(again.file)) == bytes)
    #expect(throws: GrantsError.self) { try test.house(Who.manager).exportThreeSixty(again: 9) }
    #expect(throws: StoreError.self) { try test.house(Who.support).exportThreeSixty() }
    #expect(try test.faults() == [])
  }

  @Test("An organisation has one line of a name, and belongs to no award of a young person's") func recipients() throws
  {
    let test = try TestHouse()
    let award = try test.agreed()
    #expect(throws: GrantsError.self) { try test.house(Who.manager).recipient(GrantRecipient(name: "Club"), of: award) }
    #expect(throws: GrantsError.self) { try test.house(Who.manager).recipient(GrantRecipient(name: "Club"), of: 99) }
    try test.startGrants(bank: 71_000, code: "community", use: .community)
    let other = try test.screened(test.form("Bea Two"), to: "community-1")
    for wrong in [
      GrantRecipient(name: " "), GrantRecipient(name: "Two\nlines"),
      GrantRecipient(name: "Club", charityNumber: "1"), GrantRecipient(name: "Club", companyNumber: "1234567"),
    ] { #expect(throws: GrantsError.self) { try test.house(Who.manager).recipient(wrong, of: other) } }
  }

  @Test("Grants to young people are told only where that is turned on, late enough, and by ten or more")
  func individuals() throws {
    let test = try TestHouse()
    let year = try #require(LedgerSpan(year: "2026-27"))
    #expect(throws: ExchangeError.self) { try test.house(Who.finance).exportThreeSixty(individuals: year) }
    try test.startGrants(bank: 1_000_000, budget: 500_000, places: 50)
    let names = ["Al", "Bo", "Cy", "Di", "Ed", "Flo", "Gus", "Hal", "Ivy", "Jo"]
    let terms = try ThreeSixtyTerms(
      YAMLDocument(
        text: String(contentsOfFile: "\(TestHouse.root)/config/outputs/threesixty.yaml", encoding: .utf8).replacing(
          "individuals: false", with: "individuals: true"
        ).replacing("pack-home:", with: "pack:"), file: "t"))
    func export(_ date: String) throws -> ThreeSixtyExport {
      ThreeSixtyExport(test.store, actor: Who.finance, businessDate: try day(date), terms: terms)
    }
    for (number, name) in names.enumerated() {
      if number == 9 {
        #expect(throws: ExchangeError.unpublishable(why: "there are fewer than 10")) {
          try export("2027-12-01").individuals(year)
        }
      }
      let award = try test.screened(test.form("\(name) Quuxworthy"))
      try test.house(Who.manager).signOff(award)
    }
    #expect(throws: ExchangeError.self) { try export("2027-09-01").individuals(year) }
    let report = try export("2027-12-01").individuals(year)
    #expect(report.publication?.grants == 10)
    let told = try grants(report)
    #expect(
      told.allSatisfy { ($0["recipientIndividual"] as? [String: Any])?["name"] as? String == "Individual Recipient" })
    #expect(told.allSatisfy { $0["awardDate"] as? String == "2026-10-01" && $0["grantProgramme"] != nil })
    let bytes = FileManager.default.contents(atPath: try #require(report.file))
    #expect(bytes.map { String(decoding: $0, as: UTF8.self).contains("Quuxworthy") } == false)
    // Asked again, later and after a change, it is the same publication.
    _ = try test.screened(test.form("Kit Quuxworthy"))
    #expect(try export("2028-12-01").individuals(year) == report)
    #expect(FileManager.default.contents(atPath: try #require(report.file)) == bytes)
    #expect(try test.faults() == [])
  }
}
