// What two people decide about entries and funds: an entry is taken back, money moves between funds, balances are taken on.

import Banking
import Dates
import Files
import Foundation
import Giving
import Grants
import Ledger
import Money
import People
import Store

extension House {
  /// Takes an entry back: a proposal, which a second person approves.
  public func reverse(_ correction: Correction, isDryRun: Bool = false) throws -> String {
    guard try !Wall.hides(text: correction.entry, from: actor, store.reading) else {
      throw LedgerError.notFound(kind: "entry", id: correction.entry)
    }
    if let back = try LineReturn(correction, store.reading) {
      _ = try back.draft(store.reading)
    } else {
      try requireUnstated(correction.draft(store.reading), store.reading)
    }
    return try doOrPropose(
      "entry.reverse", subject: correction.entry, correction,
      words: "reverse the entry \(correction.entry), because: \(correction.reason.rawValue)", isDryRun: isDryRun)
  }

  /// Puts an agency's report in the place of the posted one of its key: a proposal, which a second person approves. Both
  /// happen in one write. Where nothing is posted that it could replace, it is taken in as any other.
  /// - Returns: what became of the file, and what was proposed; nil where nothing was.
  public func replaceReport(
    _ path: String, stated: AgencyIntake.Stated, isDryRun: Bool = false
  ) throws -> (report: ImportReport, words: String?) {
    let (report, replacement) = try agencyIntake(isDryRun: isDryRun).propose(path, stated: stated)
    guard let replacement else { return (report, nil) }
    let posted = try AgencyImport.find(replacement.report, store.reading)
    let words = try doOrPropose(
      "agency.replace", subject: replacement.report, replacement,
      words: """
        put the agency's import \(replacement.import) of \(Pence(report.totalPence).pounds) in the place of \
        \(replacement.report) of \(Pence(posted?.totalPence ?? 0).pounds)
        """, isDryRun: isDryRun)
    return (report, words)
  }

  /// Moves money between funds: a proposal, which a second person approves.
  public func transfer(_ transfer: FundTransfer, isDryRun: Bool = false) throws -> String {
    _ = try transfer.draft(on: businessDate, store.reading)
    return try doOrPropose(
      "fund.transfer", subject: transfer.from, transfer,
      words: """
        move \(Pence(transfer.amountPence).pounds) from \(transfer.from) to \(transfer.to), because: \
        \(transfer.reason.rawValue)
        """, isDryRun: isDryRun)
  }

  /// Takes opening balances on: a proposal, which a second person approves. What it will post stands in the proposal, so
  /// the file is not needed again.
  /// - Returns: what was done, in words; or the file's faults.
  public func takeOn(
    _ path: String, account: String, date: CivilDate, stated: Pence, isDryRun: Bool = false
  ) throws -> (words: String, faults: [FileFault]) {
    let known = configuration.bankAccounts.filter { $0.kind == .foundation }.map(\.code)
    guard known.contains(account) else { throw BankError.unknownAccount(account, known: known) }
    let spooled = try SpooledFile.copy(from: path, into: store.home.spool, limits: configuration.limits)
    var faults = FaultList(limit: configuration.limits.faultsShown)
    let balances = try BalanceFile.read(spooled.path, configuration.limits, store.reading, &faults)
    guard faults.isEmpty else { return ("", faults.faults) }
    let opening = Opening(account: account, date: date, stated: stated, balances: balances)
    try requireUnstated(opening.draft(store.reading), store.reading)
    let words = try doOrPropose(
      "scheme.takeon", subject: account, opening,
      words: "take on \(stated.pounds) in \(balances.count) funds, in the bank account \(account) on \(date)",
      isDryRun: isDryRun)
    return (words, [])
  }

  /// Records a sponsor's offer: a proposal, which a second person approves.
  public func offerMatch(_ offer: MatchOffer, isDryRun: Bool = false) throws -> String {
    try offer.requireNew(store.reading)
    return try doOrPropose(
      "match.offer", subject: offer.sponsor, offer,
      words: """
        record the offer of \(offer.sponsor): \(Rate(basisPoints: offer.basisPoints)) of gifts to \
        \(offer.funds.joined(separator: ", ")) from \(offer.from) to \(offer.until), \
        \(Pence(offer.potPence).pounds) in all
        """, isDryRun: isDryRun)
  }

  /// Claims what a sponsor's offer has come to since the last claim, and writes the file for the sponsor.
  /// - Returns: the claim and its file; nil if nothing has changed since the last one.
  public func claimMatch(
    _ sponsor: String, until: CivilDate, isDryRun: Bool = false
  ) throws -> (claim: MatchClaim, file: String)? {
    guard let offer = try MatchOffer.find(sponsor, store.reading) else {
      throw GivingError.notFound(kind: "sponsor", id: sponsor)
    }
    guard until <= businessDate else {
      throw GivingError.gift("\(until) has not come yet: a claim counts the gifts until a day that has been.")
    }
    let made = try MatchClaim.make(
      offer, until: until, by: actor, on: businessDate, store, isDryRun: isDryRun)
    guard let made else { return nil }
    return (made, isDryRun ? "" : try matchFile(sponsor, made.number))
  }

  /// Writes the file of a claim; made again it is the same bytes.
  public func matchFile(_ sponsor: String, _ number: Int64) throws -> String {
    guard let claim = try MatchClaim.all(sponsor, store.reading).first(where: { $0.number == number }) else {
      throw GivingError.notFound(kind: "claim", id: "\(sponsor) \(number)")
    }
    return try claim.write(to: store.home.outbox, store.reading)
  }

  /// Does what was agreed; false if it is none of these.
  func carryOutOtherMoney(_ action: String, _ inputs: Data, in write: Write) throws -> Bool {
    switch action {
    case "entry.reverse":
      let correction = try JSONDecoder().decode(Correction.self, from: inputs)
      if let back = try LineReturn(correction, write.reading) {
        try back.post(in: write)
      } else {
        try requireUnstated(correction.draft(write.reading), write.reading)
        try correction.post(on: businessDate, in: write)
      }
    case "fund.transfer":
      try JSONDecoder().decode(FundTransfer.self, from: inputs).post(on: businessDate, in: write)
    case "agency.replace":
      let replacement = try JSONDecoder().decode(AgencyReplacement.self, from: inputs)
      try agencyIntake().replace(replacement, in: write)
      // Whatever else was to stand in its place is overtaken.
      for other in try Proposal.open(write.reading)
      where other.action == action && other.subject == replacement.report {
        try other.decide(false, by: actor, in: write)
      }
    case "scheme.takeon":
      let draft = try JSONDecoder().decode(Opening.self, from: inputs).draft(write.reading)
      try requireUnstated(draft, write.reading)
      try draft.post(in: write)
    case "campaign.close":
      try JSONDecoder().decode(CampaignClosing.self, from: inputs).post(on: businessDate, in: write)
    case "match.offer":
      try JSONDecoder().decode(MatchOffer.self, from: inputs).record(in: write)
    default: return false
    }
    return true
  }
}

/// A file of balances: headings `fund,balance`, one row a fund.
enum BalanceFile {
  private static var layout: Layout {
    var layout = Layout(
      .csv,
      detail: RecordLayout(
        .none, fields: [FieldLayout("fund", .heading("fund")), FieldLayout("balance", .heading("balance"))]))
    layout.headings = true
    layout.trim = true
    return layout
  }

  static func read(
    _ path: String, _ limits: Limits, _ reading: Reading, _ faults: inout FaultList
  ) throws -> [Opening.Balance] {
    let funds = try Funds.read(reading)
    var balances: [Opening.Balance] = []
    var reader = try RecordReader(file: path, layout: layout, limits: limits)
    var batch = RecordBatch()
    while try reader.next(into: &batch, faults: &faults) {
      for record in 0..<batch.count {
        let code = batch.string(record, 0)
        let isKnown = funds[code].map { $0.number != Fund.unallocated.number } ?? false
        if !isKnown || balances.contains(where: { $0.fund == code }) {
          faults.add(batch.fault(record, 0, code: "fund", message: "A fund that there is, once, is expected here."))
        }
        do {
          let amount = try batch.amount(record, 1, style: .plain)
          if amount < .zero {
            faults.add(batch.fault(record, 1, code: "balance", message: "A balance of at least nothing is expected."))
          }
          balances.append(Opening.Balance(fund: code, amount: amount))
        } catch {
          faults.add(batch.fault(record, 1, code: "amount", message: "Pounds like 7120.50 are expected here."))
        }
      }
    }
    return balances
  }
}
