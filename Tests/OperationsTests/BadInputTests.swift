// Whatever a form has in it: kept as it was written, under the applicant's key, and harmless wherever it is shown.

import Dates
import Exchange
import Files
import Foundation
import Grants
import Ledger
import Money
import People
import Store
import Testing

@testable import Operations

@Suite("Bad input of applicants") struct BadInputTests {
  /// A bell, a clear screen, a turned direction, markup, a formula, an entity, a null.
  static let nasty = "=cmd|'/C calc'!A0\u{7}\u{1B}[2J\u{202E}<script>alert(1)</script> & \"quoted\"\r\n+SUM(1)\u{0}end"
  static let name = "=Robin \u{202E}<b>O'Example</b>\u{1B}]0;x\u{7}"

  private func isHarmless(_ text: String, html: Bool) -> Bool {
    let isPlain = text.unicodeScalars.allSatisfy { scalar in
      scalar == "\n"
        || ![.control, .format, .lineSeparator, .paragraphSeparator].contains(scalar.properties.generalCategory)
    }
    return isPlain && (!html || !text.contains("<script>") && !text.contains("<b>") && !text.contains("alert(1)</"))
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
  }

  @Test(
    "It is kept as it was written, and harmless in the panel's pack, in letters, and in the bank's and our XML and CSV")
  func nastyText() throws {
    let test = try TestHouse()
    _ = try test.startPanel(3)
    let support = try test.house(Who.support)
    let number = try support.submit(
      ApplicationForm(
        name: Self.name, birthDate: "2006-03-31", safeContact: Self.nasty, words: Self.nasty, asked: "250.00",
        help: Self.nasty), to: "panel-1")
    let found = try #require(try Application.find(number, for: Who.support, test.store.reading))
    #expect(try support.words(of: found, why: "test") == Self.nasty, "kept as it was written")
    let received = try support.makeLetter(.received, of: number)
    for file in received.files { #expect(isHarmless(try text(file), html: file.hasSuffix("html")), "\(file)") }
    #expect(try text(received.files[0]).contains("<b>O'Example</b>"), "plain text has no markup to fear")
    #expect(try text(received.files[1]).contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;quoted&quot;"))
    // To the panel's door, with the same words covered, and on paper.
    try test.step("application.screen") {
      try Application.make(.screen, of: number, by: Who.support, in: $0)
      try Application.attest(number, .relevant, by: Who.support, in: $0)
      try Application.cover(number, words: Self.nasty, by: Who.support, in: $0, store: test.store)
      try Application.agreeToCover(number, by: Who.support, in: $0)
      try Application.pass(number, on: try day(TestHouse.today), by: Who.support, in: $0)
      return 1
    }
    let opened = try support.openSitting()
    for copy in try support.panelPack() {
      let page = try text(copy.file)
      #expect(isHarmless(page, html: true) && page.contains("&lt;script&gt;") && !page.contains("O'Example"))
    }
    for member in try support.panelMembers(in: opened.sitting) {
      try support.cast([number: Ballot(.yes)], by: member, in: opened.sitting)
    }
    _ = try support.closeSitting(opened.sitting, keys: opened.keys)
    try test.house(Who.manager).signOff(number)
    try test.accept(number)
    try test.released(number, 10_000, details: "\(Self.name) & Sons, 20-20-15, 12345678, <INV> \u{202E}7")
    let report = try test.house(Who.finance).exportPayments()
    let xml = try text(try #require(report.file))
    #expect(isHarmless(xml.replacing("\r", with: ""), html: true) && xml.contains("100.00"))
    #expect(xml.hasPrefix("<?xml") && xml.contains("</Document>"))
    // What goes to the foundation holds nothing that anyone wrote.
    _ = try test.house(Who.finance).exportFoundation(full: true, received: nil, isDryRun: false)
    let outbox = test.home.file("outbox/foundation")
    for file in FileManager.default.enumerator(atPath: outbox)?.compactMap({ $0 as? String }) ?? [] {
      guard let data = FileManager.default.contents(atPath: "\(outbox)/\(file)") else { continue }
      for part in ["Example", "calc", "alert"] { #expect(data.range(of: Data(part.utf8)) == nil, "\(file)") }
    }
    #expect(try test.faults() == [])
  }

  @Test("Ten megabytes from a web form are refused by line and field, the others come in, and the file is kept sealed")
  func tenMegabytes() throws {
    let test = try TestHouse()
    try test.startGrants()
    let long = String(repeating: "Please help. ", count: (10 << 20) / 12)
    let report = try test.forms([TestHouse.row("big", words: long), TestHouse.row("small", "Bea Two")])
    #expect(report.applications == [1] && report.forms == 2)
    #expect(report.refused.map(\.line) == [2] && report.refused.map(\.fault.field) == ["words"])
    #expect(report.refused.map(\.fault.code) == ["too-long"])
    let item = try #require(try OpenItem.open(test.store.reading).first)
    #expect(item.code == "form-refused" && item.subject == "forms/1")
    var kept = 0
    try Archive(test.store, .forms).open(1) { kept += $0.count }
    #expect(kept > 10 << 20, "nothing is lost: it lies sealed until its days are over")
    #expect(throws: GrantsError.self, "by hand it is refused, and says which answer") {
      try test.house(Who.support).submit(test.form(words: long), to: "pack-1")
    }
    #expect(try test.faults() == [])
  }
}

@Suite("Nobody who voted is paid") struct VotedPayeeTests {
  @Test("A payee with the name of someone who voted on the application is refused, however it is written")
  func refused()
    throws
  {
    let test = try TestHouse()
    try test.startGrants(.panel, code: "panel")
    var members: [Int64] = []
    try test.change("members", as: "person.add", by: Who.operator1) { write in
      members = try Person.add(
        ["Zoë Quill", "Max Marsh", "Ida Loom", "Ned Away"].map { PersonFacts(name: $0) }, in: write, store: test.store)
      for member in members { try Roles.record(.fundAdministrator, of: member, given: true, in: write) }
    }
    for member in members {
      for training in try TestHouse.configuration.get().panel.trainings {
        try test.house(Who.support).train(member, training, by: "t", on: try day("2026-11-01"))
      }
      try test.house(Who.manager).accredit(member, until: try day("2027-06-01"))
    }
    let application = try test.ready("Ana One")
    let own = try test.ready("ned  AWAY")
    let today = try day(TestHouse.today)
    #expect(
      try Sitting.entitled(to: own, on: today, test.store.reading) == Array(members.prefix(3)),
      "a member of the applicant's own name sits it out")
    let chair = try test.house(Who.support)
    let opened = try chair.openSitting()
    for member in members.prefix(3) { try chair.cast([application: Ballot(.yes)], by: member, in: opened.sitting) }
    _ = try chair.closeSitting(opened.sitting, keys: opened.keys)
    try test.house(Who.manager).signOff(application)
    try test.accept(application)
    func propose(_ details: String) throws -> String {
      try chair.grantWork(Action("payment.propose"), about: "\(application)") {
        try Payment.propose(
          of: application, amount: Pence(1_000), to: .own, details: details, on: today, by: Who.support, in: $0,
          store: test.store)
      }
    }
    for name in ["Zoë Quill", "QUILL, ZOE\u{308}", "Ms Max R. Marsh", "marsh max"] {
      #expect(throws: GrantsError.self, "\(name)") { try propose("\(name), 20-20-15, 12345678, thanks") }
    }
    for name in ["Max Quill", "Ned Away", "Maxine Marshall"] {
      _ = try propose("\(name), 20-20-15, 12345678, thanks")
    }
    #expect(try test.faults() == [])
  }
}
