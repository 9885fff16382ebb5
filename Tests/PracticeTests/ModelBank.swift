// The bank's statements as the auditor reads them: what each line pays for certain, what waits, what a person assigns, and
// what two people put back.

import Dates
import Practice

extension ModelAuditor {
  /// What can come to the bank account, or go out of it: what employers pay to an agency does not.
  private var payable: [ModelLedger.Expected] {
    ledger.open.filter { $0.kind != "employer-remittance" || $0.to == "foundation" }
  }

  private var due: [(expected: ModelLedger.Expected, pence: Int)] {
    payable.map { (expected: $0, pence: ledger.sum(under: $0.id)) }.filter { $0.pence != 0 }
  }

  /// What the lines of a statement are, as the books stand when it is made.
  func resolved(_ statement: HistoryStatement) -> ModelMoney.File {
    let inBank = ledger.funds.reduce(0) { $0 + ledger.balance(Self.bank, $1) }
    let opening = money.statements.last?.closing ?? inBank
    return .statement(statement, opening: opening + statement.gap, statement.lines.map(figures))
  }

  private func figures(_ line: HistoryStatement.Line) -> BankFigures {
    let open = due
    func text(_ expected: ModelLedger.Expected) -> String { BankFigures.text(expected.kind, expected.from) }
    switch line {
    case .stranger(let pence): return BankFigures(pence: pence, text: "Somebody else")
    case .pays(let place, let more, let isNamed):
      guard let paid = nth(place, of: open) else { break }
      let pence = paid.pence + (paid.pence < 0 ? -more : more)
      return BankFigures(
        pence: pence == 0 ? paid.pence : pence,
        text: isNamed ? "for \(paid.expected.id)" : text(paid.expected))
    case .period(let place):
      guard let paid = nth(place, of: open)?.expected else { break }
      let sum = open.filter {
        $0.expected.kind == paid.kind && $0.expected.from == paid.from && $0.expected.period == paid.period
      }.reduce(0) { $0 + $1.pence }
      return BankFigures(pence: sum == 0 ? 1 : sum, text: text(paid))
    case .back(let place, let pence):
      guard let payer = nth(place, of: open) else { break }
      return BankFigures(pence: payer.pence < 0 ? pence : -pence, text: text(payer.expected))
    }
    return BankFigures(pence: 1_000, text: "Somebody else")
  }

  mutating func take(_ statement: HistoryStatement, _ opening: Int, _ lines: [BankFigures]) -> String {
    let id = "bank/MOD/\(statement.date.year)/\(statement.date)-to-\(statement.date)/p1"
    if let known = money.statements.first(where: { $0.id == id }) {
      return known.label == statement.label ? "posted before" : "refused file"
    }
    if let last = money.statements.last, last.closing != opening { return "refused file" }
    let inBank = ledger.funds.reduce(0) { $0 + ledger.balance(Self.bank, $1) }
    var postings: [Posting] = []
    var raised: [(id: String, code: String, pence: Int)] = []
    if money.statements.isEmpty, opening != inBank {
      postings += suspended(opening - inBank)
      raised.append(("\(id)/opening", "bank-opening", opening - inBank))
    }
    let named = lines.enumerated().map { (id: "\(id)/R\(statement.label).\($0 + 1)", figures: $1) }
    var assigning = ModelAssigning(payable.map { ($0, ledger.sum(under: $0.id)) }, statement.date)
    var assigned = 0
    for line in named.sorted(by: { $0.id < $1.id }) {
      switch assigning.assign(line.figures) {
      case .pays(let paid):
        for expected in paid {
          for part in ledger.due(under: expected) {
            postings.append(Posting(account: Self.bank, fund: part.fund, pence: part.pence))
            postings.append(
              Posting(account: part.account, fund: part.fund, expectation: expected, pence: -part.pence))
          }
        }
        assigned += 1
        money.bankLines[line.id] = .init(statement: id, date: statement.date, pence: line.figures.pence, paid: paid)
      case .waits(let code):
        postings += suspended(line.figures.pence)
        raised.append((line.id, code, line.figures.pence))
        money.bankLines[line.id] = .init(statement: id, date: statement.date, pence: line.figures.pence, paid: [])
      }
    }
    ledger.post(id, "bank-statement", statement.date, postings)
    for item in raised { ledger.raise(item.id, item.code, of: id, item.pence, on: statement.date) }
    let closing = opening + lines.reduce(0) { $0 + $1.pence }
    money.statements.append(.init(id: id, label: statement.label, closing: closing))
    return "posted \(lines.count) lines, \(assigned) assigned, \(raised.count) items"
  }

  private func suspended(_ pence: Int) -> [Posting] {
    [
      Posting(account: Self.bank, fund: ModelLedger.nobody, pence: pence),
      Posting(account: "liability:suspense", fund: ModelLedger.nobody, pence: -pence),
    ]
  }

  mutating func assign(_ place: Int, _ target: HistoryTarget, _ actor: HistoryActor) -> String {
    let ids = ledger.items.values.filter { $0.isOpen && $0.code.hasPrefix("bank-") }.map(\.id).sorted()
    guard let id = nth(place, of: ids), let item = ledger.items[id] else { return "no such item" }
    var postings: [Posting] = []
    var left = 0
    switch target {
    case .expectation(let place):
      guard let paid = nth(place, of: due)?.expected else { return "no such expectation" }
      if actor == .night { return "refused not-permitted" }
      (postings, left) = ledger.pay(paid.id, item.suspended, into: Self.bank)
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
        Posting(account: Self.bank, fund: fund, pence: item.suspended),
        Posting(account: source, fund: fund, pence: -item.suspended),
      ]
    }
    postings += suspended(left - item.suspended)
    ledger.post("assigned/\(id)", "bank-assigned", item.date, postings)
    ledger.settle(id)
    if left != 0 { ledger.raise("\(id)/over", "bank-over", of: item.subject, left, on: item.date) }
    return "assigned \(item.suspended - left)p, left \(left)p"
  }

  /// A line that was certain goes back into suspense.
  mutating func putBack(_ id: String, _ line: ModelMoney.BankLine) -> String {
    if ledger.entry("reversed/\(id)") != nil { return "refused already-done" }
    guard !line.paid.isEmpty, let entry = ledger.entry(line.statement) else { return "refused assignment" }
    let paid = entry.postings.filter { $0.expectation.map(line.paid.contains) ?? false }
    var postings = ModelLedger.mirrored(paid)
    for posting in paid { postings.append(Posting(account: Self.bank, fund: posting.fund, pence: posting.pence)) }
    postings += suspended(line.pence)
    guard isThere(postings) else { return "refused too-little" }
    ledger.post("reversed/\(id)", "bank-returned", line.date, postings)
    ledger.raise("\(id)/again", "bank-unmatched", of: line.statement, line.pence, on: line.date)
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

/// Which line pays what: by looking at everything that is due, every time.
struct ModelAssigning {
  enum Outcome: Equatable {
    case pays([String])
    case waits(String)
  }

  private var due: [(expected: ModelLedger.Expected, pence: Int)]
  private let open: [(expected: ModelLedger.Expected, pence: Int)]
  private let date: CivilDate

  init(_ due: [(ModelLedger.Expected, Int)], _ date: CivilDate) {
    open = due.map { (expected: $0.0, pence: $0.1) }
    self.due = open
    self.date = date
  }

  /// How far from its day money may come: as the bank account's file says.
  static let daysBefore = 62
  static let daysAfter = 200

  private func isInTime(_ expected: ModelLedger.Expected) -> Bool {
    let days = date.days(since: expected.due)
    return days >= -Self.daysBefore && days <= Self.daysAfter
  }

  mutating func assign(_ line: BankFigures) -> Outcome {
    let words = line.text.split(separator: " ").map(String.init)
    if let named = words.compactMap({ word in open.first { $0.expected.id == word } }).first,
      due.contains(where: { $0.expected.id == named.expected.id })
    {
      guard named.pence == line.pence else { return differs(line.pence, named.pence) }
      return isInTime(named.expected) ? pay([named.expected]) : .waits("bank-unmatched")
    }
    let theirs = due.filter { line.text == BankFigures.text($0.expected.kind, $0.expected.from) }
    let inTime = theirs.filter { isInTime($0.expected) }
    let same = inTime.filter { $0.pence == line.pence }
    if same.count == 1 { return pay([same[0].expected]) }
    if same.count > 1 { return .waits("bank-ambiguous-payee") }
    if let whole = period(theirs, line.pence) { return pay(whole) }
    guard let nearest = inTime.first else {
      let isListed = ["agency-payment", "employer-remittance"].contains {
        line.text.hasPrefix(BankFigures.text($0, ""))
      }
      return .waits(isListed && line.pence > 0 ? "bank-no-listing" : "bank-unmatched")
    }
    return differs(line.pence, nearest.pence)
  }

  /// All that is due for one period, where it alone comes to this.
  private func period(
    _ theirs: [(expected: ModelLedger.Expected, pence: Int)], _ pence: Int
  ) -> [ModelLedger.Expected]? {
    let periods = Dictionary(grouping: theirs) { $0.expected.period }.values.filter { group in
      group.count > 1 && group.reduce(0) { $0 + $1.pence } == pence && group.allSatisfy { isInTime($0.expected) }
    }
    return periods.count == 1 ? periods[0].map(\.expected) : nil
  }

  private func differs(_ came: Int, _ due: Int) -> Outcome {
    guard (came < 0) == (due < 0) else { return .waits("bank-unmatched") }
    return .waits(abs(came) < abs(due) ? "bank-short" : "bank-over")
  }

  private mutating func pay(_ paid: [ModelLedger.Expected]) -> Outcome {
    let ids = paid.map(\.id)
    due.removeAll { ids.contains($0.expected.id) }
    return .pays(ids)
  }
}
