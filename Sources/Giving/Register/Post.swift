// Posts: a donor's place on a payroll. The payroll number stands in the vault; the books hold a commitment to it.

import Dates
import People
import Store

/// A donor's place on a payroll, from a day and perhaps until one. Its payroll number may belong to someone else before
/// and after.
public struct Post: Sendable {
  /// The post's number.
  public let number: Int64
  /// The donor: a person's number.
  public let donor: Int64
  /// The payroll's number.
  public let payroll: Int64
  /// The first day.
  public let from: CivilDate
  /// The last day, or nil.
  public let until: CivilDate?

  /// Records a new post and its payroll number.
  /// - Throws: ``GivingError/payrollNumberTaken`` if another post holds the number on one of its days.
  static func add(
    donor: Int64, payroll: Payroll, payrollNumber: String, from: CivilDate, until: CivilDate?, in write: Write,
    store: Store
  ) throws -> Post {
    for other in try holders(of: payrollNumber, payroll: payroll.number, write.reading)
    where other.from <= until ?? .distantFuture && max(from, other.from) <= other.until ?? .distantFuture {
      throw GivingError.payrollNumberTaken
    }
    let number = try write.reading.int("SELECT max(post) FROM post") + 1
    let post = Post(number: number, donor: donor, payroll: payroll.number, from: from, until: until)
    try post.record(commitment: try commitment(payroll, payrollNumber, donor: donor, write, store), in: write)
    let hasMore = try write.reading.int(
      "SELECT EXISTS (SELECT 1 FROM post WHERE donor = ? AND post <> ?)", [.integer(donor), .integer(number)])
    if hasMore == 1 { try write.add(to: tally, key: [.integer(donor)], [1]) }
    try write.put(
      vault, ["payroll": .integer(payroll.number), "number": .text(payrollNumber), "post": .integer(number)])
    return post
  }

  /// HMAC under the person's key: the number alone could be guessed.
  private static func commitment(
    _ payroll: Payroll, _ payrollNumber: String, donor: Int64, _ write: Write, _ store: Store
  ) throws -> [UInt8] {
    guard !write.isDryRun else { return [] }
    guard let key = try store.keys.key(.person, donor) else { throw StoreError.key("Person \(donor) has no key.") }
    return key.digest(committed(payroll.number, payrollNumber))
  }

  static func committed(_ payroll: Int64, _ payrollNumber: String) -> [UInt8] {
    Array("payroll-number/\(payroll)/\(payrollNumber)".utf8)
  }

  private func record(commitment: [UInt8], in write: Write) throws {
    try write.append(
      to: Self.book,
      [
        .integer(number), .integer(donor), .integer(payroll), .integer(Int64(from.dayNumber)),
        .integer(until.map { Int64($0.dayNumber) }), .blob(commitment),
      ])
  }

  /// The posts that ever held a payroll number.
  static func holders(of payrollNumber: String, payroll: Int64, _ reading: Reading) throws -> [Post] {
    try reading.all(
      """
      SELECT post.post, donor, post.payroll, from_day, until_day FROM payroll_number
      JOIN post ON post.id = (SELECT max(id) FROM post WHERE post.post = payroll_number.post)
      WHERE payroll_number.payroll = ? AND number = ? ORDER BY post.post
      """, [.integer(payroll), .text(payrollNumber)]
    ) { try Post($0) }
  }

  /// The post of this number, or nil.
  public static func find(_ number: Int64, _ reading: Reading) throws -> Post? {
    try reading.first(
      "SELECT post, donor, payroll, from_day, until_day FROM post WHERE post = ? ORDER BY id DESC LIMIT 1",
      [.integer(number)]
    ) { try Post($0) }
  }

  /// A donor's posts.
  public static func of(donor: Int64, _ reading: Reading) throws -> [Post] {
    try reading.all(
      """
      SELECT post, donor, payroll, from_day, until_day FROM post WHERE donor = ?
      AND id IN (SELECT max(id) FROM post GROUP BY post) ORDER BY post
      """, [.integer(donor)]
    ) { try Post($0) }
  }

  /// All posts, as they are now, in order of number.
  public static func all(_ reading: Reading) throws -> [Post] {
    try reading.all(
      """
      SELECT post, donor, payroll, from_day, until_day FROM post
      WHERE id IN (SELECT max(id) FROM post GROUP BY post) ORDER BY post
      """
    ) { try Post($0) }
  }

  /// The posts of a payroll that had ended before a day.
  static func ended(payroll: Int64, before date: CivilDate, _ reading: Reading) throws -> Set<Int64> {
    var ended: Set<Int64> = []
    try reading.each(
      """
      SELECT post FROM post AS p WHERE payroll = ? AND until_day < ?
      AND NOT EXISTS (SELECT 1 FROM post AS later WHERE later.post = p.post AND later.id > p.id)
      """, [.integer(payroll), .day(date)]
    ) { ended.insert($0.int(0)) }
    return ended
  }

  /// Ends the post on a day: it leaves the payroll. Its mandates are stopped by the caller.
  func end(on date: CivilDate, in write: Write) throws {
    let commitment = try write.reading.first(
      "SELECT number_commitment FROM post WHERE post = ? ORDER BY id DESC LIMIT 1", [.integer(number)]
    ) { $0.blob(0) }
    try Post(number: number, donor: donor, payroll: payroll, from: from, until: date)
      .record(commitment: commitment ?? [], in: write)
  }

  private init(_ row: Row) throws {
    self.init(
      number: row.int(0), donor: row.int(1), payroll: row.int(2), from: try row.day(3),
      until: try row.optionalDay(4))
  }

  private init(number: Int64, donor: Int64, payroll: Int64, from: CivilDate, until: CivilDate?) {
    self.number = number
    self.donor = donor
    self.payroll = payroll
    self.from = from
    self.until = until
  }

  static let book = Book("post", ["post", "donor", "payroll", "from_day", "until_day", "number_commitment"])
  /// Payroll numbers in plain: looked up a million times a night, and forgotten with their person.
  static let vault = Working("payroll_number")

  /// How many posts each donor has beyond the first: of the few who have several, so that each counts as one giver.
  static let tally = Tally("donor_posts", key: ["donor"], values: ["more"], rebuild: more)
  private static let more = """
    SELECT donor, count(DISTINCT post) - 1 AS more FROM post GROUP BY donor HAVING count(DISTINCT post) > 1
    """
  static let moreSchema = """
    CREATE TABLE donor_posts (donor INTEGER NOT NULL PRIMARY KEY, more INTEGER NOT NULL) STRICT;
    INSERT INTO donor_posts \(more);

    """

  static let schema =
    Schema.book(
      "post",
      """
      post INTEGER NOT NULL, donor INTEGER NOT NULL, payroll INTEGER NOT NULL, from_day INTEGER NOT NULL,
      until_day INTEGER, number_commitment BLOB NOT NULL
      """)
      + """
      CREATE INDEX post_by_number ON post (post);
      CREATE INDEX post_by_donor ON post (donor);
      CREATE TABLE payroll_number (payroll INTEGER NOT NULL, number TEXT NOT NULL, post INTEGER NOT NULL,
      PRIMARY KEY (payroll, number, post)) STRICT, WITHOUT ROWID;

      """
}

extension CivilDate {
  /// Later than any day a file can name: what an end that is not set compares as.
  static let distantFuture = CivilDate(dayNumber: .max)
}

extension Post {
  /// The payroll numbers of a payroll by post, for letters to those who hold them. The caller records the look.
  public static func numbers(onPayroll payroll: Int64, _ reading: Reading) throws -> [Int64: String] {
    Dictionary(
      try reading.all("SELECT post, number FROM payroll_number WHERE payroll = ?", [.integer(payroll)]) {
        ($0.int(0), $0.text(1))
      }, uniquingKeysWith: { $1 })
  }
}
