// The books as the auditor has them, and as the house has them, in one shape that can be compared.

import Banking
import Dates
import Ledger
import Money
import Operations
import Practice
import Store

@testable import Giving

/// Balances, items, files and what is due: everything that must agree.
struct ModelBooks: Equatable {
  /// Debit positive, by `account fund month`.
  var balances: [String: Int] = [:]
  /// How many are open and what lies in suspense for them, by code.
  var items: [String: [Int]] = [:]
  /// Lines, givers, total, and 1 if superseded, by `key revision`.
  var files: [String: [Int]] = [:]
  /// What is due, by `expectation account fund`.
  var expected: [String: Int] = [:]
  /// Lines of ours, lines of others, what those come to and what the account ends with, by statement.
  var statements: [String: [Int]] = [:]
  /// What was claimed on each gift, by `gift fund day`: the gift and what it brings; by `claim number`: the gifts, what they
  /// bring and what is given back; and by `qualifies gift fund day` the gift, and 1 where its money has come.
  var giftAid: [String: [Int]] = [:]

  /// What differs, one line each.
  func differences(from other: ModelBooks) -> [String] {
    Self.differences("balance", balances, other.balances) + Self.differences("items", items, other.items)
      + Self.differences("file", files, other.files) + Self.differences("expected", expected, other.expected)
      + Self.differences("statement", statements, other.statements)
      + Self.differences("Gift Aid", giftAid, other.giftAid)
  }

  private static func differences<V: Equatable>(_ what: String, _ ours: [String: V], _ theirs: [String: V]) -> [String]
  {
    Set(ours.keys).union(theirs.keys).sorted().filter { ours[$0] != theirs[$0] }.map { key in
      "\(what) \(key): \(ours[key].map { "\($0)" } ?? "none"), not \(theirs[key].map { "\($0)" } ?? "none")"
    }
  }
}

extension ModelBooks {
  /// As the auditor has them.
  init(_ auditor: ModelAuditor) {
    for file in auditor.files where file.revision > 0 {
      let isLive = file.state == .posted
      files["\(file.file.key) r\(file.revision)"] = [file.lines.count, file.heads, file.total, isLive ? 0 : 1]
    }
    for (place, pence) in auditor.ledger.byMonth where pence != 0 { balances[place.joined(separator: " ")] = pence }
    for (place, pence) in auditor.ledger.held where pence != 0 {
      guard let expectation = place.expectation else { continue }
      expected["\(expectation) \(place.account) \(place.fund)"] = pence
    }
    for item in auditor.ledger.items.values where item.isOpen {
      let before = items[item.code] ?? [0, 0]
      items[item.code] = [before[0] + 1, before[1] + item.suspended]
    }
    for statement in auditor.money.statements {
      statements[statement.id] = [statement.lines, statement.others, statement.ofOthers, statement.closing]
    }
    giftAid = auditor.giftAidBooks
  }

  /// As the house has them.
  init(_ house: House) throws {
    let reading = house.store.reading
    try reading.each(
      """
      SELECT account, (SELECT code FROM fund WHERE number = balance.fund LIMIT 1), month,
      sum(debit_pence - credit_pence) FROM balance GROUP BY account, fund, month
      """
    ) { row in
      guard row.int(3) != 0 else { return }
      balances["\(row.text(0)) \(row.text(1)) \(Month(monthNumber: Int32(row.int(2))))"] = Int(row.int(3))
    }
    for item in try OpenItem.counts(reading) { items[item.code] = [Int(item.count), Int(item.suspense.rawValue)] }
    for file in try PostedFile.all(reading) {
      files["\(file.key) r\(file.revision)"] = [
        Int(file.lines), Int(file.heads), Int(file.total.rawValue), file.isSuperseded ? 1 : 0,
      ]
    }
    try reading.each(
      """
      SELECT expectation, account, (SELECT code FROM fund WHERE number = due.fund LIMIT 1), debit_pence - credit_pence
      FROM due WHERE debit_pence <> credit_pence
      """
    ) { expected["\($0.text(0)) \($0.text(1)) \($0.text(2))"] = Int($0.int(3)) }
    for account in HistoryStatement.accounts {
      for statement in try PostedStatement.all(account: account, reading) {
        statements[statement.id] = [
          Int(statement.lines), Int(statement.otherLines), Int(statement.otherPence), Int(statement.closingPence),
        ]
      }
    }
    try readGiftAid(reading)
  }

  private mutating func readGiftAid(_ reading: Reading) throws {
    try reading.each(
      """
      SELECT gift, (SELECT code FROM fund WHERE number = g.fund LIMIT 1), given_on, sum(donation_pence), sum(tax_pence)
      FROM gift_aid_gift AS g GROUP BY gift, g.fund, given_on
      """
    ) { row in
      guard row.int(3) != 0 || row.int(4) != 0 else { return }
      giftAid["\(row.text(0)) \(row.text(1)) \(try row.day(2))"] = [Int(row.int(3)), Int(row.int(4))]
    }
    for claim in try GiftAidClaim.all(reading) {
      giftAid["claim \(claim.number)"] = [
        Int(claim.donationPence), Int(claim.taxPence), Int(claim.adjustmentPence),
      ]
    }
    let funds = try Funds.read(reading)
    for gift in try AidableGift.all(until: HistoryPlayer.businessDate, reading) {
      giftAid["qualifies \(gift.key.id) \(funds[gift.key.fund]?.code ?? "") \(gift.key.date)"] = [
        Int(gift.donation.rawValue), gift.hasCome ? 1 : 0,
      ]
    }
  }
}
