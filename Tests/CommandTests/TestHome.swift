// Homes for tests: each kind is made once, and every test has a copy of its own.

import Foundation
import Testing

/// A copy of a home.
struct TestHome {
  /// What a home is a copy of.
  enum Kind: String, CaseIterable, Sendable {
    /// A practice home before its first night: payroll files lie in the inbox.
    case fresh
    /// The same after a night, with a file that is held (import 12) and one that was refused (import 11).
    case morning
    /// The same, with a fund administrator who comes in as `young`.
    case staffed
    /// A home of one's own, with its configuration inside and the sample mandates recorded.
    case own
    /// Nothing.
    case none
  }

  private let folder: Folder
  /// The home.
  var path: String { folder.file("home") }

  init(_ kind: Kind) throws {
    folder = try Folder()
    guard kind != .none else { return }
    let source = try #require(try Self.originals[kind]?.get())
    try FileManager.default.copyItem(atPath: source.file("home"), toPath: folder.file("home"))
  }

  /// The one that others are copied from, for tests that only look.
  init(original kind: Kind) throws { folder = try #require(try Self.originals[kind]?.get()) }

  /// Runs a command on this home.
  func run(_ arguments: String..., input: String = "", environment: [String: String] = [:]) throws -> Outcome {
    try run(arguments, input: input, environment: environment)
  }

  func run(_ arguments: [String], input: String = "", environment: [String: String] = [:]) throws -> Outcome {
    try Program.run(["--home", path] + arguments, input: input, environment: environment)
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: file(name)))
  }

  func text(_ name: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(fileURLWithPath: file(name))), as: UTF8.self)
  }

  func names(_ folder: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: file(folder))) ?? []).sorted()
  }

  /// Does something to the database that the program would never do.
  func sql(_ statements: String) throws {
    let done = try Program.run("/usr/bin/sqlite3", [file("nolimits.sqlite"), statements])
    try #require(done.status == 0, "\(done.error)")
  }

  /// Every file of the home and its bytes, but for the lock files and SQLite's shared memory, which readers touch too.
  func bytes() throws -> [String: Data] {
    var bytes: [String: Data] = [:]
    for case let name as String in try #require(FileManager.default.enumerator(atPath: path)) {
      guard !name.hasSuffix(".lock"), !name.hasSuffix("-shm") else { continue }
      bytes[name] = FileManager.default.contents(atPath: file(name)) ?? Data()
    }
    return bytes
  }

  // MARK: How each kind is made

  private static let originals: [Kind: Result<Folder, any Error>] = {
    atexit { TestHome.removeOriginals() }
    return [
      .fresh: Result { try make(fresh) }, .morning: Result { try make(morning) },
      .staffed: Result { try make(staffed) }, .own: Result { try make(own) },
    ]
  }()

  private static func removeOriginals() {
    for case .success(let folder) in originals.values { try? FileManager.default.removeItem(atPath: folder.path) }
  }

  private static func make(_ build: (String) throws -> Void) throws -> Folder {
    let folder = try Folder()
    try build(folder.file("home"))
    return folder
  }

  private static func fresh(_ home: String) throws {
    try expect(0, ["demo", home, "--employees", "40", "--months", "2", "--seed", "3", "--inbox-only"])
  }

  private static func morning(_ home: String) throws {
    try fresh(home)
    try expect(3, ["--home", home, "batch", "run", "nightly"])
    try Data(Samples.held.utf8).write(to: URL(fileURLWithPath: "\(home)/inbox/\(Samples.heldName)"))
    try Data(Samples.broken.utf8).write(to: URL(fileURLWithPath: "\(home)/inbox/\(Samples.brokenName)"))
    try expect(3, ["--home", home, "batch", "run", "nightly"])
  }

  private static func staffed(_ home: String) throws {
    try morning(home)
    let facts = #"{"name": "Young Example", "email": "young@example.org"}"#
    let added = try Program.run(["--home", home, "person", "add", "--as", "operator", "--json"], input: facts)
    let number = try JSONDecoder().decode([String: Int64].self, from: Data(added.out.utf8))["person"] ?? 0
    for (command, proposal) in [("login \(number) young", "A1"), ("role \(number) fund-administrator", "A2")] {
      let words = command.split(separator: " ").map(String.init)
      try expect(0, ["--home", home, "person"] + words + ["--as", "operator"])
      try expect(0, ["--home", home, "approval", "give", proposal, "--as", "operator2"])
    }
  }

  private static func own(_ home: String) throws {
    let files = FileManager.default
    try files.createDirectory(atPath: home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    for name in ["config", "batches"] {
      try files.copyItem(atPath: "\(Program.repository)/\(name)", toPath: "\(home)/\(name)")
    }
    try? files.removeItem(atPath: "\(home)/config/scheme.key")
    try expect(0, ["--home", home, "init"])
    try expect(0, ["--home", home, "mandate", "import", "\(home)/batches/samples/mandates.csv"])
  }

  private static func expect(_ status: Int32, _ arguments: [String]) throws {
    let outcome = try Program.run(arguments)
    try #require(outcome.status == status, "\(arguments): \(outcome.status) \(outcome.error)")
  }
}

/// Payroll files that tests drop.
enum Samples {
  /// Far less than the month before: held.
  static let heldName = "payroll-SBC-STAFF-2026-11-20-0001.csv"
  static let held = """
    H,1,SBC,STAFF,2026-11-20,M1,0001,2026-11-18T18:00:00Z
    D,100234,NOLIM,10.00,Okafor,A
    D,100871,NLXMAS,5.00,"Smith, J",J
    T,2,15.00

    """
  /// A fault on every line, and a person on every line.
  static let brokenName = "payroll-SBC-STAFF-2026-11-13-0001.csv"
  static let broken = """
    H,1,SBC,STAFF,2026-11-13,M1,0001,2026-11-11T18:00:00Z
    D,31415926,NOLIM,ten pounds,Featherstonehaugh,Q
    D,27182818,NOLIM,1e3,Cholmondeley,Z
    D,16180339,NOLIM,5.001,Marjoribanks,X,too,many
    T,9,15.00

    """
  /// What must never be told of it.
  static let persons = ["31415926", "27182818", "16180339", "Featherstonehaugh", "Cholmondeley", "Marjoribanks"]
}
