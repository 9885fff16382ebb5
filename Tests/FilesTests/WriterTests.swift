// CSV and XML out: stable bytes, nothing a spreadsheet runs, nothing a strict reader refuses.

import Dates
import Files
import Money
import Testing

@Suite struct WriterTests {
  private func csv(_ fields: [CSVField]) throws -> String {
    let sink = MemorySink()
    try CSVWriter(to: sink).row(fields)
    return sink.text
  }

  static let risky: [(String, String)] = [
    ("=1+1", "'=1+1"), ("+44", "'+44"), ("-5", "'-5"), ("@x", "'@x"), ("'a", "''a"), ("\tx", "'\tx"),
    ("\rx", "'\rx"), ("a=b", "a=b"), ("", ""), ("O'Brien", "O'Brien"),
  ]

  @Test(arguments: risky) func textIsGuardedAndTheGuardComesOffOnce(text: String, guarded: String) {
    #expect(FormulaGuard.protect(text) == guarded)
    #expect(FormulaGuard.unprotect(guarded) == text)
  }

  @Test func unguardedTextKeepsItsApostrophe() {
    #expect(FormulaGuard.unprotect("'tis") == "'tis")
    #expect(FormulaGuard.unprotect("'") == "'")
  }

  @Test func csvIsQuotedOnlyWhereNeeded() throws {
    #expect(
      try csv([.text("Smith, \"J\""), .amount(Pence(-1250)), .text("-12.50"), .integer(-3), .empty])
        == "\"Smith, \"\"J\"\"\",-12.50,'-12.50,-3,\n")
    #expect(try csv([.text("=HYPERLINK(\"x\")")]) == "\"'=HYPERLINK(\"\"x\"\")\"\n")
    #expect(try csv([.text("a\nb"), .text(" c ")]) == "\"a\nb\",\" c \"\n")
    #expect(try csv([.empty]) == "\"\"\n")
    #expect(try csv([.text("e\u{301}")]).utf8.elementsEqual("\u{E9}\n".utf8))
  }

  @Test(arguments: ["a\u{0}", "\u{1B}[2J", "\u{7F}"]) func controlCharactersAreRefused(text: String) {
    #expect(throws: OutputError.self) { try csv([.text(text)]) }
  }

  @Test func xmlIsIndentedAndEscaped() throws {
    let sink = MemorySink()
    var xml = try XMLWriter(to: sink)
    try xml.element("Export", ["xmlns": "urn:x", "none": nil]) { xml in
      try xml.element("Fund", ["name": "A & \"B\" <c>\t\n\r"], text: "x < y && z > \"é\" \r\n")
      try xml.element("Empty")
      try xml.start("Inner")
      try xml.element("Text", text: "")
      try xml.end()
    }
    #expect(
      sink.text == """
        <?xml version="1.0" encoding="UTF-8"?>
        <Export xmlns="urn:x">
          <Fund name="A &amp; &quot;B&quot; &lt;c&gt;&#9;&#10;&#13;">x &lt; y &amp;&amp; z &gt; "é" &#13;
        </Fund>
          <Empty/>
          <Inner>
            <Text></Text>
          </Inner>
        </Export>

        """)
  }

  @Test(arguments: ["\u{0}", "\u{1B}", "\u{FFFE}", "\u{FFFF}", "\u{B}"]) func xmlRefusesWhatItCannotCarry(text: String)
    throws
  {
    let xml = try XMLWriter(to: MemorySink())
    #expect(throws: OutputError.forbiddenCharacter(scalar: text.unicodeScalars.first?.value ?? 0)) {
      try xml.element("A", text: "ok" + text)
    }
  }

  @Test func xmlWeWriteIsXMLWeRead() throws {
    let sink = MemorySink()
    var xml = try XMLWriter(to: sink)
    let name = "O'Brien & \"Søn\" <=1> 𝛼 &#38; &amp;"
    try xml.element("R", [:]) { try $0.element("D", ["name": name]) }
    let layout = try layout("format: xml\nroot: R\nrecords: {detail: {element: D, fields: {name: {attribute: name}}}}")
    let reading = try Reading(sink.bytes, layout)
    #expect(reading.faults.isEmpty)
    #expect(reading.records == ["3 detail \(name) @75"])
  }

  @Test func hexGoesBothWays() {
    #expect(Hex.string([0, 0x9A, 0xFF]) == "009aff")
    #expect(Hex.bytes("009aFF") == [0, 0x9A, 0xFF])
    #expect(Hex.bytes("0") == nil)
    #expect(Hex.bytes("zz") == nil)
  }
}
