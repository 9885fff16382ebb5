// The money of a practice home, month by month: payroll, agency, web page, sponsor, mayor, campaign, bank and close.

import Banking
import Dates
import Files
import Foundation
import Giving
import Ledger
import Money
import Operations
import People
import Store

extension DemoStory {
  /// The months whose payroll is taken in; the last one's files are left in the inbox for whoever begins here.
  private var lived: Range<Int> { 0..<max(0, plan.payDays.dates.count - 1) }

  /// Plans all of it.
  func planMoney() {
    on(begins) { try self.goLive() }
    for month in plan.payDays.dates.indices { planMonth(month) }
    let span = ends.days(since: begins)
    onWorkingDay(begins.adding(days: 5)) { try self.offerMatch() }
    onWorkingDay(begins.adding(days: 9)) { try self.giftOfTheMayor() }
    onWorkingDay(begins.adding(days: 12)) { try self.openCampaign() }
    onWorkingDay(begins.adding(days: max(20, span * 2 / 3))) { try self.closeCampaign() }
    on(ends) { _ = try LateWatch(self.practice.store, actor: .system, businessDate: self.ends).look() }
  }

  private func planMonth(_ month: Int) {
    let payDate = plan.payDays.dates[month]
    let next = payDate.month.next.firstDay
    if lived.contains(month) {
      onWorkingDay(payDate.adding(days: -2)) { try self.payroll(month) }
      onWorkingDay(next.adding(days: 4)) { if month + 1 < self.lived.upperBound { try self.settle() } }
    }
    onWorkingDay(payDate.month.firstDay.adding(days: 21)) { try self.webGifts(payDate.month, month) }
    onWorkingDay(next) { try self.bankStatement(payDate.month) }
    onWorkingDay(next.adding(days: 7)) { try self.closeMonth(payDate.month) }
    if (month + 1) % 3 == 0 { onWorkingDay(next.adding(days: 2)) { try self.claimMatch(until: payDate.month.lastDay) } }
  }

  /// The balances on the first day, read from a file and agreed by two people.
  private func goLive() throws {
    let rows = Self.opening.map { "\($0.0),\($0.1)\n" }.joined()
    let stated = Self.opening.map(\.1).sum()
    try take("balances.csv", Array(("fund,balance\n" + rows).utf8)) { path in
      try agree("finance", "fundmanager") {
        try $0.takeOn(path, account: DemoSettings.account, date: begins, stated: stated).words
      }
    }
  }

  /// The month's files come and are taken in; what was deducted goes on to the agency, or straight to the bank.
  private func payroll(_ month: Int) throws {
    let inbox = practice.home.inbox
    for file in try files.write(month: month, into: inbox) {
      _ = try house(nil).payrollIntake().take("\(inbox)/\(file.name)")
      try FileManager.default.removeItem(atPath: "\(inbox)/\(file.name)")
    }
    let deducted = files.deducted
    let next = plan.payDays.dates[month].month.next.firstDay
    let direct = Dictionary(grouping: deducted.filter { $0.route == .direct }, by: \.employer)
    for (employer, lines) in direct.sorted(by: { $0.key < $1.key }) {
      bank.book(
        lines.map(\.amount).sum(), on: workingDay(next.adding(days: 10)), "\(employer) PAYROLL GIVING \(next)")
    }
    onWorkingDay(next.adding(days: 11)) { try self.agencyReport(deducted, month) }
  }

  /// The agency's report of what employers passed on. In the last month one employer is late, and a month before the agency
  /// keeps more than was agreed.
  private func agencyReport(_ deducted: [DemoFiles.Deducted], _ month: Int) throws {
    for agency in practice.configuration.agencies {
      guard agency.fileName != nil, !agency.clients.isEmpty else { continue }
      var report = DemoAgencyReport(agency: agency, date: today)
      let late = month + 1 == lived.upperBound ? agency.clients.last?.employer : nil
      let isDearer = month + 2 == lived.upperBound
      for line in deducted where line.route == .agency(agency.code) && line.employer != late {
        report.add(line, isDearer: isDearer)
      }
      let bytes = report.bytes
      guard report.total > .zero else { continue }
      _ = try take("agency-\(agency.code)-\(today)-1.csv", bytes) { path in
        try house(nil).agencyIntake().take(path)
      }
      bank.book(
        report.total, on: workingDay(today.adding(days: 8)), "\(agency.code) PAYROLL GIVING \(today)")
    }
    _ = try LateWatch(practice.store, actor: .system, businessDate: today).look()
  }

  /// What waits of earlier months is settled by finance: money goes to the main fund, the rest is looked at.
  private func settle() throws {
    let settling = try house("finance").settling()
    for item in try OpenItem.open(practice.store.reading) where item.subject.hasPrefix("payroll/") {
      if item.suspensePence != nil {
        _ = try settling.settle(item.id, as: .fund(plan.funds.main), reason: .registerCorrected)
      } else {
        _ = try settling.settle(item.id, as: .noted, reason: .lookedAt)
      }
    }
  }

  /// A payout of the web page: a few gifts, and in the last month one for a fund that nobody knows.
  private func webGifts(_ month: Month, _ number: Int) throws {
    var dice = Dice(seed: seed, 21, UInt64(number))
    var rows = "Payout,Date,Donor,Amount,Fee,Gift Aid,Campaign,Message\n"
    var net = Pence.zero
    for place in 0..<(3 + dice.below(3)) {
      let amount = Pence(Int64(dice.one(of: [500, 1000, 1500, 2500, 5000, 10_000])))
      let fee = Pence(amount.rawValue / 40)
      let isUnknown = place == 0 && number + 1 == lived.upperBound
      let code = isUnknown ? "SUMMERFAIR" : dice.oneIn(4) ? "GIFTOFGIVING" : "NOLIMITS"
      let name = PracticeName(number: dice.bits()).full
      rows += "PO-\(month),\(month)-\(FileText.digits(3 + place * 4, 2)),\(name),\(amount),\(fee),no,\(code),\n"
      net += amount - fee
    }
    let name = "webgiving-\(month).csv"
    _ = try take(name, Array(rows.utf8)) { try house(nil).giftIntake(by: .system, on: today).take($0) }
    bank.book(net, on: workingDay(today.adding(days: 6)), "WEBGIVING PAYOUT PO-\(month)")
  }

  /// The bank's statement of a month comes.
  private func bankStatement(_ month: Month) throws {
    if month == ends.month.previous {
      bank.book(Pence(4_000), on: month.lastDay.adding(days: -9), "WITH THANKS 4711")
    }
    let name = "statement-\(DemoSettings.account)-\(month).xml"
    _ = try take(name, bank.statement(of: month)) { try house(nil).bankIntake().take([$0]) }
    try askPayers()
  }

  /// Where the same sum is due more than once, finance asks the payer: it is for the oldest.
  private func askPayers() throws {
    let reading = practice.store.reading
    for waiting in try WaitingLine.all(reading) {
      guard let proposed = waiting.proposed, let known = try Expectation.find(proposed, reading) else { continue }
      let due = try OpenExpectation.all(kind: known.kind, from: known.from, reading)
      guard let oldest = due.first(where: { $0.duePence == waiting.amountPence }) else { continue }
      _ = try house("finance").lineSettling().assign(
        waiting.line, to: .expectation(oldest.expectation.id), reason: .payerConfirmed)
    }
  }

  private func closeMonth(_ month: Month) throws {
    _ = try house("finance").readyMonth(month)
    _ = try house("fundmanager").closeReadyMonth(month)
    // As the job `half-year` does; a PDF is made for whoever asks for one.
    _ = try house(nil).publishReportsDue(pdf: false)
  }
}

// MARK: - Other money

extension DemoStory {
  private func offerMatch() throws {
    let offer = try MatchOffer(
      sponsor: "BREW", name: "The Riverside Brewery", rate: Rate(basisPoints: 5_000), monthlyCap: Pence(1_000),
      pot: Pence(250_000), from: begins, until: ends.adding(days: 180), funds: [plan.funds.main])
    try agree("finance", "fundmanager") { try $0.offerMatch(offer) }
  }

  private func claimMatch(until last: CivilDate) throws {
    guard let made = try house("finance").claimMatch("BREW", until: last), made.claim.amountPence > 0 else { return }
    bank.book(
      Pence(made.claim.amountPence), on: workingDay(today.adding(days: 15)),
      "RIVERSIDE BREWING \(made.claim.sponsor) CLAIM \(made.claim.number)")
  }

  @discardableResult
  private func give(_ pounds: Int64, to fund: String, by giver: Giving.Giver, _ narrative: String?) throws -> Gift {
    let terms = GiftTerms(
      amount: Pence(pounds * 100), fund: fund, date: today, giver: giver, due: today.adding(days: 14))
    let store = practice.store
    let gift = try change("gift.add", by: "finance") { try terms.record(isAnother: false, in: $0, store: store) }
    bank.book(Pence(pounds * 100), on: workingDay(today.adding(days: 4)), narrative ?? "THANK YOU \(gift.id)")
    return gift
  }

  /// The mayor's charity gives; so does somebody who pays tax, and the foundation claims Gift Aid on it later.
  private func giftOfTheMayor() throws {
    try give(1_000, to: plan.funds.main, by: .body("MAYOR"), "MAYORS CHARITY FUND")
    let name = PracticeName(number: seed &+ 77)
    let gift = try give(120, to: plan.funds.main, by: .person(PersonFacts(name: name.full)), nil)
    guard let person = gift.person else { return }
    let details = DonorDetails(firstName: name.initials, lastName: name.surname, house: "7", postcode: "TS18 1AB")
    _ = try house("finance").declareGiftAid(person: person, details: details, from: begins, madeOn: today)
    onWorkingDay(today.adding(days: 40)) {
      guard let claim = try self.house("finance").claimGiftAid(until: self.today) else { return }
      self.bank.book(
        Pence(claim.taxPence), on: self.workingDay(self.today.adding(days: 12)), "HMRC CHARITIES REPAYMENT")
    }
  }

  private var campaign: String { "gift-of-giving-\(begins.year)" }

  private func openCampaign() throws {
    let fund = Fund(
      number: 0, code: campaign, name: "Gift of Giving \(begins.year)",
      purpose: "A book or a voucher for every child in our care", parent: plan.funds.main, surplusTo: plan.funds.main)
    let needed = begins.adding(days: max(18, ends.days(since: begins) / 2))
    try change("campaign.open", by: "finance") {
      try Campaign.open(fund, target: Pence(60_000), neededBy: needed, in: $0)
      return 1
    }
    onWorkingDay(today.adding(days: 1)) {
      try self.give(250, to: self.campaign, by: .body("ROTARY"), nil)
      try self.give(35, to: self.campaign, by: .anonymous, nil)
    }
  }

  /// The books are bought, the campaign closes, its surplus goes where its wording says; and two people move what the
  /// standing fund has too much of.
  private func closeCampaign() throws {
    try change("campaign.bought", by: "finance") {
      try Campaign.bought(campaign, books: 18, vouchers: 6, on: today, in: $0)
      return 1
    }
    try agree("finance", "fundmanager") { try $0.closeCampaign(campaign, after: today) }
    guard plan.funds.other != plan.funds.main else { return }
    let transfer = FundTransfer(
      from: plan.funds.other, to: plan.funds.main, amount: Pence(5_000), reason: .surplus)
    try agree("finance", "fundmanager") { try $0.transfer(transfer) }
  }
}

/// An agency's report: one line for each donor, with what it keeps.
struct DemoAgencyReport {
  let agency: Agency
  let date: CivilDate
  private(set) var total = Pence.zero
  private var gross: [String: Pence] = [:]
  private var employers: [String: String] = [:]
  private var dearer = false

  init(agency: Agency, date: CivilDate) {
    self.agency = agency
    self.date = date
  }

  /// Adds what was deducted of somebody.
  mutating func add(_ line: DemoFiles.Deducted, isDearer: Bool) {
    let donor = "\(line.employer)-\(line.payrollNumber)"
    gross[donor, default: .zero] += line.amount
    employers[donor] = agency.clients.first { $0.employer == line.employer }?.names.first ?? line.employer
    dearer = isDearer
  }

  /// The report; its total is known once it was written.
  var bytes: [UInt8] {
    mutating get {
      var text = """
        AgencyName,PGA Donor Ref Number,Employer Name,Gross Donation,Admin Charge,Net Donation,\
        Employer Matched Donation,Other Match,Total Donation to Charity

        """
      for (donor, gross) in gross.sorted(by: { $0.key < $1.key }) where gross > .zero {
        let agreed = agency.fee(on: date)?.charge(onGross: gross) ?? .zero
        let charge = dearer ? agreed + Pence(gross.rawValue / 100) : agreed
        let net = gross - charge
        total += net
        text +=
          "\(agency.nameInReports),\(donor),\(employers[donor] ?? ""),\(gross),\(charge),\(net),0.00,0.00,\(net)\n"
      }
      return Array(text.utf8)
    }
  }
}
