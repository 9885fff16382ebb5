// What an export says, row by row, and that it is the same whatever the order of events.

import Dates
import Exchange
import Files
import Foundation
import Ledger
import Money
import Store
import Testing

@Suite struct ContentTests {
  /// The rows of a CSV, as written.
  private func rows(_ home: TestHome, _ name: String) throws -> [String] {
    try home.text(name).split(separator: "\n").dropFirst().map(String.init)
  }

  @Test func everyEntryAndFundIsOneRow() throws {
    let home = try TestHome()
    try home.openFunds("unallocated", "no-limits", "xmas")
    try home.payroll("SBC", "2026-10-30", givers: .councillors, ["no-limits": 150_00, "xmas": 25_50], suspense: 9_00)
    _ = try home.export().make()
    #expect(
      try rows(home, "foundation-0001-2026-11-21/contributions.csv") == [
        "payroll/SBC/STAFF/2026-10-30/0001/r1/SBC#no-limits,payroll,SBC,councillors,no-limits,2026-10-30,26-27 M07,2026-10,false,15000,",
        "payroll/SBC/STAFF/2026-10-30/0001/r1/SBC#unallocated,payroll,SBC,,unallocated,2026-10-30,26-27 M07,2026-10,false,900,",
        "payroll/SBC/STAFF/2026-10-30/0001/r1/SBC#xmas,payroll,SBC,councillors,xmas,2026-10-30,26-27 M07,2026-10,false,2550,",
      ])
    #expect(
      try rows(home, "foundation-0001-2026-11-21/funds.csv") == [
        "no-limits,Fund no-limits,For no-limits.,,,,15000,0,15000,0",
        "unallocated,Fund unallocated,For unallocated.,,,,0,900,900,900",
        "xmas,Fund xmas,For xmas.,,,,2550,0,2550,0",
      ])
  }

  @Test func settledLateAndReversedMoneyTies() throws {
    let home = try TestHome()
    try home.seed()
    _ = try home.export().make()
    try home.change { try Months.record(try day("2026-10-01").month, isOpen: false, in: $0) }
    try home.settle("A", "SBC", "2026-10-30", 4_00, to: "xmas")
    try home.settle("B", "SBC", "2026-10-30", 1_00, to: nil)
    try home.reverse("payroll/SBC/STAFF/2026-10-30/0001/r1/SBC")
    // Money that only changes its place is no contribution.
    var paid = EntryDraft(id: "bank/1", kind: "remittance", eventDate: try day("2026-11-19"))
    paid.move(
      .init(4_00), debit: .bank("foundation"), credit: .inTransit(employer: "SBC"), fund: try home.number(of: "xmas"),
      expectation: "payroll/SBC/STAFF/2026-10-30/0001/r1/SBC")
    try home.change { try paid.post(in: $0) }
    let report = try #require(try home.export("2026-11-22").make())
    #expect(
      try rows(home, "foundation-0002-2026-11-22/contributions.csv") == [
        "reverses/payroll/SBC/STAFF/2026-10-30/0001/r1/SBC#no-limits,reversal,SBC,staff,no-limits,2026-10-30,26-27 M07,2026-11,true,-15000,payroll/SBC/STAFF/2026-10-30/0001/r1/SBC#no-limits",
        "reverses/payroll/SBC/STAFF/2026-10-30/0001/r1/SBC#unallocated,reversal,SBC,,unallocated,2026-10-30,26-27 M07,2026-11,true,-700,payroll/SBC/STAFF/2026-10-30/0001/r1/SBC#unallocated",
        "reverses/payroll/SBC/STAFF/2026-10-30/0001/r1/SBC#xmas,reversal,SBC,staff,xmas,2026-10-30,26-27 M07,2026-11,true,-2550,payroll/SBC/STAFF/2026-10-30/0001/r1/SBC#xmas",
        "settled/A#unallocated,suspense-settled,SBC,,unallocated,2026-10-30,26-27 M07,2026-11,true,-400,",
        "settled/A#xmas,suspense-settled,SBC,staff,xmas,2026-10-30,26-27 M07,2026-11,true,400,",
        "settled/B#unallocated,suspense-settled,SBC,,unallocated,2026-10-30,26-27 M07,2026-11,true,-100,",
      ])
    let funds = try rows(home, "foundation-0002-2026-11-22/funds.csv")
    #expect(funds.last == "xmas,Fund xmas,For xmas.,,,,-2150,0,0,0")
    #expect(funds[1].hasSuffix(",0,-1200,-500,-500"))
    #expect(report.sections.map(\.totalPence) == [-183_50, -183_50, 0, 0])
    #expect(try FoundationFile.read(report.file).number == 2)
  }

  @Test func everythingIsTheSameBytesWhateverTheOrder() throws {
    let one = try TestHome()
    try one.openFunds("unallocated", "no-limits", "xmas")
    try one.payroll("SBC", "2026-10-30", ["no-limits": 150_00, "xmas": 25_50], suspense: 7_00)
    try one.payroll("ABC", "2026-10-30", givers: .partners, ["xmas": 3_00])
    try one.settle("A", "SBC", "2026-10-30", 4_00, to: "xmas")
    _ = try one.export().make()

    let other = try TestHome()
    try other.openFunds("xmas", "unallocated")
    try other.payroll("ABC", "2026-10-30", givers: .partners, ["xmas": 3_00])
    _ = try other.export("2026-11-01").make()
    try other.openFunds("no-limits")
    try other.settle("A", "SBC", "2026-10-30", 4_00, to: "xmas")
    _ = try other.export("2026-11-02").make()
    try other.payroll("SBC", "2026-10-30", ["no-limits": 150_00, "xmas": 25_50], suspense: 7_00)

    for home in [one, other] { _ = try home.export("2026-11-30").full() }
    let name = "foundation-full-2026-11-30"
    for file in [".xml", "/contributions.csv", "/funds.csv", "/grants.csv", "/payments.csv", "/manifest.csv"] {
      #expect(try one.text(name + file) == other.text(name + file), "\(file)")
    }
    #expect(try one.text("\(name).xml").contains("<Header>"))
    let read = try FoundationFile.read("\(other.outbox)/\(name).xml")
    #expect(read.number == nil)
    #expect(read.sections.map(\.totalPence) == [185_50, 185_50, 0, 0])
    #expect(try NumberedExport.all(one.store.reading).count == 1)
    #expect(try one.export("2026-11-30").make() == nil)
  }

  @Test func everythingIsOnlyForThoseTheGateLetsThrough() throws {
    let home = try TestHome(refusing: "export.foundation")
    #expect(throws: StoreError.notPermitted(action: "export.foundation", reason: "not today")) {
      try home.export().full()
    }
  }

  @Test(arguments: ["=HYPERLINK(\"http://x\")", "+1", "-1", "@sum", "'quoted", "\tx", "a, \"b\"\nc", "<&>'"])
  func textFromPeopleReachesNoFormulaAndNoMarkup(_ name: String) throws {
    let home = try TestHome()
    try home.openFunds("unallocated")
    try home.change { try Fund(number: 2, code: "odd", name: name, purpose: "").record(in: $0) }
    let report = try #require(try home.export().make())
    let csv = try home.text("foundation-0001-2026-11-21/funds.csv")
    let isRisky = FormulaGuard.protect(name) != name
    #expect((csv.contains("\nodd,'") || csv.contains("\nodd,\"'")) == isRisky)
    let read = try FoundationFile.read(report.file)
    #expect(read.sections[0].rows[0][1] == .text(name))
  }

  @Test func aProfileRenamesColumnsAndCodes() throws {
    let yaml = """
      columns:
        contributions: {externalId: GiftRef, amountPence: Pence}
      codes:
        kind: {payroll: PG}
        givers: {staff: EMP}
      """
    let profile = try OutputProfile(YAMLDocument(text: yaml, file: "foundation.yaml"))
    let home = try TestHome()
    try home.seed()
    let report = try #require(try home.export(profile: profile).make())
    let lines = try home.text("foundation-0001-2026-11-21/contributions.csv").split(separator: "\n")
    #expect(lines[0] == "GiftRef,kind,employer,givers,fundCode,eventDate,taxMonth,month,late,Pence,reverses")
    #expect(lines[1].contains(",PG,SBC,EMP,no-limits,"))
    #expect(try home.text("foundation-0001-2026-11-21.xml").contains("<givers>staff</givers>"))
    #expect(try FoundationFile.read(report.file, profile: profile).sections.map(\.rows.count) == [3, 3, 0, 0])
    #expect(throws: ExchangeError.self) { try FoundationFile.read(report.file) }
  }

  @Test(arguments: [
    ("column: {}", 1), ("columns:\n  gifts: {}", 2), ("columns:\n  funds: {nome: x}", 2),
    ("columns:\n  funds: {name: purpose}", 2), ("columns:\n  funds: {name: =x}", 2),
    ("codes:\n  givers: {everybody: x}", 2), ("codes:\n  kind:\n    a: x\n    b: x", 3),
  ])
  func aProfileWithAMistakeIsRefusedWithItsLine(_ yaml: String, _ line: Int) throws {
    let fault = #expect(throws: ConfigurationFault.self) {
      try OutputProfile(YAMLDocument(text: yaml, file: "foundation.yaml"))
    }
    #expect(fault?.line == line)
  }
}
