// nolimits status

import ArgumentParser
import Dates
import Giving
import Operations

struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "One screen: what can be awarded, what waits for you, how the last runs went.",
    discussion: """
      EXAMPLES
        nolimits status
        nolimits status --json
      """)

  @OptionGroup var common: Common

  func run() throws {
    let house = try common.house()
    let status = try house.status()
    let screen = common.screen
    guard screen.format == .text else { return try screen.show(status, as: FundTable.table(status.funds)) }
    if status.practice { screen.say("PRACTICE. Nobody here is real.") }
    screen.heading("\(status.scheme), \(house.businessDate.inWords)")
    screen.show(FundTable.table(status.funds))
    showWaiting(status, screen)
    screen.heading("\nLast runs")
    screen.show(
      Table(
        ["Run", "Job", "For", "Ended", ""], empty: "No job has run yet. Cron runs: nolimits batch run nightly",
        rows: status.runs.map {
          [.count($0.run), .text($0.job), .text($0.businessDate), .text($0.state), .optional($0.notice)]
        }))
    screen.say("Last backup: \(status.lastBackup ?? "none yet")")
  }

  private func showWaiting(_ status: Status, _ screen: Screen) {
    screen.heading("\nWaits for a person")
    let items = status.items.map { item in
      let words = Finding(code: item.code)?.words ?? item.code
      return [Table.Cell.count(item.count), .text(words), .pence(item.suspensePence)]
    }
    let empty = status.approvals.isEmpty && status.inboxLeft.isEmpty ? "Nothing." : "No payroll lines."
    screen.show(Table(["Lines", "Because", "In suspense"], empty: empty, rows: items))
    if !items.isEmpty { screen.say("See them: nolimits payroll exceptions") }
    for approval in status.approvals {
      screen.say("\(approval.id): \(Table.harmless(approval.words)). Yes: nolimits approval give \(approval.id)")
    }
    if status.inboxFiles > 0 { screen.say("\(status.inboxFiles) files lie in the inbox for the next night.") }
    for left in status.inboxLeft {
      screen.say("Left in the inbox (\(left.code)): \(Screen.isTerminal ? Table.harmless(left.file) : "a file")")
    }
  }
}
