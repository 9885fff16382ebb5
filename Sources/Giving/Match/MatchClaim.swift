// Claims on a sponsor. What an offer adds to gifts is computed from the books when it is claimed, over all its gifts in
// the order they were made, and the difference to earlier claims is posted. Posting it with each file would make the gift
// at which the pot runs out hang on the order in which files came. A gift that was taken back frees its part this way too.

import Dates
import Files
import Ledger
import Money
import Store

/// A claim on a sponsor.
public struct MatchClaim: Codable, Hashable, Sendable {
  /// The sponsor's code.
  public let sponsor: String
  /// 1 for the sponsor's first.
  public let number: Int64
  /// The last day of gifts that it counts.
  public let until: String
  /// What is claimed: the difference to what was claimed before; negative where gifts were taken back.
  public let amountPence: Int64

  /// The entry's and the expectation's id.
  public var id: String { Self.id(sponsor, number) }
  private static func id(_ sponsor: String, _ number: Int64) -> String { "match/\(sponsor)/\(number)" }

  /// How many days a sponsor has to pay.
  static let daysToPay = 30

  /// Makes the next claim.
  /// - Returns: nil if nothing has changed since the last one.
  public static func make(
    _ offer: MatchOffer, until: CivilDate, by actor: Actor, on businessDate: CivilDate, _ store: Store, isDryRun: Bool
  ) throws -> MatchClaim? {
    let number = try next(offer.sponsor, store.reading)
    guard try !differences(offer, until, store.reading).isEmpty else { return nil }
    let request = WriteRequest(
      Action("match.claim"), by: actor, key: id(offer.sponsor, number), inputs: Inputs(["until": until.description]),
      on: businessDate, isDryRun: isDryRun)
    return try store.write(request) { try post(offer, number, until, in: $0) }.value
  }

  private static func post(
    _ offer: MatchOffer, _ number: Int64, _ until: CivilDate, in write: Write
  ) throws -> MatchClaim {
    if let last = try all(offer.sponsor, write.reading).last, until.description < last.until {
      throw GivingError.gift("A later day was claimed for before: \(last.until).")
    }
    let changes = try differences(offer, until, write.reading)
    let id = id(offer.sponsor, number)
    var draft = EntryDraft(id: id, kind: "match", eventDate: until)
    for change in changes {
      try write.append(
        to: giftBook,
        [
          .text(offer.sponsor), .integer(number), .text(change.gift.id), .integer(change.gift.fund),
          .day(change.gift.date), .integer(change.amount.rawValue),
        ])
    }
    let sums = Dictionary(changes.map { ($0.gift.fund, $0.amount) }, uniquingKeysWith: +)
    for (fund, sum) in sums.sorted(by: { $0.key < $1.key }) {
      let rest = try takeOff(sum, of: fund, offer.sponsor, before: number, &draft, write.reading)
      draft.move(rest, debit: .matchDue(offer.sponsor), credit: .matchIncome, fund: fund, expectation: id)
    }
    if !draft.postings.isEmpty { try draft.post(in: write) }
    try Expectation(
      id: id, kind: .match, from: offer.sponsor, to: Expectation.foundation, period: "claim-\(number)",
      dueDate: until.adding(days: daysToPay)
    ).record(in: write)
    let claim = MatchClaim(
      sponsor: offer.sponsor, number: number, until: until.description,
      amountPence: changes.map(\.amount).sum().rawValue)
    try write.append(to: book, [.text(claim.sponsor), .integer(number), .day(until), .integer(claim.amountPence)])
    try raiseIfExhausted(offer, until, in: write)
    return claim
  }

  /// What a fund is matched with less than before is taken off what the sponsor still owes of earlier claims, the oldest
  /// first: what is asked for in the end is what the sponsor pays.
  /// - Returns: what is left for this claim.
  private static func takeOff(
    _ sum: Pence, of fund: Int64, _ sponsor: String, before number: Int64, _ draft: inout EntryDraft, _ reading: Reading
  ) throws -> Pence {
    var left = sum
    for earlier in 1..<max(1, number) where left < .zero {
      let owed = try Due.under(id(sponsor, earlier), reading).filter { $0.fund == fund }.map(\.amount).sum()
      let part = min(-left, max(.zero, owed))
      draft.move(
        -part, debit: .matchDue(sponsor), credit: .matchIncome, fund: fund, expectation: id(sponsor, earlier))
      left += part
    }
    return left
  }

  /// What each gift is matched by now, less what was claimed for it before.
  private static func differences(
    _ offer: MatchOffer, _ until: CivilDate, _ reading: Reading
  ) throws -> [MatchedGift] {
    let terms = try offer.terms(reading)
    let first = terms.window.lowerBound
    let now = until < first ? [] : terms.match(try MatchableGift.all(in: first...until, reading))
    var changes: [MatchableKey: Pence] = [:]
    for matched in now { changes[MatchableKey(matched.gift), default: .zero] += matched.amount }
    try reading.each(
      "SELECT gift, fund, given_on, amount_pence FROM matched_gift WHERE sponsor = ?", [.text(offer.sponsor)]
    ) { row in
      let key = MatchableKey(id: row.text(0), date: try row.day(2), fund: row.int(1))
      changes[key, default: .zero] -= Pence(row.int(3))
    }
    return changes.filter { $0.value != .zero }.sorted { ($0.key.date, $0.key.id) < ($1.key.date, $1.key.id) }.map {
      MatchedGift(
        gift: MatchableGift(id: $0.key.id, date: $0.key.date, donor: "", fund: $0.key.fund, amount: .zero),
        amount: $0.value)
    }
  }

  /// A gift without its giver: what a claim keeps of it.
  private struct MatchableKey: Hashable {
    let id: String
    let date: CivilDate
    let fund: Int64

    init(id: String, date: CivilDate, fund: Int64) {
      self.id = id
      self.date = date
      self.fund = fund
    }

    init(_ gift: MatchableGift) { self.init(id: gift.id, date: gift.date, fund: gift.fund) }
  }

  /// That a pot has run out is told once.
  private static func raiseIfExhausted(_ offer: MatchOffer, _ until: CivilDate, in write: Write) throws {
    let id = "match-exhausted/\(offer.sponsor)"
    guard try claimed(offer.sponsor, write.reading) == Pence(offer.potPence),
      try OpenItem.find(id, write.reading) == nil
    else { return }
    try OpenItem(id: id, code: "match-pot-exhausted", subject: "match/\(offer.sponsor)", eventDate: until)
      .raise(in: write)
  }

  /// What was claimed of a sponsor in all.
  public static func claimed(_ sponsor: String, _ reading: Reading) throws -> Pence {
    Pence(try reading.int("SELECT sum(amount_pence) FROM matched_gift WHERE sponsor = ?", [.text(sponsor)]))
  }

  /// The claims on a sponsor, in order.
  public static func all(_ sponsor: String, _ reading: Reading) throws -> [MatchClaim] {
    try reading.all(
      "SELECT number, until_day, amount_pence FROM match_claim WHERE sponsor = ? ORDER BY number", [.text(sponsor)]
    ) {
      MatchClaim(sponsor: sponsor, number: $0.int(0), until: try $0.day(1).description, amountPence: $0.int(2))
    }
  }

  private static func next(_ sponsor: String, _ reading: Reading) throws -> Int64 {
    try reading.int("SELECT max(number) FROM match_claim WHERE sponsor = ?", [.text(sponsor)]) + 1
  }

  /// The file for the sponsor: sums by month and fund, nothing of a giver. Made again it is the same bytes.
  /// - Returns: its path.
  public func write(to folder: String, _ reading: Reading) throws -> String {
    let digits = String(repeating: "0", count: max(0, 4 - "\(number)".count)) + "\(number)"
    let path = "\(folder)/match-\(sponsor)-\(digits).csv"
    let funds = try Funds.read(reading)
    var sums: [[String]: Int64] = [:]
    try reading.each(
      "SELECT given_on, fund, amount_pence FROM matched_gift WHERE sponsor = ? AND claim = ?",
      [.text(sponsor), .integer(number)]
    ) { row in
      sums[[try row.day(0).month.description, funds[row.int(1)]?.code ?? ""], default: 0] += row.int(2)
    }
    try AtomicFile.write(path) { sink in
      let writer = CSVWriter(to: sink)
      try writer.headings(["sponsor", "claim", "until", "month", "fund", "matched"])
      for (place, pence) in sums.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
        try writer.row([
          .text(sponsor), .integer(Int(number)), .text(until), .text(place[0]), .text(place[1]), .amount(Pence(pence)),
        ])
      }
    }
    return path
  }

  static let book = Book("match_claim", ["sponsor", "number", "until_day", "amount_pence"])
  static let giftBook = Book("matched_gift", ["sponsor", "claim", "gift", "fund", "given_on", "amount_pence"])

  static let schema =
    Schema.book(
      "match_claim",
      """
      sponsor TEXT NOT NULL, number INTEGER NOT NULL, until_day INTEGER NOT NULL, amount_pence INTEGER NOT NULL,
      UNIQUE (sponsor, number)
      """)
    + Schema.book(
      "matched_gift",
      """
      sponsor TEXT NOT NULL, claim INTEGER NOT NULL, gift TEXT NOT NULL, fund INTEGER NOT NULL,
      given_on INTEGER NOT NULL, amount_pence INTEGER NOT NULL
      """)

  static let check = Check("match", "what sponsors were asked for is what was posted, and no pot is overdrawn") {
    store, _ in
    let claimed = try store.reading.int("SELECT sum(amount_pence) FROM matched_gift")
    let fromSponsors = try store.reading.int(
      """
      SELECT -sum(amount_pence) FROM posting JOIN entry ON entry.id = posting.entry
      WHERE kind = 'match' AND account = 'income:match'
      """
    )
    let overdrawn = try store.reading.all(
      """
      SELECT sponsor FROM match_offer WHERE pot_pence <
      (SELECT sum(amount_pence) FROM matched_gift WHERE matched_gift.sponsor = match_offer.sponsor)
      """
    ) { "the pot of \($0.text(0)) is overdrawn" }
    return overdrawn
      + (claimed == fromSponsors ? [] : ["claims come to \(claimed)p, their entries to \(fromSponsors)p"])
  }
}
