// How a mandate's money is shared among funds: percentages that make the whole, or fixed sums that make the amount.

import Ledger
import Money
import Store

/// How a mandate's money is shared among funds.
public struct SplitRule: Hashable, Sendable {
  /// What the weights of the parts are.
  public enum Kind: String, Sendable {
    /// Basis points; together the whole.
    case percent
    /// Pence; together the mandate's amount.
    case fixed
  }

  /// One fund's part.
  public struct Part: Hashable, Sendable {
    /// The fund's number.
    public let fund: Int64
    /// Basis points or pence.
    public let weight: Int64
  }

  /// What the weights are.
  public let kind: Kind
  /// The parts, in order of fund: remainder pennies of equal claim go to the first.
  public let parts: [Part]

  /// All of it to one fund.
  public init(whole fund: Int64) {
    kind = .percent
    parts = [Part(fund: fund, weight: Rate.whole.basisPoints)]
  }

  /// Reads `no-limits=60%,gift-of-giving=40%`, or `no-limits=6.00,gift-of-giving=4.00`, or a fund's code alone.
  /// - Throws: ``GivingError/split(_:)`` if the parts do not make the whole, or a fund is not there or named twice.
  public init(_ text: String, amount: Pence, funds: Funds) throws {
    let pieces = text.split(separator: ",").map { $0.split(separator: "=", maxSplits: 1) }
    if pieces.count == 1, pieces[0].count == 1 {
      guard let fund = funds[String(pieces[0][0])], fund.number != Fund.unallocated.number else {
        throw GivingError.split("There is no fund \(pieces[0][0]).")
      }
      self.init(whole: fund.number)
      return
    }
    let isPercent = text.contains("%")
    var parts: [Part] = []
    for piece in pieces {
      guard piece.count == 2, let fund = funds[String(piece[0])], fund.number != Fund.unallocated.number else {
        throw GivingError.split("A split is written fund=share,fund=share, with funds that there are.")
      }
      guard let weight = Self.weight(piece[1], isPercent: isPercent), weight > 0 else {
        throw GivingError.split("The share of \(piece[0]) is not a percentage or an amount like the others.")
      }
      guard !parts.contains(where: { $0.fund == fund.number }) else {
        throw GivingError.split("The fund \(piece[0]) is named twice.")
      }
      parts.append(Part(fund: fund.number, weight: weight))
    }
    let total = parts.reduce(0) { $0 + $1.weight }
    guard total == (isPercent ? Rate.whole.basisPoints : amount.rawValue) else {
      throw GivingError.split(
        isPercent
          ? "The percentages make \(Rate(basisPoints: total)), not 100%."
          : "The sums make \(Pence(total).pounds), not \(amount.pounds).")
    }
    self.init(isPercent ? .percent : .fixed, parts)
  }

  private init(_ kind: Kind, _ parts: [Part]) {
    self.kind = kind
    self.parts = parts.sorted { $0.fund < $1.fund }
  }

  private static func weight(_ text: Substring, isPercent: Bool) -> Int64? {
    if isPercent { return text.hasSuffix("%") ? Rate(percent: text.dropLast())?.basisPoints : nil }
    return (try? Amount.read(Array(text.utf8)))?.rawValue
  }

  /// What each part gets of an amount; a smaller one than mandated is spread in the same proportions.
  public func shares(of amount: Pence) -> [Pence] {
    parts.count == 1 ? [amount] : Split.allocate(amount, by: parts.map(\.weight))
  }

  /// As people and files write it.
  public func written(_ funds: Funds) -> String {
    parts.map { part in
      let share = kind == .percent ? Rate(basisPoints: part.weight).description : Pence(part.weight).description
      return "\(funds[part.fund]?.code ?? "\(part.fund)")=\(share)"
    }.joined(separator: ",")
  }

  /// As the books hold it: `percent 2=6000 3=4000`.
  public var stored: String { kind.rawValue + parts.map { " \($0.fund)=\($0.weight)" }.joined() }

  init?(stored: String) {
    let pieces = stored.split(separator: " ")
    guard let kind = pieces.first.flatMap({ Kind(rawValue: String($0)) }) else { return nil }
    self.kind = kind
    parts = pieces.dropFirst().compactMap { piece in
      let numbers = piece.split(separator: "=").compactMap { Int64($0) }
      return numbers.count == 2 ? Part(fund: numbers[0], weight: numbers[1]) : nil
    }
    guard !parts.isEmpty, parts.count == pieces.count - 1 else { return nil }
  }

  /// The rule's row, recorded now if it is new: a million mandates share a few rules.
  func findOrAdd(in write: Write) throws -> Int64 {
    let found = try write.reading.first("SELECT id FROM split WHERE parts = ?", [.text(stored)]) { $0.int(0) }
    return try found ?? write.append(to: Self.book, [.text(stored)])
  }

  /// All rules by row.
  static func all(_ reading: Reading) throws -> [Int64: SplitRule] {
    var rules: [Int64: SplitRule] = [:]
    try reading.each("SELECT id, parts FROM split") { row in
      guard let rule = SplitRule(stored: row.text(1)) else {
        throw StoreError.broken("split \(row.int(0)) cannot be read")
      }
      rules[row.int(0)] = rule
    }
    return rules
  }

  static let book = Book("split", ["parts"])
  static let schema = Schema.book("split", "parts TEXT NOT NULL UNIQUE")
}
