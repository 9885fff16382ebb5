// Configuration: what is wrong is said with file, line and column.

import Dates
import Files
import Money
import Testing

@Suite struct ConfigurationTests {
  private func fault(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "no fault"
    } catch let fault as ConfigurationFault {
      return fault.description
    } catch {
      return "\(error)"
    }
  }

  static let layouts: [(String, String)] = [
    (
      "format: csv\ndelimeter: ';'\nrecrods: {}\nrecords: {detail: {fields: {a: {column: 1}}}}",
      "l.yaml:2:1: There is no setting \"delimeter\" here; known are: format, encoding, skipLines, dates, amounts, records, delimiter, headings, trim, formulaGuard. Nor are there: \"recrods\" (3:1)."
    ),
    ("format: csv", "l.yaml:1:1: The setting \"records\" is missing here."),
    ("formats: csv", "l.yaml:1:1: The setting \"format\" is missing here."),
    ("format: excel\nrecords: {}", "l.yaml:1:9: One of these is expected here: csv, fixed-width, xml."),
    ("format: csv\nformat: xml", "l.yaml:1:1: A setting may stand only once; given again: \"format\"."),
    (
      "format: csv\nrecords: {header: {tag: H, fields: {a: {column: 2}}}}",
      "l.yaml:2:10: The setting \"detail\" is missing here."
    ),
    (
      "format: csv\nrecords: {detail: {fields: {a: {column: 0}}}}",
      "l.yaml:2:41: A number from 1 to 10000 is expected here."
    ),
    ("format: csv\nrecords: {detail: {fields: {a: {column: one}}}}", "l.yaml:2:41: A whole number is expected here."),
    (
      "format: csv\nrecords: {detail: {fields: {a: {column: 1, personal: yes}}}}",
      "l.yaml:2:54: true or false is expected here."
    ),
    (
      "format: csv\nrecords: {detail: {fields: {a: {column: 1}, b: {column: 1}}}}",
      "l.yaml:2:45: Another field of this record stands at the same place."
    ),
    (
      "format: csv\nrecords: {detail: {columns: 2, fields: {a: {column: 3}}}}",
      "l.yaml:2:19: A field stands in column 3, beyond the record's 2 columns."
    ),
    (
      "format: csv\nrecords: {detail: {fields: {a: {heading: A}}}}",
      "l.yaml:2:33: There is no setting \"heading\" here; known are: column, personal, optional, skip, width."
    ),
    (
      "format: csv\ndelimiter: '::'\nrecords: {detail: {fields: {a: {column: 1}}}}",
      "l.yaml:2:12: One sign between fields is expected here, such as \",\", \";\", \"|\" or tab."
    ),
    (
      "format: csv\nrecords: {detail: {fields: {a: {column: 1}}}, trailer: {fields: {b: {column: 1}}}}",
      "l.yaml:2:56: A trailer needs a tag or totalsRow to be recognised by."
    ),
    (
      "format: csv\nrecords: {detail: {tag: D, fields: {a: {column: 2}}}, header: {tag: D, fields: {b: {column: 2}}}}",
      "l.yaml:2:10: Two kinds of record have the same mark."
    ),
    (
      "format: fixed-width\nwidth: 10\nrecords: {detail: {fields: {a: {from: 5, to: 11}}}}",
      "l.yaml:3:19: A field of this record ends beyond the width 10."
    ),
    (
      "format: fixed-width\nrecords: {detail: {fields: {a: {from: 5, to: 4}}}}",
      "l.yaml:2:46: A number from 5 to 65536 is expected here."
    ),
    (
      "format: xml\nrecords: {detail: {element: D, fields: {a: {attribute: a}}}}",
      "l.yaml:1:1: The setting \"root\" is missing here."
    ),
    (
      "format: csv\ndates: MM/DD/YYYY\nrecords: {detail: {fields: {a: {column: 1}}}}",
      "l.yaml:2:8: One of these is expected here: YYYY-MM-DD, DD/MM/YYYY, DD-MM-YYYY, DD.MM.YYYY, YYYYMMDD, DDMMYYYY."
    ),
    ("format: csv\nrecords: [a]", "l.yaml:2:10: Settings of the form \"name: value\" are expected here."),
    (
      "format: csv\namounts: {pounds: true}\nrecords: {detail: {fields: {a: {column: 1}}}}",
      "l.yaml:2:11: There is no setting \"pounds\" here; known are: thousands, poundSign, trailingMinus, creditSuffix, brackets, impliedPence."
    ),
    ("format: [csv", "l.yaml:2:1: This is not YAML: did not find expected ',' or ']'."),
    ("", "l.yaml: The file is empty."),
  ]

  @Test(arguments: layouts) func aLayoutsFaultHasItsPlace(yaml: String, expected: String) {
    #expect(fault { _ = try Layout(from: YAMLDocument(text: yaml, file: "l.yaml").root) } == expected)
  }

  @Test func valuesAreReadAsTheyAreWritten() throws {
    let mapping = try YAMLDocument(
      text: "a: no\nb: 007\nc: 2026-10-30\nd: 12.5%\ne: 1234.50\nf: [x, y]\ng: -3\nh: true\ni: ''\n", file: "c.yaml"
    ).root.mapping(keys: ["a", "b", "c", "d", "e", "f", "g", "h", "i"])
    #expect(try mapping.required("a").string() == "no")
    #expect(try mapping["b"]?.string() == "007")
    #expect(try mapping["c"]?.date() == CivilDate(year: 2026, month: 10, day: 30))
    #expect(try mapping["d"]?.percent() == Rate(basisPoints: 1250))
    #expect(try mapping["e"]?.amount() == Pence(123_450))
    #expect(try mapping["f"]?.strings() == ["x", "y"])
    #expect(try mapping["g"]?.integer(in: -5...5) == -3)
    #expect(try mapping["h"]?.boolean() == true)
    #expect(mapping.keys.count == 9)
    #expect(fault { _ = try mapping.required("i").string() } == "c.yaml:9:4: A text is expected here, and it is empty.")
    #expect(fault { _ = try mapping.required("a").date() } == "c.yaml:1:4: A date like 2026-10-30 is expected here.")
    #expect(fault { _ = try mapping.required("a").percent() } == "c.yaml:1:4: A percentage like 12.5 is expected here.")
    #expect(
      fault { _ = try mapping.required("f").amount() }
        == "c.yaml:6:4: An amount of pounds like 1234.50 is expected here.")
    #expect(fault { _ = try mapping.required("a").list() } == "c.yaml:1:4: A list is expected here.")
  }

  @Test func limitsKeepTheirDefaults() throws {
    let limits = try Limits(from: YAMLDocument(text: "lineBytes: 1000", file: "l.yaml").root)
    #expect(limits == Limits(lineBytes: 1000))
    #expect(fault { _ = try Limits(from: YAMLDocument(text: "lines: 1", file: "l.yaml").root) }.contains("l.yaml:1:1"))
  }

  @Test func aFileThatIsNotThereIsNamed() throws {
    #expect(
      fault { _ = try YAMLDocument(path: "/none/a.yaml", name: "config/a.yaml") }
        == "config/a.yaml: The file cannot be read: There is no file /none/a.yaml.")
  }
}
