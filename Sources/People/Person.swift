// Persons: a number in the books, and a name that only the vault knows.

import Store

/// A person: someone who gives, works or decides here. The books know the number alone.
public struct Person: Hashable, Sendable {
  /// The person's number.
  public let number: Int64

  /// The number that the next person gets.
  public static func nextNumber(_ reading: Reading) throws -> Int64 {
    try reading.int("SELECT max(number) FROM person") + 1
  }

  /// Records new persons and seals what is known of them. Their keys are durable before the rows that need them.
  /// - Returns: their numbers, in the order of `facts`.
  @discardableResult
  public static func add(_ facts: [PersonFacts], in write: Write, store: Store) throws -> [Int64] {
    let first = try nextNumber(write.reading)
    let numbers = Array(first..<first + Int64(facts.count))
    if !write.isDryRun { try store.keys.make(.person, numbers, fresh: true) }
    for (number, fact) in zip(numbers, facts) {
      try write.append(to: book, [.integer(number)])
      guard !write.isDryRun else { continue }
      for (kind, text) in fact.texts where !text.isEmpty {
        try Vault.put(text, kind: kind, person: number, in: write, store: store)
      }
    }
    return numbers
  }

  /// Whether there is a person of this number.
  public static func exists(_ number: Int64, _ reading: Reading) throws -> Bool {
    try reading.int("SELECT count(*) FROM person WHERE number = ?", [.integer(number)]) > 0
  }

  static let book = Book("person", ["number"])
  static let schema = Schema.book("person", "number INTEGER NOT NULL UNIQUE")
}

/// What is known of a person, on its way into the vault.
public struct PersonFacts: Sendable {
  let texts: [(VaultKind, String)]

  /// A person of this name; an e-mail address where letters go that way.
  public init(name: String, email: String = "") {
    texts = [(.name, name), (.email, email)]
  }
}
