// The words that young people, applicants and donors read: no jargon, and nothing that must never be said. How hard they
// are to read is counted by scripts/words; what is here needs nothing but the repository.

import Files
import Foundation
import Testing

@Suite("Words that everyone understands") struct WordsTests {
  private struct Rules {
    let never: [String]
    let jargon: [String]
    let templates: String
    let help: [String]
    let prompts: [String]
  }

  private func rules() throws -> Rules {
    let file = try YAMLDocument(path: "\(TestHouse.root)/config/words.yaml").root.mapping(keys: [
      "grade", "never", "jargon", "templates", "helpFolder", "help", "prompts",
    ])
    #expect(try file.required("grade").integer(in: 1...7) == 7)
    let jargon = try file.required("jargon").mapping().entries.map { entry in
      let plain = try entry.value.string()
      #expect(!plain.isEmpty, "\(entry.key) has no plain word")
      return entry.key
    }
    let folder = try file.required("helpFolder").string()
    return Rules(
      never: try file.required("never").strings(), jargon: jargon, templates: try file.required("templates").string(),
      help: try file.required("help").strings().map { "\(folder)/\($0).txt" },
      prompts: try file.required("prompts").strings())
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOfFile: "\(TestHouse.root)/\(path)", encoding: .utf8)
  }

  private func files(_ folder: String, _ endings: [String]) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: "\(TestHouse.root)/\(folder)").sorted().filter { name in
      endings.contains { name.hasSuffix($0) }
    }.map { "\(folder)/\($0)" }
  }

  /// The texts in quotes of a source file.
  private func quoted(_ source: String) -> String {
    let lines = source.split(separator: "\n").filter { !$0.drop { $0 == " " }.hasPrefix("//") }
    let pieces = lines.joined(separator: "\n").replacing("\"\"\"", with: "\"").split(
      separator: "\"", omittingEmptySubsequences: false)
    return pieces.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) }.joined(separator: "\n")
  }

  private func stands(_ word: String, in text: String, whole: Bool = false) -> Bool {
    let stem = word.hasSuffix("e") && !whole ? String(word.dropLast()) : word
    let pattern = "\\b\(NSRegularExpression.escapedPattern(for: stem))\(whole ? "\\b" : "")"
    return text.range(of: pattern, options: whole ? .regularExpression : [.regularExpression, .caseInsensitive]) != nil
  }

  @Test("No letter, no question to the panel or the applicant, and no page of theirs has jargon") func jargon() throws {
    let rules = try self.rules()
    #expect(rules.jargon.count > 20 && rules.never.contains("LAC"))
    var read = try files(rules.templates, [".txt", ".yaml", ".html"]).map { ($0, try text($0)) }
    #expect(read.count > 13)
    read += try rules.help.map { ($0, try text($0)) }
    read += try rules.prompts.map { ($0, quoted(try text($0))) }
    for (path, text) in read {
      #expect(text.count > 100, "\(path)")
      // A template's code, such as not-eligible, is nothing that anyone reads.
      for word in rules.jargon where stands(word, in: text.replacing(/[a-z]+(?:-[a-z]+)+:/, with: "")) {
        Issue.record("\(path): \(word)")
      }
    }
    #expect(stands("recuse", in: "They are RECUSED.") && !stands("remit", in: "We permit it."))
  }

  @Test("No letter, no page of help and no text of the program says what young people do not want to be called")
  func never() throws {
    let rules = try self.rules()
    var read = try files("config", [".txt", ".yaml", ".html"]).filter { !$0.hasSuffix("words.yaml") }.map {
      ($0, try text($0))
    }
    read += try files("Tests/CommandTests/Golden", [".txt"]).map { ($0, try text($0)) }
    read += try files("Sources", [".swift"]).map { ($0, quoted(try text($0))) }
    #expect(read.count > 300)
    for (path, text) in read {
      for word in rules.never where stands(word, in: text, whole: true) { Issue.record("\(path): \(word)") }
    }
    #expect(stands("LAC", in: "a LAC review", whole: true) && !stands("LAC", in: "PLACE", whole: true))
  }
}
