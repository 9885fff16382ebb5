// Letters as they leave: their words from `config/templates`, on a page with a cover for whoever hands them over.

import Files
import Foundation
import Grants

/// The words of letters, as the configuration has them.
public struct LetterTemplates: Sendable {
  private let folder: String

  /// The templates of a configuration.
  public init(_ configuration: SchemeConfiguration) { folder = configuration.file("templates") }

  /// A letter, ready to be handed over.
  public struct Page: Sendable {
    /// As plain text.
    public let text: String
    /// As a page of HTML.
    public let html: String
  }

  /// The template of this name.
  /// - Throws: `ConfigurationFault` if it cannot be read, or has a place that nobody fills in.
  public func template(_ name: String, fields: Set<LetterField>) throws -> LetterTemplate {
    try LetterTemplate(try text("\(name).txt"), file: "\(folder)/\(name).txt", fields: fields)
  }

  /// What a letter of this kind is for and its template does not tell: a reason, a sum, a question.
  static func missing(in fields: Set<LetterField>, of template: LetterTemplate) -> [LetterField] {
    let needed: Set<LetterField> = [.reason, .question, .amount, .payee]
    return fields.intersection(needed).subtracting(template.fields).sorted { $0.rawValue < $1.rawValue }
  }

  /// What a letter says for a coded reason; nil where the codes have no such one.
  public func words(forReason code: String) throws -> String? {
    let file = try YAMLDocument(path: "\(folder)/reasons.yaml").root.mapping(keys: ["reasons"])
    return try file.required("reasons").mapping()[code]?.string()
  }

  /// A letter on its page.
  /// - Parameters:
  ///   - name: its template's.
  ///   - number: the letter's number, for the cover.
  func page(
    _ name: String, fields: Set<LetterField>, _ values: [LetterField: String], number: Int64, isPractice: Bool
  ) throws -> Page {
    let letter = try template(name, fields: fields)
    let cover = try cover(values, number: number)
    let body = try letter.html(values)
    let frame = try FilledText(
      try text("letter.html"), file: "\(folder)/letter.html", known: ["title", "cover", "body", "practice"])
    let practice = "PRACTICE. Nobody here is real."
    let html = try frame.filled([
      "title": body.title, "cover": cover.html, "body": body.body, "practice": isPractice ? "<p>\(practice)</p>\n" : "",
    ])
    let rule = String(repeating: "-", count: 72)
    let text =
      (isPractice ? "\(practice)\n\n" : "") + "\(cover.text)\n\(rule)\n\n\(try letter.plain(values))"
    return Page(text: text, html: html)
  }

  private func cover(_ values: [LetterField: String], number: Int64) throws -> (text: String, html: String) {
    let source = try text("cover.txt")
    let known: Set<String> = ["safeContact", "help", "letter"]
    func filled(_ text: String, _ shown: (String) -> String, _ words: (String) -> String = { $0 }) throws -> String {
      try FilledText(text, file: "\(folder)/cover.txt", known: known).filled(
        [
          "safeContact": shown(values[.safeContact] ?? ""), "help": shown(values[.help] ?? "nothing noted"),
          "letter": "\(number)",
        ], asWords: words)
    }
    let paragraphs = source.split(separator: "\n\n").map { $0.trimmingCharacters(in: .newlines) }
    return (
      try filled(source, Harmless.lines),
      try paragraphs.map { "<p>\(try filled($0, Harmless.html, Harmless.html))</p>" }.joined(separator: "\n")
    )
  }

  private func text(_ name: String) throws -> String {
    let path = "\(folder)/\(name)"
    guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self)
    else {
      throw ConfigurationFault(file: path, line: 0, column: 0, message: "The template cannot be read.")
    }
    return text
  }
}
