// The questions of the form for a grant, one at a time and in plain words: what each asks, and which answers fit.

import Dates
import Files
import Foundation
import Grants
import Money

/// One question.
struct Question {
  /// The form's own name of the answer.
  let name: String
  /// What is asked.
  let words: String
  /// What is said when an answer does not fit, or help is asked for.
  let help: String
  /// Whether Enter alone goes on without an answer.
  var canBeLeftOut = false
  /// Whether the answer may have several lines.
  var isLong = false
  /// The answer as the form takes it; nil if it does not fit.
  var read: (String) -> String? = { $0.count <= ApplicationForm.longestText ? $0 : nil }

  /// What is to be done to answer.
  var prompt: String {
    if isLong { return "Type as many lines as you like. An empty line ends it" }
    return canBeLeftOut ? "Type it, then press Enter. Or just press Enter to leave it out" : "Type it, then press Enter"
  }
}

extension Question {
  /// All of them, in their order.
  static func all(on date: CivilDate) -> [Question] {
    [
      Question(name: "name", words: "What is your name?", help: "Type your first name and your last name."),
      Question(
        name: "birthDate", words: "When were you born?",
        help: "Type the day, the month and the year, like 31/03/2006.", read: { day($0, notAfter: date) }),
      Question(
        name: "safeContact", words: "How can we reach you safely?",
        help: "A phone number, an email, or someone we can ask. We use nothing else."),
      Question(
        name: "words", words: "What do you need, and how will it help you? Use your own words.",
        help: "There is no right or wrong. Two or three lines are enough.", isLong: true),
      Question(
        name: "asked", words: "How much does it cost?", help: "Type the pounds, like 250 or 249.99.", read: pounds),
      Question(
        name: "least", words: "What is the least that would still help? Just press Enter if it is the same.",
        help: "Type the pounds, like 150. It is not more than what it costs.", canBeLeftOut: true, read: pounds),
      Question(
        name: "help", words: "Which language do you like best? And who may help you with this?",
        help: "For example: English, and Sam from the care team.", canBeLeftOut: true),
      Question(
        name: "mayAskWorker", words: "May we check with your worker?", help: "Type yes or no.", canBeLeftOut: true,
        read: yesOrNo),
      Question(
        name: "notFor", words: "Is there anyone at the council or the foundation who should not see this?",
        help: "Type their names. They are not told.", canBeLeftOut: true),
    ]
  }

  private static func day(_ text: String, notAfter today: CivilDate) -> String? {
    let bytes = Array(text.utf8)
    let found = DateStyle.allCases.filter { $0 != .compactDayFirst && $0 != .compact }.lazy.compactMap {
      $0.read(bytes.span)
    }.first
    guard let found, found <= today, found.year >= today.year - 120 else { return nil }
    return found.description
  }

  private static func pounds(_ text: String) -> String? {
    let plain = text.hasPrefix("£") ? String(text.dropFirst()) : text
    guard let sum = try? Amount.read(Array(plain.utf8)), sum > .zero else { return nil }
    return plain
  }

  private static func yesOrNo(_ text: String) -> String? {
    switch text.lowercased() {
    case "yes", "y": "yes"
    case "no", "n": "no"
    default: nil
    }
  }
}

extension ApplicationForm {
  /// The form of these answers, by their names.
  init(answers: [String: String]) {
    self.init(
      name: answers["name"] ?? "", birthDate: answers["birthDate"] ?? "", safeContact: answers["safeContact"] ?? "",
      words: answers["words"] ?? "", asked: answers["asked"] ?? "", least: answers["least"], help: answers["help"],
      mayAskWorker: answers["mayAskWorker"].map { $0 == "yes" }, notFor: answers["notFor"])
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
