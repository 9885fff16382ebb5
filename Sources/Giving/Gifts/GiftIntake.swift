// Takes in the files of web platforms: each is posted whole or not at all, once, under its payout's reference.

import Dates
import Files
import Foundation
import Ledger
import Money
import Store

/// Who takes files of gifts in, and when.
public struct GiftIntake {
  private let store: Store
  private let platforms: [Platform]
  private let limits: Limits
  private let actor: Actor
  private let businessDate: CivilDate
  private let isDryRun: Bool

  /// - Parameter platforms: how files are read.
  public init(
    _ store: Store, platforms: [Platform], limits: Limits, actor: Actor, businessDate: CivilDate, isDryRun: Bool = false
  ) {
    self.store = store
    self.platforms = platforms
    self.limits = limits
    self.actor = actor
    self.businessDate = businessDate
    self.isDryRun = isDryRun
  }

  /// The platform of this code, or the one whose files are named so; nil if there is none.
  public func platform(named code: String?, forFile file: String) -> Platform? {
    platforms.first { code == nil ? file.hasPrefix($0.namePrefix) : $0.code == code }
  }

  /// Takes one file in.
  /// - Parameter isAnother: whether a person says that it is no copy of a payout that has the same gifts.
  /// - Throws: ``GivingError/notFound(kind:id:)`` if no platform's files are named so.
  public func take(_ path: String, platform code: String? = nil, isAnother: Bool = false) throws -> ImportReport {
    let name = (path as NSString).lastPathComponent
    guard let platform = platform(named: code, forFile: name) else {
      throw GivingError.notFound(kind: "platform for the file", id: code ?? name)
    }
    let spooled = try SpooledFile.copy(from: path, into: store.home.spool, limits: limits)
    let file = try GiftFile(spooled.path, platform, limits: limits, today: businessDate)
    let incoming = Incoming(
      file: IncomingFile(spooled, name: name, store: store, kind: "gift-file"), platform: platform)
    guard file.faults.isEmpty else { return try refuse(incoming, file.payout, file.faults) }
    if let known = try GiftImport.newest(platform.code, file.payout, store.reading), known.stands {
      guard known.digest == incoming.file.digest else {
        return try refuse(
          incoming, file.payout, "already-posted-otherwise",
          "This payout is posted from other bytes. Reverse its entry first: nolimits entry reverse.")
      }
      var report = ImportReport(file: name, sha256: spooled.sha256, state: .alreadyPosted)
      report.import = known.number
      return report
    }
    if !isAnother, let payout = try GiftImport.copied(file.gifts, of: platform.code, store.reading) {
      return try refuse(
        incoming, file.payout, "same-gifts",
        """
        Every gift, but for one at most, is as in the payout \(payout): it is likely a copy. If it is another, give \
        --another.
        """)
    }
    return try post(file, incoming)
  }

  private struct Incoming {
    let file: IncomingFile
    let platform: Platform
  }

  private func refuse(
    _ incoming: Incoming, _ payout: String, _ code: String, _ message: String
  ) throws -> ImportReport {
    var faults = FaultList()
    faults.add(FileFault(code: code, message: message))
    return try refuse(incoming, payout, faults)
  }

  private func post(_ file: GiftFile, _ incoming: Incoming) throws -> ImportReport {
    let times = try GiftImport.times(incoming.platform.code, file.payout, store.reading) + 1
    let subject = "gifts/\(incoming.platform.code)/\(file.payout)/r\(times)"
    let request = WriteRequest(
      Action("gift.import"), by: actor, key: subject, inputs: Inputs(digest: "bytes", incoming.file.digest),
      on: businessDate, isDryRun: isDryRun)
    let outcome = try store.write(request) { write in
      let number = try GiftImport.nextNumber(write.reading)
      let posting = GiftPosting(subject: subject, platform: incoming.platform, funds: try Funds.read(write.reading))
      let outcome = try posting.post(file, number: number, in: write)
      try write.append(
        to: GiftImport.book,
        [
          .integer(number), .text(incoming.platform.code), .text(file.payout), .blob(incoming.file.digest),
          .text(subject),
          nil,
        ])
      if !write.isDryRun { try Archive(store, .gifts).seal(incoming.file.spooled.path, number: number) }
      return outcome
    }
    return incoming.file.report(outcome)
  }

  /// Records a file that cannot be posted.
  private func refuse(_ incoming: Incoming, _ payout: String, _ faults: FaultList) throws -> ImportReport {
    let file = incoming.file
    let refused = RefusedFile(
      .gifts, file.spooled.path, digest: file.digest, name: "gifts-refused/\(incoming.platform.code)", faults: faults)
    let number = try refused.record(
      as: Action("gift.refuse"), in: store, by: actor, on: businessDate, isDryRun: isDryRun
    ) { write in
      let number = try GiftImport.nextNumber(write.reading)
      try write.append(
        to: GiftImport.book,
        [
          .integer(number), .text(incoming.platform.code), .text(payout), .blob(file.digest), nil, .text(refused.code),
        ])
      return number
    }
    return file.refused(number, faults)
  }
}

/// Posts one payout: what was given is income, what the platform keeps is an expense, the rest is due from it.
struct GiftPosting {
  /// The entry's and the expectation's id.
  let subject: String
  let platform: Platform
  let funds: Funds

  func post(_ file: GiftFile, number: Int64, in write: Write) throws -> PostingOutcome {
    let last = file.gifts.map(\.date).max() ?? CivilDate(dayNumber: 0)
    var draft = EntryDraft(id: subject, kind: "web-gifts", eventDate: last)
    var received: [Int64: Int64] = [:]
    var items: [OpenItem] = []
    for gift in file.gifts {
      let fund = fund(for: gift)
      let number = fund?.number ?? Fund.unallocated.number
      add(gift, to: fund, in: &draft)
      received[number, default: 0] += (fund == nil ? gift.amount - gift.fee : gift.amount).rawValue
      if fund == nil { items.append(item(for: gift)) }
      try Gift(
        id: "\(subject)/L\(gift.line)", entry: subject, fund: number, amountPence: gift.amount.rawValue,
        feePence: gift.fee.rawValue, date: gift.date.description, giver: "web", person: nil, giftAid: gift.giftAid
      ).record(in: write)
    }
    try draft.post(in: write)
    try Expectation(
      id: subject, kind: .webPayout, from: platform.code, to: Expectation.foundation, period: file.payout,
      dueDate: last.adding(days: platform.payoutDays)
    ).record(in: write)
    for item in items { try item.raise(in: write) }
    return PostingOutcome(
      number: number, lines: Int64(file.gifts.count), totalPence: file.gifts.map(\.amount).sum().rawValue,
      openItems: Int64(items.count),
      funds: received.sorted { $0.key < $1.key }.map { .init(fund: funds[$0.key]?.code ?? "", pence: $0.value) })
  }

  /// The fund a gift is for; nil where its code says none, or one that took no gifts that day.
  private func fund(for gift: WebGift) -> Fund? {
    platform.funds[gift.code].flatMap { funds[$0] }.flatMap {
      $0.isOpen(on: gift.date) && $0.number != Fund.unallocated.number ? $0 : nil
    }
  }

  /// A gift without a fund lies in suspense as it will come, less the fee; gross and fee are posted when it is settled.
  private func add(_ gift: WebGift, to fund: Fund?, in draft: inout EntryDraft) {
    let due = Account.webPayoutDue(platform.code)
    let number = fund?.number ?? Fund.unallocated.number
    draft.move(
      gift.amount - gift.fee, debit: due, credit: fund == nil ? .suspense : .giftIncome, fund: number,
      expectation: subject)
    if fund != nil { draft.move(gift.fee, debit: .agencyFees, credit: .giftIncome, fund: number) }
  }

  private func item(for gift: WebGift) -> OpenItem {
    OpenItem(
      id: "\(subject)/L\(gift.line)", code: platform.funds[gift.code] == nil ? "gift-unknown-fund" : "gift-fund-closed",
      subject: subject, line: Int64(gift.line), suspense: gift.amount - gift.fee, eventDate: gift.date)
  }
}
