// Whom an applicant named: told by the words of names, without case and accents.

import Foundation
import People
import Store

extension Application {
  /// Those who work here and whom the applicant named may not see it, and are not told why. A panel member of the
  /// applicant's own name sits it out: it may be their own.
  static func hideFromNamed(
    _ form: ApplicationForm, _ number: Int64, in write: Write, store: Store
  ) throws {
    for (person, _, roles) in try Roles.everyone(write.reading) {
      let isMember = roles.contains(.fundAdministrator)
      guard isMember || !(form.notFor ?? "").isEmpty else { continue }
      try hide(number, notFor: form.notFor, own: form.name, from: person, isMember: isMember, in: write, store: store)
    }
  }

  /// Asks again of every application whether a person was named in it: whoever is given a role or a login may have come
  /// after it did.
  public static func hideFromNewcomer(_ person: Int64, in write: Write, store: Store) throws {
    let isMember = try Roles.held(by: person, write.reading).contains(.fundAdministrator)
    let named = try write.reading.all(
      """
      SELECT number, a.person FROM application AS a WHERE EXISTS (SELECT 1 FROM vault AS v
      WHERE v.person = a.person AND v.kind = 'not-for/' || number) ORDER BY number
      """
    ) { (number: $0.int(0), applicant: $0.int(1)) }
    for (number, applicant) in named {
      let notFor = try Vault.text(.notFor(number), person: applicant, store)
      try hide(number, notFor: notFor, own: nil, from: person, isMember: isMember, in: write, store: store)
    }
    guard isMember else { return }
    // Whether it is the member's own matters while the panel can still have it before it.
    let open = try write.reading.all(
      """
      SELECT number, person FROM application JOIN application_state ON application_state.application = number
      WHERE state IN ('submitted', 'screening', 'question-asked', 'ready', 'in-review', 'come-back') ORDER BY number
      """
    ) { (number: $0.int(0), applicant: $0.int(1)) }
    for (number, applicant) in open {
      let own = try Vault.text(.name, person: applicant, store)
      try hide(number, notFor: nil, own: own, from: person, isMember: true, in: write, store: store)
    }
  }

  private static func hide(
    _ number: Int64, notFor: String?, own: String?, from person: Int64, isMember: Bool, in write: Write, store: Store
  ) throws {
    guard let name = try Vault.text(.name, person: person, store) else { return }
    let words = Set(nameWords(name))
    if !words.filter({ $0.count >= shortestName }).isDisjoint(with: nameWords(notFor ?? "")) {
      guard try !ApplicationFact.isHidden(number, from: person, write.reading) else { return }
      try ApplicationFact(.notFor, of: number, person: person).record(in: write)
    } else if isMember, let own, !words.isEmpty, words == Set(nameWords(own)) {
      guard try !Sitting.sittingOut(of: number, write.reading).contains(person) else { return }
      try ApplicationFact(.sitsOut, of: number, person: person).record(in: write)
    }
  }

  /// How long a word of a name is at least: Jo, Li and Al are names, an initial is none.
  private static let shortestName = 2

  /// The words of a text without case and accents: "Sam" is not in "Samantha", and "JOSÉ" is "Jose".
  static func nameWords(_ text: String) -> [String] {
    let folded = text.folding(
      options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil
    ).lowercased()
    return folded.map { plainLetters[$0] ?? String($0) }.joined().split { !$0.isLetter }.map(String.init)
  }

  /// Letters that are no other letter with an accent, and are often written as one.
  private static let plainLetters: [Character: String] = [
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i", "ħ": "h",
  ]
}
