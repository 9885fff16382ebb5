// What proves an export: the reader's refusals, the receipts and their gaps, the checks.

import Dates
import Exchange
import Foundation
import Ledger
import Store
import Testing

@Suite struct EvidenceTests {
  @Test(arguments: [
    (".xml", "totalPence=\"18250\"", "totalPence=\"18251\""),
    (".xml", "<amountPence>2550</amountPence>", "<amountPence>2551</amountPence>"),
    (".xml", "count=\"3\"", "count=\"4\""),
    ("/contributions.csv", ",2550,", ",2551,"),
    ("/contributions.csv", ",staff,", ",councillors,"),
    ("/manifest.csv", "18250", "18251"),
    ("/manifest.csv", "grants.csv", "others.csv"),
    ("/funds.csv", "inTransitPence", "somethingElse"),
    ("/funds.csv", "15000,0,15000", "15000,0,15000x"),
  ])
  func aFileThatDoesNotAgreeWithItselfIsRefused(_ file: String, _ old: String, _ new: String) throws {
    let home = try TestHome()
    try home.seed()
    let report = try #require(try home.export().make())
    _ = try FoundationFile.read(report.file)
    try home.rewrite("foundation-0001-2026-11-21\(file)", old, new)
    let error = #expect(throws: ExchangeError.self) { try FoundationFile.read(report.file) }
    #expect(error?.code == "export-disagrees")
  }

  private func night(_ home: TestHome, _ number: Int) throws {
    try home.payroll("E\(number)", "2026-10-30", ["xmas": 1_00])
    #expect(try home.export().make()?.number == Int64(number))
  }

  private func received(_ home: TestHome, _ number: Int64) throws -> Outcome<ReceivedExport> {
    try ReceivedExport.record(number, home.store, actor: .person(1), businessDate: try day("2026-11-25"))
  }

  @Test func aGapIsAnOpenItemUntilTheMissingOneComes() throws {
    let home = try TestHome()
    try home.openFunds("unallocated", "xmas")
    for number in 1...4 { try night(home, number) }
    #expect(try received(home, 1).value == received(home, 1).value)
    #expect(try OpenItem.open(home.store.reading) == [])

    let gaps = ["export/foundation/0002/not-received", "export/foundation/0003/not-received"]
    #expect(try received(home, 4).value.missing == gaps)
    #expect(try OpenItem.open(home.store.reading).map(\.id) == gaps)

    let third = try received(home, 3).value
    #expect(third.settled == gaps[1])
    #expect(third.missing == [])
    #expect(try OpenItem.open(home.store.reading).map(\.id) == [gaps[0]])
    #expect(try received(home, 2).value.settled == gaps[0])
    #expect(try OpenItem.open(home.store.reading) == [])
    if case .madeBefore = try received(home, 2) {} else { Issue.record("a second receipt was written") }
    #expect(try home.faults() == [])
  }

  @Test func whatWasNeverSentCannotBeReceived() throws {
    let home = try TestHome()
    #expect(throws: LedgerError.notFound(kind: "export", id: "0001")) { try received(home, 1) }
  }

  @Test func receiptsAreNoMoneyFacts() throws {
    let home = try TestHome()
    try home.openFunds("unallocated", "xmas")
    try night(home, 1)
    _ = try received(home, 1)
    #expect(try home.export("2026-11-26").make() == nil)
  }

  @Test(arguments: [
    (3, 20, 20, "export 2 is missing before export 3"), (2, 9, 9, "export 2 begins at link 9, not 5"),
    (2, 5, 99, "export 2 ends at link 99, after the last, 6"),
    (2, 5, 5, "export 2 made again is not what was recorded"),
  ])
  func theChecksFindAnExportThatCannotBe(_ number: Int64, _ from: Int64, _ to: Int64, _ words: String) throws {
    let home = try TestHome()
    try home.seed()
    _ = try home.export().make()
    #expect(try home.faults() == [])
    let book = Book("foundation_export", ["number", "from_link", "to_link", "business_date", "digest"])
    try home.change {
      try $0.append(
        to: book,
        [.integer(number), .integer(from), .integer(to), .integer(20_000), .blob([UInt8](repeating: 1, count: 32))])
    }
    for scope in [CheckScope.everything, .after(link: 1)] {
      let faults = try home.faults(scope)
      #expect(faults.contains { $0.contains(words) }, "\(faults)")
    }
  }
}
