// Archived files: sealed in blocks, so that a file of any length is sealed and opened in bounded memory.

import Crypto
import Files
import Foundation

/// A file sealed under a key of its own.
///
/// Form `NLA1`: blocks of one mebibyte, each ChaChaPoly under a nonce that counts the blocks; what is authenticated says
/// whether a block is the last, so that a cut file does not open. A key seals one file only.
public enum SealedFile {
  private static let magic = Array("NLA1".utf8)
  private static let blockBytes = 1 << 20
  private static let overhead = 16

  /// Seals the file at `source` into `target`, durable when it returns.
  public static func seal(_ source: String, to target: String, key: SealingKey) throws {
    let input = try Blocks(source)
    try AtomicFile.write(target, mode: 0o600) { sink in
      try sink.write(magic)
      var block = try input.next(blockBytes)
      var number: UInt64 = 0
      repeat {
        let following = try input.next(blockBytes)
        let nonce = try ChaChaPoly.Nonce(data: Self.nonce(number))
        let box = try ChaChaPoly.seal(
          block ?? [], using: key.key, nonce: nonce, authenticating: [following == nil ? 1 : 0])
        try sink.write(Array(box.ciphertext) + Array(box.tag))
        block = following
        number += 1
      } while block != nil
    }
  }

  /// Opens a sealed file, giving its bytes block by block.
  /// - Throws: ``StoreError/key(_:)`` if it was changed or cut, or is not under this key.
  public static func open(_ path: String, key: SealingKey, _ body: ([UInt8]) throws -> Void) throws {
    let damaged = StoreError.key("The archived file \((path as NSString).lastPathComponent) was changed or cut.")
    let input = try Blocks(path)
    guard try input.next(magic.count) == magic else { throw damaged }
    var block = try input.next(blockBytes + overhead)
    var number: UInt64 = 0
    repeat {
      let following = try input.next(blockBytes + overhead)
      guard let sealed = block, sealed.count >= overhead else { throw damaged }
      let last: [UInt8] = [following == nil ? 1 : 0]
      let plain: [UInt8]
      do {
        let box = try ChaChaPoly.SealedBox(
          nonce: ChaChaPoly.Nonce(data: nonce(number)), ciphertext: sealed.dropLast(overhead),
          tag: sealed.suffix(overhead))
        plain = Array(try ChaChaPoly.open(box, using: key.key, authenticating: last))
      } catch { throw damaged }
      try body(plain)
      block = following
      number += 1
    } while block != nil
  }

  private static func nonce(_ number: UInt64) -> [UInt8] {
    [0, 0, 0, 0] + withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}

/// A file read from its beginning in blocks of a wanted size.
private struct Blocks {
  private let handle: FileHandle

  init(_ path: String) throws {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw StoreError.key("The file \((path as NSString).lastPathComponent) is not there.")
    }
    self.handle = handle
  }

  /// The next so many bytes, fewer at the end, nil after it.
  func next(_ count: Int) throws -> [UInt8]? {
    guard let data = try handle.read(upToCount: count), !data.isEmpty else { return nil }
    return Array(data)
  }
}
