// Which gifts Gift Aid can be claimed on: from taxed money, by a person whose declaration covers the day. A gift from pay
// counts only where its employer pays the foundation itself: what goes through an agency was never taxed.

import Dates
import Ledger
import Money
import People
import Store

/// A gift that a declaration covers.
struct AidableGift: Hashable {
  /// What a claim keeps of it: the same gift has the same key, whichever revision of its file is posted.
  struct Key: Hashable, Comparable {
    /// Its public id.
    let id: String
    /// The fund's number.
    let fund: Int64
    /// Whose gift it is.
    let person: Int64
    /// The day it was given.
    let date: CivilDate

    static func < (a: Key, b: Key) -> Bool { (a.date, a.id, a.fund, a.person) < (b.date, b.id, b.fund, b.person) }
  }

  let key: Key
  /// What was given, less what payroll gave back of it since.
  let donation: Pence
  /// The declaration that covers it.
  let declaration: Int64
  /// Whether the money has come.
  let hasCome: Bool

  /// All gifts that stand and are covered, until a day.
  static func all(until last: CivilDate, _ reading: Reading) throws -> [AidableGift] {
    let declared = Declared(try Declaration.all(reading))
    guard !declared.isEmpty else { return [] }
    return try (fromPay(declared, reading) + others(declared, reading)).filter { $0.key.date <= last }
  }

  /// Who declared what.
  private struct Declared {
    private let byPerson: [Int64: [Declaration]]
    var isEmpty: Bool { byPerson.isEmpty }

    init(_ declarations: [Declaration]) { byPerson = Dictionary(grouping: declarations, by: \.person) }

    func holds(_ person: Int64) -> Bool { byPerson[person] != nil }

    /// The gift as it can be claimed on; nil where no declaration covers it.
    func gift(_ given: Given) -> AidableGift? {
      guard let declaration = byPerson[given.person]?.last(where: { $0.covers(given.date) }), given.amount != .zero
      else { return nil }
      return AidableGift(
        key: Key(id: given.id, fund: given.fund, person: given.person, date: given.date), donation: given.amount,
        declaration: declaration.number, hasCome: given.hasCome)
    }
  }

  /// A gift of somebody who declared something, covered or not.
  private struct Given: GiftFromPay {
    let id: String
    let fund: Int64
    let person: Int64
    let date: CivilDate
    var amount: Pence
    let hasCome: Bool
    var donor: String { "\(person)" }
  }

  private static func hasCome(_ expectation: String, _ reading: Reading) throws -> Bool {
    try Due.under(expectation, reading).isEmpty
  }

  /// Gifts that do not come from pay, where a person gave them.
  private static func others(_ declared: Declared, _ reading: Reading) throws -> [AidableGift] {
    let named = try GiftGiver.all(reading)
    return try Gift.all(reading).compactMap { gift in
      guard let person = named[gift.id] ?? gift.person, declared.holds(person), let date = CivilDate(gift.date),
        let fund = gift.fund == Fund.unallocated.number ? try settledFund(of: gift, reading) : gift.fund
      else { return nil }
      return declared.gift(
        Given(
          id: gift.id, fund: fund, person: person, date: date, amount: Pence(gift.amountPence),
          hasCome: try hasCome(gift.entry, reading)))
    }
  }

  /// The fund that a gift of no known fund was settled to; nil while it waits.
  static func settledFund(of gift: Gift, _ reading: Reading) throws -> Int64? {
    try reading.first(
      """
      SELECT fund FROM posting JOIN entry ON entry.id = posting.entry
      WHERE public_id = ? AND account = 'income:gifts' LIMIT 1
      """, [.text("settled/\(gift.id)")]
    ) { $0.int(0) }
  }

  /// A declared person's place on a payroll.
  private struct Place {
    let person: Int64
    let employer: String
  }

  private static func fromPay(_ declared: Declared, _ reading: Reading) throws -> [AidableGift] {
    let employers = Dictionary(try Payroll.all(reading).map { ($0.number, $0.employer) }) { first, _ in first }
    var places: [Int64: Place] = [:]
    for post in try Post.all(reading) where declared.holds(post.donor) {
      places[post.number] = Place(person: post.donor, employer: employers[post.payroll] ?? "")
    }
    let given = try PostedFile.all(reading).filter { !$0.isSuperseded }.flatMap { file in
      let direct = try directEmployers(of: file, reading)
      guard !direct.isEmpty, !places.isEmpty else { return [Given]() }
      return try lines(of: file, direct, places, reading) + settled(of: file, direct, places, reading)
    }
    return given.standing().compactMap(declared.gift)
  }

  /// The employers of a file that pay the foundation itself, and whether they have.
  private static func directEmployers(of file: PostedFile, _ reading: Reading) throws -> [String: Bool] {
    let found = try reading.all(
      """
      SELECT public_id, payer FROM expectation WHERE kind = ?1 AND payee = ?2 AND public_id = ?3 || '/' || payer
      """,
      [
        .text(Expectation.Kind.employerRemittance.rawValue), .text(Expectation.foundation), .text(file.subject),
      ]
    ) { (id: $0.text(0), employer: $0.text(1)) }
    return Dictionary(try found.map { ($0.employer, try hasCome($0.id, reading)) }) { first, _ in first }
  }

  /// What the lines of a file gave to funds.
  private static func lines(
    of file: PostedFile, _ direct: [String: Bool], _ places: [Int64: Place], _ reading: Reading
  ) throws -> [Given] {
    var gifts: [Given] = []
    try reading.each(
      "SELECT line, post, fund, amount_pence FROM contribution WHERE id >= ? AND id < ? AND post <> 0 AND fund <> ?",
      [.integer(file.rows.lowerBound), .integer(file.rows.upperBound), .integer(Fund.unallocated.number)]
    ) { row in
      guard let place = places[row.int(1)], let hasCome = direct[place.employer] else { return }
      let id = "payroll/\(file.key)/\(place.employer)/L\(row.int(0))"
      gifts.append(
        Given(
          id: id, fund: row.int(2), person: place.person, date: file.key.payDate, amount: Pence(row.int(3)),
          hasCome: hasCome))
    }
    return gifts
  }

  /// What lay in suspense for a line and was settled to funds; negative where a line took something back.
  private static func settled(
    of file: PostedFile, _ direct: [String: Bool], _ places: [Int64: Place], _ reading: Reading
  ) throws -> [Given] {
    let rows = try reading.all(
      """
      SELECT open_item.public_id, line, reason, fund, -sum(amount_pence) FROM open_item_settlement AS s
      JOIN open_item ON open_item.public_id = s.item JOIN entry ON entry.public_id = s.entry
      JOIN posting ON posting.entry = entry.id
      WHERE subject = ? AND line IS NOT NULL AND account LIKE 'income:payroll:%'
      AND NOT EXISTS (SELECT 1 FROM entry AS r WHERE r.reverses = s.entry)
      GROUP BY open_item.public_id, fund
      """, [.text(file.subject)]
    ) { (item: $0.text(0), line: $0.int(1), reason: $0.text(2), fund: $0.int(3), amount: Pence($0.int(4))) }
    return try rows.compactMap { row in
      let line = try ContributionLine.of(line: row.line, rows: file.rows, reading).first
      let post = line?.post == 0 ? try mandatePost(row.reason, reading) : line?.post
      guard let place = post.flatMap({ places[$0] }), let hasCome = direct[place.employer] else { return nil }
      return Given(
        id: "settled/\(row.item)", fund: row.fund, person: place.person, date: file.key.payDate, amount: row.amount,
        hasCome: hasCome)
    }
  }

  /// The post of the mandate that a line of an unknown payroll number was settled by.
  static func mandatePost(_ reason: String, _ reading: Reading) throws -> Int64? {
    guard reason.hasPrefix("mandate:M"), let number = Int64(reason.dropFirst(9).prefix { $0.isNumber }) else {
      return nil
    }
    return try Mandate.find(number, reading)?.post
  }
}

/// Whose a gift is that came without a person: from the web, or from somebody unnamed then.
public enum GiftGiver {
  /// Records that a gift is a person's; a later record takes the place of an earlier one.
  /// - Throws: ``GivingError`` if there is no such gift or person, or a body gave it.
  public static func record(_ gift: String, person: Int64, in write: Write) throws {
    guard let found = try Gift.all(write.reading).first(where: { $0.id == gift }) else {
      throw GivingError.notFound(kind: "gift", id: gift)
    }
    guard try Person.exists(person, write.reading) else {
      throw GivingError.notFound(kind: "person", id: "\(person)")
    }
    guard ["web", "anonymous", "person"].contains(found.giver) else {
      throw GivingError.gift("The gift \(gift) is of the body \(found.giver), not of a person.")
    }
    try write.append(to: book, [.text(gift), .integer(person)])
  }

  static func all(_ reading: Reading) throws -> [String: Int64] {
    Dictionary(
      try reading.all("SELECT gift, person FROM gift_giver ORDER BY id") { ($0.text(0), $0.int(1)) },
      uniquingKeysWith: { $1 })
  }

  static let book = Book("gift_giver", ["gift", "person"])
  static let schema = Schema.book("gift_giver", "gift TEXT NOT NULL, person INTEGER NOT NULL")
}
