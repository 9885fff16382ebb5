// Encodings: what a byte order mark or a layout says, and what is refused.

import Files
import Testing

private let names = "H,1,SBC\nD,1,A,1.00,Müller–Ó Briain €,Ž\nT,1,1.00\n"
private let expected = "2 detail 1|A|1.00|Müller–Ó Briain €|Ž @3,5,7,12,30"

private func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
  (bigEndian ? [0xFE, 0xFF] : [0xFF, 0xFE])
    + text.utf16.flatMap { bigEndian ? [UInt8($0 >> 8), UInt8($0 & 255)] : [UInt8($0 & 255), UInt8($0 >> 8)] }
}

private func windows1252(_ text: String) -> [UInt8] {
  text.unicodeScalars.map { scalar in
    switch scalar {
    case "–": 0x96
    case "€": 0x80
    case "Ž": 0x8E
    default: UInt8(scalar.value)
    }
  }
}

@Suite struct EncodingTests {
  @Test(arguments: [1, 2, 3, 5, 1 << 18]) func aByteOrderMarkWinsOverTheLayout(blockBytes: Int) throws {
    let files = [
      [0xEF, 0xBB, 0xBF] + Array(names.utf8), utf16(names, bigEndian: true), utf16(names, bigEndian: false),
    ]
    for encoding in ["utf-8", "windows-1252"] {
      let layout = try layout("encoding: \(encoding)\n" + canonicalCSV)
      for file in files {
        let reading = try Reading(file, layout, blockBytes: blockBytes)
        #expect(reading.faults.isEmpty)
        #expect(reading.records.dropFirst().first == expected)
      }
    }
  }

  @Test(arguments: ["windows-1252", "iso-8859-1"]) func namesInWindows1252AreReadAsSuch(encoding: String) throws {
    let reading = try Reading(windows1252(names), layout("encoding: \(encoding)\n" + canonicalCSV))
    #expect(reading.faults.isEmpty)
    #expect(reading.records.dropFirst().first == expected)
  }

  @Test func whatIsNotInTheEncodingIsAFaultAtItsPlace() throws {
    let start = Array("H,1,SBC\nD,1,A,1.00,é".utf8)
    let end = Array(",K\nT,0,0.00\n".utf8)
    let broken: [[UInt8]] = [
      [0x80], [0xC0, 0x80], [0xC3], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF], [0xE2, 0x82],
    ]
    for bytes in broken {
      let reading = try Reading(start + bytes + end, layout(canonicalCSV))
      #expect(reading.codes.first == "2:13 invalid-encoding")
      #expect(reading.faults.allSatisfy { $0.code == "invalid-encoding" && $0.message.contains("UTF-8") })
    }
    let undefined = try Reading(
      Array("H,1,SBC\nD,1,A,1.00,".utf8) + [0x81] + end, layout("encoding: windows-1252\n" + canonicalCSV))
    #expect(undefined.codes == ["2:12 invalid-encoding"])
    #expect(undefined.faults.first?.message.contains("Windows-1252") == true)
  }

  @Test func aTornUTF16FileIsAFault() throws {
    let file = utf16("H,1,SBC\nT,0,0.00", bigEndian: false) + [0x30]
    #expect(try Reading(file, layout(canonicalCSV)).codes == ["2:9 invalid-encoding", "2:1 missing-trailer"])
    let lone =
      utf16("H,1,S", bigEndian: true) + [0xD8, 0x00] + Array(utf16("BC\nT,0,0.00", bigEndian: true).dropFirst(2))
    #expect(try Reading(lone, layout(canonicalCSV)).codes == ["1:6 invalid-encoding", "2:1 missing-header"])
  }

  @Test func utf16WithoutAMarkSaysSo() throws {
    let file = Array(utf16("H,1,SBC\n", bigEndian: false).dropFirst(2))
    let faults = try Reading(file, layout(canonicalCSV)).faults
    #expect(faults.first?.code == "nul-byte")
    #expect(faults.first?.message.contains("UTF-16") == true)
  }

  @Test func decomposedNamesAreComposedAndKeepTheirPlace() throws {
    let reading = try Reading("H,1,SBC\nD,1,A,1.00,Zoe\u{308},E\u{301}\nT,1,1.00\n", layout(canonicalCSV))
    #expect(
      reading.records.dropFirst().first.map { Array($0.utf8) }
        == Array("2 detail 1|A|1.00|Zo\u{EB}|\u{C9} @3,5,7,12,17".utf8))
  }

  @Test func xmlNamesItsOwnEncoding() throws {
    let text = """
      <?xml version="1.0" encoding="ENC"?>
      <PayrollDeductions xmlns="urn:nolimits:payroll:1"><Header employer="SBC"/>\
      <Deduction payrollNumber="1" code="A" amount="1.00" surname="Müller"/><Trailer count="1" total="1.00"/></PayrollDeductions>
      """
    let layout = try layout(canonicalXML)
    for (name, turn) in [
      ("UTF-8", { Array($0.utf8) }), ("windows-1252", windows1252), ("ISO-8859-1", windows1252),
      ("UTF-16", { utf16($0, bigEndian: true) }),
    ] as [(String, (String) -> [UInt8])] {
      let reading = try Reading(turn(text.replacing("ENC", with: name)), layout)
      #expect(reading.faults.isEmpty, "\(name)")
      #expect(reading.records.contains { $0.contains("1|A|1.00|Müller") }, "\(name)")
    }
    #expect(try Reading(text.replacing("ENC", with: "EBCDIC-US"), layout).faults.first?.code == "invalid-encoding")
    let notUTF8 = windows1252(text.replacing("ENC", with: "UTF-8"))
    let faults = try Reading(notUTF8, layout).faults
    #expect(faults.map(\.code) == ["invalid-encoding"])
  }
}
