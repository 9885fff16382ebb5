// Following a pound both ways, and why a thing stands as it does, within the walls.

import Banking
import Dates
import Giving
import Ledger
import Money
import Store
import Testing

@testable import Operations

@Suite struct TracingTests {
  private static let paid = "bank/FDN/2026/FDN-11/p1/0001.1"
  private static let payroll = "payroll/ACME/STAFF/2026-10-30/0001/r1"

  private func house() throws -> TestHouse { try TestHouse(copyOf: try Scenario.made.get()) }

  private func has(_ links: [TraceLink], _ kind: String, _ id: String) -> Bool {
    links.contains { $0.kind == kind && $0.id == id }
  }

  @Test func aPayslipLineIsFollowedToTheBankAndTheBankLineBackToThePayslip() throws {
    let test = try house()
    let onward = try test.house(Who.finance).trace("\(Self.payroll)/ACME/L1")
    #expect(onward.contains { $0.kind == "line" && $0.amountPence != nil })
    #expect(has(onward, "bank", Self.paid), "\(onward.map(\.id))")
    let back = try test.house(Who.auditor).trace(Self.paid)
    #expect(has(back, "entry", "\(Self.payroll)/ACME"))
    #expect(back.contains { $0.kind == "line" && $0.id.hasPrefix("\(Self.payroll)/L") })
    #expect(back.contains { $0.kind == "fund" && $0.amountPence ?? 0 > 0 })
    let shares = back.filter { $0.kind == "fund" }.reduce(0) { $0 + ($1.amountPence ?? 0) }
    #expect(shares == back.first?.amountPence)
  }

  @Test func anAgencysLineIsFollowedBackToThePayrollAndOnward() throws {
    let test = try house()
    let report = "agency/PGA/2026-11-12/1"
    let links = try test.house(Who.finance).trace("\(report)/L2")
    #expect(links.first?.kind == "agency-line" && links.first?.id == "\(report)/L2")
    #expect(has(links, "expectation", report))
    #expect(links.contains { $0.kind == "entry" && $0.id.hasPrefix("payroll/SBC/") }, "\(links.map(\.id))")
    #expect(try has(test.house(Who.finance).trace(report), "agency-line", "\(report)/L2"))
  }

  @Test func whatASponsorAddsIsLinkedToTheGiftBothWays() throws {
    let test = try house()
    let claim = try test.house(Who.finance).trace("match/BREW/1")
    let gift = try #require(claim.first { $0.kind == "match" })
    #expect(try has(test.house(Who.finance).trace(gift.id), "match", "match/BREW/1"), "\(gift.id)")
    #expect(has(claim, "expectation", "match/BREW/1"))
  }

  @Test func whatASponsorAddsToAPayslipLineIsLinkedBothWaysAndExplained() throws {
    let test = try house()
    let offer = try MatchOffer(
      sponsor: "WEIR", name: "A weir", rate: .whole, monthlyCap: nil, pot: Pence(500_000), from: day("2026-10-01"),
      until: day("2026-12-31"), funds: ["no-limits"])
    try test.agree { try $0.offerMatch(offer) }
    _ = try #require(try test.house(Who.finance).claimMatch("WEIR", until: try day("2026-12-09")))
    let line = try test.house(Who.finance).trace("\(Self.payroll)/ACME/L1")
    let added = try #require(line.first { $0.kind == "match" && $0.id == "match/WEIR/1" })
    #expect(added.amountPence == line.first { $0.kind == "line" }?.amountPence)
    let claim = try test.house(Who.finance).trace("match/WEIR/1")
    #expect(has(claim, "match", "\(Self.payroll)/L1"), "\(claim.map(\.id))")
    for gift in claim.filter({ $0.kind == "match" }) {
      #expect(try has(test.house(Who.finance).trace(gift.id), "match", "match/WEIR/1"), "\(gift.id)")
    }
    let words = try test.house(Who.finance).explain("match/WEIR/1").joined(separator: "\n")
    #expect(
      words.contains("WEIR adds 100% to gifts to no-limits") && words.contains("of a pot of £5,000.00"), "\(words)")
    let gift = try #require(try Gift.all(test.store.reading).first { $0.fund == 2 })
    let explained = try test.house(Who.finance).explain(gift.id).joined(separator: "\n")
    #expect(explained.contains("is a gift of") && explained.contains("nolimits explain match/WEIR/1"), "\(explained)")
  }

  @Test func aTransferSaysWhyAndEachFundLeadsToIt() throws {
    let test = try house()
    let transfer = try #require(try Entry.newest(1_000, test.store.reading).first { $0.kind == "fund-transfer" })
    #expect(try has(test.house(Who.finance).trace(transfer.id), "reason", transfer.id))
    for fund in ["gift-of-giving", "no-limits"] {
      #expect(try has(test.house(Who.finance).trace(fund), "entry", transfer.id))
    }
  }

  @Test func whoMayNotSeeTheMoneyFollowsAndExplainsNothing() throws {
    let test = try house()
    for actor in [Who.support, Who.operator1] {
      for id in ["no-limits", Self.paid, "\(Self.payroll)/ACME"] {
        #expect(throws: StoreError.self) { try test.house(actor).trace(id) }
        #expect(throws: StoreError.self) { try test.house(actor).explain(id) }
      }
    }
    #expect(throws: GivingError.notFound(kind: "thing", id: "nothing")) { try test.house(Who.finance).trace("nothing") }
    #expect(throws: GivingError.notFound(kind: "thing", id: "nothing")) {
      try test.house(Who.finance).explain("nothing") as [String]
    }
  }

  @Test func everyItemHasARuleAndAWayOut() throws {
    let test = try house()
    let items = try OpenItem.open(test.store.reading)
    #expect(items.count > 10)
    for item in items {
      let words = try test.house(Who.finance).explain(item.id).joined(separator: "\n")
      #expect(words.contains("The rule: ") && words.contains("What to do: "), "\(words)")
      #expect(words.contains(item.subject) && words.contains(item.eventDate))
      #expect(try !test.house(Who.finance).trace(item.id).isEmpty)
    }
    for finding in AgencyFinding.allCases where finding != .asTold {
      #expect(ItemAdvice.of(finding.rawValue) != nil, "\(finding)")
    }
  }

  @Test func everyEntrySaysWhoPostedItAndFromWhat() throws {
    let test = try house()
    for entry in try Entry.newest(1_000, test.store.reading) {
      let words = try test.house(Who.finance).explain(entry.id)
      #expect(words.contains { $0.contains(" posted it on ") }, "\(words)")
      #expect(!words.contains { $0.contains("is an entry: \(entry.kind),") }, "\(entry.kind) has no words")
    }
    let words = try test.house(Who.finance).explain("bank/FDN/2026/FDN-11/p1").joined(separator: " ")
    #expect(words.contains("bank import 1"))
    let line = try test.house(Who.finance).explain(Self.paid).joined(separator: " ")
    #expect(line.contains("is for \(Self.payroll)/ACME, certain: Payer and amount are those of what is due."))
  }

  @Test func anAwardIsExplainedByItsNumberToThoseInItsWall() throws {
    let test = try house()
    let words: [String] = try test.house(Who.manager).explain("1")
    #expect(words.contains { $0.contains("it came in") } && words.last?.contains("let go to be paid") == true)
    #expect(try test.house(Who.manager).explain("award/1").starts(with: words))
    #expect(throws: (any Error).self) { try test.house(Who.operator1).explain("1") as [String] }
  }
}
