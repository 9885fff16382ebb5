// nolimits demo

import ArgumentParser
import Operations
import Practice
import Store

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo", abstract: "Make a practice home: invented people, and months that were lived through.",
    discussion: """
      Its months are closed to the penny, with a few open items; the last month's payroll files lie in the inbox, and
      applications wait for a meeting of the panel. With --inbox-only all payroll files lie there and nothing else is done.

      EXAMPLES
        nolimits demo ./practice --employees 200 --months 3 --seed 1
        nolimits --home ./practice batch run nightly

      The same seed makes the same bytes.
      """)

  @OptionGroup var common: Common
  @Argument(help: "The folder to make; there must be no home in it yet.")
  var directory: String
  @Option(help: "How many people give.")
  var employees = 200
  @Option(help: "How many months of payroll files.")
  var months = 3
  @Option(help: "What the invented people and amounts begin from.")
  var seed: UInt64 = 1
  @Option(help: "Only files of this profile.")
  var profile: String?
  @Option(help: "For measuring: a home in which so many young people have applied over the years, and little else.")
  var applications: Int?
  @Flag(name: .customLong("inbox-only"), help: "Leave all payroll files in the inbox; do nothing else.")
  var isInboxOnly = false

  func validate() throws {
    guard (1...10_000_000).contains(employees) else { throw ValidationError("--employees is from 1 to 10,000,000.") }
    guard (1...240).contains(months) else { throw ValidationError("--months is from 1 to 240.") }
    guard applications.map({ (1...1_000_000).contains($0) }) ?? true else {
      throw ValidationError("--applications is from 1 to 1,000,000.")
    }
  }

  func run() throws {
    let progress = Progress(plain: common.plain)
    let demo = Demo(
      directory: directory, employees: employees, months: months, seed: seed, profile: profile,
      configurationFolder: common.config ?? "./config", isInboxOnly: isInboxOnly)
    let report =
      if let applications {
        try demo.make(applications: applications) { progress.show($0, $1, of: $2) }
      } else { try demo.make { progress.show($0, $1, of: $2) } }
    progress.end()
    try common.screen.show(
      report,
      words: applications.map {
        "A practice home stands in \(directory): \($0) applications." + words(report.passcodes)
      }
        ?? """
        A practice home stands in \(directory): \(report.donors) givers, \(report.files.count) payroll files in its inbox.
        Do a night's work:  nolimits --home \(directory) batch run nightly
        Then look:          nolimits --home \(directory) status
        """ + words(report.passcodes))
  }

  /// How to try a meeting. Nobody's secret: the members are invented.
  private func words(_ passcodes: [DemoPasscode]) -> String {
    guard !passcodes.isEmpty else { return "" }
    let members = passcodes.map { "  \($0.passcode)  \($0.name) (\($0.login))" }.joined(separator: "\n")
    return """

      Try a meeting:      nolimits --home \(directory) --as supportadult panel meeting
      Its members and their practice passcodes:
      \(members)
      """
  }
}
