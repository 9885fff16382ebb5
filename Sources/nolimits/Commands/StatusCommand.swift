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
    showOnItsWay(status, screen)
    showLines(status, screen)
    showForYou(status, screen)
    showApprovals(status, screen)
    showFiles(status, screen)
    showRuns(status, screen)
  }

  private func showOnItsWay(_ status: Status, _ screen: Screen) {
    showDue(status, screen)
    guard !status.overPaid.isEmpty else { return }
    screen.heading("\nPaid too much, or to be taken off")
    screen.show(
      Table(
        ["From", "To", "Amount"], rows: status.overPaid.map { [.text($0.from), .text($0.to), .pence($0.duePence)] }))
  }

  private func showDue(_ status: Status, _ screen: Screen) {
    guard !status.onItsWay.isEmpty else { return }
    screen.heading("\nOn its way")
    screen.show(
      Table(
        ["From", "To", "Amount", "First due by", "Late"],
        rows: status.onItsWay.map {
          let late = $0.latePence == 0 ? Table.Cell.text("nothing") : .pence($0.latePence)
          return [.text($0.from), .text($0.to), .pence($0.duePence), .text($0.earliestDue), late]
        }))
  }

  private func showLines(_ status: Status, _ screen: Screen) {
    screen.heading("\nWaits for a person")
    let items = status.items.map { item in
      let words = ItemWords.of(item.code)
      return [Table.Cell.count(item.count), .text(words), .suspense(item.suspensePence)]
    }
    let isAll = status.approvals.isEmpty && status.refused.isEmpty && status.inboxLeft.isEmpty
    screen.show(
      Table(["Lines", "Because", "In suspense"], empty: isAll ? "Nothing." : "No payroll lines.", rows: items))
    let commands = Set(status.items.map { ItemWords.command($0.code) }).sorted()
    if !commands.isEmpty { screen.say("See them:") }
    for command in commands { screen.say("  nolimits \(command)") }
  }

  private func showForYou(_ status: Status, _ screen: Screen) {
    guard !status.forYou.isEmpty else { return }
    screen.heading("\nWaits for you")
    screen.show(
      Table(
        ["How many", "What", "Late", "Next"],
        rows: status.forYou.map {
          [
            .count($0.count), .text($0.words), $0.late == 0 ? .text("") : .count($0.late),
            .text("nolimits \($0.command)"),
          ]
        }))
  }

  private func showApprovals(_ status: Status, _ screen: Screen) {
    guard let first = status.approvals.first else { return }
    screen.heading("\nWaits for a second person")
    screen.show(ApprovalTable.table(status.approvals))
    ApprovalTable.sayHow(first.id, screen)
  }

  private func showFiles(_ status: Status, _ screen: Screen) {
    guard !status.refused.isEmpty || !status.inboxLeft.isEmpty || status.inboxFiles > 0 else { return }
    screen.heading("\nFiles")
    for file in status.refused where file.kind != "payroll" {
      let source = file.profile.isEmpty ? "" : " (\(file.profile))"
      let name = "\(file.kind)-\(String(repeating: "0", count: max(0, 6 - "\(file.import)".count)))\(file.import)"
      screen.say(
        "The \(file.kind) import \(file.import)\(source) was refused: \(file.code). Nothing of it was posted, and no other came."
      )
      screen.say("Its faults stand in rejected/\(name).errors.txt")
    }
    for file in status.refused where file.kind == "payroll" {
      screen.say(
        "Import \(file.import) (\(file.profile)) was refused: \(file.code). Nothing of it was posted, and no other came."
      )
      screen.say("See its faults: nolimits payroll show \(file.import)")
    }
    for left in status.inboxLeft {
      let name = Screen.isTerminal ? Table.harmless(left.file) : "A file"
      screen.say("\(name) was left in the inbox: \(InboxWords.words(left)) (\(left.code))")
    }
    if status.inboxFiles > 0 {
      screen.say("\(status.inboxFiles) more in the inbox for the next night, or now: nolimits batch run nightly")
    }
  }

  private func showRuns(_ status: Status, _ screen: Screen) {
    screen.heading("\nLast runs")
    screen.show(
      Table(
        ["Run", "Job", "For", "State", "What waits or failed"],
        empty: "No job has run yet. Run one: nolimits batch run nightly",
        rows: status.runs.map {
          [.count($0.run), .text($0.job), .text($0.businessDate), .text($0.state), .text(notice($0))]
        }))
    screen.say("Last backup: \(status.lastBackup ?? "none yet")")
    if !status.configurationChanged.isEmpty {
      screen.say(
        "The configuration was changed since the books last were: \(status.configurationChanged.joined(separator: ", "))"
      )
    }
    showReportsChanged(status, screen)
  }

  private func showReportsChanged(_ status: Status, _ screen: Screen) {
    for changed in status.reportsChanged {
      screen.say(
        """
        \(changed.words), was given out before \(changed.monthWords) was opened again. It stays as it was. Tell them; the \
        next report of its kind shows what was put right.
        """)
    }
  }

  /// What cron was told, without the run, which stands beside it.
  private func notice(_ run: Status.LastRun) -> String {
    let notice = run.notice ?? ""
    let beginning = "\(run.job) \(run.businessDate), run \(run.run): "
    return notice.hasPrefix(beginning) ? String(notice.dropFirst(beginning.count)) : notice
  }
}

/// Why a file stays in the inbox, and what to do with it.
enum InboxWords {
  static func words(_ left: Status.Left) -> String {
    switch left.code {
    case "no-profile" where left.file.lowercased().hasSuffix(".xlsx") || left.file.lowercased().hasSuffix(".xls"):
      "it is a spreadsheet. Save it as CSV under the name that payroll agreed, and lay that there."
    case "no-profile":
      "no profile fits its name. Give it the right name, or take it in: nolimits payroll import FILE --profile PROFILE"
    case "several-profiles":
      "several profiles fit its name. Take it in: nolimits payroll import FILE --profile PROFILE"
    case "not-a-regular-file": "it is a link, a folder or a pipe. Lay the file itself there."
    default: "it could not be read."
    }
  }
}
