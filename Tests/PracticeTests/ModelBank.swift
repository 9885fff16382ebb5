// The bank's statements as the auditor reads them: what each line pays for certain, what waits, what a person assigns, and
// what two people put back.

import Dates
import Practice

extension ModelAuditor {
  /// What can come to a bank account, or go out of it: what employers pay to an agency does not come to the
  /// foundation's.
  private func payable(_ account: String) -> [ModelLedger.Expected] {
    ledger.open.filter {
      account == HistoryStatement.holding || $0.kind != "employer-remittance" || $0.to == "foundation"
    }
  }

  private func due(_ account: String) -> [(expected: ModelLedger.Expected, pence: Int)] {
    payable(account).map { (expected: $0, pence: ledger.sum(under: $0.id)) }.filter { $0.pence != 0 }
  }

  private func account(of id: String) -> String { String(id.split(separator: "/")[1]) }

  /// The ledger's account of a statement, or of a line of one.
  private func bank(of id: String) -> String {
    (account(of: id) == HistoryStatement.holding ? "asset:holding:" : "asset:bank:") + account(of: id)
  }

  private func inBank(_ account: String) -> Int {
    ledger.funds.reduce(0) { $0 + ledger.balance("asset:bank:\(account)", $1) }
  }

  private func statements(of account: String) -> [ModelMoney.Statement] {
    money.statements.filter { $0.account == account }
  }

  /// What the lines of a statement are, as the books stand when it is made.
  func resolved(_ statement: HistoryStatement) -> ModelMoney.File {
    let before = statement.isShared ? HistoryStatement.ofOthers : inBank(statement.account)
    let opening = statements(of: statement.account).last?.closing ?? before
    return .statement(
      statement, opening: opening + statement.gap, statement.lines.flatMap { figures($0, due(statement.account)) })
  }

  private func figures(
    _ line: HistoryStatement.Line, _ open: [(expected: ModelLedger.Expected, pence: Int)]
  ) -> [BankFigures] {
    func text(_ expected: ModelLedger.Expected) -> String { BankFigures.text(expected.kind, expected.from) }
    func text(_ naming: HistoryStatement.Naming, _ place: Int, _ paid: ModelLedger.Expected) -> String {
      BankFigures.text(naming, text(paid), id: paid.id, other: nth(place + 1, of: open)?.expected.id ?? paid.id)
    }
    switch line {
    case .stranger(let pence): return [BankFigures(pence: pence, text: "Somebody else")]
    case .pays(let place, let more, let naming):
      guard let paid = nth(place, of: open) else { break }
      let pence = paid.pence + (paid.pence < 0 ? -more : more)
      return [BankFigures(pence: pence == 0 ? paid.pence : pence, text: text(naming, place, paid.expected))]
    case .parts(let place, let rest):
      guard let paid = nth(place, of: open) else { break }
      let part = BankFigures.part(of: paid.pence)
      return [
        BankFigures(pence: part, text: text(.both, place, paid.expected)),
        BankFigures(pence: paid.pence - part, text: text(rest, place, paid.expected)),
      ].filter { $0.pence != 0 }
    case .period(let place):
      guard let paid = nth(place, of: open)?.expected else { break }
      let sum = open.filter {
        $0.expected.kind == paid.kind && $0.expected.from == paid.from && $0.expected.period == paid.period
      }.reduce(0) { $0 + $1.pence }
      return [BankFigures(pence: sum == 0 ? 1 : sum, text: text(paid))]
    case .back(let place, let pence):
      guard let payer = nth(place, of: open) else { break }
      return [BankFigures(pence: payer.pence < 0 ? pence : -pence, text: text(payer.expected))]
    }
    return [BankFigures(pence: 1_000, text: "Somebody else")]
  }

  mutating func take(_ statement: HistoryStatement, _ opening: Int, _ lines: [BankFigures]) -> String {
    let account = statement.account
    let id = "bank/\(account)/\(statement.date.year)/\(statement.date)-to-\(statement.date)/p1"
    if let known = money.statements.first(where: { $0.id == id }) {
      return known.label == statement.label ? "posted before" : "refused file"
    }
    let last = statements(of: account).last
    if let last, last.closing != opening { return "refused file" }
    let named = lines.enumerated().map { (id: "\(id)/R\(statement.label).\($0 + 1)", figures: $1) }
    let kept = statement.isShared ? named.filter { ModelAssigning.payer($0.figures.text) != nil } : named
    var read = read(kept, id, statement.date)
    if last == nil, !statement.isShared, opening != inBank(account) {
      read.postings += suspended(opening - inBank(account), bank(of: id))
      read.raised.append(("\(id)/opening", "bank-opening", opening - inBank(account)))
    }
    money.bankLines.merge(read.lines) { $1 }
    ledger.post(id, "bank-statement", statement.date, read.postings)
    for item in read.raised { ledger.raise(item.id, item.code, of: id, item.pence, on: statement.date) }
    let sum = lines.reduce(0) { $0 + $1.pence }
    money.statements.append(
      .init(
        id: id, account: account, label: statement.label, closing: opening + sum, lines: kept.count,
        others: lines.count - kept.count, ofOthers: sum - kept.reduce(0) { $0 + $1.figures.pence }))
    return "posted \(kept.count) lines, \(read.assigned) assigned, \(read.raised.count) items"
  }

  /// What becomes of a statement's lines.
  private struct Read {
    var postings: [Posting] = []
    var raised: [(id: String, code: String, pence: Int)] = []
    var lines: [String: ModelMoney.BankLine] = [:]
    var assigned = 0
  }

  private func read(_ lines: [(id: String, figures: BankFigures)], _ id: String, _ date: CivilDate) -> Read {
    var assigning = ModelAssigning(payable(account(of: id)).map { ($0, ledger.sum(under: $0.id)) }, date)
    var read = Read()
    for line in lines.sorted(by: { $0.id < $1.id }) {
      var left = line.figures.pence
      var paid: [Posting] = []
      let (pays, waits) = assigning.assign(line.figures)
      for (place, expected) in pays.enumerated() {
        // What pays several pays each as a whole, also what is owed the other way.
        let pence = place == pays.count - 1 ? left : ledger.sum(under: expected)
        let (postings, rest) = pay(expected, pence, into: bank(of: id), after: read.postings)
        read.postings += postings
        paid += postings.filter { $0.expectation == expected }
        left -= pence - rest
      }
      read.assigned += pays.isEmpty ? 0 : 1
      if left != 0 {
        read.postings += suspended(left, bank(of: id))
        read.raised.append((pays.isEmpty ? line.id : "\(line.id)/over", waits ?? "nobody knows", left))
      }
      read.lines[line.id] = .init(statement: id, date: date, pence: line.figures.pence, paid: paid)
    }
    return read
  }

  private func pay(
    _ expected: String, _ pence: Int, into bank: String, after before: [Posting]
  ) -> (postings: [Posting], left: Int) {
    let parts = ModelLedger.sums(ledger.due(under: expected) + before.filter { $0.expectation == expected })
    guard parts.reduce(0, { $0 + $1.pence }) == pence else {
      return ledger.pay(expected, pence, into: bank, after: before)
    }
    let there = parts.map { Posting(account: bank, fund: $0.fund, pence: $0.pence) }
    return (there + ModelLedger.mirrored(parts), 0)
  }

  private func suspended(_ pence: Int, _ bank: String) -> [Posting] {
    [
      Posting(account: bank, fund: ModelLedger.nobody, pence: pence),
      Posting(account: "liability:suspense", fund: ModelLedger.nobody, pence: -pence),
    ]
  }

  mutating func assign(_ place: Int, _ target: HistoryTarget, _ actor: HistoryActor) -> String {
    let ids = ledger.items.values.filter { $0.isOpen && $0.code.hasPrefix("bank-") }.map(\.id).sorted()
    guard let id = nth(place, of: ids), let item = ledger.items[id] else { return "no such item" }
    let bank = bank(of: item.subject)
    var postings: [Posting] = []
    var left = 0
    switch target {
    case .expectation(let place):
      guard let paid = nth(place, of: due(account(of: item.subject)))?.expected else { return "no such expectation" }
      if actor == .night { return "refused not-permitted" }
      (postings, left) = ledger.pay(paid.id, item.suspended, into: bank)
      guard left != item.suspended else { return "refused assignment" }
    case .gift(let fund), .transfer(let fund):
      if actor == .night { return "refused not-permitted" }
      guard funds[fund] != nil else { return "refused not-found" }
      guard funds[fund]?.isOpen(item.date) ?? false else { return "refused assignment" }
      var source = item.suspended > 0 ? "income:transfers-in" : "expense:transfers-out"
      if case .gift = target {
        guard item.suspended > 0 else { return "refused assignment" }
        source = "income:gifts"
      }
      postings = [
        Posting(account: bank, fund: fund, pence: item.suspended),
        Posting(account: source, fund: fund, pence: -item.suspended),
      ]
    }
    postings += suspended(left - item.suspended, bank)
    ledger.post("assigned/\(id)", "bank-assigned", item.date, postings)
    ledger.settle(id)
    if left != 0 { ledger.raise("\(id)/over", "bank-over", of: item.subject, left, on: item.date) }
    return "assigned \(item.suspended - left)p, left \(left)p"
  }

  /// A line that was certain goes back into suspense.
  mutating func putBack(_ id: String, _ line: ModelMoney.BankLine) -> String {
    if ledger.entry("reversed/\(id)") != nil { return "refused already-done" }
    guard !line.paid.isEmpty else { return "refused assignment" }
    let bank = bank(of: line.statement)
    let sum = -line.paid.reduce(0) { $0 + $1.pence }
    var postings = ModelLedger.mirrored(line.paid)
    for posting in line.paid { postings.append(Posting(account: bank, fund: posting.fund, pence: posting.pence)) }
    postings += suspended(sum, bank)
    guard isThere(postings) else { return "refused too-little" }
    ledger.post("reversed/\(id)", "bank-returned", line.date, postings)
    ledger.raise("\(id)/again", "bank-unmatched", of: line.statement, sum, on: line.date)
    return "reversed \(id)"
  }

  /// So does what a person assigned.
  mutating func putBack(assigned id: String) -> String {
    let entry = "assigned/\(id)"
    guard let item = ledger.items[id], let found = ledger.entry(entry) else { return "refused own-way" }
    if ledger.reversal(of: entry) != nil { return "refused already-done" }
    let postings = ModelLedger.mirrored(found.postings)
    guard isThere(postings) else { return "refused too-little" }
    let back = -postings.filter { $0.account == "liability:suspense" }.reduce(0) { $0 + $1.pence }
    ledger.post("reversed/\(entry)", "bank-returned", found.date, reverses: entry, postings)
    ledger.raise("\(id)/again", "bank-unmatched", of: item.subject, back, on: item.date)
    return "reversed \(entry)"
  }
}
