// What the foundation's fee comes to, and what its rules may say.

import Dates
import Files
import Foundation
import Ledger
import Money
import Testing

@testable import Giving

@Suite struct FeeRuleTests {
  private static func month() throws -> Month { try #require(Month("2026-11")) }

  @Test(
    "half a penny is rounded up, a balance's rate is for a year, and a minimum is the least",
    arguments: [
      // basis, base, rate in hundredths of a per cent, minimum, fee
      (.onReceipt, 10_000, 500, 0, 500), (.onReceipt, 10, 500, 0, 1), (.onReceipt, 9, 500, 0, 0),
      (.onReceipt, 29, 500, 0, 1), (.onReceipt, 30, 500, 0, 2), (.onReceipt, -10_000, 500, 0, -500),
      (.onReceipt, -10, 500, 0, -1), (.onReceipt, 0, 500, 0, 0), (.onReceipt, 1_000, 500, 200, 200),
      (.onReceipt, 10_000, 500, 200, 500), (.onReceipt, 777, 10_000, 0, 777), (.onReceipt, 12_345, 1, 0, 1),
      (.onReceipt, 9_999_999_999_999_999, 10_000, 0, 9_999_999_999_999_999),
      (.onBalance, 120_000, 150, 0, 150), (.onBalance, 400, 150, 0, 1), (.onBalance, 399, 150, 0, 0),
      (.onBalance, 0, 150, 0, 0), (.onGrants, 25_000, 1_000, 0, 2_500), (.onGrants, 5, 1_000, 0, 1),
      (.onGrants, 4, 1_000, 0, 0),
    ] as [(FoundationFeeRules.Basis, Int64, Int64, Int64, Int64)])
  func amounts(basis: FoundationFeeRules.Basis, base: Int64, rate: Int64, minimum: Int64, fee: Int64) throws {
    let month = FeeMonth(
      month: try Self.month(), basis: basis, base: Pence(base), rate: Rate(basisPoints: rate), minimum: Pence(minimum))
    #expect(month.amount == Pence(fee))
  }

  private static func read(_ rules: String) throws -> FoundationFeeRules {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("fees-\(UUID().uuidString).yaml").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try AtomicFile.write(path, bytes: Array("payment: {days: 30}\nfees:\n\(rules)\n".utf8))
    return try FoundationFeeRules.read(path)
  }

  @Test func theShippedFileTakesNothing() throws {
    let rules = try FoundationFeeRules.read("\(Shipped.root)/config/fees.yaml")
    #expect(!rules.takesAnything)
    #expect(try rules.rule(for: "no-limits", in: Self.month())?.basis == FoundationFeeRules.Basis.none)
  }

  @Test func aFundsOwnRuleComesBeforeThatForEveryFundAndEndsWithItsLastMonth() throws {
    let rules = try Self.read(
      """
        - {fund: "*", basis: on-balance, rate: 1.5, from: 2026-04-01, source: A}
        - {fund: a, basis: on-receipt, rate: 2.25, from: 2026-10-01, until: 2026-11-30, source: B}
        - {fund: a, basis: none, from: 2027-01-01, source: C}
      """)
    let expected: [(String, String, FoundationFeeRules.Basis?, Int64)] = [
      ("a", "2026-03", nil, 0), ("a", "2026-09", .onBalance, 150), ("a", "2026-10", .onReceipt, 225),
      ("a", "2026-11", .onReceipt, 225), ("a", "2026-12", .onBalance, 150), ("a", "2027-01", .some(.none), 0),
      ("b", "2026-11", .onBalance, 150),
    ]
    for (fund, month, basis, points) in expected {
      let rule = rules.rule(for: fund, in: try #require(Month(month)))
      #expect(rule?.basis == basis && rule?.rate.basisPoints ?? 0 == points, "\(fund) \(month)")
    }
  }

  @Test(
    "a rule that cannot be meant is refused with its place",
    arguments: [
      ("{fund: a, basis: on-receipt, from: 2026-10-01, source: A}", "rate"),
      (
        "{fund: a, basis: on-receipts, rate: 1, from: 2026-10-01, source: A}", "on-receipt, on-balance, on-grants, none"
      ),
      ("{fund: a, basis: on-receipt, rate: 0, from: 2026-10-01, source: A}", "above 0%"),
      ("{fund: a, basis: on-receipt, rate: 100.01, from: 2026-10-01, source: A}", "up to 100%"),
      ("{fund: a, basis: on-receipt, rate: 1.255, from: 2026-10-01, source: A}", "percentage"),
      ("{fund: a, basis: on-receipt, rate: -1, from: 2026-10-01, source: A}", "percentage"),
      ("{fund: a, basis: on-receipt, rate: 1, from: 2026-10-02, source: A}", "first day of a month"),
      ("{fund: a, basis: on-receipt, rate: 1, from: 2026-10-01, until: 2026-11-29, source: A}", "last day of a month"),
      ("{fund: a, basis: on-receipt, rate: 1, from: 2026-10-01, until: 2026-09-30, source: A}", "after it began"),
      ("{fund: a, basis: on-receipt, rate: 1, from: 2026-10-01}", "source"),
      ("{fund: a, basis: none, rate: 1, from: 2026-10-01, source: A}", "neither rate nor minimum"),
      (
        "{fund: a, basis: on-receipt, rate: 1, from: 2026-10-01, source: A, minimum: {amount: 0.00, per: year}}",
        "more than nothing"
      ),
      (
        "{fund: a, basis: on-receipt, rate: 1, from: 2026-10-01, source: A, minimum: {amount: 1.00, per: week}}",
        "month, year"
      ),
      ("{fund: a, basis: on-receipt, rate: 1, from: 2026-10-01, source: A, percent: 1}", "no setting \"percent\""),
    ])
  func refused(rule: String, words: String) throws {
    let fault = #expect(throws: ConfigurationFault.self) { try Self.read("  - \(rule)") }
    #expect(fault?.message.contains(words) == true && fault?.line == 3, "\(String(describing: fault))")
  }

  @Test func twoRulesOfAFundForOneMonthAreRefused() throws {
    let rule = "  - {fund: a, basis: none, from: 2026-10-01, source: A}"
    let fault = #expect(throws: ConfigurationFault.self) {
      try Self.read("\(rule)\n\(rule.replacing("2026-10", with: "2027-01"))")
    }
    #expect(fault?.line == 4 && fault?.message.contains("line 3") == true)
  }
}
