// Entries: double-entry postings that balance in total and within each fund, and are never changed.

import Dates
import Money
import Store

/// A change of one account within one fund. A debit is positive, a credit negative.
public struct Posting: Hashable, Sendable {
  /// The account.
  public let account: Account
  /// The fund's number.
  public let fund: Int64
  /// Debit positive, credit negative.
  public let amount: Pence

  /// A posting of this signed amount.
  public init(_ account: Account, fund: Int64, _ amount: Pence) {
    self.account = account
    self.fund = fund
    self.amount = amount
  }
}

/// What the ledger refuses.
public enum LedgerError: Refusal, Equatable {
  /// An entry does not balance within this fund.
  case unbalanced(entry: String, fund: Int64, difference: Pence)
  /// An entry without postings.
  case empty(entry: String)
  /// There is no such thing.
  case notFound(kind: String, id: String)
  /// It was reversed or settled before.
  case alreadyDone(kind: String, id: String)
  /// There is one of this name already.
  case taken(kind: String, id: String)
  /// A fund would close before it opens.
  case closesFirst(fund: String)
  /// A name or purpose is empty or holds control characters.
  case text(String)

  /// A stable code for programs; see ``Refusal``.
  public var code: String {
    switch self {
    case .unbalanced: "unbalanced"
    case .empty: "empty-entry"
    case .notFound: "not-found"
    case .alreadyDone: "already-done"
    case .text: "text"
    case .taken: "taken"
    case .closesFirst: "closes-first"
    }
  }

  /// One or two sentences for a person; see ``Refusal``.
  public var sentence: String {
    switch self {
    case .unbalanced(let entry, let fund, let difference):
      "Entry \(entry) does not balance in fund \(fund) by \(difference.pounds). Nothing was posted."
    case .empty(let entry): "Entry \(entry) has no postings. Nothing was posted."
    case .notFound(let kind, let id): "There is no \(kind) \(id). Nothing was changed."
    case .taken(let kind, let id): "There is a \(kind) \(id) already. Nothing was changed."
    case .closesFirst(let fund): "The fund \(fund) would close before it opens. Nothing was changed."
    case .text(let code):
      "The name and purpose of \(code) must be text without control characters. Nothing was changed."
    case .alreadyDone(let kind, let id): "The \(kind) \(id) was settled before. Nothing was changed."
    }
  }

  /// What the program leaves with; see ``Refusal``.
  public var exit: ExitStatus {
    switch self {
    case .unbalanced, .empty: .invariantBroken
    case .notFound: .inputMissing
    case .alreadyDone, .text, .taken, .closesFirst: .inputRefused
    }
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

  struct Key: Hashable, Comparable {
    let account: Account
    let fund: Int64
    static func < (a: Key, b: Key) -> Bool { (a.fund, a.account) < (b.fund, b.account) }
  }

  /// An entry for this event.
  public init(id: String, kind: String, eventDate: CivilDate, reverses: String? = nil) {
    self.id = id
    self.kind = kind
    self.eventDate = eventDate
    self.reverses = reverses
  }

  /// Adds a posting; those of the same account and fund are summed.
  public mutating func add(_ posting: Posting) {
    sums[Key(account: posting.account, fund: posting.fund), default: .zero] += posting.amount
  }

  /// Debits one account and credits another within a fund.
  public mutating func move(_ amount: Pence, debit: Account, credit: Account, fund: Int64) {
    add(Posting(debit, fund: fund, amount))
    add(Posting(credit, fund: fund, -amount))
  }

  /// The postings that are not nil, in order of fund and account.
  public var postings: [Posting] {
    sums.filter { $0.value != .zero }.sorted { $0.key < $1.key }.map {
      Posting($0.key.account, fund: $0.key.fund, $0.value)
    }
  }

  /// The first fund that does not balance, and by how much.
  var imbalance: (fund: Int64, difference: Pence)? {
    var byFund: [Int64: Pence] = [:]
    for posting in postings { byFund[posting.fund, default: .zero] += posting.amount }
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
    guard !postings.isEmpty else { throw LedgerError.empty(entry: id) }
    let number = try write.nextRow(of: Self.entryBook)
    let month = try Months.read(write.reading).month(for: eventDate)
    for posting in postings {
      try write.append(
        to: Self.postingBook,
        [.integer(number), .text(posting.account.name), .integer(posting.fund), .integer(posting.amount.rawValue)])
      try write.add(
        to: Balance.tally,
        key: [.text(posting.account.name), .integer(posting.fund), .integer(Int64(month.monthNumber))],
        [max(posting.amount, .zero).rawValue, max(-posting.amount, .zero).rawValue])
    }
    try write.append(
      to: Self.entryBook,
      [
        .text(id), .text(kind), .integer(Int64(eventDate.dayNumber)), .integer(Int64(month.monthNumber)),
        .text(reverses),
      ])
  }

  static let entryBook = Book("entry", ["public_id", "kind", "event_date", "month", "reverses"])
  static let postingBook = Book("posting", ["entry", "account", "fund", "amount_pence"])

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
      entry INTEGER NOT NULL, account TEXT NOT NULL, fund INTEGER NOT NULL, amount_pence INTEGER NOT NULL
      CHECK (amount_pence <> 0)
      """)
      + """
      CREATE INDEX posting_of_entry ON posting (entry);
      CREATE TRIGGER entry_balances AFTER INSERT ON entry
      WHEN NOT EXISTS (SELECT 1 FROM posting WHERE entry = NEW.id)
        OR EXISTS (SELECT 1 FROM posting WHERE entry = NEW.id GROUP BY fund HAVING sum(amount_pence) <> 0)
      BEGIN SELECT RAISE(ABORT, 'an entry must balance within each fund'); END;
      CREATE TRIGGER posting_comes_first BEFORE INSERT ON posting
      WHEN EXISTS (SELECT 1 FROM entry WHERE id >= NEW.entry)
      BEGIN SELECT RAISE(ABORT, 'the entry is closed'); END;

      """
}

/// An entry as the books hold it.
public struct Entry: Codable, Sendable {
  /// The public id.
  public let id: String
  /// The kind of event.
  public let kind: String
  /// The document's date.
  public let eventDate: String
  /// The month it counts in: later than its date's month where that was closed.
  public let month: String
  /// The entry it reverses, if any.
  public let reverses: String?
  /// Its postings.
  public let postings: [Line]

  /// A posting as programs read it.
  public struct Line: Codable, Sendable {
    /// The account.
    public let account: String
    /// The fund's code.
    public let fund: String
    /// Debit positive, credit negative.
    public let amountPence: Int64
  }

  /// The entry with this public id, or nil.
  public static func find(_ id: String, _ reading: Reading) throws -> Entry? {
    try reading.first("SELECT id, kind, event_date, month, reverses FROM entry WHERE public_id = ?", [.text(id)]) {
      row in
      Entry(
        id: id, kind: row.text(1), eventDate: try row.day(2).description,
        month: try row.month(3).description, reverses: row.optionalText(4),
        postings: try lines(ofRow: row.int(0), reading))
    }
  }

  /// The newest entries, newest first.
  public static func newest(_ limit: Int, _ reading: Reading) throws -> [Entry] {
    try reading.all("SELECT public_id FROM entry ORDER BY id DESC LIMIT ?", [.integer(Int64(limit))]) { $0.text(0) }
      .compactMap { try find($0, reading) }
  }

  private static func lines(ofRow entry: Int64, _ reading: Reading) throws -> [Line] {
    let funds = try Funds.read(reading)
    return try reading.all(
      "SELECT account, fund, amount_pence FROM posting WHERE entry = ? ORDER BY id", [.integer(entry)]
    ) {
      Line(account: $0.text(0), fund: funds[$0.int(1)]?.code ?? "\($0.int(1))", amountPence: $0.int(2))
    }
  }

  /// The entry that undoes the one with this public id: the same postings on the other side.
  /// - Throws: ``LedgerError/notFound(kind:id:)``, or ``LedgerError/alreadyDone(kind:id:)`` if it was reversed before.
  public static func reversal(of id: String, as newID: String, _ reading: Reading) throws -> EntryDraft {
    let found = try reading.first("SELECT id, event_date FROM entry WHERE public_id = ?", [.text(id)]) {
      (row: $0.int(0), date: try $0.day(1))
    }
    guard let found else { throw LedgerError.notFound(kind: "entry", id: id) }
    guard try reading.int("SELECT count(*) FROM entry WHERE reverses = ?", [.text(id)]) == 0 else {
      throw LedgerError.alreadyDone(kind: "entry", id: id)
    }
    var draft = EntryDraft(id: newID, kind: "reversal", eventDate: found.date, reverses: id)
    try reading.each("SELECT account, fund, amount_pence FROM posting WHERE entry = ?", [.integer(found.row)]) { row in
      draft.add(Posting(Account(name: row.text(0)), fund: row.int(1), Pence(-row.int(2))))
    }
    return draft
  }
}
