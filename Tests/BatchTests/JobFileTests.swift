// Job files: what they say, and every way they can be wrong, with its place.

import Dates
import Files
import Foundation
import Store
import Testing

@testable import Batch

@Suite("Job files")
struct JobFileTests {
  private func fault(_ text: String, file: String = "batches/nightly.yaml") throws -> String {
    let fault = #expect(throws: ConfigurationFault.self) {
      try Job(from: try YAMLDocument(text: text, file: file))
    }
    return try #require(fault).description
  }

  private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  @Test("the jobs of the house are read, in the order of their names")
  func shipped() throws {
    let jobs = try Job.all(in: Self.repository.appendingPathComponent("batches").path)
    let nightly = try #require(jobs.first { $0.name == "nightly" })
    #expect(
      nightly.steps.map(\.name) == [
        "collect", "import", "agencies", "gifts", "forms", "bank", "verify-recent", "export", "back-up",
      ])
    #expect(nightly.schedule == Schedule(hour: 2, minute: 0, .daily) && nightly.missed == .once)
    #expect(nightly.steps.filter(\.isAlwaysRun).map(\.name) == ["back-up"])
    #expect(nightly.steps.filter { $0.onFailure == .stop }.map(\.name) == ["verify-recent"])
    let prove = try #require(jobs.first { $0.name == "prove" })
    #expect(prove.steps.map(\.name) == ["verify-all"])
    #expect(prove.schedule == Schedule(hour: 4, minute: 0, .weekly(.sunday)))
    #expect(jobs.map(\.name) == jobs.map(\.name).sorted())
  }

  private let wrong = [
    (
      "words: w\nschedule:\n  at: 25:00\nmissed: once\nsteps: []\n",
      "batches/nightly.yaml:3:7: A time from 00:00 to 23:59 is expected here."
    ),
    (
      "words: w\nschedule:\n  at: \"02:00\"\n  weekday: sunday\n  day: 3\nmissed: once\nsteps: []\n",
      "batches/nightly.yaml:5:3: A job is due on a weekday or on a day of the month, not both."
    ),
    (
      "words: w\nschedule:\n  at: \"02:00\"\n  months: [april]\nmissed: once\nsteps: []\n",
      "batches/nightly.yaml:4:3: A job that is due in some months needs a day of the month: day."
    ),
    (
      "words: w\nschedule:\n  at: \"02:00\"\n  day: 31\nmissed: once\nsteps: []\n",
      "batches/nightly.yaml:4:8: A number from 1 to 28 is expected here."
    ),
    (
      "words: w\nschedule:\n  at: \"02:00\"\nmissed: never\nsteps: []\n",
      "batches/nightly.yaml:4:9: One of these is expected here: once, each."
    ),
    (
      "words: w\nschedule:\n  at: \"02:00\"\nmissed: once\nsteps: []\n",
      "batches/nightly.yaml:5:8: At least one step is expected here."
    ),
    (
      "words: w\nschedule:\n  at: \"02:00\"\nmissed: once\nsteps:\n  - step: import\n",
      "batches/nightly.yaml:6:5: The setting \"onFailure\" is missing here."
    ),
    (
      "words: w\nschedule:\n  at: \"02:00\"\nmissed: once\nsteps:\n  - step: Import it\n    onFailure: stop\n",
      "batches/nightly.yaml:6:11: A name of small letters, digits and hyphens is expected here, such as verify-recent."
    ),
    (
      """
      words: w
      schedule:
        at: "02:00"
      missed: once
      steps:
        - step: import
          onFailure: stop
        - step: import
          onFailure: stop
      """,
      """
      batches/nightly.yaml:8:11: The step "import" stands in this job already; a restart could not tell the two apart.
      """
    ),
  ]

  @Test("each fault of a job file is told with its place")
  func faults() throws {
    for (text, message) in wrong { #expect(try fault(text) == message) }
  }

  @Test("times that are no times", arguments: ["2:00", "24:00", "02:60", "0200", "02:0", "aa:bb", "02.00", "+2:00"])
  func times(text: String) throws {
    #expect(try fault("words: w\nschedule:\n  at: \"\(text)\"\nmissed: once\nsteps: []\n").contains(":3:7:"))
  }

  @Test("a file that is not named like a job is a fault")
  func fileName() throws {
    #expect(try fault("words: w", file: "batches/Night job.yaml").hasPrefix("batches/Night job.yaml: A job file is"))
  }

  @Test("a step that nobody knows is told with file, line and column, before anything runs")
  func unknownStep() throws {
    let home = try TestHome()
    let text = "words: w\nschedule:\n  at: \"02:00\"\nmissed: once\nsteps:\n  - step: improt\n    onFailure: stop\n"
    let job = try Job(from: try YAMLDocument(text: text, file: "batches/nightly.yaml"))
    let steps = Steps("import", "export")
    let error = #expect(throws: BatchError.self) { try home.run(job, on: "2026-10-30", steps) }
    #expect(error?.exit == .configuration)
    #expect(
      error?.sentence == """
        batches/nightly.yaml:6:11: There is no step "improt"; known are: export, import.
        Nothing was run.
        """)
    #expect(steps.calls.isEmpty)
    #expect(try home.runCount() == 0)
    #expect(job.unknownSteps(known: ["improt"]).isEmpty)
  }

  @Test("a folder's faults are told together; other files in it are no jobs; a missing job names those there are")
  func folder() throws {
    let home = try TestHome()
    let folder = home.home.file("batches")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let good = "words: w\nschedule:\n  at: \"02:00\"\nmissed: once\nsteps:\n  - step: one\n    onFailure: stop\n"
    for (name, text) in ["b.yaml": good, "a.yaml": good, "sample.csv": "x", "c.yaml": "words: w\n", "d.yaml": ""] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
    }
    let error = #expect(throws: BatchError.self) { try Job.all(in: folder) }
    guard case .configuration(let faults) = error else { throw Trouble.input }
    #expect(faults.map(\.file) == ["\(folder)/c.yaml", "\(folder)/d.yaml"])
    #expect(try Job.named("b", in: folder).name == "b")
    let missing = #expect(throws: BatchError.self) { try Job.named("e", in: folder) }
    #expect(missing?.sentence == "There is no job e. There are: a, b, c, d. Nothing was run.")
    #expect(missing?.exit == .inputMissing)
    #expect(throws: BatchError.noFolder(path: "/nowhere")) { try Job.all(in: "/nowhere") }
  }
}
