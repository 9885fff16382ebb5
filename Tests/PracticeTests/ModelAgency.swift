// An agency's report as the auditor reads it, and how what nobody could explain of it is settled.

import Dates
import Practice

extension ModelAuditor {
  private static let main = "no-limits"

  /// The agency of a report, by the report's id or that of something of it.
  private func agency(of id: String) -> String { String(id.split(separator: "/")[1]) }

  private func atAgency(_ id: String) -> String { "asset:at-agency:\(agency(of: id))" }

  /// What an employer owes an agency, the first day first.
  private func owed(by employer: String, to agency: String) -> [ModelLedger.Expected] {
    ledger.open.filter { $0.kind == "employer-remittance" && $0.from == employer && $0.to == agency }
  }

  /// The last day on which an agency's payment is in time. The day of receipt is the first of 35, or of 60 where the
  /// agency has paid the charity nothing for a year.
  private func lastDay(_ report: HistoryReport) -> CivilDate {
    report.date.adding(days: report.agency == "NEW" ? 59 : 34)
  }

  /// What the lines of a report are, as the books stand when it is made.
  func resolved(_ report: HistoryReport) -> [(employer: String?, figures: ReportFigures)] {
    let clients = Self.clients[report.agency] ?? []
    return report.lines.map { line in
      var client = clients[0]
      if case .employer(let place, _, _, _) = line { client = clients[place % clients.count] }
      let sum = owed(by: client.0, to: report.agency).reduce(0) { $0 + ledger.sum(under: $1.id) }
      var isKnown = true
      if case .stranger = line { isKnown = false }
      return (isKnown ? client.0 : nil, ReportFigures(line, owed: sum, name: client.1))
    }
  }

  mutating func take(
    _ report: HistoryReport, _ lines: [(employer: String?, figures: ReportFigures)], _ actor: HistoryActor
  ) -> String {
    let key = "agency/\(report.agency)/\(report.date)/\(report.number)"
    let content = lines.map(\.figures)
    let standing = money.reports.filter { ledger.reversal(of: $0.id) == nil }
    let times = money.reports.count { $0.key == key }
    let id = times == 0 ? key : "\(key)/r\(times + 1)"
    let same = standing.first { $0.key == key }
    if let same {
      if same.content == content { return "posted before" }
      guard report.supersedes else { return "refused file" }
      guard actor == .finance2 else { return "refused not-permitted" }
      undo(same.id, report.date, by: id)
    } else if case let twins = standing.filter({
      agency(of: $0.id) == report.agency && Self.isNearly(content, $0.content)
    }), !twins.isEmpty,
      twins.contains(where: { abs(report.date.days(since: $0.date)) < 21 }) || tellsMoreThanDeducted(lines, id, report)
    {
      return "refused file"
    }
    money.reports.append(.init(id: id, key: key, date: report.date, content: content))
    let items = post(lines, id, report.date)
    ledger.expect(id, "agency-payment", from: report.agency, "\(report.date)", by: lastDay(report))
    raiseIfTooMuch(id, of: id, report.date)
    let total = content.reduce(0) { $0 + $1.total }
    return same == nil ? "posted \(lines.count) lines, \(total)p, \(items) items" : "replaced, \(total)p"
  }

  /// Whether one report has the other's amounts, in any order, but for one line, and shares one at least.
  private static func isNearly(_ some: [ReportFigures], _ others: [ReportFigures]) -> Bool {
    func amounts(_ figures: ReportFigures) -> [Int?] {
      [figures.gross, figures.charge, figures.net, figures.match, figures.total]
    }
    var left = others.map(amounts)
    var alike = 0
    for figures in some.map(amounts) {
      guard let place = left.firstIndex(of: figures) else { continue }
      left.remove(at: place)
      alike += 1
    }
    let most = max(some.count, others.count)
    return alike == most || (alike > 0 && alike == most - 1)
  }

  /// Whether a report, if it were taken in, would tell of gifts that nobody deducted.
  private func tellsMoreThanDeducted(
    _ lines: [(employer: String?, figures: ReportFigures)], _ id: String, _ report: HistoryReport
  ) -> Bool {
    var trial = self
    _ = trial.post(lines, id, report.date)
    return trial.ledger.items.values.contains { item in
      item.subject == id && ["no-deduction", "employer-unknown"].contains(item.code)
    }
  }

  /// Undoes a report and what settled its items; what was paid of it counts for the one in its place.
  private mutating func undo(_ report: String, _ date: CivilDate, by successor: String) {
    let settled = ledger.items.values.filter { $0.subject == report }.map { "settled/\($0.id)" }.sorted()
    undo([report] + settled, about: report, by: successor)
    passOn(report, to: successor, as: "\(successor)/paid-before", date)
  }

  private struct Sums {
    var gross = 0
    var charge = 0
    var match = 0
  }

  /// - Returns: how many items it raises.
  private mutating func post(
    _ lines: [(employer: String?, figures: ReportFigures)], _ id: String, _ date: CivilDate
  ) -> Int {
    var postings: [Posting] = []
    var items: [(String, String, Int)] = []
    var employers: [String: Sums] = [:]
    var (isSurprise, isUntold) = (false, false)
    for (index, line) in lines.enumerated() {
      let (figures, place) = (line.figures, "\(id)/L\(index + 2)")
      guard figures.net + figures.match == figures.total else {
        postings += suspended(figures.total, id)
        items.append((place, "total-mismatch", figures.total))
        continue
      }
      let charge = figures.charge ?? 0
      let gross = figures.gross ?? figures.net
      guard let employer = line.employer else {
        postings += suspended(gross + figures.match, id) + kept(charge, Self.main, id)
        items.append((place, "employer-unknown", gross + figures.match))
        continue
      }
      let agreed = (gross * 4 + 50) / 100
      if figures.charge == nil {
        isUntold = isUntold || agreed != 0
      } else if abs(charge - agreed) > 1 {
        isSurprise = true
      }
      employers[employer, default: Sums()].gross += gross
      employers[employer, default: Sums()].charge += charge
      employers[employer, default: Sums()].match += figures.match
    }
    for (employer, sums) in employers.sorted(by: { $0.key < $1.key }) {
      let (more, waiting) = post(sums, employer, id, after: postings)
      postings += more
      items += waiting
    }
    if isSurprise { items.append(("\(id)/fee-unexpected", "fee-unexpected", 0)) }
    if isUntold { items.append(("\(id)/fee-unknown", "fee-unknown", 0)) }
    ledger.post(id, "agency-report", date, postings)
    for item in items { ledger.raise(item.0, item.1, of: id, item.2, on: date) }
    return items.count
  }

  /// What was deducted moves on, the oldest first; charge and match are spread by what each fund got of it.
  private func post(
    _ sums: Sums, _ employer: String, _ id: String, after before: [Posting]
  ) -> (postings: [Posting], items: [(String, String, Int)]) {
    var postings: [Posting] = []
    var items: [(String, String, Int)] = []
    var left = sums.gross
    for open in owed(by: employer, to: agency(of: id)) where left > 0 {
      let paid = ledger.pay(open.id, left, into: atAgency(id), as: id, after: before + postings)
      postings += paid.postings
      left = paid.left
    }
    var got: [String: Int] = [:]
    for posting in postings where posting.account == atAgency(id) { got[posting.fund, default: 0] += posting.pence }
    got = got.filter { $0.value > 0 }
    if left == 0, got.isEmpty { got[ModelLedger.nobody] = 1 }
    if left > 0 {
      postings += suspended(left, id)
      items.append(("\(id)/\(employer)/no-deduction", "no-deduction", left))
      got[ModelLedger.nobody, default: 0] += left
    }
    let order = ledger.funds.filter { got[$0] != nil }
    let weights = order.map { got[$0] ?? 0 }
    for (fund, share) in zip(order, ModelLedger.shares(sums.charge, weights)) {
      postings += kept(share, fund == ModelLedger.nobody ? Self.main : fund, id)
    }
    for (fund, share) in zip(order, ModelLedger.shares(sums.match, weights)) where share != 0 {
      if fund == ModelLedger.nobody {
        postings += suspended(share, id)
        items.append(("\(id)/\(employer)/match-no-fund", "match-no-fund", share))
      } else {
        postings.append(Posting(account: atAgency(id), fund: fund, expectation: id, pence: share))
        postings.append(Posting(account: "income:match", fund: fund, pence: -share))
      }
    }
    return (postings, items)
  }

  private func suspended(_ pence: Int, _ id: String) -> [Posting] {
    [
      Posting(account: atAgency(id), fund: ModelLedger.nobody, expectation: id, pence: pence),
      Posting(account: "liability:suspense", fund: ModelLedger.nobody, pence: -pence),
    ]
  }

  private func kept(_ pence: Int, _ fund: String, _ id: String) -> [Posting] {
    [
      Posting(account: "expense:agency-fees", fund: fund, pence: pence),
      Posting(account: atAgency(id), fund: fund, expectation: id, pence: -pence),
    ]
  }
}

// MARK: - Settling

extension ModelAuditor {
  mutating func settle(_ place: Int, _ how: HistoryMoneySettlement) -> String {
    let ids = ledger.items.values.filter {
      $0.isOpen && ($0.subject.hasPrefix("agency/") || $0.subject.hasPrefix("gifts/"))
    }.map(\.id).sorted()
    guard let id = nth(place, of: ids), let item = ledger.items[id] else { return "no such item" }
    if item.suspended == 0 {
      guard how == .noted else { return "refused settlement" }
      ledger.settle(id)
      return "settled 0p"
    }
    let gift = money.gifts.first { $0.id == id }
    if gift == nil, ledger.take(item.suspended, of: ModelLedger.nobody, first: item.subject) == nil {
      return "refused too-little"
    }
    switch how {
    case .noted: return "refused settlement"
    case .deducted(let employer):
      guard gift == nil else { return "refused settlement" }
      guard let postings = deducted(employer, item) else { return "refused settlement" }
      return settled(item, postings)
    case .fund(let fund):
      guard fund != ModelLedger.nobody else { return "refused not-found" }
      guard funds[fund]?.isOpen(item.date) ?? false else { return "refused settlement" }
      guard let places = ledger.take(item.suspended, of: ModelLedger.nobody, first: item.subject) else {
        return "refused too-little"
      }
      let income =
        gift != nil ? "income:gifts" : item.code == "match-no-fund" ? "income:match" : "income:payroll:partners"
      var postings = places.flatMap { Self.moved($0.pence, at: $0, to: fund, as: income) }
      if let gift {
        postings.append(Posting(account: "expense:agency-fees", fund: fund, pence: gift.fee))
        postings.append(Posting(account: income, fund: fund, pence: -gift.fee))
        for index in money.gifts.indices where money.gifts[index].id == id { money.gifts[index].fund = fund }
      }
      return settled(item, postings)
    }
  }

  private mutating func settled(_ item: ModelLedger.Item, _ postings: [Posting]) -> String {
    ledger.post("settled/\(item.id)", "suspense-settled", item.date, postings)
    ledger.settle(item.id)
    return "settled \(item.suspended)p"
  }

  /// The employer's deductions came after the report: their income is in the books, so they are cleared.
  private func deducted(_ employer: String, _ item: ModelLedger.Item) -> [Posting]? {
    guard let places = ledger.take(item.suspended, of: ModelLedger.nobody, first: item.subject) else { return nil }
    var postings: [Posting] = []
    for place in places {
      var left = place.pence
      for open in owed(by: employer, to: agency(of: item.id)) where left > 0 {
        let paid = ledger.pay(open.id, left, into: place.account, as: place.expectation, after: postings)
        postings += paid.postings
        left = paid.left
      }
      guard left == 0 else { return nil }
      postings.append(
        Posting(
          account: place.account, fund: ModelLedger.nobody, expectation: place.expectation, pence: -place.pence))
      postings.append(Posting(account: "liability:suspense", fund: ModelLedger.nobody, pence: place.pence))
    }
    return postings
  }
}
