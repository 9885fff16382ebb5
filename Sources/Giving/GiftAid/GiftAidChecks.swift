// What `verify` proves of Gift Aid: claimed once, on taxed money, under a declaration, and posted as claimed.

import Ledger
import Store

extension GivingRoom {
  /// The checks of Gift Aid.
  public static let giftAidChecks: [Check] = [
    Check("gift-aid-once", "no gift is claimed on twice, and none for more than was given") { store, _ in
      try store.reading.all(
        """
        SELECT gift FROM gift_aid_gift GROUP BY gift, fund HAVING total(sign(donation_pence)) NOT IN (-1, 0, 1)
        UNION SELECT gift_aid_gift.gift FROM gift_aid_gift JOIN gift ON gift.public_id = gift_aid_gift.gift
        WHERE donation_pence NOT IN (amount_pence, -amount_pence)
        UNION SELECT gift FROM gift_aid_gift WHERE sign(donation_pence) = -sign(tax_pence) AND tax_pence <> 0 LIMIT 20
        """
      ) { "the gift \($0.text(0)) of gift_aid_gift is claimed on twice, or not as it was given" }
    },
    Check("gift-aid-taxed", "Gift Aid is claimed on no gift from pay before tax") { store, _ in
      try untaxed(store.reading)
    },
    Check("gift-aid-declared", "each gift was claimed on under a declaration that covered its day") { store, _ in
      try undeclared(store.reading)
    },
    Check("gift-aid-due", "what each claim came to is what was posted, and what is due is claims less what was paid") {
      store, _ in try dueFaults(store.reading)
    },
    Check("gift-aid-exports", "every schedule is of a claim, with its sum, and numbered without gaps") { store, _ in
      try store.reading.all(
        """
        SELECT e.number FROM gift_aid_export AS e LEFT JOIN gift_aid_claim AS c ON c.number = e.claim
        WHERE c.id IS NULL OR c.donation_pence <> e.donation_pence OR e.number <> e.id
        UNION SELECT d.number FROM gift_aid_declaration AS d
        WHERE d.number <> d.id OR NOT EXISTS (SELECT 1 FROM person WHERE person.number = d.person)
        UNION SELECT declaration FROM gift_aid_cancellation
        WHERE declaration NOT IN (SELECT number FROM gift_aid_declaration) LIMIT 20
        """
      ) { "number \($0.int(0)) of gift_aid_export, gift_aid_declaration or gift_aid_cancellation belongs to nothing" }
    },
  ]

  /// A gift from pay names its file and employer: that employer must have been to pay the foundation itself.
  private static func untaxed(_ reading: Reading) throws -> [String] {
    let direct = Set(
      try reading.all(
        "SELECT public_id FROM expectation WHERE kind = ? AND payee = ?",
        [.text(Expectation.Kind.employerRemittance.rawValue), .text(Expectation.foundation)]
      ) { expectation in withoutRevision(expectation.text(0)[...]) })
    let gifts = try reading.all(
      """
      SELECT DISTINCT gift FROM gift_aid_gift WHERE gift NOT IN (SELECT public_id FROM gift)
      """
    ) { $0.text(0) }
    return gifts.filter { gift in
      let item = gift.hasPrefix("settled/") ? gift.dropFirst("settled/".count) : gift[...]
      let parts = withoutRevision(item).split(separator: "/")
      return !direct.contains(parts.dropLast().joined(separator: "/"))
    }.prefix(20).map { "the gift \($0) of gift_aid_gift is none of taxed pay" }
  }

  /// `payroll/ACME/STAFF/2026-10-30/0001/r1/ACME` without its revision.
  private static func withoutRevision(_ id: Substring) -> String {
    var parts = id.split(separator: "/")
    if parts.count > 5, parts[5].first == "r", parts[5].dropFirst().allSatisfy(\.isNumber) { parts.remove(at: 5) }
    return parts.joined(separator: "/")
  }

  /// A cancellation counts once it is recorded: what was claimed before is given back in the next claim.
  private static func undeclared(_ reading: Reading) throws -> [String] {
    try reading.all(
      """
      SELECT g.gift FROM gift_aid_gift AS g LEFT JOIN gift_aid_declaration AS d ON d.number = g.declaration
      WHERE d.id IS NULL OR d.person <> g.person OR d.from_day > g.given_on OR (donation_pence > 0 AND EXISTS (
        SELECT 1 FROM gift_aid_cancellation AS c
        JOIN audit_rows AS rc ON rc.book = 'gift_aid_cancellation' AND c.id >= rc.first_row
          AND c.id - rc.first_row < rc.count
        JOIN audit_rows AS rg ON rg.book = 'gift_aid_gift' AND g.id >= rg.first_row AND g.id - rg.first_row < rg.count
        WHERE c.declaration = d.number AND c.from_day <= g.given_on AND rc.link < rg.link)) LIMIT 20
      """
    ) { "the gift \($0.text(0)) of gift_aid_gift was under no declaration on its day" }
  }

  private static func dueFaults(_ reading: Reading) throws -> [String] {
    let sums = try reading.all(
      """
      SELECT c.number FROM gift_aid_claim AS c
      WHERE c.tax_pence <> (SELECT total(tax_pence) FROM gift_aid_gift WHERE claim = c.number AND donation_pence > 0)
      OR c.donation_pence <>
        (SELECT total(donation_pence) FROM gift_aid_gift WHERE claim = c.number AND donation_pence > 0)
      OR c.adjustment_pence <>
        (SELECT -total(tax_pence) FROM gift_aid_gift WHERE claim = c.number AND donation_pence < 0)
      OR c.number <> c.id
      UNION SELECT claim FROM gift_aid_gift WHERE claim NOT IN (SELECT number FROM gift_aid_claim) LIMIT 20
      """
    ) { "claim \($0.int(0)): gift_aid_claim and gift_aid_gift do not agree" }
    let posted = try reading.all(
      """
      SELECT id, fund, total(pence) FROM (
        SELECT 'gift-aid/' || claim AS id, fund, tax_pence AS pence FROM gift_aid_gift
        UNION ALL SELECT public_id, fund, -amount_pence FROM posting JOIN entry ON entry.id = posting.entry
          WHERE kind = 'gift-aid' AND account = 'asset:gift-aid-due'
        UNION ALL SELECT public_id, fund, 0 FROM posting JOIN entry ON entry.id = posting.entry
          WHERE kind <> 'gift-aid' AND account = 'income:gift-aid'
      ) GROUP BY id, fund HAVING total(pence) <> 0 LIMIT 20
      """
    ) { "\($0.text(0)): gift_aid_gift is not what was posted in fund \($0.int(1))" }
    let due = try reading.int(
      """
      SELECT total(pence) <> 0 FROM (
        SELECT tax_pence - adjustment_pence AS pence FROM gift_aid_claim
        UNION ALL SELECT amount_pence FROM posting JOIN entry ON entry.id = posting.entry
          WHERE kind <> 'gift-aid' AND account = 'asset:gift-aid-due'
        UNION ALL SELECT credit_pence - debit_pence FROM balance WHERE account = 'asset:gift-aid-due')
      """)
    return sums + posted + (due == 0 ? [] : ["what is due in Gift Aid is not what was claimed less what was paid"])
  }
}
