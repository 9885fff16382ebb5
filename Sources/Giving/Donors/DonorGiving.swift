// What each donor gave in a span of days, and what it was matched by: the lines of payroll files are gone through once, in
// the order in which they lie, because the book of contributions has no index by donor.

import Dates
import Ledger
import Store

/// What donors gave: one sum for each person and fund, so that a million lines take the room of their givers.
public struct DonorGiving: Sendable {
  /// A donor and a fund that they gave to.
  public struct Share: Hashable, Sendable {
    /// The donor: a person's number.
    public let donor: Int64
    /// The fund's number; `Fund.unallocated` while nobody knows it.
    public let fund: Int64

    /// A donor's giving to a fund.
    public init(donor: Int64, fund: Int64) {
      self.donor = donor
      self.fund = fund
    }
  }

  /// What a donor gave to a fund, in pence.
  public struct Sum: Hashable, Sendable {
    /// What was given, less what payroll gave back.
    public var given: Int64 = 0
    /// What sponsors added to it.
    public var matched: Int64 = 0
  }

  /// The sums.
  public private(set) var sums: [Share: Sum] = [:]
  /// The post by which each donor gave last; none for those who gave by other ways only.
  public private(set) var posts: [Int64: Int64] = [:]
  /// What came in files by payroll numbers that are nobody's on the register, in pence.
  public private(set) var unknownPence: Int64 = 0
  private var lastDays: [Int64: CivilDate] = [:]

  /// Reads what was given by pay days and gifts of these days, as the books hold it now. A file that was superseded does not
  /// count; what lay in suspense and was settled counts where it was settled to; what payroll gave back does not count.
  /// - Throws: `StoreError`.
  public static func read(_ days: ClosedRange<CivilDate>, _ reading: Reading) throws -> DonorGiving {
    var giving = DonorGiving()
    let files = try PostedFile.all(reading).filter { !$0.isSuperseded && days.contains($0.key.payDate) }
      .sorted { $0.rows.lowerBound < $1.rows.lowerBound }
    let donors = try PostDonors(reading)
    var matched = try MatchedLines(files, days, reading)
    let settled = try SettledLines(days, reading)
    for (place, file) in files.enumerated() {
      var match = matched.take(place)
      try giving.add(file, donors, &match, settled.of(file.subject), reading)
    }
    try giving.addGifts(days, matched.others, reading)
    return giving
  }

  private mutating func add(
    _ file: PostedFile, _ donors: PostDonors, _ matched: inout MatchedLines.OfFile, _ settled: [Int64: [SettledLine]],
    _ reading: Reading
  ) throws {
    try reading.each(
      "SELECT line, post, fund, amount_pence FROM contribution WHERE id >= ? AND id < ?",
      [.integer(file.rows.lowerBound), .integer(file.rows.upperBound)]
    ) { row in
      let (line, post, fund, pence) = (row.int(0), row.int(1), row.int(2), row.int(3))
      let donor = donors[post]
      if let donor {
        sums[Share(donor: donor, fund: fund), default: Sum()].add(pence, matched.take(line: line, fund: fund))
        if (lastDays[donor] ?? file.key.payDate) <= file.key.payDate {
          posts[donor] = post
          lastDays[donor] = file.key.payDate
        }
      } else {
        unknownPence &+= pence
      }
      guard fund == Fund.unallocated.number, !settled.isEmpty else { return }
      for item in settled[line] ?? [] { settle(item, of: line, donor, donors, &matched) }
    }
  }

  /// What lay in suspense for a line is where a person settled it to, or went back to the giver.
  private mutating func settle(
    _ item: SettledLine, of line: Int64, _ donor: Int64?, _ donors: PostDonors, _ matched: inout MatchedLines.OfFile
  ) {
    guard let giver = donor ?? donors[item.mandatePost] else { return }
    if donor == nil {
      unknownPence &-= item.suspended
      if posts[giver] == nil { posts[giver] = item.mandatePost }
    } else {
      sums[Share(donor: giver, fund: Fund.unallocated.number), default: Sum()].add(0 &- item.suspended, 0)
    }
    for share in item.shares {
      sums[Share(donor: giver, fund: share.fund), default: Sum()]
        .add(share.pence, matched.take(line: line, fund: share.fund))
    }
  }

  /// Gifts that do not come from pay, where it is known whose they were.
  private mutating func addGifts(
    _ days: ClosedRange<CivilDate>, _ matched: [String: [MatchedLines.Share]], _ reading: Reading
  ) throws {
    let named = try GiftGiver.all(reading)
    for gift in try Gift.all(reading) {
      guard let donor = named[gift.id] ?? gift.person, let date = CivilDate(gift.date), days.contains(date) else {
        continue
      }
      let fund =
        gift.fund == Fund.unallocated.number
        ? try AidableGift.settledFund(of: gift, reading) ?? Fund.unallocated.number : gift.fund
      sums[Share(donor: donor, fund: fund), default: Sum()].add(gift.amountPence, 0)
      for share in matched[gift.id] ?? [] {
        sums[Share(donor: donor, fund: share.fund), default: Sum()].add(0, share.pence)
      }
    }
  }
}

extension DonorGiving.Sum {
  fileprivate mutating func add(_ given: Int64, _ matched: Int64) {
    self.given &+= given
    self.matched &+= matched
  }
}

/// Whose each post is.
private struct PostDonors {
  /// By the post's number; 0 where there is none.
  private var donors: [Int64] = []

  init(_ reading: Reading) throws {
    try reading.each("SELECT post, donor FROM post ORDER BY id") { row in
      guard let post = Int(exactly: row.int(0)), (1...100_000_000).contains(post) else {
        throw StoreError.broken("\(row.int(0)) is no post")
      }
      while donors.count <= post { donors.append(0) }
      donors[post] = row.int(1)
    }
  }

  subscript(post: Int64) -> Int64? {
    guard post > 0, post < donors.count, donors[Int(post)] != 0 else { return nil }
    return donors[Int(post)]
  }
}
