// Funds: what money is for. A gift to a fund with a purpose may be used for nothing else.

import Dates
import Store

/// A fund, as its latest row says.
public struct Fund: Hashable, Codable, Sendable {
  /// The number that postings and contributions hold; given once, never again.
  public let number: Int64
  /// The short name that people and files use: `no-limits`.
  public let code: String
  /// The name in words.
  public let name: String
  /// What gifts to it are for, in the words of the appeal.
  public let purpose: String
  /// The fund it is part of, if any.
  public let parent: String?
  /// The first day on which it takes gifts; nil is from the beginning.
  public let opens: CivilDate?
  /// The last day on which it takes gifts; nil is without end.
  public let closes: CivilDate?
  /// The fund a surplus goes to when it closes, if its wording says so.
  public let surplusTo: String?

  /// Describes a fund.
  public init(
    number: Int64, code: String, name: String, purpose: String, parent: String? = nil, opens: CivilDate? = nil,
    closes: CivilDate? = nil, surplusTo: String? = nil
  ) {
    self.number = number
    self.code = code
    self.name = name
    self.purpose = purpose
    self.parent = parent
    self.opens = opens
    self.closes = closes
    self.surplusTo = surplusTo
  }

  /// The fund in which suspense lies. It can award nothing.
  public static let unallocated = Fund(
    number: 1, code: "unallocated", name: "Not yet allocated",
    purpose: "Holds what came in until a person says which fund it is for. Nothing can be awarded from it.")

  /// Whether it takes gifts on this day.
  public func isOpen(on date: CivilDate) -> Bool {
    (opens.map { $0 <= date } ?? true) && (closes.map { date <= $0 } ?? true)
  }
}

/// The funds of the scheme, read once.
public struct Funds: Sendable {
  /// All, in order of number.
  public let all: [Fund]
  private let byNumber: [Int64: Fund]
  private let byCode: [String: Fund]

  init(_ all: [Fund]) {
    self.all = all
    byNumber = Dictionary(all.map { ($0.number, $0) }) { _, last in last }
    byCode = Dictionary(all.map { ($0.code, $0) }) { _, last in last }
  }

  /// The fund of this number.
  public subscript(number: Int64) -> Fund? { byNumber[number] }
  /// The fund of this code.
  public subscript(code: String) -> Fund? { byCode[code] }

  /// Reads the latest row of every fund.
  public static func read(_ reading: Reading) throws -> Funds {
    Funds(
      try reading.all(
        """
        SELECT number, code, name, purpose, parent, opens, closes, surplus_to FROM fund
        WHERE id IN (SELECT max(id) FROM fund GROUP BY number) ORDER BY number
        """
      ) { row in
        Fund(
          number: row.int(0), code: row.text(1), name: row.text(2), purpose: row.text(3), parent: row.optionalText(4),
          opens: try row.optionalDay(5),
          closes: try row.optionalDay(6), surplusTo: row.optionalText(7))
      })
  }

  /// The number that the next fund gets.
  public var nextNumber: Int64 { (all.last?.number ?? 0) + 1 }
}

extension Fund {
  /// Opens a new fund under this code, with the next number.
  /// - Throws: ``LedgerError/taken(kind:id:)`` if there is a fund of this code; ``LedgerError/notFound(kind:id:)`` if its
  ///   parent or the fund a surplus goes to is not there; ``LedgerError/closesFirst(fund:)``.
  public static func open(_ fund: Fund, in write: Write) throws -> Fund {
    let funds = try Funds.read(write.reading)
    guard funds[fund.code] == nil else { throw LedgerError.taken(kind: "fund", id: fund.code) }
    for named in [fund.parent, fund.surplusTo].compactMap(\.self) where funds[named] == nil {
      throw LedgerError.notFound(kind: "fund", id: named)
    }
    if let opens = fund.opens, let closes = fund.closes, closes < opens {
      throw LedgerError.closesFirst(fund: fund.code)
    }
    let opened = Fund(
      number: funds.nextNumber, code: fund.code, name: fund.name, purpose: fund.purpose, parent: fund.parent,
      opens: fund.opens, closes: fund.closes, surplusTo: fund.surplusTo)
    try opened.record(in: write)
    return opened
  }

  static let book = Book("fund", ["number", "code", "name", "purpose", "parent", "opens", "closes", "surplus_to"])

  static let schema = Schema.book(
    "fund",
    """
    number INTEGER NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, purpose TEXT NOT NULL, parent TEXT, opens INTEGER,
    closes INTEGER, surplus_to TEXT
    """)

  /// Records the fund as it is now.
  /// - Throws: ``LedgerError/text(_:)`` if its name or purpose holds what no file of ours can carry.
  public func record(in write: Write) throws {
    guard !name.isEmpty, (name + purpose).isPlainText else { throw LedgerError.text(code) }
    try write.append(
      to: Self.book,
      [
        .integer(number), .text(code), .text(name), .text(purpose), .text(parent), .day(opens), .day(closes),
        .text(surplusTo),
      ])
  }
}
