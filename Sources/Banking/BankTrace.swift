// Following a line of a bank statement: back to who owed it and since when, and on to the funds.

import Ledger
import Store

/// Follows money through the bank.
public enum BankTrace {
  /// The way of a line of a statement; nil if the id is none.
  public static func follow(_ id: String, _ reading: Reading) throws -> [TraceLink]? {
    guard let line = try PostedLine.find(id, reading) else { return nil }
    var links = [
      TraceLink(
        "bank", id, "in the bank account \(line.account), booked \(line.date), bank import \(line.import)",
        line.amountPence),
      TraceLink("statement", line.statement, "the statement it stands in, and its entry"),
    ]
    for said in try LineAssignment.of(id, reading) { links += try trace(said, reading) }
    guard
      let (item, settled) = try LineSettling.putBack(id, reading).map({ try OpenItem.find($0.id, reading) })
        ?? OpenItem.find(id, reading)
    else { return links }
    if settled == nil {
      links.append(TraceLink("item", item.id, "waits for a person: \(item.code)", item.suspensePence))
    }
    return links
  }

  private static func trace(_ said: LineAssignment, _ reading: Reading) throws -> [TraceLink] {
    guard let entry = said.entry else {
      guard said.confidence != "person" else {
        return [TraceLink("undone", said.line, "a person said so: \(said.reason)", said.amountPence)]
      }
      return [
        TraceLink(
          "proposed", said.expectation ?? said.line, "might pay it (\(said.confidence)): \(said.reason)",
          said.amountPence)
      ]
    }
    if let fund = said.fund {
      return [TraceLink("fund", fund, "a person said so (\(said.reason)), by \(entry)", said.amountPence)]
    }
    guard let expectation = said.expectation else { return [] }
    return try [TraceLink("expectation", expectation, "pays it: \(said.reason)", said.amountPence)]
      + MoneyTrace.shares(of: expectation, in: entry, reading) + MoneyTrace.source(of: expectation, reading)
  }

  /// Onward from an entry: the lines of statements that paid what is due under its id.
  public static func lines(paying expectation: String, _ reading: Reading) throws -> [TraceLink] {
    try reading.all(
      """
      SELECT line, a.amount_pence, account, booked_on FROM bank_assignment AS a
      JOIN bank_line ON bank_line.public_id = line WHERE expectation = ? AND entry IS NOT NULL ORDER BY a.id LIMIT 50
      """, [.text(expectation)]
    ) { TraceLink("bank", $0.text(0), "came into \($0.text(2)) on \(try $0.day(3))", $0.int(1)) }
  }
}
