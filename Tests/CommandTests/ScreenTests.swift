// What people see: results on stdout, messages on stderr, nothing wider than their terminal, no colour they did not ask for.

import Foundation
import Testing

@Suite("Screens")
struct ScreenTests {
  /// Every command that only looks, on a morning after a night.
  static let allLooks = [
    "status", "payroll files", "payroll exceptions", "payroll exceptions --all", "payroll show 1", "payroll show 11",
    "payroll show 12",
    "payroll profiles", "employer show SBC", "payroll lapsed 2026-10", "approval list", "approval show P12",
    "batch list", "batch history",
    "batch show 1", "fund list", "fund show no-limits", "suspense list", "entry list", "donor list", "donor show 20",
    "mandate list", "mandate show M1", "employer list", "person list", "audit log --as auditor", "backup list",
    "trace no-limits",
    "trace SBC/STAFF/2026-10-30/0001",
  ]
  static let lists = allLooks.filter { !$0.hasPrefix("payroll show") && !$0.hasPrefix("fund show") }

  private static func words(_ command: String) -> [String] { command.split(separator: " ").map(String.init) }

  @Test("a look leaves with 0 and says nothing on stderr", arguments: allLooks)
  func looks(_ command: String) throws {
    let outcome = try Self.morning.run(Self.words(command))
    #expect(outcome.status == 0 && outcome.error.isEmpty && !outcome.out.isEmpty, "\(outcome.error)")
  }

  @Test("the morning's screen names the commands that list what waits, and between them they list all of it")
  func seeThem() throws {
    // What an agency keeps is no line of a payroll.
    let home = try TestHome(.morning)
    let report = "agency-PGA-2026-11-12-1.csv"
    try home.write(
      "inbox/\(report)",
      String(contentsOfFile: "\(Program.repository)/batches/samples/\(report)", encoding: .utf8)
        .replacing("0.4000,9.6000,5.0000,0.0000,14.6000", with: "0.5000,9.5000,5.0000,0.0000,14.5000"))
    _ = try home.run("batch", "run", "nightly")
    let status = try home.run("status").out
    let commands = status.split(separator: "\n").filter { $0.hasPrefix("  nolimits ") }
      .map { Self.words(String($0.dropFirst("  nolimits ".count))) }
    #expect(commands.contains(["payroll", "exceptions"]) && commands.contains(["payroll", "exceptions", "--all"]))
    for command in commands { #expect(try home.run(command).status == 0, "\(command)") }
    let all = try home.run("payroll", "exceptions", "--all", "--json").array().count
    let lines = try home.run("payroll", "exceptions", "--json").array().count
    let counted = try home.run("status", "--json").object()["items"] as? [[String: Any]]
    #expect(all == counted?.compactMap { $0["count"] as? Int }.reduce(0, +))
    #expect(lines > 0 && lines < all)
  }

  @Test("no screen is wider than an 80-column terminal, plain or not", arguments: allLooks)
  func narrow(_ command: String) throws {
    for plain in [[], ["--plain"]] {
      let shown = try Program.runAtTerminal(["--home", Self.morning.path] + Self.words(command) + plain, columns: 80)
      for line in shown.out.split(whereSeparator: \.isNewline) {
        // What cannot be broken is left whole: an id, a key, a command to be copied.
        let longest = line.split(separator: " ").map(\.count).max() ?? 0
        let text = line.replacing(/\u{1B}\[[0-9;]*m/, with: "")
        #expect(text.count <= 80 || longest > 70, "\(command): \(line)")
      }
    }
  }

  @Test("colour and rules are for terminals: --plain, NO_COLOR and a pipe have none")
  func plain() throws {
    let home = ["--home", Self.morning.path, "status"]
    let coloured = try Program.runAtTerminal(home, columns: 120).out
    #expect(coloured.contains("\u{1B}[1m") && coloured.contains("─"))
    let plain = [
      try Program.runAtTerminal(home + ["--plain"], columns: 120).out,
      try Program.runAtTerminal(home, columns: 120, environment: ["NO_COLOR": "1"]).out,
      try Self.morning.run("status").out,
    ]
    for screen in plain { #expect(!screen.contains("\u{1B}") && !screen.contains("─") && screen.contains("PRACTICE")) }
  }

  @Test("where there is no terminal every row is one line")
  func rows() throws {
    let files = try Self.morning.run("payroll", "files").out.split(separator: "\n")
    let json = try Self.morning.run("payroll", "files", "--json").array()
    #expect(files.count == json.count + 1)
  }

  @Test(
    "every list is CSV too: a name for each column, as many fields in each row, pounds with a point", arguments: lists)
  func csv(_ command: String) throws {
    let outcome = try Self.morning.run(Self.words(command) + ["--csv"])
    #expect(outcome.status == 0 && outcome.error.isEmpty)
    let rows = try CSVRows.read(outcome.out)
    let headings = try #require(rows.first)
    #expect(headings.allSatisfy { !$0.isEmpty } && Set(headings).count == headings.count, "\(headings)")
    for row in rows {
      #expect(row.count == headings.count, "\(row)")
      for field in row {
        let isNumber = field.wholeMatch(of: /-[0-9]+(\.[0-9]{2})?/) != nil
        #expect(isNumber || !"=+-@\t\r".contains(field.first ?? " "), "\(field)")
      }
    }
  }

  @Test("a name that a spreadsheet would run is guarded in CSV")
  func formulas() throws {
    let home = try TestHome(.own)
    #expect(try home.run("employer", "add", "EVIL", "--name", "=HYPERLINK(\"http://x\")").status == 0)
    let rows = try CSVRows.read(try home.run("employer", "list", "--csv").out)
    #expect(rows.contains(["EVIL", "'=HYPERLINK(\"http://x\")"]))
  }

  @Test("a name with control characters cannot move a terminal's cursor or turn its writing")
  func harmless() throws {
    let home = try TestHome(.own)
    let evil = "a\u{1B}[2Jb\u{202E}c"
    let added = try home.run("employer", "add", "EVIL", "--name", evil)
    #expect(added.status == 65 && !added.error.contains("\u{1B}") && !added.error.contains("\u{202E}"))
    // One that found its way in all the same.
    try home.sql("DROP TRIGGER employer_is_never_changed; UPDATE employer SET name = '\(evil)' WHERE code = 'SBC'")
    for format in [[], ["--csv"]] {
      let shown = try home.run(["employer", "list"] + format)
      #expect(shown.status == 0 && shown.out.contains("SBC") && shown.out.contains("[2J"))
      #expect(!shown.out.contains("\u{1B}") && !shown.out.contains("\u{202E}"))
    }
  }

  @Test("a second night with nothing to do is silent")
  func silence() throws {
    let home = try TestHome(.fresh)
    let first = try home.run("batch", "run", "nightly")
    #expect(first.status == 3 && first.out.isEmpty)
    #expect(first.error.split(separator: "\n").count == 1)
    let second = try home.run("batch", "run", "nightly")
    #expect(second.status == 0 && second.out.isEmpty && second.error.isEmpty)
  }

  @Test("a refused file is told in the morning, until a right one was posted in its place or it is taken away")
  func refused() throws {
    let home = try TestHome(.morning)
    #expect(try home.run("status").out.contains("Import 11 (canonical-csv) was refused"))
    try home.write("right.csv", Samples.held.replacing("2026-11-20", with: "2026-11-13"))
    _ = try home.run("payroll", "import", home.file("right.csv"), "--profile", "canonical-csv")
    #expect(try home.run("status").out.contains("Import 11 (canonical-csv) was refused"), "the other is held")
    let approved = try home.run("payroll", "approve", "13", "--as", "finance2")
    #expect([0, 3].contains(approved.status), "\(approved.error)")
    #expect(!(try home.run("status").out.contains("was refused")))
    let other = try TestHome(.morning)
    for name in other.names("rejected") { try FileManager.default.removeItem(atPath: other.file("rejected/\(name)")) }
    #expect(!(try other.run("status").out.contains("was refused")))
  }

  @Test("verify is silent when all is well")
  func quiet() throws {
    let outcome = try Self.morning.run("verify")
    #expect(outcome.status == 0 && outcome.out.isEmpty && outcome.error.isEmpty)
  }

  @Test("a job that a person watches shows its steps")
  func watched() throws {
    let home = try TestHome(.fresh)
    let shown = try Program.runAtTerminal(["--home", home.path, "batch", "run", "nightly"], columns: 100)
    #expect(shown.status == 3 && shown.out.contains("Run 1 of nightly") && shown.out.contains("verify-recent"))
  }

  /// One home for all that only look.
  private static var morning: TestHome { shared }
  private static let shared: TestHome = {
    do { return try TestHome(original: .morning) } catch { fatalError("\(error)") }
  }()
}

/// A reader of CSV that is not ours.
enum CSVRows {
  static func read(_ text: String) throws -> [[String]] {
    let program = "import csv,json,sys; print(json.dumps(list(csv.reader(open(sys.argv[1], newline='')))))"
    let folder = try Folder()
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.file("csv")))
    let read = try Program.run("/usr/bin/python3", ["-c", program, folder.file("csv")])
    return try JSONDecoder().decode([[String]].self, from: Data(read.out.utf8))
  }
}
