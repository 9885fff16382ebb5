// The help text of every command is a contract with those who read it: it is held word for word.
// To write it anew after a change: NOLIMITS_WRITE_GOLDEN=1 swift test --filter HelpTests

import Foundation
import Testing

@Suite("Help")
struct HelpTests {
  private static let golden = "\(Program.repository)/Tests/CommandTests/Golden"
  private static var isWriting: Bool { ProcessInfo.processInfo.environment["NOLIMITS_WRITE_GOLDEN"] == "1" }

  @Test("every command's help is the text that was agreed")
  func everyCommand() throws {
    var names: Set<String> = []
    for command in try Self.commands() {
      let name = (["nolimits"] + command).joined(separator: "-") + ".txt"
      names.insert(name)
      let help = try Program.run(command + ["--help"])
      #expect(help.status == 0 && help.error.isEmpty, "\(name)")
      if Self.isWriting {
        try Data(help.out.utf8).write(to: URL(fileURLWithPath: "\(Self.golden)/\(name)"))
      } else {
        let agreed = FileManager.default.contents(atPath: "\(Self.golden)/\(name)").map {
          String(decoding: $0, as: UTF8.self)
        }
        #expect(help.out == agreed, "\(name): write it anew with NOLIMITS_WRITE_GOLDEN=1 if it is right")
      }
    }
    let kept = try FileManager.default.contentsOfDirectory(atPath: Self.golden).filter { $0.hasSuffix(".txt") }
    #expect(Set(kept) == names, "a text of a command that is no more")
  }

  @Test("no line of help is wider than 100 characters, and none calls a young person LAC")
  func reads() throws {
    for command in try Self.commands() {
      let help = try Program.run(command + ["--help"]).out
      for line in help.split(separator: "\n") where line.count > 100 && !line.hasPrefix("USAGE") {
        Issue.record("\(command): \(line)")
      }
      #expect(!help.contains("LAC"))
    }
  }

  /// All commands, found as a person finds them: by reading the help.
  private static func commands() throws -> [[String]] {
    var found: [[String]] = []
    var open: [[String]] = [[]]
    while let command = open.popLast() {
      found.append(command)
      let help = try Program.run(command + ["--help"]).out
      guard let listed = help.components(separatedBy: "SUBCOMMANDS:\n").dropFirst().first else { continue }
      let block = listed.components(separatedBy: "\n\n")[0]
      for line in block.split(separator: "\n") where line.hasPrefix("  ") && !line.hasPrefix("   ") {
        if let name = line.split(separator: " ").first { open.append(command + [String(name)]) }
      }
    }
    return found
  }
}
