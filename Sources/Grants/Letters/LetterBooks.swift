// The books of letters, what is due of them, and what must hold.

import Store

extension Letter {
  static let book = Book("letter", ["number", "application", "kind", "occasion", "dropped"])
  static let steps = Book("letter_step", ["letter", "step", "digest", "done_on"])
  /// How many letters of each kind were asked for by moves, and how many were made or dropped.
  static let tally = Tally(
    "letter_due", key: ["application", "kind"], values: ["wanted", "made"],
    rebuild: """
      SELECT application, kind, sum(wanted) AS wanted, sum(made) AS made FROM (\(wanted.joined(separator: " UNION ALL "))
      UNION ALL SELECT application, 'reminder', 1, 0 FROM letter WHERE kind = 'how-did-it-go' AND dropped IS NULL
      UNION ALL SELECT application, kind, 0, 1 FROM letter) GROUP BY application, kind
      """)

  private static let wanted = ApplicationMove.allCases.flatMap { move in
    LetterKind.wanted(by: move).map { kind in
      """
      SELECT application, '\(kind.rawValue)' AS kind, 1 AS wanted, 0 AS made FROM application_move
      WHERE move = '\(move.rawValue)'
      """
    }
  }

  static let schema =
    Schema.book(
      "letter",
      """
      number INTEGER NOT NULL UNIQUE, application INTEGER NOT NULL, kind TEXT NOT NULL, occasion INTEGER NOT NULL,
      dropped TEXT, UNIQUE (application, kind, occasion)
      """)
    + Schema.book(
      "letter_step", "letter INTEGER NOT NULL, step TEXT NOT NULL, digest BLOB, done_on INTEGER NOT NULL")
      + """
      CREATE INDEX letter_step_of ON letter_step (letter, step);
      CREATE TABLE letter_due (application INTEGER NOT NULL, kind TEXT NOT NULL, wanted INTEGER NOT NULL,
      made INTEGER NOT NULL, PRIMARY KEY (application, kind)) STRICT, WITHOUT ROWID;
      CREATE INDEX letter_open ON letter_due (application, kind) WHERE wanted > made;
      INSERT INTO letter_due SELECT application, CASE move WHEN 'submit' THEN 'received' WHEN 'ask' THEN 'question'
      WHEN 'sign-off' THEN 'yes' WHEN 'refuse' THEN 'cannot-go-ahead' WHEN 'cancel' THEN 'cancelled' WHEN 'pay' THEN 'paid'
      WHEN 'pay-all' THEN 'paid' ELSE move END AS kind, count(*), 0 FROM application_move WHERE move IN ('submit', 'ask',
      'not-eligible', 'not-this-time', 'sign-off', 'refuse', 'cancel', 'pay', 'pay-all') GROUP BY application, kind;
      INSERT INTO letter_due SELECT application, CASE move WHEN 'sign-off' THEN 'agreement' ELSE 'how-did-it-go' END AS kind,
      count(*), 0 FROM application_move WHERE move IN ('sign-off', 'pay-all') GROUP BY application, kind;

      """

  /// Letters that were made and not handed over: 1 each.
  static let unsent = Tally("letter_unsent", key: ["letter"], values: ["waits"], rebuild: made)
  private static let made = """
    SELECT number AS letter, 1 AS waits FROM letter WHERE dropped IS NULL
    AND NOT EXISTS (SELECT 1 FROM letter_step WHERE letter = number AND step = 'sent')
    """

  /// What asks how it went has no place in the index: it is open only while the grant is paid and nothing told.
  static let manySchema = """
    DROP INDEX letter_open;
    CREATE INDEX letter_open ON letter_due (application, kind)
    WHERE wanted > made AND kind NOT IN ('how-did-it-go', 'reminder');
    CREATE TABLE letter_unsent (letter INTEGER NOT NULL PRIMARY KEY, waits INTEGER NOT NULL) STRICT;
    INSERT INTO letter_unsent \(made);

    """

  /// Every letter was asked for by a move, and none is handed over before it is made.
  static let check = Check("letters", "every letter was asked for by a move, and made before it was handed over") {
    store, _ in
    try store.reading.all(
      """
      SELECT application, kind, made FROM letter_due WHERE made > wanted
      UNION ALL SELECT application, kind, 0 FROM letter WHERE dropped IS NULL AND NOT EXISTS
      (SELECT 1 FROM letter_step WHERE letter = number AND step = 'made')
      UNION ALL SELECT letter, step, 0 FROM letter_step WHERE letter NOT IN (SELECT number FROM letter) LIMIT 20
      """
    ) { "the letter \($0.text(1)) of \($0.int(0)) was not asked for, or not made" }
  }
}
