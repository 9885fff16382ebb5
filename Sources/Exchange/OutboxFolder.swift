// Folders that finished files are put into: the owner's alone, and durable before a file stands in them.

import Files
import Foundation

/// A folder under `outbox/`.
enum OutboxFolder {
  /// Makes the folder if it is not there.
  /// - Throws: `OutputError.cannotWrite`.
  static func make(_ path: String) throws {
    guard !FileManager.default.fileExists(atPath: path) else { return AtomicFile.sweepTemporaries(in: path) }
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch { throw OutputError.cannotWrite(path: path, reason: "the folder cannot be made") }
    try AtomicFile.synchronise((path as NSString).deletingLastPathComponent)
  }
}
