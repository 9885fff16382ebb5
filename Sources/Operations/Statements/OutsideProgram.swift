// A program of the system, run without a shell: by its absolute path, with its arguments, for so long and no longer.

import Files
import Foundation
import Store

/// A program of the system.
struct OutsideProgram {
  /// How it ended.
  enum Ending: Equatable {
    /// It left with this status.
    case left(Int32)
    /// A signal ended it.
    case killed
    /// It took too long and was ended.
    case tooLong
    /// It could not be started.
    case notStarted
  }

  let path: String
  let seconds: Int

  /// Whether it is there.
  var isThere: Bool { FileManager.default.isExecutableFile(atPath: path) }

  /// Runs it.
  /// - Parameters:
  ///   - input: what it reads on stdin; it goes through an unnamed file, so a program that stops reading ends nothing else.
  ///   - folder: where that file is made.
  func run(_ arguments: [String], input: [UInt8] = [], folder: String) throws -> Ending {
    guard isThere else { return .notStarted }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.environment = [
      "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent", "SOURCE_DATE_EPOCH": "0",
    ]
    process.standardInput = try Self.unnamed(input, in: folder)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return .notStarted }
    guard Self.wait(for: process, seconds: seconds) else {
      process.terminate()
      if !Self.wait(for: process, seconds: 2) { kill(process.processIdentifier, SIGKILL) }
      process.waitUntilExit()
      return .tooLong
    }
    return process.terminationReason == .exit ? .left(process.terminationStatus) : .killed
  }

  private static func wait(for process: Process, seconds: Int) -> Bool {
    for _ in 0..<(seconds * 50) {
      if !process.isRunning { return true }
      Thread.sleep(forTimeInterval: 0.02)
    }
    return !process.isRunning
  }

  /// A file of these bytes that has no name any more.
  private static func unnamed(_ bytes: [UInt8], in folder: String) throws -> FileHandle {
    guard !bytes.isEmpty else { return FileHandle.nullDevice }
    let path = "\(folder)/.input-\(getpid())-\(UUID().uuidString)"
    try AtomicFile.write(path, bytes: bytes)
    defer { try? FileManager.default.removeItem(atPath: path) }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw StoreError.file(path: folder, reason: "a message cannot be written there")
    }
    return handle
  }
}
