// What the bank wrote of a line. It can name people, so it lies in the sealed archive only: whoever reads it there leaves a
// record of it first.

import Dates
import Files
import Ledger
import Store

/// What the bank wrote of one line.
public struct LineNarrative: Codable, Sendable {
  /// The line's id.
  public let line: String
  /// The bank's own reference.
  public let reference: String
  /// What it says, text by text; empty where it says nothing, nil where the archived file cannot be read as it was.
  public let texts: [String]?
}

/// Looks at what the bank wrote.
public struct NarrativeLook {
  private let store: Store
  private let accounts: [BankAccount]
  private let limits: Limits
  private let actor: Actor
  private let businessDate: CivilDate

  /// - Parameter actor: who looks.
  public init(_ store: Store, accounts: [BankAccount], limits: Limits, actor: Actor, businessDate: CivilDate) {
    self.store = store
    self.accounts = accounts
    self.limits = limits
    self.actor = actor
    self.businessDate = businessDate
  }

  /// What the bank wrote of these lines, or of what is over of them. Who looks at which line, and why, is recorded before the
  /// archive is opened: one link a command.
  /// - Parameters:
  ///   - why: a code.
  ///   - key: what makes this look the same look.
  /// - Returns: in the order of `ids`; what was in an account before its first statement has none.
  /// - Throws: ``BankError/notFound(kind:id:)`` if one is no line.
  public func look(at ids: [String], why: String, key: String) throws -> [LineNarrative] {
    let lines = try ids.compactMap { id in try line(id).map { (id: id, line: $0) } }
    guard !lines.isEmpty else { return [] }
    let request = WriteRequest(
      Action("bank.look"), by: actor, key: key, inputs: Inputs(["why": why]), on: businessDate)
    _ = try store.write(request) { write in
      for line in Set(lines.map(\.line.id)).sorted() {
        try write.append(to: Self.book, [.text(actor.name), .text(line), .text(why)])
      }
      return lines.count
    }
    var told: [String: LineNarrative] = [:]
    for (number, wanted) in Dictionary(grouping: lines.map(\.line), by: \.import).sorted(by: { $0.key < $1.key }) {
      for narrative in try read(wanted, ofImport: number) { told[narrative.line] = narrative }
    }
    return lines.map { id, line in
      LineNarrative(line: id, reference: told[line.id]?.reference ?? "", texts: told[line.id]?.texts)
    }
  }

  /// The line that an id, or the id of an item about it, is of; nil for what was there before the first statement.
  private func line(_ id: String) throws -> PostedLine? {
    if let line = try PostedLine.find(id, store.reading) { return line }
    guard let (item, _) = try OpenItem.find(id, store.reading),
      let line = try LineSettling.line(of: item, store.reading)
    else { throw BankError.notFound(kind: "line of a bank statement", id: id) }
    return try PostedLine.find(line.id, store.reading)
  }

  /// Reads an archived file again and finds lines in it, by the ids that they got when it came.
  private func read(_ wanted: [PostedLine], ofImport number: Int64) throws -> [LineNarrative] {
    let ids = Dictionary(grouping: wanted, by: \.statement).mapValues { Set($0.map(\.id)) }
    let codes = Set(wanted.map(\.account))
    let accounts = accounts.filter { codes.contains($0.code) }
    guard !accounts.isEmpty else { return [] }
    let file = try Archive(store, .bank).spool(number, limits: limits)
    defer { file.remove() }
    return try BankReading.read(ByteSource(path: file.path), accounts, limits).statements.flatMap {
      statement -> [LineNarrative] in
      guard let code = accounts.first(where: { statement.identification.hasSuffix($0.identification) })?.code,
        let date = statement.date
      else { return [] }
      let id = StatementID.of(statement, account: code, year: date.year)
      guard let wanted = ids[id] else { return [] }
      var lines = KeptLines(of: id)
      return statement.lines.indices.compactMap { index in
        lines.keep(index, reference: statement.lines.reference(index))
        let name = String(decoding: lines.id(index), as: UTF8.self)
        guard wanted.contains(name) else { return nil }
        let line = statement.lines[index]
        return LineNarrative(line: name, reference: line.reference, texts: line.narrative)
      }
    }
  }

  static let book = Book("bank_look", ["actor", "line", "why"])
  static let schema = Schema.book("bank_look", "actor TEXT NOT NULL, line TEXT NOT NULL, why TEXT NOT NULL")
}
