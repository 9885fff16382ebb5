// Opening what is ours and of this version, and bringing an older one up to date.

import Dates
import Files
import Foundation
import Store
import Testing

@Suite struct OpeningTests {
  private static let later = Migration(
    "0003-later", Schema.book("later", "words TEXT NOT NULL") + "CREATE INDEX note_by_who ON note (who);")

  private func upgrade(_ home: TestHome, _ migrations: [Migration]) throws -> [String] {
    try Store.upgrade(
      home: home.store.home, schemeKey: try .read(home.keyPath),
      settings: try TestHome.settings(home.gate, migrations: migrations)
    ) { _ in
      WriteRequest(
        Action("scheme.upgrade"), by: .system, key: "upgrade/\(migrations.last?.id ?? "")", inputs: Inputs([:]),
        on: (try? day("2026-11-21")) ?? .init(dayNumber: 0))
    }
  }

  @Test func aHomeIsMadeForItsOwnerAlone() throws {
    let home = try TestHome()
    func mode(_ path: String) throws -> Int? {
      try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }
    for folder in [home.store.home.path] + home.store.home.folders { #expect(try mode(folder) == 0o700, "\(folder)") }
    try home.addNotes(1)
    for file in try FileManager.default.contentsOfDirectory(atPath: home.store.home.path) {
      let path = home.store.home.file(file)
      if !home.store.home.folders.contains(path) { #expect(try mode(path) == 0o600, "\(file)") }
    }
  }

  @Test(arguments: [(true, 0x4E4F_4C50), (false, 0x4E4F_4C49)])
  func aPracticeHomeIsMarkedWhenItIsMade(_ practice: Bool, _ mark: Int) throws {
    let home = try TestHome(practice: practice)
    #expect(home.store.isPractice == practice)
    #expect(try home.openAgain().isPractice == practice)
    #expect(try Raw.rows(home.database, "PRAGMA application_id") == [["\(mark)"]])
  }

  @Test func aSecondHomeIsNotMadeOverAFirst() throws {
    let home = try TestHome()
    try home.addNotes(2)
    let before = try home.dump()
    let refused = refusal {
      _ = try Store.create(
        home: home.store.home, schemeKeyPath: home.keyPath, settings: try TestHome.settings(home.gate), practice: true)
    }
    #expect(refused == .alreadyThere(home: home.store.home.path))
    #expect(refused?.exit == .cannotWrite)
    #expect(try home.dump() == before)
  }

  @Test func aFolderWithoutADatabaseIsSaidAndNotFilled() throws {
    let folder = try TestHome.folder()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let key = SchemeKey(bytes: Array(repeating: 1, count: 32))
    let settings = try TestHome.settings(TestGate())
    let refused = refusal { _ = try Store(home: Home(folder), schemeKey: key, settings: settings) }
    #expect(refused == .noDatabase(home: folder))
    #expect(refused?.exit == .inputMissing)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    let notUpgraded = refusal {
      _ = try Store.upgrade(home: Home(folder), schemeKey: key, settings: settings) { _ in fatalError("asked") }
    }
    #expect(notUpgraded == .noDatabase(home: folder))
    #expect(!FileManager.default.fileExists(atPath: Home(folder).database))
  }

  @Test(arguments: [0, 1, 0x4E4F_4C4A])
  func aDatabaseThatIsNotOursIsRefused(_ mark: Int) throws {
    let home = try TestHome()
    try Raw.run(home.database, "PRAGMA application_id = \(mark)")
    let before = try home.dump()
    for body in [{ _ = try home.openAgain() }, { _ = try upgrade(home, [TestRoom.migration, Self.later]) }] {
      let refused = refusal(body)
      #expect(refused == .foreignDatabase)
      #expect(refused?.exit == .configuration)
    }
    #expect(try home.dump() == before)
  }

  @Test func aFileThatIsNoDatabaseIsRefused() throws {
    let home = try TestHome()
    home.store.close()
    try? FileManager.default.removeItem(atPath: home.database + "-wal")
    try AtomicFile.write(home.database, bytes: Array(String(repeating: "no database ", count: 1000).utf8))
    #expect(refusal { _ = try home.openAgain() }?.code == "database")
  }

  @Test func anEarlierOrLaterVersionIsRefusedWithTheCommandToRun() throws {
    let home = try TestHome()
    let earlier = refusal { _ = try home.openAgain(migrations: [TestRoom.migration, Self.later]) }
    #expect(earlier == .schemaVersion(found: "0002-room", needed: "0003-later"))
    #expect(earlier?.exit == .configuration)
    #expect(earlier?.sentence.contains("nolimits init") == true)
    let later = refusal { _ = try home.openAgain(migrations: []) }
    #expect(later == .schemaVersion(found: "0002-room", needed: "0001-store"))
    #expect(later?.exit == .configuration)
  }

  @Test func anOlderHomeIsBroughtUpToDateAfterABackupAndWithALink() throws {
    let home = try TestHome()
    try home.addNotes(3)
    let notes = try home.dump()["note"]
    let links = try home.dump()["audit_link"]
    home.store.close()

    let migrations = [TestRoom.migration, Self.later]
    #expect(try upgrade(home, migrations) == ["0003-later"])
    let store = try home.openAgain(migrations: migrations)
    #expect(try store.reading.int("SELECT count(*) FROM later") == 0)
    #expect(try home.dump()["note"] == notes)
    let newest = try #require(try AuditEntry.newest(1, store.reading).first)
    #expect([newest.actor, newest.action, newest.key] == ["system", "scheme.upgrade", "upgrade/0003-later"])
    #expect(newest.link == 4)
    #expect(try TestHome.faults(store) == [])

    // The backup is the home as it was: its rows, its links, its version, its keys.
    let backup = try #require(store.backups().first)
    #expect(store.backups().count == 1)
    let copy = try Raw.dump("\(home.store.home.backups)/\(backup)/nolimits.sqlite")
    #expect(copy["note"] == notes)
    #expect(copy["audit_link"] == links)
    #expect(copy["later"] == nil)
    #expect(FileManager.default.fileExists(atPath: "\(home.store.home.backups)/\(backup)/keys.sqlite"))

    // Up to date, nothing is done.
    let after = try home.dump()
    #expect(try upgrade(home, migrations) == [])
    #expect(try home.dump() == after)
    #expect(store.backups().count == 1)
    // And there is no way back.
    #expect(throws: StoreError.schemaVersion(found: "0003-later", needed: "0002-room")) {
      try upgrade(home, [TestRoom.migration])
    }
    #expect(try home.dump() == after)
  }

  @Test func theKeysInTheBackupOfAnUpgradeHaveTheirTimeToo() throws {
    let home = try TestHome()
    try home.addNotes(1)
    home.store.close()
    let migrations = [TestRoom.migration, Self.later]
    _ = try upgrade(home, migrations)
    let store = try home.openAgain(migrations: migrations)
    let keys = try #require(store.backups().first.map { "\(home.store.home.backups)/\($0)/keys.sqlite" })
    try store.forgetOldKeys(before: try day("2026-11-21"))
    #expect(FileManager.default.fileExists(atPath: keys))
    try store.forgetOldKeys(before: try day("2026-11-22"))
    #expect(!FileManager.default.fileExists(atPath: keys))
  }

  @Test func aMigrationThatFailsLeavesTheOlderHomeAsItWas() throws {
    let home = try TestHome()
    try home.addNotes(2)
    let before = try home.dump()
    home.store.close()
    let broken = Migration("0003-broken", Schema.book("later", "words TEXT NOT NULL") + "INSERT INTO note VALUES (1);")
    #expect(throws: StoreError.self) { try upgrade(home, [TestRoom.migration, broken]) }
    #expect(try home.dump() == before)
    #expect(try TestHome.faults(try home.openAgain()) == [])
  }

  @Test func anUpgradeThatWasKilledBeforeItsLinkGetsItsLink() throws {
    // The migration is committed and the process dies before the link: what the next upgrade finds.
    let home = try TestHome()
    try home.addNotes(1)
    home.store.close()
    let migrations = [TestRoom.migration, Self.later]
    home.gate.answer(.refused("killed here"))
    #expect(throws: StoreError.self) { try upgrade(home, migrations) }
    home.gate.answer(.allowed)
    _ = try upgrade(home, migrations)
    let newest = try AuditEntry.newest(1, try home.openAgain(migrations: migrations).reading).first
    #expect(newest?.key == "upgrade/0003-later")
  }
}
