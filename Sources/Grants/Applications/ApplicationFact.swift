// Facts about an application that a worker records: codes and persons' numbers, never a word of a story.

import Dates
import Store

/// One recorded fact.
struct ApplicationFact {
  /// What kind of fact.
  enum Kind: String {
    /// A worker attested the care status.
    case attested
    /// A worker has a safeguarding concern: the panel does not see it.
    case concern
    /// The safeguarding lead says that it can go on.
    case concernOver = "concern-over"
    /// A version with identifying details covered was written.
    case covered
    /// The young person approved the newest covered version.
    case coverAgreed = "cover-agreed"
    /// A person whom the applicant named may not see it.
    case notFor = "not-for"
    /// A panel member sits it out; nothing tells why, or who asked for it.
    case sitsOut = "sits-out"
    /// Two people set a rule aside.
    case override
  }

  let kind: Kind
  let application: Int64
  let code: String?
  let person: Int64?

  init(_ kind: Kind, of application: Int64, code: String? = nil, person: Int64? = nil) {
    self.kind = kind
    self.application = application
    self.code = code
    self.person = person
  }

  func record(in write: Write) throws {
    try write.append(to: Self.book, [.integer(application), .text(kind.rawValue), .text(code), .integer(person)])
  }

  /// The kinds and codes of all facts of an application, oldest first.
  static func of(_ application: Int64, _ reading: Reading) throws -> [ApplicationFact] {
    try reading.all(
      "SELECT kind, code, person FROM application_fact WHERE application = ? ORDER BY id", [.integer(application)]
    ) {
      row in
      guard let kind = Kind(rawValue: row.text(0)) else { throw StoreError.broken("no fact is called \(row.text(0))") }
      return ApplicationFact(kind, of: application, code: row.optionalText(1), person: row.optionalInt(2))
    }
  }

  /// Whether the applicant named this person as someone who should not see it.
  static func isHidden(_ application: Int64, from person: Int64, _ reading: Reading) throws -> Bool {
    try reading.int(
      "SELECT count(*) FROM application_fact WHERE application = ? AND kind = 'not-for' AND person = ?",
      [.integer(application), .integer(person)]) > 0
  }

  static let book = Book("application_fact", ["application", "kind", "code", "person"])
  static let schema =
    Schema.book(
      "application_fact", "application INTEGER NOT NULL, kind TEXT NOT NULL, code TEXT, person INTEGER")
    + "CREATE INDEX application_fact_of ON application_fact (application, kind);\n"
}
