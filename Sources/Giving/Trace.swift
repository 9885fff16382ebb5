// Following a pound both ways: from a line to the fund, and back from an entry to its lines. Numbers only, no person.

import Dates
import Ledger
import Money
import Store

/// Follows money through payroll giving.
public enum PayrollTrace {
  /// The way of a line, an item, an entry, a file or a fund; nil if the id is none of them.
  public static func follow(_ id: String, _ reading: Reading) throws -> [TraceLink]? {
    if let (file, rest) = try PostedFile.find(id: id, reading) {
      if let line = rest.split(separator: "/").last.flatMap(lineNumber) {
        return try traceLine(line, file, id, reading)
      }
      if rest.isEmpty { return try trace(file, reading) }
    }
    if let key = FileKey(id), let file = try PostedFile.newest(key, reading) { return try trace(file, reading) }
    if let line = try traceAgencyLine(id, reading) { return line }
    if let entry = try Entry.find(id, reading) {
      return try trace(entry, reading) + sources(of: id, reading) + MoneyTrace.onward(id, reading)
        + MoneyTrace.toTheBeginning(from: id, reading).flatMap { try [$0] + sources(of: $0.id, reading) }
        + MoneyTrace.owed(for: id, reading)
    }
    let way = try MoneyTrace.onward(id, reading)
    if !way.isEmpty { return way }
    if let gift = try Gift.find(id, reading) { return try trace(gift, reading) }
    if let fund = try Funds.read(reading)[id] { return try trace(fund, reading) }
    let item = try trace(id, reading)
    return item.isEmpty ? nil : item
  }

  private static func lineNumber(_ text: Substring) -> Int64? { text.hasPrefix("L") ? Int64(text.dropFirst()) : nil }

  /// From a payslip line to the fund.
  private static func traceLine(_ line: Int64, _ file: PostedFile, _ id: String, _ reading: Reading) throws
    -> [TraceLink]?
  {
    let funds = try Funds.read(reading)
    let rows = try ContributionLine.of(line: line, rows: file.rows, reading)
    guard !rows.isEmpty else { return nil }
    var links = [fileLink(file)]
    for row in rows {
      let words = Finding(code: row.finding)?.words ?? row.finding
      links.append(
        TraceLink(
          "line", "\(file.subject)/L\(line)",
          "line \(line), \(row.mandate == 0 ? "no mandate" : "mandate M\(row.mandate)"), to \(funds[row.fund]?.code ?? "?"): \(words)",
          row.amountPence))
    }
    for item in try items(line, file, reading) { links += try trace(item, reading) }
    links += try entries(of: file, reading)
    let employer = id.dropFirst(file.subject.count + 1).prefix { $0 != "/" }
    links += try MoneyTrace.onward("\(file.subject)/\(employer)", reading)
    if !file.isSuperseded { links += try matches(ofLine: line, file.key, reading) }
    return links
  }

  private static func items(_ line: Int64, _ file: PostedFile, _ reading: Reading) throws -> [String] {
    try reading.all(
      "SELECT public_id FROM open_item WHERE subject = ? AND line = ?", [.text(file.subject), .integer(line)]
    ) { $0.text(0) }
  }

  private static func trace(_ item: String, _ reading: Reading) throws -> [TraceLink] {
    guard let (found, settled) = try OpenItem.find(item, reading) else { return [] }
    var links = [TraceLink("item", item, "waits for a person: \(found.code)", found.suspensePence)]
    guard let settled else { return links }
    links.append(TraceLink("settled", "settled/\(item)", settled))
    if let entry = try Entry.find("settled/\(item)", reading) { links += try trace(entry, reading) }
    return links
  }

  private static func trace(_ gift: Gift, _ reading: Reading) throws -> [TraceLink] {
    let fund = try Funds.read(reading)[gift.fund]?.code ?? "?"
    var links = [TraceLink("gift", gift.id, "a gift of \(gift.date) to \(fund)", gift.amountPence)]
    links += try trace(gift.id, reading)
    if let entry = try Entry.find(gift.entry, reading) { links += try trace(entry, reading) }
    return try links + MoneyTrace.onward(gift.entry, reading) + matches(of: gift.id, reading)
  }

  private static func trace(_ file: PostedFile, _ reading: Reading) throws -> [TraceLink] {
    [fileLink(file)] + (try entries(of: file, reading))
  }

  private static func fileLink(_ file: PostedFile) -> TraceLink {
    TraceLink(
      "file", file.subject,
      "import \(file.number), \(file.lines) lines, paid \(file.key.payDate.inWords)\(file.isSuperseded ? ", superseded" : "")",
      file.total.rawValue)
  }

  private static func entries(of file: PostedFile, _ reading: Reading) throws -> [TraceLink] {
    try file.entries(reading).flatMap { try trace($0, reading) }
  }

  private static func trace(_ entry: Entry, _ reading: Reading) throws -> [TraceLink] {
    var links = [TraceLink("entry", entry.id, "\(entry.kind) of \(entry.eventDate), counted in \(entry.month)")]
    if let reason = try EntryReason.find(entry.id, reading) { links.append(TraceLink("reason", entry.id, reason)) }
    for posting in entry.postings {
      links.append(
        TraceLink(
          "posting", entry.id,
          "\(posting.amountPence < 0 ? "credit" : "debit") \(posting.account), fund \(posting.fund)",
          abs(posting.amountPence)))
    }
    let reversed = try reading.first("SELECT public_id FROM entry WHERE reverses = ?", [.text(entry.id)]) { $0.text(0) }
    if let reversed { links.append(TraceLink("entry", reversed, "reverses \(entry.id)")) }
    return links
  }

  /// Back from a fund to the entries that made its balance, newest first.
  private static func trace(_ fund: Fund, _ reading: Reading) throws -> [TraceLink] {
    [TraceLink("fund", fund.code, fund.name)]
      + (try reading.all(
        """
        SELECT public_id, account, amount_pence FROM posting JOIN entry ON entry.id = posting.entry
        WHERE fund = ? AND (account LIKE 'income:%' OR account LIKE 'expense:%' OR account LIKE 'liability:%'
        OR account LIKE 'equity:%') ORDER BY event_date DESC, public_id LIMIT 200
        """, [.integer(fund.number)]
      ) { TraceLink("entry", $0.text(0), $0.text(1), -$0.int(2)) })
  }
}
