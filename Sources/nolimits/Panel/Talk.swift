// A conversation at a terminal, for people who never used one: every question says what the answers are, a wrong answer
// is met with help, and "back" and "stop" work everywhere.

import Files
import Foundation
import Money
import Store

/// Asks and listens.
struct Talk {
  /// What a person answered.
  enum Answer<Value> {
    case value(Value)
    /// To the question before.
    case back
    /// Enough for now.
    case stop
  }

  let isPlain: Bool
  /// What stands at the top of every page.
  let title: String

  /// - Throws: `StoreError.notPermitted` where there is no terminal: what is said here is for the people in the room.
  init(title: String, isPlain: Bool) throws {
    guard isatty(STDIN_FILENO) == 1, Screen.isTerminal else {
      throw StoreError.notPermitted(action: "panel", reason: "this is a conversation: it needs a terminal")
    }
    self.title = title
    self.isPlain = isPlain || ProcessInfo.processInfo.environment["NO_COLOR"] != nil
  }

  /// A new page. What stood on the screen and above it is gone: the next person must not read it.
  func page(_ heading: String) {
    write("\u{1B}[3J\u{1B}[2J\u{1B}[H")
    write(isPlain ? "\(title). \(heading)\n\n" : "\u{1B}[1m\(title)\u{1B}[0m\n\(heading)\n\n")
  }

  func say(_ words: String) { write(Words.wrapped(words, width: Terminal.columns(of: STDOUT_FILENO)) + "\n") }

  /// One of several answers, by its number.
  func choose(_ question: String, _ options: [String], help: String) -> Answer<Int> {
    say(question)
    for (index, option) in options.enumerated() { say("  \(index + 1)  \(option)") }
    let range = options.count == 1 ? "1" : "a number from 1 to \(options.count)"
    return listen("Type \(range), then press Enter", help: help) { text in
      guard let number = Int(text), options.indices.contains(number - 1) else { return nil }
      return number - 1
    }
  }

  /// A sum in whole steps between two ends.
  func amount(_ question: String, from least: Pence, to most: Pence, step: Pence, help: String) -> Answer<Pence> {
    say(question)
    return listen("Type the pounds, such as \(least.pounds.dropFirst()), then press Enter", help: help) { text in
      let plain = text.hasPrefix("£") ? String(text.dropFirst()) : text
      guard let sum = try? Amount.read(Array(plain.utf8)), sum >= least, sum <= most,
        sum == most || sum == least || sum.rawValue % step.rawValue == 0
      else { return nil }
      return sum
    }
  }

  /// Words of a person's own, on one line.
  func words(_ question: String, longest: Int, help: String) -> Answer<String> {
    say(question)
    return listen("Type it, then press Enter", help: help) { $0.isEmpty || $0.count > longest ? nil : $0 }
  }

  /// Words of a person's own, on as many lines as they like; an empty line ends them.
  func lines<Value>(
    _ prompt: String, longest: Int, help: String, _ read: (String) -> Value?
  ) -> Answer<Value> {
    while true {
      switch listen(prompt, help: help, { $0 }) {
      case .back: return .back
      case .stop: return .stop
      case .value(var text):
        while !text.isEmpty, text.count <= longest {
          guard let line = readLine()?.trimmingCharacters(in: .whitespaces) else { return .stop }
          if line.isEmpty { break }
          if ["back", "stop"].contains(line.lowercased()) { return line.lowercased() == "back" ? .back : .stop }
          text += "\n\(line)"
        }
        if let value = read(text) { return .value(value) }
        say("\nThat answer does not fit here. \(help)")
      }
    }
  }

  /// Something that is not shown while it is typed.
  func secret(_ question: String, help: String) -> Answer<String> {
    say(question)
    return listen("It is not shown while you type. Then press Enter", isSecret: true, help: help) {
      $0.isEmpty ? nil : $0
    }
  }

  /// Waits until somebody has read.
  func wait(_ words: String = "Press Enter to go on.") {
    say(words)
    _ = readLine()
  }

  /// Asks until there is an answer. The end of input is "stop": nothing is taken for an answer that nobody gave.
  func listen<Value>(
    _ prompt: String, isSecret: Bool = false, help: String, _ read: (String) -> Value?
  ) -> Answer<Value> {
    while true {
      let ask = { write("\n\(prompt). Or: back, help, stop.\n> ") }
      if !isSecret { ask() }
      guard let line = isSecret ? Terminal.readSecretLine(ask) : readLine() else { return .stop }
      if isSecret { write("\n") }
      let text = line.trimmingCharacters(in: .whitespaces)
      switch text.lowercased() {
      case "back", "b": return .back
      case "stop", "quit", "exit", "q": return .stop
      case "help", "?": say("\n\(help)")
      default:
        if let value = read(text) { return .value(value) }
        say("\nThat answer does not fit here. \(help)")
      }
    }
  }

  private func write(_ text: String) { try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8)) }
}
