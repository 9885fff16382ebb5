// A copy of a home to try things on, and copies of keys that have had their time.

import Dates
import Files
import Foundation

extension Store {
  /// Copies the home to another folder: the database and keys as they are now, and what lies beside them.
  public func copyHome(to path: String) throws {
    let copy = Home(path)
    try copy.makeFolders()
    let made = try Backup.make(from: reader.path, keys: keys, home: copy, name: "copy")
    for file in ["nolimits.sqlite", "keys.sqlite"] {
      try FileManager.default.moveItem(atPath: "\(copy.backups)/\(made.name)/\(file)", toPath: copy.file(file))
    }
    try FileManager.default.removeItem(atPath: "\(copy.backups)/\(made.name)")
    for name in ["inbox", "archive", "outbox", "audit-heads", "scheme.key"] {
      let source = home.file(name)
      guard FileManager.default.fileExists(atPath: source) else { continue }
      try? FileManager.default.removeItem(atPath: copy.file(name))
      try FileManager.default.copyItem(atPath: source, toPath: copy.file(name))
    }
  }

  /// Takes the keys out of backups made before a day: what was forgotten since is then gone from copies too.
  public func forgetOldKeys(before date: CivilDate) throws {
    for name in backups() {
      guard let day = CivilDate(name.prefix(10)), day < date else { continue }
      let path = "\(home.backups)/\(name)/keys.sqlite"
      if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    }
  }
}
