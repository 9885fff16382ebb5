// Statements that come several in a file or in pages, and ids that a bank uses again.

import Banking
import Dates
import Files
import Foundation
import Ledger
import Money
import Store
import Testing

@testable import Operations

@Suite struct BankPagesTests {
  private func take(_ text: String, _ test: TestHouse, named name: String) throws -> BankReport {
    try AtomicFile.write("\(test.folder)/\(name)", bytes: Array(text.utf8))
    return try #require(
      try test.house(Who.finance).bankIntake().take(["\(test.folder)/\(name)"], account: "FDN").first)
  }

  private func statement(
    _ id: String, opening: String?, closing: String?, day: String = "2026-11-30", page: (Int, Bool)? = nil,
    entry: (reference: String, amount: String)? = nil
  ) -> String {
    let pages = page.map { "<StmtPgntn><PgNb>\($0.0)</PgNb><LastPgInd>\($0.1)</LastPgInd></StmtPgntn>" } ?? ""
    let line =
      entry.map {
        "<Ntry><NtryRef>\($0.reference)</NtryRef><Amt Ccy=\"GBP\">\($0.amount)</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
          + "<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>\(day)</Dt></BookgDt><BkTxCd/></Ntry>"
      } ?? ""
    return "<Stmt><Id>\(id)</Id>\(pages)<CreDtTm>\(day)T18:00:00</CreDtTm>"
      + "<Acct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id></Acct>"
      + balance("OPBD", opening, on: day) + balance("CLBD", closing, on: day) + line + "</Stmt>\n"
  }

  private func balance(_ code: String, _ amount: String?, on day: String) -> String {
    amount.map {
      "<Bal><Tp><CdOrPrtry><Cd>\(code)</Cd></CdOrPrtry></Tp><Amt Ccy=\"GBP\">\($0)</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
        + "<Dt><Dt>\(day)</Dt></Dt></Bal>"
    } ?? ""
  }

  private func file(_ statements: String...) -> String {
    "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId>"
      + "<CreDtTm>2026-11-30T18:00:00</CreDtTm></GrpHdr>\n" + statements.joined() + "</BkToCstmrStmt></Document>"
  }

  @Test func severalStatementsInOneFileFollowOnEachOtherOrNoneIsPosted() throws {
    let test = try TestHouse()
    let first = statement("A", opening: "0.00", closing: "10.00", entry: ("R1", "10.00"))
    let second = statement("B", opening: "10.00", closing: "15.00", entry: ("R2", "5.00"))
    let broken = try take(
      file(first, statement("B", opening: "11.00", closing: "11.00")), test, named: "broken.xml")
    #expect(broken.errors.map(\.code) == ["statement-gap"] && broken.errors.first?.line == 3)
    #expect(try PostedStatement.all(test.store.reading).isEmpty)
    let report = try take(file(first, second), test, named: "both.xml")
    #expect(report.statements == ["bank/FDN/2026/A/p1", "bank/FDN/2026/B/p1"] && report.lines == 2)
    #expect(try accountBalance(.bank("FDN"), test.store.reading).rawValue == 1500)
    #expect(try test.faults() == [])
  }

  @Test func anEntryInTwoStatementsOfOneFileIsNamed() throws {
    let test = try TestHouse()
    let report = try take(
      file(
        statement("A", opening: "0.00", closing: "10.00", entry: ("R1", "10.00")),
        statement("B", opening: "10.00", closing: "20.00", entry: ("R1", "10.00"))), test, named: "twice.xml")
    #expect(report.errors.map(\.code) == ["entry-again"])
    #expect(report.errors.first?.message.contains("bank/FDN/2026/A/p1/R1.1") == true)
    #expect(try test.faults() == [])
  }

  @Test func aMissingPageIsNamedAndPagesMayComeInAnyOrder() throws {
    let test = try TestHouse()
    let pages = [
      file(statement("P", opening: "0.00", closing: nil, page: (1, false), entry: ("R1", "1.00"))),
      file(statement("P", opening: nil, closing: nil, page: (2, false), entry: ("R2", "2.00"))),
      file(statement("P", opening: nil, closing: "6.00", page: (3, true), entry: ("R3", "3.00"))),
    ]
    #expect(try take(pages[0], test, named: "1.xml").state == .posted)
    let early = try take(pages[2], test, named: "3.xml")
    #expect(early.errors.map(\.code) == ["page-missing"])
    #expect(early.errors.first?.message.contains("Page 2 of bank/FDN/2026/P has not come yet.") == true)
    let paths = [2, 1].map { "\(test.folder)/late-\($0).xml" }
    for (path, page) in zip(paths, [2, 1]) { try AtomicFile.write(path, bytes: Array((pages[page] + "\n").utf8)) }
    let reports = try test.house(Who.finance).bankIntake().take(paths, account: "FDN")
    #expect(reports.map(\.state) == [.posted, .posted])
    #expect(try PostedStatement.all(test.store.reading).map(\.closingPence) == [100, 300, 600])
    #expect(try test.faults() == [])
  }

  /// So much that what stands before it is read, and put into the books, before what stands after it is known.
  private let far = "<!--\(String(repeating: ".", count: 600_000))-->"

  private func lineCount(_ test: TestHouse) throws -> Int64 {
    try test.store.reading.int("SELECT count(*) FROM bank_line")
  }

  @Test func aFileThatIsBadFarBehindItsFirstLinesLeavesNone() throws {
    let test = try TestHouse()
    let good = file(
      statement("A", opening: "0.00", closing: "10.00", entry: ("R1", "10.00")).replacing(
        "</Ntry>", with: "</Ntry>" + far))
    let spoilt = [
      ("malformed-xml", good.replacing("</BkToCstmrStmt></Document>", with: "")),
      ("status", good.replacing("</Stmt>", with: "<Ntry><Amt Ccy=\"GBP\">1.00</Amt></Ntry></Stmt>")),
      ("statement-sum", good.replacing("</Stmt>", with: balance("CLBD", "11.00", on: "2026-11-30") + "</Stmt>")),
      ("account", good.replacing("</Stmt>", with: "<Acct><Id><IBAN>GB00</IBAN></Id></Acct></Stmt>")),
    ]
    for (code, text) in spoilt {
      let report = try take(text, test, named: "\(code).xml")
      #expect(report.state == .refused && report.errors.map(\.code) == [code])
      #expect(try lineCount(test) == 0 && PostedStatement.all(test.store.reading).isEmpty)
    }
    #expect(try take(good, test, named: "good.xml").lines == 1)
    #expect(try lineCount(test) == 1)
    #expect(try test.faults() == [])
  }

  @Test func whatAStatementSaysOfItselfFarBehindItsLinesCountsAllTheSame() throws {
    let test = try TestHouse()
    let late = "<Id>B</Id>" + balance("CLBD", "10.00", on: "2025-11-30") + "</Stmt>"
    let text = file(
      statement("A", opening: "0.00", closing: "10.00", entry: ("R1", "10.00"))
        .replacing("</Ntry>", with: "</Ntry>" + far).replacing("</Stmt>", with: late))
    #expect(try take(text, test, named: "late.xml").statements == ["bank/FDN/2025/B/p1"])
    let lines = try test.store.reading.all("SELECT public_id FROM bank_line") { $0.text(0) }
    #expect(lines == ["bank/FDN/2025/B/p1/R1.1"])
    #expect(try test.faults() == [])
  }

  @Test func aLineIsNoTwinOfItsOwnStatementsLines() throws {
    let test = try TestHouse()
    let first = statement("A", opening: "0.00", closing: "10.00", entry: ("R1", "10.00"))
    _ = try take(file(first), test, named: "first.xml")
    let second = statement("B", opening: "10.00", closing: "20.00", entry: ("R2", "5.00"))
    let line = String(second[try #require(second.range(of: "<Ntry>.*</Ntry>", options: .regularExpression))])
    let twice = second.replacing(line, with: line + far + line)
    let again = twice.replacing("R2", with: "R1").replacing(">5.00", with: ">10.00").replacing(">20.00", with: ">30.00")
    #expect(try take(file(again), test, named: "again.xml").errors.map(\.code) == ["entry-again"])
    #expect(try take(file(twice), test, named: "twice.xml").lines == 2)
    #expect(try lineCount(test) == 3)
    #expect(try test.faults() == [])
  }

  @Test func anIDThatABankUsesAgainNextYearIsAnotherStatement() throws {
    let test = try TestHouse()
    _ = try take(
      file(statement("0001", opening: "0.00", closing: "1.00", day: "2025-11-30", entry: ("R1", "1.00"))), test,
      named: "old.xml")
    let next = try take(
      file(statement("0001", opening: "1.00", closing: "3.00", day: "2026-11-30", entry: ("R1", "2.00"))), test,
      named: "new.xml")
    #expect(next.statements == ["bank/FDN/2026/0001/p1"])
    #expect(try test.faults() == [])
  }
}
