// What the README tells people to type works: its blocks marked sh are run, in order, as one person would.

import Foundation
import Testing

@Suite("The README")
struct ReadmeTests {
  @Test("every command of the tour works on the practice home that scripts/run makes")
  func tour() throws {
    let folder = try Folder()
    for name in ["config", "batches"] {
      try FileManager.default.copyItem(atPath: "\(Program.repository)/\(name)", toPath: folder.file(name))
    }
    try FileManager.default.createDirectory(atPath: folder.file("owner"), withIntermediateDirectories: true)
    let script = Self.before + (try Self.blocks().joined(separator: "\n"))
    try Data(script.utf8).write(to: URL(fileURLWithPath: folder.file("tour.sh")))
    let outcome = try Program.run(
      "/bin/bash", [folder.file("tour.sh")],
      environment: [
        "PROGRAM": Program.path, "HOME": folder.file("owner"), "NOLIMITS_HOME": folder.file("var/practice"),
      ],
      folder: folder.path)
    #expect(outcome.status == 0, "\(outcome.out.suffix(2000))\(outcome.error.suffix(2000))")
    for line in try Self.promised() { #expect(outcome.out.contains(line), "the README shows: \(line)") }
  }

  @Test("every exit code has its line, and every file of the configuration is named")
  func reference() throws {
    let readme = try Self.readme()
    for code in [0, 3, 64, 65, 66, 70, 73, 74, 75, 77, 78] { #expect(readme.contains("\n| \(code) | ")) }
    for folder in ["config", "batches"] {
      for case let name as String in try #require(
        FileManager.default.enumerator(atPath: "\(Program.repository)/\(folder)"))
      where name.hasSuffix(".yaml") && !name.contains("/") && folder == "config" {
        #expect(readme.contains("`config/\(name)`"))
      }
    }
  }

  /// What scripts/run does, with the program that was built; 3 is no failure, as in cron.
  private static let before = """
    set -euo pipefail
    nolimits() { local status=0; "$PROGRAM" "$@" || status=$?; [ $status -eq 3 ] || return $status; }
    mkdir -p var
    nolimits demo var/practice --employees 200 --months 3 --seed 1 --inbox-only
    nolimits batch run nightly

    """

  private static func readme() throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(Program.repository)/README.md")), as: UTF8.self)
  }

  /// The blocks that are marked sh.
  private static func blocks() throws -> [String] {
    let blocks = try readme().components(separatedBy: "\n```sh\n").dropFirst().map {
      $0.components(separatedBy: "\n```")[0]
    }
    try #require(blocks.count > 10)
    return blocks
  }

  /// Lines of output that the README shows and that no clock decides.
  private static func promised() throws -> [String] {
    let outputs = try readme().components(separatedBy: "\n```\n").filter {
      $0.hasPrefix("Settled") || $0.hasPrefix("Import")
    }
    try #require(outputs.count == 2)
    return outputs.flatMap { $0.split(separator: "\n").map(String.init) }
  }
}
