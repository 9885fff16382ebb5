// Archived files: sealed in blocks, so that a file of any length is sealed and opened in bounded memory.

import Crypto
import Dispatch
import Files
import Foundation
import Synchronization

/// A file sealed under a key of its own.
///
/// Form `NLA1`: blocks of one mebibyte, each ChaChaPoly under a nonce that counts the blocks; what is authenticated says
/// whether a block is the last, so that a cut file does not open. A key seals one file only.
public enum SealedFile {
  fileprivate static let magic = Array("NLA1".utf8)
  fileprivate static let blockBytes = 1 << 20
  private static let overhead = 16

  /// Seals the file at `source` into `target`, durable when it returns.
  public static func seal(_ source: String, to target: String, key: SealingKey) throws {
    try Sealing(source, to: target, key: key).finish()
  }

  /// Opens a sealed file, giving its bytes block by block.
  /// - Throws: ``StoreError/key(_:)`` if it was changed or cut, or is not under this key.
  public static func open(_ path: String, key: SealingKey, _ body: ([UInt8]) throws -> Void) throws {
    let damaged = StoreError.key("The archived file \((path as NSString).lastPathComponent) was changed or cut.")
    var input = try Blocks(path)
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

  fileprivate static func nonce(_ number: UInt64) -> [UInt8] {
    [0, 0, 0, 0] + withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }
}

/// A file that is being sealed block by block, beside other work. Without a call of ``finish()`` nothing of it is left.
///
/// Any thread may do the next block; one that comes while another is at it does nothing.
public final class Sealing: Sendable {
  private struct State {
    var input: Blocks
    /// Nil once it is finished or given up.
    var output: UnfinishedFile?
    var block: [UInt8]?
    var number: UInt64 = 0
    var isAtEnd = false
    /// What went wrong: bytes may be lost then, so nothing goes on.
    var failure: (any Error)?
  }

  private let key: SealingKey
  private let state: Mutex<State>

  /// Begins to seal the file at `source` into `target`.
  public init(_ source: String, to target: String, key: SealingKey) throws {
    self.key = key
    var input = try Blocks(source)
    let output = try UnfinishedFile(target)
    try output.sink.write(SealedFile.magic)
    let block = try input.next(SealedFile.blockBytes)
    state = Mutex(State(input: input, output: output, block: block))
  }

  /// Seals the next block; false when there is none left, or another thread is at it.
  public func advance() throws -> Bool {
    try state.withLockIfAvailable { try advance(&$0) } ?? false
  }

  /// Goes on with it on another thread until it is done and durable, finished here, or given up. What goes wrong there,
  /// ``finish()`` throws.
  public func goOnBeside() {
    DispatchQueue.global().async {
      while (try? self.advance()) == true {}
      self.synchronise()
    }
  }

  /// Makes a file that is sealed to its end durable, if no other thread is at it. For a bank statement of 98 MB the change
  /// then waits 0.2 ms for the disk in place of 50.
  private func synchronise() {
    _ = state.withLockIfAvailable { state in
      guard state.isAtEnd, state.failure == nil else { return }
      do { try state.output?.synchronise() } catch { state.failure = error }
    }
  }

  private func advance(_ state: inout State) throws -> Bool {
    if let failure = state.failure { throw failure }
    do { return try sealNext(&state) } catch {
      state.failure = error
      throw error
    }
  }

  private func sealNext(_ state: inout State) throws -> Bool {
    guard !state.isAtEnd, let output = state.output else { return false }
    let following = try state.input.next(SealedFile.blockBytes)
    let nonce = try ChaChaPoly.Nonce(data: SealedFile.nonce(state.number))
    let box = try ChaChaPoly.seal(
      state.block ?? [], using: key.key, nonce: nonce, authenticating: [following == nil ? 1 : 0])
    try output.sink.write(Array(box.ciphertext))
    try output.sink.write(Array(box.tag))
    state.block = following
    state.number += 1
    state.isAtEnd = following == nil
    return true
  }

  /// Seals what is left and makes the file durable.
  public func finish() throws {
    try state.withLock { state in
      while try advance(&state) {}
      try state.output?.finish()
      state.output = nil
    }
  }

  /// Gives up a file that is not finished, now rather than with this value: another thread may hold that a little longer.
  public func discard() { state.withLock { $0.output = nil } }
}

/// A file read from its beginning in blocks of a wanted size.
private struct Blocks {
  private let source: ByteSource
  private var waiting: [UInt8] = []

  init(_ path: String) throws {
    guard let source = try? ByteSource(path: path) else {
      throw StoreError.key("The file \((path as NSString).lastPathComponent) is not there.")
    }
    self.source = source
  }

  /// The next so many bytes, fewer at the end, nil after it.
  mutating func next(_ count: Int) throws -> [UInt8]? {
    while waiting.count < count, try source.append(to: &waiting) {}
    guard !waiting.isEmpty else { return nil }
    defer { waiting.removeFirst(min(count, waiting.count)) }
    return Array(waiting.prefix(count))
  }
}
