// Statements are kept as they were given out, and each trustee is handed one copy, whatever the mail program does.

import Dates
import Files
import Foundation
import Giving
import Ledger
import People
import Reporting
import Store
import Testing

@testable import Operations

extension TestHouse {
  /// Keeps October's statement in the change that closes it.
  func keepOctober(in write: Write) throws {
    let october = try day("2026-10-01").month
    try KeptStatement.keep(try house(Who.finance).statement(october, write.reading), of: october, in: write)
  }

  /// Rows of a sending, and looks at exact figures.
  func sendOctober() throws {
    let october = try day("2026-10-01").month
    for (index, step) in [StatementDelivery.Step.intended, .notAccepted, .intended, .handedOver].enumerated() {
      try change("send/\(index)", as: "statement.send", by: Who.finance) {
        try StatementDelivery.record(step, to: 7, of: october, in: $0)
      }
    }
    for fund in ["no-limits", "gift-of-giving"] {
      _ = try house(Who.auditor).exactStatement(october, fund: fund, why: .audit)
    }
  }

  /// A house whose configuration names these programs.
  func house(_ actor: Actor, settings: String) throws -> House {
    let copy = "\(folder)/config-\(UUID().uuidString)"
    try FileManager.default.copyItem(atPath: "\(Self.root)/config", toPath: copy)
    try AtomicFile.write("\(copy)/statement.yaml", bytes: Array(settings.utf8))
    return House(
      store: store, configuration: try SchemeConfiguration.read(copy), actor: actor, businessDate: try day(Self.today))
  }

  /// An executable script.
  func script(_ body: String) throws -> String {
    let path = "\(folder)/script-\(UUID().uuidString)"
    try AtomicFile.write(path, mode: 0o700, bytes: Array("#!/bin/sh\n\(body)\n".utf8))
    return path
  }

  func settings(mail: String, seconds: Int = 20) -> String {
    "seconds: \(seconds)\nmail:\n  program: \(mail)\n  from: statements@example.org\n"
  }
}

@Suite struct StatementSendingTests {
  private func november() throws -> Month { try day("2026-11-01").month }

  /// A house with November closed, and two more trustees beside person 7.
  private func closed() throws -> TestHouse {
    let test = try TestHouse()
    try test.give(500, into: "main")
    try test.change("trustees", as: "person.add", by: Who.operator1) { [store = test.store] write in
      let more = try Person.add(
        [PersonFacts(name: "Trustee Two", email: "two@example.org"), PersonFacts(name: "No Address")], in: write,
        store: store)
      for person in more { try Roles.record(.trustee, of: person, given: true, in: write) }
    }
    try test.agree { try $0.closeMonth(try november()) }
    return test
  }

  private func file(_ test: TestHouse, _ name: String = "statement.html") -> String {
    test.home.file("statements/2026-11/\(name)")
  }

  @Test func aClosedMonthsFilesArePutInPlaceForTheirOwnerAloneAndAreWhatIsKept() throws {
    let test = try closed()
    let names = try FileManager.default.contentsOfDirectory(atPath: test.home.file("statements/2026-11")).sorted()
    #expect(names.count == 3 * (1 + (try Funds.read(test.store.reading).all.count)))
    for kept in try KeptStatement.of(november(), test.store.reading) {
      let path = file(test, kept.file)
      #expect(try #require(FileManager.default.contents(atPath: path)).elementsEqual(kept.bytes(test.store.reading)))
      #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    }
    #expect(try test.faults() == [])
  }

  @Test func whatComesLaterChangesNoByteOfAClosedMonth() throws {
    let test = try closed()
    let before = FileManager.default.contents(atPath: file(test))
    try test.give(700, into: "main")
    _ = try test.house(Who.finance, settings: "seconds: 5").writeStatement(november())
    #expect(before != nil && FileManager.default.contents(atPath: file(test)) == before)
  }

  @Test(arguments: ["changed", "taken away"])
  func aFileThatWasChangedOrTakenAwayIsNamedAndCanBePutBack(_ how: String) throws {
    let test = try closed()
    if how == "changed" {
      try AtomicFile.write(file(test), bytes: Array("<p>£1,000,000</p>".utf8))
    } else {
      try FileManager.default.removeItem(atPath: file(test))
    }
    let faults = try test.faults()
    #expect(faults.count == 1 && faults.first?.hasPrefix("statements: statements/2026-11/statement.html") == true)
    _ = try test.house(Who.finance, settings: "seconds: 5").writeStatement(november())
    #expect(try test.faults() == [])
  }

  @Test func aMonthClosedAgainHasASecondEditionInPlaceOfTheFirst() throws {
    let test = try closed()
    try test.agree { try $0.reopenMonth(try november()) }
    try test.give(700, into: "main")
    try test.agree { try $0.closeMonth(try november()) }
    let page = String(decoding: try #require(FileManager.default.contents(atPath: file(test))), as: UTF8.self)
    #expect(page.contains("Edition 2.") && page.contains("£12.00 came in."))
    #expect(try test.faults() == [])
  }

  @Test func theMailOfASecondEditionSaysSoAndWhatLayInTheOutboxIsTakenAway() throws {
    let test = try closed()
    let left = test.home.file("outbox/mail/statement-2026-11.eml")
    func send(mail: String) throws -> StatementSent {
      try test.house(Who.finance, settings: test.settings(mail: mail)).sendStatement(november())
    }
    _ = try send(mail: "/nonexistent/sendmail")
    let first = String(decoding: try #require(FileManager.default.contents(atPath: left)), as: UTF8.self)
    #expect(!first.contains("edition") && !first.contains("put right"))
    try test.agree { try $0.reopenMonth(try november()) }
    try test.give(700, into: "main")
    try test.agree { try $0.closeMonth(try november()) }
    _ = try send(mail: "/nonexistent/sendmail")
    let second = String(decoding: try #require(FileManager.default.contents(atPath: left)), as: UTF8.self)
    #expect(second.contains("(edition 2)"))
    #expect(second.contains("statement-2026-11-edition-2."))
    let text = try #require(
      second.components(separatedBy: "base64\r\n\r\n").dropFirst().first?.components(separatedBy: "\r\n--")[0])
    let words = try #require(Data(base64Encoded: text, options: .ignoreUnknownCharacters))
    #expect(String(decoding: words, as: UTF8.self).contains("Please delete the statement you had before."))
    let sent = try send(mail: try test.script("cat >/dev/null"))
    #expect(sent.handedOver == [7, 8] && !FileManager.default.fileExists(atPath: left))
  }

  @Test func draftsAreMadeAnewAndGoWhenTheMonthIsClosed() throws {
    let test = try TestHouse()
    try test.give(500, into: "main")
    let house = try test.house(Who.finance, settings: "seconds: 5")
    let written = try house.writeStatement(november())
    #expect(written.isDraft && written.noPDF?.contains("names no program") == true)
    #expect(FileManager.default.fileExists(atPath: file(test, "draft-no-limits.html")))
    #expect(FileManager.default.fileExists(atPath: file(test, "checklist.txt")))
    try test.give(700, into: "main")
    _ = try house.writeStatement(november())
    let page = String(
      decoding: try #require(FileManager.default.contents(atPath: file(test, "draft.html"))), as: UTF8.self)
    #expect(page.contains("£12.00 came in."))
    try test.agree { try $0.closeMonth(try november()) }
    #expect(!FileManager.default.fileExists(atPath: file(test, "draft.html")))
  }

  @Test func whatAKillLeftHalfWrittenGoesWithTheNextFileOrTheNextJob() throws {
    let test = try TestHouse()
    let house = try test.house(Who.finance, settings: "seconds: 5")
    _ = try house.writeStatement(november())
    let folders = ["statements/2026-11", "outbox/journal", "outbox/mail", "outbox", "reports"].map(test.home.file)
    func leave() throws {
      for folder in folders {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("half".utf8).write(to: URL(filePath: "\(folder)/.x.html.tmp-1"))
      }
    }
    func left() -> [String] { folders.filter { FileManager.default.fileExists(atPath: "\($0)/.x.html.tmp-1") } }
    try leave()
    _ = try house.writeStatement(november())
    #expect(left() == Array(folders.dropFirst()))
    house.sweepLeftovers()
    #expect(left().isEmpty)
  }

  @Test func theXMLOfEveryFundKeepsToItsSchemaAndTheCSVSaysTheSame() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    for fund in [nil, "no-limits", "gift-of-giving", "unallocated"] {
      for text in ["2026-10", "2026-11", "2026-12"] {
        let month = try #require(Month(text))
        let content = try test.house(Who.finance).statement(month, fund: fund, test.store.reading)
        let path = "\(test.folder)/statement.xml"
        try AtomicFile.write(path, bytes: try StatementXML.bytes(content))
        let faults = try XMLSchema.validate(
          file: path, schema: "\(TestHouse.root)/config/schemas/statement-1.xsd")
        #expect(faults.isEmpty, "\(text) \(fund ?? "all"): \(faults)")
        let csv = String(decoding: try StatementCSV.bytes(content), as: UTF8.self)
        for line in content.figures.movements { #expect(csv.contains("movement,\(line.code),")) }
        #expect(csv.contains("about,state,Whether it can still change,\(content.isDraft ? "draft" : "closed"),"))
        for line in content.differences + content.powers { #expect(csv.contains(line)) }
      }
    }
  }

  @Test func everyTrusteeGetsOneCopyAndNoneASecond() throws {
    let test = try closed()
    let out = "\(test.folder)/mail"
    let program = try test.script("cat >>\(out); echo \"ARGS $*\" >>\(out)")
    let house = try test.house(Who.finance, settings: test.settings(mail: program))
    let sent = try house.sendStatement(november())
    #expect(sent.handedOver == [7, 8] && sent.noAddress == [9] && sent.waits)
    let again = try house.sendStatement(november())
    #expect(again.handedOver.isEmpty && again.before == [7, 8])
    let mail = String(decoding: try #require(FileManager.default.contents(atPath: out)), as: UTF8.self)
    #expect(mail.components(separatedBy: "To: two@example.org\n").count == 2)
    #expect(mail.contains("ARGS -i -t\n") && !mail.contains("ARGS -i -t two"))
    #expect(try test.faults() == [])
  }

  @Test func aTrusteesAddressIsRecordedInTheVaultAndUsedAndNobodyElsesCanBeSoChanged() throws {
    let test = try closed()
    let out = "\(test.folder)/mail"
    let house = try test.house(
      Who.finance, settings: test.settings(mail: try test.script("grep ^To: >>\(out)")))
    #expect(throws: MailError.recipient) { try house.recordAddress("a@example.org\nBcc: b@example.org", of: 9) }
    #expect(throws: LedgerError.self) { try house.recordAddress("a@example.org", of: 1) }
    try house.recordAddress("nine@example.org", of: 9)
    #expect(try house.sendStatement(november()).handedOver == [7, 8, 9])
    let mail = String(decoding: try #require(FileManager.default.contents(atPath: out)), as: UTF8.self)
    #expect(mail.hasSuffix("To: nine@example.org\n"))
    #expect(try test.faults() == [])
  }

  @Test func whatWasIntendedBeforeAKillIsNotSentAgainUntilAPersonSaysSo() throws {
    let test = try closed()
    try test.change("killed", as: "statement.send", by: Who.finance) {
      try StatementDelivery.record(.intended, to: 7, of: try november(), in: $0)
    }
    let house = try test.house(Who.finance, settings: test.settings(mail: try test.script("cat >/dev/null")))
    let sent = try house.sendStatement(november())
    #expect(sent.unsure == [7] && sent.handedOver == [8])
  }

  @Test func aStatementSentTwiceToOnePersonIsNamed() throws {
    let test = try closed()
    let house = try test.house(Who.finance, settings: test.settings(mail: try test.script("cat >/dev/null")))
    _ = try house.sendStatement(november())
    try test.reopen {
      let raw = try Raw(test.home.database)
      defer { raw.close() }
      try raw.run("DROP TRIGGER statement_delivery_is_never_changed")
      try raw.run("UPDATE statement_delivery SET person = 7 WHERE person = 8")
    }
    #expect(try test.faults().contains { $0.hasPrefix("statement-deliveries: statement_delivery 3 ") })
  }

  @Test func whatTheMailProgramDidNotTakeIsTriedAgain() throws {
    let test = try closed()
    let failing = try test.house(Who.finance, settings: test.settings(mail: try test.script("cat >/dev/null; exit 75")))
    #expect(try failing.sendStatement(november()).notAccepted == [7, 8])
    let working = try test.house(Who.finance, settings: test.settings(mail: try test.script("cat >/dev/null")))
    #expect(try working.sendStatement(november()).handedOver == [7, 8])
    #expect(try test.faults() == [])
  }

  @Test(arguments: ["kill -9 $$", "exec sleep 30"])
  func whereTheProgramWasKilledOrHungNobodyIsSentASecondCopyWithoutAPersonsWord(_ body: String) throws {
    let test = try closed()
    let killed = try test.house(
      Who.finance, settings: test.settings(mail: try test.script(body), seconds: 1))
    #expect(try killed.sendStatement(november()).unsure == [7, 8])
    let out = "\(test.folder)/mail"
    let working = try test.house(
      Who.finance, settings: test.settings(mail: try test.script("cat >/dev/null; echo one >>\(out)")))
    let waiting = try working.sendStatement(november())
    #expect(waiting.unsure == [7, 8] && waiting.handedOver.isEmpty)
    try working.confirmStatement(november(), to: 7, arrived: true)
    try working.confirmStatement(november(), to: 8, arrived: false)
    #expect(throws: LedgerError.self) { try working.confirmStatement(try november(), to: 7, arrived: false) }
    let sent = try working.sendStatement(november())
    #expect(sent.handedOver == [8] && sent.before == [7])
    #expect(FileManager.default.contents(atPath: out) == Data("one\n".utf8))
    #expect(try test.faults() == [])
  }

  @Test func withoutAMailProgramTheMessageStaysInTheOutboxWithoutAnAddress() throws {
    let test = try closed()
    let house = try test.house(Who.finance, settings: test.settings(mail: "/nonexistent/sendmail"))
    let sent = try house.sendStatement(november())
    let path = test.home.file(try #require(sent.outbox))
    let mail = String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
    #expect(mail.contains("To: undisclosed-recipients:;") && !mail.contains("two@example.org") && sent.waits)
    #expect(try StatementDelivery.of(november(), test.store.reading).isEmpty)
  }

  @Test func anOpenMonthIsNotSentAndOnlyFinanceAndTheFundManagerSend() throws {
    let test = try closed()
    let house = try test.house(Who.finance, settings: "seconds: 5")
    #expect(throws: LedgerError.self) { try house.sendStatement(try november().next) }
    #expect(throws: StoreError.self) { try test.house(Who.auditor).sendStatement(try november()) }
  }

  @Test func everyAddressThatWasOpenedIsALook() throws {
    let test = try closed()
    let house = try test.house(Who.finance, settings: test.settings(mail: try test.script("cat >/dev/null")))
    _ = try house.sendStatement(november())
    let looks = try test.store.reading.all("SELECT person, why FROM look ORDER BY id") { ($0.int(0), $0.text(1)) }
    #expect(looks.map(\.0) == [7, 8] && looks.allSatisfy { $0.1 == "statement 2026-11" })
  }

  @Test func anotherPersonClosesWhatOneMarkedReady() throws {
    let test = try TestHouse()
    try test.give(500, into: "main")
    let ready = try test.house(Who.finance).readyMonth(november())
    #expect(ready.hasPrefix("Proposed as A1"))
    #expect(try test.house(Who.finance).closeReadyMonth(november()).contains("is ready as A1"))
    #expect(try MonthClose.find(november(), test.store.reading) == nil)
    #expect(try test.house(Who.finance2).closeReadyMonth(november()).hasPrefix("Done: "))
    #expect(try MonthClose.find(november(), test.store.reading) != nil)
    // Stopped while its files were written, they ask again: the files are there, and it is said that it is closed.
    let page = file(test)
    try FileManager.default.removeItem(atPath: page)
    #expect(throws: LedgerError.self) { try test.house(Who.finance2).closeReadyMonth(try november()) }
    #expect(FileManager.default.fileExists(atPath: page))
  }

  @Test func aTrusteeSeesExactFiguresAndTheLookIsRecorded() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let before = try test.store.reading.int("SELECT count(*) FROM statement_look")
    let december = try november().next
    try test.change("trustee", as: "person.add", by: Who.operator1) {
      try Roles.record(.trustee, of: 7, given: true, in: $0)
    }
    let exact = try test.house(Who.support).exactStatement(december, fund: "no-limits", why: .audit)
    #expect(exact.counts.allSatisfy { $0.month != "c" && $0.yearToDate != "c" })
    #expect(try test.store.reading.int("SELECT count(*) FROM statement_look") == before + 1)
    #expect(
      try test.store.reading.first("SELECT why FROM statement_look ORDER BY id DESC") { $0.text(0) } == "audit")
    #expect(throws: StoreError.self) {
      try test.house(Who.operator1).exactStatement(december, fund: "no-limits", why: .audit)
    }
    #expect(throws: LedgerError.self) {
      try test.house(Who.finance).exactStatement(december, fund: "none", why: .audit)
    }
  }

  @Test func aLookOfEarlierYearsWithAReasonInFreeTextStays() throws {
    let test = try TestHouse()
    try test.change("statement-look/old", as: "statement.look", by: Who.finance) {
      try $0.append(
        to: Book("statement_look", ["actor", "month", "fund", "why"]),
        [.text("person-3"), .integer(Int64(november().monthNumber)), .text("no-limits"), .text("to check a figure")])
    }
    try test.reopen {}
    _ = try test.house(Who.finance).exactStatement(november(), fund: "no-limits", why: .errorLookedInto)
    #expect(
      try test.store.reading.all("SELECT why FROM statement_look ORDER BY id") { $0.text(0) }
        == ["to check a figure", "error-looked-into"])
    #expect(try test.faults() == [])
  }

  @Test func theChecklistNamesABankAccountOfWhichBankAndBooksDoNotSayTheSame() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let house = try test.house(Who.finance)
    let differences = try house.bankDifferences(test.store.reading)
    #expect(try house.checklist(november()).bankDifferences == differences)
  }

  @Test(arguments: [
    ("seconds: 0", "1 to 3600"), ("yearBegins: 13", "1 to 12"), ("hiddenUpTo: 4", "5 to 50"),
    ("pdf:\n  program: weasyprint", "absolute path"),
    ("mail:\n  program: /usr/sbin/sendmail", "\"from\" is missing"), ("colour: red", "no setting"),
  ])
  func aSettingThatCannotBeIsAFaultWithItsPlace(_ text: String, _ said: String) throws {
    let test = try TestHouse()
    let path = "\(test.folder)/statement.yaml"
    try AtomicFile.write(path, bytes: Array(text.utf8))
    let fault = #expect(throws: ConfigurationFault.self) { try StatementSettings.read(path) }
    #expect(fault?.description.contains(said) == true, "\(fault?.description ?? "")")
  }
}
