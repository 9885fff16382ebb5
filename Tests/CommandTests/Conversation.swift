// A person at a terminal: waits for what the program asks, then types.

import Foundation
import Testing

/// The program behind a terminal, spoken to line by line.
final class Conversation {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private(set) var heard = ""
  private var mark = ""

  /// Starts the program behind a terminal of 80 columns.
  init(_ arguments: [String], environment: [String: String] = [:]) throws {
    let quoted = ([Program.path] + arguments).map { "'\($0)'" }.joined(separator: " ")
    process.executableURL = URL(fileURLWithPath: "/usr/bin/script")
    process.arguments = ["-qec", "stty cols 80; exec \(quoted)", "/dev/null"]
    process.currentDirectoryURL = URL(fileURLWithPath: Program.repository)
    process.environment = ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "LANG": "C.UTF-8"].merging(
      environment
    ) { $1 }
    process.standardInput = input
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let running = process
    // A conversation that hangs is ended, so that a test fails and does not wait.
    DispatchQueue.global().asyncAfter(deadline: .now() + 90) { if running.isRunning { running.terminate() } }
  }

  /// Reads until the program has said this, since the last time, however its lines are broken; fails after a minute.
  @discardableResult
  func hears(_ text: String, _ place: SourceLocation = #_sourceLocation) throws -> String {
    let deadline = Date().addingTimeInterval(60)
    let pattern = text.split(separator: " ").map { NSRegularExpression.escapedPattern(for: String($0)) }
      .joined(separator: "\\s+")
    while mark.range(of: pattern, options: .regularExpression) == nil {
      let data = output.fileHandleForReading.availableData
      if data.isEmpty || Date() > deadline {
        Issue.record("expected \"\(text)\", and heard: \(mark.suffix(1500))", sourceLocation: place)
        throw CancellationError()
      }
      let piece = String(decoding: data, as: UTF8.self).replacing("\r\n", with: "\n")
      heard += piece
      mark += piece
    }
    guard let found = mark.range(of: pattern, options: .regularExpression) else { return mark }
    let said = String(mark[..<found.upperBound])
    mark = String(mark[found.upperBound...])
    return said
  }

  /// Types a line.
  func types(_ line: String) throws { try input.fileHandleForWriting.write(contentsOf: Data("\(line)\n".utf8)) }

  /// Waits for a prompt that says this, then types a line.
  func answers(_ question: String, _ line: String, _ place: SourceLocation = #_sourceLocation) throws {
    try hears(question, place)
    try hears(">", place)
    try types(line)
  }

  /// Kills the program as a power cut would.
  func kill() {
    _ = try? Program.run("/usr/bin/pkill", ["-9", "-P", "\(process.processIdentifier)"])
    process.terminate()
    process.waitUntilExit()
  }

  /// Waits until it has ended.
  func ends() -> Int32 {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
