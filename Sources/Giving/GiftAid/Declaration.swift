// Gift Aid declarations: that a giver pays enough tax, from a day and perhaps until one (Income Tax Act 2007 s428;
// SI 2000/2074). Who they are stands in the vault; the books hold numbers and days.

import Dates
import People
import Store

/// A giver's declaration.
public struct Declaration: Codable, Hashable, Sendable {
  /// The number by which it is named: `G4`.
  public let number: Int64
  /// The person's number.
  public let person: Int64
  /// The first day whose gifts it covers.
  public let from: String
  /// The day it was made.
  public let madeOn: String
  /// The first day whose gifts it does not cover any more, if it was cancelled.
  public let cancelledFrom: String?

  /// Whether it covers the gifts of a day.
  public func covers(_ day: CivilDate) -> Bool {
    from <= day.description && (cancelledFrom.map { day.description < $0 } ?? true)
  }

  /// Records a declaration.
  /// - Parameters:
  ///   - from: the first day whose gifts it covers.
  ///   - madeOn: the day it was made; not after the business date.
  /// - Returns: its number.
  /// - Throws: ``GivingError`` if there is no such person, it reaches back too far, another covers some of its days, or
  ///   what HMRC wants to know of the giver is not right.
  public static func record(
    person: Int64, details: DonorDetails, from: CivilDate, madeOn: CivilDate, rules: GiftAidRules,
    on businessDate: CivilDate, in write: Write, store: Store
  ) throws -> Int64 {
    guard try Person.exists(person, write.reading) else {
      throw GivingError.notFound(kind: "person", id: "\(person)")
    }
    guard madeOn <= businessDate else { throw GivingError.gift("A declaration is made on a day that has come.") }
    let earliest = rules.earliestCovered(madeOn: madeOn)
    guard from >= earliest else {
      throw GivingError.gift("A declaration of \(madeOn) covers gifts from \(earliest) at the earliest.")
    }
    if let other = try all(write.reading).first(where: {
      $0.person == person && ($0.cancelledFrom ?? "9999") > max(from.description, $0.from)
    }) {
      throw GivingError.gift("Declaration G\(other.number) of person \(person) covers some of these days.")
    }
    let checked = try details.checked()
    let number = try write.reading.int("SELECT max(number) FROM gift_aid_declaration") + 1
    try write.append(to: book, [.integer(number), .integer(person), .day(from), .day(madeOn)])
    try checked.seal(person: person, in: write, store: store)
    return number
  }

  /// Cancels a declaration: it covers no gift from a day on.
  /// - Throws: ``GivingError`` if there is none, it was cancelled before, or the day is before its first.
  public static func cancel(
    _ number: Int64, from day: CivilDate, on businessDate: CivilDate, in write: Write
  ) throws {
    guard let found = try all(write.reading).first(where: { $0.number == number }) else {
      throw GivingError.notFound(kind: "declaration", id: "G\(number)")
    }
    guard found.cancelledFrom == nil else {
      throw GivingError.gift("Declaration G\(number) was cancelled before, from \(found.cancelledFrom ?? "").")
    }
    guard day.description >= found.from else {
      throw GivingError.gift("Declaration G\(number) covers nothing before \(found.from).")
    }
    try write.append(to: cancelBook, [.integer(number), .day(day), .day(businessDate)])
  }

  /// All declarations, in order of number.
  public static func all(_ reading: Reading) throws -> [Declaration] {
    try reading.all(
      """
      SELECT number, person, d.from_day, made_on, c.from_day FROM gift_aid_declaration AS d
      LEFT JOIN gift_aid_cancellation AS c ON c.declaration = d.number ORDER BY number
      """
    ) { row in
      Declaration(
        number: row.int(0), person: row.int(1), from: try row.day(2).description, madeOn: try row.day(3).description,
        cancelledFrom: try row.optionalDay(4)?.description)
    }
  }

  static let book = Book("gift_aid_declaration", ["number", "person", "from_day", "made_on"])
  static let cancelBook = Book("gift_aid_cancellation", ["declaration", "from_day", "recorded_on"])

  static let schema =
    Schema.book(
      "gift_aid_declaration",
      "number INTEGER NOT NULL UNIQUE, person INTEGER NOT NULL, from_day INTEGER NOT NULL, made_on INTEGER NOT NULL")
    + Schema.book(
      "gift_aid_cancellation",
      "declaration INTEGER NOT NULL UNIQUE, from_day INTEGER NOT NULL, recorded_on INTEGER NOT NULL")
}
