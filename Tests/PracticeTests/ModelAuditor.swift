// An auditor who keeps a scheme's books in their head, from the design alone: no rule of Giving is called here. What it
// takes from elsewhere are values that name things (dates, keys, what a profile says), never a decision.

import Dates
import Giving
import Ledger
import Money
import Practice

/// Predicts what becomes of a history.
struct ModelAuditor {
  struct Post {
    let terms: HistoryPost
    var until: CivilDate?
  }

  struct Mandate {
    let terms: HistoryMandate
    var until: CivilDate?

    /// A gift for one pay day that names no last day has until the end of its month.
    init(_ terms: HistoryMandate) {
      self.terms = terms
      until = terms.until ?? (terms.once ? terms.from.month.lastDay : nil)
    }

    /// A gift for one pay day can be taken in the pay period that it begins in, and in no other.
    func covers(_ date: CivilDate, _ frequency: PayFrequency) -> Bool {
      let period: CivilDate? =
        switch frequency {
        case _ where !terms.once: nil
        case .monthly: terms.from.month.lastDay
        case .weekly: terms.from.adding(days: 6)
        case .fortnightly: terms.from.adding(days: 13)
        case .fourWeekly: terms.from.adding(days: 27)
        }
      return terms.from <= date && (until.map { date <= $0 } ?? true) && (period.map { date <= $0 } ?? true)
    }

    /// Whether they share a day.
    func meets(_ other: Mandate) -> Bool {
      guard until.map({ terms.from <= $0 }) ?? true, other.until.map({ other.terms.from <= $0 }) ?? true else {
        return false
      }
      return (other.until.map { terms.from <= $0 } ?? true) && (until.map { other.terms.from <= $0 } ?? true)
    }
  }

  struct FundDays {
    var opens: CivilDate?
    var closes: CivilDate?
    func isOpen(_ date: CivilDate) -> Bool { (opens.map { $0 <= date } ?? true) && (closes.map { date <= $0 } ?? true) }
  }

  /// What was decided of one line.
  struct Line {
    let line: HistoryLine
    let finding: String
    /// Pence by fund.
    let placed: [String: Int]
    let suspended: Int
    /// The mandate that was live for it, by label.
    let mandate: Int?
    var settled: HistorySettlement?
    /// The label of the post that held the payroll number when the file was posted.
    var post: Int?
    var needsPerson: Bool { finding != "as-mandated" && finding != "consent-kept-by-payroll" }
  }

  enum State: Equatable { case posted, held([String]), superseded, rejected }

  struct File {
    let file: HistoryFile
    let broughtBy: HistoryActor
    var state: State
    /// Which revision of its key it became; 0 before.
    var revision = 0
    /// Which it was to become.
    var intended = 1
    /// Whether a second person said yes to it.
    var wasApproved = false
    var lines: [Line] = []
    var total: Int { file.lines.reduce(0) { $0 + $1.pence } }
    /// How many payroll numbers gave; one that is in no register counts at each line.
    var heads = 0
  }

  let profiles: [String: Profile]
  /// Fund codes in the order in which they were opened: pennies left over go to the first.
  let fundOrder: [String]
  var funds: [String: FundDays]
  var posts: [Int: Post] = [:]
  var mandates: [Int: Mandate] = [:]
  var files: [File] = []
  /// The newest import of a file, by label.
  var imports: [Int: Int] = [:]
  var ledger: ModelLedger
  var money: ModelMoney

  init(profiles: [Profile], fundCodes: [String], history: History) {
    self.profiles = Dictionary(uniqueKeysWithValues: profiles.map { ($0.name, $0) })
    fundOrder = fundCodes + history.funds.map(\.code)
    ledger = ModelLedger(fundOrder: fundOrder)
    money = ModelMoney()
    funds = Dictionary(uniqueKeysWithValues: fundCodes.map { ($0, FundDays()) })
    for fund in history.funds {
      funds[fund.code] = FundDays(
        opens: fund.opens,
        closes: fund.closes)
    }
  }

  /// What becomes of a step, in the words of the one who plays it.
  mutating func predict(_ step: HistoryStep) -> String {
    switch step {
    case .join(let post): return join(post)
    case .give(let mandate): return give(mandate)
    case .stop(let label, let date):
      guard mandates[label] != nil else { return "no such mandate" }
      end(label, on: date)
      return "stopped"
    case .change(let label, let mandate): return change(label, mandate)
    case .leave(let label, let date): return leave(label, date)
    case .closeFund(let code, let date):
      funds[code]?.closes = date
      return "closed"
    case .take(let file, let actor): return take(file, actor)
    case .approve(let label, let actor): return approve(label, actor)
    case .reject(let label, let actor): return reject(label, actor)
    case .settle(let label, let line, let how, let actor): return settle(label, line, how, actor)
    case .money(let step, let actor): return predict(step, actor)
    }
  }
}

// MARK: - The register

extension ModelAuditor {
  private mutating func join(_ post: HistoryPost) -> String {
    let taken = posts.values.contains { other in
      other.terms.employer == post.employer && other.terms.payroll == post.payroll
        && other.terms.payrollNumber == post.payrollNumber
        && (other.until.map { other.terms.from <= $0 && post.from <= $0 } ?? true)
    }
    if taken { return "refused payroll-number-taken" }
    posts[post.label] = Post(terms: post)
    return "joined"
  }

  private func canStand(_ mandate: Mandate, besides: [Int: Mandate]) -> Bool {
    !besides.values.contains {
      $0.terms.post == mandate.terms.post && $0.terms.code == mandate.terms.code && $0.meets(mandate)
    }
  }

  private mutating func give(_ terms: HistoryMandate) -> String {
    guard posts[terms.post] != nil else { return "no such post" }
    let mandate = Mandate(terms)
    guard canStand(mandate, besides: mandates) else { return "refused overlapping-mandate" }
    mandates[terms.label] = mandate
    return "given"
  }

  /// A mandate's last day is brought forward, never put off: that would need another consent.
  private mutating func end(_ label: Int, on date: CivilDate) {
    guard let mandate = mandates[label] else { return }
    mandates[label]?.until = min(date, mandate.until ?? date)
  }

  private mutating func change(_ label: Int, _ terms: HistoryMandate) -> String {
    guard mandates[label] != nil else { return "no such mandate" }
    let before = mandates
    end(label, on: terms.from.adding(days: -1))
    let mandate = Mandate(terms)
    guard canStand(mandate, besides: mandates) else {
      mandates = before
      return "refused overlapping-mandate"
    }
    mandates[terms.label] = mandate
    return "changed"
  }

  private mutating func leave(_ label: Int, _ date: CivilDate) -> String {
    guard let post = posts[label] else { return "no such post" }
    guard post.until.map({ $0 > date }) ?? true else { return "left 0" }
    var stopped = 0
    for (label, mandate) in mandates
    where mandate.terms.post == post.terms.label && (mandate.until.map { $0 > date } ?? true) {
      mandates[label]?.until = date
      stopped += 1
    }
    posts[label]?.until = date
    return "left \(stopped)"
  }
}

// MARK: - Files

extension ModelAuditor {
  private func posted(_ key: FileKey) -> [File] {
    files.filter { $0.file.key == key && ($0.state == .posted || $0.state == .superseded) }
  }

  private mutating func take(_ file: HistoryFile, _ actor: HistoryActor) -> String {
    if file.damage != nil { return "refused file" }
    for (index, other) in files.enumerated().reversed()
    where other.file.key == file.key && other.file.bytes == file.bytes {
      switch other.state {
      case .posted:
        imports[file.label] = index
        return "posted before"
      case .held(let reasons):
        imports[file.label] = index
        return "held \(reasons.joined(separator: ","))"
      case .superseded:
        if !file.supersedes { return "refused file" }
      case .rejected: continue
      }
    }
    let revisions = posted(file.key).count
    if revisions > 0, !file.supersedes { return "refused file" }
    let reasons = holdReasons(file)
    imports[file.label] = files.count
    files.append(File(file: file, broughtBy: actor, state: .posted, intended: revisions + 1))
    if reasons.isEmpty { return post(files.count - 1) }
    files[files.count - 1].state = .held(reasons)
    return "held \(reasons.joined(separator: ","))"
  }

  /// The decisions are made now, with the register as it is now.
  private mutating func post(_ index: Int) -> String {
    let earlier = files.indices.filter {
      $0 != index && files[$0].file.key == files[index].file.key && files[$0].revision > 0
    }
    files[index].lines = decide(files[index].file)
    files[index].heads = heads(files[index].file)
    files[index].state = .posted
    files[index].revision = earlier.count + 1
    if let last = earlier.last { undo(files[last], by: files[index]) }
    book(files[index])
    for other in earlier { files[other].state = .superseded }
    let items = files[index].lines.count { $0.needsPerson }
    return "posted \(files[index].lines.count) lines, \(files[index].total)p, \(items) items"
  }

  /// The yes answers the reasons that it was held for, and no other.
  private mutating func approve(_ label: Int, _ actor: HistoryActor) -> String {
    guard let index = imports[label] else { return "no such file" }
    guard case .held(let reasons) = files[index].state else {
      guard files[index].state == .posted, files[index].wasApproved else { return "refused not-in-state" }
      return actor == .night || actor == files[index].broughtBy ? "refused not-permitted" : "posted before"
    }
    if actor == .night || actor == files[index].broughtBy { return "refused not-permitted" }
    let isOvertaken = posted(files[index].file.key).count + 1 != files[index].intended
    let others = holdReasons(files[index].file).filter { !reasons.contains($0) }
    if isOvertaken || !others.isEmpty { return "refused held-otherwise" }
    files[index].wasApproved = true
    return post(index)
  }

  private mutating func reject(_ label: Int, _ actor: HistoryActor) -> String {
    guard let index = imports[label] else { return "no such file" }
    if actor == .night { return "refused not-permitted" }
    // The same command again has the same answer, and changes nothing.
    if files[index].state == .rejected { return "rejected" }
    guard case .held = files[index].state else { return "refused not-in-state" }
    files[index].state = .rejected
    return "rejected"
  }

  /// Every reason for a second person to look.
  private func holdReasons(_ file: HistoryFile) -> [String] {
    var reasons: [String] = []
    let twins = files.filter { $0.file.bytes == file.bytes && $0.file.key != file.key }
    if twins.contains(where: { if case .held = $0.state { true } else { $0.state == .posted } }) {
      reasons.append("same-bytes")
    }
    let ours = files.filter {
      $0.revision > 0 && $0.file.key.sender == file.key.sender && $0.file.key.payroll == file.key.payroll
    }
    if let last = ours.map(\.file.key.payDate).max(), last.days(since: file.key.payDate) > 62 {
      reasons.append("pay-date-long-ago")
    }
    let live = ours.filter { $0.state == .posted }
    let today = live.filter { $0.file.key.payDate == file.key.payDate }
    if file.key.sequence > 1, !today.contains(where: { $0.file.key.sequence == file.key.sequence - 1 }) {
      reasons.append("earlier-sequence-missing")
    }
    if !posted(file.key).isEmpty { reasons.append("supersedes") }
    return reasons + movements(file, live, today.filter { $0.file.key != file.key })
  }

  /// What moved too far against the last pay date before.
  private func movements(_ file: HistoryFile, _ live: [File], _ others: [File]) -> [String] {
    guard let day = live.map(\.file.key.payDate).filter({ $0 < file.key.payDate }).max(),
      let profile = profiles[file.profile]
    else { return [] }
    var incoming = File(file: file, broughtBy: .night, state: .posted)
    incoming.heads = heads(file)
    let before = live.filter { $0.file.key.payDate == day }
    let now = others + [incoming]
    func moved(_ measure: (File) -> Int, _ rate: Rate) -> Bool {
      let was = before.map(measure).reduce(0, +)
      let change = abs(now.map(measure).reduce(0, +) - was)
      return was == 0 ? change > 0 : Fraction(change, abs(was)) > Fraction(Int(rate.basisPoints), 10_000)
    }
    let total = moved(\.total, profile.holdTotalMoved) ? ["total-moved"] : []
    return total + (moved(\.heads, profile.holdHeadsMoved) ? ["givers-moved"] : [])
  }
}

// MARK: - Lines

extension ModelAuditor {
  private func heads(_ file: HistoryFile) -> Int {
    let known = file.lines.filter { holder($0, file.key) != nil }
    return Set(known.map { [$0.employer, $0.payrollNumber] }).count + file.lines.count - known.count
  }
}

extension ModelAuditor {
  /// What may be taken once for a pay date: a post's code, or that of a number in no register.
  private struct Taken: Hashable {
    let post: Int?
    let stranger: String?
    let code: String
  }

  private func taken(_ line: HistoryLine, _ post: Int?) -> Taken {
    Taken(post: post, stranger: post == nil ? "\(line.employer) \(line.payrollNumber)" : nil, code: line.code)
  }

  private func decide(_ file: HistoryFile) -> [Line] {
    let others = files.filter {
      $0.state == .posted && $0.file.key != file.key && $0.file.key.payDate == file.key.payDate
    }
    let isLaterRun = others.contains {
      $0.file.key.sender == file.key.sender && $0.file.key.payroll == file.key.payroll
    }
    var before: Set<Taken> = []
    for run in others {
      for line in run.lines where line.finding != "negative-line" && line.finding != "second-time" {
        guard line.mandate != nil || line.finding == "consent-kept-by-payroll",
          let post = holder(line.line, run.file.key)
        else { continue }
        before.insert(taken(line.line, post))
      }
    }
    return file.lines.map { line in
      let post = holder(line, file.key)
      let isTaken = before.contains(taken(line, post))
      if line.pence >= 0 { before.insert(taken(line, post)) }
      var decided = decide(line, post, file, isTaken: isTaken, isLaterRun: isLaterRun)
      decided.post = post
      return decided
    }
  }

  /// Who holds a payroll number on the pay date; where nobody does, who held it last.
  private func holder(_ line: HistoryLine, _ key: FileKey) -> Int? {
    let holders = posts.values.filter {
      $0.terms.employer == line.employer && $0.terms.payroll == key.payroll
        && $0.terms.payrollNumber == line.payrollNumber
    }.sorted { $0.terms.label < $1.terms.label }
    let now = holders.last { $0.terms.from <= key.payDate && ($0.until.map { key.payDate <= $0 } ?? true) }
    return (now ?? holders.last)?.terms.label
  }

  private func decide(_ line: HistoryLine, _ post: Int?, _ file: HistoryFile, isTaken: Bool, isLaterRun: Bool) -> Line {
    guard let profile = profiles[file.profile] else { preconditionFailure("a profile is missing") }
    let own = mandates.values.filter { $0.terms.post == post && $0.terms.code == line.code }
    let frequency = profile.payrolls.first { $0.employer == line.employer && $0.payroll == file.key.payroll }?.frequency
    let live = own.first { $0.covers(file.key.payDate, frequency ?? .monthly) }
    let codeFund = profile.codes.first { $0.code == line.code }?.fund
    func suspend(_ finding: String) -> Line {
      Line(
        line: line, finding: finding, placed: [:], suspended: line.pence,
        mandate: codeFund == nil ? nil : live?.terms.label)
    }
    func place(_ finding: String, _ pence: Int, _ shares: [HistoryMandate.Share]) -> Line {
      Line(
        line: line, finding: finding, placed: spread(pence, shares), suspended: line.pence - pence,
        mandate: live?.terms.label)
    }
    guard let codeFund else { return suspend("unknown-code") }
    if line.pence < 0 { return suspend("negative-line") }
    // Of a number that nobody knows, no second run can tell whether it gave in the first.
    if post == nil, !profile.consentsKeptByPayroll || isLaterRun { return suspend("unknown-payroll-number") }
    if isTaken { return suspend("second-time") }
    guard let live else {
      guard profile.consentsKeptByPayroll else {
        let hasLeft = post.flatMap { posts[$0]?.until }.map { $0 < file.key.payDate } ?? false
        return suspend(own.isEmpty ? "no-mandate" : hasLeft ? "leaver-still-deducted" : "mandate-not-live")
      }
      guard funds[codeFund]?.isOpen(file.key.payDate) ?? false else { return suspend("fund-closed") }
      return place("consent-kept-by-payroll", line.pence, [.init(fund: codeFund, weight: 1)])
    }
    guard live.terms.shares.allSatisfy({ funds[$0.fund]?.isOpen(file.key.payDate) ?? false }) else {
      return suspend("fund-closed")
    }
    if line.pence == live.terms.pence { return place("as-mandated", line.pence, live.terms.shares) }
    if line.pence < live.terms.pence { return place("less-than-mandate", line.pence, live.terms.shares) }
    return place("more-than-mandate", live.terms.pence, live.terms.shares)
  }

  /// Whole pence by weight: what is left over goes, a penny each, to the largest remainders, the first fund first.
  func spread(_ pence: Int, _ shares: [HistoryMandate.Share]) -> [String: Int] {
    let ordered = shares.sorted { place($0.fund) < place($1.fund) }
    return Dictionary(
      uniqueKeysWithValues: zip(ordered.map(\.fund), ModelLedger.shares(pence, ordered.map(\.weight))))
  }

  private func place(_ fund: String) -> Int { fundOrder.firstIndex(of: fund) ?? -1 }
}

// MARK: - Items

extension ModelAuditor {
  private mutating func settle(_ label: Int, _ line: Int, _ how: HistorySettlement, _ actor: HistoryActor) -> String {
    guard let index = imports[label], files[index].revision > 0,
      let place = files[index].lines.firstIndex(where: { $0.line.line == line && $0.needsPerson })
    else { return "no such item" }
    if case .mandate(let label) = how, mandates[label] == nil { return "no such mandate" }
    let item = files[index].lines[place]
    if actor == .night { return "refused not-permitted" }
    // The same again is nothing new; another way is a contradiction.
    if let settled = item.settled { return settled == how ? "settled \(item.suspended)p" : "refused conflict" }
    if let refusal = refusal(how, item, files[index].file.key) { return "refused \(refusal)" }
    let moved = entry(how, item, files[index])
    if let refusal = moved.refusal { return "refused \(refusal)" }
    if files[index].state == .superseded { return "refused already-done" }
    let id = files[index].item(item)
    ledger.post("settled/\(id)", "suspense-settled", files[index].file.key.payDate, moved.postings)
    ledger.settle(id)
    files[index].lines[place].settled = how
    return "settled \(item.suspended)p"
  }

  /// Why an item cannot be settled so.
  private func refusal(_ how: HistorySettlement, _ item: Line, _ key: FileKey) -> String? {
    guard item.suspended != 0 else { return how == .noted ? nil : "settlement" }
    switch how {
    case .noted: return "settlement"
    case .returned: return nil
    case .fund(let code):
      guard let fund = funds[code] else { return "not-found" }
      return fund.isOpen(key.payDate) ? nil : "settlement"
    case .mandate(let label):
      guard let mandate = mandates[label], let giver = posts[mandate.terms.post] else { return "not-found" }
      let isTheirs =
        holder(item.line, key).map { $0 == mandate.terms.post }
        ?? (giver.terms.employer == item.line.employer && giver.terms.payroll == key.payroll)
      let isOpen = mandate.terms.shares.allSatisfy { funds[$0.fund]?.isOpen(key.payDate) ?? false }
      return isTheirs && isOpen ? nil : "settlement"
    }
  }
}
