// Sealed means sealed: two meetings that differ in their votes alone look the same to whoever has every file at hand, and
// after the closing nothing links a choice to a member.

import Dates
import Foundation
import Money
import Store
import Testing

@testable import Grants
@testable import Operations

@Suite("Sealed votes") struct SealedVoteTests {
  /// A home with an open sitting of four members and two applications, closed; and what opens its ballots.
  private struct Opened {
    let home: String
    let members: [Int64]
    let applications: [Int64]
    let keys: [Int64: ItemKey]
  }

  private func open() throws -> Opened {
    let test = try TestHouse()
    let members = try test.startPanel(4)
    let applications = try [test.ready("Ana One"), test.ready("Bea Two")]
    let opened = try test.house(Who.support).openSitting()
    let kept = try TestHouse.newFolder() + "/home"
    try test.reopen { try FileManager.default.copyItem(atPath: test.home.path, toPath: kept) }
    return Opened(home: kept, members: members, applications: applications, keys: opened.keys)
  }

  /// The same meeting with these votes, in this order of members; its database and keys as rows, without what is sealed.
  private func vote(
    _ opened: Opened, _ votes: [[Ballot]], order: [Int] = [0, 1, 2, 3], closes: Bool = false
  ) throws -> (rows: [String: [[Cell]]], bytes: [String: Int]) {
    let test = try TestHouse(copyOf: opened.home)
    let chair = try test.house(Who.support)
    let sitting = try #require(try Sitting.current(test.store.reading))
    for member in order {
      try chair.cast(
        Dictionary(uniqueKeysWithValues: zip(opened.applications, votes[member])), by: opened.members[member],
        in: sitting)
    }
    if closes { _ = try chair.closeSitting(sitting, keys: opened.keys) }
    var bytes: [String: Int] = [:]
    let files = FileManager.default.enumerator(atPath: test.home.path)?.compactMap { $0 as? String } ?? []
    for file in files { bytes[file] = FileManager.default.contents(atPath: test.home.file(file))?.count }
    var rows: [String: [[Cell]]] = [:]
    try test.reopen {
      for path in [test.home.database, test.home.keys] {
        let raw = try Raw(path)
        defer { raw.close() }
        for table in try raw.strings("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name") {
          let columns = try raw.columns(table).map {
            table == "ballot" && $0.name == "sealed" ? "length(sealed)" : "\"\($0.name)\""
          }
          rows[table] = try raw.rows("SELECT \(columns.joined(separator: ", ")) FROM \"\(table)\"")
        }
      }
    }
    #expect((rows["ballot"]?.isEmpty ?? true) == closes && rows.count > 50)
    return (rows, bytes)
  }

  private let yes = Ballot(.yes)
  private let no = Ballot(.no)

  @Test("Before the closing, no row, no length, no order and no file's size differs by what was voted") func before()
    throws
  {
    let opened = try open()
    let less = Ballot(.yes, smaller: Pence(20_000))
    let first = try vote(opened, [[yes, no], [yes, no], [no, no], [Ballot(.notSure), less]])
    let second = try vote(opened, [[no, less], [Ballot(.notSure), yes], [less, less], [yes, yes]])
    #expect(first.rows == second.rows)
    #expect(first.bytes == second.bytes, "no file is longer by what was voted")
    // Who voted first, and who changed their mind, cannot be told either.
    let third = try vote(opened, [[no, less], [no, yes], [no, no], [yes, yes]], order: [3, 1, 0, 2, 1])
    #expect(third.rows == first.rows)
  }

  @Test("After it, whoever of the members said what, and whenever, the books differ in no row but the shuffled order")
  func after() throws {
    let opened = try open()
    let votes = [[yes, no], [yes, no], [no, yes], [no, Ballot(.notSure)]]
    let first = try vote(opened, votes, closes: true).rows
    let second = try vote(opened, [votes[3], votes[2], votes[1], votes[0]], order: [2, 0, 3, 1], closes: true).rows
    // The chain is a digest over the choices in their shuffled order; the tables beside it hold no link to a member.
    let chain = Set(["audit_link", "audit_rows", "panel_choice"])
    for (table, rows) in first where !chain.contains(table) { #expect(second[table] == rows, "\(table)") }
    func choices(_ rows: [String: [[Cell]]]) -> [[Cell]] {
      (rows["panel_choice"] ?? []).map { Array($0.dropFirst()) }.sorted { "\($0)" < "\($1)" }
    }
    #expect(choices(first) == choices(second) && choices(first).count == 8)
    #expect(first["panel_choice"]?.first?.count == 5, "number, sitting, application, choice, smaller amount: no member")
    #expect(first["panel_voter"]?.count == 8)
    let keys = (first["key"] ?? []).filter { $0.contains(.text("ballot-item")) }
    #expect(first["ballot_key"] == [] && first["key"] != nil && keys.isEmpty)
  }

  @Test("The shuffle is fair: each order of the choices is as likely") func shuffle() {
    let seed = UInt64.random(in: .min ... .max)
    let randomness = Randomness.seeded(seed)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<6_000 { counts[Sitting.shuffled([1, 2, 3], randomness), default: 0] += 1 }
    #expect(counts.count == 6 && counts.values.allSatisfy { (820...1_180).contains($0) }, "seed \(seed): \(counts)")
  }

  @Test("No key to a ballot is left in any file after the closing, nor ever in a log or a backup") func keysAreGone()
    throws
  {
    let opened = try open()
    let test = try TestHouse(copyOf: opened.home)
    let chair = try test.house(Who.support)
    let sitting = try #require(try Sitting.current(test.store.reading))
    for member in opened.members { try chair.cast([opened.applications[0]: yes], by: member, in: sitting) }
    let wrapped = try test.store.keys.kept(.ballotItem)
    #expect(wrapped.count == 2)
    let backup = try test.store.backUp(name: "2026-12-10-open")
    func holding(_ secrets: [[UInt8]], under folder: String) -> [String] {
      let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
      return files.filter { file in
        let bytes = FileManager.default.contents(atPath: "\(folder)/\(file)") ?? Data()
        return secrets.contains { bytes.range(of: Data($0)) != nil }
      }
    }
    let halves = opened.keys.values.map(\.privateHalf)
    #expect(holding(halves, under: test.home.path) == [], "the private halves lie nowhere in plain")
    #expect(holding(Array(wrapped.values), under: test.home.path) == ["keys.sqlite"])
    _ = try chair.closeSitting(sitting, keys: opened.keys)
    #expect(holding(Array(wrapped.values) + halves, under: test.home.path) == [])
    #expect(!backup.name.isEmpty)
    // What was said in the room stands in no log: the panel writes none.
    #expect(try FileManager.default.contentsOfDirectory(atPath: test.home.logs) == [])
  }
}
