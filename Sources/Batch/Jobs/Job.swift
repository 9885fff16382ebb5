// A job: what is done by itself, when, and in which steps. One YAML file each, named after the job.

import Files
import Foundation

/// A job as its file describes it.
public struct Job: Sendable {
  /// The name of its file without `.yaml`: `nightly`.
  public let name: String
  /// What it does, for people.
  public let words: String
  /// When it is due.
  public let schedule: Schedule
  /// How it makes up for times when it did not run.
  public let missed: Missed
  /// Its steps in their order.
  public let steps: [PlannedStep]
  /// Its file, as faults name it.
  public let file: String

  /// A job of no file, for demonstrations and tests.
  public init(_ name: String, words: String, schedule: Schedule, missed: Missed, steps: [PlannedStep]) {
    self.name = name
    self.words = words
    self.schedule = schedule
    self.missed = missed
    self.steps = steps
    file = name
  }

  /// Reads a job file.
  /// - Throws: ``BatchError/configuration(_:)`` with file, line and column.
  public static func read(_ path: String) throws(BatchError) -> Job {
    do {
      return try Job(from: try YAMLDocument(path: path))
    } catch {
      throw .configuration([error])
    }
  }

  /// Reads all job files of a folder, in the order of their names.
  /// - Throws: ``BatchError/noFolder(path:)``, or ``BatchError/configuration(_:)`` with the faults of all files, the first
  ///   of each.
  public static func all(in folder: String) throws(BatchError) -> [Job] {
    var jobs: [Job] = []
    var faults: [ConfigurationFault] = []
    for file in try files(in: folder) {
      do {
        jobs.append(try Job(from: try YAMLDocument(path: "\(folder)/\(file)")))
      } catch {
        faults.append(error)
      }
    }
    guard faults.isEmpty else { throw .configuration(faults) }
    return jobs
  }

  /// Reads the job of this name from its folder; other files there may be wrong.
  /// - Throws: ``BatchError/noJob(name:known:)``, and what ``read(_:)`` throws.
  public static func named(_ name: String, in folder: String) throws(BatchError) -> Job {
    let files = try files(in: folder)
    guard files.contains(name + suffix) else {
      throw .noJob(name: name, known: files.map { String($0.dropLast(suffix.count)) })
    }
    return try read("\(folder)/\(name)\(suffix)")
  }

  /// A fault, at its place, for each step that is not among these.
  public func unknownSteps(known: some Collection<String>) -> [ConfigurationFault] {
    steps.filter { !known.contains($0.name) }.map { step in
      ConfigurationFault(
        file: file, line: step.line, column: step.column,
        message: "There is no step \"\(step.name)\"; known are: \(known.sorted().joined(separator: ", ")).")
    }
  }

  private static let suffix = ".yaml"

  private static func files(in folder: String) throws(BatchError) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw .noFolder(path: folder)
    }
    return names.filter { $0.hasSuffix(suffix) && !$0.hasPrefix(".") }.sorted()
  }

  init(from document: YAMLDocument) throws(ConfigurationFault) {
    file = document.file
    name = try Self.name(document)
    let settings = try document.root.mapping(keys: ["words", "schedule", "missed", "steps"])
    words = try settings.required("words").string()
    schedule = try Schedule(from: try settings.required("schedule"))
    missed = try settings.required("missed").choice()
    steps = try Self.steps(try settings.required("steps"))
  }

  private static func name(_ document: YAMLDocument) throws(ConfigurationFault) -> String {
    let name = ((document.file as NSString).lastPathComponent as NSString).deletingPathExtension
    guard ConfigurationValue.isCode(name) else {
      throw ConfigurationFault(
        file: document.file, line: 0, column: 0,
        message: "A job file is named after its job, in small letters, digits and hyphens, such as nightly.yaml.")
    }
    return name
  }

  private static func steps(_ value: ConfigurationValue) throws(ConfigurationFault) -> [PlannedStep] {
    var steps: [PlannedStep] = []
    for item in try value.list() {
      let step = try PlannedStep(from: item)
      guard !steps.contains(where: { $0.name == step.name }) else {
        throw ConfigurationFault(
          file: value.file, line: step.line, column: step.column,
          message: "The step \"\(step.name)\" stands in this job already; a restart could not tell the two apart.")
      }
      steps.append(step)
    }
    guard !steps.isEmpty else { throw value.fault("At least one step is expected here.") }
    return steps
  }
}
