// Asking a person, or a program on stdin, for what must not be an argument.

import ArgumentParser
import Foundation
import Grants

/// Asks.
enum Ask {
  /// The most that is read from stdin.
  private static let mostBytes = 1 << 20

  /// What is personal: asked for at a terminal, else read from stdin as JSON.
  static func personal<Answer: Decodable>(_ type: Answer.Type, ask: () throws -> Answer) throws -> Answer {
    if isatty(STDIN_FILENO) == 1 { return try ask() }
    let data = try FileHandle.standardInput.read(upToCount: mostBytes + 1) ?? Data()
    guard data.count <= mostBytes else {
      throw GrantsError.form(
        """
        More than \(mostBytes >> 20) MiB came in on stdin, and one answer has at most \(ApplicationForm.longestText) \
        characters. Nothing of it was kept: shorten it and send it again.
        """)
    }
    guard let answer = try? JSONDecoder().decode(type, from: data) else {
      throw ValidationError("stdin is not the JSON that is expected here; see --help. Nothing was changed.")
    }
    return answer
  }

  /// One line, asked on stderr so that stdout holds results only.
  static func line(_ question: String) throws -> String {
    try? FileHandle.standardError.write(contentsOf: Data(question.utf8))
    guard let line = readLine()?.trimmingCharacters(in: .whitespaces), !line.isEmpty else {
      throw ValidationError("An answer is needed. Nothing was changed.")
    }
    return line
  }
}
