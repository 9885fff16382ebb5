// How many applications and payments wait where, for the morning's screen. What a person may not see is not counted.

import Dates
import Store

extension Application {
  private static let isSeen = """
    NOT EXISTS (SELECT 1 FROM application_fact AS f WHERE f.application = application_state.application
    AND f.kind = 'not-for' AND f.person = ?2)
    """

  fileprivate static func person(_ actor: Actor) -> Value {
    if case .person(let person) = actor { .integer(person) } else { .null }
  }

  /// How many stand in a state: all of them, less the few that this actor may not see.
  public static func count(_ state: ApplicationState, for actor: Actor, _ reading: Reading) throws -> Int64 {
    try reading.int(
      """
      SELECT (SELECT count(*) FROM application_state WHERE state = ?1) - (SELECT count(DISTINCT f.application)
      FROM application_fact AS f CROSS JOIN application_state AS s ON s.application = f.application
      WHERE f.kind = 'not-for' AND f.person = ?2 AND s.state = ?1)
      """, [.text(state.rawValue), person(actor)])
  }

  /// How many are being checked whose last step was an answer.
  public static func answered(for actor: Actor, _ reading: Reading) throws -> Int64 {
    try reading.int(
      """
      SELECT count(*) FROM application_state WHERE state = ?1 AND \(isSeen) AND (SELECT move FROM application_move AS m
      WHERE m.application = application_state.application ORDER BY id DESC LIMIT 1) = 'answer'
      """, [.text(ApplicationState.screening.rawValue), person(actor)])
  }

  /// Since when each of those in a state stands there.
  public static func since(
    _ state: ApplicationState, for actor: Actor, _ reading: Reading
  ) throws -> [CivilDate] {
    try reading.all(
      """
      SELECT business_date FROM application_state CROSS JOIN application_move AS m
      ON m.id = (SELECT max(id) FROM application_move WHERE application = application_state.application)
      CROSS JOIN audit_link ON audit_link.id = \(Schema.link(of: "m.id", in: "'application_move'"))
      WHERE state = ?1 AND \(isSeen) ORDER BY application_state.application
      """, [.text(state.rawValue), person(actor)]
    ) { try $0.day(0) }
  }
}

extension Payment {
  /// How many that this actor may see stand in a state that another person brought them to.
  public static func count(_ state: State, notBy actor: Actor, _ reading: Reading) throws -> Int64 {
    try reading.int(
      """
      SELECT count(*) FROM payment_state WHERE state = ?1 AND actor <> ?2 AND NOT EXISTS (SELECT 1
      FROM payment AS p JOIN application_fact AS f ON f.application = p.application
      WHERE p.public_id = payment_state.payment AND f.kind = 'not-for' AND f.person = ?3)
      """, [.text(state.rawValue), .text(actor.name), Application.person(actor)])
  }
}
