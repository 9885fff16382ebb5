// Entry drafts: double-entry postings that balance in total and within each fund, and are never changed.

import Dates
import Money
import Store

/// A change of one account within one fund. A debit is positive, a credit negative.
public struct Posting: Hashable, Sendable {
  /// The account.
  public let account: Account
  /// The fund's number.
  public let fund: Int64
  /// The expectation that it belongs to; only where the account holds what is owed.
  public let expectation: String?
  /// Debit positive, credit negative.
  public let amount: Pence

  /// A posting of this signed amount.
  public init(_ account: Account, fund: Int64, expectation: String? = nil, _ amount: Pence) {
    self.account = account
    self.fund = fund
    self.expectation = expectation
    self.amount = amount
  }
}

/// An entry being put together.
public struct EntryDraft: Sendable {
  /// The public id, from the event.
  public let id: String
  /// What kind of event: `payroll`, `suspense-settled`, `reversal`.
  public let kind: String
  /// The kind of what was passed on too much and is set against what the same payer owes: no money comes or goes, which is
  /// what reconciling tells it from a bank's lines by.
  public static let setAgainst = "set-against"
  /// The document's date: pay date, booking date, decision date.
  public let eventDate: CivilDate
  /// The entry that this one reverses.
  public let reverses: String?
  private(set) var sums: [Key: Pence] = [:]
  /// The keys of sums that name an expectation, by its id: an entry of a bank statement has thousands.
  private(set) var keysByExpectation: [String: [Key]] = [:]

  /// What is paid whole, and needs no summing: each part is the only posting of the entry under its expectation and account.
  private(set) var whole = OpenDues()
  /// Its parts, in the order of postings.
  private(set) var wholeParts: [OpenDues.PartPlace] = []

  struct Key: Hashable, Comparable {
    let account: Account
    let fund: Int64
    let expectation: String?
    static func < (a: Key, b: Key) -> Bool {
      (a.fund, a.account, a.expectation ?? "") < (b.fund, b.account, b.expectation ?? "")
    }
  }

  /// An entry for this event.
  public init(id: String, kind: String, eventDate: CivilDate, reverses: String? = nil) {
    self.id = id
    self.kind = kind
    self.eventDate = eventDate
    self.reverses = reverses
  }

  /// Adds a posting; those of the same account, fund and expectation are summed.
  public mutating func add(_ posting: Posting) {
    let key = Key(account: posting.account, fund: posting.fund, expectation: posting.expectation)
    if let expectation = posting.expectation, sums[key] == nil {
      keysByExpectation[expectation, default: []].append(key)
    }
    sums[key, default: .zero] += posting.amount
  }

  /// Debits one account and credits another within a fund.
  /// - Parameter expectation: what it belongs to, for whichever of the two accounts holds what is owed.
  public mutating func move(
    _ amount: Pence, debit: Account, credit: Account, fund: Int64, expectation: String? = nil
  ) {
    add(Posting(debit, fund: fund, expectation: debit.isDue ? expectation : nil, amount))
    add(Posting(credit, fund: fund, expectation: credit.isDue ? expectation : nil, -amount))
  }

  /// The postings that are not nil, in order of fund, account and expectation.
  public var postings: [Posting] { (wholeParts.map(posting) + summed).sorted(by: Self.comesBefore) }

  private var summed: [Posting] {
    sums.lazy.filter { $0.value != .zero }
      .map { Posting($0.key.account, fund: $0.key.fund, expectation: $0.key.expectation, $0.value) }
  }

  private static func comesBefore(_ a: Posting, _ b: Posting) -> Bool {
    if a.fund != b.fund { return a.fund < b.fund }
    if a.account != b.account { return a.account < b.account }
    return (a.expectation ?? "") < (b.expectation ?? "")
  }

  /// The posting that pays a part whole.
  private func posting(_ part: OpenDues.PartPlace) -> Posting {
    let due = whole.due(part)
    return Posting(due.account, fund: due.fund, expectation: whole.id(Int(part.place)), -due.amount)
  }

  /// Calls `body` with each posting in order of fund, account and expectation, of which only one is held at a time.
  private func eachPosting(_ body: (Posting) throws -> Void) rethrows {
    var others = summed.sorted(by: Self.comesBefore)[...]
    for part in wholeParts {
      let posting = posting(part)
      while let other = others.first, Self.comesBefore(other, posting) {
        try body(other)
        others.removeFirst()
      }
      try body(posting)
    }
    for other in others { try body(other) }
  }

  /// Whether it moves nothing.
  public var isEmpty: Bool { wholeParts.isEmpty && sums.allSatisfy { $0.value == .zero } }

  /// Pays all that is due under expectations of which the entry moves nothing else, into one account: for a bank statement
  /// that pays a hundred thousand of them. Once an entry.
  public mutating func clear(whole dues: OpenDues, at places: [Int], into account: Account) {
    precondition(wholeParts.isEmpty, "an entry pays whole sums once")
    (whole, wholeParts) = (dues, dues.postingOrder(of: places))
    var received: [Int64: Pence] = [:]
    for part in wholeParts {
      let due = dues.due(part)
      received[due.fund, default: .zero] += due.amount
    }
    for (fund, amount) in received { add(Posting(account, fund: fund, amount)) }
  }

  /// The first fund that does not balance, and by how much.
  var imbalance: (fund: Int64, difference: Pence)? {
    var byFund: [Int64: Pence] = [:]
    for (key, amount) in sums { byFund[key.fund, default: .zero] += amount }
    for part in wholeParts {
      let due = whole.due(part)
      byFund[due.fund, default: .zero] -= due.amount
    }
    return byFund.filter { $0.value != .zero }.min { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}

extension EntryDraft {
  /// Closes the entry: its postings, then its head, which the schema refuses unless they balance.
  /// - Throws: ``LedgerError/unbalanced(entry:fund:difference:)``; nothing is then written.
  public func post(in write: Write) throws {
    if let imbalance {
      throw LedgerError.unbalanced(entry: id, fund: imbalance.fund, difference: imbalance.difference)
    }
    guard !isEmpty else { throw LedgerError.empty(entry: id) }
    let number = try write.nextRow(of: Self.entryBook)
    let month = try Months.read(write.reading).month(for: eventDate)
    let first = try write.nextRow(of: Self.postingBook)
    let balances = try append(to: number, in: write)
    // An expectation is known by the rows that are there now: they are added up in one go.
    try write.add(
      to: Due.tally,
      selecting: """
        SELECT expectation, account, fund, max(amount_pence, 0), max(-amount_pence, 0) FROM posting
        WHERE id >= ? AND expectation IS NOT NULL
        """, [.integer(first)])
    for (key, sides) in balances.sorted(by: { $0.key < $1.key }) {
      try write.add(
        to: Balance.tally,
        key: [.text(key.account.name), .integer(key.fund), .integer(Int64(month.monthNumber))], sides)
    }
    try write.append(
      to: Self.entryBook,
      [
        .text(id), .text(kind), .integer(Int64(eventDate.dayNumber)), .integer(Int64(month.monthNumber)),
        .text(reverses),
      ])
  }

  /// Appends the postings.
  /// - Returns: what they add to each account within each fund, as debit and credit.
  private func append(to number: Int64, in write: Write) throws -> [Key: [Int64]] {
    var balances: [Key: [Int64]] = [:]
    var rows = Rows()
    // Of one account and fund after another.
    var group: (account: Account, fund: Int64, isDue: Bool, debit: Pence, credit: Pence)?
    func close() {
      guard let group else { return }
      balances[Key(account: group.account, fund: group.fund, expectation: nil)] = [
        group.debit.rawValue, group.credit.rawValue,
      ]
    }
    try eachPosting { posting in
      if group?.account != posting.account || group?.fund != posting.fund {
        close()
        group = (posting.account, posting.fund, posting.account.isDue, .zero, .zero)
      }
      guard group?.isDue == (posting.expectation != nil) else {
        throw LedgerError.expectation(entry: id, account: posting.account.name)
      }
      rows.add(number)
      rows.add(posting.account.name)
      rows.add(posting.fund)
      rows.add(posting.expectation)
      rows.add(posting.amount.rawValue)
      group?.debit += max(posting.amount, .zero)
      group?.credit += max(-posting.amount, .zero)
      if rows.byteCount > Self.rowsBytes {
        try write.append(to: Self.postingBook, rows)
        rows.removeAll()
      }
    }
    close()
    try write.append(to: Self.postingBook, rows)
    return balances
  }

  /// How many bytes of rows are put together before they are written.
  private static let rowsBytes = 1 << 18

  static let entryBook = Book("entry", ["public_id", "kind", "event_date", "month", "reverses"])
  static let postingBook = Book("posting", ["entry", "account", "fund", "expectation", "amount_pence"])

  /// SQLite has no deferred triggers: postings come first, then the head, and the head closes the entry.
  static let schema =
    Schema.book(
      "entry",
      """
      public_id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, event_date INTEGER NOT NULL, month INTEGER NOT NULL,
      reverses TEXT UNIQUE
      """)
    + Schema.book(
      "posting",
      """
      entry INTEGER NOT NULL, account TEXT NOT NULL, fund INTEGER NOT NULL, expectation TEXT,
      amount_pence INTEGER NOT NULL CHECK (amount_pence <> 0),
      CHECK ((expectation IS NOT NULL) = (\(Account.dues.map { "account LIKE '\($0)%'" }.joined(separator: " OR "))))
      """)
      + """
      CREATE INDEX posting_of_entry ON posting (entry);
      CREATE INDEX posting_of_expectation ON posting (expectation) WHERE expectation IS NOT NULL;
      CREATE TRIGGER entry_balances AFTER INSERT ON entry
      WHEN NOT EXISTS (SELECT 1 FROM posting WHERE entry = NEW.id)
        OR EXISTS (SELECT 1 FROM posting WHERE entry = NEW.id GROUP BY fund HAVING sum(amount_pence) <> 0)
      BEGIN SELECT RAISE(ABORT, 'an entry must balance within each fund'); END;
      CREATE TRIGGER posting_comes_first BEFORE INSERT ON posting
      WHEN EXISTS (SELECT 1 FROM entry WHERE id >= NEW.entry)
      BEGIN SELECT RAISE(ABORT, 'the entry is closed'); END;

      """
}
