// Evidence of what a grant paid for: a reference to where the foundation keeps it and a keyed digest, never the paper.

import Dates
import Store

/// A paper that somebody has seen.
public struct Evidence: Codable, Hashable, Sendable {
  /// What kind of paper.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// What it would cost.
    case quote
    /// What is owed.
    case invoice
    /// That it was paid.
    case receipt
    /// That the terms were agreed.
    case agreement
  }

  /// The application's number.
  public let application: Int64
  /// What kind.
  public let kind: Kind
  /// Where the foundation keeps it: a code.
  public let reference: String
  /// Whether a digest of the paper itself stands beside it.
  public let hasDigest: Bool
  /// The day on which it was noted.
  public let notedOn: String

  /// Notes a paper of an application that was awarded, or waits to be.
  /// - Parameters:
  ///   - reference: a code.
  ///   - file: the paper's bytes, of which a digest under the applicant's key is kept.
  public static func record(
    _ kind: Kind, of number: Int64, reference: String, file: [UInt8]?, on date: CivilDate, by actor: Actor,
    in write: Write, store: Store
  ) throws {
    try Code.require(reference)
    let application = try Application.require(number, for: actor, write.reading)
    var digest: [UInt8]?
    if let file {
      guard let key = try store.keys.key(.person, application.person) else {
        throw StoreError.key("Person \(application.person) has no key.")
      }
      digest = key.digest(file)
    }
    try write.append(
      to: book,
      [
        .integer(number), .text(kind.rawValue), .text(reference), digest.map { .blob($0) } ?? .null, .day(date),
      ])
  }

  /// What was noted for an application, oldest first.
  public static func of(_ number: Int64, _ reading: Reading) throws -> [Evidence] {
    try reading.all("SELECT * FROM evidence WHERE application = ? ORDER BY id", [.integer(number)]) { row in
      guard let kind = Kind(rawValue: row.text(2)) else { throw StoreError.broken("no paper is called \(row.text(2))") }
      return Evidence(
        application: row.int(1), kind: kind, reference: row.text(3), hasDigest: !row.isNull(4),
        notedOn: try row.day(5).description)
    }
  }

  /// Says whether a programme asks for a paper before a payment is let go.
  public static func ask(for kind: Kind, by programme: String, asks: Bool, in write: Write) throws {
    guard try Programme.find(programme, write.reading) != nil else {
      throw GrantsError.notFound(kind: "programme", id: programme)
    }
    try write.append(to: rules, [.text(programme), .text(kind.rawValue), .integer(asks ? 1 : 0)])
  }

  /// The papers that a programme asks for before a payment is let go.
  public static func asked(by programme: String, _ reading: Reading) throws -> [Kind] {
    try reading.all(
      """
      SELECT kind FROM evidence_rule WHERE programme = ?1 AND required = 1
      AND id IN (SELECT max(id) FROM evidence_rule WHERE programme = ?1 GROUP BY kind) ORDER BY kind
      """, [.text(programme)]
    ) { $0.text(0) }.compactMap(Kind.init)
  }

  /// - Throws: ``GrantsError/form(_:)`` if a paper that the programme asks for is not there.
  static func require(of application: Int64, programme: String, _ reading: Reading) throws {
    let has = Set(try of(application, reading).map(\.kind))
    let missing = try asked(by: programme, reading).filter { !has.contains($0) }.map(\.rawValue)
    guard missing.isEmpty else {
      throw GrantsError.form(
        """
        \(programme) asks for this first: \(missing.joined(separator: ", ")). Note it with: nolimits evidence record \
        \(application)
        """)
    }
  }

  static let book = Book("evidence", ["application", "kind", "reference", "digest", "done_on"])
  static let rules = Book("evidence_rule", ["programme", "kind", "required"])
  static let schema =
    Schema.book(
      "evidence",
      """
      application INTEGER NOT NULL, kind TEXT NOT NULL, reference TEXT NOT NULL, digest BLOB, done_on INTEGER NOT NULL
      """)
    + Schema.book("evidence_rule", "programme TEXT NOT NULL, kind TEXT NOT NULL, required INTEGER NOT NULL")
    + "CREATE INDEX evidence_of ON evidence (application);\n"

  /// No payment was let go without the papers that its programme asked for on that day.
  static let check = Check("evidence", "no payment was let go without the papers that its programme asked for then") {
    store, _ in try missing(store.reading)
  }

  private static func missing(_ reading: Reading) throws -> [String] {
    guard try reading.int("SELECT count(*) FROM evidence_rule") > 0 else { return [] }
    let ruleLinks = try BookLinks("evidence_rule", reading)
    let rules = try reading.all("SELECT id, programme, kind, required FROM evidence_rule ORDER BY id") {
      (link: ruleLinks[$0.int(0)], programme: $0.text(1), kind: $0.text(2), asks: $0.int(3) == 1)
    }
    let paperLinks = try BookLinks("evidence", reading)
    var papers: [String: Int64] = [:]
    try reading.each("SELECT id, application, kind FROM evidence ORDER BY id DESC") {
      papers["\($0.int(1))/\($0.text(2))"] = paperLinks[$0.int(0)]
    }
    let stepLinks = try BookLinks("payment_step", reading)
    let released = try reading.all(
      """
      SELECT payment_step.id, payment, application.number, programme FROM payment_step
      JOIN payment ON public_id = payment JOIN application ON number = payment.application
      JOIN (SELECT DISTINCT code, programme FROM grant_round) ON code = round WHERE state = 'released'
      AND programme IN (SELECT programme FROM evidence_rule) ORDER BY payment_step.id
      """
    ) { (link: stepLinks[$0.int(0)], payment: $0.text(1), application: $0.int(2), programme: $0.text(3)) }
    return released.flatMap { release in
      var asked: [String: Bool] = [:]
      for rule in rules where rule.programme == release.programme && rule.link < release.link {
        asked[rule.kind] = rule.asks
      }
      return asked.filter { $0.value && (papers["\(release.application)/\($0.key)"] ?? .max) >= release.link }.keys
        .sorted().map { "\(release.payment) was let go without: \($0)" }
    }.prefix(20).map { $0 }
  }
}

/// The audit link of each row of a book, so that rows of two books can be put in order.
struct BookLinks {
  private let spans: [(first: Int64, link: Int64)]

  init(_ book: String, _ reading: Reading) throws {
    spans = try reading.all("SELECT first_row, link FROM audit_rows WHERE book = ? ORDER BY first_row", [.text(book)]) {
      (first: $0.int(0), link: $0.int(1))
    }
  }

  subscript(row: Int64) -> Int64 {
    var (low, high) = (0, spans.count)
    while low < high {
      let middle = (low + high) / 2
      if spans[middle].first <= row { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? 0 : spans[low - 1].link
  }
}
