// Where money goes, read from what a person wrote: what is sure is read, nothing is guessed.

import Files
import Foundation
import Store
import Testing

@testable import Exchange

@Suite("Payees") struct PayeeTests {
  @Test("Name, sort code, account number and reference are read as people write them") func read() throws {
    for (details, wanted) in [
      ("Beds Ltd, 20-20-15, 12345678, INV 7", ["Beds Ltd", "202015", "12345678", "INV 7"]),
      ("Beds Ltd 202015 12345678", ["Beds Ltd", "202015", "12345678", ""]),
      (
        "J O'Neil-Smith; sort code 20 20 15; account number: 12345678; ref: A/1",
        [
          "J O'Neil-Smith", "202015", "12345678", "A/1",
        ]
      ),
      ("24 Hour Movers, 20-20-15, 12345678", ["24 Hour Movers", "202015", "12345678", ""]),
      ("Æther Straße Łódź 20-20-15 12345678", ["AEther Strasse Lodz", "202015", "12345678", ""]),
    ] {
      let payee = try #require(PayeeAccount(details), "\(details)")
      #expect([payee.name, payee.sortCode, payee.number, payee.reference ?? ""] == wanted)
    }
  }

  @Test("What is not sure is not read") func refused() {
    for details in [
      "", "Beds Ltd", "20-20-15 12345678", "Beds Ltd 20-20-15 1234567", "Beds Ltd 20-20-15 123456789",
      "Beds Ltd 120-20-15 12345678", "A 20-20-15 12345678 B 20-20-16 12345678", "Иван 20-20-15 12345678",
      "!!! 20-20-15 12345678", "Beds Ltd 20201512345678", "Li 李 20-20-15 12345678",
    ] { #expect(PayeeAccount(details) == nil, "\(details)") }
  }

  @Test("Whatever stands in a name, what is written fits the scheme", arguments: [UInt64(1), 2, 3])
  func fits(_ seed: UInt64) {
    var generator = SplitMix(state: seed)
    let letters = Array("aZé ß//&<>\"\u{202E}\u{301}\u{1F600}\n\t-.()'+:?@_1")
    for _ in 0..<20_000 {
      let text = String(
        (0..<Int.random(in: 0...50, using: &generator)).map { _ in letters.randomElement(using: &generator) ?? "a" })
      guard let written = SchemeText.written(text, atMost: 40) else { continue }
      #expect(
        (1...40).contains(written.utf8.count) && !written.contains("//") && written.first != "/" && written.last != "/"
          && written.utf8.allSatisfy {
            Character(Unicode.Scalar($0)).isLetter && $0 < 0x80 || (0x30...0x39).contains($0)
              || " /-?:().,'+".utf8.contains($0)
          }, "seed \(seed): \(written)")
    }
  }

  @Test("An IBAN with a wrong digit is none") func iban() throws {
    #expect(PaymentDebtor.isIBAN("GB33BUKB20201555555555"))
    for wrong in ["GB34BUKB20201555555555", "GB33BUKB20201555555556", "DE89370400440532013000", "", "GB33"] {
      #expect(!PaymentDebtor.isIBAN(wrong))
    }
  }

  @Test("A file that would contradict itself is not written") func sums() throws {
    let payee = try #require(PayeeAccount("Beds Ltd 202015 12345678"))
    let debtor = PaymentDebtor(name: "Foundation", iban: "GB33BUKB20201555555555")
    func content(_ lines: [PaymentLine]) -> PaymentContent {
      PaymentContent(number: 1, date: "2026-12-10", debtor: debtor, lines: lines)
    }
    let line = PaymentLine(payment: "payment/1/1", pence: 100, payee: payee)
    #expect(PaymentContent.counted(String(decoding: try content([line]).bytes(), as: UTF8.self))?.1 == 100)
    for lines in [
      [], [line, line], [PaymentLine(payment: "payment/1/2", pence: 0, payee: payee)],
      [PaymentLine(payment: "payment/1/2", pence: -5, payee: payee)],
    ] { #expect(throws: ExchangeError.self) { try content(lines).bytes() } }
    let text = String(decoding: try content([line]).bytes(), as: UTF8.self)
    #expect(PaymentContent.counted(text.replacing("<NbOfTxs>1", with: "<NbOfTxs>2")) == nil)
    #expect(PaymentContent.counted(text.replacing("\">1.00", with: "\">1.01")) == nil)
  }
}
