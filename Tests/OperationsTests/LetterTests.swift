// Letters: due at the right move, made from what the vault holds now, filled in everywhere, harmless, and gone in time.

import Dates
import Files
import Foundation
import Grants
import Money
import People
import Store
import Testing

@testable import Operations

@Suite("Letters") struct LetterTests {
  private static func templates() throws -> LetterTemplates { LetterTemplates(try TestHouse.configuration.get()) }

  /// A value for each place that no template would say by itself.
  private static let values = Dictionary(
    uniqueKeysWithValues: LetterField.allCases.map { ($0, "value-of-\($0.rawValue)") })

  static let all = LetterKind.allCases.flatMap { kind in kind.templates.map { (kind, $0) } }

  @Test(
    "Every place of every template is filled in, and every letter greets, signs and says whom to ask", arguments: all)
  func places(kind: LetterKind, name: String) throws {
    let page = try Self.templates().page(name, fields: kind.fields, Self.values, number: 77, isPractice: true)
    let template = try Self.templates().template(name, fields: kind.fields)
    for text in [page.text, page.html] {
      #expect(!text.contains("{{") && !text.contains("}}"))
      for field in template.fields { #expect(text.contains("value-of-\(field.rawValue)"), "\(name): \(field)") }
      #expect(text.contains("value-of-safeContact") && text.contains("letter sent 77") && text.contains("PRACTICE"))
    }
    #expect(template.fields.isSuperset(of: [.name, .contact, .signed, .application, .date]) || kind == .reminder)
    for field in template.fields {
      var fewer = Self.values
      fewer[field] = nil
      #expect(throws: GrantsError.self) { try template.plain(fewer) }
    }
    #expect(LetterTemplates.missing(in: kind.fields, of: template) == [], "\(name) tells less than it must")
  }

  @Test("A template with a place that nobody fills in is a fault with its line and column") func unknownPlace() throws {
    do {
      _ = try LetterTemplate("Title\n\nHello {{name}},\n\n- one\n- is {{nickname}}\n", file: "x.txt", fields: [.name])
      Issue.record("it was read")
    } catch let fault as ConfigurationFault {
      #expect(fault.file == "x.txt" && fault.line == 6 && fault.column == 4, "\(fault)")
    }
  }

  @Test("What is filled in brings no markup, no control characters, and is never read as a place again")
  func harmless() throws {
    var values = Self.values
    values[.name] = "<script>alert(1)</script>\u{202E}{{signed}}\u{0007} & Co"
    values[.safeContact] = "<b>call</b>"
    let page = try Self.templates().page(
      "received", fields: LetterKind.received.fields, values, number: 1, isPractice: false)
    #expect(!page.html.contains("<script") && page.html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
    #expect(page.html.contains("&amp; Co") && !page.html.contains("<b>"))
    #expect(page.text.contains("{{signed}}") && page.html.contains("{{signed}}"))
    for text in [page.text, page.html] { #expect(!text.contains("\u{202E}") && !text.contains("\u{0007}")) }
  }

  @Test("Each move makes its letters due, once; a letter is made once, and once more from what is known now")
  func wholeWay() throws {
    let test = try TestHouse()
    try test.startGrants()
    let support = try test.house(Who.support)
    let number = try support.submit(test.form("Robin Example"), to: "pack-1")
    #expect(try support.lettersDue(limit: 10).map(\.kind) == [.received])
    let made = try support.makeLetter(.received, of: number)
    #expect(made.files.map { ($0 as NSString).lastPathComponent } == ["1.txt", "1.html"])
    #expect(throws: GrantsError.self) { try support.makeLetter(.received, of: number) }
    #expect(throws: GrantsError.self) { try support.makeLetter(.yes, of: number) }
    #expect(test.letter(1).text.contains("Hello Robin Example"))
    #expect(test.letter(1).text.contains("How to reach them safely: a text, never a call"))
    #expect(test.letter(1).text.contains("£250.00"))
    for path in made.files {
      let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
      #expect(mode == 0o600)
    }
    let person = try #require(try Application.find(number, for: Who.support, test.store.reading)).person
    try test.change("name", as: "person.add", by: Who.operator1) {
      try Vault.put("Rowan Newname", kind: .name, person: person, in: $0, store: test.store)
      try Vault.put("by post, to the office", kind: .safeContact, person: person, in: $0, store: test.store)
    }
    _ = try support.makeLetterAgain(1)
    #expect(test.letter(1).text.contains("Hello Rowan Newname") && !test.letter(1).text.contains("Robin"))
    #expect(test.letter(1).text.contains("by post, to the office"))
    #expect(
      try test.store.reading.int(
        "SELECT count(*) FROM look WHERE person = ? AND why = 'letter-received'", [.integer(person)]) == 2)
    #expect(
      try test.store.reading.all("SELECT digest FROM letter_step ORDER BY id") { $0.blob(0) }.map(\.count) == [32, 32])
    #expect(try test.faults() == [])
  }

  @Test("A question and its answer, a yes with its agreement, a payment: each has its letter, with its own words")
  func kinds() throws {
    let test = try TestHouse()
    try test.startGrants()
    let support = try test.house(Who.support)
    let number = try support.submit(test.form(), to: "pack-1")
    func step(_ action: String, by who: Actor = Who.support, _ move: ApplicationMove) throws {
      try test.step(action, by: who) {
        try Application.make(move, of: number, by: who, in: $0); return 1
      }
    }
    try step("application.screen", .screen)
    try step("application.screen", .ask)
    #expect(try support.needsWords(.question, of: number))
    let question = try support.makeLetter(.question, of: number, words: "How big is the room?")
    #expect(test.letter(question.letter).text.contains("How big is the room?"))
    _ = try support.makeLetterAgain(question.letter)
    #expect(test.letter(question.letter).html.contains("How big is the room?"))
    try step("application.screen", .answer)
    try test.step("application.attest") {
      try Application.attest(number, .relevant, by: Who.support, in: $0); return 1
    }
    try test.step("application.screen") {
      try Application.pass(number, on: try day(TestHouse.today), by: Who.support, in: $0); return 1
    }
    try test.house(Who.manager).signOff(number)
    #expect(Set(try support.lettersDue(limit: 10).map(\.kind)) == [.received, .yes, .agreement])
    let yes = try support.makeLetter(.yes, of: number)
    #expect(test.letter(yes.letter).text.contains("You will get £250.00 from A first home"))
    let agreement = try support.makeLetter(.agreement, of: number, toOrganisation: true)
    #expect(test.letter(agreement.letter).text.contains("Grant agreement"))
    try test.accept(number)
    for (index, pence) in [Int64(10_000), 15_000].enumerated() {
      try test.release(try test.propose(number, pence))
      let paid = try support.makeLetter(.paid, of: number)
      #expect(test.letter(paid.letter).text.contains("We have sent \(Pence(pence).pounds)"), "payment \(index + 1)")
      #expect(test.letter(paid.letter).text.contains("to the shop"))
    }
    #expect(throws: GrantsError.self) { try support.makeLetter(.paid, of: number) }
    #expect(try test.faults() == [])
  }

  @Test("A no tells its coded reason in plain words, a code without words is put into words by a person")
  func reasons() throws {
    let test = try TestHouse()
    try test.startGrants()
    let support = try test.house(Who.support)
    for (index, code) in ["not-in-area", "other-thing"].enumerated() {
      let number = try support.submit(test.form("Person \(index)"), to: "pack-1")
      try test.step("application.screen") {
        try Application.make(.screen, of: number, by: Who.support, in: $0)
        try Application.refuseEligibility(
          number, reason: code, on: try day(TestHouse.today), by: Who.support, in: $0)
        return 1
      }
      let needs = try support.needsWords(.notEligible, of: number)
      #expect(needs == (code == "other-thing"))
      if needs { #expect(throws: GrantsError.self) { try support.makeLetter(.notEligible, of: number) } }
      let made = try support.makeLetter(.notEligible, of: number, words: needs ? "It is sold out." : nil)
      let text = test.letter(made.letter).text
      #expect(text.contains(needs ? "It is sold out." : "in our area") && text.contains("look again"))
      #expect(!text.contains(code))
    }
  }

  @Test("A refusal on the ground of safeguarding gives no ground") func noGround() throws {
    let test = try TestHouse()
    try test.startGrants()
    let number = try test.screened(test.form())
    try test.step("award.refuse", by: Who.manager) {
      try Award.refuse(number, on: .safeguarding, date: try day(TestHouse.today), by: Who.manager, in: $0)
      return 1
    }
    let made = try test.house(Who.manager).makeLetter(.cannotGoAhead, of: number)
    let page = test.letter(made.letter)
    #expect(!(page.text + page.html).lowercased().contains("safeguard") && page.text.contains("cannot go ahead"))
  }

  @Test("Handed over, a letter's files are gone; one that lay too long is swept, and made again") func gone() throws {
    let test = try TestHouse()
    try test.startGrants()
    let support = try test.house(Who.support)
    for name in ["Ana One", "Bea Two"] { _ = try support.submit(test.form(name), to: "pack-1") }
    for number in [Int64(1), 2] { _ = try support.makeLetter(.received, of: number) }
    try support.letterSent(1)
    #expect(test.letter(1).text.isEmpty && test.letter(1).html.isEmpty && !test.letter(2).text.isEmpty)
    #expect(throws: GrantsError.self) { try support.letterSent(1) }
    // The clock of the test stands in December 2026.
    let old = Date(timeIntervalSince1970: TimeInterval(Int64(try day("2026-11-10").dayNumber) * 86_400))
    let young = Date(timeIntervalSince1970: TimeInterval(Int64(try day("2026-11-11").dayNumber) * 86_400 + 43_200))
    for (date, isGone) in [(young, false), (old, true)] {
      for kind in ["txt", "html"] {
        try FileManager.default.setAttributes(
          [.modificationDate: date], ofItemAtPath: test.home.file("outbox/letters/2.\(kind)"))
      }
      try test.house(.system).sweepLeftovers()
      #expect(test.letter(2).text.isEmpty == isGone)
    }
    #expect(try support.letters(limit: 10).gone == [2])
    _ = try support.makeLetterAgain(2)
    #expect(try support.letters(limit: 10).gone == [])
    #expect(test.letter(2).text.contains("Bea Two"))
    #expect(try test.faults() == [])
  }

  @Test("No name and no word of a letter stands in the database, and no name in a file's name") func sealed() throws {
    let test = try TestHouse()
    try test.startGrants()
    let support = try test.house(Who.support)
    let number = try support.submit(test.form("Zaphod Quuxworthy"), to: "pack-1")
    try test.step("application.screen") {
      try Application.make(.screen, of: number, by: Who.support, in: $0)
      try Application.make(.ask, of: number, by: Who.support, in: $0)
      return 1
    }
    _ = try support.makeLetter(.question, of: number, words: "Is your landlord Slartibartfast?")
    for file in [test.home.database, test.home.database + "-wal", test.home.keys] {
      let bytes = FileManager.default.contents(atPath: file) ?? Data()
      for secret in ["Quuxworthy", "Slartibartfast", "never a call"] {
        #expect(bytes.range(of: Data(secret.utf8)) == nil)
      }
    }
    #expect(
      Set(try FileManager.default.contentsOfDirectory(atPath: test.home.file("outbox/letters"))) == ["1.txt", "1.html"])
  }

  @Test("Whoever the applicant named makes, sees and hands over none of the letters") func notFor() throws {
    let test = try TestHouse()
    try test.startGrants()
    let number = try test.house(Who.support).submit(
      test.form(notFor: "not fundmanager please"), to: "pack-1")
    let manager = try test.house(Who.manager)
    #expect(try manager.lettersDue(limit: 10) == [])
    #expect(throws: GrantsError.notFound(kind: "application", id: "\(number)")) {
      try manager.makeLetter(.received, of: number)
    }
    _ = try test.house(Who.support).makeLetter(.received, of: number)
    #expect(try manager.letters(limit: 10).made == [])
    #expect(throws: GrantsError.notFound(kind: "letter", id: "1")) { try manager.showLetter(1) }
    #expect(throws: GrantsError.notFound(kind: "letter", id: "1")) { try manager.letterSent(1) }
    #expect(throws: GrantsError.notFound(kind: "letter", id: "1")) { try manager.makeLetterAgain(1) }
  }

  @Test("A dry run makes no file and no row; a letter that nobody needs is dropped with a reason") func dry() throws {
    let test = try TestHouse()
    try test.startGrants()
    let support = try test.house(Who.support)
    let number = try support.submit(test.form(), to: "pack-1")
    #expect(try support.makeLetter(.received, of: number, isDryRun: true).files == [])
    #expect(test.letter(1).text.isEmpty)
    #expect(try support.lettersDue(limit: 10).count == 1)
    try test.step("letter.make") {
      try Letter.drop(.received, of: number, reason: "told-in-person", by: Who.support, in: $0)
    }
    #expect(try support.lettersDue(limit: 10) == [])
    #expect(try support.letters(limit: 10).made == [])
    #expect(try test.faults() == [])
  }
}
