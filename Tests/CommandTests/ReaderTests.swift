// Who may read which list, what is shown of a payroll file, and what a terminal is never made to obey.

import Foundation
import Testing

@Suite("Readers") struct ReaderTests {
  /// Lists from which small numbers could be worked out, or persons found.
  static let gated = [
    "mandate list", "mandate show M1", "donor list", "donor show 20", "gift list", "match list", "entry list",
    "payroll files", "payroll show 1", "payroll exceptions", "payroll lapsed 2026-10", "payroll month 26-27M07",
    "payroll remittance 26-27M07", "payroll changes --cut-off 2026-11-10", "report payroll-giving",
    "declaration list", "payment list", "export payments --list", "suspense list", "bank statements", "bank unmatched",
    "bank reconcile", "employer show SBC", "agency reports", "audit log",
  ]

  private static func words(_ command: String) -> [String] { command.split(separator: " ").map(String.init) }

  @Test("A trustee and a support adult are refused lists that undo the hiding of small numbers", arguments: gated)
  func refused(_ command: String) throws {
    let home = try TestHome(original: .morning)
    let outcome = try home.run(Self.words(command) + ["--as", "trustee"])
    #expect(outcome.status == 77 && outcome.out.isEmpty, "\(outcome.out)")
    #expect(outcome.error.contains("this needs the role of"), "\(outcome.error)")
    let adult = try home.run(Self.words(command) + ["--as", "supportadult"])
    let isTheirs = ["payment list", "export payments --list"].contains(command)
    #expect(adult.status == (isTheirs ? 0 : 77), "\(adult.error)")
  }

  @Test("An auditor reads them all", arguments: gated.filter { !$0.hasPrefix("bank reconcile") })
  func read(_ command: String) throws {
    let outcome = try TestHome(.morning).run(Self.words(command) + ["--as", "auditor"])
    #expect(outcome.status == 0, "\(outcome.error)")
  }

  @Test("The audit log is not finance's") func auditLog() throws {
    let home = try TestHome(original: .morning)
    #expect(try home.run("audit", "log").status == 77)
    #expect(try home.run("audit", "log", "--as", "operator").status == 0)
  }

  @Test(
    "What stands in a payroll file is shown to finance, at a terminal; where no home is, to whoever makes a profile")
  func check() throws {
    let home = try TestHome(.morning)
    try home.write("pay.csv", Samples.held)
    func shown(_ more: [String]) throws -> Outcome {
      try Program.runAtTerminal(
        more + ["payroll", "check", home.file("pay.csv"), "--profile", "canonical-csv"], columns: 200)
    }
    let finance = try shown(["--home", home.path, "--as", "finance"])
    #expect(finance.status == 0 && finance.out.contains("100234"), "\(finance.out)")
    for login in ["trustee", "auditor", "supportadult", "operator", "fundmanager"] {
      let other = try shown(["--home", home.path, "--as", login])
      #expect(other.status == 0 && !other.out.contains("100234") && other.out.contains("(not shown)"), "\(other.out)")
    }
    let none = try shown(["--home", home.file("nowhere"), "--config", "\(Program.repository)/config"])
    #expect(none.status == 0 && none.out.contains("100234"), "\(none.out)")
    let piped = try home.run("payroll", "check", home.file("pay.csv"), "--profile", "canonical-csv")
    #expect(piped.status == 0 && !piped.out.contains("100234"))
  }

  @Test("Names beside payroll numbers are finance's alone") func names() throws {
    let home = try TestHome(.morning)
    let command = ["payroll", "changes", "--cut-off", "2026-11-10", "--names"]
    for (login, status) in [("finance", 0), ("auditor", 77), ("fundmanager", 77)] as [(String, Int32)] {
      let outcome = try Program.runAtTerminal(["--home", home.path, "--as", login] + command, columns: 200)
      #expect(outcome.status == status, "\(login): \(outcome.out)")
    }
  }

  @Test("What is typed, and what files are called, is made harmless on stderr as on stdout") func harmless() throws {
    let home = try TestHome(.morning)
    let nasty = "\u{1B}[31m\u{202E}\u{7}x"
    for (arguments, status) in [
      (["status", "--\(nasty)"], 64),
      (["payroll", "import", "\(home.path)/\(nasty)", "--profile", "canonical-csv"], 66),
      (["entry", "show", nasty], 66), (["payroll", "lapsed", nasty], 64), (["trace", nasty], 66), ([nasty], 64),
    ] as [([String], Int32)] {
      let outcome = try home.run(arguments)
      #expect(outcome.status == status && !outcome.error.isEmpty, "\(arguments): \(outcome.error)")
      for mark in ["\u{1B}", "\u{202E}", "\u{7}"] {
        #expect(!outcome.error.unicodeScalars.contains(mark.unicodeScalars.first ?? " "), "\(arguments)")
      }
      #expect(outcome.error.contains("\u{FFFD}") || arguments == [nasty], "what was typed can still be told")
    }
  }

  @Test("Names and reasons with control characters are refused, whatever they are for") func plainText() throws {
    let home = try TestHome(.morning)
    let name = "Help\u{1B}[2J"
    for (login, arguments) in [
      (
        "fundmanager",
        [
          "programme", "open", "help", "--name", name, "--fund", "no-limits", "--use", "individuals", "--priority",
          "stability", "--way", "panel", "--cap", "700.00",
        ]
      ),
      ("finance", ["employer", "add", "NEW", "--name", name]),
      ("finance", ["fund", "open", "new", "--name", name, "--purpose", "A purpose"]),
    ] {
      let outcome = try home.run(arguments + ["--as", login])
      #expect(outcome.status == 65, "\(arguments): \(outcome.error)")
      #expect(outcome.error.contains("without control characters") && !outcome.error.contains("\u{1B}"))
    }
  }
}
