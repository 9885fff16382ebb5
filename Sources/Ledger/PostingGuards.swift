// What the schema itself holds against postings, at little cost for each: a bank statement brings a hundred thousand.

import Store

/// The table of postings in its second form: the same rows, and the same guards in words that SQLite answers faster.
enum PostingGuards {
  /// In SQL, whether an account is one of `Account.dues`: between the bounds of a beginning, which is compared at once; a
  /// pattern was gone through letter by letter.
  static let isDue = Account.dues.map { "(account >= '\($0)' AND account < '\(end(of: $0))')" }
    .joined(separator: "\n  OR ")

  /// The first text after all that begin so.
  private static func end(of beginning: String) -> String {
    beginning.dropLast()
      + (beginning.unicodeScalars.last.flatMap { Unicode.Scalar($0.value + 1) }.map(String.init) ?? "")
  }

  /// Whether an entry is closed is asked after a posting was added, in place of before: SQLite then need not copy it for that.
  static let schema =
    """
    DROP TRIGGER entry_balances;
    DROP TRIGGER posting_comes_first;
    DROP TRIGGER posting_is_never_changed;
    DROP TRIGGER posting_is_never_cut;
    DROP INDEX posting_of_entry;
    DROP INDEX posting_of_expectation;
    ALTER TABLE posting RENAME TO posting_before;

    """
    + Schema.book(
      "posting",
      """
      entry INTEGER NOT NULL, account TEXT NOT NULL, fund INTEGER NOT NULL, expectation TEXT,
      amount_pence INTEGER NOT NULL CHECK (amount_pence <> 0),
      CHECK ((expectation IS NOT NULL) = (\(isDue)))
      """)
      + """
      INSERT INTO posting (id, entry, account, fund, expectation, amount_pence)
      SELECT id, entry, account, fund, expectation, amount_pence FROM posting_before ORDER BY id;
      DROP TABLE posting_before;
      CREATE INDEX posting_of_entry ON posting (entry);
      CREATE INDEX posting_of_expectation ON posting (expectation) WHERE expectation IS NOT NULL;
      CREATE TRIGGER entry_balances AFTER INSERT ON entry
      WHEN NOT EXISTS (SELECT 1 FROM posting WHERE entry = NEW.id)
        OR EXISTS (SELECT 1 FROM posting WHERE entry = NEW.id GROUP BY fund HAVING sum(amount_pence) <> 0)
      BEGIN SELECT RAISE(ABORT, 'an entry must balance within each fund'); END;
      CREATE TRIGGER posting_comes_first AFTER INSERT ON posting
      WHEN EXISTS (SELECT 1 FROM entry WHERE id >= NEW.entry)
      BEGIN SELECT RAISE(ABORT, 'the entry is closed'); END;

      """
}
