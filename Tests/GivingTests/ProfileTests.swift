// Profiles: the shipped ones can be read, and a mistake in one is named with its place.

import Dates
import Files
import Ledger
import Money
import Testing

@testable import Giving

@Suite struct ProfileTests {
  @Test(arguments: Shipped.profileNames)
  func aShippedProfileReadsAndIsCalledAsItsFile(_ name: String) throws {
    let profile = try Shipped.profile(name)
    #expect(profile.name == name)
    #expect(profile.codes.map(\.code) == ["NOLIM", "NLXMAS"])
    #expect(profile.codes.map(\.fund) == ["no-limits", "gift-of-giving"])
    #expect(profile.hasControlTotals == (name != "resourcelink-deductions"))
  }

  @Test func noPayrollComesByTwoProfiles() throws {
    let payrolls = try Shipped.profileNames.flatMap { try Shipped.profile($0).payrolls }
    let names = payrolls.map { "\($0.employer)/\($0.payroll)" }
    #expect(Set(names).count == names.count, "\(names)")
  }

  @Test func whatSaysSomethingOfAPersonIsMarked() throws {
    for name in Shipped.profileNames {
      for field in try Shipped.profile(name).layout.detail.fields
      where ["payrollNumber", "surname", "initials", "nino"].contains(field.name) {
        #expect(field.personal, "\(name) \(field.name)")
      }
    }
    #expect(try Shipped.profile("resourcelink-deductions").layout.slot("nino", in: .detail) == nil)
  }

  @Test func aProfileSaysHowGiftsReachTheFoundation() throws {
    let listing = try Shipped.profile("itrent-element-listing")
    #expect(listing.bureau == "TEES")
    #expect(listing.payroll(employer: "OAK", payroll: "STAFF")?.route == .agency("PGA"))
    #expect(listing.payroll(employer: "SBC", payroll: "STAFF") == nil)
    #expect(try Shipped.profile("canonical-xml").payrolls.map(\.route) == [.direct])
    #expect(try Shipped.profile("councillors-allowances").payrolls.map(\.givers) == [.councillors])
    #expect(listing.holdTotalMoved == Rate(basisPoints: 2000))
    #expect(listing.holdHeadsMoved == Rate(basisPoints: 1000))
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var profile = "small"
    /// What stands in the profile, and what is written in its place.
    let from: String
    let to: String
    let place: String
    let says: String
    var testDescription: String { "\(to.isEmpty ? "without \(from)" : to)" }
  }

  /// A profile as small as one can be.
  private static let small = """
    profile: small
    words: A small one
    fileName: small-{payDate}.csv
    payrolls:
      - {employer: SBC, payroll: STAFF, givers: staff, route: direct}
    codes:
      NOLIM: no-limits
    controlTotals: none
    hold: {totalMoved: 20%, givers: 10%}
    layout:
      format: csv
      records:
        detail:
          fields:
            payrollNumber: {column: 1, personal: true}
            code: {column: 2}
            amount: {column: 3}

    """

  @Test(arguments: [
    Mistake(from: "words: A small one\n", to: "", place: "1:1", says: "\"words\" is missing"),
    Mistake(from: "words:", to: "wrods:", place: "2:1", says: "no setting \"wrods\""),
    Mistake(from: "A small one", to: "", place: "2:7", says: "it is empty"),
    Mistake(from: "{payDate}", to: "{date}", place: "3:11", says: "{payDate}"),
    Mistake(from: "{payDate}", to: "{payDate", place: "3:11", says: "{payDate}"),
    Mistake(from: "payrolls:\n", to: "payrolls: []\nx:\n", place: "5:1", says: "no setting \"x\""),
    Mistake(from: "  - {employer: SBC,", to: "  - {employee: SBC,", place: "5:6", says: "no setting \"employee\""),
    Mistake(from: "SBC", to: "S B C", place: "5:16", says: "letters, digits and hyphens"),
    Mistake(from: "givers: staff", to: "givers: members", place: "5:45", says: "staff, councillors, partners"),
    Mistake(from: "route: direct", to: "route: bank", place: "5:59", says: "agency, direct"),
    Mistake(from: "route: direct", to: "route: agency", place: "5:5", says: "\"agency\" is missing"),
    Mistake(
      from: "codes:", to: "  - {employer: SBC, payroll: STAFF, givers: staff, route: direct}\ncodes:", place: "6:5",
      says: "stand here already"),
    Mistake(from: "no-limits", to: "no limits", place: "7:10", says: "letters, digits and hyphens"),
    Mistake(from: "  NOLIM: no-limits", to: "  {}", place: "7:3", says: "From 1 to 200"),
    Mistake(from: "controlTotals: none\n", to: "", place: "1:1", says: "\"controlTotals\" is missing"),
    Mistake(from: "controlTotals: none", to: "controlTotals: no", place: "8:16", says: "required, none"),
    Mistake(from: "controlTotals: none", to: "controlTotals: required", place: "11:3", says: "a trailer record"),
    Mistake(from: "totalMoved: 20%", to: "totalMoved: a lot", place: "9:20", says: "percentage"),
    Mistake(from: "hold:", to: "consents: maybe\nhold:", place: "9:11", says: "here, payroll"),
    Mistake(from: "hold:", to: "bureau: TEES\nhold:", place: "9:9", says: "need the field employer"),
    Mistake(from: "hold:", to: "limits: {fileSize: 1}\nhold:", place: "9:10", says: "no setting \"fileSize\""),
    Mistake(from: "format: csv", to: "format: xlsx", place: "11:11", says: "csv, fixed-width, xml"),
    Mistake(from: "format: csv", to: "format: csv\n  encoding: utf8", place: "12:13", says: "utf-8, windows-1252"),
    Mistake(from: "format: csv", to: "format: csv\n  dates: D/M/Y", place: "12:10", says: "DD/MM/YYYY"),
    Mistake(
      from: "format: csv", to: "format: csv\n  amounts: {comma: true}", place: "12:13", says: "no setting \"comma\""),
    Mistake(from: "code: {column: 2}", to: "code: {column: two}", place: "16:24", says: "whole number"),
    Mistake(from: "code: {column: 2}", to: "code: {column: 1}", place: "16:9", says: "the same place"),
    Mistake(from: "amount: {column: 3}", to: "", place: "11:3", says: "needs the field amount"),
    Mistake(from: "amount: {column: 3}", to: "amuont: {column: 3}", place: "11:3", says: "needs the field amount"),
    Mistake(
      from: "amount: {column: 3}", to: "amount: {column: 3}\n        dob: {column: 4}", place: "11:3",
      says: "no field dob"),
    Mistake(
      from: "amount: {column: 3}", to: "amount: {column: 3, skipped: true}", place: "17:29",
      says: "no setting \"skipped\""),
    Mistake(from: "words:", to: "profile: again\nwords:", place: "1:1", says: "only once"),
    Mistake(from: "codes:\n", to: "codes: [\n", place: "8:14", says: "not YAML"),
  ])
  func aMistakeIsNamedWithItsLineAndColumn(_ mistake: Mistake) throws {
    let text = Self.small.replacing(mistake.from, with: mistake.to)
    #expect(text != Self.small)
    let fault = try #require(throws: ConfigurationFault.self) {
      _ = try Profile(YAMLDocument(text: text, file: "small.yaml").root, limits: .standard)
    }
    #expect(fault.description.hasPrefix("small.yaml:\(mistake.place): "), "\(fault)")
    #expect(fault.message.contains(mistake.says), "\(fault)")
  }

  @Test func severalEmployersOnTheLinesNeedABureau() throws {
    let two = Self.small.replacing(
      "  - {employer: SBC,",
      with: "  - {employer: DBC, payroll: STAFF, givers: staff, route: direct}\n  - {employer: SBC,")
    let onLines = two.replacing("amount: {column: 3}", with: "amount: {column: 3}\n        employer: {column: 4}")
    let fault = try #require(throws: ConfigurationFault.self) {
      _ = try Profile(YAMLDocument(text: onLines, file: "small.yaml").root, limits: .standard)
    }
    #expect(fault.message.contains("\"bureau\""))
    let named = onLines.replacing("hold:", with: "bureau: TEES\nhold:")
    #expect(throws: Never.self) {
      _ = try Profile(YAMLDocument(text: named, file: "small.yaml").root, limits: .standard)
    }
  }

  @Test(arguments: Shipped.profileNames)
  func anUnknownKeyInAShippedProfileIsFoundWhereverItStands(_ name: String) throws {
    let lines = try Shipped.text(ofProfile: name).split(separator: "\n", omittingEmptySubsequences: false)
    var tried = 0
    for (index, line) in lines.enumerated() {
      let indent = line.prefix { $0 == " " }
      let rest = line.dropFirst(indent.count)
      // Below `codes` and `fields` the names are the profile's own.
      guard let colon = rest.firstIndex(of: ":"), !rest.hasPrefix("#"), !rest.hasPrefix("-") else { continue }
      guard indent.count < 8, rest[..<colon].allSatisfy(\.isLetter), rest[..<colon].first?.isLowercase == true else {
        continue
      }
      var changed = lines
      changed.insert("\(indent)unheardOf: 1", at: index)
      let fault = #expect(throws: ConfigurationFault.self) {
        _ = try Profile(YAMLDocument(text: changed.joined(separator: "\n"), file: "p").root, limits: .standard)
      }
      #expect(
        fault?.description.hasPrefix("p:\(index + 1):\(indent.count + 1): There is no setting \"unheardOf\"") == true)
      tried += 1
    }
    #expect(tried > 10)
  }
}
