// The way of an application: its states, and the words that an applicant and a worker read for each.

/// Where an application stands.
public enum ApplicationState: String, CaseIterable, Codable, Sendable {
  /// The form was begun and not yet sent.
  case started
  /// It came in.
  case submitted
  /// A support adult looks at it.
  case screening
  /// The applicant was asked something.
  case questionAsked = "question-asked"
  /// The rules do not allow it.
  case notEligible = "not-eligible"
  /// The panel can take it up.
  case ready
  /// It is on a panel meeting's list.
  case inReview = "in-review"
  /// The panel did not say yes.
  case notThisTime = "not-this-time"
  /// The panel comes back to it at another meeting.
  case comeBack = "come-back"
  /// The panel said yes; the foundation has not signed yet.
  case awaitingSignOff = "awaiting-sign-off"
  /// The foundation refused on a listed ground.
  case refused
  /// Signed off: the money is promised.
  case awarded
  /// The agreement was accepted.
  case agreed
  /// Something was paid, not yet all.
  case paying
  /// All was paid.
  case paid
  /// The young person said what it helped with.
  case reported
  /// Done.
  case closed
  /// The applicant took it back.
  case withdrawn
  /// The award was cancelled and its money freed.
  case cancelled
}
