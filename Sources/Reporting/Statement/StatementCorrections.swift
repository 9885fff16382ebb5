// What a month's statement tells of earlier months, and of how few people it may not tell how much.

import Dates
import Giving
import Ledger
import Store

extension StatementContent {
  /// What a month's entries did for an earlier one, in one fund.
  private struct Found {
    var entries: Set<Int64> = []
    var pence: Int64 = 0
    /// Entries by which people gave, or got, something.
    var personal: Set<Int64> = []
    /// How many people: the givers of a payroll file, and one for each other entry.
    var people: Int64 = 0
  }

  /// What counts in a month and is of earlier ones. Where few people stand behind it in one of the funds, neither any
  /// fund's statement nor that of all says how much: each could be taken from the others.
  /// - Parameter rules: what is hidden; nil for a reader who sees exact figures.
  static func corrections(
    _ month: Month, _ fund: Int64?, _ rules: DisclosureRules?, _ reading: Reading
  ) throws -> [Correction] {
    let found = try found(month, reading)
    return found.sorted { $0.key < $1.key }.compactMap { month, funds in
      let wanted = funds.filter { fund == nil || $0.key == fund }.values
      guard !wanted.isEmpty else { return nil }
      guard !funds.values.contains(where: { rules?.isSmall($0.people) ?? false }) else {
        return Correction(month: month.description, entries: nil, pence: nil)
      }
      let entries = wanted.reduce(into: Set()) { $0.formUnion($1.entries) }
      return Correction(
        month: month.description, entries: Int64(entries.count), pence: wanted.reduce(0) { $0 + $1.pence })
    }
  }

  /// Money of these accounts came from people, or went to them; the rest is a body's or the scheme's own.
  private static func isPersonal(_ account: String) -> Bool {
    account.hasPrefix("expense:grants:")
      || account.hasPrefix("income:") && account != Account.transfersIn.name
  }

  private static func found(_ month: Month, _ reading: Reading) throws -> [Month: [Int64: Found]] {
    var found: [Month: [Int64: Found]] = [:]
    try reading.each(
      """
      SELECT entry.id, public_id, event_date, fund, account, amount_pence
      FROM entry JOIN posting ON posting.entry = entry.id WHERE entry.month = ? AND event_date < ?
      """, [.integer(Int64(month.monthNumber)), .day(month.firstDay)]
    ) { row in
      let (entry, account) = (row.int(0), row.text(4))
      var here = found[try row.day(2).month]?[row.int(3)] ?? Found()
      here.entries.insert(entry)
      if StatementFigures.changesBalance(account) { here.pence -= row.int(5) }
      if isPersonal(account), here.personal.insert(entry).inserted {
        here.people += try PostedFile.find(id: row.text(1), reading)?.file.heads ?? 1
      }
      found[try row.day(2).month, default: [:]][row.int(3)] = here
    }
    return found
  }
}
