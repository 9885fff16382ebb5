// nolimits bank

import ArgumentParser
import Banking
import Dates
import Files
import Ledger
import Operations
import Store

struct BankCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bank", abstract: "Bank statements, and what their lines pay.",
    subcommands: [
      BankImport.self, BankStatements.self, BankUnmatched.self, BankAssign.self, BankReconcile.self,
    ])
}

struct BankImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take bank statements in.",
    discussion: """
      EXAMPLES
        nolimits bank import statement-FDN-2026-11.xml
        nolimits bank import *.xml --account FDN
        nolimits bank import FILE --dry-run

      A file is posted whole or not at all; several may come in any order. What is sure
      pays what is due; every other line waits in suspense. See: nolimits bank unmatched
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The files.", completion: .file())
  var files: [String]
  @Option(help: "The bank account. Default: the one whose pattern fits the file's name.")
  var account: String?

  func run() throws {
    let reports = try common.house().bankIntake(isDryRun: dryRun.isOn).take(files, account: account)
    if common.json {
      if files.count > 1 {
        try common.screen.show(reports, words: "")
      } else if let report = reports.first {
        try common.screen.show(report, words: "")
      }
    } else {
      for report in reports { show(report) }
      dryRun.remind(common.screen)
    }
    if reports.contains(where: { $0.state == .refused }) { throw Leave(status: .inputRefused) }
    if reports.contains(where: { $0.openItems > 0 }) { throw Leave(status: .waiting) }
  }

  private func show(_ report: BankReport) {
    let name = Table.harmless(report.file)
    switch report.state {
    case .posted:
      common.screen.say(
        "\(name): \(dryRun.isOn ? "would be posted" : "posted"), \(Words.counted(report.statements.count, "statement")), \(Words.counted(report.lines, "line")), \(report.assigned) assigned."
      )
      if report.openItems > 0 {
        common.screen.say("\(Words.counted(report.openItems, "item")) for a person. See: nolimits bank unmatched")
      }
    case .alreadyPosted: common.screen.say("\(name): already posted. Nothing to do.")
    case .refused:
      for fault in report.errors {
        Screen.complain("\(name):\(fault.line):\(fault.column): \(fault.message) (\(fault.code))")
      }
      if report.moreErrors > 0 { Screen.complain("and \(report.moreErrors) more faults") }
      Screen.complain("\(name): refused. Nothing was posted.")
    }
  }
}

struct BankStatements: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "statements", abstract: "The statements that were posted, in order.",
    discussion: """
      EXAMPLES
        nolimits bank statements
        nolimits bank statements --account FDN --csv
      """)
  @OptionGroup var common: Common
  @Option(help: "Only of this bank account.")
  var account: String?

  func run() throws {
    let statements = try PostedStatement.all(account: account, try common.house().store.reading)
    try common.screen.show(
      statements,
      as: Table(
        ["Statement", "Of", "Opening", "In", "Out", "Closing", "Lines", "Not ours"], leaving: ["Not ours"],
        empty: "No statement yet. Take one in: nolimits bank import FILE",
        rows: statements.map {
          [
            .text($0.id), .text($0.date), .pence($0.openingPence), .pence($0.inPence), .pence($0.outPence),
            .pence($0.closingPence), .count($0.lines), .count($0.otherLines),
          ]
        }))
  }
}

struct BankUnmatched: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unmatched", abstract: "Lines that wait for a person, and what they might pay.",
    discussion: """
      EXAMPLES
        nolimits bank unmatched
        nolimits bank unmatched --json

      What the bank says of a line can name people. It stays in the sealed archive.
      """)
  @OptionGroup var common: Common

  func run() throws {
    let waiting = try WaitingLine.all(try common.house().store.reading)
    try common.screen.show(
      waiting,
      as: Table(
        ["Line", "Of", "Amount", "Because", "Might pay", "How sure"], leaving: ["How sure"], empty: "Nothing waits.",
        rows: waiting.map {
          [
            .text($0.line), .text($0.date), .pence($0.amountPence), .text($0.reason), .optional($0.proposed),
            .text($0.confidence),
          ]
        }))
    if !waiting.isEmpty {
      common.screen.say("Say what one is:\n  nolimits bank assign LINE --to EXPECTATION --reason payer-confirmed")
      common.screen.say("Other ways and reasons: nolimits bank assign --help")
    }
  }
}

struct BankAssign: ParsableCommand {
  enum How: String, ExpressibleByArgument, CaseIterable { case gift, transfer }

  static let configuration = CommandConfiguration(
    commandName: "assign", abstract: "Say what a line in suspense is.",
    discussion: """
      EXAMPLES
        nolimits bank assign LINE --to EXPECTATION --reason remittance-advice
        nolimits bank assign LINE --fund no-limits --as-a gift --reason bank-text
        nolimits bank assign LINE --fund packs --as-a transfer --reason our-records

      What falls short is spread over funds; what is over stays in suspense.
      Reasons: \(LineReason.allCases.map(\.rawValue).joined(separator: ", ")).
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The line's id.")
  var line: String
  @Option(help: "What it pays: an expectation's id.")
  var to: String?
  @Option(help: "The fund it is for.")
  var fund: String?
  @Option(name: .customLong("as-a"), help: "With --fund: gift or transfer.")
  var how: How?
  @Option(help: "Why: one of the coded reasons.")
  var reason: String

  private func target() throws -> LineTarget {
    switch (to, fund, how) {
    case (let id?, nil, nil): return .expectation(id)
    case (nil, let fund?, .gift?): return .gift(fund)
    case (nil, let fund?, .transfer?): return .transfer(fund)
    default: throw ValidationError("Say either --to EXPECTATION, or --fund FUND and --as-a gift or transfer.")
    }
  }

  func run() throws {
    guard let reason = LineReason(rawValue: reason) else {
      throw ValidationError("--reason is one of: \(LineReason.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let settled = try common.houseForDecision().lineSettling(isDryRun: dryRun.isOn).assign(
      line, to: try target(), reason: reason)
    let left = settled.leftPence == 0 ? "" : "; \(settled.leftPence.pounds) stays there"
    try common.screen.show(
      settled,
      words:
        "\(dryRun.isOn ? "Would assign" : "Assigned") \(line): \(settled.movedPence.pounds) left suspense\(left).")
    dryRun.remind(common.screen)
    if !dryRun.isOn { common.screen.say("What is left: nolimits bank unmatched") }
  }
}

struct BankReconcile: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reconcile", abstract: "The bank beside the ledger, deductions beside what came.",
    discussion: """
      EXAMPLES
        nolimits bank reconcile
        nolimits bank reconcile --json
      """)
  @OptionGroup var common: Common

  struct Shown: Encodable {
    let accounts: [AccountReconciliation]
    let employers: [PassedOn]
  }

  func run() throws {
    let house = try common.house()
    let shown = Shown(
      accounts: try BankReconciliation.accounts(house.store.reading),
      employers: try BankReconciliation.passedOn(on: house.businessDate, house.store.reading))
    try common.screen.show(shown, as: accounts(shown))
    common.screen.heading("\nDeducted, passed on, banked")
    common.screen.show(employers(shown))
    common.screen.heading("\nStill to come")
    common.screen.show(differences(shown))
  }

  private func accounts(_ shown: Shown) -> Table {
    Table(
      ["Account", "Opening", "In", "Out", "Closing", "Ledger", "Difference"], empty: "No bank statement yet.",
      rows: shown.accounts.map {
        [
          .text($0.account + ($0.isShared ? " (shared)" : "")), .pence($0.openingPence), .pence($0.inPence),
          .pence($0.outPence), .pence($0.closingPence), .pence($0.ledgerPence), .pence($0.differencePence),
        ]
      })
  }

  private func employers(_ shown: Shown) -> Table {
    Table(
      ["Employer", "Tax month", "Deducted", "Passed on", "Banked"],
      rows: shown.employers.map {
        [
          .text($0.employer), .text($0.period), .pence($0.deductedPence), .pence($0.passedOnPence),
          .pence($0.bankedPence),
        ]
      })
  }

  private func differences(_ shown: Shown) -> Table {
    Table(
      ["Expectation", "Due", "By", "Days overdue"], empty: "Nothing.",
      rows: shown.employers.flatMap(\.differences).map {
        [.text($0.expectation), .pence($0.duePence), .text($0.dueDate), .count(Int64(max(0, $0.overdueDays)))]
      })
  }
}
