// Reading XML: attacks on the parser, and everything the canonical layout does not list.

import Files
import Glibc
import Testing

private let open = "<PayrollDeductions xmlns=\"urn:nolimits:payroll:1\">\n"
private let header = "<Header employer=\"SBC\"/>\n"
private let one = "<Deduction payrollNumber=\"1\" code=\"A\" amount=\"1.00\" surname=\"O\"/>\n"
private let trailer = "<Trailer count=\"1\" total=\"1.00\"/>\n"
private let close = "</PayrollDeductions>\n"

private func file(_ inner: String) -> String { open + inner + close }

private func bomb() -> String {
  var text = "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\">"
  for level in 1...9 {
    text += "<!ENTITY \(Character(Unicode.Scalar(UInt8(97 + level)))) \""
    text += String(repeating: "&\(Character(Unicode.Scalar(UInt8(96 + level))));", count: 10) + "\">"
  }
  return text + "]>" + file("<Header employer=\"&j;\"/>")
}

@Suite struct XMLTests {
  static let cases: [FaultCase] = [
    .init("a canonical file", file(header + one + trailer), [], records: 3),
    .init(
      "comments, instructions and white space",
      "<!-- a -->" + file(header + "<!-- b -->\n<?c d?>" + one + trailer) + "\n<!-- e -->", [], records: 3),
    .init(
      "a prefix in place of the default namespace",
      "<p:PayrollDeductions xmlns:p=\"urn:nolimits:payroll:1\"><p:Header employer=\"S\"/><p:Trailer count=\"0\" total=\"0\"/></p:PayrollDeductions>",
      [], records: 2),
    .init(
      "where the schema lies is no attribute",
      open.replacing(">", with: " xmlns:x=\"http://www.w3.org/2001/XMLSchema-instance\" x:schemaLocation=\"a b\">")
        + header + trailer + close, [], records: 2),
    .init(
      "an external entity",
      "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]>" + file("<Header employer=\"&e;\"/>"),
      ["1:13 doctype"], records: 0),
    .init(
      "an external DTD", "<!DOCTYPE x SYSTEM \"http://example.invalid/x.dtd\">" + file(header + trailer),
      ["1:50 doctype"], records: 0),
    .init("billion laughs", bomb(), ["1:13 doctype"], records: 0),
    .init(
      "quadratic blow-up",
      "<!DOCTYPE x [<!ENTITY a \"" + String(repeating: "a", count: 100_000) + "\">]>"
        + file("<Header employer=\"" + String(repeating: "&a;", count: 1000) + "\"/>"), ["1:13 doctype"], records: 0),
    .init("an entity nobody declared", file("<Header employer=\"&e;\"/>"), ["2:22 entity"], records: 0),
    .init("an entity in text", file(header + "&e;" + trailer), ["3:4 entity"]),
    .init(
      "the five entities of XML itself",
      file(header + one.replacing("\"O\"", with: "\"&amp;&lt;&gt;&quot;&apos;&#233;\"") + trailer), [], records: 3),
    .init("another root", "<Payroll/>", ["1:9 wrong-root"]),
    .init("the root in another namespace", "<PayrollDeductions xmlns=\"urn:x\"/>", ["1:33 wrong-namespace"]),
    .init("the root in no namespace", "<PayrollDeductions/>", ["1:19 wrong-namespace"]),
    .init(
      "a record in another namespace", file(header + "<Deduction xmlns=\"\" payrollNumber=\"1\"/>" + trailer),
      ["3:38 wrong-namespace"]),
    .init(
      "an attribute with a namespace", file("<Header xmlns:p=\"urn:p\" employer=\"S\" p:employer=\"S\"/>" + trailer),
      ["2:52 unknown-attribute"]),
    .init(
      "unknown elements, each", file(header + "<X><Deduction/><Y/></X><Z/>" + trailer),
      ["3:3 unknown-element", "3:26 unknown-element"]),
    .init(
      "an element in a record", file(header + one.replacing("/>", with: "><X/></Deduction>") + trailer),
      ["3:67 unknown-element"]),
    .init(
      "an unknown attribute", file(header.replacing("/>", with: " nino=\"QQ\"/>") + trailer), ["2:33 unknown-attribute"]
    ),
    .init(
      "missing and empty attributes", file(header + "<Deduction payrollNumber=\"\" amount=\"1\"/>" + trailer),
      ["3:39 missing-field", "3:39 missing-field"]),
    .init("an attribute of nothing but spaces", file("<Header employer=\" \"/>" + trailer), ["2:21 missing-field"]),
    .init("text between records", file(header + "x" + trailer), ["3:2 unexpected-text"]),
    .init(
      "text in a record", file(header + one.replacing("/>", with: ">x</Deduction>") + trailer), ["3:66 unexpected-text"]
    ),
    .init("the wrong order", file(one + header + trailer), ["2:64 missing-header", "3:23 misplaced-header"]),
    .init("a record after the trailer", file(header + trailer + one), ["4:64 after-trailer"]),
    .init("neither header nor trailer", file(""), ["3:1 missing-header", "3:1 missing-trailer"]),
    .init("something after the root", file(header + trailer) + "<X/>", ["5:1 malformed-xml"]),
    .init("a file cut off", open + header + one, ["3:66 malformed-xml"], records: 2),
    .init("a tag cut off", open + header + "<Deduction payroll", ["3:19 malformed-xml"]),
    .init("an attribute twice", file("<Header employer=\"S\" employer=\"S\"/>"), ["2:34 malformed-xml"]),
    .init("a tag that closes another", file("<Header employer=\"S\"></Deduction>"), ["2:34 malformed-xml"]),
    .init(
      "deep nesting", file(header + String(repeating: "<X>", count: 100_000)), ["3:3 unknown-element", "3:96 too-deep"]),
    .init(
      "a huge attribute", file("<Header employer=\"" + String(repeating: "x", count: 70_000) + "\"/>"),
      ["2:70020 value-too-long"]),
    .init(
      "a control character", file(header + one.replacing("\"O\"", with: "\"O&#x85;\"") + trailer),
      ["3:70 control-character"]),
    .init(
      "a character XML forbids", file(header + one.replacing("\"O\"", with: "\"O&#1;\"") + trailer),
      ["3:67 control-character"]),
    .init("CSV", "H,1,SBC\n", ["1:1 malformed-xml"]),
    .init("an empty file", "", ["0:0 empty-file"]),
    .init("a spreadsheet", "PK\u{3}\u{4}", ["0:0 spreadsheet"]),
  ]

  @Test(arguments: cases) func saysWhatIsWrong(_ row: FaultCase) throws {
    let reading = try Reading(row.file, layout(canonicalXML))
    #expect(reading.codes == row.codes)
    if let records = row.records { #expect(reading.records.count == records) }
  }

  @Test(arguments: cases) func theSizeOfBlocksChangesNothingThatIsRead(_ row: FaultCase) throws {
    guard row.file.utf8.count < 5000 else { return }
    let whole = try Reading(row.file, layout(canonicalXML))
    for blockBytes in [4, 5, 7, 16, 33] {
      let reading = try Reading(row.file, layout(canonicalXML), blockBytes: blockBytes)
      #expect(reading.records == whole.records, "blocks of \(blockBytes) bytes")
      #expect(reading.faults.map(\.code) == whole.faults.map(\.code), "blocks of \(blockBytes) bytes")
    }
  }

  @Test func attributesInAnyOrderReachTheirFields() throws {
    let other = "<Deduction amount=\"2.00\" surname=\"P\" code=\"B\" payrollNumber=\" 2 \"/>\n"
    let reading = try Reading(file(header + one + other + one + trailer), layout(canonicalXML))
    #expect(
      reading.records.map { $0.prefix(while: { $0 != "@" }) }
        == [
          "2 header SBC ", "3 detail 1|A|1.00|O ", "4 detail 2|B|2.00|P ", "5 detail 1|A|1.00|O ", "6 trailer 1|1.00 ",
        ])
  }

  @Test func fieldsMayBeChildElements() throws {
    let layout = try layout(
      """
      format: xml
      root: R
      records:
        detail:
          element: D
          fields:
            number: {attribute: n, width: 4}
            amount: {element: Amount}
            note: {element: Note, optional: true}
            nino: {element: Nino, skip: true}
      """)
    let text = """
      <R><D n="7"><Nino>QQ</Nino><Amount> 1.<!-- x -->00 </Amount></D>
      <D n="8"><Note>a&amp;<![CDATA[<b>]]></Note><Amount>2.00</Amount></D>
      <D n="9"><Amount>1</Amount><Amount>2</Amount></D><D n="1"><Amount a="1"><X/>1</Amount>t</D><D n="2"/></R>
      """
    for blockBytes in [4, 9, 1 << 18] {
      let reading = try Reading(text, layout, blockBytes: blockBytes)
      #expect(
        reading.records.map { $0.prefix(while: { $0 != "@" }) } == [
          "1 detail 0007|1.00| ", "2 detail 0008|2.00|a&<b> ",
        ])
      #expect(
        reading.faults.map(\.code) == [
          "second-element", "unknown-attribute", "unknown-element", "unexpected-text", "missing-field",
        ])
    }
  }

  @Test func theNumberOfRecordsHasALimit() throws {
    let text = file(header + String(repeating: one, count: 10) + trailer)
    let reading = try Reading(text, layout(canonicalXML), limits: Limits(records: 5))
    #expect(reading.faults.map(\.code) == ["too-many-records"])
    #expect(reading.records.count == 5)
  }

  @Test func anEndlessLineOfElementsInOneRecordTakesNoMemory() throws {
    let layout = try layout("format: xml\nroot: R\nrecords: {detail: {element: D, fields: {a: {element: A}}}}")
    let text = "<R><D>" + String(repeating: "<A>xxxxxxxxxx</A>", count: 100_000) + "</D></R>"
    var reader = RecordReader(bytes: Array(text.utf8), layout: layout)
    var batch = RecordBatch()
    var faults = FaultList()
    while try reader.next(into: &batch, faults: &faults) { #expect(batch.bytes.count < 100) }
    #expect(faults.count == 99_999)
  }

  @Test func aSchemaFindsTheSameAndShowsNoValue() throws {
    let folder = try TemporaryFolder()
    let schema = folder / "s.xsd"
    try folder.write(
      "s.xsd",
      """
      <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="urn:nolimits:payroll:1" elementFormDefault="qualified">
      <xs:element name="PayrollDeductions"><xs:complexType><xs:sequence>
      <xs:element name="Header"><xs:complexType><xs:attribute name="employer" use="required" type="t"/></xs:complexType></xs:element>
      <xs:element name="Deduction" minOccurs="0" maxOccurs="unbounded"><xs:complexType>
      <xs:attribute name="payrollNumber" use="required" type="t"/><xs:attribute name="code" use="required" type="t"/>
      <xs:attribute name="amount" use="required" type="t"/><xs:attribute name="surname" type="xs:token"/></xs:complexType></xs:element>
      <xs:element name="Trailer"><xs:complexType><xs:attribute name="count" use="required" type="xs:integer"/>
      <xs:attribute name="total" use="required" type="xs:decimal"/></xs:complexType></xs:element>
      </xs:sequence></xs:complexType></xs:element>
      <xs:simpleType name="t"><xs:restriction base="xs:token"><xs:minLength value="1"/></xs:restriction></xs:simpleType>
      </xs:schema>
      """.replacing("targetNamespace", with: "xmlns=\"urn:nolimits:payroll:1\" targetNamespace"))
    for row in Self.cases where !row.file.isEmpty && row.name != "a control character" {
      try folder.write("f.xml", row.file)
      let faults = try XMLSchema.validate(file: folder / "f.xml", schema: schema)
      #expect(faults.isEmpty == row.codes.isEmpty, "\(row.name): \(faults)")
    }
    try folder.write("f.xml", file(header + trailer.replacing("\"1\"", with: "\"Okafor\"")))
    let faults = try XMLSchema.validate(file: folder / "f.xml", schema: schema)
    #expect(faults.first?.line == 3)
    #expect(faults.first?.message.contains("attribute 'count'") == true)
    #expect(faults.allSatisfy { !$0.message.contains("Okafor") })
    #expect(throws: XMLSchema.Failure.unusableSchema(path: folder / "f.xml")) {
      try XMLSchema.validate(file: schema, schema: folder / "f.xml")
    }
    #expect(throws: XMLSchema.Failure.unreadable(path: folder / "none")) {
      try XMLSchema.validate(file: folder / "none", schema: schema)
    }
  }
}
