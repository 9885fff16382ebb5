// The few system calls that output is made of, in one place, so that a test can watch their order and make any of them fail.

import Glibc

/// A system call of output. Each is repeated when a signal interrupts and throws what went wrong.
package enum SystemCall: String, Sendable {
  case open, write, fsync, rename, fsyncFolder, unlink

  /// What a test sees before each call; a number it gives back is the error the call ends with.
  @TaskLocal package static var watcher: (@Sendable (SystemCall, String) -> Int32?)?

  /// Makes a file that must not be there yet, with exactly this mode.
  static func create(_ path: String, mode: UInt32) throws(OutputError) -> Descriptor {
    try permit(.open, path)
    guard let file = Descriptor(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode),
      fchmod(file.number, mode) == 0
    else { throw .cannotWrite(path: path, reason: reason()) }
    return file
  }

  static func write(_ bytes: [UInt8], to file: Descriptor, path: String) throws(OutputError) {
    if bytes.isEmpty { return }
    try permit(.write, path)
    guard bytes.withUnsafeBytes({ writeAll($0, to: file.number) }) else { throw failure(path) }
  }

  static func fsync(_ file: Descriptor, path: String) throws(OutputError) {
    try permit(.fsync, path)
    try sync(file, path: path)
  }

  /// Makes the names in a folder durable.
  static func fsync(folder path: String) throws(OutputError) {
    try permit(.fsyncFolder, path)
    guard let folder = Descriptor(path, O_RDONLY | O_DIRECTORY) else { throw failure(path) }
    try sync(folder, path: path)
  }

  private static func sync(_ file: Descriptor, path: String) throws(OutputError) {
    while Glibc.fsync(file.number) != 0 {
      if errno != EINTR { throw failure(path) }
    }
  }

  static func rename(_ from: String, to path: String) throws(OutputError) {
    try permit(.rename, path)
    guard Glibc.rename(from, path) == 0 else { throw failure(path) }
  }

  private static func permit(_ call: SystemCall, _ path: String) throws(OutputError) {
    guard let code = watcher?(call, path) else { return }
    errno = code
    throw failure(path)
  }

  /// What the last error means for whoever asked for the file.
  static func failure(_ path: String) -> OutputError {
    switch errno {
    case EACCES, EPERM, ENOENT, ENOTDIR, EISDIR, EEXIST, ENOTEMPTY, EROFS, ELOOP, ENAMETOOLONG:
      .cannotWrite(path: path, reason: reason())
    default: .inputOutput(path: path, reason: reason())
    }
  }
}
