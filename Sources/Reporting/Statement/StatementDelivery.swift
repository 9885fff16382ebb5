// To whom a statement was sent. The intention is written down before the message is handed over, so that a kill between the
// two is seen, and nothing is ever sent twice without a person's word.

import Dates
import Ledger
import Store

/// How the sending of one statement to one person stands.
public struct StatementDelivery: Codable, Hashable, Sendable {
  /// What was written down.
  public enum Step: String, CaseIterable, Codable, Sendable {
    /// It is about to be handed over. While this is the last step nobody knows whether it was: it is unsure.
    case intended
    /// The mail program took it.
    case handedOver = "handed-over"
    /// The mail program did not take it: it can be tried again.
    case notAccepted = "not-accepted"
    /// A person says that it arrived.
    case saidSent = "said-sent"
    /// A person says that it did not arrive: it can be tried again.
    case saidNotSent = "said-not-sent"

    /// In words.
    public var words: String {
      switch self {
      case .intended: "unsure: a person must say whether it arrived"
      case .handedOver: "handed over"
      case .notAccepted: "not taken by the mail program; it can be tried again"
      case .saidSent: "arrived, a person says"
      case .saidNotSent: "did not arrive, a person says; it can be tried again"
      }
    }

    /// The steps that may come after this one; `nil` stands for none yet.
    static func next(after step: Step?) -> Set<Step> {
      switch step {
      case nil, .notAccepted, .saidNotSent: [.intended]
      case .intended: [.handedOver, .notAccepted, .saidSent, .saidNotSent]
      case .handedOver, .saidSent: []
      }
    }
  }

  /// To whom.
  public let person: Int64
  /// The last step.
  public let step: Step
  /// The how manieth try it is.
  public let attempt: Int64

  /// Whether it may be handed over (again).
  public var isToSend: Bool { Step.next(after: step).contains(.intended) }

  /// How the sending of a closed month's statement stands, by person.
  public static func of(_ month: Month, _ reading: Reading) throws -> [Int64: StatementDelivery] {
    guard let close = try KeptStatement.number(of: month, reading) else { return [:] }
    var found: [Int64: StatementDelivery] = [:]
    try reading.each(
      "SELECT person, step, attempt FROM statement_delivery WHERE close = ? ORDER BY id", [.integer(close)]
    ) { row in
      guard let step = Step(rawValue: row.text(1)) else {
        throw StoreError.broken("statement_delivery: there is no step \(row.text(1))")
      }
      found[row.int(0)] = StatementDelivery(person: row.int(0), step: step, attempt: row.int(2))
    }
    return found
  }

  /// Writes the next step down.
  /// - Throws: `LedgerError.alreadyDone` if it cannot follow the last one.
  public static func record(_ step: Step, to person: Int64, of month: Month, in write: Write) throws {
    guard let close = try KeptStatement.number(of: month, write.reading) else {
      throw LedgerError.month(month: month, why: "it is not closed, so it has no statement to send")
    }
    let last = try of(month, write.reading)[person]
    guard Step.next(after: last?.step).contains(step) else {
      throw LedgerError.alreadyDone(kind: "statement of \(month) to person", id: "\(person)")
    }
    let attempt = (last?.attempt ?? 0) + (step == .intended ? 1 : 0)
    try write.append(to: book, [.integer(close), .integer(person), .text(step.rawValue), .integer(attempt)])
  }

  static let book = Book("statement_delivery", ["close", "person", "step", "attempt"])
  static let schema =
    Schema.book(
      "statement_delivery",
      "close INTEGER NOT NULL, person INTEGER NOT NULL, step TEXT NOT NULL, attempt INTEGER NOT NULL")
    + "CREATE INDEX statement_delivery_of_close ON statement_delivery (close);\n"

  /// Holds that steps follow each other as they may: nobody is sent a statement twice.
  static let check = Check("statement-deliveries", "no statement was handed over twice to one person") { store, _ in
    var last: [[Int64]: (step: Step, attempt: Int64)] = [:]
    var faults: [String] = []
    try store.reading.each("SELECT id, close, person, step, attempt FROM statement_delivery ORDER BY id") { row in
      let key = [row.int(1), row.int(2)]
      let before = last[key]
      let attempt = (before?.attempt ?? 0) &+ (row.text(3) == Step.intended.rawValue ? 1 : 0)
      guard let step = Step(rawValue: row.text(3)), Step.next(after: before?.step).contains(step),
        attempt == row.int(4)
      else {
        if faults.count < 20 { faults.append("statement_delivery \(row.int(0)) does not follow the one before it") }
        return
      }
      last[key] = (step, attempt)
    }
    return faults
  }
}
