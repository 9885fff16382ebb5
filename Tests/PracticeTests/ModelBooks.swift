// The books as the auditor has them, and as the house has them, in one shape that can be compared.

import Dates
import Giving
import Ledger
import Money
import Operations
import Practice
import Store

/// Balances, items, files and what is owed: everything that must agree.
struct ModelBooks: Equatable {
  /// Debit positive, by `account fund month`.
  var balances: [String: Int] = [:]
  /// How many are open and what lies in suspense for them, by code.
  var items: [String: [Int]] = [:]
  /// Lines, givers, total, and 1 if superseded, by `key revision`.
  var files: [String: [Int]] = [:]
  /// What each employer owes, by `employer period`.
  var expected: [String: Int] = [:]

  /// What differs, one line each.
  func differences(from other: ModelBooks) -> [String] {
    Self.differences("balance", balances, other.balances) + Self.differences("items", items, other.items)
      + Self.differences("file", files, other.files) + Self.differences("expected", expected, other.expected)
  }

  private static func differences<V: Equatable>(_ what: String, _ ours: [String: V], _ theirs: [String: V]) -> [String]
  {
    Set(ours.keys).union(theirs.keys).sorted().filter { ours[$0] != theirs[$0] }.map { key in
      "\(what) \(key): \(ours[key].map { "\($0)" } ?? "none"), not \(theirs[key].map { "\($0)" } ?? "none")"
    }
  }
}

extension ModelBooks {
  /// As the auditor has them.
  init(_ auditor: ModelAuditor) {
    for file in auditor.files where file.revision > 0 {
      let isLive = file.state == .posted
      files["\(file.file.key) r\(file.revision)"] = [file.lines.count, file.heads, file.total, isLive ? 0 : 1]
      guard isLive, let profile = auditor.profiles[file.file.profile] else { continue }
      for line in file.lines { add(line, of: file, profile, auditor) }
    }
    balances = balances.filter { $0.value != 0 }
    expected = expected.filter { $0.value != 0 }
  }

  private mutating func add(
    _ line: ModelAuditor.Line, of file: ModelAuditor.File, _ profile: Profile, _ auditor: ModelAuditor
  ) {
    let key = file.file.key
    let employer = line.line.employer
    let givers = profile.payrolls.first { $0.employer == employer && $0.payroll == key.payroll }?.givers.rawValue ?? "?"
    let month = key.payDate.month.description
    func move(_ pence: Int, _ debit: String, _ credit: String, _ fund: String) {
      balances["\(debit) \(fund) \(month)", default: 0] += pence
      balances["\(credit) \(fund) \(month)", default: 0] -= pence
    }
    func owe(_ pence: Int) { expected["\(employer) \(TaxMonth(payDate: key.payDate))", default: 0] += pence }
    let (asset, income) = ("asset:in-transit:\(employer)", "income:payroll:\(givers)")
    for (fund, pence) in line.placed { move(pence, asset, income, fund) }
    move(line.suspended, asset, "liability:suspense", "unallocated")
    owe(line.line.pence)
    if line.needsPerson, line.settled == nil {
      let before = items[line.finding] ?? [0, 0]
      items[line.finding] = [before[0] + 1, before[1] + line.suspended]
    }
    guard let settled = line.settled, settled != .noted else { return }
    move(-line.suspended, asset, "liability:suspense", "unallocated")
    switch settled {
    case .returned: owe(-line.suspended)
    case .fund(let fund): move(line.suspended, asset, income, fund)
    case .mandate(let label):
      for (fund, pence) in auditor.spread(line.suspended, auditor.mandates[label]?.terms.shares ?? []) {
        move(pence, asset, income, fund)
      }
    case .noted: break
    }
  }

  /// As the house has them.
  init(_ house: House) throws {
    let reading = house.store.reading
    try reading.each(
      """
      SELECT account, (SELECT code FROM fund WHERE number = balance.fund LIMIT 1), month,
      sum(debit_pence - credit_pence) FROM balance GROUP BY account, fund, month
      """
    ) { row in
      guard row.int(3) != 0 else { return }
      balances["\(row.text(0)) \(row.text(1)) \(Month(monthNumber: Int32(row.int(2))))"] = Int(row.int(3))
    }
    for item in try OpenItem.counts(reading) { items[item.code] = [Int(item.count), Int(item.suspense.rawValue)] }
    for file in try PostedFile.all(reading) {
      files["\(file.key) r\(file.revision)"] = [
        Int(file.lines), Int(file.heads), Int(file.total.rawValue), file.isSuperseded ? 1 : 0,
      ]
    }
    try reading.each(
      """
      SELECT payer, period, sum(debit_pence - credit_pence) FROM expectation
      JOIN due ON due.expectation = expectation.public_id GROUP BY payer, period
      """
    ) {
      if $0.int(2) != 0 { expected["\($0.text(0)) \($0.text(1))"] = Int($0.int(2)) }
    }
  }
}
