// A folder of files that is either there in full or not there.

import Crypto
import Glibc

/// Writes a folder of files so that nobody ever sees half of it.
public enum AtomicFolder {
  /// A folder in the making.
  public final class Contents {
    /// The files written so far, by name.
    public private(set) var files: [String: WrittenFile] = [:]
    private let path: String
    private let mode: UInt32

    init(path: String, mode: UInt32) {
      self.path = path
      self.mode = mode
    }

    /// Writes one file of the folder and makes it durable.
    @discardableResult
    public func file(_ name: String, _ body: (FileSink) throws -> Void) throws -> WrittenFile {
      precondition(!name.isEmpty && !name.hasPrefix(".") && !name.contains("/"), "a file's name, not a path")
      let path = "\(path)/\(name)"
      let sink = FileSink(try SystemCall.create(path, mode: mode), path: path)
      try body(sink)
      let written = try sink.finish()
      files[name] = written
      return written
    }
  }

  /// Writes the folder at `path`, in place of one that stands there. One with the same files of the same bytes is left
  /// alone.
  ///
  /// Every file is made durable, then the folder, which is then renamed. When anything throws, what stood at `path` is
  /// unchanged.
  /// - Returns: the files written, by name.
  /// - Throws: ``OutputError``, or what `body` throws.
  @discardableResult
  public static func write(
    _ path: String, folderMode: UInt32 = 0o700, fileMode: UInt32 = 0o600, _ body: (Contents) throws -> Void
  ) throws -> [String: WrittenFile] {
    let place = OutputPlace(path)
    AtomicFile.sweepTemporaries(in: place.folder)
    let hold = try create(place.temporary, mode: folderMode)
    defer { _ = hold }
    do {
      let contents = Contents(path: place.temporary, mode: fileMode)
      try body(contents)
      if holds(path, contents.files) {
        Folder.remove(place.temporary)
      } else {
        try SystemCall.fsync(folder: place.temporary)
        try putInPlace(place)
      }
      return contents.files
    } catch {
      Folder.remove(place.temporary)
      throw error
    }
  }

  private static func create(_ path: String, mode: UInt32) throws(OutputError) -> Descriptor {
    guard mkdir(path, mode) == 0, chmod(path, mode) == 0,
      let folder = Descriptor(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW), folder.tryLock()
    else { throw SystemCall.failure(path) }
    return folder
  }

  /// Renames the finished folder. An old one steps aside first, as a folder cannot be renamed onto another; should the
  /// process die between the two, the next sweep puts it back.
  private static func putInPlace(_ place: OutputPlace) throws(OutputError) {
    guard let old = Descriptor(place.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) else {
      try SystemCall.rename(place.temporary, to: place.path)
      return try SystemCall.fsync(folder: place.folder)
    }
    _ = old.tryLock()
    try SystemCall.rename(place.path, to: place.replaced)
    do throws(OutputError) {
      try SystemCall.rename(place.temporary, to: place.path)
    } catch {
      rename(place.replaced, place.path)
      throw error
    }
    try SystemCall.fsync(folder: place.folder)
    Folder.remove(place.replaced)
  }

  /// Whether a folder holds just these files.
  private static func holds(_ path: String, _ files: [String: WrittenFile]) -> Bool {
    guard Folder.names(in: path) == files.keys.sorted(), !files.isEmpty else { return false }
    return files.allSatisfy { name, written in
      guard let bytes = try? FileBytes.read("\(path)/\(name)", limit: written.byteCount) else { return false }
      return bytes.count == written.byteCount && Array(SHA256.hash(data: bytes)) == written.sha256
    }
  }
}
