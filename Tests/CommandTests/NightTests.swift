// What a night must survive, seen from outside: hostile files, a kill, a dry run that leaves no trace.

import Foundation
import Testing

@Suite("Nights")
struct NightTests {
  @Test("whatever lies in the inbox, the other files are posted, and only codes are told")
  func hostile() throws {
    let home = try TestHome(.fresh)
    let good = home.names("inbox").count
    let name = "Featherstonehaugh"
    try FileManager.default.createSymbolicLink(
      atPath: home.file("inbox/payroll-SBC-STAFF-2026-11-13-0001.csv"), withDestinationPath: "/etc/passwd")
    mkfifo(home.file("inbox/payroll-SBC-STAFF-2026-11-14-0001.csv"), 0o600)
    try FileManager.default.createDirectory(
      atPath: home.file("inbox/payroll-SBC-STAFF-2026-11-15-0001.csv"), withIntermediateDirectories: false)
    try home.write("inbox/\(name)\u{1B}[2J\u{202E}\n.csv", "x")
    try home.write("inbox/\(name).xlsx", "PK")
    try home.write("inbox/payroll-SBC-STAFF-2026-11-16-0001.csv", "")
    try home.write("inbox/payroll-\(name)-STAFF-2026-11-17-0001.csv", Samples.held)
    try home.write("inbox/.still-coming", "x")
    let outcome = try home.run("batch", "run", "nightly")
    #expect(outcome.status == 3 && outcome.out.isEmpty)
    #expect(outcome.error.contains("\(good) posted") && outcome.error.contains("not-a-regular-file"))
    let left = home.names("inbox")
    #expect(left.count == 6, "\(left)")
    #expect(home.names("archive").count == good)
    for told in [outcome.error, try home.text("logs/nightly.jsonl")] {
      #expect(!told.contains(name) && !told.contains("xlsx") && !told.contains("\u{1B}") && !told.contains(".csv"))
    }
    #expect(try Self.find([name], in: home).isEmpty)
    #expect(try home.run("verify").status == 0)
  }

  @Test("a file that grows while the night runs is not taken in half")
  func growing() throws {
    let home = try TestHome(.own)
    let path = home.file("inbox/\(ShapeTests.firstName)")
    let half = ShapeTests.first.components(separatedBy: "<Trailer").first ?? ""
    try Data(half.utf8).write(to: URL(fileURLWithPath: path))
    let isOver = Flag()
    let writer = try #require(FileHandle(forWritingAtPath: path))
    Thread.detachNewThread {
      while !isOver.isSet {
        _ = try? writer.seekToEnd()
        try? writer.write(contentsOf: Data("<!-- more -->\n".utf8))
        usleep(20)
      }
    }
    defer { isOver.set() }
    let outcome = try home.run("batch", "run", "nightly")
    #expect(outcome.status == 3, "\(outcome.error)")
    #expect(FileManager.default.fileExists(atPath: path))
    #expect(home.names("archive").isEmpty && home.names("spool").isEmpty)
    #expect(try home.run("fund", "list", "--json").array().allSatisfy { $0["receivedPence"] as? Int == 0 })
  }

  @Test("a refused file's people stand nowhere but in the file itself")
  func personal() throws {
    let home = try TestHome(.morning)
    #expect(home.names("rejected").count == 2)
    let told = try home.text("rejected/\(home.names("rejected")[1])")
    #expect(told.contains(":2:") && told.contains(":3:") && told.contains(":4:"), "a fault on each line: \(told)")
    try home.write(Samples.brokenName, Samples.broken)
    let words = try home.run("payroll", "import", home.file(Samples.brokenName))
    let json = try home.run("payroll", "import", home.file(Samples.brokenName), "--json")
    let check = try home.run("payroll", "check", home.file(Samples.brokenName), "--profile", "canonical-csv")
    let show = try home.run("payroll", "show", "11")
    try FileManager.default.removeItem(atPath: home.file(Samples.brokenName))
    for outcome in [words, json, check, show] {
      for person in Samples.persons {
        #expect(!outcome.out.contains(person) && !outcome.error.contains(person), "\(outcome.out)\(outcome.error)")
      }
    }
    #expect(try Self.find(Samples.persons, in: home).isEmpty)
  }

  @Test(
    "a dry run changes no byte of the home",
    arguments: [
      "batch run nightly --dry-run", "batch run prove --dry-run",
      "payroll import HOME/inbox/\(ShapeTests.firstName) --dry-run",
      "payroll import HOME/inbox/\(Samples.brokenName) --dry-run",
      "approval give P12 --as finance2 --dry-run", "approval refuse P12 --dry-run", "payroll reject 12 --dry-run",
      "employer add NEW --name New --dry-run", "employer change SBC --name New --dry-run",
      "employer stop SBC --on 2026-12-31 --dry-run", "fund close gift-of-giving --after 2026-12-31 --dry-run",
      "export foundation --dry-run", "export foundation --full --dry-run",
    ])
  func dry(_ command: String) throws {
    let home = try TestHome(.morning)
    try home.write("inbox/\(ShapeTests.firstName)", ShapeTests.first)
    try home.write("inbox/\(Samples.brokenName)", Samples.broken)
    let before = try home.bytes()
    let outcome = try home.run(command.split(separator: " ").map { String($0).replacing("HOME", with: home.path) })
    #expect([0, 3, 65].contains(outcome.status), "\(outcome.error)")
    #expect(outcome.out.contains("Nothing was") || outcome.error.contains("Nothing was") || command.hasPrefix("batch"))
    let after = try home.bytes()
    let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
    #expect(changed.isEmpty, "\(changed.sorted())")
  }

  @Test("a night that is killed is finished by the next, with the same books")
  func killed() throws {
    let whole = try TestHome(.fresh)
    #expect(try whole.run("batch", "run", "nightly").status == 3)
    let home = try #require(try Self.killedHome(), "ten nights were over before they could be killed")
    #expect(try home.run("batch", "run", "nightly").status == 3)
    #expect(try home.run("verify").status == 0)
    #expect(try Self.ledgerHash(home) == Self.ledgerHash(whole))
    #expect(home.names("archive").count == whole.names("archive").count && home.names("spool").isEmpty)
    let runs = try home.run("batch", "history", "--json").array()
    #expect(runs.count == 1, "it is the same run, taken up: \(runs)")
  }

  /// A home whose night was killed when some of its files were posted and others not.
  private static func killedHome() throws -> TestHome? {
    for _ in 0..<10 {
      let home = try TestHome(.fresh)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Program.path)
      process.arguments = ["--home", home.path, "batch", "run", "nightly"]
      process.standardError = FileHandle.nullDevice
      try process.run()
      while process.isRunning, home.names("archive").count < 3 { usleep(500) }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal { return home }
    }
    return nil
  }

  private static func ledgerHash(_ home: TestHome) throws -> String {
    try #require(try home.run("verify", "--json").object()["ledgerHash"] as? String)
  }

  /// The files of a home in which one of these words stands, but for the folders where finance's own files lie.
  private static func find(_ words: [String], in home: TestHome) throws -> [String] {
    try home.bytes().filter { name, bytes in
      let isTheirs = name.hasPrefix("inbox/") || (name.hasPrefix("rejected/") && !name.hasSuffix(".errors.txt"))
      return !isTheirs && words.contains { bytes.range(of: Data($0.utf8)) != nil }
    }.map(\.key).sorted()
  }
}

/// Tells a thread to end.
private final class Flag: @unchecked Sendable {
  private let lock = NSLock()
  private var value = false

  var isSet: Bool { lock.withLock { value } }
  func set() { lock.withLock { value = true } }
}
