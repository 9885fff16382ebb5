// The sample files that the first run uses, and how `payroll check` tells them.

import Dates
import Files
import Foundation
import Money
import Testing

@testable import Giving

@Suite struct SampleTests {
  struct Expected: Sendable, CustomTestStringConvertible {
    let profile: String
    let lines: Int64
    let pence: Int64
    let heading: [String]
    let encoding: String
    var testDescription: String { profile }
  }

  @Test(arguments: [
    Expected(
      profile: "canonical-csv", lines: 15, pence: 11583, heading: ["SBC", "STAFF"],
      encoding: "UTF-8, as the profile says"),
    Expected(
      profile: "canonical-xml", lines: 10, pence: 9125, heading: ["ACME", "STAFF"],
      encoding: "UTF-8, as its XML declaration says"),
    Expected(
      profile: "councillors-allowances", lines: 10, pence: 12250, heading: ["SBC", "CLLR"],
      encoding: "UTF-8, as the profile says"),
    Expected(
      profile: "itrent-element-listing", lines: 14, pence: 133_625,
      heading: ["TEES; each line says its employer", "STAFF"], encoding: "Windows-1252, as the profile says"),
    Expected(
      profile: "resourcelink-deductions", lines: 11, pence: 2475, heading: ["SBC", "WEEKLY"],
      encoding: "UTF-8, as the profile says"),
  ])
  func aSampleReadsWithoutFaultsAndSumsToItsTrailer(_ expected: Expected) throws {
    let sample = try Shipped.sample(of: expected.profile)
    let check = try PayrollCheck.read(
      Shipped.path(ofSample: sample.name), profile: Shipped.profile(expected.profile), schema: Shipped.schema)
    #expect(check.isSound, "\(check.inWords.joined(separator: "\n"))")
    #expect(check.lines == expected.lines)
    #expect(check.totalPence == expected.pence)
    #expect(check.encoding == expected.encoding)
    #expect(
      check.heading.map(\.value) == expected.heading + [
        "30 October 2026", "26-27 M07, 6 October 2026 to 5 November 2026", "1",
      ])
    #expect(check.note == nil)
    #expect((check.schemaFaults != nil) == (expected.profile == "canonical-xml"))
    #expect(check.rows.count == 5)
  }

  @Test func everyFileFitsExactlyOneProfileByName() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: "\(Shipped.root)/batches/samples").sorted()
    let reports = names.filter { $0.hasPrefix("agency-") || $0.hasPrefix("charities-trust-") }
    let others = ["mandates.csv"] + reports + Shipped.statements
    #expect(
      names.filter { !others.contains($0) && !$0.hasPrefix("webgiving") && !$0.hasPrefix("applications") }
        == Shipped.samples.map(\.file).sorted())
    let profiles = try Shipped.profileNames.map(Shipped.profile)
    for sample in Shipped.samples {
      #expect(profiles.filter { $0.fileName?.read(sample.file) != nil }.map(\.name) == [sample.profile])
    }
    for name in ["mandates.csv"] + reports { #expect(!profiles.contains { $0.fileName?.read(name) != nil }, "\(name)") }
  }

  @Test(arguments: Shipped.profileNames)
  func eachValueIsShownAsItIsUnderstood(_ name: String) throws {
    let sample = try Shipped.sample(of: name)
    let check = try PayrollCheck.read(Shipped.path(ofSample: sample.name), profile: Shipped.profile(name))
    let first = check.rows[0].fields.map { "\($0.name): \($0.value)" }
    let expected: [String: [String]] = [
      "canonical-csv": [
        "payroll number: 100234", "deduction code: NOLIM, for the fund no-limits", "amount: £10.00", "surname: Okafor",
        "initials: A",
      ],
      "canonical-xml": [
        "payroll number: A-1001", "deduction code: NOLIM, for the fund no-limits", "amount: £10.00",
        "surname: Fairburn",
        "initials: K",
      ],
      "councillors-allowances": [
        "payroll number: 00000017", "deduction code: NOLIM, for the fund no-limits", "amount: £10.00",
        "surname: Featherstone", "initials: M A",
      ],
      "itrent-element-listing": [
        "employer: DBC", "payroll number: 00004417", "surname: Ashworth", "initials: P",
        "deduction code: NOLIM, for the fund no-limits", "pay date: 30 October 2026", "amount: £10.00",
      ],
      "resourcelink-deductions": [
        "payroll number: W00118", "deduction code: NOLIM, for the fund no-limits", "amount: £2.00",
        "pay date: 30 October 2026",
      ],
    ]
    #expect(first == expected[name])
  }

  @Test func accentsAndQuotedCommasArriveWhole() throws {
    let listing = try PayrollCheck.read(
      Shipped.path(ofSample: "itrent-elements-STAFF-2026-10-30-0001.csv"),
      profile: Shipped.profile("itrent-element-listing"),
      rows: 14)
    let surnames = listing.rows.compactMap { $0.fields.first { $0.name == "surname" }?.value }
    #expect(surnames.contains("Çelik"))
    #expect(surnames.contains("Dunstan, Lord"))
    #expect(listing.rows[5].fields.last?.value == "£1,200.00")
  }

  @Test func aNumberThatNobodyNeedsIsNowhere() throws {
    let sample = try Shipped.sample(of: "resourcelink-deductions")
    #expect(String(decoding: sample.bytes, as: UTF8.self).contains("QQ123456C"))
    let check = try PayrollCheck.read(
      Shipped.path(ofSample: sample.name), profile: Shipped.profile("resourcelink-deductions"))
    #expect(check.unread == ["nino"])
    #expect(!String(decoding: try JSONEncoder().encode(check), as: UTF8.self).contains("QQ"))
  }

  @Test func awayFromATerminalNoPersonIsShown() throws {
    let sample = try Shipped.sample(of: "canonical-csv")
    let check = try PayrollCheck.read(Shipped.path(ofSample: sample.name), profile: Shipped.profile("canonical-csv"))
    #expect(check.inWords.joined().contains("Okafor"))
    let words = check.withoutPersonalValues().inWords.joined(separator: "\n")
    #expect(!words.contains("Okafor") && !words.contains("100234"))
    #expect(words.contains("amount: £10.00"))
  }

  @Test func whatIsNotUnderstoodMayBeANameInTheWrongColumn() throws {
    let file = canonical(lines: ["D,100234,Okafor,A,10.00,NOLIM"], trailer: "T,1,10.00")
    let check = try check(file, named: canonicalName, profile: "canonical-csv")
    #expect(check.inWords.joined().contains("deduction code: \"Okafor\", which is not understood"))
    #expect(!check.withoutPersonalValues().inWords.joined().contains("Okafor"))
  }
}
