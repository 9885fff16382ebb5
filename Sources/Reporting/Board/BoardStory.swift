// What young people said their grant did, in reports: their words lie in the vault only, and are put into a page while the
// young person agrees. What was taken back, or forgotten, is shown as removed, and counted.

import Dates
import Grants
import People
import Store

extension ReportPeriod.Kind {
  /// What young people must have agreed to before their words stand in a report of this kind: a yes to one is none to the
  /// other (`grants.md`, "Afterwards").
  public var use: StoryUse {
    switch self {
    case .board: .boardReport
    case .year: .yearlyReport
    }
  }
}

/// A story of a report, and its words while they may be used.
public struct BoardStory: Hashable, Sendable {
  /// Its place in the report, from 1.
  public let place: Int64
  /// The words; nil where they were taken back, forgotten, or are other words than those that were agreed to.
  public let words: String?

  /// Finds the stories of a period that may be in its report, and keeps their places. Whose words they are is recorded as a
  /// look, before anything is shown.
  /// - Returns: how many.
  static func keep(
    _ told: [Int64], of period: ReportPeriod, by actor: Actor, in write: Write, store: Store
  ) throws -> Int {
    let stories = try Story.consented(for: period.kind.use, store).filter { told.contains($0.application) }
    try look(at: Set(stories.map(\.person)).sorted(), in: period, by: actor, in: write)
    for (index, story) in stories.enumerated() {
      try write.append(
        to: book,
        [
          .text(period.kind.rawValue), .text(period.code), .integer(Int64(index + 1)), .integer(story.application),
          .blob(try digest(story, store)),
        ])
    }
    return stories.count
  }

  /// A keyed digest: a plain one would let somebody try words out.
  private static func digest(_ story: Story, _ store: Store) throws -> [UInt8] {
    guard let key = try store.keys.key(.person, story.person) else {
      throw StoreError.key("Person \(story.person) has no key.")
    }
    return key.digest(Array(story.words.utf8))
  }

  /// The stories of a report as they may be shown now.
  public static func of(_ period: ReportPeriod, _ store: Store) throws -> [BoardStory] {
    let kept = try rows(period, store.reading)
    guard !kept.isEmpty else { return [] }
    let agreed = Dictionary(
      uniqueKeysWithValues: try Story.consented(for: period.kind.use, store).map { ($0.application, $0) })
    return try kept.map { place, application, kept in
      guard let story = agreed[application], try digest(story, store) == kept else {
        return BoardStory(place: place, words: nil)
      }
      return BoardStory(place: place, words: try withoutName(story, store))
    }
  }

  /// The persons whose words a report shows now.
  public static func persons(_ period: ReportPeriod, _ store: Store) throws -> [Int64] {
    let applications = Set(try rows(period, store.reading).map(\.application))
    return Set(
      try Story.consented(for: period.kind.use, store).filter { applications.contains($0.application) }.map(\.person)
    ).sorted()
  }

  /// Records a look at these persons' words in a report.
  public static func look(
    at persons: [Int64], in period: ReportPeriod, by actor: Actor, in write: Write
  ) throws {
    try Look.record(of: persons, why: period.kind.use.rawValue, by: actor, in: write)
  }

  private static func rows(
    _ period: ReportPeriod, _ reading: Reading
  ) throws -> [(place: Int64, application: Int64, digest: [UInt8])] {
    try reading.all(
      "SELECT place, application, digest FROM report_story WHERE kind = ? AND code = ? ORDER BY place",
      [.text(period.kind.rawValue), .text(period.code)]
    ) { (place: $0.int(0), application: $0.int(1), digest: $0.blob(2)) }
  }

  /// The words without the young person's own name, should it stand in them.
  private static func withoutName(_ story: Story, _ store: Store) throws -> String {
    guard let name = try Vault.text(.name, person: story.person, store) else { return story.words }
    return covered(story.words, name: name)
  }

  /// Words in which each part of a name is covered.
  static func covered(_ words: String, name: String) -> String {
    let parts = Set(name.lowercased().split { !$0.isLetter }.filter { $0.count > 1 }.map(String.init))
    var result = ""
    var word = ""
    func end() -> String { parts.contains(word.lowercased()) ? "[name]" : word }
    for character in words {
      if character.isLetter {
        word.append(character)
      } else {
        result += end()
        result.append(character)
        word = ""
      }
    }
    return result + end()
  }

  /// How a place for words is marked in a kept page; no text of a person can hold it, for its `<` is made harmless.
  static func mark(_ place: Int64) -> String { "story-\(place)" }
  /// How the place is marked where it is said how many were removed.
  static let removedMark = "removed"

  /// Puts the words into a kept page.
  static func fill(_ page: [UInt8], _ stories: [BoardStory]) -> [UInt8] {
    var text = String(decoding: page, as: UTF8.self)
    for story in stories {
      var html = HTMLWriter()
      if let words = story.words {
        html.element("blockquote") { html in
          for line in words.split(whereSeparator: \.isNewline) { html.element("p", String(line)) }
        }
      } else {
        html.element("p", ["class": "removed"], "Someone’s words stood here. They were removed.")
      }
      text = text.replacing("<!--\(mark(story.place))-->\n", with: html.text)
    }
    let removed = stories.count { $0.words == nil }
    var note = HTMLWriter()
    if removed > 0 {
      note.element(
        "p", ["class": "note"],
        """
        Removed since this report was first made: \(removed). A young person can take their words back at any time. \
        Nothing else in this report was changed.
        """)
    }
    return Array(text.replacing("<!--\(removedMark)-->\n", with: note.text).utf8)
  }

  static let book = Book("report_story", ["kind", "code", "place", "application", "digest"])
  static let schema = Schema.book(
    "report_story",
    """
    kind TEXT NOT NULL, code TEXT NOT NULL, place INTEGER NOT NULL, application INTEGER NOT NULL, digest BLOB NOT NULL,
    UNIQUE (kind, code, place)
    """)

  /// Stories that no report has, or that were never told.
  static func faults(_ reading: Reading) throws -> [String] {
    try reading.all(
      """
      SELECT kind || '/' || code, place FROM report_story AS s
      WHERE NOT EXISTS (SELECT 1 FROM report AS r WHERE r.kind = s.kind AND r.code = s.code)
      OR application NOT IN (SELECT application FROM application_move WHERE move = 'report') LIMIT 20
      """
    ) { "the report_story \($0.int(1)) of \($0.text(0)) is no report's, or was never told" }
  }
}
