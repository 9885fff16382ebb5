// Why a thing stands as it does, in words: an item, an entry, a line of the bank, money that is due, a fund, an award.

import Banking
import Dates
import Giving
import Grants
import Ledger
import Money
import People
import Store

extension House {
  /// Why a thing stands as it does, a sentence a line. An award or application is named by its number; its wall is the
  /// grants' own, all else is for those who may see the scheme's money.
  /// - Throws: `GivingError.notFound` if the id is none of them; `StoreError.notPermitted`.
  public func explain(_ id: String) throws -> [String] {
    if let number = Int64(id) { return try awardWords(number) }
    if id.hasPrefix("award/"), let number = Int64(id.dropFirst(6)),
      try Award.find(number, for: actor, store.reading) != nil
    {
      return try awardWords(number) + explainEntry(id, store.reading)
    }
    try requireMoneyReader("explain")
    let reading = store.reading
    guard try !Wall.hides(text: id, from: actor, reading) else { throw GivingError.notFound(kind: "thing", id: id) }
    let parts = try [
      explainItem(id, reading), explainBankLine(id, reading), explainGift(id, reading), explainEntry(id, reading),
      explainClaim(id, reading), explainDue(id, reading), explainFund(id, reading),
    ].flatMap(\.self)
    guard !parts.isEmpty else { throw GivingError.notFound(kind: "thing", id: id) }
    return try parts.filter { try !Wall.hides(text: $0, from: actor, reading) }
  }

  private func awardWords(_ number: Int64) throws -> [String] {
    try require(Self.moneyReaders.union([.supportAdult, .fundAdministrator]), for: "explain")
    return try explain(number).split(separator: "\n").map(String.init)
  }

  private func explainItem(_ id: String, _ reading: Reading) throws -> [String] {
    guard let (item, settled) = try OpenItem.find(id, reading) else { return [] }
    let days = CivilDate(item.eventDate).map { businessDate.days(since: $0) } ?? 0
    var lines = ["\(id) is an item: \(ItemWords.of(item.code)) (\(item.code))."]
    lines.append(
      "It came with \(item.subject)\(item.line.map { ", line \($0)" } ?? ""), of \(item.eventDate), \(days) days ago.")
    if let pence = item.suspensePence, settled == nil { lines.append("\(pence.pounds) lies in suspense for it.") }
    let advice = ItemAdvice.of(item.code)
    if let advice { lines.append("The rule: \(advice.rule)") }
    if let due = item.dueDate { lines.append("It should be settled by \(due).") }
    if let settled {
      lines.append("It was settled: \(settled).")
    } else if let advice {
      lines.append("What to do: \(advice.todo)")
    }
    return lines
  }

  private func explainEntry(_ id: String, _ reading: Reading) throws -> [String] {
    guard let entry = try Entry.find(id, reading) else { return [] }
    var lines = [
      "\(id) is an entry: \(Self.kinds[entry.kind] ?? entry.kind), of \(entry.eventDate), counted in \(entry.month)."
    ]
    if !entry.eventDate.hasPrefix(entry.month) {
      lines.append("It counts in a later month than its own, which was closed when it came.")
    }
    if let link = try Entry.link(of: id, reading) {
      let proposer = link.proposer.isEmpty ? "" : ", as \(link.proposer) proposed"
      lines.append(
        "\(link.actor) posted it on \(link.time) by \(link.action)\(proposer), link \(link.link) of the chain.")
    }
    if let (file, _) = try PostedFile.find(id: id, reading) {
      lines.append("It comes from payroll import \(file.number), \(file.lines) lines of the file \(file.key).")
    } else if let report = try AgencyImport.find(id, reading) {
      lines.append("It comes from agency import \(report.number), \(report.lines) lines.")
    } else if let statement = try PostedStatement.all(reading).first(where: { $0.id == id }) {
      lines.append("It comes from bank import \(statement.import), \(statement.lines) lines.")
    } else if id.hasPrefix("settled/") || id.hasPrefix("assigned/") {
      lines.append("It settles the item \(id.drop { $0 != "/" }.dropFirst()).")
    }
    if let reason = try EntryReason.find(id, reading) { lines.append("The reason given: \(reason).") }
    if let reversed = entry.reverses { lines.append("It takes \(reversed) back.") }
    if let by = try Entry.reversed(id, by: reading) { lines.append("It was taken back by \(by).") }
    let moved = entry.postings.filter { $0.amountPence > 0 }.reduce(0) { $0 + $1.amountPence }
    lines.append("It moves \(moved.pounds) in \(entry.postings.count) postings: nolimits entry show \(id)")
    return lines
  }

  private static let kinds = [
    "payroll": "gifts from pay", "reversal": "gifts from pay that a corrected file replaces",
    "award": "an award that was promised", "award-cancelled": "an award that was cancelled",
    "award-taken-on": "an award from before, taken on: what was still to be paid of it",
    "payment-released": "a payment that was let go", "payment-returned": "a payment that came back",
    "suspense-settled": "suspense that a person settled", "agency-report": "an agency's report",
    "bank-statement": "a statement of the bank", "bank-assigned": "a line of the bank that a person assigned",
    "bank-returned": "a line of the bank that was put back into suspense", "gift": "a gift",
    "web-gifts": "a payout of a web platform", "gift-aid": "a claim of Gift Aid", "match": "a claim on a sponsor",
    "fund-transfer": "money moved between funds", "correction": "an entry that two people took back",
    "opening": "balances taken on",
    "set-against": "what was passed on too much, set against what the same payer owed",
    "foundation-fee": "what the foundation takes for its costs",
  ]

  private func explainBankLine(_ id: String, _ reading: Reading) throws -> [String] {
    guard let line = try PostedLine.find(id, reading) else { return [] }
    let way = line.amountPence < 0 ? "went out of" : "came into"
    var lines = [
      "\(id) is a line of the bank: \(abs(line.amountPence).pounds) \(way) \(line.account) on \(line.date)."
    ]
    lines += try LineAssignment.of(id, reading).map { said in
      let target = said.expectation ?? said.fund.map { "the fund \($0)" }
      let amount = abs(said.amountPence).pounds
      guard said.entry == nil else {
        return target.map { "\(amount) of it is for \($0), \(said.confidence): \(said.reason)" }
          ?? "\(amount) of it went back into suspense: \(said.reason)"
      }
      if said.confidence == "person" { return "The bank undid one line by another: \(said.reason)" }
      return "It might pay \(target ?? "nothing that is known") (\(said.confidence)): \(said.reason)"
    }
    if let again = try LineSettling.putBack(id, reading), let settled = try OpenItem.find(again.id, reading)?.settled {
      lines.append("Its money had the id \(again.id) then, and was settled: \(settled).")
    } else if let again = try LineSettling.putBack(id, reading) {
      lines.append(
        "\((again.suspensePence ?? 0).pounds) lies in suspense as \(again.id): nolimits bank assign \(again.id)")
    }
    return lines
  }

  private func explainGift(_ id: String, _ reading: Reading) throws -> [String] {
    guard let gift = try Gift.find(id, reading) else { return [] }
    let fund = try Funds.read(reading)[gift.fund]?.code ?? "no fund that is known"
    let fee = gift.feePence == 0 ? "" : ", of which \(gift.feePence.pounds) is kept on the way"
    return ["\(id) is a gift of \(gift.amountPence.pounds) to \(fund) on \(gift.date)\(fee)."]
      + (try PayrollTrace.matches(of: id, reading).map { claim in
        "A sponsor adds \((claim.amountPence ?? 0).pounds) to it: nolimits explain \(claim.id)"
      })
  }

  /// A claim on a sponsor: what the sponsor adds is a gift of its own, linked to those it adds to.
  private func explainClaim(_ id: String, _ reading: Reading) throws -> [String] {
    for offer in try MatchOffer.all(reading) {
      guard let claim = try MatchClaim.all(offer.sponsor, reading).first(where: { $0.id == id }) else { continue }
      let claimed = try MatchClaim.claimed(offer.sponsor, reading).rawValue
      return [
        "\(offer.sponsor) adds \(Rate(basisPoints: offer.basisPoints)) to gifts to "
          + offer.funds.joined(separator: ", ") + " between \(offer.from) and \(offer.until).",
        "This claim, for gifts until \(claim.until), is the difference to those before: \(claim.amountPence.pounds).",
        "\(claimed.pounds) was claimed in all, of a pot of \(offer.potPence.pounds). Which gifts: nolimits trace \(id)",
      ]
    }
    return []
  }

  private func explainDue(_ id: String, _ reading: Reading) throws -> [String] {
    guard let expectation = try Expectation.find(id, reading) else { return [] }
    let due = try Due.under(id, reading).map(\.amount).sum()
    var lines = [
      "\(expectation.from) owes \(expectation.to) for \(expectation.period) (\(expectation.kind.rawValue)), by \(expectation.dueDate)."
    ]
    let late = CivilDate(expectation.dueDate).map { businessDate.days(since: $0) } ?? 0
    if due == .zero {
      lines.append("Nothing is due any more.")
    } else if (due > .zero) == (expectation.from == Expectation.foundation) {
      lines.append(
        "\(due.magnitude.pounds) is owed the other way: more was paid than is due, or it is to be taken off.")
    } else {
      lines.append("\(due.magnitude.pounds) is still due\(late > 0 ? ", \(late) days late" : "").")
    }
    let code = expectation.kind == .employerRemittance ? "employer-late" : "agency-late"
    if [.employerRemittance, .agencyPayment].contains(expectation.kind), let advice = ItemAdvice.of(code) {
      lines.append("The rule: \(advice.rule)")
    }
    return lines
  }

  private func explainFund(_ id: String, _ reading: Reading) throws -> [String] {
    guard let fund = try Funds.read(reading)[id],
      let position = try FundPosition.all(reading).first(where: { $0.fund == id })
    else { return [] }
    return [
      "\(id) is a fund. It may be used for nothing but: \(fund.purpose).",
      "\(position.receivedPence.pounds) was given to it; \(position.inTransitPence.pounds) of that is still on its way.",
      "\(position.bankPence.pounds) is in the foundation's account, \(position.promisedPence.pounds) is promised.",
      "So \(position.availablePence.pounds) can be awarded: what is in the account, less what is promised, released, "
        + "owed, or held back for a signature.",
    ]
  }
}

extension Int64 {
  /// Pence as people read them.
  fileprivate var pounds: String { Pence(self).pounds }
}
