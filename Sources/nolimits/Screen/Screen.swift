// How results reach people and programs: stdout for results, stderr for messages.

import Files
import Foundation
import Money
import Store

/// Shows results.
struct Screen {
  enum Format { case text, json, csv }

  let format: Format
  private let isPlain: Bool

  init(format: Format, plain: Bool) {
    self.format = format
    isPlain = plain || !Self.isTerminal || ProcessInfo.processInfo.environment["NO_COLOR"] != nil
  }

  /// Whether stdout is a terminal: what is personal is shown nowhere else.
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  /// Whether a person watches stderr.
  static var hasWatcher: Bool { isatty(STDERR_FILENO) == 1 }

  /// Shows a value to programs, or a table to people.
  func show(_ value: some Encodable, as table: @autoclosure () -> Table) throws {
    switch format {
    case .json: try json(value)
    case .csv: try csv(table())
    case .text: show(table())
    }
  }

  /// Shows a value to programs, or words to people.
  func show(_ value: some Encodable, words: @autoclosure () throws -> String) throws {
    if format == .json { try json(value) } else { write(Words.wrapped(try words(), width: width) + "\n") }
  }

  /// Shows a value to programs, or text that must stay as it is.
  func show(_ value: some Encodable, text: @autoclosure () -> String) throws {
    if format == .json { try json(value) } else { write(text() + "\n") }
  }

  /// Shows words to people only.
  func say(_ words: String) {
    if format == .text { write(Words.wrapped(words, width: width) + "\n") }
  }

  /// Tells people that a list may go on, and how to see more of it.
  func more(shown: Int, limit: Int64) {
    if Int64(shown) >= limit, limit > 0 {
      say("There may be more: these are the newest \(limit). To see more of them: --limit \(limit * 4)")
    }
  }

  /// How wide the terminal is that results go to.
  private var width: Int? { Terminal.columns(of: STDOUT_FILENO) }

  /// A heading for people.
  func heading(_ words: String) { say(isPlain ? words : "\u{1B}[1m\(words)\u{1B}[0m") }

  /// A table for people, inside a page of several.
  func show(_ table: Table) {
    if format == .text { write(table.text(width: width, isPlain: isPlain)) }
  }

  private func json(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    write(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n")
  }

  private func csv(_ table: Table) throws {
    let sink = MemorySink()
    try table.write(to: CSVWriter(to: sink))
    write(sink.text)
  }

  /// A result that cannot be written is an error of its own: nobody must take half of it for all.
  private func write(_ text: String) {
    do { try FileHandle.standardOutput.write(contentsOf: Data(text.utf8)) } catch {
      Self.complain("The result cannot be written: stdout is full or closed. What the command changed stands.")
      Foundation.exit(ExitStatus.inputOutput.rawValue)
    }
  }

  /// Tells a person something that is not a result. It may repeat what was typed, or a file's name: nothing in it is
  /// obeyed by a terminal.
  static func complain(_ words: String) {
    let lines = Words.wrapped(Table.harmlessLines(words), width: Terminal.columns(of: STDERR_FILENO))
    try? FileHandle.standardError.write(contentsOf: Data("\(lines)\n".utf8))
  }
}

extension Int64 {
  /// Pence as people read them.
  var pounds: String { Pence(self).pounds }
}
