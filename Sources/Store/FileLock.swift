// Locks that the operating system lets go when their process ends, however it ends.

import Foundation

/// An exclusive `flock` on a file of its own. While it is held, the file says who holds it.
public final class FileLock {
  private let descriptor: Int32

  /// Takes the lock, waiting at most so many seconds.
  /// - Throws: ``StoreError/busy(lock:holder:)`` with what the holder wrote of itself.
  public init(_ path: String, holder: String, waitSeconds: Double) throws {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StoreError.file(path: path, reason: "the lock cannot be opened: \(String(cString: strerror(errno)))")
    }
    let deadline = Self.monotonicSeconds() + waitSeconds
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      guard Self.monotonicSeconds() < deadline else {
        let other = Self.text(of: descriptor)
        throw StoreError.busy(lock: (path as NSString).lastPathComponent, holder: other)
      }
      usleep(10_000)
    }
    ftruncate(descriptor, 0)
    let words = Array(holder.utf8)
    pwrite(descriptor, words, words.count, 0)
  }

  deinit {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// What the present or last holder of a lock wrote of itself.
  private static func text(of descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = pread(descriptor, &bytes, bytes.count, 0)
    guard count > 0 else { return "another process" }
    return String(decoding: bytes[0..<count], as: UTF8.self)
  }

  private static func monotonicSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
