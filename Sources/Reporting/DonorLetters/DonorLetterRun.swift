// The books of donors' letters: one row a year and edition, one a letter, one a letter and fund. They hold numbers; a letter
// made again is made from them, so what was told stays as it was whatever is booked later.

import Dates
import Files
import Foundation
import Money
import People
import Store

/// The letters of a year, as the books hold them.
public struct DonorLetterRun: Sendable {
  /// Its number.
  public let number: Int64
  /// The year's name: `2025-26`.
  public let year: String
  /// Which edition of the year's letters: 1, or more where the year was put right after letters were made.
  public let edition: Int
  /// The first and the last day that are told of.
  public let days: ClosedRange<CivilDate>
  /// The report whose figures the letters tell.
  public let report: String
  /// The day that stands on the letters.
  public let madeOn: CivilDate
  /// How many letters.
  public let letters: Int64
  /// What they say was given, in pence.
  public let givenPence: Int64
  /// What they say was added, in pence.
  public let matchedPence: Int64
  /// What they have in common.
  public let words: DonorLetterWords
  /// A keyed digest of all of them, addressed to nobody.
  public let digest: [UInt8]
  /// Whether they were handed over.
  public let isHandedOver: Bool

  /// A year's letters before they are recorded.
  public init(
    number: Int64, year: String, edition: Int, days: ClosedRange<CivilDate>, report: String, madeOn: CivilDate,
    letters: [DonorLetter], words: DonorLetterWords, digest: [UInt8]
  ) {
    self.number = number
    self.year = year
    self.edition = edition
    self.days = days
    self.report = report
    self.madeOn = madeOn
    self.letters = Int64(letters.count)
    givenPence = letters.reduce(0) { $0 &+ $1.given }
    matchedPence = letters.reduce(0) { $0 &+ $1.matched }
    self.words = words
    self.digest = digest
    isHandedOver = false
  }

  /// What the books call them: the year, and from the second edition on its number, as a statement's name has it.
  public var name: String { year + (edition == 1 ? "" : "/\(edition)") }

  /// What a person calls them.
  public var title: String { year + (edition == 1 ? "" : ", edition \(edition)") }

  /// The name of their folder.
  public var folder: String { year + (edition == 1 ? "" : "-edition-\(edition)") }

  /// What prints them.
  /// - Throws: `ConfigurationFault`.
  public func printer() throws -> DonorLetterPrinter {
    try DonorLetterPrinter(words, from: days.lowerBound, until: days.upperBound, on: madeOn)
  }

  /// All years' letters, in order.
  public static func all(_ reading: Reading) throws -> [DonorLetterRun] { try list("1", [], reading) }

  /// The letters of a year, or nil.
  /// - Parameter edition: which edition; nil for the newest.
  public static func find(_ year: String, edition: Int? = nil, _ reading: Reading) throws -> DonorLetterRun? {
    try list("year = ?1 OR year LIKE ?1 || '/%'", [.text(year)], reading)
      .last { $0.year == year && (edition == nil || $0.edition == edition) }
  }

  private static func list(_ condition: String, _ arguments: [Value], _ reading: Reading) throws -> [DonorLetterRun] {
    try reading.all(
      """
      SELECT number, year, from_day, until_day, report, made_on, letters, given_pence, matched_pence, words, keyed_digest,
      EXISTS (SELECT 1 FROM donor_letters_handed AS h WHERE h.run = number) FROM donor_letters WHERE \(condition)
      ORDER BY id
      """, arguments
    ) { try DonorLetterRun($0) }
  }

  private init(_ row: Row) throws {
    let (first, last) = (try row.day(2), try row.day(3))
    guard first <= last,
      let words = try? JSONDecoder().decode(DonorLetterWords.self, from: Data(row.text(9).utf8))
    else { throw StoreError.broken("the donor_letters of \(row.text(1)) cannot be read") }
    number = row.int(0)
    let name = row.text(1).split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard let edition = name.count == 1 ? 1 : Int(name[1]), name.count < 3, name.count == 1 || edition > 1 else {
      throw StoreError.broken("the donor_letters of \(row.text(1)) are of no edition")
    }
    year = name[0]
    self.edition = edition
    days = first...last
    report = row.text(4)
    madeOn = try row.day(5)
    letters = row.int(6)
    givenPence = row.int(7)
    matchedPence = row.int(8)
    self.words = words
    digest = row.blob(10)
    isHandedOver = row.int(11) != 0
  }

  /// The letter of this number, or nil.
  public func letter(_ number: Int64, _ reading: Reading) throws -> DonorLetter? {
    var found: DonorLetter?
    try each(reading, only: number) { found = $0 }
    return found
  }

  /// Calls `body` with each letter, in order of number.
  /// - Parameter only: the one that is wanted; nil for all.
  public func each(_ reading: Reading, only: Int64? = nil, _ body: (DonorLetter) throws -> Void) throws {
    var open: (number: Int64, donor: Int64, post: Int64, fact: Int64)?
    var gifts: [DonorLetter.Gift] = []
    func close() throws {
      guard let found = open else { return }
      try body(
        DonorLetter(
          number: found.number, donor: found.donor, post: found.post, nameFact: found.fact, gifts: gifts))
      gifts.removeAll(keepingCapacity: true)
    }
    try reading.each(
      """
      SELECT l.letter, donor, post, name_fact, fund, given_pence, matched_pence FROM donor_letter AS l
      JOIN donor_letter_gift AS g ON g.run = l.run AND g.letter = l.letter
      WHERE l.run = ?1 AND (?2 IS NULL OR l.letter = ?2) ORDER BY l.letter, g.fund
      """, [.integer(number), .integer(only)]
    ) { row in
      if open?.number != row.int(0) {
        try close()
        open = (row.int(0), row.int(1), row.int(2), row.int(3))
      }
      gifts.append(.init(fund: row.int(4), given: row.int(5), matched: row.int(6)))
    }
    try close()
  }

  /// Records the year's letters.
  public func record(_ all: [DonorLetter], in write: Write) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try write.append(
      to: Self.book,
      [
        .integer(number), .text(name), .day(days.lowerBound), .day(days.upperBound), .text(report), .day(madeOn),
        .integer(letters), .integer(givenPence), .integer(matchedPence),
        .text(String(decoding: try encoder.encode(words), as: UTF8.self)), .blob(digest),
      ])
    for start in stride(from: 0, to: all.count, by: Self.block) {
      let block = all[start..<min(start + Self.block, all.count)]
      try write.append(
        to: Self.letterBook, flattened: block.flatMap { [number, $0.number, $0.donor, $0.post, $0.nameFact] })
      try write.append(
        to: Self.giftBook,
        flattened: block.flatMap { letter in
          letter.gifts.flatMap { [number, letter.number, $0.fund, $0.given, $0.matched] }
        })
    }
  }

  private static let block = 4_096

  /// Records that the year's letters were handed over.
  public func handOver(in write: Write) throws { try write.append(to: Self.handed, [.integer(number)]) }
}

extension DonorLetterRun {
  static let book = Book(
    "donor_letters",
    [
      "number", "year", "from_day", "until_day", "report", "made_on", "letters", "given_pence", "matched_pence",
      "words",
      "keyed_digest",
    ])
  static let letterBook = Book("donor_letter", ["run", "letter", "donor", "post", "name_fact"])
  static let giftBook = Book("donor_letter_gift", ["run", "letter", "fund", "given_pence", "matched_pence"])
  static let handed = Book("donor_letters_handed", ["run"])

  static let schema =
    Schema.book(
      "donor_letters",
      """
      number INTEGER NOT NULL UNIQUE, year TEXT NOT NULL UNIQUE, from_day INTEGER NOT NULL, until_day INTEGER NOT NULL,
      report TEXT NOT NULL, made_on INTEGER NOT NULL, letters INTEGER NOT NULL, given_pence INTEGER NOT NULL,
      matched_pence INTEGER NOT NULL, words TEXT NOT NULL, keyed_digest BLOB NOT NULL
      """)
    + Schema.book(
      "donor_letter",
      """
      run INTEGER NOT NULL, letter INTEGER NOT NULL, donor INTEGER NOT NULL, post INTEGER NOT NULL,
      name_fact INTEGER NOT NULL
      """)
    + Schema.book(
      "donor_letter_gift",
      """
      run INTEGER NOT NULL, letter INTEGER NOT NULL, fund INTEGER NOT NULL, given_pence INTEGER NOT NULL,
      matched_pence INTEGER NOT NULL
      """)
    + Schema.book("donor_letters_handed", "run INTEGER NOT NULL UNIQUE")
      + """
      CREATE UNIQUE INDEX donor_letter_of ON donor_letter (run, letter);
      CREATE UNIQUE INDEX donor_letter_gift_of ON donor_letter_gift (run, letter, fund);

      """
}

/// The digest of letters that are addressed to nobody: what must be the same when they are made again. It is keyed, because
/// a plain one of a single letter could be guessed.
public struct DonorLetterDigest {
  private var digest = FileDigest()

  /// Of no letter yet.
  public init() {}

  /// Takes the next letter.
  public mutating func add(_ letter: DonorLetter, by printer: DonorLetterPrinter) throws {
    let page = try printer.print(letter, to: .blank)
    digest.update(Array(page.text.utf8))
    digest.update(Array(page.html.utf8))
  }

  /// The digest of all letters so far.
  public func keyed(_ store: Store) -> [UInt8] { store.schemeKey.digest("donor-letters", digest.finalized()) }
}
