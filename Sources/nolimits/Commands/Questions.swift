// The form, asked one question at a time in plain words.

import ArgumentParser
import Files
import Foundation
import Grants
import Store

/// Asks a young person, or the worker beside them.
enum Questions {
  /// All questions in their order. An empty line leaves out what can be left out.
  static func ask() throws -> ApplicationForm {
    let name = try Ask.line("What is your name? ")
    let birthDate = try Ask.line("When were you born? Write it like 2006-03-31: ")
    let contact = try Ask.line("How can we reach you safely? A phone number, an email, or through someone: ")
    let words = try Ask.line("What do you need, and how will it help you? Use your own words: ")
    let asked = try Ask.line("How much does it cost, in pounds? Write it like 250.00: ")
    return ApplicationForm(
      name: name, birthDate: birthDate, safeContact: contact, words: words, asked: asked,
      least: Ask.optional("What is the least that would still help? Press Enter if it is the same: "),
      help: Ask.optional("Which language do you like best, and who may help you? Press Enter to go on: "),
      mayAskWorker: Ask.optional("May we check with your worker? yes or no: ")?.lowercased().hasPrefix("y"),
      notFor: Ask.optional(
        "Is there anyone at the council or the foundation who should not see this? Press Enter if not: "))
  }
}

extension Ask {
  /// One line, or nil for an empty one.
  static func optional(_ question: String) -> String? {
    try? FileHandle.standardError.write(contentsOf: Data(question.utf8))
    guard let line = readLine()?.trimmingCharacters(in: .whitespaces), !line.isEmpty else { return nil }
    return line
  }
}
