// Practice homes: the same for the same seed, honest in what waits, and no name in the open.

import Batch
import Dates
import Files
import Foundation
import Giving
import Operations
import People
import Practice
import Store
import Testing

@Suite struct DemoTests {
  private func demo(
    _ folder: String, employees: Int = 60, months: Int = 2, seed: UInt64 = 1, profile: String? = nil,
    isInboxOnly: Bool = true
  ) throws -> DemoReport {
    try Demo(
      directory: folder, employees: employees, months: months, seed: seed, profile: profile,
      configurationFolder: PracticeFolder.configuration, isInboxOnly: isInboxOnly
    ).make()
  }

  @Test(arguments: [true, false])
  func theSameSeedMakesTheSameBytes(isInboxOnly: Bool) throws {
    let folder = PracticeFolder()
    _ = try demo(folder.file("a"), isInboxOnly: isInboxOnly)
    _ = try demo(folder.file("b"), isInboxOnly: isInboxOnly)
    let (a, b) = (PracticeFolder.tree(folder.file("a")), PracticeFolder.tree(folder.file("b")))
    #expect(a.keys.sorted() == b.keys.sorted())
    #expect(a.keys.filter { a[$0] != b[$0] }.sorted() == [])
    #expect(a["nolimits.sqlite"].map { $0.count > 100_000 } == true)
  }

  @Test func anotherSeedMakesOtherBytes() throws {
    let folder = PracticeFolder()
    _ = try demo(folder.file("a"), seed: 1)
    _ = try demo(folder.file("b"), seed: 2)
    let (a, b) = (PracticeFolder.tree(folder.file("a")), PracticeFolder.tree(folder.file("b")))
    #expect(a["scheme.key"] != b["scheme.key"])
    #expect(a["nolimits.sqlite"] != b["nolimits.sqlite"])
    let files = a.keys.filter { $0.hasPrefix("inbox/") }
    #expect(files.count == 10)
    #expect(files.filter { a[$0] != b[$0] }.count >= 8)
  }

  @Test func theSchemeKeyIsNeverCopied() throws {
    let folder = PracticeFolder()
    try FileManager.default.copyItem(atPath: PracticeFolder.configuration, toPath: folder.file("config"))
    try Data(repeating: 7, count: 32).write(to: URL(filePath: folder.file("config/scheme.key")))
    _ = try Demo(
      directory: folder.file("home"), employees: 20, months: 1, seed: 1, configurationFolder: folder.file("config"),
      isInboxOnly: true
    ).make()
    let tree = PracticeFolder.tree(folder.file("home"))
    #expect(tree["config/scheme.yaml"] != nil)
    #expect(tree["config/scheme.key"] == nil)
    #expect(tree["scheme.key"] != Data(repeating: 7, count: 32))
  }

  @Test func aHomeThatIsThereIsLeftAlone() throws {
    let folder = PracticeFolder()
    _ = try demo(folder.file("a"))
    let before = PracticeFolder.tree(folder.file("a"))
    #expect(throws: StoreError.self) { try demo(folder.file("a"), seed: 2) }
    #expect(PracticeFolder.tree(folder.file("a")) == before)
  }

  @Test func oneProfileMakesItsFilesOnly() throws {
    let folder = PracticeFolder()
    let report = try demo(folder.file("a"), employees: 40, months: 1, profile: "canonical-csv")
    #expect(report.files.map(\.name) == ["payroll-SBC-STAFF-2026-10-30-0001.csv"])
    #expect(throws: GivingError.self) { try demo(folder.file("b"), profile: "no-such") }
    #expect(!FileManager.default.fileExists(atPath: folder.file("b")))
  }

  @Test(arguments: [(200, 1), (200, 2), (45, 3), (500, 4)])
  func noFileIsHeldOrRefused(employees: Int, seed: UInt64) throws {
    let folder = PracticeFolder()
    _ = try demo(folder.file("home"), employees: employees, months: 4, seed: seed)
    let home = try PracticeNight(folder.file("home"))
    try home.run()
    let house = try home.house()
    #expect(try PayrollFile.all(house.store.reading).filter { $0.state != .posted }.map(\.fileKey) == [])
    #expect(try PayrollFile.all(house.store.reading).count == 20)
  }

  @Test func aYearHasEveryFindingAndNoNameInTheOpen() throws {
    let folder = PracticeFolder()
    let report = try demo(folder.file("home"), employees: 220, months: 12, seed: 7)
    #expect(report.files.count == 60)
    let home = try PracticeNight(folder.file("home"))
    let names = try home.names()
    #expect(names.count == 228)
    let search = NameSearch(names)
    #expect(report.files.contains { search.finds(in: folder.file("home/inbox/\($0.name)")) })
    try home.run()
    let house = try home.house()
    let found = Set(
      try house.store.reading.all("SELECT DISTINCT finding FROM contribution") { Finding(rawValue: $0.int(0)) })
    // Nobody of a demo leaves; PayrollScenarioTests and the model have those.
    #expect(found == Set(Finding.allCases.filter { $0 != .consentKeptByPayroll && $0 != .leaverStillDeducted }))
    let verified = try house.verify()
    #expect(verified.ok, "\(verified.checks.filter { !$0.ok })")
    house.store.close()
    let outside = PracticeFolder.tree(folder.file("home")).keys.filter { name in
      !name.hasPrefix("inbox/") && !name.hasPrefix("rejected/") && search.finds(in: folder.file("home/\(name)"))
    }
    #expect(outside.sorted() == [])
    #expect(outside.count < PracticeFolder.tree(folder.file("home")).count)
  }
}

/// A practice home and its nights.
struct PracticeNight {
  let door: House.Door

  init(_ folder: String) throws {
    door = House.Door(home: Home(folder), configuration: try .read("\(folder)/config"))
  }

  func house() throws -> House { try House(door) }

  func run() throws { _ = try House.run("nightly", at: door, isDryRun: false) }

  /// Every name that the vault holds.
  func names() throws -> [String] {
    let house = try house()
    defer { withExtendedLifetime(house) {} }
    let store = house.store
    let persons = try store.reading.all("SELECT person FROM vault WHERE kind = 'name' ORDER BY person") { $0.int(0) }
    return try persons.compactMap { try Vault.text(.name, person: $0, store) }
  }
}

/// Looks for surnames in files, as plain bytes.
struct NameSearch {
  private let surnames: [Substring]

  init(_ names: [String]) {
    surnames = Set(names.compactMap { $0.split(separator: " ").last }).filter { $0.utf8.count >= 7 }.sorted()
  }

  func finds(in path: String) -> Bool {
    guard let data = FileManager.default.contents(atPath: path) else { return false }
    return surnames.contains { data.range(of: Data($0.utf8)) != nil }
  }
}
