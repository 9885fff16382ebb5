// A scheme that begins with a fund, its balance and its givers.

import Banking
import Dates
import Files
import Foundation
import Giving
import Ledger
import Money
import Store
import Testing

@testable import Operations

@Suite struct TakeOnTests {
  static let balances = "fund,balance\nno-limits,7000.00\ngift-of-giving,120.50\n"

  private func takeOn(_ text: String, _ test: TestHouse, stated: Int64) throws -> (words: String, faults: [FileFault]) {
    let path = "\(test.folder)/balances.csv"
    try AtomicFile.write(path, bytes: Array(text.utf8))
    return try test.house(Who.finance).takeOn(
      path, account: "FDN", date: try day("2026-09-30"), stated: Pence(stated))
  }

  @Test func aSchemeWithAFundAndSeventeenGiversStartsWithoutASingleOpenItem() throws {
    let test = try TestHouse()
    try test.agree { _ in try takeOn(Self.balances, test, stated: 712_050).words }
    #expect(try test.position("no-limits").availablePence == 700_000)
    #expect(try test.position("gift-of-giving").availablePence == 12_050)
    let heading = "employer,payroll,payrollNumber,code,amount,from,until,once,split,authority,authorityDate,name"
    let mandates = (1...17).map {
      "SBC,STAFF,\(200_000 + $0),NOLIM,5.00,2026-10-01,,no,no-limits,OLD-\($0),2025-01-01,Giver \($0)"
    }
    let path = "\(test.folder)/mandates.csv"
    try AtomicFile.write(path, bytes: Array(([heading] + mandates).joined(separator: "\n").appending("\n").utf8))
    let report = try MandateImport(
      test.store, layout: try TestHouse.configuration.get().mandateLayout, limits: .standard
    ).take(path, by: Who.finance, on: try day(TestHouse.today))
    #expect(report.newDonors == 17)
    let lines = (1...17).map { "D,\(200_000 + $0),NOLIM,5.00,," }
    let payroll =
      (["H,1,SBC,STAFF,2026-10-30,M1,0001,2026-10-28T18:00:00Z"] + lines + ["T,17,85.00"]).joined(separator: "\n")
      + "\n"
    #expect(try test.take(payroll, named: "payroll-SBC-STAFF-2026-10-30-0001.csv").state == .posted)
    #expect(try OpenItem.open(test.store.reading).isEmpty)
    #expect(try test.house(.system).pendingApprovals().isEmpty)
    #expect(try test.position("no-limits").inTransitPence == 8_500)
    #expect(try test.faults() == [])
  }

  @Test func anAccountThatIsNotTheFoundationsIsRefusedWithThoseThatAre() throws {
    let test = try TestHouse()
    let path = "\(test.folder)/balances.csv"
    try AtomicFile.write(path, bytes: Array(Self.balances.utf8))
    for wrong in ["main", "HOLD"] {
      let refusal = #expect(throws: BankError.self) {
        try test.house(Who.finance).takeOn(
          path, account: wrong, date: try day("2026-09-30"), stated: Pence(712_050))
      }
      #expect(refusal?.sentence.contains("Known in config/banks: FDN") == true)
    }
    #expect(try test.house(Who.finance).pendingApprovals().isEmpty)
  }

  @Test func balancesThatAreNotWhatTheFoundationStatesAreRefused() throws {
    let test = try TestHouse()
    #expect(throws: LedgerError.opening(sum: Pence(712_050), stated: Pence(712_051))) {
      try takeOn(Self.balances, test, stated: 712_051)
    }
    #expect(try test.house(.system).pendingApprovals().isEmpty)
  }

  @Test func balancesAreTakenOnOnceUnlessTakenBack() throws {
    let test = try TestHouse()
    let words = try (1...2).map { _ in try takeOn(Self.balances, test, stated: 712_050).words }
    #expect(words.allSatisfy { $0.hasPrefix("Proposed as A") })
    _ = try test.house(Who.manager).approve("A1")
    #expect(throws: LedgerError.self) { try test.house(Who.manager).approve("A2") }
    #expect(throws: LedgerError.self) { try takeOn(Self.balances, test, stated: 712_050) }
    try test.agree { try $0.reverse(Correction(entry: "opening/1", reason: .wrongAmount)) }
    #expect(try test.position("no-limits").bankPence == 0)
    try test.agree { _ in try takeOn("fund,balance\nno-limits,1.00\n", test, stated: 100).words }
    #expect(try test.position("no-limits").bankPence == 100)
    #expect(try test.faults() == [])
  }

  @Test(
    "a file of balances with a fault is refused, with its line and column",
    arguments: [
      ("no-limits", "nowhere", 2, 1), ("no-limits", "unallocated", 2, 1), ("gift-of-giving", "no-limits", 3, 1),
      ("7000.00", "7000.001", 2, 11), ("7000.00", "-7000.00", 2, 11), ("7000.00", "", 2, 0),
    ])
  func faults(old: String, new: String, line: Int, column: Int) throws {
    let test = try TestHouse()
    let result = try takeOn(Self.balances.replacing(old, with: new), test, stated: 712_050)
    let fault = try #require(result.faults.first)
    #expect(fault.line == line && (column == 0 || fault.column == column), "\(fault)")
    #expect(try test.house(.system).pendingApprovals().isEmpty)
  }
}
