// The folder a scheme lives in, and the names of what stands there (`commands.md`, "Under HOME").

import Files
import Foundation

/// The working folder of a scheme.
public struct Home: Hashable, Sendable {
  /// The folder, without a slash at the end.
  public let path: String

  /// The home in this folder.
  public init(_ path: String) {
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }

  /// A name under the folder.
  public func file(_ name: String) -> String { "\(path)/\(name)" }

  /// The books, tallies and workings.
  public var database: String { file("nolimits.sqlite") }
  /// Keys of persons, archived files and ballots.
  public var keys: String { file("keys.sqlite") }
  /// Where finance drops files.
  public var inbox: String { file("inbox") }
  /// Private copies of files being read.
  public var spool: String { file("spool") }
  /// Sealed copies of every file that was taken in, by import number.
  public var archive: String { file("archive") }
  /// Files that were refused, by import number, and why.
  public var rejected: String { file("rejected") }
  /// What others fetch.
  public var outbox: String { file("outbox") }
  /// Copies of the database and keys.
  public var backups: String { file("backups") }
  /// One JSON line an event.
  public var logs: String { file("logs") }
  /// The signed heads of the audit chain, one line each.
  public var auditHeads: String { file("audit-heads") }
  /// Held for one transaction or checkpoint.
  public var writeLock: String { file("write.lock") }
  /// Held for the life of a job.
  public var jobLock: String { file("job.lock") }

  /// The folders under it.
  public var folders: [String] {
    [inbox, spool, archive, rejected, outbox, file("statements"), backups, logs, file("metrics")]
  }

  /// Makes the folder and those under it, for their owner alone.
  public func makeFolders() throws {
    for folder in [path] + folders where !FileManager.default.fileExists(atPath: folder) {
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      } catch {
        throw StoreError.file(path: folder, reason: "the folder cannot be made")
      }
    }
  }
}
