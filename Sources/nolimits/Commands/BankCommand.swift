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
      BankImport.self, BankStatements.self, BankUnmatched.self, BankShow.self, BankAssign.self, BankReconcile.self,
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
    let reports = try common.house(for: Action("bank.import")).bankIntake(isDryRun: dryRun.isOn).take(
      files, account: account)
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
    let statements = try PostedStatement.all(
      account: account, try common.house(reading: Action("bank.read")).store.reading)
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

struct BankAssign: ParsableCommand {
  enum How: String, ExpressibleByArgument, CaseIterable { case gift, transfer, charge }

  static let configuration = CommandConfiguration(
    commandName: "assign", abstract: "Say what a line in suspense is.",
    discussion: """
      EXAMPLES
        nolimits bank assign LINE --to EXPECTATION --reason remittance-advice
        nolimits bank assign LINE --fund no-limits --as-a gift --reason bank-text
        nolimits bank assign LINE --fund packs --as-a transfer --reason our-records
        nolimits bank assign LINE --fund no-limits --as-a charge --reason bank-text
        nolimits bank assign LINE --undoes OTHER --reason bank-text

      A charge is what the bank takes for itself. One line undoes another where the
      bank took an entry back: both must wait, and come to nothing together.
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
  @Option(name: .customLong("as-a"), help: "With --fund: gift, transfer or charge.")
  var how: How?
  @Option(help: "The line that the bank undid by this one.")
  var undoes: String?
  @Option(help: "Why: one of the coded reasons.")
  var reason: String

  private func target() throws -> LineTarget {
    switch (to, undoes, fund, how) {
    case (let id?, nil, nil, nil): return .expectation(id)
    case (nil, let line?, nil, nil): return .undoes(line)
    case (nil, nil, let fund?, .gift?): return .gift(fund)
    case (nil, nil, let fund?, .transfer?): return .transfer(fund)
    case (nil, nil, let fund?, .charge?): return .charge(fund)
    default:
      throw ValidationError(
        "Say one of: --to EXPECTATION; --fund FUND and --as-a gift, transfer or charge; --undoes LINE.")
    }
  }

  func run() throws {
    let house = try common.houseForDecision(Action("bank.assign"))
    guard let reason = LineReason(rawValue: reason) else {
      throw ValidationError("--reason is one of: \(LineReason.allCases.map(\.rawValue).joined(separator: ", ")).")
    }
    let settled = try house.lineSettling(isDryRun: dryRun.isOn).assign(
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
