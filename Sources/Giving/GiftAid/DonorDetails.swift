// What HMRC's schedule wants to know of a giver. It is sealed in the vault and leaves it in that schedule alone.

import People
import Store

/// A giver's name and home, as HMRC's schedule wants them.
public struct DonorDetails: Codable, Hashable, Sendable {
  /// `Ms`, `Dr`; may be empty.
  public let title: String?
  /// The first name or an initial.
  public let firstName: String
  /// The last name.
  public let lastName: String
  /// The house's name or number.
  public let house: String
  /// The postcode; `X` for a home outside the United Kingdom.
  public let postcode: String

  /// A giver's details, as they were said.
  public init(title: String? = nil, firstName: String, lastName: String, house: String, postcode: String) {
    self.title = title
    self.firstName = firstName
    self.lastName = lastName
    self.house = house
    self.postcode = postcode
  }

  /// The details as they are kept: nothing around them, and the postcode as the post writes it.
  /// - Throws: ``GivingError/gift(_:)``, which says which field is not right and nothing of what stands in it.
  func checked() throws -> DonorDetails {
    let checked = DonorDetails(
      title: try Self.field(title ?? "", "title", 0...4), firstName: try Self.field(firstName, "first name", 1...35),
      lastName: try Self.field(lastName, "last name", 1...35),
      house: try Self.field(house, "house name or number", 1...40), postcode: Self.spaced(postcode))
    guard checked.postcode == "X" || Self.isPostcode(checked.postcode) else {
      throw GivingError.gift("The postcode is none of the United Kingdom; outside it, say X.")
    }
    return checked
  }

  private static func field(_ text: String, _ name: String, _ length: ClosedRange<Int>) throws -> String {
    let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard length.contains(words.count),
      !words.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    else {
      throw GivingError.gift(
        "The \(name) has \(length.lowerBound == 0 ? "" : "at least one sign and ")at most \(length.upperBound) signs.")
    }
    return words
  }

  private static func spaced(_ text: String) -> String {
    let signs = text.uppercased().filter { !$0.isWhitespace }
    return signs.count < 5 ? signs : "\(signs.dropLast(3)) \(signs.suffix(3))"
  }

  /// One or two letters, a digit, perhaps one more sign; then a digit and two letters.
  private static func isPostcode(_ text: String) -> Bool {
    let shape = text.map { sign -> Character in
      guard sign.isASCII else { return "?" }
      return sign.isLetter ? "A" : sign.isNumber ? "9" : sign
    }
    return ["A9 9AA", "A99 9AA", "AA9 9AA", "AA99 9AA", "A9A 9AA", "AA9A 9AA"].contains(String(shape))
  }

  private static let kinds = ["title", "first-name", "last-name", "house", "postcode"].map {
    VaultKind(rawValue: "gift-aid-\($0)")
  }

  func seal(person: Int64, in write: Write, store: Store) throws {
    for (kind, text) in zip(Self.kinds, [title ?? "", firstName, lastName, house, postcode]) {
      try Vault.put(text, kind: kind, person: person, in: write, store: store)
    }
  }

  /// Opens a giver's details; nil if they were forgotten. The caller records the look.
  static func open(person: Int64, _ store: Store) throws -> DonorDetails? {
    let texts = try kinds.compactMap { try Vault.text($0, person: person, store) }
    guard texts.count == kinds.count else { return nil }
    return DonorDetails(title: texts[0], firstName: texts[1], lastName: texts[2], house: texts[3], postcode: texts[4])
  }

  /// Whether a giver's details stand, without opening them.
  static func stand(person: Int64, _ reading: Reading) throws -> Bool {
    try reading.int("SELECT count(*) FROM vault WHERE person = ? AND kind LIKE 'gift-aid-%'", [.integer(person)])
      == Int64(kinds.count)
  }
}
