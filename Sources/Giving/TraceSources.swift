// What an entry was posted from: the lines of a payroll file or an agency's report, gifts, and what a sponsor's claim matches.

import Ledger
import Store

extension PayrollTrace {
  private static let shown: Int64 = 50

  /// The lines and gifts that an entry was posted from; nothing for an entry of another kind.
  public static func sources(of entry: String, _ reading: Reading) throws -> [TraceLink] {
    if let (file, _) = try PostedFile.find(id: entry, reading) { return try lines(of: file, reading) }
    if let report = try AgencyImport.find(entry, reading) {
      return try AgencyReportLine.of(import: report.number, reading).prefix(Int(shown)).map { link($0, report) }
    }
    let gifts = try reading.all(
      "SELECT public_id, given_on, amount_pence FROM gift WHERE entry = ? ORDER BY id LIMIT ?",
      [.text(entry), .integer(shown)]
    ) { TraceLink("gift", $0.text(0), "a gift of \(try $0.day(1))", $0.int(2)) }
    return try gifts + matched(by: entry, reading)
  }

  /// The lines of a payroll file, fund by fund: a file can have a million.
  private static func lines(of file: PostedFile, _ reading: Reading) throws -> [TraceLink] {
    let funds = try Funds.read(reading)
    return try reading.all(
      """
      SELECT fund, count(DISTINCT line), sum(amount_pence), min(line), max(line) FROM contribution
      WHERE id >= ? AND id < ? GROUP BY fund ORDER BY fund
      """, [.integer(file.rows.lowerBound), .integer(file.rows.upperBound)]
    ) { row in
      TraceLink(
        "line", "\(file.subject)/L\(row.int(3))",
        "\(row.int(1)) lines to \(funds[row.int(0)]?.code ?? "?"), the first is L\(row.int(3)), the last L\(row.int(4))",
        row.int(2))
    }
  }

  private static func link(_ line: AgencyReportLine, _ report: AgencyImport) -> TraceLink {
    TraceLink(
      "agency-line", "\(report.report)/L\(line.line)",
      "line \(line.line) of an agency's report, from \(line.employer ?? "no employer that is known"): "
        + line.finding.words, line.totalPence)
  }

  /// One line of an agency's report: from the employer's remittance to the bank, and back to the payroll.
  static func traceAgencyLine(_ id: String, _ reading: Reading) throws -> [TraceLink]? {
    let parts = id.split(separator: "/")
    guard parts.first == "agency", let last = parts.last, last.hasPrefix("L"), let number = Int64(last.dropFirst()),
      let report = try AgencyImport.find(parts.dropLast().joined(separator: "/"), reading),
      let line = try AgencyReportLine.of(import: report.number, reading).first(where: { $0.line == number })
    else { return nil }
    var links = [link(line, report)]
    if let (item, settled) = try OpenItem.find(id, reading) {
      links.append(TraceLink("item", id, "waits for a person: \(item.code)", item.suspensePence))
      if let settled { links.append(TraceLink("settled", "settled/\(id)", settled)) }
    }
    links += try MoneyTrace.toTheBeginning(from: report.report, reading).filter {
      line.employer == nil || $0.id.hasSuffix("/\(line.employer ?? "")")
    }.flatMap { try [$0] + sources(of: $0.id, reading) }
    return try links + MoneyTrace.onward(report.report, reading)
  }

  /// The gifts that a sponsor's claim adds to, each by the id under which it can be followed.
  private static func matched(by entry: String, _ reading: Reading) throws -> [TraceLink] {
    let parts = entry.split(separator: "/")
    guard parts.count == 3, parts[0] == "match", let number = Int64(parts[2]) else { return [] }
    return try reading.all(
      "SELECT gift, amount_pence FROM matched_gift WHERE sponsor = ? AND claim = ? ORDER BY id LIMIT ?",
      [.text(String(parts[1])), .integer(number), .integer(shown)]
    ) { row in
      var gift = row.text(0)
      if let (key, line) = MatchableGift.line(of: gift), let file = try PostedFile.newest(key, reading) {
        gift = "\(file.subject)/L\(line)"
      }
      return TraceLink(
        "match", gift, row.int(1) < 0 ? "the sponsor adds less to it" : "the sponsor adds to it", row.int(1))
    }
  }

  /// The claims by which sponsors add to a gift; by later ones they may add less.
  public static func matches(of gift: String, _ reading: Reading) throws -> [TraceLink] {
    try claims("gift = ?1", [.text(gift), .integer(shown)], reading)
  }

  /// The claims by which sponsors add to what a line gave.
  static func matches(ofLine line: Int64, _ key: FileKey, _ reading: Reading) throws -> [TraceLink] {
    let prefix = MatchableGift.id(ofLine: line, key)
    return try claims("gift GLOB ?1", [.text(prefix + "*"), .integer(shown)], reading)
  }

  private static func claims(_ condition: String, _ arguments: [Value], _ reading: Reading) throws -> [TraceLink] {
    try reading.all(
      """
      SELECT sponsor, claim, sum(amount_pence) FROM matched_gift WHERE \(condition)
      GROUP BY sponsor, claim ORDER BY sponsor, claim LIMIT ?2
      """, arguments
    ) { TraceLink("match", "match/\($0.text(0))/\($0.int(1))", "\($0.text(0)) adds to it", $0.int(2)) }
  }
}
