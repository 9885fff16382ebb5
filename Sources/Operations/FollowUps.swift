// What comes after a grant was paid, for a person at the command line.

import Grants
import People
import Store

extension House {
  /// Whom to ask how it went, whom to remind, and what to close.
  /// - Parameter letters: the letters that are due, where they were looked up before.
  public func followUpsDue(_ letters: [Letter.Due]? = nil) throws -> [FollowUp] {
    try FollowUp.due(
      on: businessDate, letters: try letters ?? lettersDue(limit: 1000),
      closesAfter: try configuration.afterAward().closeAfterDays, for: actor, store.reading)
  }

  /// What a grant helped with, in the young person's words; the look is recorded first.
  /// - Parameter why: a code.
  public func outcome(of application: Application, why: String) throws -> String? {
    try requireCode(why)
    try grantWork(Action("application.look"), about: "\(application.number)") { write in
      try Look.record(of: [application.person], why: why, by: actor, in: write)
      return application.number
    }
    return try Vault.text(.outcome(application.number), person: application.person, store)
  }
}
