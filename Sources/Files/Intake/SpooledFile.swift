// The private copy of a file that came in. Only the copy is read, posted and archived, so nobody can change a file between
// its check and its posting.

import Crypto
import Glibc
import Synchronization

/// A private copy of a file, measured and hashed while it was made. It is locked while this value lives and removed with it.
public final class SpooledFile: Sendable {
  /// Where the copy lies.
  public let path: String
  /// How many bytes it has.
  public let byteCount: Int
  /// SHA-256 of its bytes, 32 bytes.
  public let sha256: [UInt8]
  private let hold: Descriptor

  private init(path: String, byteCount: Int, sha256: [UInt8], hold: Descriptor) {
    self.path = path
    self.byteCount = byteCount
    self.sha256 = sha256
    self.hold = hold
  }

  deinit { remove() }

  /// Removes the copy now rather than with this value.
  public func remove() { unlink(path) }

  /// Copies the regular file at `path` into `directory`.
  ///
  /// The source is opened without following a link and without waiting for a pipe; a file that changes while it is copied
  /// is refused, to be taken up when it has been written.
  /// - Parameter follow: is given what reads the copy while it is being made. What it finds counts for nothing if the copy is
  ///   refused.
  public static func copy(
    from path: String, into directory: String, limits: Limits = .standard, follow: (GrowingFile) -> Void = { _ in }
  ) throws(IntakeError) -> SpooledFile {
    guard let source = Descriptor(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK), let before = source.status else {
      throw IntakeError.opening(path)
    }
    if let kind = before.irregularKind { throw .notRegular(path: path, kind) }
    if before.st_size > limits.fileBytes { throw .tooLarge(path: path, limitBytes: limits.fileBytes) }
    let copy = try copy(ByteSource(source, path: path), named: path, into: directory, limits: limits, follow: follow)
    guard let after = source.status, after.isSame(as: before), copy.byteCount == Int(before.st_size) else {
      throw .stillBeingWritten(path: path)
    }
    return copy
  }

  /// Copies what an open descriptor gives until its end, such as standard input; `name` is what errors call it. The
  /// descriptor stays open.
  public static func copy(
    from fileDescriptor: Int32, named name: String = "standard input", into directory: String,
    limits: Limits = .standard
  ) throws(IntakeError) -> SpooledFile {
    let own = dup(fileDescriptor)
    guard own >= 0 else { throw .cannotRead(path: name, reason: reason()) }
    return try copy(ByteSource(Descriptor(own), path: name), named: name, into: directory, limits: limits)
  }

  /// Makes a private file of what `body` writes, such as a sealed file that is opened.
  /// - Throws: ``IntakeError``, and what `body` throws; nothing is then left.
  public static func make(
    in directory: String, limits: Limits = .standard, _ body: (_ write: ([UInt8]) throws -> Void) throws -> Void
  ) throws -> SpooledFile {
    let (path, file) = try create(in: directory)
    var hash = SHA256()
    var byteCount = 0
    do {
      try body { bytes in
        byteCount += bytes.count
        if byteCount > limits.fileBytes { throw IntakeError.tooLarge(path: path, limitBytes: limits.fileBytes) }
        hash.update(data: bytes)
        guard bytes.withUnsafeBytes({ writeAll($0, to: file.number) }) else {
          throw IntakeError.cannotSpool(directory: directory, reason: reason())
        }
      }
    } catch {
      unlink(path)
      throw error
    }
    return SpooledFile(path: path, byteCount: byteCount, sha256: Array(hash.finalize()), hold: file)
  }

  /// Puts bytes that are already in memory into the spool.
  public static func copy(
    bytes: [UInt8], named name: String = "bytes", into directory: String, limits: Limits = .standard
  ) throws(IntakeError) -> SpooledFile {
    try copy(ByteSource(bytes: bytes), named: name, into: directory, limits: limits)
  }

  /// Removes the spool files in `directory` that no living process holds.
  public static func sweep(_ directory: String) {
    for name in Folder.names(in: directory) where name.hasPrefix(namePrefix) {
      let path = "\(directory)/\(name)"
      guard let file = Descriptor(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK), file.tryLock() else { continue }
      unlink(path)
    }
  }

  private static let namePrefix = "intake-"
  private static let numbers = Atomic<Int>(0)

  private static func copy(
    _ source: ByteSource, named name: String, into directory: String, limits: Limits,
    follow: (GrowingFile) -> Void = { _ in }
  ) throws(IntakeError) -> SpooledFile {
    let (path, file) = try create(in: directory)
    var hash = SHA256()
    var byteCount = 0
    let growing = GrowingFile(path: path)
    defer { growing.end() }
    follow(growing)
    do throws(IntakeError) {
      while true {
        let block = try source.nextBlock()
        if block.isEmpty { break }
        byteCount += block.count
        if byteCount > limits.fileBytes { throw IntakeError.tooLarge(path: name, limitBytes: limits.fileBytes) }
        hash.update(bufferPointer: block)
        guard writeAll(block, to: file.number) else {
          throw IntakeError.cannotSpool(directory: directory, reason: reason())
        }
        growing.grow(to: byteCount)
      }
    } catch {
      unlink(path)
      throw error
    }
    return SpooledFile(path: path, byteCount: byteCount, sha256: Array(hash.finalize()), hold: file)
  }

  /// A fresh file that we hold. A sweeper may catch it in the moment before it is locked; then another is made.
  private static func create(in directory: String) throws(IntakeError) -> (path: String, Descriptor) {
    while true {
      let number = numbers.add(1, ordering: .relaxed).newValue
      let path = "\(directory)/\(namePrefix)\(getpid())-\(number)"
      guard let file = Descriptor(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW) else {
        if errno == EEXIST { continue }
        throw .cannotSpool(directory: directory, reason: reason())
      }
      if file.tryLock(), let status = file.status, status.st_nlink > 0 { return (path, file) }
    }
  }
}

/// Writes all of a buffer, however many calls it takes; false with `errno` set when that fails.
func writeAll(_ buffer: UnsafeRawBufferPointer, to descriptor: Int32) -> Bool {
  var rest = buffer
  while !rest.isEmpty {
    let count = write(descriptor, rest.baseAddress, rest.count)
    if count < 0 {
      if errno == EINTR { continue }
      return false
    }
    rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(count))
  }
  return true
}
