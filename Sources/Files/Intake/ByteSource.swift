// A file read in blocks, so that its length never matters to memory.

import Glibc

/// The bytes of one file, a block at a time.
public final class ByteSource {
  /// How many bytes are read at once, unless a test says otherwise.
  static let blockBytes = 256 << 10

  private enum Origin {
    case file(Descriptor)
    case growing(Descriptor, GrowingFile, at: Int)
    case memory([UInt8], at: Int)
  }

  private var origin: Origin
  let path: String
  private let block: UnsafeMutableRawBufferPointer

  /// Opens a file of our own, such as a spooled one.
  public convenience init(path: String) throws(IntakeError) {
    guard let file = Descriptor(path, O_RDONLY | O_NOFOLLOW) else { throw IntakeError.opening(path) }
    self.init(file, path: path)
  }

  /// A file that is still being written, read as far as it is.
  public convenience init(growing file: GrowingFile) throws(IntakeError) {
    guard let descriptor = Descriptor(file.path, O_RDONLY | O_NOFOLLOW) else { throw IntakeError.opening(file.path) }
    self.init(.growing(descriptor, file, at: 0), path: file.path, blockBytes: Self.blockBytes)
  }

  /// Bytes that are already in memory.
  public convenience init(bytes: [UInt8]) { self.init(bytes: bytes, blockBytes: Self.blockBytes) }

  /// The same in blocks of another size: no record may depend on where a block ends.
  package convenience init(bytes: [UInt8], blockBytes: Int) {
    self.init(.memory(bytes, at: 0), path: "", blockBytes: blockBytes)
  }

  convenience init(_ file: Descriptor, path: String, blockBytes: Int = ByteSource.blockBytes) {
    self.init(.file(file), path: path, blockBytes: blockBytes)
  }

  private init(_ origin: Origin, path: String, blockBytes: Int) {
    self.origin = origin
    self.path = path
    block = .allocate(byteCount: blockBytes, alignment: 16)
  }

  deinit { block.deallocate() }

  /// Appends the next block; false at the end of the file.
  public func append(to bytes: inout [UInt8]) throws(IntakeError) -> Bool {
    let next = try nextBlock()
    bytes.append(contentsOf: next)
    return !next.isEmpty
  }

  /// The next block, empty at the end; it holds until the next call.
  func nextBlock() throws(IntakeError) -> UnsafeRawBufferPointer {
    switch origin {
    case .file(let file):
      guard let count = file.read(into: block) else { throw .cannotRead(path: path, reason: reason()) }
      return UnsafeRawBufferPointer(rebasing: block[..<count])
    case .growing(let file, let growing, let start):
      growing.wait(past: start)
      guard let count = file.read(into: block) else { throw .cannotRead(path: path, reason: reason()) }
      origin = .growing(file, growing, at: start + count)
      return UnsafeRawBufferPointer(rebasing: block[..<count])
    case .memory(let bytes, let start):
      let end = min(start + block.count, bytes.count)
      block.copyBytes(from: bytes[start..<end])
      origin = .memory(bytes, at: end)
      return UnsafeRawBufferPointer(rebasing: block[..<(end - start)])
    }
  }
}
