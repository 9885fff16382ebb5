// File descriptors that close themselves, and the calls on them, repeated when a signal interrupts.

import Glibc

/// What the last failed call says, in words.
func reason(_ code: Int32 = errno) -> String { String(cString: strerror(code)) }

/// An open file; closed when nothing holds it any more.
final class Descriptor: Sendable {
  let number: Int32

  /// Takes over an open descriptor.
  init(_ number: Int32) { self.number = number }

  /// Opens a path; nil with `errno` set when that fails.
  convenience init?(_ path: String, _ flags: Int32, mode: mode_t = 0o600) {
    var number: Int32
    repeat { number = open(path, flags | O_CLOEXEC, mode) } while number < 0 && errno == EINTR
    guard number >= 0 else { return nil }
    self.init(number)
  }

  deinit { close(number) }

  /// What the system knows of the file; nil when even that fails.
  var status: stat? {
    var status = stat()
    return fstat(number, &status) == 0 ? status : nil
  }

  /// Reads up to the buffer's size; nil with `errno` set when that fails.
  func read(into buffer: UnsafeMutableRawBufferPointer) -> Int? {
    while true {
      let count = Glibc.read(number, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { return nil }
    }
  }

  /// Takes the file's lock if nobody has it.
  func tryLock() -> Bool {
    while flock(number, LOCK_EX | LOCK_NB) != 0 {
      if errno != EINTR { return false }
    }
    return true
  }
}

extension stat {
  /// What kind of thing stands here, if it is no regular file.
  var irregularKind: IntakeError.Kind? {
    switch st_mode & S_IFMT {
    case S_IFREG: nil
    case S_IFLNK: .symbolicLink
    case S_IFDIR: .directory
    case S_IFIFO: .pipe
    case S_IFSOCK: .socket
    default: .device
    }
  }

  /// Whether the file has neither grown nor been written since.
  func isSame(as other: stat) -> Bool {
    st_size == other.st_size && st_mtim.tv_sec == other.st_mtim.tv_sec && st_mtim.tv_nsec == other.st_mtim.tv_nsec
  }
}

/// Small files read whole.
enum FileBytes {
  /// All bytes of the regular file at `path`.
  static func read(_ path: String, limit: Int) throws(IntakeError) -> [UInt8] {
    guard let file = Descriptor(path, O_RDONLY | O_NONBLOCK), let status = file.status else {
      throw IntakeError.opening(path)
    }
    if let kind = status.irregularKind { throw .notRegular(path: path, kind) }
    let source = ByteSource(file, path: path)
    var bytes: [UInt8] = []
    while try source.append(to: &bytes) {
      if bytes.count > limit { throw .tooLarge(path: path, limitBytes: limit) }
    }
    return bytes
  }
}

extension IntakeError {
  /// Why a path could not be opened, from `errno`.
  static func opening(_ path: String) -> IntakeError {
    switch errno {
    case ENOENT, ENOTDIR: .notFound(path: path)
    case EACCES, EPERM: .notPermitted(path: path)
    case ELOOP: .notRegular(path: path, .symbolicLink)
    case ENXIO: .notRegular(path: path, .socket)
    default: .cannotRead(path: path, reason: reason())
    }
  }
}
