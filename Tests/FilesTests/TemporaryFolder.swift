// A folder that goes with its test.

import Files
import Glibc
import Testing

/// A fresh folder, removed with this value.
final class TemporaryFolder {
  let path: String

  init() throws {
    var template = Array("/tmp/files-tests-XXXXXX".utf8CString)
    path = try #require(mkdtemp(&template).map { String(cString: $0) })
  }

  deinit { Shell.remove(path) }

  static func / (folder: TemporaryFolder, name: String) -> String { "\(folder.path)/\(name)" }

  func write(_ name: String, _ text: String) throws {
    let descriptor = open(self / name, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
  }

  /// The names of all that lies in it, hidden things too.
  var names: [String] { Shell.names(path) }

  /// What a file in it holds.
  func text(_ name: String) -> String? {
    (try? ByteSource.all(self / name)).map { String(decoding: $0, as: UTF8.self) }
  }

  func mode(_ name: String) -> UInt32 {
    var status = stat()
    return lstat(self / name, &status) == 0 ? status.st_mode & 0o777 : 0
  }
}
