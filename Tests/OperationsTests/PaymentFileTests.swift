// Payment files: each payment once, sums that cannot be wrong, the same bytes again, and the bank's lines that close them.

import Banking
import Dates
import Exchange
import Files
import Foundation
import Grants
import Ledger
import Money
import People
import Store
import Testing

@testable import Operations

extension TestHouse {
  /// Proposes a payment, has it approved, and lets it go.
  @discardableResult
  func released(
    _ award: Int64, _ amount: Int64, to payee: Payment.Payee = .supplier,
    details: String = "Beds Ltd, 20-20-15, 12345678, INV 7", by releaser: Actor = Who.manager
  ) throws -> String {
    let id = try house(Who.support).grantWork(Action("payment.propose"), about: "\(award)") {
      try Payment.propose(
        of: award, amount: Pence(amount), to: payee, details: details, on: try day(Self.today), by: Who.support, in: $0,
        store: store)
    }
    try house(Who.finance).approvePayment(id)
    try house(releaser).releasePayment(id)
    return id
  }

  /// An award that was signed off and accepted.
  func agreed() throws -> Int64 {
    try startGrants()
    let number = try screened(form())
    try house(Who.manager).signOff(number)
    try accept(number)
    return number
  }
}

@Suite("Payment files") struct PaymentFileTests {
  /// The ISO schema, where the reference files lie beside the repository.
  static let schema = "\(TestHouse.root)/../shared/reference/iso20022/pain.001.001.09.xsd"
  static var hasSchema: Bool { FileManager.default.fileExists(atPath: schema) }

  private func bytes(_ report: PaymentReport) throws -> Data {
    let path = try #require(report.file)
    return try #require(FileManager.default.contents(atPath: path))
  }

  @Test("What was let go goes into one file, once, with the sums of its lines, for its owner's eyes alone")
  func once() throws {
    let test = try TestHouse()
    let award = try test.agreed()
    #expect(try test.house(Who.finance).exportPayments().number == nil)
    let ids = [
      try test.released(award, 10_000), try test.released(award, 2_550, details: "Müller & Søn\n202015 87654321"),
    ]
    _ = try test.propose(award, 1_000)
    let report = try test.house(Who.finance).exportPayments()
    #expect(report.number == 1 && report.payments == 2 && report.totalPence == 12_550 && report.ids == ids)
    let data = try bytes(report)
    #expect(report.sha256 == Hex.string(sha256(Array(data))))
    let text = String(decoding: data, as: UTF8.self)
    for part in [
      "<NbOfTxs>2</NbOfTxs>", "<CtrlSum>125.50</CtrlSum>", "<EndToEndId>payment/1/1</EndToEndId>",
      "<InstdAmt Ccy=\"GBP\">100.00</InstdAmt>", "<Nm>Beds Ltd</Nm>", "<MmbId>202015</MmbId>", "<Id>12345678</Id>",
      "<Ustrd>INV 7</Ustrd>", "<Nm>Muller and Son</Nm>", "<Ustrd>payment/1/2</Ustrd>",
    ] { #expect(text.contains(part), "\(part)") }
    #expect(text.components(separatedBy: "<NbOfTxs>2</NbOfTxs>").count == 3)
    let mode = try FileManager.default.attributesOfItem(atPath: try #require(report.file))[.posixPermissions] as? Int
    #expect(mode == 0o600)
    #expect(try test.house(Who.manager).exportPayments().number == nil)
    #expect(throws: StoreError.self) { try test.house(Who.support).exportPayments() }
    #expect(throws: StoreError.self) { try test.house(.system).exportPayments() }
    #expect(try test.store.reading.int("SELECT count(*) FROM look WHERE why = 'payment file 1'") == 1)
    #expect(try test.faults() == [])
  }

  @Test(
    "The file satisfies the ISO schema, whatever people wrote down (needs ../shared)",
    .enabled(if: PaymentFileTests.hasSchema))
  func valid() throws {
    let test = try TestHouse()
    let award = try test.agreed()
    for details in [
      "Beds Ltd, 20-20-15, 12345678", "A<b>&\"'</Nm> Ltd 202015 12345678 =HYPERLINK(1)",
      "Name with \u{202E}a mark and a very, very long tail that no scheme carries 20 20 15 12345678 \u{7}//x//",
      "Zażółć Gęślą Jaźń, sort code: 20-20-15, account number: 12345678, reference: ŁÓDŹ/1",
    ] { try test.released(award, 1_001, details: details) }
    let report = try test.house(Who.finance).exportPayments()
    #expect(report.payments == 4 && report.left == [])
    let faults = try XMLSchema.validate(file: try #require(report.file), schema: Self.schema)
    #expect(faults == [])
    let text = String(decoding: try bytes(report), as: UTF8.self)
    #expect(text.contains("<Nm>Zazolc Gesla Jazn</Nm>") && text.contains("<Ustrd>LODZ/1</Ustrd>"))
  }

  @Test("A lost file is made again with the same bytes; one that the bank has is deleted here")
  func again() throws {
    let test = try TestHouse()
    try test.released(try test.agreed(), 10_000)
    let report = try test.house(Who.finance).exportPayments()
    let before = try bytes(report)
    try FileManager.default.removeItem(atPath: try #require(report.file))
    #expect(try test.house(Who.manager).paymentExport().again(1) == report)
    #expect(try bytes(report) == before)
    try test.house(Who.finance).paymentExport().handOver(1)
    #expect(!FileManager.default.fileExists(atPath: try #require(report.file)))
    #expect(try PaymentFile.all(test.store.reading).map(\.isHandedOver) == [true])
    let handed = try test.house(Who.manager).paymentExport().again(1)
    #expect(handed.sha256 == report.sha256 && handed.handedOverOn == TestHouse.today && handed.paidByBank == 0)
    #expect(!report.isWithBank && handed.isWithBank)
    #expect(throws: LedgerError.self) { try test.house(Who.manager).paymentExport().again(2) }
    #expect(try test.faults() == [])
  }

  @Test("A run that was killed before the file stood leaves it to the next; a dry run leaves nothing")
  func killed() throws {
    let test = try TestHouse()
    let award = try test.agreed()
    try test.released(award, 10_000)
    let dry = try test.house(Who.finance).exportPayments(isDryRun: true)
    #expect(dry.payments == 1 && dry.file == nil)
    #expect(try PaymentFile.all(test.store.reading) == [])
    let report = try test.house(Who.finance).exportPayments()
    let before = try bytes(report)
    try FileManager.default.removeItem(atPath: try #require(report.file))
    try test.reopen {
      let raw = try Raw(test.home.database)
      defer { raw.close() }
      #expect(try raw.withoutTriggers([], [("DELETE FROM payment_file_published", [])]))
    }
    #expect(try test.house(Who.finance).exportPayments().number == nil)
    #expect(try bytes(report) == before)
  }

  @Test("A payment file lies for 30 days at most; one that the bank has is gone with the next night") func swept()
    throws
  {
    let test = try TestHouse()
    let award = try test.agreed()
    try test.released(award, 10_000)
    let report = try test.house(Who.finance).exportPayments()
    let before = try bytes(report)
    let path = try #require(report.file)
    // The clock of the test stands in December 2026.
    for (written, isGone) in [("2026-11-11", false), ("2026-11-10", true)] {
      let date = Date(timeIntervalSince1970: TimeInterval(Int64(try day(written).dayNumber) * 86_400))
      try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
      try test.house(.system).sweepLeftovers()
      #expect(FileManager.default.fileExists(atPath: path) != isGone, "\(written)")
    }
    #expect(try test.house(Who.finance).paymentExport().again(1) == report)
    #expect(try bytes(report) == before)
    try test.house(Who.finance).paymentExport().handOver(1)
    #expect(!FileManager.default.fileExists(atPath: path))
    // Made again after that, it is gone with the next night.
    _ = try test.house(Who.finance).paymentExport().again(1)
    try test.house(.system).sweepLeftovers()
    #expect(!FileManager.default.fileExists(atPath: path))
    #expect(try test.faults() == [])
  }

  @Test("What the bank cannot pay is left out and named by number and reason, never by whom") func leftOut() throws {
    let test = try TestHouse()
    let award = try test.agreed()
    try test.released(award, 100, details: "Robin Example, cash please")
    try test.released(award, 200, to: .voucher)
    try test.released(award, 300, details: "北京 20-20-15 12345678")
    try test.released(award, 400, details: "Two 20-20-15 12345678 and 20-20-15 87654321")
    let report = try test.house(Who.finance).exportPayments()
    #expect(report.number == nil && report.file == nil)
    #expect(report.left.map(\.reason) == ["details", "voucher", "details", "details"])
    try test.released(award, 500)
    let next = try test.house(Who.finance).exportPayments()
    #expect(next.ids == ["payment/1/5"] && next.totalPence == 500 && next.left.count == 4)
  }

  @Test("The bank's line clears a payment by its end-to-end id; one that came back is promised again") func loop()
    throws
  {
    let test = try TestHouse()
    let award = try test.agreed()
    let id = try test.released(award, 10_000)
    _ = try test.house(Who.finance).exportPayments()
    try statement(test, "2026-12-11", from: 1_000, to: 900, "DBIT", id)
    #expect(try Due.under(id, test.store.reading).isEmpty)
    #expect(try accountBalance(.bank("FDN"), test.store.reading) == Pence(90_000))
    #expect(try test.faults() == [])
    try statement(test, "2026-12-14", from: 900, to: 1_000, "CRDT", id)
    let line = try #require(
      try OpenItem.open(test.store.reading).first { $0.suspensePence == 10_000 && $0.code == "bank-unmatched" })
    let promised = try accountBalance(.grantsPromised, test.store.reading)
    try test.step("payment.returned", by: Who.finance) {
      try Payment.takeBack(id, on: try day(TestHouse.today), by: Who.finance, in: $0)
    }
    _ = try test.house(Who.finance).lineSettling().assign(
      line.id, to: .expectation("\(id)/back"), reason: .payerConfirmed)
    #expect(try accountBalance(.grantsPromised, test.store.reading) == promised - Pence(10_000))
    #expect(try Payment.find(id, for: .system, test.store.reading)?.state == .returned)
    #expect(try OpenItem.open(test.store.reading).contains { $0.id == line.id } == false)
    // It can be paid again, and the new payment goes into a file of its own.
    let second = try test.released(award, 10_000)
    #expect(try test.house(Who.finance).exportPayments().ids == [second])
    #expect(try test.faults() == [])
  }

  @Test(
    "A file made again says how many of its payments the bank has paid; one whose line was taken back is none of them")
  func paidByBank() throws {
    let test = try TestHouse()
    let award = try test.agreed()
    let id = try test.released(award, 10_000)
    try test.released(award, 500)
    let returned = try test.released(award, 600)
    let file = try #require(try test.house(Who.finance).exportPayments().number)
    func paid() throws -> Int { try test.house(Who.finance).paymentExport().again(file).paidByBank }
    // What came back before the bank paid it, by our word alone, is not paid.
    try test.step("payment.returned", by: Who.finance) {
      try Payment.takeBack(returned, on: try day(TestHouse.today), by: Who.finance, in: $0)
    }
    #expect(try paid() == 0)
    try statement(test, "2026-12-11", from: 1_000, to: 900, "DBIT", id)
    let again = try test.house(Who.finance).paymentExport().again(file)
    #expect(again.paidByBank == 1 && again.payments == 3 && again.handedOverOn == nil && again.isWithBank)
    let line = try #require(try test.store.reading.first("SELECT public_id FROM bank_line") { $0.text(0) })
    try test.agree { try $0.reverse(Correction(entry: line, reason: .wrongDetails)) }
    #expect(try paid() == 0)
    // A line that a person assigned counts as one that was certain.
    _ = try test.house(Who.finance).lineSettling().assign(
      "\(line)/again", to: .expectation(id), reason: .ourRecords)
    #expect(try paid() == 1)
    #expect(try test.faults() == [])
  }

  @Test("What was paid another way, and is through the bank, is not paid again") func notTwice() throws {
    let test = try TestHouse()
    let id = try test.released(try test.agreed(), 10_000)
    try statement(test, "2026-12-11", from: 1_000, to: 900, "DBIT", id)
    #expect(try test.house(Who.finance).exportPayments().number == nil)
  }

  private func statement(_ test: TestHouse, _ date: String, from: Int, to: Int, _ side: String, _ id: String) throws {
    func balance(_ code: String, _ pounds: Int) -> String {
      """
      <Bal><Tp><CdOrPrtry><Cd>\(code)</Cd></CdOrPrtry></Tp><Amt Ccy="GBP">\(pounds).00</Amt>\
      <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>\(date)</Dt></Dt></Bal>
      """
    }
    let text = """
      <?xml version="1.0" encoding="UTF-8"?>
      <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
      <GrpHdr><MsgId>M</MsgId><CreDtTm>\(date)T18:00:00</CreDtTm></GrpHdr>
      <Stmt><Id>S-\(date)</Id><CreDtTm>\(date)T18:00:00</CreDtTm>
      <Acct><Id><IBAN>GB33BUKB20201555555555</IBAN></Id></Acct>\(balance("OPBD", from))\(balance("CLBD", to))
      <Ntry><NtryRef>R-\(date)</NtryRef><Amt Ccy="GBP">100.00</Amt><CdtDbtInd>\(side)</CdtDbtInd><Sts>BOOK</Sts>
      <BookgDt><Dt>\(date)</Dt></BookgDt><BkTxCd/><NtryDtls><TxDtls><Refs><EndToEndId>\(id)</EndToEndId></Refs></TxDtls>
      </NtryDtls></Ntry></Stmt></BkToCstmrStmt></Document>
      """
    let path = "\(test.folder)/statement-FDN-\(date).xml"
    try AtomicFile.write(path, bytes: Array(text.utf8))
    #expect(try test.house(.system, on: date).bankIntake().take([path]).map(\.state) == [.posted])
  }
}
