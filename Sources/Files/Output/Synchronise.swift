// Making durable what another library wrote, such as SQLite's copy of a database.

import Glibc

extension AtomicFile {
  /// Makes the bytes of a file, or the names in a folder, survive a power cut.
  public static func synchronise(_ path: String) throws(OutputError) {
    guard let descriptor = Descriptor(path, O_RDONLY) else { throw SystemCall.failure(path) }
    while Glibc.fsync(descriptor.number) != 0 {
      if errno != EINTR { throw SystemCall.failure(path) }
    }
  }
}
