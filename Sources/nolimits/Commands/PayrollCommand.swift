// nolimits payroll: the group, and taking a file in.

import ArgumentParser
import Dates
import Files
import Foundation
import Giving
import Ledger
import Operations
import Store

struct PayrollCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payroll", abstract: "Payroll deduction files.",
    subcommands: [
      PayrollImport.self, PayrollFiles.self, PayrollShow.self, PayrollCheckCommand.self, PayrollApprove.self,
      PayrollReject.self, PayrollExceptions.self, PayrollResolve.self, PayrollProfiles.self, PayrollLapsed.self,
      PayrollChanges.self, PayrollRemittance.self, PayrollMonth.self,
    ])
}

struct PayrollImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take payroll files in.",
    discussion: """
      EXAMPLES
        nolimits payroll import payroll-SBC-STAFF-2026-10-30-0001.csv
        nolimits payroll import deductions.csv --profile canonical-csv
        nolimits payroll import corrected.csv --profile canonical-csv --supersedes
        nolimits payroll import FILE --dry-run

      A file is posted whole or not at all. One that is posted already is nothing to do.
      """)

  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The files.", completion: .file())
  var files: [String]
  @Option(help: "How to read them. Default: the profile that fits the file's name.")
  var profile: String?
  @Option(name: .customLong("pay-date"), help: "The day of pay, where neither file nor name says it.")
  var payDate: String?
  @Option(help: "The employer, where neither file nor name says it.")
  var employer: String?
  @Option(help: "The payroll, where neither file nor name says it.")
  var payroll: String?
  @Flag(help: "Take the place of the posted file of the same key; a second person must agree.")
  var supersedes = false

  func run() throws {
    let house = try common.house(for: Action("payroll.import"))
    let stated = StatedKey(payDate: try payDate.map(Common.day), employer: employer, payroll: payroll)
    let progress = Progress(plain: common.plain)
    var intake = house.payrollIntake(isDryRun: dryRun.isOn)
    intake.onProgress = { progress.show("posting, lines:", Int($0), of: nil) }
    var reports: [ImportReport] = []
    var refusal: (any Refusal)?
    for file in files {
      do {
        let report = try intake.take(file, profile: profile, stated: stated, supersedes: supersedes)
        progress.end()
        reports.append(report)
        if !common.json { ImportWords(report, isDryRun: dryRun.isOn).show(common.screen) }
      } catch let found as any Refusal {
        // The others are taken in all the same: what became of each is told.
        progress.end()
        if files.count > 1 { Screen.complain("\(Table.harmless(file)): \(found.sentence)") }
        refusal = refusal ?? found
      }
    }
    if common.json { try show(reports) }
    if let refusal { throw files.count > 1 ? Leave(status: refusal.exit) : refusal }
    if reports.contains(where: { $0.state == .rejected }) { throw Leave(status: .inputRefused) }
    if reports.contains(where: { $0.state == .held || $0.openItems > 0 }) { throw Leave(status: .waiting) }
  }

  /// One file gives one document, several an array.
  private func show(_ reports: [ImportReport]) throws {
    if files.count > 1 {
      try common.screen.show(reports, words: "")
    } else if let report = reports.first {
      try common.screen.show(report, words: "")
    }
  }
}

/// What became of a file, in words.
struct ImportWords {
  private let report: ImportReport
  private let isDryRun: Bool

  init(_ report: ImportReport, isDryRun: Bool) {
    self.report = report
    self.isDryRun = isDryRun
  }

  func show(_ screen: Screen) {
    let name = Table.harmless(report.file)
    // A held file that is approved has no name but its number.
    let isNumber = report.import.map { name == "import \($0)" } ?? false
    let number = report.import.map { isNumber ? "" : " as import \($0)" } ?? ""
    let file = isNumber ? name.prefix(1).uppercased() + name.dropFirst() : name
    switch report.state {
    case .posted:
      screen.say(
        "\(file): \(isDryRun ? "would be posted" : "posted\(number)"), \(Words.counted(report.lines, "line")), \(report.totalPence.pounds)."
      )
      screen.show(Table(["Fund", "Received"], rows: report.funds.map { [.text($0.fund), .pence($0.pence)] }))
      if report.openItems > 0 {
        screen.say(
          "\(Words.counted(report.openItems, "line")) for a person to settle. See: nolimits payroll exceptions")
      }
      if !isDryRun {
        screen.say("The community foundation has it with the next night, or now: nolimits export foundation")
      }
    case .alreadyPosted: screen.say("\(file): already posted\(number). Nothing to do.")
    case .held:
      let why = HoldReason.words(report.reason)
      screen.say("\(file): held\(number), because \(why). Nothing was posted.")
      if let number = report.import {
        screen.say("Look at it: nolimits payroll show \(number)")
        screen.say(
          "A second person says yes: nolimits payroll approve \(number); or no: nolimits payroll reject \(number)")
      }
    case .rejected: complain(file)
    }
    if isDryRun { screen.say("This was a dry run. Nothing was changed.") }
  }

  private func complain(_ file: String) {
    for fault in report.errors {
      Screen.complain("\(file):\(fault.line):\(fault.column): \(fault.message) (\(fault.code))")
    }
    if report.moreErrors > 0 { Screen.complain("and \(report.moreErrors) more faults") }
    Screen.complain("\(file): refused. Nothing was posted. Correct it where it was made and send it again.")
  }
}
