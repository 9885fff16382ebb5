// Posts one agency's report: what employers deducted moves on to be with the agency, which owes it less its charge and with
// what employers add. Gross, charge and match each have postings of their own; nothing is netted away.

import Dates
import Ledger
import Money
import Store

/// One report on its way into the books.
struct AgencyPosting {
  let agency: Agency
  let key: AgencyReportKey
  /// By when the agency must have paid.
  let due: CivilDate
  /// The fund that bears the charge on gifts that are in no fund yet: what lies in suspense is owed in full.
  let mainFund: Int64
  private let account: Account
  private let unallocated = Fund.unallocated.number
  private(set) var draft: EntryDraft
  private(set) var items: [OpenItem] = []

  init(agency: Agency, key: AgencyReportKey, due: CivilDate, mainFund: Int64) {
    self.agency = agency
    self.key = key
    self.due = due
    self.mainFund = mainFund
    account = .atAgency(agency.code)
    draft = EntryDraft(id: key.subject, kind: "agency-report", eventDate: key.date)
  }

  /// Puts the entry and its items together.
  /// - Returns: what was found of each line.
  mutating func decide(_ lines: [MatchedLine], _ reading: Reading) throws -> [AgencyFinding] {
    let findings = lines.map(finding)
    var employers: [String: Sums] = [:]
    for (line, finding) in zip(lines, findings) {
      guard let amounts = line.told.amounts else {
        suspend(line.told.total, as: .totalMismatch, line: line.told.line)
        continue
      }
      guard let employer = line.employer else {
        suspend(amounts.gross + amounts.match, as: finding, line: line.told.line)
        charge(amounts.charge, fund: mainFund)
        continue
      }
      employers[employer, default: Sums()].add(amounts)
    }
    for (employer, sums) in employers.sorted(by: { $0.key < $1.key }) {
      try post(sums, of: employer, reading)
    }
    note(.feeUnexpected, among: findings)
    note(.feeUnknown, among: findings)
    return findings
  }

  /// What one employer's lines come to.
  private struct Sums {
    var gross = Pence.zero
    var charge = Pence.zero
    var match = Pence.zero

    mutating func add(_ amounts: AgencyLine.Amounts) {
      gross += amounts.gross
      charge += amounts.charge
      match += amounts.match
    }
  }

  private func finding(_ line: MatchedLine) -> AgencyFinding {
    guard let amounts = line.told.amounts else { return .totalMismatch }
    guard line.employer != nil else { return .employerUnknown }
    guard let fee = agency.fee(on: key.date) else { return amounts.charge == .zero ? .asTold : .feeUnexpected }
    guard amounts.isChargeKnown else {
      return fee.keptBack(fromGross: amounts.gross) == .zero ? .asTold : .feeUnknown
    }
    return fee.expects(amounts.charge, onGross: amounts.gross) ? .asTold : .feeUnexpected
  }

  /// Clears the employer's expectations, the oldest first, and shares charge and match by what each fund got of the gross.
  private mutating func post(_ sums: Sums, of employer: String, _ reading: Reading) throws {
    let before = atAgency
    var left = sums.gross
    for open in try OpenExpectation.remittances(to: agency.code, from: employer, reading) where left > .zero {
      left = try draft.clear(open.expectation.id, left, into: account, as: key.subject, reading)
    }
    // A fund whose charge and gifts come to nothing so far stands in no posting, and still got what it got.
    let after = atAgency
    var shares: [Int64: Pence] = [:]
    for fund in Set(after.keys).union(before.keys) {
      let got = after[fund, default: .zero] - before[fund, default: .zero]
      if got > .zero { shares[fund] = got }
    }
    if left > .zero {
      suspend(left, as: .noDeduction, employer: employer)
      shares[unallocated, default: .zero] += left
    }
    for (fund, share) in Self.split(sums.charge, by: shares, otherwise: unallocated) {
      charge(share, fund: fund == unallocated ? mainFund : fund)
    }
    for (fund, share) in Self.split(sums.match, by: shares, otherwise: unallocated) where share != .zero {
      if fund == unallocated {
        suspend(share, as: .matchNoFund, employer: employer)
      } else {
        draft.move(share, debit: account, credit: .matchIncome, fund: fund, expectation: key.subject)
      }
    }
  }

  /// Shares by largest remainder, in order of fund; all of it to one fund where there are no shares.
  static func split(_ amount: Pence, by shares: [Int64: Pence], otherwise: Int64) -> [(fund: Int64, share: Pence)] {
    let shares = shares.sorted { $0.key < $1.key }
    guard !shares.isEmpty else { return [(otherwise, amount)] }
    return zip(shares, Split.allocate(amount, by: shares.map(\.value.rawValue))).map { ($0.key, $1) }
  }

  /// What the entry moves to the agency so far, by fund.
  private var atAgency: [Int64: Pence] {
    Dictionary(draft.postings.filter { $0.account == account }.map { ($0.fund, $0.amount) }, uniquingKeysWith: +)
  }

  /// What the agency keeps: an expense of the fund, never less of a gift.
  private mutating func charge(_ amount: Pence, fund: Int64) {
    draft.move(amount, debit: .agencyFees, credit: account, fund: fund, expectation: key.subject)
  }

  /// Money that the agency owes, and that nobody can say the fund of.
  private mutating func suspend(
    _ amount: Pence, as finding: AgencyFinding, line: Int64? = nil, employer: String? = nil
  ) {
    draft.move(amount, debit: account, credit: .suspense, fund: unallocated, expectation: key.subject)
    let place = line.map { "L\($0)" } ?? "\(employer ?? "")/\(finding.rawValue)"
    items.append(
      OpenItem(
        id: "\(key.subject)/\(place)", code: finding.rawValue, subject: key.subject, line: line,
        suspense: amount == .zero ? nil : amount, eventDate: key.date, dueDate: due))
  }

  /// One item for all lines of a report with a finding that moves no money.
  private mutating func note(_ finding: AgencyFinding, among findings: [AgencyFinding]) {
    guard findings.contains(finding) else { return }
    items.append(
      OpenItem(
        id: "\(key.subject)/\(finding.rawValue)", code: finding.rawValue, subject: key.subject, eventDate: key.date))
  }
}
