// Folders that tests make homes in, and trees of files compared byte by byte.

import Foundation

/// A folder that goes with the test.
final class PracticeFolder: Sendable {
  let path: String

  init() {
    let shared = FileManager.default.isWritableFile(atPath: "/dev/shm") ? "/dev/shm/" : NSTemporaryDirectory()
    path = shared + "nolimits-practice-\(UUID().uuidString)"
    try? FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// The configuration that is shipped.
  static let configuration = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "config").path

  /// Every file under a folder, by name: its bytes.
  static func tree(_ folder: String) -> [String: Data] {
    var tree: [String: Data] = [:]
    for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() {
      tree[name] = FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data("folder".utf8)
    }
    return tree
  }
}
