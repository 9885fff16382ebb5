// A holding account of the council's that is no one else's: what its statements say stands, by whichever way the money came.

import Banking
import Files
import Foundation
import Giving
import Ledger
import Money
import Store
import Testing

@testable import Operations

@Suite struct HoldingAccountTests {
  @Test func whatAStatementSaysIsThereStaysThere() throws {
    let test = try TestHouse()
    let copy = "\(test.folder)/config"
    try FileManager.default.copyItem(atPath: "\(TestHouse.root)/config", toPath: copy)
    let account = try String(contentsOfFile: "\(copy)/banks/HOLD.yaml", encoding: .utf8)
    try AtomicFile.write(
      "\(copy)/banks/HOLD.yaml", bytes: Array(account.replacing("shared: true", with: "shared: false").utf8))
    let house = House(
      store: test.store, configuration: try SchemeConfiguration.read(copy), actor: Who.finance,
      businessDate: try day(TestHouse.today))
    let terms = GiftTerms(amount: Pence(2_000), fund: "no-limits", date: try day("2026-11-01"), giver: .anonymous)
    let gift = try house.addGift(terms, receivedIn: "HOLD", isAnother: false)
    let path = "\(test.folder)/holding-2026-11.csv"
    try AtomicFile.write(path, bytes: try TestHouse.sample("holding-2026-11.csv"))
    try #require(try house.bankIntake().take([path]).first?.state == .posted)
    #expect(try accountBalance(.holding("HOLD"), test.store.reading) == Pence(323_500))
    #expect(throws: LedgerError.stated(account: "HOLD")) {
      try house.reverse(Correction(entry: gift.id, reason: .recordedTwice))
    }
    #expect(try test.faults() == [], "bank and ledger say the same")
  }
}
