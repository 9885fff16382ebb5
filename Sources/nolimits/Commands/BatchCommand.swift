// nolimits batch

import ArgumentParser
import Batch
import Foundation
import Giving
import Operations
import Store

struct BatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "batch", abstract: "Run jobs, and see how they went.",
    subcommands: [RunJob.self, ListJobs.self, History.self, ShowRun.self, ScheduleJobs.self])

  struct RunJob: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "run", abstract: "Run a job now.",
      discussion: """
        EXAMPLES
          nolimits batch run nightly
          nolimits batch run nightly --dry-run      on a copy that is thrown away

        Silent when all is done and nobody watches. Exit 3: something waits for a person. Exit 75: another job is running.
        """)

    @OptionGroup var common: Common
    @OptionGroup var dryRun: DryRun
    @Argument(help: "The job's name.")
    var job: String

    func run() throws {
      let report = try House.run(job, at: common.door(), isDryRun: dryRun.isOn)
      if common.json {
        try common.screen.show(report, words: "")
      } else if Screen.hasWatcher {
        show(report)
      }
      for notice in report.notices {
        let end = notice.hasSuffix(".") ? "" : "."
        Screen.complain("\(notice)\(end) Look: nolimits --home \(common.place.path) status")
      }
      guard report.exit == .done else { throw Leave(status: report.exit) }
    }

    private func show(_ report: RunReport) {
      for run in (report.caughtUp ?? []) + [report] {
        common.screen.heading(RunTable.heading(run))
        common.screen.show(RunTable.table(run))
      }
      dryRun.remind(common.screen)
    }
  }

  struct ListJobs: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The jobs and when they run.")
    @OptionGroup var common: Common

    struct Listed: Encodable {
      let job: String
      let words: String
      let schedule: String
      let steps: [String]
    }

    func run() throws {
      let jobs = try Job.all(in: common.readConfiguration().batches).map {
        Listed(job: $0.name, words: $0.words, schedule: $0.schedule.words, steps: $0.steps.map(\.name))
      }
      try common.screen.show(
        jobs,
        as: Table(
          ["Job", "When", "What it does", "Steps"],
          rows: jobs.map {
            [.text($0.job), .text($0.schedule), .text($0.words), .text($0.steps.joined(separator: ", "))]
          }))
    }
  }

  struct History: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "history", abstract: "The last runs.")
    @OptionGroup var common: Common
    @Option(help: "How many.")
    var limit = 20

    func run() throws {
      let runs = try Run.recent(try common.house().store.reading, limit: limit).map { RunReport($0) }
      try common.screen.show(
        runs,
        as: Table(
          ["Run", "Job", "For", "State", "What came of it"], empty: "No job has run yet.",
          rows: runs.map {
            [
              .count($0.run), .text($0.job), .text($0.businessDate), .text($0.state.rawValue),
              .text(RunTable.messages($0)),
            ]
          }))
    }
  }

  struct ShowRun: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "One run, step by step.")
    @OptionGroup var common: Common
    @Argument(help: "The run's number.")
    var number: Int64

    func run() throws {
      guard let found = try Run.find(number, try common.house().store.reading) else {
        throw GivingError.notFound(kind: "run", id: "\(number)")
      }
      let report = RunReport(found)
      common.screen.heading(RunTable.heading(report))
      try common.screen.show(report, as: RunTable.table(report))
    }
  }

  struct ScheduleJobs: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "schedule", abstract: "The schedule, as the host's scheduler reads it.",
      discussion: """
        EXAMPLES
          nolimits batch schedule --format cron | crontab -
        """)
    @OptionGroup var common: Common
    @Option(help: "cron")
    var format: String = "cron"

    func run() throws {
      guard let format = ScheduleFormat(rawValue: format) else {
        throw ValidationError("--format is one of: \(ScheduleFormat.allCases.map(\.rawValue).joined(separator: ", ")).")
      }
      let program = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "nolimits"
      let home = absolute(common.place.path)
      // Cron starts elsewhere: a configuration that is not the home's own must be named.
      let isOwn = common.configurationFolder == common.place.file("config")
      let jobs = try Job.all(in: common.readConfiguration().batches)
      let text = format.text(
        jobs, program: program, home: home, configuration: isOwn ? nil : absolute(common.configurationFolder))
      try common.screen.show([format.rawValue: text], text: text)
    }

    private func absolute(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.path }
  }
}

/// A run, step by step.
enum RunTable {
  static func heading(_ report: RunReport) -> String {
    "Run \(report.run) of \(report.job) for \(report.businessDate): \(report.state.rawValue)"
  }

  /// What waits or failed, else what each step did.
  static func messages(_ report: RunReport) -> String {
    let telling = report.steps.filter { $0.state == .waiting || $0.state == .failed }
    return telling.map { "\($0.step): \($0.message)" }.joined(separator: "; ")
  }

  static func table(_ report: RunReport) -> Table {
    Table(
      ["Step", "State", "Read", "Written", "Skipped", "What it did"], leaving: ["Skipped", "Written", "Read"],
      rows: report.steps.map {
        [
          .text($0.step), .text($0.state.rawValue), .count(Int64($0.read)), .count(Int64($0.written)),
          .count(Int64($0.skipped)), .text($0.message),
        ]
      })
  }
}
