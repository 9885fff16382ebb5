// What becomes of payroll files that are late, wrong, twice, held or replaced: whole scenarios on a small home.

import Dates
import Files
import Foundation
import Giving
import Ledger
import Money
import Operations
import People
import Store
import Testing

/// A home of one's own with two givers, and a second person who may approve.
private final class SmallHome {
  let folder: String
  let house: House
  private let configuration: SchemeConfiguration

  init() throws {
    folder = NSTemporaryDirectory() + "nolimits-scenario-\(UUID().uuidString)"
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: "\(root)/config", toPath: "\(folder)/config")
    try? FileManager.default.removeItem(atPath: "\(folder)/config/scheme.key")
    configuration = try SchemeConfiguration.read("\(folder)/config")
    house = try Start.make(
      Home("\(folder)/var"), configuration: configuration, books: StartingBooks.read("\(folder)/config/start.yaml"))
    try write("mandates.csv", mandates)
    _ = try MandateImport(house.store, layout: configuration.mandateLayout, limits: .standard)
      .take("\(folder)/mandates.csv", by: .person(1), on: house.businessDate)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  private let mandates = """
    employer,payroll,payrollNumber,code,amount,from,until,once,split,authority,authorityDate,name
    SBC,STAFF,000101,NOLIM,10.00,2026-01-01,,,no-limits,PG-1,2025-12-01,Ada Example
    SBC,STAFF,000102,NOLIM,6.01,2026-01-01,,,"no-limits=50%,gift-of-giving=50%",PG-2,2025-12-01,Ben Example
    ACME,STAFF,A1,NOLIM,4.00,2026-01-01,,,no-limits,PG-3,2025-12-01,Cy Example

    """

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
  }

  /// The night's intake: what it holds needs one person.
  func night() -> PayrollIntake { intake(.system) }

  func intake(_ actor: Actor) -> PayrollIntake {
    PayrollIntake(
      house.store, profiles: configuration.profiles, rules: configuration.rules, actor: actor,
      businessDate: house.businessDate)
  }

  func take(
    _ lines: [String], total: String, date: String = "2026-10-30", sequence: Int = 1, by actor: Actor = .system,
    supersedes: Bool = false
  ) throws -> ImportReport {
    let name = "payroll-SBC-STAFF-\(date)-000\(sequence).csv"
    let header = "H,1,SBC,STAFF,\(date),M1,000\(sequence),2026-10-28T18:00:00Z"
    try write(name, ([header] + lines + ["T,\(lines.count),\(total)"]).joined(separator: "\n") + "\n")
    return try intake(actor).take("\(folder)/\(name)", supersedes: supersedes)
  }

  /// Pays what the first open expectation is due; gives what is then open.
  func pay(_ pence: Int64, as entry: String) throws -> [String] {
    let request = WriteRequest(
      Action("payroll.import"), by: .system, key: entry, inputs: Inputs([:]), on: house.businessDate)
    _ = try house.store.write(request) { write in
      guard pence > 0, let open = try OpenExpectation.all(write.reading).first else { return 0 }
      var draft = EntryDraft(id: entry, kind: "test", eventDate: house.businessDate)
      #expect(try draft.clear(open.expectation.id, Pence(pence), into: .bank("foundation"), write.reading) == .zero)
      try draft.post(in: write)
      return 1
    }
    return try OpenExpectation.all(house.store.reading).map { "\($0.expectation.id) \($0.duePence)" }
  }

  /// What each fund received, in pence.
  var received: [String: Int64] {
    get throws {
      Dictionary(
        uniqueKeysWithValues: try FundPosition.all(house.store.reading).map { ($0.fund, $0.receivedPence) })
    }
  }

  var suspense: Int64 { get throws { -(try accountBalance(.suspense, house.store.reading)).rawValue } }

  func proved() throws -> String {
    let report = try house.verify()
    #expect(report.ok, "\(report.checks.filter { !$0.ok }.map(\.detail))")
    return report.ledgerHash
  }
}

@Suite("Payroll files, scenario by scenario")
struct PayrollScenarioTests {
  @Test("whoever left the payroll and is still deducted from is told as such, and not as one who stopped")
  func leaver() throws {
    let home = try SmallHome()
    func stop(_ key: String, _ body: @escaping (Write) throws -> Void) throws {
      let request = WriteRequest(
        Action("mandate.stop"), by: .person(1), key: key, inputs: Inputs([:]), on: home.house.businessDate)
      _ = try home.house.store.write(request) { write in
        try body(write)
        return 0
      }
    }
    let posts = try Post.all(home.house.store.reading)
    let (leaver, stopper) = (try #require(posts.first), try #require(posts.dropFirst().first))
    let last = try #require(CivilDate("2026-10-15"))
    try stop("left") { _ = try Registration.stopDonor(leaver.donor, on: last, in: $0) }
    try stop("stopped") { try Mandate.find(2, $0.reading)?.stop(on: last, in: $0) }
    #expect(stopper.number == 2)
    let report = try home.take(
      ["D,000101,NOLIM,10.00,,", "D,000102,NOLIM,6.01,,"], total: "16.01", date: "2026-10-30")
    #expect(report.state == .posted && report.openItems == 2)
    #expect(
      try OpenItem.open(home.house.store.reading).map(\.code) == ["leaver-still-deducted", "mandate-not-live"])
    let inTime = try home.take(["D,000101,NOLIM,10.00,,"], total: "10.00", date: "2026-10-09")
    #expect(inTime.state == .posted && inTime.openItems == 0, "before the last day it is as mandated: \(inTime)")
    _ = try home.proved()
  }

  private static let ada = "D,000101,NOLIM,10.00,Example,A"
  private static let ben = "D,000102,NOLIM,6.01,Example,B"

  @Test("a steady month is posted, split to the penny, and nothing waits")
  func steady() throws {
    let home = try SmallHome()
    let report = try home.take([Self.ada, Self.ben], total: "16.01")
    #expect(report.state == .posted && report.openItems == 0)
    #expect(try home.received == ["unallocated": 0, "no-limits": 1301, "gift-of-giving": 300])
    #expect(try home.take([Self.ada, Self.ben], total: "16.01").state == .alreadyPosted)
    _ = try home.proved()
  }

  @Test("a file of the same key with other bytes is refused, and nothing changes")
  func sameKeyOtherBytes() throws {
    let home = try SmallHome()
    _ = try home.take([Self.ada, Self.ben], total: "16.01")
    let before = try home.proved()
    let report = try home.take([Self.ada], total: "10.00")
    #expect(report.state == .rejected && report.reason == "already-posted-otherwise")
    #expect(try home.proved() == before)
  }

  @Test("a later revision takes the place of a posted file, with what had settled its items, and equals it alone")
  func supersede() throws {
    let home = try SmallHome()
    let first = try home.take([Self.ada, "D,999999,NOLIM,7.00,Who,W"], total: "17.00")
    let item = try #require(try OpenItem.open(home.house.store.reading).first)
    #expect(first.openItems == 1 && item.suspensePence == 700)
    let settling = home.house.settling()
    _ = try settling.settle(item.id, as: .fund("no-limits"), reason: .consentReceived)
    #expect(try home.received["no-limits"] == 1700 && home.suspense == 0)

    let second = try home.take([Self.ada, Self.ben], total: "16.01", supersedes: true)
    #expect(second.state == .held && second.reason == "supersedes")
    #expect(try home.received["no-limits"] == 1700, "nothing is posted before the second person agrees")
    let approved = try home.intake(.person(1)).approve(try #require(second.import))
    #expect(approved.state == .posted)
    #expect(try home.received == ["unallocated": 0, "no-limits": 1301, "gift-of-giving": 300])
    #expect(try home.suspense == 0)
    #expect(try OpenItem.open(home.house.store.reading).isEmpty)
    let again = try home.take([Self.ada, "D,999999,NOLIM,7.00,Who,W"], total: "17.00")
    #expect(again.state == .rejected && again.reason == "superseded", "the bytes of a superseded revision stay out")
    _ = try home.proved()
  }

  @Test("a file that moved too much waits; a person who brought it may not approve it")
  func held() throws {
    let home = try SmallHome()
    _ = try home.take([Self.ada, Self.ben], total: "16.01", date: "2026-09-30")
    let mine = try home.take([Self.ada], total: "10.00", by: .person(1))
    #expect(mine.state == .held && mine.reason == "total-moved,givers-moved")
    #expect(throws: StoreError.self) { try home.intake(.person(1)).approve(try #require(mine.import)) }
    #expect(throws: StoreError.self) { try home.night().approve(try #require(mine.import)) }
    #expect(try home.received["no-limits"] == 1301)

    try home.intake(.person(1)).reject(try #require(mine.import))
    let tonight = try home.take([Self.ada], total: "10.00")
    #expect(tonight.state == .held && tonight.import != mine.import, "what was rejected may be sent again")
    #expect(try home.take([Self.ada], total: "10.00").import == tonight.import, "it is not collected twice")
    #expect(try home.intake(.person(1)).approve(try #require(tonight.import)).state == .posted)
    #expect(try home.received["no-limits"] == 2301)
    _ = try home.proved()
  }

  @Test("the same bytes under another name are held")
  func sameBytes() throws {
    let home = try SmallHome()
    let text = "<EMPID>,<NINO>,<PEID>,<GROSSAMT>,<PAYDATE>\n"
    try home.write("rl-deductions-SBC-WEEKLY-2026-10-23-0001.csv", text)
    let first = try home.night().take("\(home.folder)/rl-deductions-SBC-WEEKLY-2026-10-23-0001.csv")
    try home.write("rl-deductions-SBC-WEEKLY-2026-10-30-0001.csv", text)
    let second = try home.night().take("\(home.folder)/rl-deductions-SBC-WEEKLY-2026-10-30-0001.csv")
    #expect(first.state == .posted && second.state == .held && second.reason == "same-bytes")
  }

  @Test("a second run of a pay date waits for the first, and does not take a gift twice")
  func laterRun() throws {
    let home = try SmallHome()
    let early = try home.take([Self.ada], total: "10.00", sequence: 2)
    #expect(early.state == .held && early.reason == "earlier-sequence-missing")
    _ = try home.take([Self.ada], total: "10.00")
    let report = try home.intake(.person(1)).approve(try #require(early.import))
    #expect(report.openItems == 1)
    #expect(try home.received["no-limits"] == 1000 && home.suspense == 1000)
    _ = try home.proved()
  }

  @Test("a mandate changed between two runs of a pay date does not let a gift be taken twice")
  func changedBetweenRuns() throws {
    let home = try SmallHome()
    _ = try home.take([Self.ada], total: "10.00")
    let reading = home.house.store.reading
    let mandate = try #require(try Mandate.find(1, reading))
    let day = try #require(CivilDate("2026-10-30"))
    let terms = try MandateTerms(
      code: "NOLIM", amount: Pence(1000), from: day, until: nil, once: false,
      split: SplitRule("gift-of-giving", amount: Pence(1000), funds: Funds.read(reading)), authority: "PG-9",
      authorityDate: day)
    let request = WriteRequest(
      Action("mandate.change"), by: .person(1), key: "test", inputs: terms.inputs, on: home.house.businessDate)
    _ = try home.house.store.write(request) { try mandate.replace(with: terms, in: $0).number }
    #expect(try home.take([Self.ada], total: "10.00", sequence: 2).openItems == 1)
    #expect(try home.received["gift-of-giving"] == 0 && home.suspense == 1000)
  }

  @Test("a single gift is taken at one pay date only")
  func once() throws {
    let home = try SmallHome()
    try home.write(
      "once.csv",
      """
      employer,payroll,payrollNumber,code,amount,from,until,once,split,authority,authorityDate,name
      SBC,STAFF,000101,NLXMAS,5.00,2026-10-01,2026-12-31,yes,gift-of-giving,PG-8,2026-09-01,Ada Example

      """)
    let layout = try SchemeConfiguration.read("\(home.folder)/config").mandateLayout
    _ = try MandateImport(home.house.store, layout: layout, limits: .standard)
      .take("\(home.folder)/once.csv", by: .person(1), on: home.house.businessDate)
    let lines = [Self.ada, "D,000101,NLXMAS,5.00,Example,A"]
    #expect(try home.take(lines, total: "15.00").openItems == 0)
    let next = try home.take(lines, total: "15.00", date: "2026-11-30")
    #expect(next.openItems == 1)
    #expect(try home.received["gift-of-giving"] == 500 && home.suspense == 500)
  }

  @Test("a yes answers the revision and the reasons it was asked for, and no others")
  func heldTwice() throws {
    let home = try SmallHome()
    _ = try home.take([Self.ada], total: "10.00")
    let first = try home.take([Self.ada, Self.ben], total: "16.01", supersedes: true)
    let second = try home.take([Self.ben], total: "6.01", supersedes: true)
    #expect(first.state == .held && second.state == .held)
    #expect(try home.intake(.person(1)).approve(try #require(second.import)).state == .posted)
    #expect(throws: GivingError.self) { try home.intake(.person(1)).approve(try #require(first.import)) }
    #expect(throws: GivingError.self) { try home.intake(.person(1)).reject(try #require(second.import)) }
    #expect(try home.received == ["unallocated": 0, "no-limits": 301, "gift-of-giving": 300])
    let back = try home.take([Self.ada], total: "10.00", supersedes: true)
    #expect(back.state == .held, "with --supersedes the bytes of an earlier revision may come back")
    #expect(try home.intake(.person(1)).approve(try #require(back.import)).state == .posted)
    #expect(try home.received["no-limits"] == 1000)
    _ = try home.proved()
  }

  @Test("a consent does not fall to whoever held a payroll number before")
  func strangersConsent() throws {
    let home = try SmallHome()
    try home.write(
      "stranger.csv",
      """
      employer,payroll,payrollNumber,code,amount,from,until,once,split,authority,authorityDate,name
      SBC,STAFF,000101,NLXMAS,5.00,2026-10-01,,,gift-of-giving,PG-8,2026-09-01,Someone Else

      """)
    let layout = try SchemeConfiguration.read("\(home.folder)/config").mandateLayout
    #expect(throws: GivingError.payrollNumberTaken) {
      try MandateImport(home.house.store, layout: layout, limits: .standard)
        .take("\(home.folder)/stranger.csv", by: .person(1), on: home.house.businessDate)
    }
  }

  @Test("a fund's code is its own")
  func oneFundOneCode() throws {
    let home = try SmallHome()
    let request = WriteRequest(
      Action("fund.open"), by: .person(1), key: "test", inputs: Inputs([:]), on: home.house.businessDate)
    #expect(throws: LedgerError.taken(kind: "fund", id: "no-limits")) {
      try home.house.store.write(request) {
        try Fund.open(Fund(number: 0, code: "no-limits", name: "Other", purpose: "p"), in: $0).number
      }
    }
  }

  @Test("a pay date far ahead waits for a person")
  func farAhead() throws {
    #expect(try SmallHome().take([Self.ada], total: "10.00", date: "2062-10-30").reason == "pay-date-far-ahead")
  }

  @Test("deductions on one line of XML are told apart")
  func oneLineOfXML() throws {
    let home = try SmallHome()
    try home.write(
      "payroll-ACME-STAFF-2026-10-30-0001.xml",
      """
      <PayrollDeductions xmlns="urn:nolimits:payroll:1"><Header employer="ACME" payroll="STAFF" payDate="2026-10-30" \
      frequency="M1" sequence="1" created="2026-10-28T18:00:00Z"/><Deduction payrollNumber="X1" code="NOLIM" amount="1.00" \
      surname="" initials=""/><Deduction payrollNumber="X2" code="NOLIM" amount="2.00" surname="" initials=""/>\
      <Trailer count="2" total="3.00"/></PayrollDeductions>
      """)
    let report = try home.night().take("\(home.folder)/payroll-ACME-STAFF-2026-10-30-0001.xml")
    #expect(report.errors.isEmpty && report.openItems == 2)
    #expect(try OpenItem.open(home.house.store.reading).map(\.line) == [1, 2])
    _ = try home.proved()
  }

  @Test("the same facts have the same digest and the same full export, whatever the order")
  func order() throws {
    let hashes = try [["2026-09-30", "2026-10-30"], ["2026-10-30", "2026-09-30"]].map { dates in
      let home = try SmallHome()
      for date in dates {
        let report = try home.take([Self.ada, Self.ben], total: "16.01", date: date)
        #expect(report.state == .posted)
      }
      _ = try home.house.exportFoundation(full: true, received: nil, isDryRun: false)
      let folder = "\(home.folder)/var/outbox/foundation"
      let xml = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first { $0.hasSuffix(".xml") })
      return try home.proved() + Hex.string(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(xml)")))
    }
    #expect(hashes[0] == hashes[1])
  }

  @Test("an item is settled once, where its money lies, and only with what fits it")
  func settling() throws {
    let home = try SmallHome()
    _ = try home.take(["D,000101,NOLIM,12.00,Example,A", "D,000102,NOLIM,3.00,Example,B"], total: "15.00")
    let items = try OpenItem.open(home.house.store.reading)
    #expect(items.map(\.code) == ["more-than-mandate", "less-than-mandate"])
    let settling = home.house.settling()
    #expect(throws: GivingError.self) {
      try settling.settle(items[1].id, as: .fund("no-limits"), reason: .lookedAt)
    }
    #expect(throws: GivingError.self) { try settling.settle(items[0].id, as: .noted, reason: .lookedAt) }
    #expect(throws: GivingError.self) { try settling.settle(items[0].id, as: .fund("unallocated"), reason: .lookedAt) }
    #expect(throws: GivingError.self, "another giver's mandate") {
      try settling.settle(items[0].id, as: .mandate(2), reason: .registerCorrected)
    }
    #expect(try settling.settle(items[0].id, as: .mandate(1), reason: .registerCorrected).movedPence == 200)
    let before = #expect(throws: GivingError.self) {
      try settling.settle(items[0].id, as: .returned, reason: .payrollError)
    }
    #expect(before?.code == "conflict" && before?.sentence.contains("mandate:M1 register-corrected") == true)
    let again = try settling.settle(items[0].id, as: .mandate(1), reason: .registerCorrected)
    #expect(again.settledBefore == home.house.businessDate.description && again.movedPence == 200)
    _ = try settling.settle(items[1].id, as: .noted, reason: .lookedAt)
    #expect(try home.received == ["unallocated": 0, "no-limits": 1350, "gift-of-giving": 150])
    _ = try home.proved()
  }

  @Test("what is settled after the money arrived moves in the bank, and cannot have been given back")
  func settledAfterItArrived() throws {
    let home = try SmallHome()
    _ = try home.take([Self.ada, "D,999999,NOLIM,7.00,Who,W"], total: "17.00")
    #expect(try home.pay(1700, as: "remittance").isEmpty)
    let item = try #require(try OpenItem.open(home.house.store.reading).first)
    let settling = home.house.settling()
    #expect(throws: GivingError.self) { try settling.settle(item.id, as: .returned, reason: .refundedByPayroll) }
    _ = try settling.settle(item.id, as: .fund("no-limits"), reason: .consentReceived)
    let fund = try #require(try FundPosition.all(home.house.store.reading).first { $0.fund == "no-limits" })
    #expect([fund.receivedPence, fund.inTransitPence, fund.bankPence] == [1700, 0, 1700])
    #expect(try home.suspense == 0)
    _ = try home.proved()
  }

  @Test("what was paid of a file counts for the revision that takes its place")
  func supersedePartPaid() throws {
    let home = try SmallHome()
    _ = try home.take([Self.ada, "D,999999,NOLIM,7.00,Who,W"], total: "17.00")
    #expect(try home.pay(1000, as: "first half") == ["payroll/SBC/STAFF/2026-10-30/0001/r1/SBC 700"])
    let second = try home.take([Self.ada, Self.ben], total: "16.01", supersedes: true)
    _ = try home.intake(.person(1)).approve(try #require(second.import))
    #expect(try home.pay(0, as: "nothing") == ["payroll/SBC/STAFF/2026-10-30/0001/r2/SBC 601"])
    #expect(try home.pay(601, as: "second half") == [])
    let funds = try FundPosition.all(home.house.store.reading)
    #expect(funds.map(\.bankPence) == [0, 1301, 300], "in the end each fund has what it was given")
    #expect(funds.map(\.inTransitPence) == [0, 0, 0])
    _ = try home.proved()
  }

  @Test("an employer that leaves takes its givers' mandates with it, and no others; the money it holds stays due")
  func employerLeaves() throws {
    let home = try SmallHome()
    _ = try home.take([Self.ada, Self.ben], total: "16.01")
    let reading = home.house.store.reading
    let council = try #require(try Employer.find("SBC", reading))
    let partner = try #require(try Employer.find("ACME", reading))
    let (before, after) = (try #require(CivilDate("2026-11-30")), try #require(CivilDate("2026-12-01")))
    #expect(try [council, partner].map { try $0.givers(on: after, reading) } == [2, 1])
    let stop = WriteRequest(
      Action("employer.stop"), by: .person(1), key: "stop", inputs: Inputs([:]), on: home.house.businessDate)
    _ = try home.house.store.write(stop) { try Registration.stopEmployer("SBC", on: before, in: $0) }
    #expect(try [council, partner].map { try $0.givers(on: after, reading) } == [0, 1])
    #expect(try council.givers(on: before, reading) == 2)
    #expect(try OpenExpectation.all(from: "SBC", reading).map(\.duePence) == [1601])
    #expect(throws: GivingError.self) {
      try home.house.store.write(
        WriteRequest(
          Action("employer.stop"), by: .person(1), key: "none", inputs: Inputs([:]), on: home.house.businessDate)
      ) { try Registration.stopEmployer("NONE", on: before, in: $0) }
    }
    _ = try home.proved()
  }

  @Test("a corrected name takes the place of the earlier one, and verify holds")
  func renamed() throws {
    let home = try SmallHome()
    let store = home.house.store
    let donor = try #require(try Post.all(store.reading).first).donor
    let request = WriteRequest(
      Action("donor.change"), by: .person(1), key: "rename", inputs: Inputs([:]), on: home.house.businessDate)
    _ = try store.write(request) {
      try Registration.renameDonor(donor, name: "Ada Married", in: $0, store: store)
      return 0
    }
    #expect(try Vault.text(.name, person: donor, store) == "Ada Married")
    _ = try home.proved()
  }
}
