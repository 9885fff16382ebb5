// Files that are either there in full or not there: written under another name, made durable, then renamed.

import Glibc

/// Writes a file so that nobody ever sees half of it, and so that it survives a power cut once it is there.
public enum AtomicFile {
  /// Writes the file at `path`, in place of what stands there.
  ///
  /// The order is: write under a temporary name in the same folder, `fsync` the file, rename, `fsync` the folder. When
  /// `body` or any call throws, the temporary is removed and what stood at `path` is unchanged.
  /// - Returns: its size and SHA-256.
  /// - Throws: ``OutputError``, or what `body` throws.
  @discardableResult
  public static func write(
    _ path: String, mode: UInt32 = 0o600, _ body: (FileSink) throws -> Void
  ) throws -> WrittenFile {
    let file = try UnfinishedFile(path, mode: mode)
    try body(file.sink)
    return try file.finish()
  }

  /// Writes a file of these bytes; see ``write(_:mode:_:)``.
  @discardableResult
  public static func write(_ path: String, mode: UInt32 = 0o600, bytes: [UInt8]) throws -> WrittenFile {
    try write(path, mode: mode) { try $0.write(bytes) }
  }

  /// Gives a finished, durable file its name, durably.
  public static func rename(_ path: String, to target: String) throws(OutputError) {
    try SystemCall.rename(path, to: target)
    try SystemCall.fsync(folder: OutputPlace(target).folder)
  }

  /// Removes what killed processes left in a folder; what living ones are writing stays. A folder that was being replaced
  /// is put back.
  public static func sweepTemporaries(in folder: String) {
    for name in Folder.names(in: folder) {
      guard let leftover = Leftover(name) else { continue }
      let path = "\(folder)/\(name)"
      guard let held = Descriptor(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK), held.tryLock() else { continue }
      let target = "\(folder)/\(leftover.target)"
      if leftover.isReplaced, access(target, F_OK) != 0 {
        Glibc.rename(path, target)
      } else {
        Folder.remove(path)
      }
    }
  }

}

/// A file that is written bit by bit, beside other work; see ``AtomicFile/write(_:mode:_:)``. Without a call of
/// ``finish()`` nothing of it is left.
public final class UnfinishedFile {
  /// Where its bytes go.
  public let sink: FileSink
  private let place: OutputPlace
  private var isFinished = false

  /// Begins the file that is to stand at `path`.
  public init(_ path: String, mode: UInt32 = 0o600) throws(OutputError) {
    place = OutputPlace(path)
    sink = FileSink(try Self.create(place.temporary, mode: mode), path: path)
  }

  deinit {
    if !isFinished { unlink(place.temporary) }
  }

  /// Makes durable what was written so far, still without its name: ``finish()`` then has little left to wait for.
  public func synchronise() throws(OutputError) { try sink.synchronise() }

  /// Makes it durable, under its name.
  /// - Returns: its size and SHA-256.
  @discardableResult
  public func finish() throws(OutputError) -> WrittenFile {
    let written = try sink.finish()
    try SystemCall.rename(place.temporary, to: place.path)
    isFinished = true
    try SystemCall.fsync(folder: place.folder)
    return written
  }

  /// A fresh temporary file, locked while it is written. One of our own name that nobody holds was left by a process of
  /// the same number.
  private static func create(_ path: String, mode: UInt32) throws(OutputError) -> Descriptor {
    if access(path, F_OK) == 0 {
      guard let old = Descriptor(path, O_RDONLY | O_NOFOLLOW), old.tryLock() else {
        throw .cannotWrite(path: path, reason: "it is being written already")
      }
      unlink(path)
    }
    let file = try SystemCall.create(path, mode: mode)
    _ = file.tryLock()
    return file
  }
}

/// Where a file or folder goes, and the names it has until it is finished.
struct OutputPlace {
  let path: String
  let folder: String
  let name: String

  init(_ path: String) {
    self.path = path
    let parts = path.split(separator: "/", omittingEmptySubsequences: true)
    name = String(parts.last ?? "")
    let parent = parts.dropLast().joined(separator: "/")
    folder = path.hasPrefix("/") ? "/" + parent : parent.isEmpty ? "." : parent
  }

  var temporary: String { "\(folder)/.\(name).tmp-\(getpid())" }
  /// Where a folder goes while another takes its place.
  var replaced: String { "\(folder)/.\(name).old-\(getpid())" }
}

/// A name that only an unfinished write has.
struct Leftover {
  /// The name it was to have, or had.
  let target: String
  /// Whether it is the old one that was being replaced.
  let isReplaced: Bool

  init?(_ name: String) {
    guard name.hasPrefix("."), let dash = name.lastIndex(of: "-") else { return nil }
    let number = name[name.index(after: dash)...]
    guard !number.isEmpty, number.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
    let rest = name[..<dash].dropFirst()
    guard rest.hasSuffix(".tmp") || rest.hasSuffix(".old"), rest.utf8.count > 4 else { return nil }
    target = String(rest.dropLast(4))
    isReplaced = rest.hasSuffix(".old")
  }
}

extension Folder {
  /// Removes a file, or a folder with its files.
  static func remove(_ path: String) {
    if unlink(path) == 0 { return }
    for name in names(in: path) { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}
