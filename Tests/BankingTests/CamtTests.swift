// What a camt.053 file may hold, and every way in which it is refused.

import Dates
import Files
import Foundation
import Money
import Testing

@testable import Banking

/// The repository's own samples.
enum Samples {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path
  static func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(root)/batches/samples/\(name)", encoding: .utf8)
  }
}

@Suite struct CamtTests {
  private func read(_ text: String) throws -> (statements: [BankStatement], faults: FaultList) {
    try CamtStatements.read(ByteSource(bytes: Array(text.utf8)), limits: .standard)
  }

  @Test func theSampleIsReadByCodeAndOnlyWhatIsBooked() throws {
    let (statements, faults) = try read(Samples.text("statement-FDN-2026-11.xml"))
    #expect(faults.faults == [])
    let statement = try #require(statements.first)
    #expect(statement.identification == "GB33BUKB20201555555555" && statement.id == "FDN-11")
    #expect(statement.opening == .zero && statement.closing == Pence(14625))
    #expect(statement.lines.map(\.amount) == [9125, 4000, 2000, -500].map { Pence($0) })
    #expect(statement.lines.map(\.reference) == ["0001", "0002", "0002", "0003"])
    #expect(statement.lines[0].narrative == ["ACME PAYROLL GIVING OCT"])
    #expect(statement.lines[3].narrative == ["ACCOUNT FEE"])
    #expect(statement.page == 1 && statement.isLastPage)
  }

  @Test func versionEightSaysStatusAndAmountsOtherwise() throws {
    let text = try Samples.text("statement-FDN-2026-11.xml")
      .replacing("001.02", with: "001.08").replacing("<Sts>BOOK</Sts>", with: "<Sts><Cd>BOOK</Cd></Sts>")
      .replacing("<Sts>PDNG</Sts>", with: "<Sts><Cd>PDNG</Cd></Sts>")
      .replacing(
        "<AmtDtls><TxAmt><Amt Ccy=\"GBP\">40.00</Amt></TxAmt></AmtDtls>",
        with: "<Amt Ccy=\"GBP\">80.00</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
      )
      .replacing(
        "<AmtDtls><TxAmt><Amt Ccy=\"GBP\">20.00</Amt></TxAmt></AmtDtls>",
        with: "<Amt Ccy=\"GBP\">20.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>")
    let (statements, faults) = try read(text)
    #expect(faults.faults == [])
    #expect(statements.first?.lines.map(\.amount) == [9125, 8000, -2000, -500].map { Pence($0) })
  }

  @Test func pagesOfAStatementOrAMessageAreKnown() throws {
    let text = try Samples.text("statement-FDN-2026-11.xml").replacing(
      "</GrpHdr>", with: "<MsgPgntn><PgNb>2</PgNb><LastPgInd>false</LastPgInd></MsgPgntn></GrpHdr>")
    let statement = try #require(try read(text).statements.first)
    #expect(statement.page == 2 && !statement.isLastPage)
  }

  static let faults: [(code: String, old: String, new: String)] = [
    ("doctype", "<Document", "<!DOCTYPE Document [<!ENTITY a \"b\">]><Document"),
    ("malformed-xml", "</Document>", ""),
    ("camt-version", "001.02", "001.04"),
    ("camt-version", "camt.053", "camt.052"),
    ("currency", "<Amt Ccy=\"GBP\">5.00", "<Amt Ccy=\"EUR\">5.00"),
    ("amount", "091.25", "091,25"),
    ("amount", ">5.00", ">-5.00"),
    ("amount", ">5.00", ">5.005"),
    ("mark", "<CdtDbtInd>DBIT", "<CdtDbtInd>OUT"),
    ("date", "2026-11-20", "2026-11-31"),
    ("batch-sum", "40.00", "40.01"),
    ("batch-amount", "<AmtDtls><TxAmt><Amt Ccy=\"GBP\">40.00</Amt></TxAmt></AmtDtls>", ""),
    ("entry", "<BookgDt><Dt>2026-11-20</Dt></BookgDt>", ""),
    ("status", "<Sts>PDNG</Sts>", ""),
    ("no-opening", "<Cd>OPBD</Cd>", "<Cd>ITBD</Cd>"),
    ("no-closing", "<Cd>CLBD</Cd>", "<Cd>CLAV</Cd>"),
    ("statement-id", "<Id>FDN-11</Id>", ""),
    ("page", "</GrpHdr>", "<MsgPgntn><PgNb>0</PgNb></MsgPgntn></GrpHdr>"),
    ("control-character", "FDN-11", "FDN\u{1}11"),
  ]

  @Test(arguments: faults)
  func aFaultHasACodeAndALine(code: String, old: String, new: String) throws {
    let sample = try Samples.text("statement-FDN-2026-11.xml")
    #expect(sample.contains(old), "the sample holds what the test spoils")
    let found = try read(sample.replacing(old, with: new)).faults
    #expect(found.faults.first?.code == code, "\(found.faults)")
    #expect((found.faults.first?.line ?? 0) > 0)
  }

  @Test func aFileWithoutAStatementIsNone() throws {
    let empty = "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"><BkToCstmrStmt/></Document>"
    #expect(try read(empty).faults.faults.map(\.code) == ["no-statement"])
  }

  @Test(arguments: [1, 7, 64])
  func whereABlockEndsDoesNotMatter(bytes: Int) throws {
    let text = try Samples.text("statement-FDN-2026-11.xml")
    let source = ByteSource(bytes: Array(text.utf8), blockBytes: bytes)
    var ahead: [BankStatement] = []
    let torn = try CamtStatements.read(source, limits: .standard) { ahead.append($0) }
    let whole = try read(text)
    #expect(torn.faults.isEmpty && torn.statements.first?.lines == whole.statements.first?.lines)
    let lines = try #require(whole.statements.first).lines
    #expect(ahead.count > 1 && StatementLines(ahead.flatMap(\.lines)) == lines)
    #expect(ahead.allSatisfy { $0.id == "FDN-11" && $0.date != nil })
  }

  @Test(.enabled(if: ISOSchemas.folder != nil, "there is no folder of the ISO's schemas"))
  func theSampleIsValidByTheISOSchema() throws {
    let schema = "\(try #require(ISOSchemas.folder))/camt.053.001.02.xsd"
    let samples = try FileManager.default.contentsOfDirectory(atPath: "\(Samples.root)/batches/samples").filter {
      try $0.hasSuffix(".xml") && Samples.text($0).contains("camt.053")
    }
    #expect(!samples.isEmpty)
    for sample in samples {
      #expect(
        try XMLSchema.validate(file: "\(Samples.root)/batches/samples/\(sample)", schema: schema) == [], "\(sample)")
    }
  }
}
