// Taking an entry back: never an edit, always the same postings on the other side, with a coded reason.

import Dates
import Money
import Store

/// An entry that two people take back.
public struct Correction: Codable, Hashable, Sendable {
  /// Why it is taken back.
  public enum Reason: String, Codable, CaseIterable, Sendable {
    /// The same thing was recorded twice.
    case recordedTwice = "recorded-twice"
    /// It names the wrong fund.
    case wrongFund = "wrong-fund"
    /// It names the wrong amount.
    case wrongAmount = "wrong-amount"
    /// It names the wrong day, giver or bank account.
    case wrongDetails = "wrong-details"
    /// The money never came, and will not.
    case notComing = "not-coming"
  }

  /// The entry's public id.
  public let entry: String
  /// Why.
  public let reason: Reason

  /// A correction of this entry.
  public init(entry: String, reason: Reason) {
    self.entry = entry
    self.reason = reason
  }

  /// The kinds of entry that can be taken back so. Any other has a way of its own: a payroll file is superseded, what
  /// settled an item stands until its file is, and what was taken back stays so. What a line of the bank pays is taken back
  /// by the line.
  static let kinds: Set<String> = ["fund-transfer", "gift", "web-gifts", "opening", "agency-report"]

  /// The public id of the reversing entry: an entry is taken back once.
  public var id: String { "reversed/\(entry)" }

  /// The entry that undoes it.
  /// - Throws: ``LedgerError`` if it is not there, was taken back before, or has a way of its own; or if the money it
  ///   brought is not where it was put any more.
  public func draft(_ reading: Reading) throws -> EntryDraft {
    guard let found = try Entry.find(entry, reading) else { throw LedgerError.notFound(kind: "entry", id: entry) }
    guard Self.kinds.contains(found.kind) else { throw LedgerError.ownWay(entry: entry, kind: found.kind) }
    let draft = try Entry.reversal(of: entry, as: id, kind: "correction", reading)
    try draft.requireWhatItTakes(reading)
    try requireSuspense(for: draft, reading)
    return draft
  }

  /// Holds that what it takes out of suspense still waits there as the entry's own: what a person said of it stands, even
  /// where a line of the bank that was put back is owed again since.
  private func requireSuspense(for draft: EntryDraft, _ reading: Reading) throws {
    let taken = draft.postings.filter { $0.account == .suspense }.map(\.amount).sum()
    guard taken > .zero else { return }
    let waiting = try OpenItem.open(reading, subject: entry).compactMap(\.suspensePence).reduce(0, +)
    guard Pence(waiting) >= taken else {
      throw LedgerError.tooLittle(fund: Fund.unallocated.code, has: Pence(waiting), wanted: taken)
    }
  }

  /// Posts it, and closes what waited for a person because of the entry.
  public func post(on date: CivilDate, in write: Write) throws {
    try draft(write.reading).post(in: write)
    try EntryReason.record(reason.rawValue, of: id, in: write)
    for item in try OpenItem.open(write.reading, subject: entry) {
      try item.settle(reason: "reversed \(reason.rawValue)", entry: id, on: date, in: write)
    }
  }
}

extension EntryDraft {
  /// Holds that whatever the entry takes from a fund is there: on its way under the same expectation, or in the same
  /// bank account and not promised to anyone.
  public func requireWhatItTakes(_ reading: Reading) throws {
    let funds = try Funds.read(reading)
    for posting in postings where posting.amount < .zero && posting.account.name.hasPrefix("asset:") {
      guard let fund = funds[posting.fund] else { continue }
      try require(
        -posting.amount, of: fund,
        among: Whereabouts.all(of: fund, reading).filter {
          $0.account == posting.account && $0.expectation == posting.expectation
        })
    }
    for position in try FundPosition.all(reading) {
      guard let fund = funds[position.fund] else { continue }
      let taken = postings.filter { $0.fund == fund.number && $0.account.name.hasPrefix("asset:bank:") }
        .map(\.amount).sum()
      if taken < .zero, fund.number != Fund.unallocated.number, Pence(position.availablePence) < -taken {
        throw LedgerError.tooLittle(fund: fund.code, has: Pence(position.availablePence), wanted: -taken)
      }
    }
  }

  private func require(_ amount: Pence, of fund: Fund, among places: [Whereabouts]) throws {
    let has = places.map(\.amount).sum()
    guard has >= amount else { throw LedgerError.tooLittle(fund: fund.code, has: has, wanted: amount) }
  }
}
