// Payroll files that are wrong: each fault is told with its line and column, all of them at once, and no value is shown.

import Dates
import Files
import Foundation
import Money
import Testing

@testable import Giving

@Suite struct PayrollFileTests {
  struct Amount: Sendable, CustomTestStringConvertible {
    var profile = "canonical-csv"
    let text: String
    /// What it comes to, or the fault.
    let reads: String
    var testDescription: String { "\(profile) \(text)" }
  }

  @Test(arguments: [
    Amount(text: "10", reads: "£10.00"), Amount(text: "10.5", reads: "£10.50"),
    Amount(text: "10.0000", reads: "£10.00"),
    Amount(text: "-10.00", reads: "-£10.00"), Amount(text: "0.00", reads: "£0.00"),
    Amount(text: "999999999.99", reads: "£999,999,999.99"),
    Amount(text: "1000000000.00", reads: "amount-too-large"),
    Amount(text: "9999999999999999999", reads: "amount-too-large"),
    Amount(text: "10.001", reads: "fraction-of-a-penny"), Amount(text: "10.0001", reads: "fraction-of-a-penny"),
    Amount(text: "10.00000", reads: "fraction-of-a-penny"),
    Amount(text: "\"1,234.50\"", reads: "amount"), Amount(text: "٣", reads: "amount"),
    Amount(text: "１０", reads: "amount"),
    Amount(text: "1e3", reads: "amount"), Amount(text: "0x10", reads: "amount"), Amount(text: "nan", reads: "amount"),
    Amount(text: "inf", reads: "amount"), Amount(text: "--5", reads: "amount"), Amount(text: "+5", reads: "amount"),
    Amount(text: "5-", reads: "amount"), Amount(text: "(5.00)", reads: "amount"),
    Amount(text: "5.00CR", reads: "amount"),
    Amount(text: "£5.00", reads: "amount"), Amount(text: "5.", reads: "amount"), Amount(text: ".5", reads: "amount"),
    Amount(text: "-", reads: "amount"), Amount(text: "5.0.0", reads: "amount"), Amount(text: " 5.00", reads: "amount"),
    Amount(text: "5 000", reads: "amount"), Amount(text: "\u{2212}5", reads: "amount"),
    Amount(text: "=5", reads: "amount"),
    Amount(text: "5\u{A0}", reads: "amount"), Amount(text: "", reads: "missing-field"),

    Amount(profile: "itrent-element-listing", text: "\"1,234.50\"", reads: "£1,234.50"),
    Amount(profile: "itrent-element-listing", text: "\u{A3}5", reads: "£5.00"),
    Amount(profile: "itrent-element-listing", text: "5.00-", reads: "-£5.00"),
    Amount(profile: "itrent-element-listing", text: "\"12,34.50\"", reads: "amount"),
    Amount(profile: "itrent-element-listing", text: "\"1,2345\"", reads: "amount"),
    Amount(profile: "itrent-element-listing", text: "\",234\"", reads: "amount"),
    Amount(profile: "itrent-element-listing", text: "-5.00-", reads: "amount"),
    Amount(profile: "itrent-element-listing", text: "5.00CR", reads: "amount"),

    Amount(profile: "councillors-allowances", text: "0000001000", reads: "£10.00"),
    Amount(profile: "councillors-allowances", text: "-000001000", reads: "-£10.00"),
    Amount(profile: "councillors-allowances", text: "     10.00", reads: "amount"),
    Amount(profile: "councillors-allowances", text: "9999999999", reads: "£99,999,999.99"),
  ])
  func anAmountIsReadRightOrNotAtAll(_ amount: Amount) throws {
    let line: String
    let name: String
    switch amount.profile {
    case "itrent-element-listing":
      name = "itrent-elements-STAFF-2026-10-30-0001.csv"
      line =
        "title\r\nEmployer,Pay Reference,Surname,Initials,Element,Pay Date,Amount\r\nDBC,4417,,,NOLIM,30/10/2026,\(amount.text)\r\n"
    case "councillors-allowances":
      name = "cllr-allowances-2026-10-30-0001.txt"
      let padded = "D 00000017 NOLIM    \(amount.text) "
      line = "\(Self.cllrHeader)\n" + padded + String(repeating: " ", count: 60 - padded.count) + "\n"
    default:
      name = canonicalName
      line = canonical(lines: ["D,100234,NOLIM,\(amount.text),,"], trailer: "")
    }
    let bytes =
      amount.profile == "itrent-element-listing" ? line.unicodeScalars.map { UInt8($0.value) } : Array(line.utf8)
    let check = try check(bytes, named: name, Shipped.profile(amount.profile))
    let fault = check.faults.first { !$0.code.hasPrefix("missing-trailer") }
    #expect(fault?.code ?? Pence(check.totalPence).pounds == amount.reads)
    if let fault, amount.profile == "canonical-csv" {
      #expect((fault.line, fault.column) == (2, amount.text.hasPrefix("\"") ? 17 : 16))
    }
  }

  private static let cllrHeader = "H SBC   CLLR  20261030 0001" + String(repeating: " ", count: 33)

  struct Wrong: Sendable, CustomTestStringConvertible {
    let what: String
    let file: String
    var name = canonicalName
    let codes: [String]
    var testDescription: String { what }
  }

  private static let day = "H,1,SBC,STAFF,2026-10-30,M1,0001,2026-10-28T18:00:00Z"

  @Test(arguments: [
    Wrong(what: "nothing wrong", file: canonical(), codes: []),
    Wrong(what: "no lines at all", file: canonical(lines: [], trailer: "T,0,0.00"), codes: []),
    Wrong(what: "a count one too low", file: canonical(trailer: "T,1,15.00"), codes: ["4:3 control-count"]),
    Wrong(what: "a count one too high", file: canonical(trailer: "T,3,15.00"), codes: ["4:3 control-count"]),
    Wrong(what: "a total a penny too low", file: canonical(trailer: "T,2,14.99"), codes: ["4:5 control-total"]),
    Wrong(what: "a total a penny too high", file: canonical(trailer: "T,2,15.01"), codes: ["4:5 control-total"]),
    Wrong(
      what: "a wrong count and a wrong total", file: canonical(trailer: "T,3,15.01"),
      codes: ["4:3 control-count", "4:5 control-total"]),
    Wrong(
      what: "a trailer of words", file: canonical(trailer: "T,two,a lot"), codes: ["4:3 count", "4:7 amount"]),
    Wrong(what: "a line after the trailer", file: canonical() + "D,1,NOLIM,1.00,,\n", codes: ["5:1 after-trailer"]),
    Wrong(
      what: "a second file behind the first", file: canonical() + canonical(),
      codes: (5...8).map { "\($0):1 after-trailer" }),
    Wrong(what: "no trailer", file: canonical(trailer: ""), codes: ["3:1 missing-trailer"]),
    Wrong(
      what: "cut off within a line", file: String(canonical().prefix(80)),
      codes: ["2:27 too-few-fields", "2:1 missing-trailer"].sorted()),
    Wrong(what: "no header", file: canonical(header: ""), codes: ["1:1 blank-line", "2:1 missing-header"]),
    Wrong(
      what: "another employer", file: canonical(header: day.replacing("SBC", with: "DBC")),
      codes: ["1:5 wrong-employer"]),
    Wrong(
      what: "another employer in the name", file: canonical(), name: "payroll-DBC-STAFF-2026-10-30-0001.csv",
      codes: ["1:5 wrong-employer"]),
    Wrong(
      what: "another employer in both", file: canonical(header: day.replacing("SBC", with: "DBC")),
      name: "payroll-DBC-STAFF-2026-10-30-0001.csv", codes: ["1:5 wrong-employer"]),
    Wrong(
      what: "another payroll", file: canonical(header: day.replacing("STAFF", with: "CLLR")),
      codes: ["1:9 wrong-payroll"]),
    Wrong(
      what: "another tax month in the name", file: canonical(), name: "payroll-SBC-STAFF-2026-11-06-0001.csv",
      codes: ["1:15 wrong-tax-month"]),
    Wrong(
      what: "another day of the tax month in the name", file: canonical(),
      name: "payroll-SBC-STAFF-2026-11-05-0001.csv",
      codes: ["1:15 wrong-pay-date"]),
    Wrong(
      what: "another sequence in the name", file: canonical(), name: "payroll-SBC-STAFF-2026-10-30-0002.csv",
      codes: ["1:29 wrong-sequence"]),
    Wrong(
      what: "a name with no such day", file: canonical(), name: "payroll-SBC-STAFF-2026-02-30-0001.csv",
      codes: ["0:0 file-name"]),
    Wrong(
      what: "sequence 0 in name and header", file: canonical(header: day.replacing("0001", with: "0000")),
      name: "payroll-SBC-STAFF-2026-10-30-0000.csv", codes: ["1:29 sequence"]),
    Wrong(
      what: "a pay date that is no day", file: canonical(header: day.replacing("2026-10-30", with: "2026-10-32")),
      codes: ["1:15 date"]),
    Wrong(
      what: "another version", file: canonical(header: day.replacing("H,1,", with: "H,2,")),
      codes: ["1:3 wrong-version"]),
    Wrong(
      what: "another frequency", file: canonical(header: day.replacing("M1", with: "M9")), codes: ["1:26 frequency"]),
    Wrong(
      what: "made at no time", file: canonical(header: day.replacing("18:00", with: "25:00")), codes: ["1:34 date"]),
    Wrong(
      what: "a payroll number that is too long",
      file: canonical(lines: ["D,\(String(repeating: "1", count: 41)),NOLIM,15.00,,"], trailer: "T,1,15.00"),
      codes: ["2:3 too-long"]),
    Wrong(
      what: "everything at once",
      file: canonical(
        header: day.replacing("SBC", with: "DBC"),
        lines: [
          "D,100234,NOLIM,1e3,Okafor,A", "D,100871,NOLIM,5.00,Smith, J,J", "D,,NOLIM,0.001,,", "X,1", "D,1,,2.00,,",
        ],
        trailer: "T,9,99.99"),
      codes: [
        "1:5 wrong-employer", "2:16 amount", "3:30 too-many-fields", "4:3 missing-field", "5:1 unknown-record",
        "6:5 missing-field",
      ]),
  ])
  func everyFaultIsToldWithItsPlace(_ wrong: Wrong) throws {
    let check = try check(wrong.file, named: wrong.name, profile: "canonical-csv")
    #expect(check.codes.sorted() == wrong.codes.sorted())
    #expect(check.isSound == wrong.codes.isEmpty)
  }

  @Test func aListingIsHeldToOneDayAndItsEmployers() throws {
    let sample = try Shipped.sample(of: "itrent-element-listing")
    let text = String(bytes: sample.bytes, encoding: .windowsCP1252) ?? ""
    let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
    var changed = lines
    changed[2] = lines[2].replacing("DBC", with: "SBC")
    changed[3] = lines[3].replacing("30/10/2026", with: "31/10/2026")
    changed[4] = lines[4].replacing("30/10/2026", with: "30/11/2026")
    changed[5] = lines[5].replacing("30/10/2026", with: "2026-10-30").replacing("50.00", with: "5O.00")
    let bytes = Array(try #require(changed.joined(separator: "\r\n").data(using: .windowsCP1252)))
    let check = try check(bytes, named: sample.name, Shipped.profile("itrent-element-listing"))
    #expect(
      check.codes
        == [
          "3:1 wrong-employer", "4:54 wrong-pay-date", "5:50 wrong-tax-month", "6:51 date", "6:62 amount",
        ].sorted())
  }

  @Test func aListingWithAWrongTotalsRowIsRefused() throws {
    let sample = try Shipped.sample(of: "itrent-element-listing")
    let profile = try Shipped.profile("itrent-element-listing")
    let text = try #require(String(bytes: sample.bytes, encoding: .windowsCP1252))
    func codes(_ from: String, _ to: String) throws -> [String] {
      let bytes = Array(try #require(text.replacing(from, with: to).data(using: .windowsCP1252)))
      return try check(bytes, named: sample.name, profile).faults.map(\.code)
    }
    #expect(try codes("Grand Total,14", "Grand Total,15") == ["control-count"])
    #expect(try codes("1,336.25", "1,336.24") == ["control-total"])
    #expect(
      try codes("Grand Total", "Total") == ["missing-trailer", "missing-field", "missing-field"])
  }

  @Test func allowancesOfAnotherWidthOrWithoutATrailerAreRefused() throws {
    let sample = try Shipped.sample(of: "councillors-allowances")
    let profile = try Shipped.profile("councillors-allowances")
    var lines = String(decoding: sample.bytes, as: UTF8.self).split(separator: "\n").map(String.init)
    lines[3].removeLast()
    lines.removeLast()
    let check = try check(Array(lines.joined(separator: "\n").utf8), named: sample.name, profile)
    #expect(check.codes == ["4:60 wrong-width", "11:1 missing-trailer"])
  }

  @Test func aFileThatDoesNotSayItsPayDateAsksForIt() throws {
    let profile = try Shipped.profile("councillors-allowances")
    let file = Array("D".utf8)
    let check = try check(file, named: "october.txt", profile)
    #expect(check.faults.contains { $0.code == "file-key-missing" && $0.message.contains("--pay-date") })
    #expect(check.note?.contains("cllr-allowances-{payDate}-{sequence}.txt") == true)
  }

  @Test func aLineMayGiveThePayDateWhereNothingElseDoes() throws {
    let profile = try Shipped.profile("resourcelink-deductions")
    let file = "<EMPID>,<NINO>,<PEID>,<GROSSAMT>,<PAYDATE>\n1,,NOLIM,1.00,30/10/2026\n2,,NOLIM,1.00,31/10/2026\n"
    let right = try check(Array(file.utf8), named: "october.csv", profile)
    #expect(right.heading.map(\.value).contains("30 October 2026"))
    #expect(right.codes == ["3:15 wrong-pay-date"])
    let wrong = try check(Array(file.replacing("30/10", with: "30/13").utf8), named: "october.csv", profile)
    #expect(wrong.codes.first == "2:15 date")
  }

  @Test func noFaultShowsAValue() throws {
    let secret = "Ozymandias"
    let file = canonical(
      header: Self.day.replacing("SBC", with: secret),
      lines: [
        "D,100234,NOLIM,\(secret),Okafor,A", "D,\(secret)\(String(repeating: "x", count: 40)),NOLIM,1.00,,",
        "D,1,NOLIM,1.00,\(secret)\"x,", "\(secret),1", "D,1,NOLIM,1.00,\(secret),x,y",
      ], trailer: "T,\(secret),\(secret)")
    let check = try check(file, named: canonicalName, profile: "canonical-csv")
    #expect(check.faults.count >= 6)
    #expect(!check.faults.contains { $0.message.contains(secret) })
  }

  @Test func faultsBeyondTheLimitAreCounted() throws {
    let lines = (1...150).map { "D,\($0),NOLIM,x,," }
    let check = try check(
      canonical(lines: lines, trailer: "T,150,0.00"), named: canonicalName, profile: "canonical-csv")
    #expect(check.faults.count == 100)
    #expect(check.moreFaults == 50)
  }

  @Test func onlyRegularFilesAreLookedAt() throws {
    let folder = FileManager.default.temporaryDirectory.path
    let profile = try Shipped.profile("canonical-csv")
    #expect(throws: IntakeError.notRegular(path: folder, .directory)) {
      try PayrollCheck.read(folder, profile: profile)
    }
    #expect(throws: IntakeError.notRegular(path: "/dev/zero", .device)) {
      try PayrollCheck.read("/dev/zero", profile: profile)
    }
    #expect(throws: IntakeError.notFound(path: "\(folder)/no-such")) {
      try PayrollCheck.read("\(folder)/no-such", profile: profile)
    }
  }
}
