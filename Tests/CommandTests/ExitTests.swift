// Every exit code that can be reached, each with what provokes it (`commands.md`, "Everywhere").

import Foundation
import Store
import Testing

/// A command and what it leaves with.
struct ExitCase: Sendable, CustomTestStringConvertible {
  let status: Int32
  let why: String
  let home: TestHome.Kind
  let arguments: [String]
  /// Part of what it says on stderr.
  let says: String
  let prepare: @Sendable (TestHome) throws -> Void

  init(
    _ status: Int32, _ why: String, _ home: TestHome.Kind, _ arguments: String, says: String = "",
    prepare: @escaping @Sendable (TestHome) throws -> Void = { _ in }
  ) {
    self.status = status
    self.why = why
    self.home = home
    self.arguments = arguments.split(separator: " ").map(String.init)
    self.says = says
    self.prepare = prepare
  }

  var testDescription: String { "\(status), \(why)" }
}

@Suite("Exit codes")
struct ExitTests {
  @Test("each command leaves with its code, and says why on stderr only", arguments: cases)
  func leaves(_ expected: ExitCase) throws {
    let home = try TestHome(expected.home)
    try expected.prepare(home)
    let outcome = try home.run(expected.arguments.map { $0.replacing("HOME", with: home.path) })
    #expect(outcome.status == expected.status, "\(outcome.error)\(outcome.out)")
    #expect(expected.says.isEmpty ? outcome.error.isEmpty : outcome.error.contains(expected.says), "\(outcome.error)")
    if expected.status >= 64 { #expect(outcome.out.isEmpty, "\(outcome.out)") }
  }

  @Test("a job that finds another at work leaves with 75 within a second, and says who holds the lock")
  func busy() throws {
    let home = try TestHome(.fresh)
    let lock = try FileLock(home.file("job.lock"), holder: "a test of ours", waitSeconds: 0)
    let start = Date()
    let outcome = try home.run("batch", "run", "nightly")
    #expect(outcome.status == 75)
    #expect(Date().timeIntervalSince(start) < 1.5)
    #expect(outcome.error.contains("a test of ours") && outcome.error.contains("Nothing was changed."))
    withExtendedLifetime(lock) {}
  }

  @Test("a result that cannot be written is 74, not silence and no crash")
  func full() throws {
    let home = try TestHome(.morning)
    let outcome = try Program.run("/bin/sh", ["-c", "'\(Program.path)' --home '\(home.path)' status > /dev/full"])
    #expect(outcome.status == 74)
    #expect(outcome.error.contains("cannot be written"))
  }

  @Test("every code of the contract is a code of the program")
  func codes() {
    #expect(ExitStatus.allCases.map(\.rawValue) == [0, 3, 64, 65, 66, 70, 73, 74, 75, 77, 78])
  }

  private static let held = "payroll import HOME/inbox/\(Samples.heldName)"

  static let cases: [ExitCase] = [
    // Done, or nothing to do.
    ExitCase(0, "a look", .morning, "status"),
    ExitCase(0, "books that agree", .morning, "verify"),
    ExitCase(0, "books that agree, since the last proof", .morning, "verify --since-last"),
    ExitCase(0, "a night without files", .own, "batch run nightly"),
    ExitCase(0, "help", .none, "--help"),
    ExitCase(0, "a home that is up to date", .own, "init"),
    // Something waits for a person.
    ExitCase(3, "lines that need a person", .fresh, "batch run nightly", says: "lines need a person"),
    ExitCase(3, "a held file", .fresh, held) {
      _ = try $0.run("batch", "run", "nightly")
      try $0.write("inbox/\(Samples.heldName)", Samples.held)
    },
    ExitCase(3, "a link in the inbox", .own, "batch run nightly", says: "not-a-regular-file") {
      try FileManager.default.createSymbolicLink(atPath: $0.file("inbox/x.csv"), withDestinationPath: "/etc/passwd")
    },
    ExitCase(3, "a yes that leaves lines for a person", .morning, "approval give P12 --as finance2"),
    // Usage.
    ExitCase(64, "an unknown flag", .morning, "status --colour", says: "Unknown option"),
    ExitCase(64, "no date", .morning, "status --date yesterday", says: "not a date"),
    ExitCase(64, "a missing argument", .morning, "payroll import", says: "Missing expected argument"),
    ExitCase(64, "a file that no profile fits", .morning, "payroll import HOME/scheme.key", says: "No profile fits"),
    ExitCase(
      64, "two ways at once", .morning, "payroll resolve X --noted --returned --reason looked-at", says: "Say one of"),
    ExitCase(
      64, "a reason of one's own", .morning, "payroll resolve X --noted --reason because", says: "--reason is one of"),
    ExitCase(
      64, "an amount beyond what any gift is", .morning, "gift add 9999999999.99 --on 2026-01-05 --by MAYOR",
      says: "is too large: the most is £999,999,999.99"),
    ExitCase(64, "an amount that is none", .morning, "gift add ten --on 2026-01-05 --by MAYOR", says: "like 10.00"),
    ExitCase(
      64, "exact figures for a reason of one's own", .morning,
      "fund statement no-limits 2026-10 --as trustee --why Robin",
      says: "  - error-looked-into\n"),
    ExitCase(64, "no year", .morning, "report donor-letters 2026-28", says: "not a year like 2025-26"),
    ExitCase(
      64, "one letter and all of them", .morning, "report donor-letters 2026-27 --letter 1 --list",
      says: "Only one of"),
    ExitCase(64, "a pack of no year", .morning, "report audit-pack last-year --as auditor", says: "not a year"),
    // Input refused.
    ExitCase(
      65, "a file with faults", .morning, "payroll import HOME/\(Samples.brokenName)", says: "Nothing was posted."
    ) {
      try $0.write(Samples.brokenName, Samples.broken)
    },
    ExitCase(
      65, "a folder for a file", .morning, "payroll import HOME/config --profile canonical-csv",
      says: "only regular files"),
    ExitCase(65, "mandates with faults", .own, "mandate import HOME/m.csv", says: "Nothing was recorded.") {
      try $0.write("m.csv", "employer,payroll\nSBC,STAFF\n")
    },
    ExitCase(
      65, "a yes to what does not wait", .morning, "approval give P1 --as finance2", says: "Nothing was changed."),
    ExitCase(
      65, "letters of a year that is not closed", .morning, "report donor-letters 2026-27", says: "is not closed"),
    ExitCase(
      65, "a gift on a day to come", .morning, "gift add 5.00 --on 2099-01-01 --by MAYOR", says: "has not come yet"),
    ExitCase(
      65, "a gift that is said to be with the foundation", .morning,
      "gift add 5.00 --on 2026-01-05 --by MAYOR --received FDN", says: "the bank's line pays it"),
    ExitCase(
      66, "a gift in an account that there is not", .morning,
      "gift add 5.00 --on 2026-01-05 --by MAYOR --received NOSUCH", says: "There is no bank account"),
    // Input missing.
    ExitCase(
      66, "letters that were never made", .morning, "report donor-letters 2026-27 --handed-over", says: "No letters"),
    ExitCase(
      66, "a letter of letters that were never made", .morning, "report donor-letters 2026-27 --letter 1",
      says: "No letters"),
    ExitCase(66, "no home", .none, "status --config \(Program.repository)/config", says: "nolimits init"),
    ExitCase(66, "no file", .morning, "payroll import HOME/no.csv --profile canonical-csv", says: "There is no file"),
    ExitCase(
      66, "no job", .morning, "batch run weekly",
      says: "There is no job weekly. There are: half-year, month-end, nightly, prove."),
    ExitCase(66, "no run", .morning, "batch show 99", says: "There is no run 99."),
    ExitCase(66, "no import", .morning, "payroll show 99", says: "There is no import 99."),
    ExitCase(66, "no approval", .morning, "approval show P99", says: "Nothing was changed."),
    ExitCase(66, "no item", .morning, "payroll resolve X --noted --reason looked-at", says: "There is no item X."),
    // An invariant broke.
    ExitCase(66, "heads that are not there", .morning, "verify --heads HOME/none", says: "Nothing was changed."),
    ExitCase(70, "a tally that does not agree", .morning, "verify", says: ":") { try $0.sql(tamper) },
    ExitCase(70, "the night finds it too", .morning, "batch run prove", says: "verify-all failed") {
      try $0.sql(tamper)
    },
    // Cannot write.
    ExitCase(73, "a practice home where one is", .morning, "demo HOME", says: "already"),
    ExitCase(73, "an outbox that is no folder", .fresh, "batch run nightly", says: "export failed") {
      try FileManager.default.removeItem(atPath: $0.file("outbox"))
      try $0.write("outbox", "in the way")
    },
    // Input or output failed.
    ExitCase(74, "a database that is none", .morning, "status", says: "Nothing was changed.") {
      for name in ["nolimits.sqlite-wal", "nolimits.sqlite-shm"] {
        try? FileManager.default.removeItem(atPath: $0.file(name))
      }
      try $0.write("nolimits.sqlite", String(repeating: "not a database\n", count: 1000))
    },
    // Not permitted.
    ExitCase(77, "--as on a home of one's own", .own, "status --as finance", says: "only practice homes"),
    ExitCase(
      77, "--as on a job of a home of one's own", .own, "batch run nightly --as finance", says: "only practice homes"),
    ExitCase(77, "a login that there is not", .morning, "status --as nobody", says: "no login nobody"),
    ExitCase(77, "a wrong role", .morning, "payroll approve 12 --as auditor", says: "needs the role"),
    ExitCase(77, "a second person who is the first", .morning, "payroll approve 13", says: "another person must agree")
    {
      try $0.write("mine.csv", Samples.held.replacing("2026-11-20", with: "2026-11-06"))
      let held = try $0.run("payroll", "import", $0.file("mine.csv"), "--profile", "canonical-csv")
      try #require(held.status == 3, "\(held.error)")
    },
    ExitCase(77, "tomorrow's business date", .morning, "status --date 2999-01-01", says: "cannot be in the future"),
    ExitCase(77, "a decision of yesterday", .morning, "payroll approve 12 --date 2026-01-01", says: "made today"),
    ExitCase(77, "a pack for another than the auditor", .morning, "report audit-pack 2026-27", says: "auditor"),
    // The configuration does not fit.
    ExitCase(78, "letters without their words", .morning, "report donor-letters", says: "donor-letter-words.yaml") {
      try $0.closeAll()
      try FileManager.default.removeItem(atPath: $0.file("config/templates/donor-letter-words.yaml"))
    },
    ExitCase(78, "no configuration", .morning, "status --config /nowhere", says: "no configuration here"),
    ExitCase(78, "an unknown key", .morning, "status", says: "scheme.yaml:") {
      try $0.write("config/scheme.yaml", $0.text("config/scheme.yaml") + "colour: blue\n")
    },
    ExitCase(78, "a job file that is wrong", .morning, "batch run nightly", says: "nightly.yaml:") {
      try $0.write("batches/nightly.yaml", $0.text("batches/nightly.yaml") + "colour: blue\n")
    },
    ExitCase(78, "a step that there is not", .morning, "batch run prove", says: "There is no step") {
      try $0.write("batches/prove.yaml", $0.text("batches/prove.yaml").replacing("verify-all", with: "verify-some"))
    },
    ExitCase(78, "a database of another version", .morning, "status", says: "brought up to date by nolimits init") {
      try $0.sql("INSERT INTO grdb_migrations VALUES ('later-1')")
    },
    ExitCase(78, "no scheme key", .own, "status", says: "key") {
      try FileManager.default.removeItem(atPath: $0.file("config/scheme.key"))
    },
  ]

  private static let tamper = "UPDATE balance SET debit_pence = debit_pence + 1"
}
