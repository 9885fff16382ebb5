// Where written bytes go: a file in the making, or memory.

import Crypto
import Glibc

/// Takes bytes in order.
public protocol ByteSink: AnyObject {
  /// Takes the next bytes.
  func write(_ bytes: [UInt8]) throws(OutputError)
}

extension ByteSink {
  /// Takes text, as UTF-8.
  public func write(_ text: String) throws(OutputError) { try write(Array(text.utf8)) }
}

/// Keeps what is written, for small files and tests.
public final class MemorySink: ByteSink {
  /// What was written so far.
  public private(set) var bytes: [UInt8] = []

  /// An empty sink.
  public init() {}

  /// Takes the next bytes.
  public func write(_ bytes: [UInt8]) { self.bytes.append(contentsOf: bytes) }

  /// What was written so far, as text.
  public var text: String { String(decoding: bytes, as: UTF8.self) }
}

/// A finished file: its size and digest, for a manifest.
public struct WrittenFile: Hashable, Sendable {
  /// How many bytes it has.
  public let byteCount: Int
  /// SHA-256 of its bytes, 32 bytes.
  public let sha256: [UInt8]
}

/// A file in the making. It is measured and hashed while it is written.
public final class FileSink: ByteSink {
  private static let bufferBytes = 256 << 10

  private let path: String
  private let file: Descriptor
  private var buffer: [UInt8] = []
  private var hash = SHA256()
  private var byteCount = 0

  init(_ file: Descriptor, path: String) {
    self.file = file
    self.path = path
    buffer.reserveCapacity(Self.bufferBytes)
  }

  /// Takes the next bytes.
  public func write(_ bytes: [UInt8]) throws(OutputError) {
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  /// Makes durable what was written so far.
  func synchronise() throws(OutputError) {
    try flush()
    try SystemCall.fsync(file, path: path)
  }

  /// Writes what is left and makes it durable.
  func finish() throws(OutputError) -> WrittenFile {
    try synchronise()
    return WrittenFile(byteCount: byteCount, sha256: Array(hash.finalize()))
  }

  private func flush() throws(OutputError) {
    try SystemCall.write(buffer, to: file, path: path)
    hash.update(data: buffer)
    byteCount += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }
}
