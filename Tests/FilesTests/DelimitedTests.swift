// Reading CSV: every hostile or careless file and what is said of it.

import Files
import Testing

/// One file and all that is said of it.
struct FaultCase: CustomTestStringConvertible, Sendable {
  let name: String
  let file: String
  let codes: [String]
  var records: Int?

  init(_ name: String, _ file: String, _ codes: [String], records: Int? = nil) {
    self.name = name
    self.file = file
    self.codes = codes
    self.records = records
  }

  var testDescription: String { name }
}

private let good = "H,1,SBC\nD,100234,NOLIM,10.00,Okafor,A\nD,100871,NLXMAS,5.00,\"Smith, J\",J\nT,2,15.00\n"

@Suite struct DelimitedTests {
  @Test func aCanonicalFileIsReadFieldByField() throws {
    let reading = try Reading(good, layout(canonicalCSV))
    #expect(reading.faults.isEmpty)
    #expect(
      reading.records == [
        "1 header 1|SBC @3,5",
        "2 detail 100234|NOLIM|10.00|Okafor|A @3,10,16,22,29",
        "3 detail 100871|NLXMAS|5.00|Smith, J|J @3,10,17,23,33",
        "4 trailer 2|15.00 @3,5",
      ])
  }

  static let cases: [FaultCase] = [
    .init("line ends CR LF", good.replacing("\n", with: "\r\n"), [], records: 4),
    .init("line ends CR", good.replacing("\n", with: "\r"), [], records: 4),
    .init("line ends mixed", "H,1,SBC\r\nD,1,A,1.00,,\rD,2,A,1.00,,\nT,2,2.00\r", [], records: 4),
    .init("no line end at the end", "H,1,SBC\nT,0,0.00", [], records: 2),
    .init("blank lines at the very end", good + "\n\r\n\r\n", [], records: 4),
    .init(
      "blank lines elsewhere", "\nH,1,SBC\n\n\r\nT,0,0.00\n", ["1:1 blank-line", "3:1 blank-line", "4:1 blank-line"]),
    .init("line ends within quotes", "H,1,SBC\nD,1,A,1.00,\"O\r\nK\nF\rR\",A\nT,1,1.00\n", [], records: 3),
    .init("doubled quotes", "H,1,SBC\nD,1,A,1.00,\"\"\"O\"\"\",A\nT,1,1.00\n", [], records: 3),
    .init("too few fields", "H,1,SBC\nD,1,A,1.00,O\nT,1,1.00\n", ["2:13 too-few-fields"]),
    .init("too many fields", "H,1,SBC\nD,1,A,1.00,O,K,X,Y\nT,1,1.00\n", ["2:16 too-many-fields"]),
    .init("a required field empty", "H,1,SBC\nD,,A,,O,K\nT,1,1.00\n", ["2:3 missing-field", "2:6 missing-field"]),
    .init("unknown record", "H,1,SBC\nX,1\nd,1\nT,1,1.00\n", ["2:1 unknown-record", "3:1 unknown-record"]),
    .init("space before a tag", "H,1,SBC\n D,1,A,1.00,O,K\nT,1,1.00\n", ["2:1 unknown-record"]),
    .init(
      "detail before header", "D,1,A,1.00,O,K\nH,1,SBC\nT,1,1.00\n", ["1:1 missing-header", "2:1 misplaced-header"]),
    .init("two headers", "H,1,SBC\nH,1,SBC\nT,0,0.00\n", ["2:1 second-header"]),
    .init(
      "records after the trailer", "H,1,SBC\nT,0,0.00\nD,1,A,1.00,O,K\nT,0,0.00\n",
      ["3:1 after-trailer", "4:1 after-trailer"], records: 2),
    .init("no trailer", "H,1,SBC\nD,1,A,1.00,O,K\n", ["2:1 missing-trailer"], records: 2),
    .init("neither header nor trailer", "\n\n", ["0:1 missing-header", "0:1 missing-trailer"]),
    .init("an empty file", "", ["0:0 empty-file"]),
    .init("a spreadsheet", "PK\u{3}\u{4}rest", ["0:0 spreadsheet"]),
    .init("NUL", "H,1,SBC\nD,1,A\0B,1.\0,O,K\nT,0,0.00\n", ["2:6 nul-byte", "2:11 nul-byte"]),
    .init(
      "control characters", "H,1,SBC\nD,1,A,1.00,\u{1B}[2J,\u{85}\nT,0,0.00\n",
      ["2:12 control-character", "2:17 control-character"]),
    .init("a tab is text", "H,1,SBC\nD,1,A,1.00,\tO,K\nT,1,1.00\n", [], records: 3),
    .init("a quote amid a field", "H,1,SBC\nD,1,A,1.00,O\"K,K\nT,0,0.00\n", ["2:13 stray-quote"]),
    .init("text after a closing quote", "H,1,SBC\nD,1,A,1.00,\"O\"K,K\nT,0,0.00\n", ["2:15 text-after-quote"]),
    .init(
      "an unclosed quote, and a fault after it", "H,1,SBC\nD,1,A,1.00,\"O,K\nD,2,A\0,1.00,O,K\nT,0,0.00\n",
      ["2:12 unclosed-quote", "3:6 nul-byte"]),
    .init(
      "an unclosed quote that a later line closes",
      "H,1,SBC\nD,1,A,1.00,\"O,K\nD,2,A,1.00,\"O\",K\nD,3,A,1.00,O\"\"K,K\nT,0,0.00\n",
      ["2:12 unclosed-quote", "4:13 stray-quote"]),
    .init("an unclosed quote on the last line", "H,1,SBC\nT,0,\"0.00", ["2:5 unclosed-quote", "2:1 missing-trailer"]),
    .init(
      "every fault is listed, not only the first",
      "H,1,SBC\nX\n\nD,1\nD,1,A,1.00,\0,\nT,0,0.00\nD\n",
      [
        "2:1 unknown-record", "3:1 blank-line", "4:4 too-few-fields", "5:12 nul-byte", "7:1 after-trailer",
        "7:2 too-few-fields",
      ]),
  ]

  @Test(arguments: cases) func saysWhatIsWrong(_ row: FaultCase) throws {
    let reading = try Reading(row.file, layout(canonicalCSV))
    #expect(reading.codes == row.codes)
    if let records = row.records { #expect(reading.records.count == records) }
  }

  @Test(arguments: cases) func theSizeOfBlocksChangesNothing(_ row: FaultCase) throws {
    let whole = try Reading(row.file, layout(canonicalCSV))
    for blockBytes in 1...17 {
      let reading = try Reading(row.file, layout(canonicalCSV), blockBytes: blockBytes)
      #expect(reading == whole, "blocks of \(blockBytes) bytes")
    }
  }

  @Test(arguments: cases) func noMessageShowsWhatTheFileHolds(_ row: FaultCase) throws {
    for fault in try Reading(row.file.replacing("O", with: "Okafor"), layout(canonicalCSV)).faults {
      #expect(!fault.message.contains("Okafor"))
    }
  }

  @Test(arguments: [1, 7, 64, 1 << 18]) func aLineLongerThanTheLimitIsOneFault(blockBytes: Int) throws {
    let limits = Limits(lineBytes: 100)
    let long = String(repeating: "x", count: 101)
    let file = "H,1,SBC\n\(long)\nD,1,A,1.00,O,K\n\(String(long.dropLast()))\nT,1,1.00\n"
    let reading = try Reading(file, layout(canonicalCSV), limits: limits, blockBytes: blockBytes)
    #expect(reading.codes == ["2:1 line-too-long", "4:1 unknown-record"])
    #expect(reading.records.count == 3)
  }

  @Test(arguments: [1, 7, 64, 1 << 18]) func aQuoteThatSwallowsTheFileStopsAtTheLimit(blockBytes: Int) throws {
    let lines = String(repeating: "D,1,A,1.00,O,K\n", count: 1000)
    let file = "H,1,SBC\nD,1,A,1.00,\"O,K\n\(lines)T,1,1.00\n"
    let reading = try Reading(file, layout(canonicalCSV), limits: Limits(lineBytes: 200), blockBytes: blockBytes)
    #expect(reading.codes == ["2:12 unclosed-quote"])
    #expect(reading.records.count == 1)
  }

  @Test func aHugeLineTakesNoMoreMemoryThanABlock() throws {
    let file = "H,1,SBC\n" + String(repeating: "x", count: 5 << 20) + "\nT,0,0.00\n"
    let reading = try Reading(file, layout(canonicalCSV))
    #expect(reading.codes == ["2:1 line-too-long"])
    #expect(reading.records.count == 2)
  }

  @Test func fieldsAndRecordsHaveLimits() throws {
    let fields = "H,1,SBC\nD" + String(repeating: ",", count: 300) + "\nT,0,0.00\n"
    #expect(try Reading(fields, layout(canonicalCSV)).codes == ["2:8 too-many-fields"])
    #expect(try Reading(fields, layout(canonicalCSV), limits: Limits(fields: 6)).codes == ["2:1 too-many-fields"])
    let records = "H,1,SBC\n" + String(repeating: "D,1,A,1.00,O,K\n", count: 10) + "T,0,0.00\n"
    let reading = try Reading(records, layout(canonicalCSV), limits: Limits(records: 5))
    #expect(reading.codes == ["6:1 too-many-records"])
    #expect(reading.records.count == 5)
  }

  @Test func faultsBeyondTheLimitAreCounted() throws {
    var reader = RecordReader(
      bytes: Array(("H,1,SBC\n" + String(repeating: "X\n", count: 1000) + "T,0,0.00\n").utf8),
      layout: try layout(canonicalCSV))
    var batch = RecordBatch()
    var faults = FaultList(limit: 10)
    while try reader.next(into: &batch, faults: &faults) {}
    #expect(faults.faults.count == 10)
    #expect(faults.count == 1000)
    #expect(faults.notShown == 990)
  }
}
