// A practice home that has lived through its months: to the penny, with a few open items, and every outcome of a grant.

import Banking
import Dates
import Exchange
import Files
import Foundation
import Giving
import Grants
import Ledger
import Operations
import Practice
import Reporting
import Store
import Testing

@Suite struct DemoLifeTests {
  private struct Made {
    let folder: PracticeFolder
    let report: DemoReport
    let night: PracticeNight
  }

  private static let year = Result { try make(months: 12) }

  private static func make(months: Int, employees: Int = 120, seed: UInt64 = 5) throws -> Made {
    let folder = PracticeFolder()
    let report = try Demo(
      directory: folder.file("home"), employees: employees, months: months, seed: seed,
      configurationFolder: PracticeFolder.configuration
    ).make()
    return Made(folder: folder, report: report, night: try PracticeNight(folder.file("home")))
  }

  @Test func itsMonthsReconcileToThePennyButForWhatIsNamed() throws {
    let made = try Self.year.get()
    let house = try made.night.house()
    defer { withExtendedLifetime(house) {} }
    let reading = house.store.reading
    let accounts = try BankReconciliation.accounts(reading)
    #expect(accounts.map(\.account) == ["FDN"] && accounts.map(\.differencePence) == [0])
    let passed = try BankReconciliation.passedOn(on: Demo.standardDate, reading)
    #expect(passed.count >= 40 && passed.allSatisfy { $0.deductedPence > 0 })
    for line in passed {
      #expect(line.deductedPence - line.foundationPence == line.differences.reduce(0) { $0 + $1.duePence })
    }
    #expect(passed.contains { $0.differences.contains { $0.kind == .agencyCharge } })
    let onItsWay = passed.filter { $0.differences.contains { $0.kind != .agencyCharge } }
    #expect(Set(onItsWay.map(\.employer)) == ["OAK"])
    let page = try house.reconcile()
    #expect(page.isExplained, "\(page.notExplained)")
    let codes = Set(try OpenItem.open(reading).map(\.code))
    #expect(codes.isSuperset(of: ["employer-late", "fee-unexpected", "bank-unmatched"]))
    #expect(try WaitingLine.all(reading).map(\.amountPence) == [4_000])
    #expect(try MonthClose.nextInOrder(reading) == Demo.standardDate.month.previous)
    #expect(try MatchClaim.all("BREW", reading).count >= 2)
    let verified = try house.verify()
    #expect(verified.ok, "\(verified.checks.filter { !$0.ok })")
  }

  static let schema = "\(PracticeFolder.configuration)/../../shared/reference/iso20022/camt.053.001.02.xsd"

  @Test(.enabled(if: FileManager.default.fileExists(atPath: schema), "there is no folder of the ISO's schemas"))
  func whatItsBankWroteIsValidByTheISOSchema() throws {
    let made = try Self.year.get()
    let house = try made.night.house()
    defer { withExtendedLifetime(house) {} }
    let imports = Set(try PostedStatement.all(house.store.reading).map(\.import))
    #expect(imports.count >= 10)
    for number in imports.sorted() {
      let file = try Archive(house.store, .bank).spool(number, limits: .standard)
      #expect(try XMLSchema.validate(file: file.path, schema: Self.schema) == [], "bank import \(number)")
      file.remove()
    }
  }

  @Test func itsGrantsHaveEveryOutcomeAndAMeetingCanBegin() throws {
    let made = try Self.year.get()
    let house = try made.night.house()
    defer { withExtendedLifetime(house) {} }
    let reading = house.store.reading
    let states = Set(try Application.list(limit: 100, for: .system, reading).map(\.state))
    #expect(
      states.isSuperset(of: [
        .paid, .closed, .notThisTime, .comeBack, .refused, .withdrawn, .cancelled, .notEligible, .awaitingSignOff,
        .ready, .submitted,
      ]))
    let decisions = try Sitting.all(reading).flatMap { try PanelDecision.of(sitting: $0.number, reading) }
    #expect(
      Set(decisions.map(\.verdict)) == [.approved, .notThisTime, .tooFew, .tie, .money, .foundation])
    #expect(decisions.contains { $0.satOut == 1 } && decisions.allSatisfy { $0.satOut <= 1 })
    #expect(decisions.contains { $0.verdict == .approved && $0.givenPence == 18_000 }, "awarded with less")
    #expect(try Payment.list(limit: 100, for: .system, reading).contains { $0.backPence == 2_000 })
    #expect(try Payment.list(limit: 100, for: .system, reading).contains { $0.state == .returned })
    for use in [StoryUse.boardReport, .yearlyReport] {
      #expect(try Story.consented(for: use, house.store).count == 2, "\(use)")
    }
    #expect(made.report.passcodes.map(\.login) == (1...5).map { "panel\($0)" })
    #expect(Set(made.report.passcodes.map(\.name)).count == 5)
    #expect(made.report.passcodes.allSatisfy { $0.passcode.filter(\.isNumber).count == 6 })
    #expect(try Sitting.waiting(for: .person(8), reading).count == 4)
  }

  @Test func itsYearlyReportHasAStoryWhoseTellerAgreedToIt() throws {
    let made = try Self.make(months: 12, employees: 20)
    var door = made.night.door
    door.asLogin = "finance"
    door.date = Demo.standardDate
    let house = try House(door)
    let year = try #require(ReportPeriod(year: 2025, yearBegins: try house.configuration.statements().yearBegins))
    #expect(try house.makeReport(year, pdf: false).stories >= 1)
    #expect(try house.verify().ok)
  }

  @Test func noNameLiesInTheOpenAfterANight() throws {
    let made = try Self.make(months: 3)
    let search = NameSearch(try made.night.names())
    try made.night.run()
    let house = try made.night.house()
    #expect(try house.verify().ok)
    #expect(try PayrollFile.all(house.store.reading).map(\.state).allSatisfy { $0 == .posted })
    #expect(try PayrollFile.all(house.store.reading).count == 15)
    house.store.close()
    let outside = PracticeFolder.tree(made.folder.file("home")).keys.filter { name in
      search.finds(in: made.folder.file("home/\(name)"))
    }
    #expect(outside.sorted() == [])
  }

  @Test func eighteenMonthsHaveEnoughGrantsToPublish() throws {
    let made = try Self.make(months: 18, employees: 40)
    var door = made.night.door
    door.asLogin = "finance"
    door.date = Demo.standardDate
    let house = try House(door)
    let organisations = try #require(try house.exportThreeSixty().publication)
    #expect(organisations.grants >= 3 && organisations.kind == .organisations)
    let year = try #require(LedgerSpan(year: "2025-26"))
    let individuals = try #require(try house.exportThreeSixty(individuals: year).publication)
    #expect(individuals.grants >= 10)
    #expect(try house.verify().ok)
  }

  @Test(arguments: [(1, 6, 1), (2, 12, 2), (5, 30, 3), (3, 90, 4), (4, 60, 11), (20, 12, 7)])
  func everySeedIsSoundAndReconciles(months: Int, employees: Int, seed: UInt64) throws {
    let made = try Self.make(months: months, employees: employees, seed: seed)
    let house = try made.night.house()
    let verified = try house.verify()
    #expect(verified.ok, "seed \(seed): \(verified.checks.filter { !$0.ok })")
    #expect(try BankReconciliation.accounts(house.store.reading).map(\.differencePence) == [0], "seed \(seed)")
    #expect(try WaitingLine.all(house.store.reading).map(\.amountPence) == [4_000], "seed \(seed)")
  }
}
