// The settings of what happens after the panel has met: `config/after-award.yaml`.

import Dates
import Files
import Foundation

/// When what comes after a vote is late, and what letters say of us.
public struct AfterAward: Sendable {
  /// Within how many working days the foundation signs or refuses.
  public let signOffWithinWorkingDays: Int
  /// How many days a letter lies in the outbox.
  public let lettersKeptDays: Int
  /// How many days after the last payment it is asked how it went.
  public let askAfterDays: Int
  /// How many days later that is reminded of, once.
  public let remindAfterDays: Int
  /// How many days later it is closed without an answer.
  public let closeAfterDays: Int
  /// From which age, in years, a payment can go to a young person's own account (`grants.md`, "Payment").
  public let ownAccountFrom: Int
  /// Whom a letter tells to ask.
  public let contact: String
  /// Who signs letters.
  public let signed: String

  /// What `architecture.md` and `grants.md` set, where a home has no file of its own.
  static let standard = AfterAward(
    signOffWithinWorkingDays: 10, lettersKeptDays: 30, askAfterDays: 28, remindAfterDays: 28, closeAfterDays: 28,
    ownAccountFrom: 16, contact: "your support worker", signed: "The team")

  /// Reads the file.
  /// - Throws: `ConfigurationFault` with file, line and column. No letter lies longer than 30 days.
  static func read(_ path: String) throws -> AfterAward {
    let file = try YAMLDocument(path: path).root.mapping(keys: [
      "signOffWithinWorkingDays", "lettersKeptDays", "followUp", "letters", "ownAccountFrom",
    ])
    let followUp = try file.required("followUp").mapping(keys: ["askAfterDays", "remindAfterDays", "closeAfterDays"])
    let letters = try file.required("letters").mapping(keys: ["contact", "signed"])
    return AfterAward(
      signOffWithinWorkingDays: try file.required("signOffWithinWorkingDays").integer(in: 1...260),
      lettersKeptDays: try file.required("lettersKeptDays").integer(in: 1...30),
      askAfterDays: try followUp.required("askAfterDays").integer(in: 0...366),
      remindAfterDays: try followUp.required("remindAfterDays").integer(in: 1...366),
      closeAfterDays: try followUp.required("closeAfterDays").integer(in: 1...366),
      ownAccountFrom: try file["ownAccountFrom"]?.integer(in: 10...25) ?? standard.ownAccountFrom,
      contact: try letters.required("contact").string(), signed: try letters.required("signed").string())
  }
}

extension SchemeConfiguration {
  /// The settings of what happens after the panel has met.
  public func afterAward() throws -> AfterAward {
    let path = file("after-award.yaml")
    return FileManager.default.fileExists(atPath: path) ? try AfterAward.read(path) : .standard
  }
}

extension Holidays {
  /// The day so many working days after another.
  func day(_ workingDays: Int, after date: CivilDate) -> CivilDate {
    var day = date
    for _ in 0..<workingDays {
      repeat { day = day.adding(days: 1) } while !isWorkingDay(day)
    }
    return day
  }
}
