// Backups: proved before they count, whole or not at all, and keys that have had their time.

import Files
import Foundation
import Store
import Testing

@Suite struct BackupTests {
  @Test func aBackupHoldsTheHeadAndEveryRowAndTheKeys() throws {
    let home = try TestHome()
    try home.addNotes(3)
    try home.store.keys.make(.person, [1, 2])
    let made = try home.store.backUp(name: "2026-11-21-3")
    #expect(made.auditHead == 3)
    #expect(home.store.backups() == ["2026-11-21-3"])
    let folder = "\(home.store.home.backups)/2026-11-21-3"
    #expect(try Raw.dump("\(folder)/nolimits.sqlite") == home.dump())
    #expect(
      try FileManager.default.attributesOfItem(atPath: "\(folder)/nolimits.sqlite")[.size] as? Int == made.bytes)
    // One file each, and nothing beside them.
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["keys.sqlite", "nolimits.sqlite"])
    let keys = try KeyRing(path: "\(folder)/keys.sqlite", schemeKey: home.store.schemeKey, randomness: .seeded(1))
    #expect(try keys.key(.person, 2)?.digest([1]) == home.store.keys.key(.person, 2)?.digest([1]))
    #expect(try FileManager.default.contentsOfDirectory(atPath: home.store.home.backups) == ["2026-11-21-3"])
  }

  @Test func aBackupOpensAsAHome() throws {
    let home = try TestHome()
    try home.addNotes(3)
    _ = try home.store.backUp(name: "b")
    try home.addNotes(2, from: 4)
    let copy = Home("\(home.folder)/copy")
    try copy.makeFolders()
    for file in ["nolimits.sqlite", "keys.sqlite"] {
      try FileManager.default.copyItem(atPath: "\(home.store.home.backups)/b/\(file)", toPath: copy.file(file))
    }
    try FileManager.default.copyItem(atPath: home.store.home.auditHeads, toPath: copy.auditHeads)
    let store = try Store(home: copy, schemeKey: home.store.schemeKey, settings: try TestHome.settings(home.gate))
    #expect(try store.reading.auditHead().number == 3)
    // Restored beside the heads of the later day it is known to be the older one.
    #expect(try TestHome.faults(store).map { $0.prefix(12) } == ["audit-heads:"])
  }

  @Test func aBackupOfTheSameNameIsReplacedByTheNewOne() throws {
    let home = try TestHome()
    try home.addNotes(1)
    _ = try home.store.backUp(name: "b")
    try home.addNotes(1, from: 2)
    #expect(try home.store.backUp(name: "b").auditHead == 2)
    #expect(home.store.backups() == ["b"])
    #expect(try Raw.rows("\(home.store.home.backups)/b/nolimits.sqlite", "SELECT max(id) FROM audit_link") == [["2"]])
  }

  @Test func aDamagedDatabaseMakesNoBackupAndKeepsTheOlderOne() throws {
    let home = try TestHome()
    try home.addNotes(2)
    _ = try home.store.backUp(name: "b")
    home.store.close()
    // A constraint that the rows do not keep: what quick_check tells of a damaged page too.
    try Raw.run(
      home.database,
      """
      PRAGMA writable_schema = ON;
      UPDATE sqlite_schema SET sql = replace(sql, 'words TEXT', 'words TEXT NOT NULL') WHERE name = 'note'
      """)
    let store = try home.openAgain()
    #expect(refusal { _ = try store.backUp(name: "b") }?.code == "broken")
    #expect(store.backups() == ["b"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: home.store.home.backups) == ["b"])
    #expect(try Raw.rows("\(home.store.home.backups)/b/nolimits.sqlite", "PRAGMA quick_check") == [["\"ok\""]])
  }

  @Test func keysLeaveBackupsThatAreOlderThanADay() throws {
    let home = try TestHome()
    try home.addNotes(1)
    for name in ["2026-10-16-1", "2026-10-17-1", "2026-11-21-1", "by-hand"] { _ = try home.store.backUp(name: name) }
    try home.store.forgetOldKeys(before: try day("2026-10-17"))
    func files(_ name: String) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: "\(home.store.home.backups)/\(name)").sorted()
    }
    #expect(try files("2026-10-16-1") == ["nolimits.sqlite"])
    for name in ["2026-10-17-1", "2026-11-21-1"] { #expect(try files(name) == ["keys.sqlite", "nolimits.sqlite"]) }
    try home.store.forgetOldKeys(before: try day("2026-10-17"))
    #expect(home.store.backups().count == 4)
  }

  @Test func aCopyOfTheHomeIsAHomeOfItsOwn() throws {
    let home = try TestHome()
    try home.addNotes(2)
    try AtomicFile.write("\(home.store.home.inbox)/file.csv", bytes: [1, 2])
    let path = "\(home.folder)/copy"
    try home.store.copyHome(to: path)
    let copy = try Store(home: Home(path), schemeKey: home.store.schemeKey, settings: try TestHome.settings(home.gate))
    #expect(try TestHome.faults(copy) == [])
    #expect(FileManager.default.contents(atPath: "\(path)/inbox/file.csv") == Data([1, 2]))
    _ = try copy.write(try TestHome.request("k")) { try TestRoom.add("x", nil, 1, in: $0) }
    #expect(try home.links() == 2)
    #expect(copy.backups() == [])
  }
}
