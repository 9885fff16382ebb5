// The gifts that a sponsor can match: whose they are, what stands of them, and where the books have them.

import Dates
import Ledger
import Money
import Store

/// A gift as matching sees it.
struct MatchableGift: Hashable, GiftFromPay {
  /// Its public id.
  let id: String
  /// The day it was made: of pay, or of the gift.
  let date: CivilDate
  /// Who gave it: gifts of one donor share a cap.
  let donor: String
  /// The fund's number.
  let fund: Int64
  /// How much; negative where payroll gave something back.
  var amount: Pence
}

extension MatchableGift {
  /// All gifts of a span of days: from pay, of posted files that stand, where a mandate says whose they are; and others.
  /// What lay in suspense counts once it is settled, on the day of its gift. Where payroll gave something back, gifts of
  /// before are read too: it may have been taken too much then.
  static func all(in days: ClosedRange<CivilDate>, _ reading: Reading) throws -> [MatchableGift] {
    var fromPay = try fromPay(days, reading)
    if fromPay.hasTakeBacks {
      fromPay = try self.fromPay(CivilDate(dayNumber: .min)...days.upperBound, reading)
    }
    return try fromPay.standing() + others(days, reading)
  }

  /// Gifts that do not come from pay. One whose giver nobody knows has a cap of its own.
  private static func others(_ days: ClosedRange<CivilDate>, _ reading: Reading) throws -> [MatchableGift] {
    let named = try GiftGiver.all(reading)
    return try Gift.all(reading).compactMap { gift in
      guard let date = CivilDate(gift.date), days.contains(date) else { return nil }
      let isWaiting = gift.fund == Fund.unallocated.number
      return MatchableGift(
        id: gift.id, date: date, donor: (named[gift.id] ?? gift.person).map { "\($0)" } ?? gift.id,
        fund: isWaiting ? try AidableGift.settledFund(of: gift, reading) ?? gift.fund : gift.fund,
        amount: Pence(gift.amountPence))
    }
  }

  private static func fromPay(_ days: ClosedRange<CivilDate>, _ reading: Reading) throws -> [MatchableGift] {
    let donors = Dictionary(
      try reading.all("SELECT post, donor FROM post ORDER BY id") { ($0.int(0), $0.int(1)) }, uniquingKeysWith: { $1 })
    let settled = try SettledLines(days, reading)
    return try PostedFile.all(reading).filter { !$0.isSuperseded && days.contains($0.key.payDate) }
      .flatMap { try fromPay($0, settled.of($0.subject), donors, reading) }
  }

  /// The gifts of a file. What was settled of a line is one gift with what the line gave to the same fund. It counts where
  /// its giver is known: by the line's payroll number, or by the mandate that it was settled by.
  private static func fromPay(
    _ file: PostedFile, _ settled: [Int64: [SettledLine]], _ donors: [Int64: Int64], _ reading: Reading
  ) throws -> [MatchableGift] {
    var gifts: [MatchableGift] = []
    var apart: [Int64: (post: Int64, funds: [Int64: Int64])] = [:]
    func add(_ line: Int64, _ post: Int64, _ fund: Int64, _ pence: Int64) {
      gifts.append(
        MatchableGift(
          id: id(ofLine: line, file.key) + "\(fund)", date: file.key.payDate, donor: "\(donors[post] ?? 0)",
          fund: fund, amount: Pence(pence)))
    }
    try reading.each(
      "SELECT line, post, fund, amount_pence, mandate FROM contribution WHERE id >= ? AND id < ?",
      [.integer(file.rows.lowerBound), .integer(file.rows.upperBound)]
    ) { row in
      let (line, post, hasMandate) = (row.int(0), row.int(1), row.int(4) != 0)
      if !settled.isEmpty, settled[line] != nil {
        apart[line, default: (post, [:])].funds[row.int(2), default: 0] &+= hasMandate ? row.int(3) : 0
      } else if hasMandate {
        add(line, post, row.int(2), row.int(3))
      }
    }
    for (line, var found) in apart {
      for item in settled[line] ?? [] {
        if found.post == 0 { found.post = item.mandatePost }
        guard found.post != 0 else { continue }
        for share in item.shares { found.funds[share.fund, default: 0] &+= share.pence }
      }
      for (fund, pence) in found.funds { add(line, found.post, fund, pence) }
    }
    return gifts
  }

  /// What the ids of all that a line gave begin with, whatever the revision of its file: the fund's number comes after it.
  static func id(ofLine line: Int64, _ key: FileKey) -> String { "\(key)/L\(padded(line))/" }

  /// The line that gave what an id names; nil for a gift that did not come from pay.
  static func line(of id: String) -> (key: FileKey, line: Int64)? {
    let parts = id.split(separator: "/")
    guard parts.count == 6, parts[4].hasPrefix("L"), let line = Int64(parts[4].dropFirst()),
      let key = FileKey(parts[..<4].joined(separator: "/"))
    else { return nil }
    return (key, line)
  }

  /// A line's number so that its text is in the order of lines.
  private static func padded(_ line: Int64) -> String {
    String(repeating: "0", count: max(0, 9 - "\(line)".count)) + "\(line)"
  }
}
