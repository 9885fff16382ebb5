// Which donor an agency's reference stands for. The reference itself is in no book: a keyed digest is enough to know it by.

import Foundation
import Store

/// The register of agencies' references.
public enum AgencyDonor {
  /// Records which post a reference of an agency stands for; a later record takes the place of an earlier one.
  /// - Throws: ``GivingError/notFound(kind:id:)`` if there is no such post.
  public static func record(
    reference: String, agency: String, post: Int64, in write: Write, store: Store
  ) throws {
    guard try Post.find(post, write.reading) != nil else { throw GivingError.notFound(kind: "post", id: "\(post)") }
    try write.append(to: book, [.text(agency), .blob(digest(reference, agency: agency, store)), .integer(post)])
  }

  /// What the books know a reference by.
  public static func digest(_ reference: String, agency: String, _ store: Store) -> [UInt8] {
    let said = reference.precomposedStringWithCanonicalMapping.uppercased()
    return store.schemeKey.digest("agency-donor/\(agency)", Array(said.utf8))
  }

  /// The post that a reference stands for, or nil.
  static func post(_ digest: [UInt8], agency: String, _ reading: Reading) throws -> Int64? {
    try reading.first(
      "SELECT post FROM agency_donor WHERE agency = ? AND reference_digest = ? ORDER BY id DESC LIMIT 1",
      [.text(agency), .blob(digest)]
    ) { $0.int(0) }
  }

  static let book = Book("agency_donor", ["agency", "reference_digest", "post"])

  static let schema =
    Schema.book("agency_donor", "agency TEXT NOT NULL, reference_digest BLOB NOT NULL, post INTEGER NOT NULL")
      + """
      CREATE INDEX agency_donor_by_reference ON agency_donor (agency, reference_digest);

      """
}
