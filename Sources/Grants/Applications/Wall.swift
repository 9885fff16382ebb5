// The wall round an application: whoever the applicant named finds nothing of it, under none of its ids, in the same words
// as for what is not there (`grants.md`, "The form asks also").

import Store

/// The wall round an application.
public enum Wall {
  /// Whether an application is hidden from this actor.
  public static func hides(_ application: Int64, from actor: Actor, _ reading: Reading) throws -> Bool {
    guard case .person(let person) = actor else { return false }
    return try ApplicationFact.isHidden(application, from: person, reading)
  }

  /// Whether a text, or an id of the ledger, names an application, an award or a payment that is hidden from this actor.
  public static func hides(text: String, from actor: Actor, _ reading: Reading) throws -> Bool {
    try applications(in: text).contains { try hides($0, from: actor, reading) }
  }

  /// How many applications are hidden from this actor.
  public static func count(from actor: Actor, _ reading: Reading) throws -> Int {
    guard case .person(let person) = actor else { return 0 }
    return Int(
      try reading.int(
        "SELECT count(DISTINCT application) FROM application_fact WHERE kind = 'not-for' AND person = ?",
        [.integer(person)]))
  }

  /// Whether a text names no application at all.
  public static func isSilent(_ text: String) -> Bool { applications(in: text).isEmpty }

  /// The applications that a text names: `award/12`, `payment/12/1` and all that is made of them, "application 12".
  static func applications(in text: String) -> Set<Int64> {
    Set(text.matches(of: /(?:award\/|payment\/|[Aa]pplication[ \/])([0-9]+)/).compactMap { Int64($0.output.1) })
  }
}
