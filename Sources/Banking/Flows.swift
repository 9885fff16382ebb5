// How money that employers and agencies owe moved, entry by entry: the ground that reconciling stands on.

import Dates
import Ledger
import Money
import Store

/// What was moved under each expectation of employers and agencies.
struct Flows {
  /// Where an entry moved money to, or from.
  enum Way { case bank, holding, agency, setAgainst, other }

  /// What one entry moved under an expectation.
  struct Move {
    let entry: Int64
    let pence: Int64
    let date: CivilDate
    let way: Way
  }

  /// What is known of an entry.
  struct Entry {
    var isBank = false
    var isHolding = false
    /// Whether it set what was passed on too much against what was owed, or takes that back.
    var isSetAgainst = false
    /// The payments of agencies that it names.
    var agencyPayments: [String] = []
    /// The employers' expectations that it names.
    var remittances: [String] = []
    /// What it says an agency kept.
    var charge: Int64 = 0
  }

  let expectations: [String: Expectation]
  private(set) var moves: [String: [Move]] = [:]
  private(set) var entries: [Int64: Entry] = [:]

  init(_ reading: Reading) throws {
    var expectations: [String: Expectation] = [:]
    for kind in [Expectation.Kind.employerRemittance, .agencyPayment] {
      for expectation in try Expectation.all(kind, reading) { expectations[expectation.id] = expectation }
    }
    self.expectations = expectations
    try reading.each(
      """
      SELECT entry, max(account LIKE 'asset:bank:%'), max(account LIKE 'asset:holding:%'),
      sum(CASE WHEN account = ?1 THEN amount_pence ELSE 0 END) FROM posting WHERE entry IN
      (SELECT entry FROM posting WHERE account LIKE 'asset:in-transit:%' OR account LIKE 'asset:at-agency:%')
      GROUP BY entry
      """, [.text(Account.agencyFees.name)]
    ) { entries[$0.int(0)] = Entry(isBank: $0.int(1) == 1, isHolding: $0.int(2) == 1, charge: $0.int(3)) }
    try reading.each(LineAssignment.personsEntries) { row in
      let isHolding = row.text(1).hasPrefix("asset:holding:")
      if isHolding { entries[row.int(0)]?.isHolding = true } else { entries[row.int(0)]?.isBank = true }
    }
    try reading.each(
      """
      SELECT id FROM entry WHERE kind = ?1 OR reverses IN (SELECT public_id FROM entry WHERE kind = ?1)
      """, [.text(EntryDraft.setAgainst)]
    ) { entries[$0.int(0)]?.isSetAgainst = true }
    var rows: [(expectation: String, entry: Int64, pence: Int64, date: CivilDate)] = []
    try reading.each(
      """
      SELECT p.expectation, p.entry, sum(p.amount_pence), event_date FROM posting AS p
      JOIN entry ON entry.id = p.entry
      WHERE p.account LIKE 'asset:in-transit:%' OR p.account LIKE 'asset:at-agency:%'
      GROUP BY p.expectation, p.entry ORDER BY p.entry, p.expectation
      """
    ) { rows.append(($0.text(0), $0.int(1), $0.int(2), try $0.day(3))) }
    for row in rows {
      switch expectations[row.expectation]?.kind {
      case .agencyPayment: entries[row.entry]?.agencyPayments.append(row.expectation)
      case .employerRemittance: entries[row.entry]?.remittances.append(row.expectation)
      default: break
      }
    }
    for row in rows {
      guard let kind = expectations[row.expectation]?.kind, let entry = entries[row.entry] else { continue }
      // To the bank, whatever else its statement paid; from an employer to an agency; what is left was deducted, or reported.
      let toAgency = kind == .employerRemittance && !entry.agencyPayments.isEmpty
      let way: Way =
        entry.isSetAgainst
        ? .setAgainst : entry.isHolding ? .holding : entry.isBank ? .bank : toAgency ? .agency : .other
      moves[row.expectation, default: []].append(
        Move(entry: row.entry, pence: row.pence, date: row.date, way: way))
    }
  }

  /// What an entry moved under an expectation.
  func moved(_ entry: Int64, under expectation: String) -> Int64 {
    (moves[expectation] ?? []).filter { $0.entry == entry }.reduce(0) { $0 + $1.pence }
  }
}

/// How what an agency reported and paid is shared among employers and tax months.
struct ReportShares {
  /// An employer's tax month.
  struct Key: Hashable {
    let employer: String
    let period: String

    init(_ expectation: Expectation) { (employer, period) = (expectation.from, expectation.period) }
  }

  /// What falls to one.
  struct Share {
    var gross: Int64 = 0
    var charge: Int64 = 0
    var paid: Int64 = 0
    /// What of that was paid to a holding account.
    var held: Int64 = 0
    /// What was paid by what the agency had paid too much of another report; of that one, below 0.
    var setAgainst: Int64 = 0
  }

  private(set) var shares: [Key: Share] = [:]
  /// What it paid, of whomever.
  let paid: Int64
  /// Since when it has the money.
  let since: CivilDate?
  /// When it last paid.
  let lastPaid: CivilDate?

  init(_ id: String, _ moves: [Flows.Move], _ flows: Flows) {
    let payments = moves.filter { $0.way == .bank || $0.way == .holding }
    paid = -payments.reduce(0) { $0 + $1.pence }
    let held = -payments.filter { $0.way == .holding }.reduce(0) { $0 + $1.pence }
    since = moves.map(\.date).min()
    lastPaid = payments.map(\.date).max()
    var charge: Int64 = 0
    let told = moves.filter { $0.way == .other }
    for move in told {
      guard let entry = flows.entries[move.entry], entry.agencyPayments.first == id else { continue }
      charge += entry.charge
      for remittance in entry.remittances {
        guard let expectation = flows.expectations[remittance] else { continue }
        shares[Key(expectation), default: Share()].gross -= flows.moved(move.entry, under: remittance)
      }
    }
    let keys = shares.keys.sorted { ($0.employer, $0.period) < ($1.employer, $1.period) }
    // What employers add, and what nobody knows the employer of, is the agency's too: it stands last.
    let others = told.reduce(0) { $0 + $1.pence } + charge - shares.values.reduce(0) { $0 + $1.gross }
    let charges = Self.split(charge, by: keys.map { shares[$0]?.gross ?? 0 } + [others])
    for (key, part) in zip(keys, charges) { shares[key]?.charge = part }
    let nets = keys.map { (shares[$0]?.gross ?? 0) - (shares[$0]?.charge ?? 0) } + [others - (charges.last ?? 0)]
    for (key, part) in zip(keys, Self.split(paid, by: nets)) { shares[key]?.paid = part }
    let setAgainst = -moves.filter { $0.way == .setAgainst }.reduce(0) { $0 + $1.pence }
    for (key, part) in zip(keys, Self.split(setAgainst, by: nets)) { shares[key]?.setAgainst = part }
    let payable = keys.map { shares[$0]?.paid ?? 0 } + [paid - keys.reduce(0) { $0 + (shares[$1]?.paid ?? 0) }]
    for (key, part) in zip(keys, Self.split(held, by: payable)) { shares[key]?.held = part }
  }

  /// Shares by largest remainder; all of it to the last where nothing can be shared by.
  private static func split(_ pence: Int64, by weights: [Int64]) -> [Int64] {
    let weights = weights.map { max(0, $0) }
    guard weights.contains(where: { $0 > 0 }) else { return weights.dropLast().map { _ in 0 } + [pence] }
    return Split.allocate(Pence(pence), by: weights).map(\.rawValue)
  }
}
