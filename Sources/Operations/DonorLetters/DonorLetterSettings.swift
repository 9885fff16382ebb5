// The settings of donors' letters: `config/donor-letters.yaml`, and the templates they are made from.

import Files
import Foundation
import Reporting

/// What a scheme sets for its letters to donors.
public struct DonorLetterSettings: Hashable, Sendable {
  /// Whom a donor can ask.
  public let contact: String
  /// Who signs.
  public let signed: String
  /// How many days letters lie in the outbox: at most 30 (`security.md`, "Never in the open").
  public let keptDays: Int

  /// What holds where a home has no file of its own.
  static let standard = DonorLetterSettings(
    contact: "the payroll giving team", signed: "The team", keptDays: House.handedOverWithinDays)

  /// Reads the file.
  /// - Throws: `ConfigurationFault` with file, line and column.
  static func read(_ path: String) throws -> DonorLetterSettings {
    let file = try YAMLDocument(path: path).root.mapping(keys: ["contact", "signed", "keptDays"])
    return DonorLetterSettings(
      contact: try file.required("contact").string(), signed: try file.required("signed").string(),
      keptDays: try file.required("keptDays").integer(in: 1...House.handedOverWithinDays))
  }
}

extension SchemeConfiguration {
  /// What the scheme sets for its letters to donors.
  /// - Throws: `ConfigurationFault` with file, line and column.
  public func donorLetters() throws -> DonorLetterSettings {
    let path = file("donor-letters.yaml")
    return FileManager.default.fileExists(atPath: path) ? try .read(path) : .standard
  }

  /// The templates of donors' letters, as they are now.
  /// - Throws: `ConfigurationFault` if one cannot be read.
  func donorLetterTemplates() throws -> DonorLetterWords.Templates {
    let words = file("templates/donor-letter-words.yaml")
    let sentences = try YAMLDocument(path: words).root.mapping(keys: DonorLetterWords.sentenceNames)
    return DonorLetterWords.Templates(
      letter: try template("donor-letter.txt"), page: try template("donor-letters.html"),
      cover: try template("donor-letters-cover.txt"),
      sentences: Dictionary(
        uniqueKeysWithValues: try DonorLetterWords.sentenceNames.map { ($0, try sentences.required($0).string()) }))
  }

  private func template(_ name: String) throws -> String {
    let path = file("templates/\(name)")
    guard let data = FileManager.default.contents(atPath: path), let text = String(validating: data, as: UTF8.self)
    else { throw ConfigurationFault(file: path, line: 0, column: 0, message: "The template cannot be read.") }
    return text
  }
}
