// All other money as the auditor sees it: what is remembered of it, gifts, payouts and closed months. No rule of the
// house is called here.

import Dates
import Ledger
import Practice

/// What the auditor remembers of the money that is not payroll's.
struct ModelMoney {
  struct Gift {
    let id: String
    let entry: String
    /// Where it was settled to, once it was.
    var fund: String
    let pence: Int
    let fee: Int
    let date: CivilDate
    let giver: String
  }

  /// A file that came, as it was made when it came first.
  enum File {
    case payout(HistoryPayout)
    case report(HistoryReport, [(employer: String?, figures: ReportFigures)])
    case statement(HistoryStatement, opening: Int, [BankFigures])
  }

  struct Report {
    let id: String
    let key: String
    let date: CivilDate
    let content: [ReportFigures]
  }

  struct Statement {
    let id: String
    let account: String
    let label: Int
    let closing: Int
    /// How many lines are ours, how many are not, and what those come to.
    let lines: Int
    let others: Int
    let ofOthers: Int
  }

  struct BankLine {
    let statement: String
    let date: CivilDate
    let pence: Int
    /// What it paid without a person, by place.
    let paid: [ModelLedger.Posting]
  }

  var files: [Int: File] = [:]
  var gifts: [Gift] = []
  var payouts: [(payout: String, entry: String, content: HistoryPayout)] = []
  var reports: [Report] = []
  var statements: [Statement] = []
  var bankLines: [String: BankLine] = [:]
  var offer: HistoryOffer?
  var claims: [(until: CivilDate, pence: Int)] = []
  /// What was claimed for each gift, by its id, day and fund.
  var matched: [[String]: Int] = [:]
  var fees: [(fund: String, month: Month, pence: Int)] = []
  var feeEntries = 0
  var giftAid = ModelGiftAid()
}

extension ModelAuditor {
  static let today = HistoryPlayer.businessDate
  static let bank = "asset:bank:MOD"
  /// Each agency's clients in its order, with what its reports call them.
  static let clients = [
    "PGA": [
      ("SBC", "The council"), ("DBC", "The neighbouring council"), ("ACME", "A partner business"),
      ("OAK", "A schools trust"),
    ],
    "NEW": [("ACME", "A partner business"), ("OAK", "A schools trust")],
  ]

  /// What becomes of a step of the money that is not payroll's.
  mutating func predict(_ step: MoneyStep, _ actor: HistoryActor) -> String {
    switch step {
    case .gift(let gift): return give(gift)
    case .payout(let payout):
      money.files[payout.label] = .payout(payout)
      return take(payout.label, actor)
    case .report(let report):
      money.files[report.label] = .report(report, resolved(report))
      return take(report.label, actor)
    case .statement(let statement):
      money.files[statement.label] = resolved(statement)
      return take(statement.label, actor)
    case .again(let label): return money.files[label] == nil ? "no such file" : take(label, actor)
    case .assign(let place, let target): return assign(place, target, actor)
    case .settle(let place, let how): return settle(place, how)
    case .setOff(let place, let owed, let isOfPayer): return setOff(place, owed, isOfPayer, actor)
    case .claim(let sponsor, let until): return claim(sponsor, until)
    case .fee(let month): return charge(month)
    case .declare(let post, let from, let madeOn): return declare(post, from, madeOn, actor)
    case .undeclare(let place, let day): return undeclare(place, day, actor)
    case .giver(let place, let post): return name(place, post)
    case .giftAid(let until): return claimGiftAid(until, actor)
    case .schedule(let place): return schedule(place)
    case .late(let day): return look(day)
    case .takeOn, .transfer, .reverse, .offer, .close, .reopen: return decide(step, actor)
    }
  }

  private mutating func take(_ label: Int, _ actor: HistoryActor) -> String {
    switch money.files[label] {
    case .payout(let payout): return take(payout)
    case .report(let report, let lines): return take(report, lines, actor)
    case .statement(let statement, let opening, let lines): return take(statement, opening, lines)
    case nil: return "no such file"
    }
  }

  func nth<T>(_ place: Int, of list: [T]) -> T? {
    list.isEmpty ? nil : list[(place % list.count + list.count) % list.count]
  }

  /// What two people do: it is looked at before it is proposed, and nobody agrees to what they proposed.
  private mutating func decide(_ step: MoneyStep, _ actor: HistoryActor) -> String {
    let before = self
    let outcome = done(step)
    if outcome.hasPrefix("refused") || outcome.hasPrefix("no such") || actor == .finance2 { return outcome }
    self = before
    return "refused not-permitted"
  }

  private mutating func done(_ step: MoneyStep) -> String {
    switch step {
    case .takeOn(let shares, let date, let more): return takeOn(shares, date, more)
    case .transfer(let from, let to, let pence, let reason): return transfer(from, to, pence, reason)
    case .reverse(let place): return reverse(place)
    case .offer(let offer):
      guard money.offer == nil else { return "refused taken" }
      money.offer = offer
      return "offered"
    case .close(let month):
      let first = ledger.entries.map(\.month).min()
      let next = ledger.closed.last.map(\.next) ?? first
      guard month == next, month < Self.today.month else { return "refused month" }
      ledger.closed.append(month)
      return "closed \(month)"
    case .reopen(let month):
      guard ledger.closed.last == month else { return "refused month" }
      ledger.closed.removeLast()
      return "opened \(month)"
    default: return "nobody knows"
    }
  }
}

// MARK: - Gifts

extension ModelAuditor {
  /// The gifts that stand.
  var standingGifts: [ModelMoney.Gift] { money.gifts.filter { ledger.reversal(of: $0.entry) == nil } }

  private mutating func give(_ gift: HistoryGift) -> String {
    // What is in the foundation's account only its statements say; and nothing is given on a day to come.
    if gift.date > Self.today { return "refused gift" }
    let isHeld = gift.receivedIn == HistoryStatement.holding
    if gift.receivedIn != nil, !isHeld { return "refused gift" }
    if isHeld, money.statements.contains(where: { $0.account == HistoryStatement.holding }) { return "refused stated" }
    guard gift.fund != ModelLedger.nobody, funds[gift.fund]?.isOpen(gift.date) ?? false else { return "refused gift" }
    let prefix = "gift/\(gift.date)/\(gift.giver)/"
    let isKnown = standingGifts.contains {
      $0.id.hasPrefix(prefix) && $0.pence == gift.pence && $0.fund == gift.fund
    }
    if isKnown, !gift.isAnother { return "refused gift" }
    let id = prefix + "\(money.gifts.count { $0.id.hasPrefix(prefix) } + 1)"
    money.gifts.append(
      .init(id: id, entry: id, fund: gift.fund, pence: gift.pence, fee: 0, date: gift.date, giver: id))
    ledger.post(
      id, "gift", gift.date,
      [
        isHeld
          ? Posting(account: "asset:holding:\(HistoryStatement.holding)", fund: gift.fund, pence: gift.pence)
          : Posting(account: "asset:in-transit:\(gift.giver)", fund: gift.fund, expectation: id, pence: gift.pence),
        Posting(account: "income:gifts", fund: gift.fund, pence: -gift.pence),
      ])
    if isHeld { return "given \(id)" }
    ledger.expect(id, "transfer-in", from: gift.giver, "\(gift.date)", by: gift.date)
    return "given \(id)"
  }

  /// Whether two payouts have the same gifts, in any order, or four and more of which one is not the same.
  private static func isNearly(_ some: [HistoryPayout.Gift], _ others: [HistoryPayout.Gift]) -> Bool {
    func shapes(_ gifts: [HistoryPayout.Gift]) -> [String] { gifts.map { "\($0.date) \($0.pence) \($0.fee)" } }
    var left = shapes(others)
    var unlike = 0
    for shape in shapes(some) {
      if let place = left.firstIndex(of: shape) { left.remove(at: place) } else { unlike += 1 }
    }
    let most = max(some.count, others.count)
    return max(unlike, left.count) == 0 || (max(unlike, left.count) == 1 && most >= 4)
  }

  private mutating func take(_ payout: HistoryPayout) -> String {
    if payout.gifts.contains(where: { $0.fee >= $0.pence }) { return "refused file" }
    let earlier = money.payouts.filter { $0.payout == payout.payout }
    if let last = earlier.last, ledger.reversal(of: last.entry) == nil {
      return last.content.gifts == payout.gifts ? "posted before" : "refused file"
    }
    let standing = money.payouts.filter { ledger.reversal(of: $0.entry) == nil }
    if standing.contains(where: { Self.isNearly(payout.gifts, $0.content.gifts) }) { return "refused file" }
    let id = "gifts/webgiving/\(payout.payout)/r\(earlier.count + 1)"
    let last = payout.gifts.map(\.date).max() ?? Self.today
    var postings: [Posting] = []
    var items = 0
    for (index, gift) in payout.gifts.enumerated() {
      let named = ["NOLIMITS": "no-limits", "GIFTOFGIVING": "gift-of-giving", "CAMPAIGN": "campaign"][gift.code]
      let fund = named.flatMap { funds[$0]?.isOpen(gift.date) ?? false ? $0 : nil }
      let line = "\(id)/L\(index + 2)"
      money.gifts.append(
        .init(
          id: line, entry: id, fund: fund ?? ModelLedger.nobody, pence: gift.pence, fee: gift.fee, date: gift.date,
          giver: line))
      postings.append(
        Posting(
          account: "asset:web-payout-due:webgiving", fund: fund ?? ModelLedger.nobody, expectation: id,
          pence: gift.pence - gift.fee))
      if let fund {
        postings.append(Posting(account: "expense:agency-fees", fund: fund, pence: gift.fee))
        postings.append(Posting(account: "income:gifts", fund: fund, pence: -gift.pence))
      } else {
        postings.append(
          Posting(account: "liability:suspense", fund: ModelLedger.nobody, pence: gift.fee - gift.pence))
        let code = named == nil ? "gift-unknown-fund" : "gift-fund-closed"
        ledger.raise(line, code, of: id, gift.pence - gift.fee, on: gift.date)
        items += 1
      }
    }
    ledger.post(id, "web-gifts", last, postings)
    ledger.expect(id, "web-payout", from: "webgiving", payout.payout, by: last.adding(days: 14))
    money.payouts.append((payout.payout, id, payout))
    return "posted \(payout.gifts.count) lines, \(payout.gifts.reduce(0) { $0 + $1.pence })p, \(items) items"
  }
}
