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
  /// The document's date: pay date, booking date, decision date.
  public let eventDate: CivilDate
  /// The entry that this one reverses.
  public let reverses: String?
  private(set) var sums: [Key: Pence] = [:]
  /// The keys of sums that name an expectation, by its id: an entry of a bank statement has thousands.
  private(set) var keysByExpectation: [String: [Key]] = [:]

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
  public var postings: [Posting] {
    sums.lazy.filter { $0.value != .zero }
      .map { Posting($0.key.account, fund: $0.key.fund, expectation: $0.key.expectation, $0.value) }
      .sorted { a, b in
        if a.fund != b.fund { return a.fund < b.fund }
        if a.account != b.account { return a.account < b.account }
        return (a.expectation ?? "") < (b.expectation ?? "")
      }
  }

  /// Whether it moves nothing.
  public var isEmpty: Bool { sums.allSatisfy { $0.value == .zero } }

  /// The first fund that does not balance, and by how much.
  var imbalance: (fund: Int64, difference: Pence)? {
    var byFund: [Int64: Pence] = [:]
    for (key, amount) in sums { byFund[key.fund, default: .zero] += amount }
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
    let postings = postings
    guard !postings.isEmpty else { throw LedgerError.empty(entry: id) }
    if let nameless = postings.first(where: { $0.account.isDue != ($0.expectation != nil) }) {
      throw LedgerError.expectation(entry: id, account: nameless.account.name)
    }
    let number = try write.nextRow(of: Self.entryBook)
    let month = try Months.read(write.reading).month(for: eventDate)
    var balances: [Key: [Int64]] = [:]
    for posting in postings {
      try write.append(
        to: Self.postingBook,
        [
          .integer(number), .text(posting.account.name), .integer(posting.fund), .text(posting.expectation),
          .integer(posting.amount.rawValue),
        ])
      let sides = [max(posting.amount, .zero).rawValue, max(-posting.amount, .zero).rawValue]
      if let expectation = posting.expectation {
        try write.add(
          to: Due.tally, key: [.text(expectation), .text(posting.account.name), .integer(posting.fund)], sides)
      }
      balances[Key(account: posting.account, fund: posting.fund, expectation: nil), default: [0, 0]].addEach(sides)
    }
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

extension [Int64] {
  fileprivate mutating func addEach(_ other: [Int64]) {
    for index in indices { self[index] += other[index] }
  }
}
