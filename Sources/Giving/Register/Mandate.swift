// Mandates: a donor's written consent that so much is taken from pay, from when, and what for.

import Dates
import Ledger
import Money
import Store

/// What a donor consented to, for one post and one deduction code.
public struct Mandate: Sendable {
  /// The mandate's number; people write `M17`.
  public let number: Int64
  /// The post it is for.
  public let post: Int64
  /// The deduction code on the payslip.
  public let code: String
  /// How much each pay day.
  public let amount: Pence
  /// The first day on which it may be taken.
  public let from: CivilDate
  /// The last day, or nil.
  public let until: CivilDate?
  /// Whether it is for one pay day only. It can be taken in one pay period alone: the calendar month it begins in, or on a
  /// weekly payroll the week, so that which pay day takes it does not hang on the order in which files come.
  public let once: Bool
  /// What it is for.
  public let split: SplitRule
  /// Where the written consent is kept (Employment Rights Act 1996 s13): a form's number, never a name.
  public let authority: String
  /// The date on the consent.
  public let authorityDate: CivilDate

  /// Whether a deduction of this day is covered.
  public func isLive(on date: CivilDate) -> Bool { from <= date && date <= until ?? .distantFuture }
}

/// A mandate on its way in.
public struct MandateTerms: Sendable {
  /// The deduction code on the payslip.
  public let code: String
  /// How much each pay day.
  public let amount: Pence
  /// The first day on which it may be taken.
  public let from: CivilDate
  /// The last day, or nil.
  public let until: CivilDate?
  /// Whether it is for one pay day only.
  public let once: Bool
  /// What it is for.
  public let split: SplitRule
  /// Where the written consent is kept.
  public let authority: String
  /// The date on the consent.
  public let authorityDate: CivilDate

  /// The terms of a mandate. A gift for one pay day that names no last day can be taken until the end of the calendar
  /// month it begins in.
  /// - Throws: ``GivingError/mandate(_:)`` if the terms cannot be meant.
  public init(
    code: String, amount: Pence, from: CivilDate, until: CivilDate?, once: Bool, split: SplitRule, authority: String,
    authorityDate: CivilDate
  ) throws {
    guard Employer.isCode(code) else { throw GivingError.notACode(code) }
    guard amount > .zero else { throw GivingError.mandate("A mandate is for more than nothing.") }
    guard from <= until ?? .distantFuture else { throw GivingError.mandate("The mandate ends before it begins.") }
    guard Self.isReference(authority) else {
      throw GivingError.mandate(
        "A mandate names the reference of its written consent: letters, digits and -./_, at most 40; never a name.")
    }
    self.code = code
    self.amount = amount
    self.from = from
    self.until = until ?? (once ? from.month.lastDay : nil)
    self.once = once
    self.split = split
    self.authority = authority
    self.authorityDate = authorityDate
  }
}

extension MandateTerms {
  /// What makes these terms the same terms.
  public var inputs: Inputs {
    Inputs([
      "code": code, "amount": amount.description, "from": from.description, "until": until?.description ?? "",
      "once": once ? "yes" : "no", "split": split.stored, "authority": authority,
      "authorityDate": authorityDate.description,
    ])
  }

  /// A reference of the office's own: letters, digits and `-./_`, with a digit in it. A name is none.
  static func isReference(_ text: String) -> Bool {
    (1...40).contains(text.utf8.count) && text.utf8.contains { (0x30...0x39).contains($0) }
      && text.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
          || "-./_".utf8.contains(byte)
      }
  }
}

extension Mandate {
  /// Records a new mandate for a post.
  /// - Throws: ``GivingError/overlappingMandate(number:)`` if one is live on one of its days for the same code.
  static func add(_ terms: MandateTerms, post: Post, in write: Write) throws -> Mandate {
    // What the night looks up says it in one step: a million mandates are asked for theirs.
    let other = try write.reading.first(
      """
      SELECT mandate FROM mandate_now WHERE payroll = ? AND post = ? AND code = ? AND from_day <= ?
      AND max(from_day, ?) <= until_day ORDER BY mandate LIMIT 1
      """,
      [
        .integer(post.payroll), .integer(post.number), .text(terms.code),
        .integer(Int64((terms.until ?? .distantFuture).dayNumber)), .integer(Int64(terms.from.dayNumber)),
      ]
    ) { $0.int(0) }
    if let other { throw GivingError.overlappingMandate(number: other) }
    let number = try write.reading.int("SELECT max(mandate) FROM mandate") + 1
    let mandate = Mandate(
      number: number, post: post.number, code: terms.code, amount: terms.amount, from: terms.from, until: terms.until,
      once: terms.once, split: terms.split, authority: terms.authority, authorityDate: terms.authorityDate)
    try mandate.record(payroll: post.payroll, in: write)
    return mandate
  }

  /// Ends the mandate: the last day on which it may be taken is `date`. A day before its first cancels it; one after its
  /// last changes nothing, as nobody consented to more.
  public func stop(on date: CivilDate, in write: Write) throws {
    guard let post = try Post.find(post, write.reading) else { throw GivingError.notFound(kind: "post", id: "\(post)") }
    let stopped = Mandate(
      number: number, post: self.post, code: code, amount: amount, from: from, until: min(date, until ?? date),
      once: once,
      split: split, authority: authority, authorityDate: authorityDate)
    try stopped.record(payroll: post.payroll, in: write)
  }

  /// Replaces the mandate from a day on: the old one ends the day before.
  public func replace(with terms: MandateTerms, in write: Write) throws -> Mandate {
    try stop(on: terms.from.adding(days: -1), in: write)
    guard let post = try Post.find(post, write.reading) else { throw GivingError.notFound(kind: "post", id: "\(post)") }
    return try Mandate.add(terms, post: post, in: write)
  }

  private func record(payroll: Int64, in write: Write) throws {
    let split = try split.findOrAdd(in: write)
    try write.append(
      to: Self.book,
      [
        .integer(number), .integer(payroll), .integer(post), .text(code), .integer(amount.rawValue),
        .integer(Int64(from.dayNumber)), .integer(until.map { Int64($0.dayNumber) }), .integer(once ? 1 : 0),
        .integer(split), .text(authority), .integer(Int64(authorityDate.dayNumber)),
      ])
    try write.set(
      Self.tally, key: [.integer(payroll), .integer(post), .integer(number)],
      [
        .text(code), .integer(amount.rawValue), .integer(Int64(from.dayNumber)),
        .integer(Int64((until ?? .distantFuture).dayNumber)), .integer(once ? 1 : 0), .integer(split),
      ])
  }

  /// The mandates of a post, as they are now.
  public static func of(post: Int64, _ reading: Reading) throws -> [Mandate] {
    try list("post = ?", [.integer(post)], reading)
  }

  /// The mandate of this number, or nil.
  public static func find(_ number: Int64, _ reading: Reading) throws -> Mandate? {
    try list("mandate = ?", [.integer(number)], reading).first
  }

  /// All mandates, as they are now, in order of number.
  public static func all(_ reading: Reading) throws -> [Mandate] { try list("1", [], reading) }

  private static func list(_ condition: String, _ arguments: [Value], _ reading: Reading) throws -> [Mandate] {
    let splits = try SplitRule.all(reading)
    return try reading.all(
      """
      SELECT mandate, post, code, amount_pence, from_day, until_day, once, split, authority, authority_date FROM mandate
      WHERE \(condition) AND id = (SELECT max(id) FROM mandate AS later WHERE later.mandate = mandate.mandate)
      ORDER BY mandate
      """, arguments
    ) { row in
      guard let split = splits[row.int(7)] else { throw StoreError.broken("mandate \(row.int(0)) has no split") }
      return Mandate(
        number: row.int(0), post: row.int(1), code: row.text(2), amount: Pence(row.int(3)),
        from: try row.day(4),
        until: try row.optionalDay(5), once: row.int(6) == 1, split: split,
        authority: row.text(8), authorityDate: try row.day(9))
    }
  }

  static let book = Book(
    "mandate",
    [
      "mandate", "payroll", "post", "code", "amount_pence", "from_day", "until_day", "once", "split", "authority",
      "authority_date",
    ])

  /// What the night looks up: each mandate as it is now, payroll by payroll and post by post. An end that is not set is
  /// the last day there is.
  static let tally = Tally(
    "mandate_now", key: ["payroll", "post", "mandate"],
    values: ["code", "amount_pence", "from_day", "until_day", "once", "split"],
    rebuild: """
      SELECT payroll, post, mandate, code, amount_pence, from_day, coalesce(until_day, \(Int32.max)) AS until_day, once, split
      FROM mandate WHERE id IN (SELECT max(id) FROM mandate GROUP BY mandate)
      """)

  static let schema =
    Schema.book(
      "mandate",
      """
      mandate INTEGER NOT NULL, payroll INTEGER NOT NULL, post INTEGER NOT NULL, code TEXT NOT NULL,
      amount_pence INTEGER NOT NULL CHECK (amount_pence > 0), from_day INTEGER NOT NULL, until_day INTEGER,
      once INTEGER NOT NULL, split INTEGER NOT NULL, authority TEXT NOT NULL, authority_date INTEGER NOT NULL
      """)
      + """
      CREATE INDEX mandate_by_number ON mandate (mandate);
      CREATE INDEX mandate_by_post ON mandate (post);
      CREATE TABLE mandate_now (payroll INTEGER NOT NULL, post INTEGER NOT NULL, mandate INTEGER NOT NULL,
      code TEXT NOT NULL, amount_pence INTEGER NOT NULL, from_day INTEGER NOT NULL, until_day INTEGER NOT NULL,
      once INTEGER NOT NULL, split INTEGER NOT NULL, PRIMARY KEY (payroll, post, mandate)) STRICT, WITHOUT ROWID;

      """
}
