// Whatever names people give: every file that is given out stays what it is, and obeys none of them.

import Dates
import Exchange
import Files
import Foundation
import Giving
import Grants
import Ledger
import Money
import Reporting
import Store
import Testing

@testable import Operations

@Suite("Every file that is given out") struct GivenOutTests {
  /// Markup, a formula of each sign, a turned direction, characters of four bytes, quotes and a comment's beginning.
  private static let names = [
    "<script>alert(1)</script><!--", "=1+1", "+44 20", "-5 & A's", "@SUM(A1)", "'=quoted", "\u{202E}gnp.exe\u{2066}",
    "\"onmouseover=\"x;{a}", "𝒜\u{1F600}李", "; comment:no, fund:x | \\",
  ]

  /// What a file of this kind must not have in it, whatever stands in the books; nil where it is harmless.
  private func fault(_ text: String, _ form: String) throws -> String? {
    let turns = text.unicodeScalars.first {
      (0x202A...0x202E).contains($0.value) || (0x2066...0x2069).contains($0.value)
    }
    if turns != nil { return "turns the direction of writing" }
    switch form {
    case "html": return text.contains("<script") || text.contains("\"onmouseover=\"") ? "has markup of a name" : nil
    case "xml":
      let path = "\(NSTemporaryDirectory())given-out-\(UUID().uuidString).xml"
      defer { try? FileManager.default.removeItem(atPath: path) }
      try AtomicFile.write(path, bytes: Array(text.utf8))
      return text.contains("<script") ? "has markup of a name" : nil
    case "csv": return cells(text).first { isFormula($0) }.map { "has the formula \($0)" }
    case "json":
      return (try? JSONSerialization.jsonObject(with: Data(text.utf8))) == nil ? "is no JSON" : nil
    case "eml":
      let head = text.components(separatedBy: "\r\n\r\n")[0].components(separatedBy: "\n\n")[0]
      return head.utf8.allSatisfy { $0 < 0x80 } ? nil : "has a header that is not ASCII"
    default: return nil
    }
  }

  /// A number is no formula; anything else that begins like one is.
  private func isFormula(_ cell: String) -> Bool {
    guard let first = cell.first, "=+-@\t\r".contains(first) else { return false }
    return cell.wholeMatch(of: /-[0-9]+(\.[0-9]+)?/) == nil
  }

  /// The cells of CSV, read as a spreadsheet reads them.
  private func cells(_ text: String) -> [String] {
    var (cells, cell, isQuoted) = ([String](), "", false)
    for character in text.unicodeScalars {
      switch character {
      case "\"": isQuoted.toggle()
      case ",", "\n":
        if isQuoted { fallthrough }
        cells.append(cell)
        cell = ""
      default: cell.unicodeScalars.append(character)
      }
    }
    return cells + [cell]
  }

  /// A house whose funds, donors, sponsor, grants' organisation and payee have such a name, and that gave out all it has.
  private func given(_ name: String) throws -> TestHouse {
    let test = try TestHouse()
    try test.change("open", as: "fund.open", by: Who.finance) {
      _ = try Fund.open(Fund(number: 0, code: "odd", name: name, purpose: name), in: $0)
    }
    _ = try test.giver(name, "100001", amount: 1_000, split: "odd")
    _ = try test.giver(name, "100002", amount: 2_000, split: "odd=50%,no-limits=50%")
    let offer = try MatchOffer(
      sponsor: "BREW", name: name, rate: Rate(basisPoints: 5_000), monthlyCap: nil, pot: Pence(100_000),
      from: try day("2026-10-01"), until: try day("2026-12-31"), funds: ["odd"])
    try test.agree { try $0.offerMatch(offer) }
    try test.pay("2026-10-30", [("100001", 1_000), ("100002", 2_000)])
    try test.pay("2026-11-27", [("100001", 1_000), ("100002", 2_000), ("999999", 700)])
    try test.startGrants(code: "community", use: .community)
    let award = try test.screened(test.form(name, words: name), to: "community-1")
    try test.house(Who.manager).recipient(GrantRecipient(name: name, charityNumber: "1098765"), of: award)
    try test.house(Who.manager).signOff(award)
    _ = try test.house(Who.support).makeLetter(.received, of: award)
    _ = try test.house(Who.finance).exportThreeSixty()
    try test.closeMonths(through: try day("2026-11-01").month)
    let house = try test.letterHouse(Who.finance)
    let year = try test.letterYear()
    _ = try house.donorLetters(year)
    _ = try house.makeReport(try #require(ReportPeriod(half: 2, year: 2025, yearBegins: 12)), pdf: false)
    _ = try test.letterHouse(Who.auditor).auditPack(year, seed: 1, lines: 5, payments: 5)
    for format in JournalFormat.allCases { _ = try house.exportJournal(format, .all) }
    _ = try house.exportBooks(.all)
    _ = try test.house(Who.finance).exportFoundation(full: true, received: nil, isDryRun: false)
    return test
  }

  @Test("No name is markup, a formula, a header or a turn of direction in any of them", arguments: names)
  func harmless(_ name: String) throws {
    let test = try given(name)
    var forms: Set<String> = []
    for folder in ["outbox", "statements", "reports"] {
      for case let file as String in FileManager.default.enumerator(atPath: test.home.file(folder)) ?? .init() {
        var isFolder: ObjCBool = false
        let path = test.home.file("\(folder)/\(file)")
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
          continue
        }
        let data = try #require(FileManager.default.contents(atPath: path))
        let text = try #require(String(validating: data, as: UTF8.self), "\(file) is not UTF-8")
        let form = (file as NSString).pathExtension
        forms.insert("\(folder)/\(form)")
        let fault = try fault(text, form)
        #expect(fault == nil, "\(folder)/\(file) \(fault ?? "")")
      }
    }
    // Every giver of files gave one.
    for form in [
      "outbox/html", "outbox/csv", "outbox/xml", "outbox/json", "outbox/txt", "statements/html", "statements/xml",
      "statements/csv", "reports/html", "reports/csv", "reports/xml", "reports/json",
    ] {
      #expect(forms.contains(form), "\(form) is missing of \(forms.sorted())")
    }
    #expect(try test.faults() == [])
  }

  @Test("No name in a subject adds a header or leaves ASCII", arguments: names) func mail(_ name: String) throws {
    let message = try MailMessage(
      from: "a@example.org", to: "b@example.org", subject: "Statement \(name)\r\nBcc: x@example.org", seconds: 0,
      id: "s",
      text: name, .init(name: "statement.html", type: "text/html", bytes: Array(name.utf8)))
    let text = String(decoding: message.bytes, as: UTF8.self)
    #expect(text.utf8.allSatisfy { $0 < 0x80 } && !text.contains("\r\nBcc:"))
  }
}
