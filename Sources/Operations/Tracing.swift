// Following a pound through all the rooms, for those who may see the scheme's money.

import Banking
import Giving
import Grants
import Ledger
import People
import Store

extension House {
  /// The roles that may follow money: numbers and codes only, but of everyone's giving.
  static let moneyReaders: Set<Role> = [.finance, .fundManager, .auditor]

  /// Holds that whoever asks may see the scheme's money. The panel decides grants and sees no giver's line.
  func requireMoneyReader(_ action: String) throws { try require(Self.moneyReaders, for: action) }

  func require(_ roles: Set<Role>, for action: String) throws {
    guard case .person(let number) = actor else { return }
    guard try Roles.held(by: number, store.reading).isDisjoint(with: roles) else { return }
    let words = roles.map(\.words).sorted().joined(separator: ", ")
    throw StoreError.notPermitted(action: action, reason: "this needs one of the roles: \(words)")
  }

  /// The way of a payslip line, a file, an item, an entry, a bank line, an agency's line, a gift, a claim or a fund; each
  /// step once.
  /// - Throws: `StoreError.notPermitted`; `GivingError.notFound` if the id is none of them.
  public func trace(_ id: String) throws -> [TraceLink] {
    try requireMoneyReader("trace")
    let reading = store.reading
    guard try !Wall.hides(text: id, from: actor, reading) else { throw GivingError.notFound(kind: "thing", id: id) }
    let found = try BankTrace.follow(id, reading)
    guard var links = try found ?? PayrollTrace.follow(id, reading) else {
      throw GivingError.notFound(kind: "thing", id: id)
    }
    if found != nil {
      links = try links.flatMap { $0.kind == "entry" ? try [$0] + PayrollTrace.sources(of: $0.id, reading) : [$0] }
    } else {
      links = try links.flatMap {
        $0.kind == "expectation" ? try [$0] + BankTrace.lines(paying: $0.id, reading) : [$0]
      }
    }
    var seen: Set<[String]> = []
    return try links.filter { link in
      guard seen.insert([link.kind, link.id, link.words]).inserted else { return false }
      return try !Wall.hides(text: "\(link.id) \(link.words)", from: actor, reading)
    }
  }
}
