// Writes log events as JSON lines. The last gate before the open: only numbers and codes go through.

import Dates
import Foundation
import Logging

/// Appends one JSON line an event to a file: time, level, run, job, event, then names with numbers or codes.
struct LogLines: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .info
  private let file: FileHandle
  private let clock: Clock

  init(_ path: String, clock: Clock) throws(BatchError) {
    let files = FileManager.default
    if !files.fileExists(atPath: path) {
      _ = files.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600])
    }
    guard let file = FileHandle(forUpdatingAtPath: path) else { throw .noLog(path: path) }
    self.file = file
    self.clock = clock
    endLastLine()
  }

  /// A line that a power cut left unfinished is ended, so that the next one can be read.
  private func endLastLine() {
    guard let size = try? file.seekToEnd(), size > 0, (try? file.seek(toOffset: size - 1)) != nil,
      let last = try? file.read(upToCount: 1), last != Data("\n".utf8)
    else { return }
    append("\n")
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var values = metadata.merging(event.metadata ?? [:]) { _, later in later }
    var fields = [
      ("time", "\"\(Clock.timestamp(clock.now()))\""), ("level", Self.json(.string(event.level.rawValue))),
      ("run", values.removeValue(forKey: "run").map(Self.json) ?? "null"),
      ("job", values.removeValue(forKey: "job").map(Self.json) ?? "null"),
      ("event", Self.json(.string(event.message.description))),
    ]
    fields += values.sorted { $0.key < $1.key }.map { (Self.text($0.key), Self.json($0.value)) }
    append("{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}\n")
  }

  /// A log that cannot be written stops no work on money: the runs are in the database.
  private func append(_ line: String) {
    _ = try? file.seekToEnd()
    try? file.write(contentsOf: Data(line.utf8))
  }

  private static func json(_ value: Logger.Metadata.Value) -> String {
    switch value {
    case .stringConvertible(let number as Int): "\(number)"
    case .stringConvertible(let number as Int64): "\(number)"
    case .string(let text): "\"\(Self.text(text))\""
    default: "\"\(withheld)\""
    }
  }

  /// A code, date or number as it is; `withheld` for anything else. What comes through needs no escaping in JSON.
  private static func text(_ text: String) -> String {
    let isCode = (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(allowed.contains)
    return isCode ? text : withheld
  }

  private static let allowed = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:".utf8)
  private static let withheld = "withheld"
}
