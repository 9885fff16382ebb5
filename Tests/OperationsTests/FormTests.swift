// Files of web forms: each form by itself, once; what is personal lies in the vault, and no file lies readable.

import Batch
import Dates
import Files
import Foundation
import Grants
import Ledger
import Store
import Testing

@testable import Operations

extension TestHouse {
  /// The headings of the shipped layout.
  static let headings =
    "Submission ID,What is your name?,When were you born?,How can we reach you safely?,"
    + "\"What do you need, and how will it help you?\",How much does it cost?,What is the least that would still help?,"
    + "\"Which language do you like best, and who may help you?\",May we check with your worker?,"
    + "Is there anyone who should not see this?,Where do you live?"

  static func row(
    _ reference: String, _ name: String = "Robin Example", words: String = "A bed.", asked: String = "250.00",
    contact: String = "a letter", born: String = "31/03/2006", address: String = ""
  ) -> String { "\(reference),\(name),\(born),\(contact),\"\(words)\",\(asked),,,yes,,\(address)" }

  /// A file of forms, taken in.
  func forms(
    _ rows: [String], headings: String = headings, named name: String = "applications-1.csv",
    by who: Actor = Who.support, round: String? = "pack-1", on date: String = today
  ) throws -> FormReport {
    let path = "\(folder)/\(name)"
    try AtomicFile.write(path, bytes: Array(([headings] + rows).joined(separator: "\r\n").appending("\r\n").utf8))
    return try house(who, on: date).importForms(path, layout: "applications", round: round)
  }

  /// Two files with refused forms, whose days are over.
  func formsOfEveryFate() throws {
    for name in ["first", "second"] {
      let report = try forms(
        [Self.row(name, "\(name) Twenty"), Self.row(name + "-bad", asked: "much")], on: "2026-11-01")
      try #require(report.applications.count == 1 && report.refused.count == 1)
      _ = try FormFile.forget(after: 0, by: .system, on: try day("2026-11-02"), store)
    }
  }
}

@Suite("Files of web forms") struct FormTests {
  private func house() throws -> TestHouse {
    let test = try TestHouse()
    try test.startGrants()
    return test
  }

  @Test("Each form is an application, and the same file or the same reference brings no second") func once() throws {
    let test = try house()
    let rows = [TestHouse.row("w1"), TestHouse.row("w2", "Bea Two", words: "Two\nlines, and a \"\"quote\"\"")]
    let report = try test.forms(rows)
    #expect(report.applications == [1, 2] && report.refused.isEmpty && report.file == 1)
    #expect(try test.forms(rows).alreadyImported)
    let again = try test.forms(rows + [TestHouse.row("w3", "Cy Three"), TestHouse.row("w3", "Cy Three")])
    #expect(again.applications == [3] && again.known == 3)
    let second = try #require(try Application.find(2, for: Who.support, test.store.reading))
    #expect(try test.house(Who.support).words(of: second, why: "test") == "Two\nlines, and a \"quote\"")
    #expect(second.askedPence == 25_000)
    #expect(try test.faults() == [])
  }

  @Test("A form that cannot be read is named by line and field, and the others come in") func refused() throws {
    let test = try house()
    let long = String(repeating: "x", count: 10 << 20)
    let report = try test.forms([
      TestHouse.row("w1"), TestHouse.row("w2", asked: "SECRETLOTS"), TestHouse.row("w3", words: long),
      TestHouse.row("w4", born: "2006-03-31"), TestHouse.row(""), "w6,too,few", TestHouse.row("w7", "Bea Two"),
    ])
    #expect(report.applications == [1, 2])
    #expect(
      report.refused.map { "\($0.line) \($0.fault.field) \($0.fault.code)" } == [
        "3 asked sum", "4 words too-long", "5 birthDate day", "6 reference reference", "7  columns",
      ])
    #expect(try RefusedForm.waiting(test.store.reading).count == 5)
    #expect(!report.refused.contains { $0.fault.message.contains("SECRETLOTS") })
    #expect(try test.forms([TestHouse.row("w2")], named: "b.csv").applications == [3])
    #expect(try RefusedForm.waiting(test.store.reading).map(\.line) == [4, 5, 6, 7])
    try test.step("application.refused") {
      try FormFile.lookedAt("form/1/L5", on: try day(TestHouse.today), in: $0)
      return 1
    }
    #expect(throws: GrantsError.self) {
      try test.step("application.refused") {
        try FormFile.lookedAt("form/1/L5", on: try day(TestHouse.today), in: $0)
        return 1
      }
    }
    #expect(try RefusedForm.waiting(test.store.reading).map(\.line) == [4, 6, 7])
    #expect(try test.faults() == [])
  }

  @Test("A JSON list is read by the same layout; what is no flat object is one fault by its line") func json() throws {
    let test = try house()
    func object(_ reference: String, _ more: String = "") -> String {
      """
      {"Submission ID": "\(reference)", "What is your name?": "Robin [}] Example", "When were you born?": "31/03/2006",
      "How can we reach you safely?": "a letter", "What do you need, and how will it help you?": "A \\"bed\\".",
      "How much does it cost?": 250, "May we check with your worker?": true\(more)}
      """
    }
    let text = "[\(object("j1")),\n\(object("j2", ", \"x\": {\"y\": 1}")),\n\(object("j3"))]"
    let path = "\(test.folder)/applications-1.json"
    try AtomicFile.write(path, bytes: Array(text.utf8))
    let report = try test.house(Who.support).importForms(path, round: "pack-1")
    #expect(report.applications == [1, 2])
    #expect(report.refused.map { "\($0.line) \($0.fault.code)" } == ["4 not-flat"])
    for wrong in ["[1]", "[{]", "[{}", "{}", "[{}] x", ""] {
      try AtomicFile.write(path, bytes: Array(wrong.utf8))
      let refused = try test.house(Who.support).importForms(path, round: "pack-1")
      #expect(refused.applications.isEmpty && !refused.refused.isEmpty, "\(wrong)")
    }
    #expect(try test.faults() == [])
  }

  @Test("Hostile text is kept as it came, and lies nowhere but sealed") func hostile() throws {
    let test = try house()
    let words = "=HYPERLINK(1) <script>x</script> \u{202E}desrever \u{7}bell HOSTILEMARK"
    let report = try test.forms([TestHouse.row("robin@REFERENCEMARK.org", "=Mark NAMEMARK", words: words)])
    let number = try #require(report.applications.first)
    let found = try Application.require(number, for: Who.support, test.store.reading)
    #expect(try test.house(Who.support).words(of: found, why: "test") == words)
    let files = FileManager.default.enumerator(atPath: test.home.path)?.compactMap { $0 as? String } ?? []
    for name in files {
      guard let data = FileManager.default.contents(atPath: "\(test.home.path)/\(name)") else { continue }
      for mark in ["HOSTILEMARK", "NAMEMARK", "REFERENCEMARK"] {
        #expect(data.range(of: Data(mark.utf8)) == nil, "\(mark) stands in \(name)")
      }
    }
  }

  @Test("More forms than a day takes keep the whole file out") func flood() throws {
    let test = try house()
    #expect(throws: GrantsError.self) {
      try test.forms((1...501).map { TestHouse.row("w\($0)", "Person \($0)") })
    }
    #expect(try Application.list(limit: 10, for: .system, test.store.reading) == [])
  }

  @Test("Who may belong together is told to a support adult alone") func links() throws {
    let test = try house()
    let report = try test.forms(
      [
        TestHouse.row("w1", "Ana One", contact: "text 07700 900123 please", address: "1 Example St, AB1 2CD"),
        TestHouse.row("w2", "Bea Two", contact: "+44 (7700) 900-123", address: "1 Example Street"),
        TestHouse.row("w3", "Cy Three", contact: "cy@example.org", address: "1 example st AB1-2CD"),
        TestHouse.row("w4", "Ana One", contact: "CY@example.org."),
      ].map { $0.replacing("1 Example St, AB1 2CD", with: "\"1 Example St, AB1 2CD\"") })
    #expect(report.applications == [1, 2, 3, 4])
    let page = try ApplicationPage.read(1, try test.house(Who.support))
    #expect(page.links?.map { "\($0.application) \($0.because)" } == ["2 phone", "3 address", "4 same-person"])
    #expect(try ApplicationPage.read(3, try test.house(Who.support)).links?.map(\.because) == ["address", "email"])
    #expect(try ApplicationPage.read(1, try test.house(Who.manager)).links == nil)
  }

  @Test("Only a support adult and the night take forms in") func permission() throws {
    let test = try house()
    #expect(throws: StoreError.self) { try test.forms([TestHouse.row("w1")], by: Who.finance) }
    #expect(try test.forms([TestHouse.row("w1")], by: .system).applications == [1])
    #expect(throws: GrantsError.notFound(kind: "open round", id: "individual")) {
      try test.forms([TestHouse.row("w2")], round: nil)
    }
    #expect(throws: GrantsError.self) { try test.forms([TestHouse.row("w3")], round: "pack-9") }
    try test.startGrants(bank: 0, code: "individual")
    #expect(try test.forms([TestHouse.row("w2", "Bea Two")], round: nil).applications == [2])
  }

  @Test("After its days the sealed file is gone, and its key") func forgotten() throws {
    let test = try house()
    _ = try test.forms([TestHouse.row("w1")], on: "2026-11-01")
    let archive = Archive(test.store, .forms)
    #expect(archive.holds(1))
    #expect(try FormFile.forget(after: 30, by: .system, on: try day("2026-12-01"), test.store) == 0)
    #expect(try FormFile.forget(after: 30, by: .system, on: try day("2026-12-02"), test.store) == 1)
    #expect(!archive.holds(1))
    #expect(try test.store.keys.key(.formFile, 1) == nil)
    #expect(try test.forms([TestHouse.row("w1")]).alreadyImported)
    #expect(try test.faults() == [])
  }

  @Test("The shipped sample comes in by the shipped layout, and the inbox knows it by its name") func sample() throws {
    let test = try house()
    try test.startGrants(bank: 0, code: "individual")
    let name = "applications-2026-12.csv"
    try AtomicFile.write("\(test.home.inbox)/\(name)", bytes: try TestHouse.sample(name))
    #expect(Inbox.look(try test.house(.system))[.forms].map(\.name) == [name])
    let report = try test.house(.system).importForms("\(test.home.inbox)/\(name)")
    #expect(report.applications.count == 2 && report.refused.isEmpty)
  }

  private func formsStep(_ test: TestHouse) throws -> StepReport {
    let context = StepContext(
      run: 1, businessDate: try day(TestHouse.today),
      log: try JobLog(test.home, job: "test", clock: test.store.settings.clock), isDryRun: false)
    let body = try #require(NightSteps(house: try test.house(.system)).byName["forms"])
    return try body(context)
  }

  @Test("The night takes forms from the inbox, once, and leaves what no round takes") func night() throws {
    let test = try house()
    let name = "applications-2026-12.csv"
    let sample = try TestHouse.sample(name)
    try AtomicFile.write("\(test.home.inbox)/\(name)", bytes: sample)
    let left = try formsStep(test)
    #expect(left.waits && left.message == "1 left in the inbox" && left.written == 0)
    #expect(Inbox.look(try test.house(.system))[.forms].count == 1)
    try test.startGrants(bank: 0, code: "individual")
    let taken = try formsStep(test)
    #expect(!taken.waits && taken.message == "2 applications came in" && taken.written == 2)
    #expect(Inbox.look(try test.house(.system))[.forms].isEmpty)
    try AtomicFile.write("\(test.home.inbox)/\(name)", bytes: sample)
    let again = try formsStep(test)
    #expect(again.written == 0)
    #expect(Inbox.look(try test.house(.system))[.forms].isEmpty)
    let none = try formsStep(test)
    #expect(none.message == "no forms")
    #expect(try test.store.reading.int("SELECT count(*) FROM application") == 2)
    #expect(try test.faults() == [])
  }
}
