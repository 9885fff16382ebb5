// The organisation that a grant went to: public facts, written down by a person.

import Files
import Foundation
import Grants
import Ledger
import Store

/// An organisation that got a grant.
public struct GrantRecipient: Codable, Hashable, Sendable {
  /// Its name.
  public let name: String
  /// Its charity number, if it has one.
  public let charityNumber: String?
  /// Its company number, if it has one: eight letters and digits.
  public let companyNumber: String?

  /// An organisation.
  public init(name: String, charityNumber: String? = nil, companyNumber: String? = nil) {
    self.name = name
    self.charityNumber = charityNumber
    self.companyNumber = companyNumber
  }

  /// Writes down to which organisation an award goes. A later row takes an earlier one's place.
  /// - Throws: `GrantsError` for an award that there is not, one to a young person, or a name or number that is none.
  public func record(for application: Int64, by actor: Actor, in write: Write) throws {
    guard try Award.find(application, for: actor, write.reading) != nil,
      let code = try Award.programme(of: application, write.reading),
      let programme = try Programme.find(code, write.reading)
    else { throw GrantsError.notFound(kind: "award", id: "\(application)") }
    guard programme.use != .individuals else {
      throw GrantsError.form("Award \(application) is for one young person, not for an organisation.")
    }
    let name = name.trimmingCharacters(in: .whitespacesAndNewlines)
    guard (1...140).contains(name.count), name.unicodeScalars.allSatisfy({ $0.value >= 0x20 }) else {
      throw GrantsError.form("An organisation's name is one line of 1 to 140 letters.")
    }
    guard charityNumber.map({ (5...8).contains($0.utf8.count) && Self.isCode($0) }) ?? true,
      companyNumber.map({ $0.utf8.count == 8 && Self.isCode($0) }) ?? true
    else { throw GrantsError.form("A charity number has 5 to 8 digits, a company number 8 letters and digits.") }
    try write.append(
      to: Self.book, [.integer(application), .text(name), .text(charityNumber), .text(companyNumber)])
  }

  private static func isCode(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || $0 == UInt8(ascii: "-") }
  }

  /// The organisations by application, as they were at a row of the book; their names as they are published, in JSON and CSV
  /// alike: without marks that turn the direction of writing.
  static func all(through row: Int64, _ reading: Reading) throws -> [Int64: GrantRecipient] {
    var found: [Int64: GrantRecipient] = [:]
    try reading.each(
      "SELECT application, name, charity_number, company_number FROM award_organisation WHERE id <= ? ORDER BY id",
      [.integer(row)]
    ) {
      found[$0.int(0)] = GrantRecipient(
        name: Harmless.straight($0.text(1)), charityNumber: $0.optionalText(2), companyNumber: $0.optionalText(3))
    }
    return found
  }

  /// Its public id: by charity number, by company number, else by the publisher's own (org-id.guide).
  func id(_ application: Int64, prefix: String) -> String {
    if let charityNumber { return "GB-CHC-\(charityNumber)" }
    if let companyNumber { return "GB-COH-\(companyNumber)" }
    return "360G-\(prefix)-ORG-\(application)"
  }

  static let book = Book("award_organisation", ["application", "name", "charity_number", "company_number"])
  static let schema = Schema.book(
    "award_organisation",
    "application INTEGER NOT NULL, name TEXT NOT NULL, charity_number TEXT, company_number TEXT")
}
