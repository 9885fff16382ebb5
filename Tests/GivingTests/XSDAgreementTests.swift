// The published schema and our own streaming reader give the same verdict on every canonical XML file, but for what a schema
// cannot say.

import Files
import Testing

@testable import Giving

@Suite struct XSDAgreementTests {
  private static let name = "payroll-ACME-STAFF-2026-10-30-0001.xml"

  struct Sample: Sendable, CustomTestStringConvertible {
    let what: String
    /// What stands in a good file, and what is written in its place.
    let from: String
    let to: String
    let isGood: Bool
    var testDescription: String { what }

    init(_ what: String, _ from: String, _ to: String, _ isGood: Bool) {
      (self.what, self.from, self.to, self.isGood) = (what, from, to, isGood)
    }

    var file: String { XSDAgreementTests.good.replacing(from, with: to) }
  }

  fileprivate static let good = """
    <?xml version="1.0" encoding="UTF-8"?>
    <PayrollDeductions xmlns="urn:nolimits:payroll:1">
      <Header employer="ACME" payroll="STAFF" payDate="2026-10-30" frequency="M1" sequence="1" created="2026-10-28T18:00:00Z"/>
      <Deduction payrollNumber="100234" code="NOLIM" amount="10.00" surname="Okafor" initials="A"/>
      <Trailer count="1" total="10.00"/>
    </PayrollDeductions>
    """

  private static let empty =
    "  <Deduction payrollNumber=\"100234\" code=\"NOLIM\" amount=\"10.00\" surname=\"Okafor\" initials=\"A\"/>\n"

  /// Gives the deduction and the trailer's total the same amount, so that only its form is in question.
  private static func amount(_ text: String, _ isGood: Bool) -> Sample {
    Sample("amount \(text)", "10.00", text, isGood)
  }

  private static let documents = [
    Sample("as it should be", "", "", true),
    Sample(
      "no deductions", "\(empty)  <Trailer count=\"1\" total=\"10.00\"/>", "<Trailer count=\"0\" total=\"0\"/>", true),
    Sample("no trailer", "  <Trailer count=\"1\" total=\"10.00\"/>\n", "", false),
    Sample("two trailers", "<Trailer count=\"1\"", "<Trailer count=\"1\" total=\"10.00\"/><Trailer count=\"1\"", false),
    Sample("a deduction after the trailer", "</PayrollDeductions>", "\(empty)</PayrollDeductions>", false),
    Sample("a deduction before the header", "  <Header", "\(empty)  <Header", false),
    Sample("no header", "<Header ", "<!-- ", false),
    Sample("an unknown element", "  <Trailer", "  <Note/>\n  <Trailer", false),
    Sample("the element that none can be", "initials=\"A\"/>", "initials=\"A\"><nothing/></Deduction>", false),
    Sample("an element inside", "initials=\"A\"/>", "initials=\"A\"><x/></Deduction>", false),
    Sample("text between", "  <Trailer", "  text <Trailer", false),
    Sample("text inside", "initials=\"A\"/>", "initials=\"A\">text</Deduction>", false),
    Sample("an empty element with an end tag", "initials=\"A\"/>", "initials=\"A\"></Deduction>", true),
    Sample("white space inside", "initials=\"A\"/>", "initials=\"A\"> \n</Deduction>", true),
    Sample("a comment inside", "initials=\"A\"/>", "initials=\"A\"><!-- x --></Deduction>", true),
    Sample("character data inside", "initials=\"A\"/>", "initials=\"A\"><![CDATA[x]]></Deduction>", false),
    Sample("a language", "<Deduction ", "<Deduction xml:lang=\"en\" ", false),
    Sample(
      "nothing, said aloud", "<Deduction ",
      "<Deduction xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"false\" ", false),
    Sample(
      "an attribute in the namespace", "<Deduction ", "<Deduction xmlns:p=\"urn:nolimits:payroll:1\" p:code=\"X\" ",
      false),
    Sample("a prefix for the namespace", "<Deduction ", "<p:Deduction xmlns:p=\"urn:nolimits:payroll:1\" ", true),
    Sample("a comment", "  <Trailer", "  <!-- a comment -->\n  <Trailer", true),
    Sample("a processing instruction", "  <Trailer", "  <?x y?>\n  <Trailer", true),
    Sample("another namespace", "payroll:1", "payroll:2", false),
    Sample("no namespace", " xmlns=\"urn:nolimits:payroll:1\"", "", false),
    Sample("another root", "PayrollDeductions", "Deductions", false),
    Sample("an unknown attribute", " initials=", " title=", false),
    Sample("an attribute of the root", "payroll:1\"", "payroll:1\" version=\"1\"", false),
    Sample("a missing attribute", " code=\"NOLIM\"", "", false),
    Sample("a missing optional attribute", " surname=\"Okafor\"", "", true),
    Sample("attributes in another order", "count=\"1\" total=\"10.00\"", "total=\"10.00\" count=\"1\"", true),
    Sample("a document type", "<PayrollDeductions", "<!DOCTYPE x><PayrollDeductions", false),
    Sample("cut off", "</PayrollDeductions>", "", false),
    Sample(
      "where the schema lies", "xmlns=",
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"urn:nolimits:payroll:1 x.xsd\" xmlns=",
      true),
    Sample(
      "a type of its own", "xmlns=", "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"x\" xmlns=",
      false),
  ]

  private static let values = [
    Sample("employer with a space", "employer=\"ACME\"", "employer=\"A CME\"", false),
    Sample("no employer", "employer=\"ACME\"", "employer=\"\"", false),
    Sample("a date that is no day", "2026-10-30", "2026-02-30", false),
    Sample("a date the other way", "2026-10-30", "30/10/2026", false),
    Sample("a date with a zone", "2026-10-30", "2026-10-30Z", false),
    Sample("a date before our time", "2026-10-30", "1899-10-30", false),
    Sample("white space around a date", "2026-10-30", "\n 2026-10-30 ", true),
    Sample("an unknown frequency", "M1", "M2", false),
    Sample("fortnightly", "M1", "W2", true),
    Sample("sequence 0", "sequence=\"1\"", "sequence=\"0\"", false),
    Sample("sequence 0001", "sequence=\"1\"", "sequence=\"0001\"", true),
    Sample("sequence 00001", "sequence=\"1\"", "sequence=\"00001\"", false),
    Sample("sequence 10000", "sequence=\"1\"", "sequence=\"10000\"", false),
    Sample("sequence +1", "sequence=\"1\"", "sequence=\"+1\"", false),
    Sample("sequence of other digits", "sequence=\"1\"", "sequence=\"١\"", false),
    Sample("made at hour 24", "T18:00:00Z", "T24:00:00Z", false),
    Sample("made at local time", "T18:00:00Z", "T18:00:00+01:00", false),
    Sample("made at a time without a zone", "T18:00:00Z", "T18:00:00", false),
    Sample("made at a part of a second", "T18:00:00Z", "T18:00:00.5Z", false),
    Sample("made on a day that is none", "2026-10-28T", "2026-13-28T", false),
    Sample("no payroll number", "100234", "", false),
    Sample("a payroll number of spaces", "100234", "   ", false),
    Sample("a payroll number of 40", "100234", String(repeating: "1", count: 40), true),
    Sample("a payroll number of 41", "100234", String(repeating: "1", count: 41), false),
    Sample("an unknown code", "NOLIM", "XX 99", true),
    Sample("a code of 21", "NOLIM", String(repeating: "X", count: 21), false),
    Sample("an empty surname", "Okafor", "", true),
    Sample("a surname of 100", "Okafor", String(repeating: "é", count: 100), true),
    Sample("a surname of 101", "Okafor", String(repeating: "é", count: 101), false),
    Sample("initials of 41", "initials=\"A\"", "initials=\"\(String(repeating: "A", count: 41))\"", false),
    Sample("a name with all that names have", "Okafor", "O'Çelik-Żak &amp; S&#xF6;n &lt;Jr&gt;", true),
    Sample("a C1 control character", "Okafor", "Oka&#x85;for", false),
    Sample("a character XML has not", "Okafor", "Oka&#x1;for", false),
    Sample("an entity", "Okafor", "&okafor;", false),
    Sample("a count of words", "count=\"1\"", "count=\"one\"", false),
    Sample("a count +1", "count=\"1\"", "count=\"+1\"", false),
    Sample("a count 1.0", "count=\"1\"", "count=\"1.0\"", false),
    Sample("a count 001", "count=\"1\"", "count=\"001\"", true),
    Sample("no count", "count=\"1\"", "count=\"\"", false),
  ]

  private static let amounts = [
    amount("10", true), amount("10.0", true), amount("10.000", true), amount("10.0000", true), amount("-10.00", true),
    amount("0010.00", true), amount(" 10.00 ", true), amount("0", true), amount("-0.00", true),
    amount("999999999.99", true), amount("-999999999.99", true), amount("000999999999.99", true),
    amount("1000000000", false), amount("9999999999999999999", false), amount("10.001", false),
    amount("10.0001", false),
    amount("10.00000", false), amount("10.", false), amount(".10", false), amount("-", false), amount("", false),
    amount("+10", false), amount("--10", false), amount("1,000.00", false), amount("£10.00", false),
    amount("10.00-", false), amount("1e3", false), amount("0x10", false), amount("NaN", false), amount("INF", false),
    amount("٣", false), amount("1 0", false), amount("- 10", false),
  ]

  @Test(arguments: documents + values + amounts)
  func readerAndSchemaAgree(_ sample: Sample) throws {
    #expect(sample.file != Self.good || sample.from.isEmpty)
    let check = try check(sample.file, named: Self.name, profile: "canonical-xml", schema: Shipped.schema)
    #expect(check.faults.isEmpty == sample.isGood, "reader: \(check.codes)")
    #expect(check.schemaFaults?.isEmpty == sample.isGood, "schema: \(check.schemaFaults ?? [])")
  }

  /// All that a schema cannot say. What is not named here it says.
  @Test(arguments: [
    Sample("a count that is wrong", "count=\"1\"", "count=\"2\"", false),
    Sample("a total that is wrong", "total=\"10.00\"", "total=\"10.01\"", false),
    Sample("an employer the profile does not name", "employer=\"ACME\"", "employer=\"SBC\"", false),
    Sample("a payroll the profile does not name", "payroll=\"STAFF\"", "payroll=\"CLLR\"", false),
    Sample("a pay date the file's name does not say", "2026-10-30", "2026-10-31", false),
    Sample("a sequence the file's name does not say", "sequence=\"1\"", "sequence=\"2\"", false),
    Sample("an encoding we do not read", "encoding=\"UTF-8\"", "encoding=\"IBM037\"", false),
  ])
  func onlyTheReaderSeesWhatASchemaCannotSay(_ sample: Sample) throws {
    let check = try check(sample.file, named: Self.name, profile: "canonical-xml", schema: Shipped.schema)
    #expect(!check.faults.isEmpty)
    if !sample.what.contains("encoding") { #expect(check.schemaFaults?.isEmpty == true) }
  }
}
