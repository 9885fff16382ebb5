// Whether a web platform's payout is one that came before, under another reference: as it is, or but for one gift.

import Dates
import Money
import Store

/// What makes one web donation like another: a gift is in one payout only, and each has its own day.
private struct GiftShape: Hashable {
  let date: Int64
  let amount: Int64
  let fee: Int64
}

extension GiftImport {
  /// How many gifts two payouts must share to be one, where one of them differs.
  private static let fewestAlike = 3

  /// The reference of the standing payout of a platform that has these gifts, but for one at most; or nil.
  static func copied(_ gifts: [WebGift], of platform: String, _ reading: Reading) throws -> String? {
    let days = gifts.map(\.date).sorted()
    guard let first = days.first, let last = days.last else { return nil }
    let shapes = gifts.map {
      GiftShape(date: Int64($0.date.dayNumber), amount: $0.amount.rawValue, fee: $0.fee.rawValue)
    }
    let near = try reading.all(
      """
      SELECT entry, payout FROM gift_import AS i WHERE platform = ?1 AND entry IS NOT NULL
      AND NOT EXISTS (SELECT 1 FROM entry WHERE reverses = i.entry)
      AND EXISTS (SELECT 1 FROM gift WHERE gift.entry = i.entry AND given_on BETWEEN ?2 AND ?3) ORDER BY number
      """, [.text(platform), .day(first), .day(last)]
    ) { (entry: $0.text(0), payout: $0.text(1)) }
    return try near.first { before in
      let theirs = try reading.all(
        "SELECT given_on, amount_pence, fee_pence FROM gift WHERE entry = ?", [.text(before.entry)]
      ) { GiftShape(date: $0.int(0), amount: $0.int(1), fee: $0.int(2)) }
      return shapes.isNearCopy(of: theirs, sharing: fewestAlike)
    }?.payout
  }
}
