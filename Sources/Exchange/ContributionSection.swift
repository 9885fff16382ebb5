// The contributions of an export: one row an entry and fund, with totals by employer and fund and nothing of any person.

import Dates
import Ledger
import Store

extension Section {
  /// The contributions. The control sum is what came in, to funds and to suspense, less what was taken back.
  static let contributions = Section(
    "contributions", element: "Contributions", item: "Contribution",
    columns: [
      Column("externalId"), Column("kind"), Column("employer"), Column("givers"), Column("fundCode"),
      Column("eventDate"), Column("taxMonth"), Column("month"), Column("late"), Column("amountPence", .sum),
      Column("reverses"),
    ])

  /// The contributions of the entries in these rows of their book.
  /// - Throws: `StoreError.broken` where a posting names a fund that there is not.
  static func contributions(
    _ entries: Range<Int64>, _ funds: [ExportedFund], _ reading: Reading
  ) throws -> Section {
    let codes = Dictionary(funds.map { ($0.number, $0.code) }) { _, last in last }
    var rows: [[Cell]] = []
    var share: EntryShare?
    func finish() throws {
      guard let share, share.isContribution else { return }
      guard let code = codes[share.fund] else { throw StoreError.broken("entry \(share.entryID) names no fund") }
      rows.append(share.row(fund: code))
    }
    try reading.each(
      """
      SELECT posting.entry, fund, account, amount_pence, public_id, kind, event_date, month, reverses
      FROM posting JOIN entry ON entry.id = posting.entry WHERE posting.entry >= ? AND posting.entry < ?
      ORDER BY posting.entry, fund
      """, [.integer(entries.lowerBound), .integer(entries.upperBound)]
    ) { row in
      if share?.entry != row.int(0) || share?.fund != row.int(1) {
        try finish()
        share = try EntryShare(row)
      }
      share?.add(account: row.text(2), row.int(3))
    }
    try finish()
    return contributions.with(rows)
  }
}

/// What one entry does in one fund.
private struct EntryShare {
  let entry: Int64
  let fund: Int64
  let entryID: String
  private let kind: String
  private let eventDate: CivilDate
  private let month: Month
  private let reverses: String?
  /// Whether it touches income or suspense; money on its way through assets is no contribution.
  private(set) var isContribution = false
  private var pence: Int64 = 0
  private var employers: Set<String> = []
  private var givers: Set<String> = []

  init(_ row: Row) throws {
    entry = row.int(0)
    fund = row.int(1)
    entryID = row.text(4)
    kind = row.text(5)
    eventDate = try row.day(6)
    month = try row.month(7)
    reverses = row.optionalText(8)
  }

  mutating func add(account: String, _ amount: Int64) {
    if FundMoney.Side(account: account).isContribution {
      isContribution = true
      // A sum that no money makes was put there behind the program's back: it is told by `verify`, and never trapped on.
      pence &-= amount
    }
    if let employer = Self.rest(account, after: Account.inTransit(employer: "").name) { employers.insert(employer) }
    if let whose = Self.rest(account, after: "income:payroll:") { givers.insert(whose) }
  }

  private static func rest(_ account: String, after prefix: String) -> String? {
    account.hasPrefix(prefix) ? String(account.dropFirst(prefix.count)) : nil
  }

  /// The row. Money that an employer holds came from pay, so its event date is a pay date and has a tax month.
  func row(fund code: String) -> [Section.Cell] {
    let employer = employers.count == 1 ? employers.first : nil
    return [
      .text("\(entryID)#\(code)"), .text(kind), .text(orNone: employer),
      .text(orNone: givers.count == 1 ? givers.first : nil), .text(code), .text(eventDate.description),
      .text(orNone: employer.map { _ in TaxMonth(payDate: eventDate).description }), .text(month.description),
      .text(month > eventDate.month ? "true" : "false"), .number(pence),
      .text(orNone: reverses.map { "\($0)#\(code)" }),
    ]
  }
}
