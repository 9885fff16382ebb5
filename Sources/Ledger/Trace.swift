// Following a pound through the ledger: from what is owed to where it came, and back. Numbers and codes only, no person.

import Dates
import Money
import Store

/// One step on the way of a pound.
public struct TraceLink: Codable, Sendable {
  /// What it is: `file`, `line`, `entry`, `posting`, `expectation`, `bank`, `item`, `settled`, `fund`.
  public let kind: String
  /// Its public id.
  public let id: String
  /// What it says, in words.
  public let words: String
  /// The money, where it has some.
  public let amountPence: Int64?

  /// A step.
  public init(_ kind: String, _ id: String, _ words: String, _ amount: Int64? = nil) {
    self.kind = kind
    self.id = id
    self.words = words
    amountPence = amount
  }
}

/// The ways of money that is owed.
public enum MoneyTrace {
  /// How many entries are told of one expectation.
  private static let shown: Int64 = 50

  /// Onward from an award, or whatever else is named as what money is owed for: all that is owed for it.
  public static func owed(for period: String, _ reading: Reading) throws -> [TraceLink] {
    try reading.all(
      "SELECT public_id FROM expectation WHERE period = ? ORDER BY id LIMIT ?",
      [.text(period), .integer(shown)]
    ) { $0.text(0) }.flatMap { try onward($0, reading) }
  }

  /// Onward from an expectation: what is still due under it, which entries paid it, and where those put the money; from
  /// one who owes it to the next, and so to the bank. Nothing if nobody expects that.
  public static func onward(_ expectation: String, _ reading: Reading) throws -> [TraceLink] {
    var seen: Set<String> = []
    return try onward(expectation, &seen, reading)
  }

  private static func onward(_ id: String, _ seen: inout Set<String>, _ reading: Reading) throws -> [TraceLink] {
    guard seen.insert(id).inserted, let expectation = try Expectation.find(id, reading) else { return [] }
    let due = try Due.under(id, reading).map(\.amount).sum()
    let state = due == .zero ? "nothing is due any more" : "still due"
    var links = [
      TraceLink(
        "expectation", id,
        "\(expectation.from) owes \(expectation.to) for \(expectation.period), by \(expectation.dueDate): \(state)",
        due == .zero ? nil : due.rawValue)
    ]
    let isOutgoing = expectation.from == Expectation.foundation
    for payment in try payments(of: id, isOutgoing: isOutgoing, reading) {
      links.append(TraceLink("entry", payment.id, "\(payment.kind) of \(payment.date)", payment.amount))
      for place in try places(of: payment.row, besides: id, isOutgoing: isOutgoing, reading) {
        switch place {
        case .bank(let account):
          links.append(TraceLink("bank", payment.id, "\(isOutgoing ? "out of" : "in") \(account)"))
        case .owed(let next): links += try onward(next, &seen, reading)
        }
      }
    }
    return links
  }

  private struct Payment {
    let row: Int64
    let id: String
    let kind: String
    let date: CivilDate
    let amount: Int64
  }

  private enum Place {
    case bank(String)
    case owed(String)
  }

  /// The entries that took from what was due, oldest first.
  private static func payments(
    of expectation: String, isOutgoing: Bool, _ reading: Reading
  ) throws -> [Payment] {
    try reading.all(
      """
      SELECT entry.id, public_id, kind, event_date, -sum(amount_pence) AS paid FROM posting
      JOIN entry ON entry.id = posting.entry WHERE expectation = ?
      GROUP BY entry.id HAVING paid <> 0 AND (paid > 0) =
      (NOT ?3 AND (SELECT sum(debit_pence) > 0 FROM due WHERE due.expectation = ?1))
      ORDER BY event_date, public_id LIMIT ?2
      """, [.text(expectation), .integer(shown), .integer(isOutgoing ? 1 : 0)]
    ) { row in
      Payment(row: row.int(0), id: row.text(1), kind: row.text(2), date: try row.day(3), amount: abs(row.int(4)))
    }
  }

  /// Where an entry put money, or what went took it from: bank accounts, and what others owe.
  private static func places(
    of entry: Int64, besides expectation: String, isOutgoing: Bool, _ reading: Reading
  ) throws -> [Place] {
    try reading.all(
      """
      SELECT account, expectation FROM posting WHERE entry = ?1 AND (amount_pence < 0) = ?3
      AND (account LIKE 'asset:bank:%' OR account LIKE 'asset:holding:%' OR expectation <> ?2)
      GROUP BY CASE WHEN expectation IS NULL THEN account ELSE expectation END ORDER BY account, expectation
      """, [.integer(entry), .text(expectation), .integer(isOutgoing ? 1 : 0)]
    ) { $0.optionalText(1).map { .owed($0) } ?? .bank($0.text(0)) }
  }

  /// Back from an entry: what it paid, and the entries in which that was first owed.
  public static func back(from entry: String, _ reading: Reading) throws -> [TraceLink] {
    try reading.all(
      """
      SELECT first.public_id, first.kind, p.expectation, -sum(p.amount_pence) FROM entry
      JOIN posting AS p ON p.entry = entry.id AND p.amount_pence < 0 AND p.expectation IS NOT NULL
      JOIN entry AS first ON first.id = (SELECT min(entry) FROM posting WHERE expectation = p.expectation)
      WHERE entry.public_id = ? AND first.id <> entry.id GROUP BY p.expectation ORDER BY p.expectation LIMIT ?
      """, [.text(entry), .integer(shown)]
    ) { TraceLink("entry", $0.text(0), "\($0.text(1)): what this paid was owed since, under \($0.text(2))", $0.int(3)) }
  }

  /// Back from an entry all the way: what it paid was owed since an entry that may itself have paid what was owed before,
  /// from the bank to the agency, to the employer, to the payroll.
  public static func toTheBeginning(from entry: String, _ reading: Reading) throws -> [TraceLink] {
    var links: [TraceLink] = []
    var seen: Set<String> = [entry]
    var waiting = [entry]
    while let next = waiting.popLast(), links.count < shown {
      for link in try back(from: next, reading) where seen.insert(link.id).inserted {
        links.append(link)
        waiting.append(link.id)
      }
    }
    return links
  }

  /// Back from an expectation: the entry since which it is owed, and from there all the way.
  public static func source(of expectation: String, _ reading: Reading) throws -> [TraceLink] {
    let first = try reading.first(
      """
      SELECT public_id, kind, sum(amount_pence) FROM posting JOIN entry ON entry.id = posting.entry
      WHERE expectation = ?1 AND entry.id = (SELECT min(entry) FROM posting WHERE expectation = ?1)
      """, [.text(expectation)]
    ) { TraceLink("entry", $0.text(0), "\($0.text(1)): owed since, under \(expectation)", $0.int(2)) }
    guard let first, !first.id.isEmpty else { return [] }
    return try [first] + toTheBeginning(from: first.id, reading)
  }

  /// Which funds an entry moved what was due under an expectation for.
  public static func shares(of expectation: String, in entry: String, _ reading: Reading) throws -> [TraceLink] {
    try reading.all(
      """
      SELECT fund.code, -sum(amount_pence) FROM posting JOIN entry ON entry.id = posting.entry
      JOIN fund ON fund.id = (SELECT max(id) FROM fund WHERE number = posting.fund)
      WHERE public_id = ? AND expectation = ? GROUP BY posting.fund ORDER BY posting.fund
      """, [.text(entry), .text(expectation)]
    ) { TraceLink("fund", $0.text(0), "to the fund \($0.text(0))", $0.int(1)) }
  }
}
