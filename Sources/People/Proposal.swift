// Proposals: what one person wants done and another must agree to.

import Store

/// Something that waits for a second person's yes.
public struct Proposal: Codable, Sendable {
  /// The number by which it is named.
  public let number: Int64
  /// The action that a yes will do.
  public let action: String
  /// What it is about: a file's import number, an item's id.
  public let subject: String
  /// What a yes needs to know, as the proposing command wrote it; no personal value.
  public let inputs: String
  /// What it is, in words.
  public let words: String
  /// Who proposed it.
  public let proposer: String

  /// Records a proposal.
  /// - Returns: its number.
  public static func make(
    action: Action, subject: String, inputs: String, words: String, by actor: Actor, in write: Write
  ) throws -> Int64 {
    try write.append(
      to: book, [.text(action.name), .text(subject), .text(inputs), .text(words), .text(actor.name)])
  }

  /// Records the yes or the no.
  public func decide(_ given: Bool, by actor: Actor, in write: Write) throws {
    guard try Self.isOpen(number, write.reading) else {
      throw StoreError.conflict(key: "approval \(number)", difference: ["decision"])
    }
    try write.append(to: Self.decisions, [.integer(number), .integer(given ? 1 : 0), .text(actor.name)])
  }

  private static func isOpen(_ number: Int64, _ reading: Reading) throws -> Bool {
    try reading.int("SELECT count(*) FROM proposal_decision WHERE proposal = ?", [.integer(number)]) == 0
  }

  /// What waits, oldest first.
  public static func open(_ reading: Reading) throws -> [Proposal] {
    try reading.all(
      "SELECT * FROM proposal WHERE NOT EXISTS (SELECT 1 FROM proposal_decision WHERE proposal = proposal.id) ORDER BY id"
    ) { Proposal($0) }
  }

  /// The proposal of this number and whether it still waits, or nil.
  public static func find(_ number: Int64, _ reading: Reading) throws -> (proposal: Proposal, isOpen: Bool)? {
    try reading.first("SELECT * FROM proposal WHERE id = ?", [.integer(number)]) { Proposal($0) }
      .map { ($0, try isOpen(number, reading)) }
  }

  private init(_ row: Row) {
    number = row.int(0)
    action = row.text(1)
    subject = row.text(2)
    inputs = row.text(3)
    words = row.text(4)
    proposer = row.text(5)
  }

  static let book = Book("proposal", ["action", "subject", "inputs", "words", "proposer"])
  static let decisions = Book("proposal_decision", ["proposal", "given", "actor"])
  static let schema =
    Schema.book(
      "proposal",
      """
      action TEXT NOT NULL, subject TEXT NOT NULL, inputs TEXT NOT NULL, words TEXT NOT NULL, proposer TEXT NOT NULL
      """)
    + Schema.book(
      "proposal_decision", "proposal INTEGER NOT NULL UNIQUE, given INTEGER NOT NULL, actor TEXT NOT NULL")
}
