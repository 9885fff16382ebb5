// Claims of Gift Aid. What each gift brings is computed from the books when it is claimed, and the difference to earlier
// claims is posted: a gift that was taken back since gives back what it brought, in the next claim.

import Dates
import Ledger
import Money
import Store

/// A claim of Gift Aid on HMRC.
public struct GiftAidClaim: Codable, Hashable, Sendable {
  /// 1 for the first.
  public let number: Int64
  /// The last day of gifts that it counts.
  public let until: String
  /// The gifts that are claimed on.
  public let donationPence: Int64
  /// What they bring.
  public let taxPence: Int64
  /// What gifts brought that were taken back since: HMRC keeps it from this claim.
  public let adjustmentPence: Int64

  /// What HMRC pays: what the gifts bring, less what is given back.
  public var amountPence: Int64 { taxPence - adjustmentPence }

  /// The entry's and the expectation's id.
  var id: String { Self.id(number) }
  private static func id(_ number: Int64) -> String { "gift-aid/\(number)" }

  /// Makes the next claim.
  /// - Returns: nil if nothing has changed since the last one.
  /// - Throws: ``GivingError/gift(_:)`` if a later day was claimed for before, or more is to be given back than claimed.
  public static func make(
    until: CivilDate, _ rules: GiftAidRules, by actor: Actor, on businessDate: CivilDate, _ store: Store, isDryRun: Bool
  ) throws -> GiftAidClaim? {
    let number = try next(store.reading)
    guard try !differences(until, rules, on: businessDate, store.reading).isEmpty else { return nil }
    let request = WriteRequest(
      Action("gift-aid.claim"), by: actor, key: id(number), inputs: Inputs(["until": until.description]),
      on: businessDate, isDryRun: isDryRun)
    return try store.write(request) { try post(number, until, rules, on: businessDate, in: $0) }.value
  }

  private static func post(
    _ number: Int64, _ until: CivilDate, _ rules: GiftAidRules, on businessDate: CivilDate, in write: Write
  ) throws -> GiftAidClaim {
    if let last = try all(write.reading).last, until.description < last.until {
      throw GivingError.gift("A later day was claimed for before: \(last.until).")
    }
    let changes = try differences(until, rules, on: businessDate, write.reading)
    let (new, back) = (changes.filter { $0.donation > .zero }, changes.filter { $0.donation < .zero })
    let claim = GiftAidClaim(
      number: number, until: until.description, donationPence: new.map(\.donation).sum().rawValue,
      taxPence: new.map(\.tax).sum().rawValue, adjustmentPence: -back.map(\.tax).sum().rawValue)
    guard claim.amountPence > 0 else {
      throw GivingError.gift(
        """
        \(Pence(claim.adjustmentPence).pounds) is to be given back for gifts that were taken back, and the new gifts \
        bring \(Pence(claim.taxPence).pounds). There is nothing to claim until they bring more.
        """)
    }
    var draft = EntryDraft(id: claim.id, kind: "gift-aid", eventDate: until)
    for change in changes {
      draft.move(
        change.tax, debit: .giftAidDue, credit: .giftAidIncome, fund: change.key.fund, expectation: claim.id)
      try change.record(in: write, claim: number)
    }
    try draft.post(in: write)
    try Expectation(
      id: claim.id, kind: .giftAid, from: rules.payer, to: Expectation.foundation, period: "claim-\(number)",
      dueDate: businessDate.adding(days: rules.paymentDays)
    ).record(in: write)
    try write.append(
      to: book,
      [
        .integer(number), .day(until), .integer(claim.donationPence), .integer(claim.taxPence),
        .integer(claim.adjustmentPence),
      ])
    return claim
  }

  /// One gift in a claim: what is claimed on it, or given back.
  private struct Change {
    let key: AidableGift.Key
    let declaration: Int64
    /// The gift; negative where it is taken out again.
    let donation: Pence
    /// What it brings.
    let tax: Pence

    func record(in write: Write, claim: Int64) throws {
      try write.append(
        to: GiftAidClaim.giftBook,
        [
          .integer(claim), .text(key.id), .integer(key.fund), .integer(key.person), .integer(declaration),
          .day(key.date), .integer(donation.rawValue), .integer(tax.rawValue),
        ])
    }
  }

  /// What was claimed on a gift so far, over all claims.
  private struct Claimed {
    var declaration: Int64 = 0
    var donation = Pence.zero
    var tax = Pence.zero
  }

  /// What the gifts bring by now, less what was claimed for them before; in order of day and id.
  private static func differences(
    _ until: CivilDate, _ rules: GiftAidRules, on day: CivilDate, _ reading: Reading
  ) throws -> [Change] {
    var before = try claimed(reading)
    var changes: [Change] = []
    var fresh: [AidableGift] = []
    for gift in try AidableGift.all(until: until, reading) {
      let was = before.removeValue(forKey: gift.key)
      if was?.donation == gift.donation { continue }
      if let was, was.donation != .zero { changes.append(takenOut(gift.key, was)) }
      let isInTime = rules.lastClaimDay(givenOn: gift.key.date, claimedOn: day) >= day
      guard gift.hasCome, isInTime, try DonorDetails.stand(person: gift.key.person, reading) else { continue }
      fresh.append(gift)
    }
    for (key, was) in before where was.donation != .zero { changes.append(takenOut(key, was)) }
    return (changes + taxed(fresh, rules)).sorted { ($0.key, $0.donation) < ($1.key, $1.donation) }
  }

  private static func takenOut(_ key: AidableGift.Key, _ was: Claimed) -> Change {
    Change(key: key, declaration: was.declaration, donation: -was.donation, tax: -was.tax)
  }

  /// What gifts bring: computed on their sum, as HMRC does, and shared over them so that no penny is lost.
  private static func taxed(_ gifts: [AidableGift], _ rules: GiftAidRules) -> [Change] {
    func change(_ gift: AidableGift, _ tax: Pence) -> Change {
      Change(key: gift.key, declaration: gift.declaration, donation: gift.donation, tax: tax)
    }
    let rated = gifts.sorted { $0.key < $1.key }.compactMap { gift in
      rules.basicRate(on: gift.key.date).map { (gift: gift, rate: $0) }
    }
    return Dictionary(grouping: rated, by: \.rate).sorted { $0.key < $1.key }.flatMap { rate, rated in
      let sum = rated.map(\.gift.donation).sum()
      let shares = Split.allocate(
        GiftAidRules.tax(on: sum, at: rate), by: rated.map(\.gift.donation.rawValue))
      return zip(rated, shares).map { change($0.gift, $1) }
    }
  }

  private static func claimed(_ reading: Reading) throws -> [AidableGift.Key: Claimed] {
    var sums: [AidableGift.Key: Claimed] = [:]
    try reading.each(
      """
      SELECT gift, fund, person, given_on, declaration, donation_pence, tax_pence FROM gift_aid_gift ORDER BY id
      """
    ) { row in
      let key = AidableGift.Key(id: row.text(0), fund: row.int(1), person: row.int(2), date: try row.day(3))
      sums[key, default: Claimed()].declaration = row.int(4)
      sums[key, default: Claimed()].donation += Pence(row.int(5))
      sums[key, default: Claimed()].tax += Pence(row.int(6))
    }
    return sums
  }

  /// The claims, in order.
  public static func all(_ reading: Reading) throws -> [GiftAidClaim] {
    try reading.all(
      "SELECT number, until_day, donation_pence, tax_pence, adjustment_pence FROM gift_aid_claim ORDER BY number"
    ) {
      GiftAidClaim(
        number: $0.int(0), until: try $0.day(1).description, donationPence: $0.int(2), taxPence: $0.int(3),
        adjustmentPence: $0.int(4))
    }
  }

  private static func next(_ reading: Reading) throws -> Int64 {
    try reading.int("SELECT max(number) FROM gift_aid_claim") + 1
  }

  static let book = Book(
    "gift_aid_claim", ["number", "until_day", "donation_pence", "tax_pence", "adjustment_pence"])
  static let giftBook = Book(
    "gift_aid_gift",
    ["claim", "gift", "fund", "person", "declaration", "given_on", "donation_pence", "tax_pence"])

  static let schema =
    Schema.book(
      "gift_aid_claim",
      """
      number INTEGER NOT NULL UNIQUE, until_day INTEGER NOT NULL, donation_pence INTEGER NOT NULL,
      tax_pence INTEGER NOT NULL, adjustment_pence INTEGER NOT NULL
      """)
    + Schema.book(
      "gift_aid_gift",
      """
      claim INTEGER NOT NULL, gift TEXT NOT NULL, fund INTEGER NOT NULL, person INTEGER NOT NULL,
      declaration INTEGER NOT NULL, given_on INTEGER NOT NULL, donation_pence INTEGER NOT NULL,
      tax_pence INTEGER NOT NULL
      """) + "CREATE INDEX gift_aid_gift_of_claim ON gift_aid_gift (claim);\n"
}
