// nolimits agency

import ArgumentParser
import Dates
import Files
import Foundation
import Giving
import Ledger
import Operations
import Store

struct AgencyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "agency", abstract: "Payroll giving agencies and their reports.",
    subcommands: [
      AgencyImportCommand.self, AgencyReports.self, AgencyShow.self, AgencyList.self, AgencyLate.self,
      AgencyDonorCommand.self,
    ])
}

struct AgencyImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Take an agency's report in.",
    discussion: """
      EXAMPLES
        nolimits agency import agency-PGA-2026-11-12-1.csv
        nolimits agency import report.csv --agency PGA --report-date 2026-11-12
        nolimits agency import FILE --dry-run

      A report is posted whole or not at all. One that is posted already is nothing to do.
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Argument(help: "The report.", completion: .file())
  var file: String
  @Option(help: "The agency's code. Default: the one that fits the file's name.")
  var agency: String?
  @Option(name: .customLong("report-date"), help: "The day on which the agency received the money.")
  var reportDate: String?
  @Option(help: "The agency's number of the report. Default: what the name says, else 1.")
  var report: String?
  @Flag(help: "It is another report, though it is like an earlier one.")
  var another = false

  @Flag(help: "It stands in the place of the posted report of its agency, day and number, once a second person agrees.")
  var supersedes = false

  func run() throws {
    let house = try common.house(for: Action("agency.import"))
    let stated = AgencyIntake.Stated(
      agency: agency, date: try reportDate.map(Common.day), report: report, isAnother: another)
    if supersedes { return try replace(stated) }
    let report = try house.agencyIntake(isDryRun: dryRun.isOn).take(file, stated: stated)
    try tell(report)
  }

  /// A person puts it in the place of the posted one: another person has to agree.
  private func replace(_ stated: AgencyIntake.Stated) throws {
    let (report, words) = try common.houseForDecision().replaceReport(file, stated: stated, isDryRun: dryRun.isOn)
    guard let words else { return try tell(report) }
    try common.screen.show(report, words: words)
    dryRun.remind(common.screen)
    throw Leave(status: .waiting)
  }

  private func tell(_ report: ImportReport) throws {
    if common.json { try common.screen.show(report, words: "") } else { say(report) }
    if report.state == .rejected { throw Leave(status: .inputRefused) }
    if report.state == .posted, report.openItems > 0 { throw Leave(status: .waiting) }
  }

  private func say(_ report: ImportReport) {
    let (screen, name) = (common.screen, Table.harmless(report.file))
    let number = report.import.map { " as import \($0)" } ?? ""
    switch report.state {
    case .posted:
      screen.say(
        "\(name): \(dryRun.isOn ? "would be posted" : "posted\(number)"), \(Words.counted(report.lines, "line")); the agency is to pay \(report.totalPence.pounds)."
      )
      screen.show(Table(["Fund", "With the agency"], rows: report.funds.map { [.text($0.fund), .pence($0.pence)] }))
      if report.openItems > 0 {
        screen.say("\(Words.counted(report.openItems, "item")) for a person to settle. See: nolimits suspense list")
      }
    case .alreadyPosted: screen.say("\(name): already posted\(number). Nothing to do.")
    case .held: break
    case .rejected:
      for fault in report.errors {
        Screen.complain("\(name):\(fault.line):\(fault.column): \(fault.message) (\(fault.code))")
      }
      if report.moreErrors > 0 { Screen.complain("and \(report.moreErrors) more faults") }
      Screen.complain("\(name): refused. Nothing was posted. Have the agency send it again.")
    }
    dryRun.remind(screen)
  }
}

struct AgencyReports: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reports", abstract: "The reports that were taken in, newest first.")
  @OptionGroup var common: Common

  func run() throws {
    let reports = try AgencyImport.all(try common.house(reading: Action("payroll.read")).store.reading)
    try common.screen.show(
      reports,
      as: Table(
        ["Import", "Report", "State", "Why", "Lines", "Gross", "Charge", "Match", "To be paid"], leaving: ["Import"],
        empty: "No report was taken in yet. Take one in: nolimits agency import FILE",
        rows: reports.map {
          [
            .count($0.number), .text($0.report), .text($0.state.rawValue), .optional($0.reason), .count($0.lines),
            .pence($0.grossPence), .pence($0.chargePence), .pence($0.matchPence), .pence($0.totalPence),
          ]
        }))
  }
}

struct AgencyShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "An agency, or one of its reports: its lines, its entry, and what waits.",
    discussion: """
      EXAMPLES
        nolimits agency show PGA
        nolimits agency show agency/PGA/2026-11-12/1
      """)
  @OptionGroup var common: Common
  @Argument(help: "The agency's code, or a report's id.")
  var what: String

  struct Shown: Encodable {
    let report: AgencyImport
    let lines: [AgencyReportLine]
    let entry: Entry?
    let items: [OpenItem]
  }

  func run() throws {
    let house = try common.house(reading: Action("payroll.read"))
    if let agency = house.configuration.agencies.first(where: { $0.code == what }) {
      let listed = ListedAgency(agency, on: house.businessDate)
      return try common.screen.show(listed, as: listed.table)
    }
    let reading = house.store.reading
    guard let report = try AgencyImport.find(what, reading) else {
      throw GivingError.notFound(kind: "agency or report", id: what)
    }
    let lines = try AgencyReportLine.of(import: report.number, reading)
    let entry = try Entry.find(report.report, reading)
    let items = try OpenItem.open(reading, subject: report.report)
    try common.screen.show(Shown(report: report, lines: lines, entry: entry, items: items), as: Self.table(lines))
    if let entry {
      common.screen.heading("\n\(entry.id)")
      common.screen.show(EntryTable.postings(entry))
    }
    if !items.isEmpty {
      common.screen.heading("\nWaits for a person")
      common.screen.show(ItemTable.table(items))
    }
  }

  private static func table(_ lines: [AgencyReportLine]) -> Table {
    func told(_ pence: Int64?) -> Table.Cell { pence.map { .pence($0) } ?? .text("n/a") }
    return Table(
      ["Line", "Employer", "Post", "Found by", "Gross", "Charge", "Net", "Match", "Total", "Finding"],
      leaving: ["Finding"],
      rows: lines.map {
        [
          .count($0.line), .optional($0.employer), .text($0.post.map { "\($0)" } ?? ""), .text($0.rule.rawValue),
          told($0.grossPence), told($0.chargePence), .pence($0.netPence),
          .pence($0.employerMatchPence + $0.otherMatchPence), .pence($0.totalPence), .text($0.finding.words),
        ]
      })
  }
}

struct AgencyLate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "late", abstract: "Money that employers or agencies have not paid by the lawful day.")
  @OptionGroup var common: Common
  @Option(help: "The day it is looked at. Default: the business date.")
  var on: String?

  func run() throws {
    let house = try common.house(reading: Action("payroll.read"))
    let late = try LateMoney.all(on: try on.map(Common.day) ?? house.businessDate, house.store.reading)
    try common.screen.show(
      late,
      as: Table(
        ["Expected", "From", "To", "For", "By", "Days late", "Amount"], leaving: ["For"], empty: "Nothing is late.",
        rows: late.map {
          [
            .text($0.expectation), .text($0.from), .text($0.to), .text($0.period), .text($0.dueDate),
            .count(Int64($0.ageDays)), .pence($0.amountPence),
          ]
        }))
  }
}
