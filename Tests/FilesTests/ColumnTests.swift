// Layouts other than the canonical one: headings, totals rows, fixed columns, fields passed over, zeros put back.

import Dates
import Files
import Money
import Testing

@Suite struct ColumnTests {
  private let listing = """
    format: csv
    headings: true
    skipLines: 2
    records:
      detail:
        fields:
          payrollNumber: {heading: Employee No, personal: true, width: 6}
          amount: {heading: "Amount, £"}
          nino: {heading: NI Number, personal: true, skip: true}
      trailer:
        totalsRow: {heading: Employee No, value: Total}
        fields:
          total: {heading: "Amount, £"}
    """

  @Test func headingsNameTheColumnsAndATotalsRowEndsTheFile() throws {
    let file = """
      Element listing "for October
      \u{20}
      NI Number, Employee No ,Dept,"Amount, £"
      QQ123456C,234,X,10.00
      QQ123456D,100871,Y,5.00
      ,Total,,15.00

      """
    let reading = try Reading(file, layout(listing))
    #expect(reading.faults.isEmpty)
    #expect(
      reading.records == [
        "4 detail 000234|10.00 @11,17", "5 detail 100871|5.00 @11,20", "6 trailer 15.00 @9",
      ])
  }

  @Test func whatIsPassedOverIsInNoBatch() throws {
    let file = "a\nb\nNI Number,Employee No,Dept,\"Amount, £\"\nQQ123456C,234,Dépt,10.00\nQQ999999D,1,\n,Total,,10.00\n"
    for blockBytes in [1, 10, 60, 1 << 18] {
      var reader = RecordReader(
        ByteSource(bytes: Array(file.utf8), blockBytes: blockBytes), layout: try layout(listing), limits: .standard)
      var batch = RecordBatch()
      var faults = FaultList()
      while try reader.next(into: &batch, faults: &faults) {
        let bytes = String(decoding: batch.bytes, as: UTF8.self)
        #expect(!bytes.contains("QQ") && !bytes.contains("pt"), "blocks of \(blockBytes)")
      }
      #expect(faults.faults.map(\.code) == ["too-few-fields"])
    }
  }

  @Test func aMissingOrRepeatedHeadingIsNamed() throws {
    let missing = try Reading("\n\nEmployee No,Amount\n1,2\n", layout(listing))
    #expect(missing.codes == ["3:1 missing-heading", "3:1 missing-heading"])
    #expect(missing.faults.first?.message == "There must be a heading \"Amount, £\" in this line.")
    #expect(missing.faults.last?.message.contains("NI Number") == true)
    let twice = try Reading("\n\nEmployee No,\"Amount, £\",NI Number,Employee No\n1,2,3,4\n", layout(listing))
    #expect(twice.codes == ["3:35 duplicate-heading"])
    #expect(try Reading("a\nb\n", layout(listing)).codes == ["0:0 missing-heading"])
    let caseMatters = try Reading("\n\nemployee no,\"Amount, £\",NI Number\n", layout(listing))
    #expect(caseMatters.codes == ["3:1 missing-heading"])
  }

  @Test func resourceLinkHeadingsInAngleBrackets() throws {
    let layout = try layout(
      """
      format: csv
      headings: true
      dates: DD/MM/YYYY
      records:
        detail:
          fields:
            payrollNumber: {heading: <EMPID>}
            nino: {heading: <NINO>, skip: true}
            amount: {heading: <GROSSAMT>}
      """)
    let reading = try Reading("<EMPID>,<NINO>,<PEID>,<GROSSAMT>\n7,QQ,1,2.50\n", layout)
    #expect(reading.records == ["2 detail 7|2.50 @1,8"])
    #expect(reading.faults.isEmpty)
    #expect(layout.slot("nino", in: .detail) == nil)
    #expect(layout.slot("amount", in: .detail) == 1)
    #expect(layout.field(1, in: .detail)?.name == "amount")
  }

  private let fixed = """
    format: fixed-width
    width: 24
    encoding: windows-1252
    records:
      header: {tag: {from: 1, to: 2, value: H}, fields: {payDate: {from: 3, to: 10}}}
      detail:
        tag: {from: 1, to: 2, value: D}
        fields:
          payrollNumber: {from: 3, to: 8, width: 6}
          surname: {from: 9, to: 16, optional: true}
          amount: {from: 17, to: 24}
      trailer: {tag: {from: 1, to: 2, value: T}, fields: {count: {from: 3, to: 10}}}
    """

  @Test func fixedColumnsAreCharactersWithoutTheSpacesAround() throws {
    let file =
      "H 30102026              \r\nD   234 Öztürk\u{A0} 00001000\nD 100871        -0000500\nT        2              \n"
    let reading = try Reading(file.unicodeScalars.map { UInt8($0.value) }, layout(fixed))
    #expect(reading.faults.isEmpty)
    #expect(
      reading.records == [
        "1 header 30102026 @3", "2 detail 000234|Öztürk\u{A0}|00001000 @5,9,17",
        "3 detail 100871||-0000500 @3,17", "4 trailer 2 @10",
      ])
  }

  @Test func aLineOfAnotherLengthIsAFaultAtItsEnd() throws {
    let file =
      "H 30102026              \nD 100871 Smith  000100\nD 100871 Smith  00001000X\nD         Smith  0001000\nT        2              \n"
    let reading = try Reading(file, layout(fixed))
    #expect(reading.codes == ["2:23 wrong-width", "3:25 wrong-width", "4:3 missing-field"])
  }

  @Test func aBatchReadsAmountsDatesAndNumbersInPlace() throws {
    let layout = try layout(
      "format: csv\ndelimiter: \";\"\ntrim: true\ndates: DD/MM/YYYY\namounts: {thousands: true, poundSign: true}\n"
        + "records: {detail: {fields: {day: {column: 1}, amount: {column: 2}, count: {column: 3}}}}\n")
    var reader = RecordReader(bytes: Array("30/10/2026; £1,234.50 ;12\n".utf8), layout: layout)
    var batch = RecordBatch()
    var faults = FaultList()
    _ = try reader.next(into: &batch, faults: &faults)
    #expect(batch.date(0, 0, style: layout.dates)?.description == "2026-10-30")
    #expect(try batch.amount(0, 1, style: layout.amounts).description == "1234.50")
    #expect(batch.integer(0, 2) == 12)
    #expect(batch.integer(0, 1) == nil)
    #expect(batch.equals(0, 2, [0x31, 0x32]))
    #expect(batch.fault(0, 1, code: "c", message: "m").column == 13)
    #expect(batch.withField(0, 2) { $0.count } == 2)
  }
}
