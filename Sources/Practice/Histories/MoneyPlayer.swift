// Plays the steps of the money that is not payroll's: files through the same doors as always, decisions by two people.

import Banking
import Dates
import Files
import Foundation
import Giving
import Ledger
import Money
import Operations
import Store

/// Plays them in one home.
final class MoneyPlayer {
  private let home: Home
  private let houses: (HistoryActor) throws -> House
  private var files: [Int: File] = [:]
  /// Who holds a post, by its label.
  var persons: [Int: Int64] = [:]
  private var steps = 0

  private struct File {
    enum Kind { case report, payout, statement }
    let kind: Kind
    let name: String
    let bytes: [UInt8]
    var supersedes = false
  }

  init(_ home: Home, houses: @escaping (HistoryActor) throws -> House) {
    self.home = home
    self.houses = houses
  }

  private func reading() throws -> Reading { try houses(.finance).store.reading }

  /// Plays one step.
  /// - Returns: what became of it; what the house refuses is thrown.
  func play(_ step: MoneyStep, by actor: HistoryActor) throws -> String {
    steps += 1
    switch step {
    case .takeOn(let shares, let date, let more): return try takeOn(shares, date, more, actor)
    case .gift(let gift): return try give(gift)
    case .payout(let payout): return try take(payout.label, file(payout), by: actor)
    case .report(let report): return try take(report.label, file(report), by: actor)
    case .statement(let statement):
      let writer = StatementWriter(reading: try reading())
      let file = File(
        kind: .statement, name: "\(statement.account.lowercased())-\(statement.label).csv",
        bytes: try writer.bytes(of: statement))
      return try take(statement.label, file, by: actor)
    case .again(let label):
      guard let file = files[label] else { return "no such file" }
      return try take(label, file, by: actor)
    case .assign(let place, let target): return try assign(place, target, actor)
    case .settle(let place, let how): return try settle(place, how, actor)
    case .setOff(let place, let owed, let isOfPayer): return try setOff(place, owed, isOfPayer, actor)
    case .transfer(let from, let to, let pence, let reason):
      let transfer = FundTransfer(from: from, to: to, amount: Pence(Int64(pence)), reason: reason)
      try agree(actor) { try $0.transfer(transfer) }
      return "moved \(pence)p"
    case .reverse(let place): return try reverse(place, actor)
    case .offer(let offer): return try self.offer(offer, actor)
    case .claim(let sponsor, let until):
      let made = try houses(actor).claimMatch(sponsor, until: until)
      return made.map { "claimed \($0.claim.amountPence)p" } ?? "nothing to claim"
    case .fee(let month):
      let fees = try houses(actor).chargeFees(month)
      let (taken, rest) = (fees.reduce(0) { $0 + $1.feePence }, fees.reduce(0) { $0 + $1.restPence })
      return "charged \(fees.count) funds \(taken)p, not \(rest)p"
    case .declare, .undeclare, .giver, .giftAid, .schedule:
      return try GiftAidPlayer(house: houses(actor), persons: persons).play(step)
    case .late(let day):
      let changes = try LateWatch(houses(actor).store, actor: .system, businessDate: day).look()
      return "late \(changes.raised) more, \(changes.settled) settled"
    case .close(let month):
      try agree(actor) { try $0.closeMonth(month) }
      return "closed \(month)"
    case .reopen(let month):
      try agree(actor) { try $0.reopenMonth(month) }
      return "opened \(month)"
    }
  }

  /// The first of finance proposes, and somebody agrees.
  private func agree(_ actor: HistoryActor, _ propose: (House) throws -> String) throws {
    let words = try propose(houses(.finance)).split(separator: " ")
    guard words.count > 2, let id = words[2].split(separator: ":").first else { return }
    _ = try houses(actor).approve(String(id))
  }

  /// The n-th of a list, counted round.
  private func nth<T>(_ place: Int, of list: [T]) -> T? { list.nth(place) }
}

// MARK: - Files

extension MoneyPlayer {
  private func take(_ label: Int, _ file: File, by actor: HistoryActor) throws -> String {
    files[label] = file
    let inbox = "\(home.inbox)/\(file.name)"
    try AtomicFile.write(inbox, bytes: file.bytes)
    defer { try? FileManager.default.removeItem(atPath: inbox) }
    let house = try houses(actor)
    switch file.kind {
    case .report where file.supersedes: return try replace(inbox, by: actor)
    case .report: return Self.words(try house.agencyIntake().take(inbox))
    case .payout:
      return Self.words(try house.giftIntake(by: house.actor, on: house.businessDate).take(inbox))
    case .statement:
      guard let report = try house.bankIntake().take([inbox]).first else { return "nothing" }
      return switch report.state {
      case .posted: "posted \(report.lines) lines, \(report.assigned) assigned, \(report.openItems) items"
      case .alreadyPosted: "posted before"
      case .refused: "refused file"
      }
    }
  }

  /// The first of finance puts a report in the place of the posted one, and somebody agrees.
  private func replace(_ path: String, by actor: HistoryActor) throws -> String {
    var outcome = ""
    try agree(actor) { house in
      let (report, words) = try house.replaceReport(path, stated: .init())
      outcome = words == nil ? Self.words(report) : "replaced, \(report.totalPence)p"
      return words ?? ""
    }
    return outcome
  }

  private static func words(_ report: ImportReport) -> String {
    switch report.state {
    case .posted: "posted \(report.lines) lines, \(report.totalPence)p, \(report.openItems) items"
    case .held: "held"
    case .rejected: "refused file"
    case .alreadyPosted: "posted before"
    }
  }

  private func file(_ payout: HistoryPayout) -> File {
    var text = "Payout,Date,Donor,Amount,Fee,Gift Aid,Campaign,Message\n"
    for gift in payout.gifts {
      text += "\(payout.payout),\(gift.date),,\(pounds(gift.pence)),\(pounds(gift.fee)),no,\(gift.code),\n"
    }
    return File(kind: .payout, name: "webgiving-\(payout.payout)-\(payout.label).csv", bytes: Array(text.utf8))
  }

  private func pounds(_ pence: Int) -> String { Pence(Int64(pence)).description }

  private func file(_ report: HistoryReport) throws -> File {
    guard let agency = try houses(.finance).configuration.agencies.first(where: { $0.code == report.agency }) else {
      throw GivingError.notFound(kind: "agency", id: report.agency)
    }
    var text =
      "AgencyName,PGA Donor Ref Number,Employer Name,Gross Donation,Admin Charge,Net Donation,Employer Matched Donation,Other Match,Total Donation to Charity\n"
    for line in report.lines {
      var client = agency.clients[0]
      if case .employer(let place, _, _, _) = line { client = agency.clients[place % agency.clients.count] }
      let owed = try OpenExpectation.all(kind: .employerRemittance, from: client.employer, reading())
        .filter { $0.expectation.to == agency.code }.reduce(0) { $0 + Int($1.duePence) }
      let figures = ReportFigures(line, owed: owed, name: client.names[0])
      let told = [figures.gross, figures.charge, figures.net, figures.match, 0, figures.total]
      let cells = [agency.nameInReports, "", figures.employer] + told.map { $0.map(pounds) ?? "n/a" }
      text += cells.joined(separator: ",") + "\n"
    }
    return File(
      kind: .report, name: "agency-\(report.agency)-\(report.date)-\(report.number).csv", bytes: Array(text.utf8),
      supersedes: report.supersedes)
  }
}

// MARK: - Decisions

extension MoneyPlayer {
  private func takeOn(
    _ shares: [HistoryMandate.Share], _ date: CivilDate, _ more: Int, _ actor: HistoryActor
  ) throws -> String {
    let path = home.file("balances-\(steps).csv")
    let text = "fund,balance\n" + shares.map { "\($0.fund),\(pounds($0.weight))\n" }.joined()
    try AtomicFile.write(path, bytes: Array(text.utf8))
    let stated = shares.reduce(more) { $0 + $1.weight }
    let (account, sum) = (HistoryStatement.own, Pence(Int64(stated)))
    try agree(actor) { try $0.takeOn(path, account: account, date: date, stated: sum).words }
    return "taken on \(stated)p"
  }

  private func give(_ gift: HistoryGift) throws -> String {
    let house = try houses(.finance)
    let terms = GiftTerms(
      amount: Pence(Int64(gift.pence)), fund: gift.fund, date: gift.date,
      giver: gift.giver == "anonymous" ? .anonymous : .body(gift.giver))
    return "given \(try house.addGift(terms, receivedIn: gift.receivedIn, isAnother: gift.isAnother).id)"
  }

  private func assign(_ place: Int, _ target: HistoryTarget, _ actor: HistoryActor) throws -> String {
    let items = try OpenItem.open(reading()).filter { $0.code.hasPrefix("bank-") }.map(\.id).sorted()
    guard let item = nth(place, of: items) else { return "no such item" }
    let account = String(item.split(separator: "/")[1])
    let to: LineTarget
    switch target {
    case .gift(let fund): to = .gift(fund)
    case .transfer(let fund): to = .transfer(fund)
    case .expectation(let place):
      guard let open = nth(place, of: try StatementWriter(reading: reading()).payable(account)) else {
        return "no such expectation"
      }
      to = .expectation(open.expectation.id)
    }
    let done = try houses(actor).lineSettling().assign(item, to: to, reason: .ourRecords)
    return "assigned \(done.movedPence)p, left \(done.leftPence)p"
  }

  private func settle(_ place: Int, _ how: HistoryMoneySettlement, _ actor: HistoryActor) throws -> String {
    let items = try OpenItem.open(reading()).filter {
      $0.subject.hasPrefix("agency/") || $0.subject.hasPrefix("gifts/")
    }
    .map(\.id).sorted()
    guard let item = nth(place, of: items) else { return "no such item" }
    let resolution: Resolution =
      switch how {
      case .fund(let code): .fund(code)
      case .deducted(let employer): .deducted(employer)
      case .noted: .noted
      }
    let done = try houses(actor).settling().settle(item, as: resolution, reason: .lookedAt)
    return "settled \(done.movedPence)p"
  }

  private func setOff(_ place: Int, _ owed: Int, _ isOfPayer: Bool, _ actor: HistoryActor) throws -> String {
    let items = try OpenItem.open(reading()).filter { $0.code == "passed-on-too-much" }.map(\.id).sorted()
    guard let item = nth(place, of: items) else { return "no such item" }
    let over = item.split(separator: "/passed-on-too-much")[0]
    let surplus = try Expectation.find(String(over), reading())
    let open = try OpenExpectation.all(reading()).filter { $0.duePence != 0 }.map(\.expectation).filter { owed in
      !isOfPayer || (owed.id != over && [owed.from, owed.to] == [surplus?.from, surplus?.to])
    }
    guard let against = nth(owed, of: open) else { return "no such expectation" }
    let done = try houses(actor).settling().settle(item, as: .against(against.id), reason: .lookedAt)
    return "settled \(done.movedPence)p"
  }

  private func reverse(_ place: Int, _ actor: HistoryActor) throws -> String {
    let ids = try reading().all("SELECT public_id FROM entry UNION SELECT public_id FROM bank_line ORDER BY public_id")
    {
      $0.text(0)
    }
    guard let id = nth(place, of: ids) else { return "no such entry" }
    try agree(actor) { try $0.reverse(Correction(entry: id, reason: .wrongDetails)) }
    return "reversed \(id)"
  }

  private func offer(_ offer: HistoryOffer, _ actor: HistoryActor) throws -> String {
    let terms = try MatchOffer(
      sponsor: offer.sponsor, name: "A sponsor", rate: Rate(basisPoints: Int64(offer.basisPoints)),
      monthlyCap: offer.cap.map { Pence(Int64($0)) }, pot: Pence(Int64(offer.pot)), from: offer.from,
      until: offer.until, funds: offer.funds)
    try agree(actor) { try $0.offerMatch(terms) }
    return "offered"
  }
}

extension Array {
  /// The n-th, counted round; -1 is the last.
  func nth(_ place: Int) -> Element? { isEmpty ? nil : self[(place % count + count) % count] }
}
