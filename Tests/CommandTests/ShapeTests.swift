// The shapes that other programs read (`commands.md`, "Shapes that other programs read"): keys and types, exactly.

import Foundation
import Testing

@Suite("Shapes")
struct ShapeTests {
  @Test("verify tells its checks, the three kinds of table and two digests")
  func verify() throws {
    let outcome = try TestHome(.morning).run("verify", "--json")
    #expect(
      try outcome.object().keys.sorted() == ["auditHead", "books", "checks", "ledgerHash", "ok", "tallies", "workings"])
    let report = try decode(Verify.self, outcome)
    #expect(report.ok && report.checks.count > 10)
    #expect([report.ledgerHash, report.auditHead].allSatisfy { $0.count == 64 && $0.allSatisfy(\.isHexDigit) })
    #expect(report.books.contains("posting") && report.tallies.contains("balance") && report.workings.contains("run"))
    let check = try #require((try outcome.object()["checks"] as? [[String: Any]])?.first)
    #expect(check.keys.sorted() == ["detail", "name", "ok"])
  }

  @Test("verify still gives its document where the books do not agree")
  func broken() throws {
    let home = try TestHome(.morning)
    try home.sql("UPDATE balance SET debit_pence = debit_pence + 1")
    let outcome = try home.run("verify", "--json")
    #expect(outcome.status == 70)
    let report = try decode(Verify.self, outcome)
    #expect(!report.ok && report.checks.contains { !$0.ok })
  }

  @Test("payroll import of one file gives an object, of several an array")
  func imports() throws {
    let home = try TestHome(.own)
    try home.write(Self.firstName, Self.first)
    try home.write(Samples.brokenName, Samples.broken)
    let one = try home.run("payroll", "import", home.file(Samples.brokenName), "--json")
    #expect(one.status == 65)
    #expect(Set(try one.object().keys).isSuperset(of: Self.importKeys))
    let refused = try decode(Import.self, one)
    #expect(refused.state == "rejected" && refused.file == Samples.brokenName && refused.sha256.count == 64)
    #expect(refused.errors.contains { $0.line == 2 && !$0.code.isEmpty && !$0.message.isEmpty })
    let fault = try #require((try one.object()["errors"] as? [[String: Any]])?.first)
    #expect(fault.keys.sorted() == ["code", "column", "line", "message"])

    let several = try home.run("payroll", "import", home.file(Self.firstName), home.file(Samples.brokenName), "--json")
    let reports = try JSONDecoder().decode([Import].self, from: Data(several.out.utf8))
    #expect(reports.map(\.state) == ["posted", "rejected"])
    #expect(reports[0].lines == 1 && reports[0].totalPence == 1000 && reports[0].import != nil)
    #expect(reports[0].funds.reduce(0) { $0 + $1.pence } == 1000)
    let share = try #require((try several.array()[0]["funds"] as? [[String: Any]])?.first)
    #expect(share.keys.sorted() == ["fund", "pence"])
  }

  @Test("a file that is posted already is told as such, with 0")
  func already() throws {
    let home = try TestHome(.own)
    try home.write(Self.firstName, Self.first)
    #expect(try home.run("payroll", "import", home.file(Self.firstName)).status == 3)
    let again = try home.run("payroll", "import", home.file(Self.firstName), "--json")
    #expect(again.status == 0)
    #expect(try decode(Import.self, again).state == "already-posted")
    let words = try home.run("payroll", "import", home.file(Self.firstName))
    #expect(words.status == 0 && words.out.contains("Nothing to do.") && words.error.isEmpty)
  }

  @Test("a file that is not there does not silence the others of the same command")
  func missing() throws {
    let home = try TestHome(.own)
    try home.write(Self.firstName, Self.first)
    let outcome = try home.run(
      "payroll", "import", home.file("rl-deductions-SBC-WEEKLY-2026-11-06-0001.csv"), home.file(Self.firstName),
      "--json")
    #expect(outcome.status == 66)
    #expect(outcome.error.contains("There is no file"))
    #expect(try JSONDecoder().decode([Import].self, from: Data(outcome.out.utf8)).map(\.state) == ["posted"])
  }

  @Test("fund list gives each fund's money in pence")
  func funds() throws {
    let outcome = try TestHome(.morning).run("fund", "list", "--json")
    for fund in try outcome.array() {
      #expect(
        fund.keys.sorted() == [
          "availablePence", "bankPence", "fund", "inTransitPence", "name", "promisedPence", "receivedPence",
        ])
    }
    let funds = try JSONDecoder().decode([Fund].self, from: Data(outcome.out.utf8))
    #expect(funds.contains { $0.fund == "no-limits" && $0.name == "No Limits" && $0.receivedPence > 0 })
  }

  @Test("batch run tells its steps, in order")
  func run() throws {
    let outcome = try TestHome(.fresh).run("batch", "run", "nightly", "--json", "--date", "2026-11-20")
    #expect(outcome.status == 3)
    #expect(try outcome.object().keys.sorted() == ["businessDate", "job", "run", "state", "steps"])
    let report = try decode(Run.self, outcome)
    #expect(
      report.run == 1 && report.job == "nightly" && report.businessDate == "2026-11-20" && report.state == "waiting")
    #expect(
      report.steps.map(\.step) == [
        "collect", "import", "agencies", "gifts", "forms", "bank", "verify-recent", "export", "back-up",
      ])
    let step = try #require((try outcome.object()["steps"] as? [[String: Any]])?.first)
    #expect(step.keys.sorted() == ["message", "read", "skipped", "state", "step", "written"])
  }

  private static let importKeys: Set<String> = [
    "file", "import", "sha256", "state", "lines", "totalPence", "openItems", "errors", "funds",
  ]
  /// A payroll's first file has nothing to be held against; its one line is of nobody we know.
  static let firstName = "payroll-ACME-STAFF-2026-11-20-0001.xml"
  static let first = """
    <?xml version="1.0" encoding="UTF-8"?>
    <PayrollDeductions xmlns="urn:nolimits:payroll:1">
      <Header employer="ACME" payroll="STAFF" payDate="2026-11-20" frequency="M1" sequence="1" created="2026-11-18T18:00:00Z"/>
      <Deduction payrollNumber="X-1" code="NOLIM" amount="10.00" surname="Okafor" initials="A"/>
      <Trailer count="1" total="10.00"/>
    </PayrollDeductions>

    """

  private func decode<Value: Decodable>(_ type: Value.Type, _ outcome: Outcome) throws -> Value {
    try JSONDecoder().decode(type, from: Data(outcome.out.utf8))
  }
}

// A decoder takes no true for a 1 and no "1" for a 1: these hold the types.

private struct Verify: Decodable {
  struct Check: Decodable {
    let name: String
    let ok: Bool
    let detail: String
  }
  let ok: Bool
  let checks: [Check]
  let books, tallies, workings: [String]
  let ledgerHash, auditHead: String
}

private struct Import: Decodable {
  struct Fault: Decodable {
    let line, column: Int
    let code, message: String
  }
  struct Share: Decodable {
    let fund: String
    let pence: Int
  }
  let file: String
  let `import`: Int?
  let sha256, state: String
  let lines, totalPence, openItems: Int
  let errors: [Fault]
  let funds: [Share]
}

private struct Fund: Decodable {
  let fund, name: String
  let receivedPence, inTransitPence, bankPence, promisedPence, availablePence: Int
}

private struct Run: Decodable {
  struct Step: Decodable {
    let step, state: String
    let read, written, skipped: Int
    let message: String
  }
  let run: Int
  let job, businessDate, state: String
  let steps: [Step]
}
