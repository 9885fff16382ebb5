// Partner employers with payrolls of their own, beside the council's staff and councillors: from the payslip to the bank, in
// the statement and in the reconciliation.

import Banking
import Dates
import Files
import Foundation
import Giving
import Ledger
import Money
import Reporting
import Store
import Testing

@testable import Operations

@Suite struct PartnerTests {
  private static let bureau = "itrent-elements-STAFF-2026-10-30-0001.csv"
  private static let report = "agency-PGA-2026-11-12-1.csv"
  private static let heading =
    "AgencyName,PGA Donor Ref Number,Employer Name,Gross Donation,Admin Charge,Net Donation,Employer Matched Donation,Other Match,Total Donation to Charity\n"

  /// A home with October's files of a partner that pays directly, of two that pay by an agency, and of the council.
  private func home() throws -> TestHouse {
    let test = try TestHouse()
    _ = try MandateImport(
      test.store, layout: try TestHouse.configuration.get().mandateLayout, limits: .standard
    ).take("\(TestHouse.root)/batches/samples/mandates.csv", by: Who.finance, on: try day(TestHouse.today))
    for name in Scenario.samples[..<4] {
      try #require(try test.take(TestHouse.sample(name), named: name).state == .posted)
    }
    return test
  }

  private func passedOn(_ employer: String, _ test: TestHouse) throws -> PassedOn {
    try #require(
      try BankReconciliation.passedOn(on: day(TestHouse.today), test.store.reading).first { $0.employer == employer })
  }

  /// What an employer has not passed on, or if negative, passed on too much.
  private func owed(_ employer: String, _ test: TestHouse) throws -> [Int64] {
    try passedOn(employer, test).differences.filter { [.inTransit, .short].contains($0.kind) }.map(\.duePence)
  }

  private func settleAll(_ test: TestHouse) throws {
    for item in try OpenItem.open(test.store.reading) where item.suspensePence ?? 0 != 0 {
      let isPartners = ["/ACME/", "/DBC/", "/OAK/"].contains { item.id.contains($0) }
      guard isPartners else { continue }
      _ = try test.house(Who.finance).settling().settle(
        item.id, as: .fund("no-limits"), reason: .consentReceived)
    }
  }

  @Test func partnersMoneyReachesItsFundsByBothWaysAndIsToldApart() throws {
    let test = try home()
    try settleAll(test)
    let deducted: [String: Int64] = ["ACME": 9_125, "DBC": 130_050, "OAK": 3_575]
    let partners = deducted.values.reduce(0, +)
    #expect(try accountBalance(.payrollIncome(.partners), test.store.reading) == Pence(-partners))
    for (employer, pence) in deducted {
      let row = try passedOn(employer, test)
      #expect(row.deductedPence == pence && row.passedOnPence == 0 && row.differences.map(\.duePence) == [pence])
    }

    let lines =
      "PGA,1,The neighbouring council,1300.50,52.02,1248.48,0,0,1248.48\nPGA,2,A schools trust,35.75,1.43,34.32,0,0,34.32\n"
    try test.report(Array((Self.heading + lines).utf8), named: Self.report)
    for (employer, pence) in deducted where employer != "ACME" {
      let row = try passedOn(employer, test)
      #expect(row.passedOnPence == pence, "\(employer) has paid the agency")
      #expect(row.differences.map(\.kind).sorted { $0.rawValue < $1.rawValue } == [.agencyCharge, .atAgency])
      #expect(row.differences.reduce(0) { $0 + $1.duePence } == pence)
    }

    let statement = String(decoding: try TestHouse.sample(BankScenarioTests.name), as: UTF8.self)
      .replacing("CHARITIES TRST PYM", with: "NOBODY").replacing("CAFGYE 4711", with: "CHARITIES TRST PYM")
      .replacing(">60.00<", with: ">1302.80<").replacing(">40.00<", with: ">1282.80<")
      .replacing("146.25", with: "1389.05")
    let path = "\(test.folder)/\(BankScenarioTests.name)"
    try AtomicFile.write(path, bytes: Array(statement.utf8))
    let bank = try #require(try test.house(Who.finance).bankIntake().take([path]).first)
    #expect(bank.state == .posted && bank.assigned == 2, "\(bank)")
    let direct = try passedOn("ACME", test)
    #expect(direct.bankedPence == 9_125 && direct.differences.isEmpty)
    #expect(try Due.under("agency/PGA/2026-11-12/1", test.store.reading).isEmpty)
    #expect(try BankReconciliation.accounts(test.store.reading).map(\.differencePence) == [0])

    let figures = try StatementFigures.read(day("2026-10-30").month, test.store.reading)
    func line(_ code: String) -> Int64? { figures.movements.first { $0.code == code }?.monthPence }
    #expect(line("payroll-partners") == partners)
    #expect((line("payroll-staff") ?? 0) > 0 && (line("payroll-councillors") ?? 0) > 0, "and each kind apart")
    #expect(try test.faults() == [])
  }

  @Test func anEmployerOfWhomACorrectedFileLeavesNothingHasStillPaid() throws {
    let test = try home()
    let lines = "PGA,2,A schools trust,35.75,1.43,34.32,0,0,34.32\n"
    try test.report(Array((Self.heading + lines).utf8), named: Self.report)
    #expect(try owed("OAK", test) == [])
    let bytes = try TestHouse.sample(Self.bureau)
    let text = try #require(String(bytes: bytes, encoding: .windowsCP1252))
    let kept = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).filter {
      !$0.hasPrefix("OAK,")
    }
    let corrected = kept.joined(separator: "\r\n").replacing("1,336.25", with: "1,300.50").replacing(
      "Grand Total,14,", with: "Grand Total,8,")
    let held = try test.take(
      Array(try #require(corrected.data(using: .windowsCP1252))), named: Self.bureau, by: Who.finance, supersedes: true)
    try #require(held.state == .held, "\(held.errors)")
    _ = try test.house(Who.finance2).approve("P\(try #require(held.import))")
    #expect(try test.faults() == [], "what OAK paid too much stands under what is expected of it")
    let row = try passedOn("OAK", test)
    #expect(row.deductedPence == 0 && row.passedOnPence == 3_575)
    #expect(try owed("OAK", test) == [-3_575])
  }
}
