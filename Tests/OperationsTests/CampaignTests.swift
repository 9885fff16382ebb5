// Campaigns from the first appeal to the day they close, and what becomes of what is left.

import Dates
import Giving
import Ledger
import Money
import Store
import Testing

@testable import Operations

@Suite struct CampaignTests {
  private func house(surplusTo: String? = "no-limits", closes: String? = nil) throws -> TestHouse {
    let test = try TestHouse()
    let fund = Fund(
      number: 0, code: "pack-home", name: "Starter packs", purpose: "A first home", parent: "no-limits",
      closes: try closes.map(day), surplusTo: surplusTo)
    try test.change("open", as: "campaign.open", by: Who.finance) {
      try Campaign.open(fund, target: Pence(10_000), neededBy: try day("2026-12-24"), in: $0)
    }
    return test
  }

  private func close(_ test: TestHouse, after date: String = TestHouse.today) throws {
    try test.agree { try $0.closeCampaign("pack-home", after: try day(date)) }
  }

  @Test func whatIsLeftGoesWhereTheWordingSaysOnceTwoPeopleAgree() throws {
    let test = try house()
    try test.give(3_000, to: "pack-home", into: "main")
    try test.give(450, to: "pack-home")
    _ = try test.house(Who.finance).closeCampaign("pack-home", after: try day(TestHouse.today))
    #expect(try test.position("no-limits").availablePence == 0)
    #expect(throws: StoreError.self) { try test.house(Who.finance).approve("A1") }
    _ = try test.house(Who.manager).approve("A1")
    #expect(try test.position("no-limits").availablePence == 3_000)
    #expect(try test.position("pack-home").availablePence == 0)
    #expect(try test.position("pack-home").inTransitPence == 450)
    #expect(try Campaign.find("pack-home", test.store.reading).closes == TestHouse.today)
    #expect(try test.faults() == [])
  }

  @Test func withoutAWordingTheSurplusIsHeld() throws {
    let test = try house(surplusTo: nil)
    try test.give(3_000, to: "pack-home", into: "main")
    let words = try test.house(Who.finance).closeCampaign("pack-home", after: try day(TestHouse.today))
    #expect(words.contains("held"))
    _ = try test.house(Who.manager).approve("A1")
    #expect(try test.position("pack-home").availablePence == 3_000)
    #expect(try Campaign.find("pack-home", test.store.reading).closes == TestHouse.today)
    #expect(try test.faults() == [])
  }

  @Test func whatComesLaterIsMovedByClosingOnceMoreAndTheFirstDayStands() throws {
    let test = try house()
    try test.give(3_000, to: "pack-home", into: "main")
    try close(test, after: "2026-12-01")
    try test.give(500, to: "pack-home", into: "main")
    try close(test)
    #expect(try test.position("no-limits").availablePence == 3_500)
    #expect(try Campaign.find("pack-home", test.store.reading).closes == "2026-12-01")
    #expect(try test.faults() == [])
  }

  @Test func aRestrictedFundIsNeverOverdrawnBetweenProposalAndYes() throws {
    let test = try house()
    try test.give(3_000, to: "pack-home", into: "main")
    _ = try test.house(Who.finance).closeCampaign("pack-home", after: try day(TestHouse.today))
    _ = try test.house(Who.finance).transfer(
      FundTransfer(from: "pack-home", to: "no-limits", amount: Pence(1), reason: .surplus))
    _ = try test.house(Who.manager).approve("A2")
    #expect(throws: LedgerError.tooLittle(fund: "pack-home", has: Pence(2_999), wanted: Pence(3_000))) {
      try test.house(Who.manager).approve("A1")
    }
    // Nothing of it was done: the campaign is open still.
    #expect(try Campaign.find("pack-home", test.store.reading).closes == nil)
    #expect(try test.position("pack-home").availablePence == 2_999)
  }

  @Test func onlyACampaignIsClosedSo() throws {
    let test = try house()
    #expect(throws: GivingError.notFound(kind: "campaign", id: "no-limits")) {
      try test.house(Who.finance).closeCampaign("no-limits", after: try day(TestHouse.today))
    }
    #expect(throws: StoreError.self) {
      try test.house(Who.support).closeCampaign("pack-home", after: try day(TestHouse.today))
    }
  }

  @Test func itsPageSaysHowFarItHasComeAndTheLastLawfulPayDate() throws {
    let test = try house()
    try test.give(3_399, to: "pack-home", into: "main")
    let page = try test.house(Who.finance).campaign("pack-home")
    #expect(page.percent == 33 && page.campaign.neededBy == "2026-12-24")
    // Listed: 35 days with the day of receipt, so received by 20 November: the tax month that ended on 5 November, paid by
    // the 19th. Unlisted: 60 days, received by 26 October: the tax month before.
    let dates = Dictionary(uniqueKeysWithValues: page.lastPayDates.map { ($0.by, $0.payDate) })
    #expect(dates["PGA"] == "2026-11-05" && dates["CT"] == "2026-10-05" && dates["direct"] == "2026-12-05")
  }

  @Test func theLastPayDateIsTheLastThatTheLawBringsInTime() throws {
    let rules = try TestHouse.configuration.get().rules
    for term in [Agency.Term.listed, .unlisted, nil] {
      for day in 0..<400 {
        let needed = CivilDate(dayNumber: 20_600).adding(days: day)
        let last = rules.lastPayDate(for: needed, term: term)
        func arrives(_ date: CivilDate) -> CivilDate {
          let paid = rules.remittanceDue(payDate: date)
          return term.map { rules.agencyPaymentDue(received: paid, term: $0) } ?? paid
        }
        #expect(arrives(last) <= needed && arrives(last.adding(days: 1)) > needed, "\(needed)")
      }
    }
  }

  @Test func theStarterPacksOfTheSampleAreCampaignsFromTheFirstDay() throws {
    let books = try StartingBooks.read("\(TestHouse.root)/config/start-packs.yaml")
    #expect(books.campaigns.map(\.fund.code) == ["pack-home", "pack-university", "pack-baby", "gifts-2026"])
    let test = try TestHouse(books: "start-packs.yaml")
    let campaigns = try Campaign.all(test.store.reading)
    #expect(campaigns.map(\.targetPence) == [200_000, 150_000, 100_000, 300_000])
    #expect(campaigns.last?.neededBy == "2026-12-24" && campaigns.first?.surplusTo == "no-limits")
    #expect(try test.faults() == [])
  }
}
