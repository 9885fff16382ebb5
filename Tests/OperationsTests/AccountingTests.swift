// What other accounting programs get: every posting once, names that stay apart, sums that are the ledger's.

import Dates
import Exchange
import Files
import Foundation
import Ledger
import Money
import Store
import Testing

@testable import Operations

@Suite("Journals and books") struct AccountingTests {
  /// A posting as a journal says it.
  private struct Read: Hashable {
    let account: String
    let fund: String
  }

  private func text(_ report: JournalReport) throws -> String {
    try String(contentsOfFile: report.file, encoding: .utf8)
  }

  /// Sums a journal by account and fund, as a reader that knows nothing of the ledger.
  private func sums(_ journal: String) throws -> [Read: Int64] {
    var sums: [Read: Int64] = [:]
    for line in journal.split(separator: "\n") where line.hasPrefix("    ") {
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      let fund = words[4].dropFirst("fund:".count).prefix { $0 != "," }
      sums[Read(account: String(words[0]), fund: String(fund)), default: 0] +=
        try Amount.read(Array(words[1].utf8)).rawValue
    }
    return sums.filter { $0.value != 0 }
  }

  private func ledger(_ test: TestHouse, _ month: String? = nil) throws -> [Read: Int64] {
    let funds = try Funds.read(test.store.reading)
    var sums: [Read: Int64] = [:]
    let only = try month.map { Int64(try #require(Month($0)).monthNumber) }
    try test.store.reading.each(
      """
      SELECT account, fund, amount_pence FROM posting JOIN entry ON entry.id = posting.entry
      WHERE ?1 IS NULL OR month = ?1
      """, [.integer(only)]
    ) {
      sums[Read(account: $0.text(0), fund: funds[$0.int(1)]?.code ?? ""), default: 0] += $0.int(2)
    }
    return sums.filter { $0.value != 0 }
  }

  @Test("The journal of all time comes to the ledger, account by account and fund by fund") func agrees() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let house = try test.house(Who.auditor)
    let report = try house.exportJournal(.hledger, .all)
    let journal = try text(report)
    #expect(try sums(journal) == ledger(test))
    #expect(try report.entries == Int(test.store.reading.int("SELECT count(*) FROM entry")))
    #expect(try report.postings == Int(test.store.reading.int("SELECT count(*) FROM posting")))
    #expect(
      try sums(text(house.exportJournal(.hledger, LedgerSpan(month: day("2026-11-01").month))))
        == ledger(test, "2026-11"))
    // What came for October after it was closed counts in November, and says its own day.
    #expect(journal.contains("2026-11-01 * (payroll/SBC/STAFF/2026-10-30/0003/r1/SBC)"))
    #expect(journal.contains("document:2026-10-30"))
    #expect(try house.exportJournal(.hledger, .all) == report)
    #expect(try FileManager.default.attributesOfItem(atPath: report.file)[.posixPermissions] as? Int == 0o600)
  }

  @Test("Months add up to their year, and years to all time") func spans() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let house = try test.house(Who.finance)
    let all = try house.exportJournal(.csv, .all)
    let years = try ["2025-26", "2026-27", "2027"].map {
      try house.exportJournal(.csv, try #require(LedgerSpan(year: $0)))
    }
    #expect(years.map(\.postings).reduce(0, +) == all.postings)
    #expect(years[1].file.hasSuffix("journal-2026-27.csv"))
    let april = try #require(Month("2026-04"))
    let months = try (0..<12).map { try house.exportJournal(.csv, LedgerSpan(month: april.adding($0))) }
    #expect(months.map(\.debitPence).reduce(0, +) == years[1].debitPence)
    for wrong in ["26-27", "2026-28", "", "2026-", "x", "2026-27-28"] { #expect(LedgerSpan(year: wrong) == nil) }
  }

  @Test("The CSV bears the finance system's codes, and an account without one is named before anything is written")
  func codes() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let house = try test.house(Who.finance)
    let lines = try text(house.exportJournal(.csv, .all)).split(separator: "\n")
    #expect(
      lines[0].hasPrefix("entry,line,kind,date,month,documentDate,account,accountCode,fund,fundCode,debit,credit"))
    #expect(lines.contains { $0.contains("income:payroll:staff,4010,no-limits,R4100,,") })
    #expect(lines.contains { $0.contains("asset:in-transit:SBC,1310,gift-of-giving,R4190,") })
    let few = "\(test.folder)/codes.yaml"
    try Data("accounts:\n  \"asset:*\": \"1\"\nfunds:\n  \"*\": \"F\"\n".utf8).write(to: URL(fileURLWithPath: few))
    do {
      _ = try house.exportJournal(.csv, LedgerSpan(month: day("2026-10-01").month), codes: few)
      Issue.record("an account without a code was written")
    } catch let error as ExchangeError {
      #expect(error.sentence.contains("income:payroll:staff") && !error.sentence.contains("asset:in-transit"))
    }
    #expect(!FileManager.default.fileExists(atPath: test.home.file("outbox/accounting/journal-2026-10.csv")))
  }

  @Test("The books come as a folder whose trial balance is the ledger's, in pounds that add up to nothing")
  func books() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let report = try test.house(Who.auditor).exportBooks(.all)
    func rows(_ name: String) throws -> [[String]] {
      try String(contentsOfFile: "\(report.file)/\(name)", encoding: .utf8).split(separator: "\n").dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
    }
    var balances: [Read: Int64] = [:]
    for row in try rows("trial-balance.csv") {
      let (debit, credit) = (row[2].isEmpty ? "0.00" : row[2], row[3].isEmpty ? "0.00" : row[3])
      balances[Read(account: row[1], fund: row[0])] =
        try Amount.read(Array(debit.utf8)).rawValue - Amount.read(Array(credit.utf8)).rawValue
    }
    #expect(try balances.filter { $0.value != 0 } == ledger(test))
    var byFund: [String: Int64] = [:]
    for row in try rows("postings.csv") {
      byFund[row[3], default: 0] += try Amount.read(Array((row.last ?? "").utf8)).rawValue
    }
    #expect(byFund.count > 2 && byFund.values.allSatisfy { $0 == 0 })
    for row in try rows("manifest.csv") {
      let bytes = try #require(FileManager.default.contents(atPath: "\(report.file)/\(row[0])"))
      #expect(Hex.string(sha256(Array(bytes))) == row[2])
      #expect(try rows(row[0]).count == Int(row[1]))
    }
    #expect(try test.house(Who.auditor).exportBooks(.all) == report)
    #expect(throws: StoreError.self) { try test.house(Who.support).exportBooks(.all) }
    #expect(throws: StoreError.self) { try test.house(Who.support).exportJournal(.hledger, .all) }
  }

  @Test("Made again they are the same bytes, those of a closed month whatever was booked since") func again() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let house = try test.house(Who.auditor)
    let october = LedgerSpan(month: try day("2026-10-01").month)
    func bytes() throws -> [String: Data] {
      var files = try JournalFormat.allCases.map { try house.exportJournal($0, october).file }
      let books = try house.exportBooks(october).file
      files += try FileManager.default.contentsOfDirectory(atPath: books).map { "\(books)/\($0)" }
      return try Dictionary(uniqueKeysWithValues: files.map { ($0, try Data(contentsOf: URL(filePath: $0))) })
    }
    let first = try bytes()
    #expect(first.count >= JournalFormat.allCases.count + 4 && first.values.allSatisfy { !$0.isEmpty })
    try FileManager.default.removeItem(atPath: test.home.file("outbox/accounting"))
    try test.give(12_345)
    #expect(try bytes() == first)
  }

  @Test("Books that contradict themselves are not given out") func broken() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    try test.reopen {
      let raw = try Raw(test.home.database)
      defer { raw.close() }
      _ = try raw.withoutTriggers(
        ["balance"],
        [("UPDATE balance SET debit_pence = debit_pence + 1 WHERE account = 'income:gifts'", [])]
      )
    }
    #expect(throws: ExchangeError.totals(what: "postings")) {
      try test.house(Who.finance).exportJournal(.beancount, .all)
    }
    #expect(!FileManager.default.fileExists(atPath: test.home.file("outbox/accounting/journal-all.beancount")))
  }
}
