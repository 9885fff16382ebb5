// What a payroll file brings to the auditor's ledger, what takes its place undoes, and what settling moves.

import Dates
import Giving
import Ledger
import Practice

extension ModelAuditor.File {
  var subject: String { "payroll/\(file.key)/r\(revision)" }

  /// The id of what waits because of a line.
  func item(_ line: ModelAuditor.Line) -> String { "\(subject)/\(line.line.employer)/L\(line.line.line)" }

  /// The id of an employer's entry and expectation.
  func id(_ employer: String) -> String { "\(subject)/\(employer)" }

  var employers: [String] { Set(lines.map(\.line.employer)).sorted() }
}

extension ModelAuditor {
  typealias Posting = ModelLedger.Posting

  private func terms(_ employer: String, _ file: File) -> ProfilePayroll? {
    profiles[file.file.profile]?.payrolls.first { $0.employer == employer && $0.payroll == file.file.key.payroll }
  }

  private func income(_ employer: String, _ file: File) -> String {
    "income:payroll:\(terms(employer, file)?.givers.rawValue ?? "?")"
  }

  /// Whom an employer pays: the agency, or from net pay the foundation.
  private func paid(by employer: String, _ file: File) -> String {
    if case .agency(let code) = terms(employer, file)?.route { code } else { "foundation" }
  }

  /// The 19th after the end of the tax month on the 5th; on a weekend the working day before.
  static func employerPays(by payDate: CivilDate) -> CivilDate {
    var day = TaxMonth(payDate: payDate).lastDay.adding(days: 14)
    while day.weekday > 5 { day = day.adding(days: -1) }
    return day
  }

  /// One entry an employer, and one expectation.
  mutating func book(_ file: File) {
    let date = file.file.key.payDate
    for employer in file.employers {
      let id = file.id(employer)
      var postings: [Posting] = []
      for line in file.lines where line.line.employer == employer {
        for (fund, pence) in line.placed {
          postings += move(pence, "asset:in-transit:\(employer)", income(employer, file), fund, id)
        }
        postings += move(line.suspended, "asset:in-transit:\(employer)", "liability:suspense", ModelLedger.nobody, id)
        if line.needsPerson {
          ledger.raise(file.item(line), line.finding, of: file.subject, line.suspended, on: date)
        }
      }
      ledger.post(id, "payroll", date, postings)
      expect(employer, file)
    }
    for employer in profiles[file.file.profile]?.payrolls.map(\.employer) ?? [] {
      raiseIfTooMuch(file.id(employer), of: file.subject, date)
    }
  }

  /// A corrected file under which less is owed than was paid already waits for a person.
  mutating func raiseIfTooMuch(_ id: String, of subject: String, _ date: CivilDate) {
    let wasPaidBefore = ledger.entries.contains { entry in
      entry.kind == "paid-before" && entry.postings.contains { $0.expectation == id && $0.pence != 0 }
    }
    guard wasPaidBefore, ledger.sum(under: id) < 0 else { return }
    ledger.raise("\(id)/\(Self.tooMuch)", Self.tooMuch, of: subject, on: date)
  }

  private func move(_ pence: Int, _ asset: String, _ credit: String, _ fund: String, _ id: String) -> [Posting] {
    [
      Posting(account: asset, fund: fund, expectation: id, pence: pence),
      Posting(account: credit, fund: fund, pence: -pence),
    ]
  }

  /// Undoes a file and what settled its items; what was paid of it counts for the one in its place.
  mutating func undo(_ file: File, by successor: File) {
    let items = file.lines.filter { $0.settled != nil }.map(file.item)
    let setOff = ledger.items.values.filter { $0.subject == file.subject && $0.code == Self.tooMuch }.map(\.id)
    let settled = (items + setOff.sorted()).map { "settled/\($0)" }
    undo(settled + file.employers.map(file.id), about: file.subject, by: successor.subject)
    let date = file.file.key.payDate
    for employer in file.employers {
      let id = successor.id(employer)
      passOn(file.id(employer), to: id, as: "\(successor.subject)/paid-before/\(employer)", date)
      if !ledger.due(under: id).isEmpty { expect(employer, successor) }
    }
  }

  /// The same postings on the other side, and nothing waits any more.
  mutating func undo(_ entries: [String], about subject: String, by successor: String) {
    for id in entries {
      guard let entry = ledger.entry(id) else { continue }
      ledger.post(
        "\(successor)/reverses/\(id)", "reversal", entry.date, reverses: id, ModelLedger.mirrored(entry.postings))
    }
    ledger.settle(about: subject)
  }

  /// What was paid under one expectation counts for another.
  mutating func passOn(_ old: String, to new: String, as entry: String, _ date: CivilDate) {
    let paid = ledger.due(under: old)
    ledger.post(
      entry, "paid-before", date,
      ModelLedger.mirrored(paid)
        + paid.map { Posting(account: $0.account, fund: $0.fund, expectation: new, pence: $0.pence) })
  }

  private mutating func expect(_ employer: String, _ file: File) {
    let date = file.file.key.payDate
    ledger.expect(
      file.id(employer), "employer-remittance", from: employer, to: paid(by: employer, file),
      "\(TaxMonth(payDate: date))", by: Self.employerPays(by: date))
  }

  /// What settling an item moves, or why it cannot be settled so.
  func entry(_ how: HistorySettlement, _ item: Line, _ file: File) -> (postings: [Posting], refusal: String?) {
    let employer = item.line.employer
    let (id, transit) = (file.id(employer), "asset:in-transit:\(employer)")
    switch how {
    case .noted: return ([], nil)
    case .returned:
      let there = ledger.due(under: id).filter { $0.account == transit && $0.fund == ModelLedger.nobody }
      let stands = there.reduce(0) { $0 + $1.pence }
      let isThere = item.suspended < 0 ? stands <= item.suspended : stands >= item.suspended
      if !isThere, ledger.touched.contains(id) { return ([], "settlement") }
      return (
        [
          Posting(account: "liability:suspense", fund: ModelLedger.nobody, pence: item.suspended),
          Posting(account: transit, fund: ModelLedger.nobody, expectation: id, pence: -item.suspended),
        ], nil
      )
    case .fund(let fund): return give([fund: item.suspended], item.suspended, income(employer, file), id, transit)
    case .mandate(let label):
      let shares = spread(item.suspended, mandates[label]?.terms.shares ?? [])
      return give(shares, item.suspended, income(employer, file), id, transit)
    }
  }

  /// From suspense to funds: at the employer's while it has paid nothing, else wherever the money lies by now.
  private func give(
    _ shares: [String: Int], _ total: Int, _ income: String, _ id: String, _ transit: String
  ) -> (postings: [Posting], refusal: String?) {
    let isWithEmployer = !ledger.touched.contains(id)
    func find(_ pence: Int, _ fund: String) -> [Posting]? {
      isWithEmployer
        ? [Posting(account: transit, fund: fund, expectation: id, pence: pence)]
        : ledger.take(pence, of: fund, first: id)
    }
    var purse: [Posting] = []
    if total > 0 {
      guard let found = find(total, ModelLedger.nobody) else { return ([], "too-little") }
      purse = found
    }
    var postings: [Posting] = []
    for fund in ledger.funds {
      guard let share = shares[fund], share != 0 else { continue }
      if share < 0 {
        guard let found = find(-share, fund) else { return ([], "too-little") }
        purse = found
      }
      var left = abs(share)
      while left > 0 {
        let part = min(left, purse[0].pence)
        let pence = share < 0 ? -part : part
        postings += Self.moved(pence, at: purse[0], to: fund, as: income)
        purse[0].pence -= part
        if purse[0].pence == 0 { purse.removeFirst() }
        left -= part
      }
    }
    return (postings, nil)
  }

  /// Out of suspense and into a fund, as income of some kind, at the place where it lies.
  static func moved(_ pence: Int, at place: Posting, to fund: String, as income: String) -> [Posting] {
    [
      Posting(account: "liability:suspense", fund: ModelLedger.nobody, pence: pence),
      Posting(account: place.account, fund: ModelLedger.nobody, expectation: place.expectation, pence: -pence),
      Posting(account: place.account, fund: fund, expectation: place.expectation, pence: pence),
      Posting(account: income, fund: fund, pence: -pence),
    ]
  }
}
