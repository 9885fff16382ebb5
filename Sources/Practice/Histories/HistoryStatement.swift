// The bank's statements of a history, and what a person says of their lines, as values.

import Dates

/// A statement of the bank, with one day for all of its lines.
public struct HistoryStatement: Hashable, Sendable {
  /// The name of the file in its history, among all files that are not payroll's.
  public let label: Int
  /// The bank account's code.
  public let account: String
  /// The day.
  public let date: CivilDate
  /// How much more it begins with than the last one ended with: a gap.
  public let gap: Int
  /// Its lines.
  public let lines: [Line]

  /// One of its lines.
  public enum Line: Hashable, Sendable {
    /// It pays what is due under the n-th expectation, and so much more.
    case pays(Int, more: Int, by: Naming)
    /// Two lines: the first names payer and expectation and pays some of what is due, the other the rest.
    case parts(Int, rest: Naming)
    /// It pays all that the n-th payer owes for one period.
    case period(Int)
    /// So much that belongs to nobody.
    case stranger(Int)
    /// The n-th payer takes so much back.
    case back(Int, Int)
  }

  /// What the bank's text says of what a line pays.
  public enum Naming: Hashable, Sendable, CaseIterable {
    /// Who pays and what for.
    case payer
    /// The expectation, and nothing that a pattern fits.
    case expectation
    /// Both.
    case both
    /// Who pays, and something else that is due.
    case another
  }

  /// The foundation's own account; one of its that others share; and one of the council's, which others share too.
  public static let accounts = [own, "SHR", holding]
  /// See ``accounts``.
  public static let own = "MOD"
  /// See ``accounts``: what is there can award nothing, and what is for an agency may come to it.
  public static let holding = "HLD"
  /// Whether the account holds others' money too.
  public var isShared: Bool { account != Self.own }
  /// What lies in a shared account of others before its first statement.
  public static let ofOthers = 123_456
}

/// A line of a statement, as the bank writes it.
public struct BankFigures: Hashable, Sendable {
  /// What came, or if negative, what went.
  public let pence: Int
  /// What the bank says of it.
  public let text: String

  /// A line.
  public init(pence: Int, text: String) {
    self.pence = pence
    self.text = text
  }

  /// What the bank says of what this payer pays.
  public static func text(_ kind: String, _ payer: String) -> String { "\(kind) of \(payer)" }

  /// What the bank says where it names an expectation.
  /// - Parameters:
  ///   - text: what it says of who pays.
  ///   - other: another expectation than the one that is paid.
  public static func text(_ naming: HistoryStatement.Naming, _ text: String, id: String, other: String) -> String {
    switch naming {
    case .payer: text
    case .expectation: "for \(id)"
    case .both: "\(text) for \(id)"
    case .another: "\(text) for \(other)"
    }
  }

  /// How much the first of two lines pays of what is due: a third.
  public static func part(of pence: Int) -> Int { pence / 3 }
}

/// What a person says that a line of the bank is.
public enum HistoryTarget: Hashable, Sendable {
  /// What is due under the n-th expectation.
  case expectation(Int)
  /// A gift to a fund.
  case gift(String)
  /// From or to another fund elsewhere.
  case transfer(String)
}
