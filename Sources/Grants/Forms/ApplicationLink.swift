// Applications that may be the same person's or household's: by person, and by keyed digests of how to reach them.

import Files
import Foundation
import Store

/// Another application that this one may belong together with. Only a support adult reads it; nothing is decided by it.
public struct ApplicationLink: Codable, Hashable, Sendable {
  /// The other application's number.
  public let application: Int64
  /// Why: `same-person`, `email`, `phone` or `address`.
  public let because: String

  /// The links of an application, but to those that this actor may not see.
  public static func of(_ number: Int64, for actor: Actor, _ reading: Reading) throws -> [ApplicationLink] {
    try reading.all(
      """
      SELECT DISTINCT o.number, 'same-person' FROM application AS a JOIN application AS o
      ON o.person = a.person AND o.number <> a.number WHERE a.number = ?1
      UNION SELECT DISTINCT o.application, o.kind FROM application_contact AS a JOIN application_contact AS o
      ON o.digest = a.digest AND o.kind = a.kind AND o.application <> a.application WHERE a.application = ?1 ORDER BY 1, 2
      """, [.integer(number)]
    ) { ApplicationLink(application: $0.int(0), because: $0.text(1)) }
    .filter { try Application.find($0.application, for: actor, reading) != nil }
  }

  /// Keeps the digests of how to reach an applicant.
  static func keep(_ form: ApplicationForm, of number: Int64, in write: Write, store: Store) throws {
    for (kind, text) in contacts(form) {
      let digest = store.schemeKey.digest("applicant-\(kind)", Array(text.utf8))
      try write.put(
        contacts, ["application": .integer(number), "kind": .text(kind), "digest": .blob(digest)])
    }
  }

  /// E-mail addresses, telephone numbers and the address of a form, as each is always written.
  static func contacts(_ form: ApplicationForm) -> [(kind: String, text: String)] {
    var found: [(String, String)] = []
    for word in form.safeContact.lowercased().split(whereSeparator: { " \n\t,;<>()".contains($0) })
    where word.contains("@") && word.count > 4 {
      found.append(("email", word.trimmingCharacters(in: .punctuationCharacters)))
    }
    var digits = ""
    for character in form.safeContact + "." {
      if let digit = character.wholeNumberValue, character.isASCII {
        digits += "\(digit)"
      } else if !" -()+".contains(character) {
        if digits.hasPrefix("0044") { digits = "0" + digits.dropFirst(4) }
        if digits.hasPrefix("44"), digits.count == 12 { digits = "0" + digits.dropFirst(2) }
        if digits.count >= 10 { found.append(("phone", digits)) }
        digits = ""
      }
    }
    let address = (form.address ?? "").lowercased().filter { $0.isLetter || $0.isNumber }
    if address.count > 5 { found.append(("address", address)) }
    return found
  }

  static let contacts = Working("application_contact")
  static let schema = """
    CREATE TABLE application_contact (application INTEGER NOT NULL, kind TEXT NOT NULL, digest BLOB NOT NULL,
    PRIMARY KEY (application, kind, digest)) STRICT, WITHOUT ROWID;
    CREATE INDEX application_contact_of_digest ON application_contact (digest);

    """
}
