// The auditor's pack: what is in it, the same bytes for the same seed, nobody's name, and only for the auditor.

import Dates
import Files
import Foundation
import Giving
import Grants
import Ledger
import People
import Reporting
import Store
import Testing

@testable import Operations

@Suite("The auditor's pack") struct AuditPackTests {
  private func year() throws -> GivingYear { try #require(GivingYear("2026-27", yearBegins: 4)) }

  private func files(_ made: MadeAuditPack) -> [String: Data] {
    Dictionary(
      uniqueKeysWithValues: made.files.map { name in
        (name, FileManager.default.contents(atPath: "\(made.folder)/\(name)") ?? Data())
      })
  }

  private func rows(_ name: String, _ files: [String: Data]) throws -> [[String]] {
    String(decoding: try #require(files[name]), as: UTF8.self).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  @Test("Samples with their trail, overrides, reversals, approvals, differences, changes, powers and the head")
  func whole() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    _ = try test.house(Who.support).override(.oneInTwelveMonths, of: 1, reason: "fire")
    let house = try test.house(Who.auditor)
    let head = try test.store.reading.auditHead()
    let made = try house.auditPack(year(), seed: 4, lines: 1_000, payments: 1_000)
    #expect(try test.store.reading.auditHead() == head)
    let files = files(made)
    #expect(
      Set(files.keys) == [
        "samples.csv", "trails.csv", "overrides.csv", "reversals.csv", "approvals.csv", "refusals.csv",
        "bank-differences.csv", "passed-on.csv", "waiting.csv", "configuration.csv", "powers.csv", "head.txt",
        "audit-pack.html", "manifest.csv",
      ])
    let samples = try rows("samples.csv", files)
    #expect(samples.count == made.samples && samples.count(where: { $0[1] == "payslip line" }) > 25)
    #expect(samples.contains { $0[1] == "payment" })
    let trails = try rows("trails.csv", files)
    for sample in samples {
      let kinds = Set(trails.filter { $0[0] == sample[0] }.map { $0[2] })
      #expect(
        kinds.isSuperset(of: sample[1] == "payment" ? ["expectation"] : ["entry", "posting"]), "\(sample)")
    }
    #expect(trails.contains { $0[2] == "bank" } && trails.contains { $0[2] == "expectation" })
    // Which rule, and neither for whom nor why.
    let setAside = try #require(try rows("overrides.csv", files).first { $0[1] == "application.override" })
    #expect(setAside[2] == "the rule one-in-12-months was set aside for one applicant")
    #expect(
      try rows("refusals.csv", files).filter { $0[2] == "application.override" }.map { $0[3] } == ["an application"])
    #expect(files.values.allSatisfy { !String(decoding: $0, as: UTF8.self).contains("because: ") })
    #expect(try rows("overrides.csv", files).contains { $0[1] == "payroll.approve" })
    let reversed = try test.store.reading.int("SELECT count(*) FROM entry WHERE reverses IS NOT NULL")
    #expect(try Int64(rows("reversals.csv", files).count) == reversed && reversed > 0)
    let approvals = try rows("approvals.csv", files)
    #expect(approvals.count > 5 && approvals.allSatisfy { $0[3] != $0[4] && !$0[3].isEmpty })
    #expect(try rows("powers.csv", files).contains { $0[2] == "support adult" && $0[3] == "given" })
    #expect(try rows("bank-differences.csv", files).isEmpty == false)
    #expect(try rows("passed-on.csv", files).contains { $0[0] == "SBC" })
    #expect(try rows("waiting.csv", files).isEmpty == false)
    #expect(files["head.txt"] == Data("\(made.head)\n".utf8) && made.head.hasPrefix("\(head.number) "))
    let page = String(decoding: try #require(files["audit-pack.html"]), as: UTF8.self)
    for part in ["PRACTICE", "seed 4", made.head, "samples.csv", "<html lang=\"en-GB\">", "scope=\"col\""] {
      #expect(page.contains(part), "\(part)")
    }
    for (name, data) in files where name != "manifest.csv" {
      #expect(
        try rows("manifest.csv", files).contains([name, "\(data.count)", Hex.string(sha256(Array(data)))]), "\(name)")
    }
  }

  @Test("The same seed gives the same bytes, another seed other samples") func seeded() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let house = try test.house(Who.auditor)
    let first = files(try house.auditPack(year(), seed: 1, lines: 5))
    try FileManager.default.removeItem(atPath: test.home.file("outbox/audit-pack"))
    #expect(files(try house.auditPack(year(), seed: 1, lines: 5)) == first)
    let other = files(try house.auditPack(year(), seed: 2, lines: 5))
    #expect(other["samples.csv"] != first["samples.csv"] && other["approvals.csv"] == first["approvals.csv"])
    #expect(try rows("samples.csv", other).count(where: { $0[1] == "payslip line" }) == 5)
  }

  @Test("No name of a donor, a young person or a worker is in it, nor where money goes") func nobody() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let made = try test.house(Who.auditor).auditPack(year(), seed: 9, lines: 1_000, payments: 1_000)
    var names: Set<String> = []
    let texts = try test.store.reading.all("SELECT DISTINCT person, kind FROM vault") { ($0.int(0), $0.text(1)) }
    for (person, kind) in texts {
      if let text = try Vault.text(VaultKind(rawValue: kind), person: person, test.store), text.count > 3 {
        names.insert(text)
      }
    }
    #expect(names.count > 20)
    for (name, data) in files(made) {
      let text = String(decoding: data, as: UTF8.self)
      for secret in names where text.contains(secret) { Issue.record("\(secret) is in \(name)") }
      for number in ["100234", "A-1001"] where text.contains(",\(number),") { Issue.record("\(number) is in \(name)") }
    }
  }

  @Test("It is the auditor's alone") func whose() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    for actor in [Who.finance, Who.manager, Who.support, Who.operator1, .system] {
      #expect(throws: StoreError.self) { try test.house(actor).auditPack(year(), seed: 1) }
    }
    #expect(!FileManager.default.fileExists(atPath: test.home.file("outbox/audit-pack")))
  }
}
