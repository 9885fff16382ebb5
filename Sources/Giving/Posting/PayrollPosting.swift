// Posts one payroll file: reading and deciding on one thread, writing on another, all in one change to the books.

import Dates
import Files
import Ledger
import Money
import Store
import Synchronization

/// What stops a posting. Nothing of it is then in the books.
enum PostingStop: Error {
  /// The file has faults.
  case faults(FaultList, PayrollTotals)
  /// It needs a second person first.
  case hold([HoldReason], PayrollTotals)
  /// Another revision was posted meanwhile.
  case overtaken
}

/// One file on its way into the books. It is put together inside the change that posts it, so that what its lines are held
/// against is what stands in the books then.
struct PayrollPosting {
  let store: Store
  let rules: GivingRules
  let context: PayrollContext
  /// The private copy that is read.
  let path: String
  let byteCount: Int
  /// The keyed digest of its bytes.
  let digest: [UInt8]
  let broughtBy: Actor
  let businessDate: CivilDate
  /// The import's number, where it was held before; else the next.
  let number: Int64?
  /// The revision it becomes.
  let revision: Int
  /// The reasons to hold it that a second person has agreed to.
  let accepted: [HoldReason]
  /// Told how many lines are posted so far.
  let onProgress: (Int64) -> Void

  private var key: FileKey { context.heading.key }
  private var subject: String { key.subject(revision: revision) }

  /// Does it all inside a change.
  /// - Throws: ``PostingStop``, and what the store throws.
  func post(in write: Write) throws -> PostingOutcome {
    guard try PostedFile.nextRevision(key, write.reading) == revision else { throw PostingStop.overtaken }
    let firstRow = try write.nextRow(of: Contribution.book)
    let number = try self.number ?? PayrollFile.nextNumber(write.reading)
    let copy = self.number == nil && !write.isDryRun ? try Archive(store, .payroll).sealing(path, number: number) : nil
    defer { copy?.discard() }
    let totals = try writeLines(in: write, copy)
    let reasons = try holdReasons(totals, write.reading).filter { !accepted.contains($0) }
    guard reasons.isEmpty else { throw PostingStop.hold(reasons, totals) }
    let rows = firstRow..<(try write.nextRow(of: Contribution.book))
    let paidBefore = revision > 1 ? try reverseEarlier(in: write) : []
    if self.number == nil { try PayrollIntakeRecord(self, totals, number).record(in: write) }
    try PayrollFile.record(.posted, reason: nil, of: number, in: write)
    try PostedFile(
      number: number, key: key, revision: revision, lines: totals.lines, heads: totals.heads, total: totals.total,
      rows: rows, isSuperseded: false
    ).record(in: write)
    try PostedGivers.record(totals.givers, of: number, in: write)
    let funds = try postEntries(totals, paidBefore: paidBefore, in: write)
    try copy?.finish()
    return PostingOutcome(
      number: number, lines: totals.lines, totalPence: totals.total.rawValue, openItems: totals.items, funds: funds)
  }

  /// Reads and decides on another thread, at most a few batches ahead, and writes here. Whichever of the two has to wait
  /// goes on with the archive's copy.
  private func writeLines(in write: Write, _ copy: Sealing?) throws -> PayrollTotals {
    let meanwhile: @Sendable () throws -> Bool = { try copy?.advance() ?? false }
    let channel = Channel<PostedPart>(ahead: 4)
    let (context, path) = (context, path)
    let due = rules.remittanceDue(payDate: key.payDate)
    let (result, _) = try together {
      defer { channel.finish() }
      var lines = PayrollLines(context)
      try lines.read(path) { try channel.send($0, meanwhile: meanwhile) }
      return (totals: lines.totals, faults: lines.faults)
    } here: {
      do {
        while let part = try channel.next(meanwhile: meanwhile) {
          try write.append(to: Contribution.book, flattened: part.rows)
          onProgress(part.lastLine)
          for item in part.items { try raise(item, due: due, in: write) }
        }
      } catch {
        channel.abandon()
        throw error
      }
    }
    guard result.faults.isEmpty else { throw PostingStop.faults(result.faults, result.totals) }
    return result.totals
  }

  private func raise(_ item: LineItem, due: CivilDate, in write: Write) throws {
    try OpenItem(
      id: "\(subject)/\(context.employers[item.employer].payroll.employer)/L\(item.line)", code: item.finding.code,
      subject: subject, line: item.line,
      suspense: item.suspended == .zero ? nil : item.suspended, eventDate: key.payDate, dueDate: due
    ).raise(in: write)
  }

  /// A payroll runs a few days before its pay date. A date further from what is posted than this, either way, is more
  /// likely a slip of the pen.
  private static let daysApart = 62

  /// Why the file must wait for a second person: all reasons, so that a yes answers each of them.
  private func holdReasons(_ totals: PayrollTotals, _ reading: Reading) throws -> [HoldReason] {
    let today = try PostedFile.live(sender: key.sender, payroll: key.payroll, payDate: key.payDate, reading)
    var reasons: [HoldReason] = []
    let twins = try PayrollFile.of(digest: digest, reading).filter { $0.fileKey != key.description }
    if twins.contains(where: { $0.state == .posted || $0.state == .held }) { reasons.append(.sameBytes) }
    if key.payDate > businessDate.adding(days: Self.daysApart) { reasons.append(.payDateFar) }
    if let last = try PostedFile.lastPayDate(of: key, reading), key.payDate < last.adding(days: -Self.daysApart) {
      reasons.append(.payDateOld)
    }
    if key.sequence > 1, !today.contains(where: { $0.key.sequence == key.sequence - 1 }) {
      reasons.append(.earlierSequenceMissing)
    }
    if revision > 1 { reasons.append(.supersedes) }
    return reasons + (try movements(totals, today.filter { $0.key != key }, reading))
  }

  /// What moved too far against the month before: the last pay date with a posted file.
  private func movements(
    _ totals: PayrollTotals, _ others: [PostedFile], _ reading: Reading
  ) throws -> [HoldReason] {
    guard let before = try PostedFile.payDate(before: key, reading) else { return [] }
    let earlier = try PostedFile.live(sender: key.sender, payroll: key.payroll, payDate: before, reading)
    let was = (total: earlier.map(\.total).sum(), heads: earlier.reduce(0) { $0 + $1.heads })
    let now = (total: others.map(\.total).sum() + totals.total, heads: others.reduce(totals.heads) { $0 + $1.heads })
    var reasons: [HoldReason] = []
    if Self.moved(from: was.total.rawValue, to: now.total.rawValue, moreThan: context.profile.holdTotalMoved) {
      reasons.append(.totalMoved)
    }
    if Self.moved(from: was.heads, to: now.heads, moreThan: context.profile.holdHeadsMoved) {
      reasons.append(.headsMoved)
    }
    return reasons
  }

  /// Whether a figure moved by more than this proportion of what it was.
  static func moved(from before: Int64, to now: Int64, moreThan rate: Rate) -> Bool {
    let change = (now - before).magnitude.multipliedFullWidth(by: UInt64(Rate.whole.basisPoints))
    let allowed = before.magnitude.multipliedFullWidth(by: UInt64(rate.basisPoints))
    return (change.high, change.low) > (allowed.high, allowed.low)
  }

  /// One entry an employer, and what it owes.
  /// - Parameter paidBefore: the expectations under which something of the earlier revision was paid.
  private func postEntries(
    _ totals: PayrollTotals, paidBefore: Set<String>, in write: Write
  ) throws -> [ImportReport.FundShare] {
    let funds = try Funds.read(write.reading)
    var received: [Int64: Pence] = [:]
    for (employer, sums) in zip(context.employers, totals.employers) {
      try postEntry(employer.payroll, sums, paidBefore: paidBefore, in: write)
      for (fund, amount) in sums.received.enumerated() where amount != .zero {
        received[Int64(fund), default: .zero] += amount
      }
      received[Fund.unallocated.number, default: .zero] += sums.suspended
    }
    return received.filter { $0.value != .zero }.sorted { $0.key < $1.key }.map {
      .init(fund: funds[$0.key]?.code ?? "\($0.key)", pence: $0.value.rawValue)
    }
  }

  private func postEntry(
    _ payroll: ProfilePayroll, _ sums: EmployerTotals, paidBefore: Set<String>, in write: Write
  ) throws {
    let id = "\(subject)/\(payroll.employer)"
    var draft = EntryDraft(id: id, kind: "payroll", eventDate: key.payDate)
    let transit = Account.inTransit(employer: payroll.employer)
    for (fund, amount) in sums.received.enumerated() {
      draft.move(
        amount, debit: transit, credit: .payrollIncome(payroll.givers), fund: Int64(fund), expectation: id)
    }
    draft.move(
      sums.suspended, debit: transit, credit: .suspense, fund: Fund.unallocated.number, expectation: id)
    // Lines that come to nothing together may still be settled one by one; and an employer of whom nothing is left may have
    // paid before.
    guard sums.lines > 0 || paidBefore.contains(id) else { return }
    if !draft.postings.isEmpty { try draft.post(in: write) }
    try Expectation(
      id: id, kind: .employerRemittance, from: payroll.employer, to: payroll.route.payee,
      period: TaxMonth(payDate: key.payDate).description, dueDate: rules.remittanceDue(payDate: key.payDate)
    ).record(in: write)
    guard paidBefore.contains(id) else { return }
    try PassedOnTooMuch.raiseIfSo(id, of: subject, on: key.payDate, in: write)
  }

  /// Takes the earlier revision out of the balances: its entries and whatever settled its items are reversed, its items
  /// closed. What was paid of it counts for this one. Its lines stay, void.
  /// - Returns: the expectations under which it counts.
  private func reverseEarlier(in write: Write) throws -> Set<String> {
    guard let earlier = try PostedFile.newest(key, write.reading), earlier.revision == revision - 1 else {
      throw GivingError.notFound(kind: "posted revision", id: "\(revision - 1)")
    }
    let paid = try FileReversal(earlier, by: subject, write.reading).reverse(in: write)
    try PayrollFile.record(.superseded, reason: nil, of: earlier.number, in: write)
    return paid
  }
}

/// The row of a file that is taken in.
struct PayrollIntakeRecord {
  let number: Int64
  let profile: String
  let fileKey: String
  let digest: [UInt8]
  let byteCount: Int
  let broughtBy: Actor
  let lines: Int64
  let total: Pence
  /// The revision it becomes when it is posted; 0 where it cannot be.
  let revision: Int

  init(_ posting: PayrollPosting, _ totals: PayrollTotals, _ number: Int64) {
    self.init(
      number: number, profile: posting.context.profile.name, fileKey: posting.context.heading.key.description,
      digest: posting.digest, byteCount: posting.byteCount, broughtBy: posting.broughtBy, lines: totals.lines,
      total: totals.total, revision: posting.revision)
  }

  init(
    number: Int64, profile: String, fileKey: String, digest: [UInt8], byteCount: Int, broughtBy: Actor, lines: Int64,
    total: Pence, revision: Int
  ) {
    self.number = number
    self.profile = profile
    self.fileKey = fileKey
    self.digest = digest
    self.byteCount = byteCount
    self.broughtBy = broughtBy
    self.lines = lines
    self.total = total
    self.revision = revision
  }

  func record(in write: Write) throws {
    try write.append(
      to: PayrollFile.book,
      [
        .integer(number), .text(profile), .text(fileKey), .blob(digest), .integer(Int64(byteCount)),
        .text(broughtBy.name), .integer(lines), .integer(total.rawValue), .integer(Int64(revision)),
      ])
  }
}
