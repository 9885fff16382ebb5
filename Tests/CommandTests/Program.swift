// The built program, run as cron and people run it.

import Foundation
import Testing

/// What a run of the program left behind.
struct Outcome {
  let status: Int32
  let out: String
  let error: String

  /// stdout as a JSON object.
  func object() throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(out.utf8)) as? [String: Any])
  }

  /// stdout as a JSON array of objects.
  func array() throws -> [[String: Any]] {
    try #require(try JSONSerialization.jsonObject(with: Data(out.utf8)) as? [[String: Any]])
  }
}

/// The program.
enum Program {
  /// The top of the repository.
  static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  /// The program that was built with these tests: beside their bundle.
  static let path: String = {
    let bundle = Bundle.main.bundleURL
    let beside = [bundle, bundle.deletingLastPathComponent()].map { $0.appendingPathComponent("nolimits").path }
    let candidates = beside + ["\(repository)/.build/debug/nolimits"]
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) } ?? "nolimits"
  }()

  /// Runs it, with an empty stdin and no terminal.
  static func run(
    _ arguments: [String], input: String = "", environment: [String: String] = [:], folder: String = repository
  ) throws -> Outcome {
    try run(path, arguments, input: input, environment: environment, folder: folder)
  }

  /// Runs it behind a terminal so many columns wide: stdout and stderr come as one.
  static func runAtTerminal(_ arguments: [String], columns: Int, environment: [String: String] = [:]) throws -> Outcome
  {
    let quoted = ([path] + arguments).map { "'\($0)'" }.joined(separator: " ")
    return try run(
      "/usr/bin/script", ["-qec", "stty cols \(columns); \(quoted)", "/dev/null"], environment: environment)
  }

  /// Runs any program. One that hangs is killed, so that a test fails and does not wait.
  static func run(
    _ program: String, _ arguments: [String], input: String = "", environment: [String: String] = [:],
    folder: String = repository
  ) throws -> Outcome {
    let scratch = try Folder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": scratch.path, "LANG": "C.UTF-8"].merging(
      environment
    ) { $1 }
    try Data(input.utf8).write(to: URL(fileURLWithPath: scratch.file("in")))
    process.standardInput = FileHandle(forReadingAtPath: scratch.file("in"))
    let (out, error) = (try scratch.writing("out"), try scratch.writing("error"))
    process.standardOutput = out
    process.standardError = error
    try process.run()
    let deadline = Date().addingTimeInterval(60)
    while process.isRunning {
      if Date() > deadline { kill(process.processIdentifier, SIGKILL) }
      usleep(2000)
    }
    process.waitUntilExit()
    // A shell's way of telling a signal.
    let status = process.terminationStatus + (process.terminationReason == .uncaughtSignal ? 128 : 0)
    return Outcome(status: status, out: try scratch.text("out"), error: try scratch.text("error"))
  }
}

/// A folder of a test's own, gone with it.
final class Folder: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/nolimits-commands-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func writing(_ name: String) throws -> FileHandle {
    _ = FileManager.default.createFile(atPath: file(name), contents: nil)
    return try #require(FileHandle(forWritingAtPath: file(name)))
  }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: file(name))), as: UTF8.self)
  }
}
