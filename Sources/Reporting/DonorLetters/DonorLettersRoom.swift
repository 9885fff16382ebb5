// What donors' letters bring to the house: their tables, their migration, their checks.

import Store

/// The part of donors' letters in the house.
public enum DonorLettersRoom {
  /// The first migration.
  public static let migration = Migration("0035-donor-letters", DonorLetterRun.schema)

  /// The tables.
  public static let tables = Tables(
    books: [
      DonorLetterRun.book, DonorLetterRun.letterBook, DonorLetterRun.giftBook, DonorLetterRun.handed,
    ])

  /// The checks.
  public static let checks: [Check] = [
    Check("donor-letters", "every year's letters come to what is recorded of them, and tell a report that went out") {
      store, _ in try faults(store.reading)
    },
    Check("donor-letter-bytes", "donors' letters made again are what was recorded") { store, scope in
      guard case .everything = scope, try faults(store.reading).isEmpty else { return [] }
      return try DonorLetterRun.all(store.reading).compactMap { run in
        try isAsRecorded(run, store) ? nil : "the donor_letters of \(run.name) made again are not what was recorded"
      }
    },
  ]

  /// Whether a year's letters, addressed to nobody, are what was recorded.
  private static func isAsRecorded(_ run: DonorLetterRun, _ store: Store) throws -> Bool {
    let printer = try run.printer()
    var letters = DonorLetterDigest()
    try run.each(store.reading) { try letters.add($0, by: printer) }
    return letters.keyed(store) == run.digest
  }

  private static func faults(_ reading: Reading) throws -> [String] {
    // Sums of what a hand may have written: as floating point they stop nothing.
    try reading.all(
      """
      SELECT year FROM donor_letters AS r WHERE letters <> (SELECT count(*) FROM donor_letter WHERE run = number)
      OR letters <> (SELECT count(DISTINCT letter) FROM donor_letter_gift WHERE run = number)
      OR given_pence <> (SELECT total(given_pence) FROM donor_letter_gift WHERE run = number)
      OR matched_pence <> (SELECT total(matched_pence) FROM donor_letter_gift WHERE run = number)
      OR report NOT IN (SELECT report FROM published_report)
      OR number <> (SELECT count(*) FROM donor_letters AS b WHERE b.id <= r.id)
      OR (year LIKE '%/2' AND NOT EXISTS (SELECT 1 FROM donor_letters AS b WHERE b.id < r.id AND b.year || '/2' = r.year))
      OR (year LIKE '%/%' AND year NOT LIKE '%/2' AND NOT EXISTS (SELECT 1 FROM donor_letters AS b WHERE b.id < r.id
      AND b.year = substr(r.year, 1, instr(r.year, '/')) || (substr(r.year, instr(r.year, '/') + 1) - 1))) LIMIT 20
      """
    ) { "the donor_letters of \($0.text(0)) do not come to what they say" }
      + reading.all(
        """
        SELECT run, letter FROM donor_letter_gift AS g
        WHERE NOT EXISTS (SELECT 1 FROM donor_letter AS l WHERE l.run = g.run AND l.letter = g.letter)
        OR abs(given_pence / 2) > 50000000000000000 OR abs(matched_pence / 2) > 50000000000000000
        UNION SELECT run, letter FROM donor_letter AS l WHERE run NOT IN (SELECT number FROM donor_letters)
        OR donor NOT IN (SELECT number FROM person) OR letter < 1
        UNION SELECT run, 0 FROM donor_letters_handed WHERE run NOT IN (SELECT number FROM donor_letters) LIMIT 20
        """
      ) { "the donor_letter, donor_letter_gift or donor_letters_handed \($0.int(0))/\($0.int(1)) belongs to nothing" }
  }
}
