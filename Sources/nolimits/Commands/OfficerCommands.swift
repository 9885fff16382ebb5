// nolimits payroll changes, nolimits payroll remittance, nolimits payroll month, nolimits report

import ArgumentParser
import Dates
import Foundation
import Giving
import Operations
import People
import Store

/// Names beside payroll numbers: at a terminal only, each look recorded.
private enum Named {
  /// Records the look at whose lines are shown; the names come back only where they may be shown.
  static func look(at donors: [Int64], names: Bool, why: String, _ house: House) throws -> [Int64: String] {
    guard !names || Screen.isTerminal else {
      throw StoreError.notPermitted(action: "look", reason: "a name is shown at a terminal only")
    }
    if names { try house.requireReader(Action("payroll.look")) }
    let persons = Set(donors).sorted()
    guard !persons.isEmpty else { return [:] }
    let found = try Look.names(
      of: persons, why: why, by: house.actor, on: house.businessDate, key: house.freshKey("look"), house.store)
    return names ? found : [:]
  }
}

struct PayrollChanges: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "changes", abstract: "What payroll must be told: mandates that are new, changed or stopped.",
    discussion: """
      EXAMPLES
        nolimits payroll changes --cut-off 2026-11-10
        nolimits payroll changes --cut-off 2026-11-10 --csv >changes.csv
        nolimits payroll changes --cut-off 2026-11-10 --record

      Shows what changed since the last cut-off that was recorded. --record says that payroll has been told; the same
      list can then be shown again. It holds payroll numbers: the look is recorded.
      """)
  @OptionGroup var common: Common
  @OptionGroup var dryRun: DryRun
  @Option(name: .customLong("cut-off"), help: "The day of the cut-off.")
  var cutOff: String
  @Flag(help: "Record that payroll has been told.")
  var record = false
  @Flag(help: "Show names too, at a terminal.")
  var names = false

  func run() throws {
    let house = try common.house(reading: Action("payroll.read"))
    let day = try Common.day(cutOff)
    let changes = try CutOff.changes(on: day, house.store.reading)
    let names = try Named.look(at: changes.map(\.donor), names: names, why: "payroll-changes", house)
    if record {
      let request = WriteRequest(
        Action("payroll.cut-off"), by: house.actor, key: "cut-off/\(day)", inputs: Inputs(["day": "\(day)"]),
        on: house.businessDate, isDryRun: dryRun.isOn)
      _ = try house.store.write(request) { write in
        try CutOff.record(day, in: write)
        return changes.count
      }
    }
    let withNames = !names.isEmpty
    try common.screen.show(
      changes,
      as: Table(
        ["Change", "Employer", "Payroll", "Payroll number", "Code", "Amount", "From"] + (withNames ? ["Name"] : []),
        empty: "Nothing changed.",
        rows: changes.map {
          [
            .text($0.kind.rawValue), .text($0.employer), .text($0.payroll), .text($0.payrollNumber), .text($0.code),
            .pence($0.amountPence), .text($0.from),
          ] + (withNames ? [.text(names[$0.donor] ?? "")] : [])
        }))
    if record { common.screen.say("The cut-off of \(day) \(dryRun.isOn ? "would be" : "is") recorded.") }
    dryRun.remind(common.screen)
  }
}

struct PayrollRemittance: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remittance", abstract: "What goes to an agency for a tax month: donors, total, reference, due date.",
    discussion: """
      EXAMPLES
        nolimits payroll remittance 26-27M07
        nolimits payroll remittance 26-27M07 --agency PGA --csv >schedule.csv

      It holds payroll numbers: the look is recorded. A schedule that does not agree with the ledger says so and leaves
      with 70.
      """)
  @OptionGroup var common: Common
  @Argument(help: "The tax month, such as 26-27M07.")
  var taxMonth: String
  @Option(help: "Only this agency.")
  var agency: String?
  @Flag(help: "Show names too, at a terminal.")
  var names = false

  func run() throws {
    let house = try common.house(reading: Action("payroll.read"))
    let agencies = house.configuration.agencies.filter { agency == nil || $0.code == agency }
    if let agency, agencies.isEmpty { throw GivingError.notFound(kind: "agency", id: agency) }
    let found = try Remittance.all(of: try Common.taxMonth(taxMonth), agencies: agencies, house.store.reading)
    let names = try Named.look(
      at: found.flatMap(\.lines).compactMap(\.donor), names: names, why: "remittance", house)
    try common.screen.show(found, as: Self.schedule(found, names))
    for remittance in found { say(remittance) }
    if found.contains(where: { $0.differencePence != 0 }) { throw Leave(status: .invariantBroken) }
  }

  private static func schedule(_ found: [Remittance], _ names: [Int64: String]) -> Table {
    let withNames = !names.isEmpty
    return Table(
      ["Agency", "Employer", "Reference", "Payroll", "Payroll number", "Amount"] + (withNames ? ["Name"] : []),
      empty: "Nothing was deducted for an agency in this tax month.",
      rows: found.flatMap { remittance in
        remittance.lines.map { line in
          [
            .text(remittance.agency), .text(remittance.employer), .optional(remittance.reference), .text(line.payroll),
            .text(line.payrollNumber ?? "not in the register: line \(line.line ?? 0)"), .pence(line.amountPence),
          ] + (withNames ? [.text(line.donor.flatMap { names[$0] } ?? "")] : [])
        }
      })
  }

  private func say(_ remittance: Remittance) {
    let screen = common.screen
    screen.heading("\n\(remittance.employer) pays \(remittance.agency) \(remittance.totalPence.pounds)")
    screen.say("By \(remittance.dueDate), with the reference \(remittance.reference ?? "that the agency gave you").")
    if remittance.feePence > 0 { screen.say("Of it the agency's fee: \(remittance.feePence.pounds).") }
    if remittance.returnedPence != 0 {
      screen.say("Payroll gave back \(remittance.returnedPence.pounds) of the schedule since; it is not to be paid.")
    }
    if remittance.paidPence != 0 { screen.say("The agency tells of \(remittance.paidPence.pounds) already.") }
    if remittance.differencePence != 0 {
      Screen.complain(
        "The schedule and the ledger differ by \(remittance.differencePence.pounds). Pay nothing; run: nolimits verify")
    }
  }
}

struct PayrollMonth: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "month", abstract: "A tax month on one page: what came, what waits, what is to be paid.",
    discussion: """
      EXAMPLES
        nolimits payroll month 26-27M07
      """)
  @OptionGroup var common: Common
  @Argument(help: "The tax month, such as 26-27M07.")
  var taxMonth: String

  func run() throws {
    let house = try common.house(reading: Action("payroll.read"))
    let tasks = try OfficerMonth.tasks(
      of: try Common.taxMonth(taxMonth), profiles: house.configuration.profiles, on: house.businessDate,
      house.store.reading)
    try common.screen.show(
      tasks,
      as: Table(
        ["Done", "What", "Which", "How it stands", "By", "Amount"],
        rows: tasks.map {
          [
            .text($0.isDone ? "yes" : "no"), .text($0.kind), .text($0.what), .text($0.words), .optional($0.dueDate),
            $0.amountPence.map { .pence($0) } ?? .text(""),
          ]
        }))
  }
}

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Reports.",
    subcommands: [
      PayrollGivingReportCommand.self, BoardReportCommand.self, YearReportCommand.self, DonorLettersCommand.self,
      AuditPackCommand.self,
    ])
}

struct PayrollGivingReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payroll-giving", abstract: "What HMRC's inspector asks, answered with the lines behind it.",
    discussion: """
      EXAMPLES
        nolimits report payroll-giving
        nolimits report payroll-giving --year 2026-27 --csv
      """)
  @OptionGroup var common: Common
  @Option(help: "The tax year, such as 2026-27. Default: the one of the business date.")
  var year: String?
  @Option(help: "What chooses the five donors: the same seed chooses the same ones.")
  var seed: UInt64 = 1

  func run() throws {
    let house = try common.house(reading: Action("payroll.read"))
    let report = try PayrollGivingReport.make(
      yearBegins: try begins(house.businessDate), agencies: house.configuration.agencies, seed: seed,
      on: house.businessDate, house.store.reading)
    try common.screen.show(
      report,
      as: Table(
        ["Test", "Of", "As it should be", "Found", "Amount"],
        rows: report.lines.map {
          [
            .text($0.test), .text($0.what), .text($0.answer == .open ? "cannot say yet" : $0.answer.rawValue),
            .text($0.words), $0.amountPence.map { .pence($0) } ?? .text(""),
          ]
        }))
  }

  private func begins(_ today: CivilDate) throws -> Int {
    guard let year else { return TaxMonth(payDate: today).taxYearBegins }
    let parts = year.split(separator: "-")
    guard parts.count == 2, let first = Int(parts[0]), (2000...2998).contains(first),
      parts[1] == String(first + 1).suffix(2)
    else { throw ValidationError("\"\(year)\" is not a tax year like 2026-27.") }
    return first
  }
}
