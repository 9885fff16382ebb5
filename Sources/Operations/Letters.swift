// Making letters: from what the vault holds now, into the outbox by number, and away again once they are handed over.

import Dates
import Files
import Foundation
import Grants
import Money
import People
import Store

/// A letter that was made.
public struct MadeLetter: Codable, Sendable {
  /// Its number.
  public let letter: Int64
  /// The application's number.
  public let application: Int64
  /// What kind.
  public let kind: LetterKind
  /// Its files, in the outbox.
  public let files: [String]
}

/// The letters that wait: to be made, or to be handed over.
public struct LettersWaiting: Codable, Sendable {
  /// Those to be made.
  public let due: [Letter.Due]
  /// Those made and not handed over.
  public let made: [Letter]
  /// Of those, the numbers whose files were deleted, so that they are made again.
  public let gone: [Int64]
}

extension House {
  /// Where letters lie until they are handed over.
  var letterFolder: String { "\(store.home.outbox)/letters" }

  private func files(of letter: Int64) -> [String] { ["txt", "html"].map { "\(letterFolder)/\(letter).\($0)" } }

  /// What waits to be made or handed over.
  public func letters(limit: Int64) throws -> LettersWaiting {
    let made = try Letter.waiting(limit: limit, for: actor, store.reading)
    let gone = made.map(\.number).filter { number in
      !files(of: number).allSatisfy { FileManager.default.fileExists(atPath: $0) }
    }
    return LettersWaiting(due: try lettersDue(limit: limit), made: made, gone: gone)
  }

  /// The letters that should be made now.
  public func lettersDue(limit: Int64) throws -> [Letter.Due] {
    let settings = try configuration.afterAward()
    return try Letter.due(
      on: businessDate, asksAfter: settings.askAfterDays, remindsAfter: settings.remindAfterDays, limit: limit,
      for: actor, store.reading)
  }

  /// Whether a letter needs words of a person: a question always, a reason where its code has none.
  public func needsWords(_ kind: LetterKind, of number: Int64) throws -> Bool {
    if kind == .question { return true }
    guard kind.fields.contains(.reason) else { return false }
    if let found = try Application.find(number, for: actor, store.reading),
      try panelWords(for: kind, found) != nil
    {
      return false
    }
    guard let code = try kind.reason(of: number, store.reading) else { return true }
    return try LetterTemplates(configuration).words(forReason: code) == nil
  }

  /// Makes a letter that is due. The names it opens are recorded as a look.
  /// - Parameters:
  ///   - words: a question, or a reason in words; sealed in the vault.
  ///   - toOrganisation: whether an agreement is with an organisation.
  public func makeLetter(
    _ kind: LetterKind, of number: Int64, words: String? = nil, toOrganisation: Bool = false, isDryRun: Bool = false
  ) throws -> MadeLetter {
    var page: LetterTemplates.Page?
    let letter = try grantWork(Action("letter.make"), about: "\(number)/\(kind.rawValue)", isDryRun: isDryRun) {
      write in
      let application = try Application.require(number, for: actor, write.reading)
      try Look.record(of: [application.person], why: "letter-\(kind.rawValue)", by: actor, in: write)
      let letter = try Letter.make(kind, of: number, on: businessDate, by: actor, in: write) { letter in
        let occasion = try Letter.occasion(of: letter, write.reading)
        let made = try self.page(
          letter, kind, application, occasion: occasion, words: words, toOrganisation: toOrganisation)
        page = made
        return try digest(made, of: application)
      }
      if let words, !write.isDryRun {
        try Vault.put(words, kind: .letter(letter), person: application.person, in: write, store: store)
      }
      return letter
    }
    return try write(page, letter, number, kind, isDryRun: isDryRun)
  }

  /// Makes a letter once more, from what the vault holds now.
  public func makeLetterAgain(
    _ number: Int64, toOrganisation: Bool = false, isDryRun: Bool = false
  ) throws -> MadeLetter {
    var page: LetterTemplates.Page?
    let found = try grantWork(Action("letter.make"), about: "again/\(number)", isDryRun: isDryRun) { write in
      guard let letter = try Letter.find(number, for: actor, write.reading) else {
        throw GrantsError.notFound(kind: "letter", id: "\(number)")
      }
      let application = try Application.require(letter.application, for: actor, write.reading)
      try Look.record(of: [application.person], why: "letter-\(letter.kind.rawValue)", by: actor, in: write)
      let made = try self.page(
        number, letter.kind, application, occasion: try Letter.occasion(of: number, write.reading),
        words: try Vault.text(.letter(number), person: application.person, store), toOrganisation: toOrganisation)
      try Letter.again(letter, on: businessDate, digest: try digest(made, of: application), in: write)
      page = made
      return letter
    }
    return try write(page, number, found.application, found.kind, isDryRun: isDryRun)
  }

  private func digest(_ page: LetterTemplates.Page, of application: Application) throws -> [UInt8] {
    guard let key = try store.keys.key(.person, application.person) else {
      throw StoreError.key("Person \(application.person) has no key.")
    }
    return key.digest(Array("\(page.text)\u{0}\(page.html)".utf8))
  }

  /// The files are made from what was committed; a kill before leaves a letter that is made again.
  private func write(
    _ page: LetterTemplates.Page?, _ letter: Int64, _ application: Int64, _ kind: LetterKind, isDryRun: Bool
  ) throws -> MadeLetter {
    let paths = files(of: letter)
    if let page, !isDryRun {
      try FileManager.default.createDirectory(
        atPath: letterFolder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      for (path, text) in zip(paths, [page.text, page.html]) { try AtomicFile.write(path, bytes: Array(text.utf8)) }
    }
    return MadeLetter(letter: letter, application: application, kind: kind, files: isDryRun ? [] : paths)
  }

  /// The words of a letter, at a terminal; the look is recorded first.
  public func showLetter(_ number: Int64) throws -> String {
    guard let letter = try Letter.find(number, for: actor, store.reading),
      let application = try Application.find(letter.application, for: actor, store.reading)
    else { throw GrantsError.notFound(kind: "letter", id: "\(number)") }
    try grantWork(Action("letter.look"), about: "\(number)") { write in
      try Look.record(of: [application.person], why: "letter-\(letter.kind.rawValue)", by: actor, in: write)
      return number
    }
    guard let data = FileManager.default.contents(atPath: files(of: number)[0]) else {
      throw GrantsError.form(
        "The files of letter \(number) were deleted. Make it again: nolimits letter again \(number)")
    }
    return String(decoding: data, as: UTF8.self)
  }

  /// Records that a letter was handed over, and deletes its files.
  public func letterSent(_ number: Int64, isDryRun: Bool = false) throws {
    try grantWork(Action("letter.sent"), about: "\(number)", isDryRun: isDryRun) { write in
      try Letter.sent(number, on: businessDate, by: actor, in: write)
      return number
    }
    guard !isDryRun else { return }
    for path in files(of: number) { try? FileManager.default.removeItem(atPath: path) }
  }

  /// Deletes letters that were handed over, or have lain too long (`security.md`, "Never in the open").
  func sweepLetters() {
    AtomicFile.sweepTemporaries(in: letterFolder)
    let keptDays = (try? configuration.afterAward().lettersKeptDays) ?? AfterAward.standard.lettersKeptDays
    for name in (try? FileManager.default.contentsOfDirectory(atPath: letterFolder)) ?? [] {
      let path = "\(letterFolder)/\(name)"
      let number = Int64((name as NSString).deletingPathExtension)
      let isSent = number.flatMap { try? Letter.find($0, for: .system, store.reading) }?.isSent ?? false
      if isSent || daysOld(path) >= keptDays { try? FileManager.default.removeItem(atPath: path) }
    }
  }
}
