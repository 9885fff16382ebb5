// Tampering: whatever someone with the file at hand changes in a book or a tally, `verify` names it. Each test works on a
// copy of one house, and puts the database back between rounds. What chance decides follows from the seed in its arguments.

import Files
import Foundation
import Store
import Testing

@testable import Operations

/// The books that the chain proves itself.
private let chain = ["audit_link", "audit_rows"]
private let books = { (try? TestHouse.settings().tables.books.map(\.name)) ?? [] }() + chain
private let tallies = { (try? TestHouse.settings().tables.tallies) ?? [] }()
/// Two; as many as `NOLIMITS_SEEDS` says for a longer look.
private let seeds = 1...(ProcessInfo.processInfo.environment["NOLIMITS_SEEDS"].flatMap { UInt64($0) } ?? 2)

/// A house that is tampered with round after round.
private final class Victim {
  let test: TestHouse
  private let original: String
  var generator: SeededGenerator

  init(seed: UInt64, template: String? = nil) throws {
    let template = try template ?? Scenario.made.get()
    original = "\(template)/nolimits.sqlite"
    test = try TestHouse(copyOf: template)
    generator = SeededGenerator(seed: seed)
    try keepFewHeads()
  }

  /// Heads were kept every now and then, and at last: each of a thousand signatures would be checked in every round.
  private func keepFewHeads() throws {
    let heads = try String(contentsOfFile: test.home.auditHeads, encoding: .utf8).split(separator: "\n")
    let few = heads.indices.filter { $0 % 50 == 0 || $0 >= heads.count - 5 }.map { heads[$0] + "\n" }
    try AtomicFile.write(test.home.auditHeads, bytes: Array(few.joined().utf8))
  }

  /// Puts the database back, lets `body` at it, and gives what `verify` then says; nil if `body` found nothing to do.
  func round(_ body: (Raw) throws -> Bool) throws -> VerifyReport? {
    var isDone = false
    try test.reopen {
      for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: test.home.database + suffix) }
      try FileManager.default.copyItem(atPath: original, toPath: test.home.database)
      let raw = try Raw(test.home.database)
      defer { raw.close() }
      isDone = try body(raw)
    }
    return isDone ? try test.house(.system).verify() : nil
  }

  /// As ``round(_:)``, and records an issue unless the fault is named: by the table, or for the chain by the link.
  func expectNamed(_ table: String, _ what: String, _ body: (Raw) throws -> Bool) throws -> Bool {
    let report: VerifyReport?
    do { report = try round(body) } catch {
      Issue.record("\(what): verify did not come to an end: \(error)")
      return true
    }
    guard let report else { return false }
    let told = report.checks.filter { !$0.ok }.map { "\($0.name): \($0.detail)" }.joined(separator: "\n")
    let isNamed = chain.contains(table) ? told.contains("audit") : told.contains(table)
    if report.ok || !isNamed { Issue.record("\(what): \(report.ok ? "not found" : "not named: \(told)")") }
    return true
  }

  /// Another value of the same type. `step` makes each try another one.
  func other(_ cell: Cell, _ column: Column, step: Int) -> Cell {
    switch cell {
    case .null: column.type == "TEXT" ? .text("x") : column.type == "BLOB" ? .blob([1]) : .integer(Int64(step + 1))
    case .integer(let number):
      // A number that names a row must get past the other rows' numbers.
      .integer(number + Int64(step + 1) * (Bool.random(using: &generator) ? 1 : -1) * (step > 3 ? 1000 : 1))
    case .text(let text):
      text.isEmpty || step > 2 ? .text(text + "x") : .text(changed(Array(text.utf8)))
    case .blob(let bytes):
      .blob(bytes.isEmpty ? [0] : flipped(bytes))
    }
  }

  private func flipped(_ bytes: [UInt8]) -> [UInt8] {
    var copy = bytes
    copy[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    return copy
  }

  /// The text with one letter or digit exchanged for the next.
  private func changed(_ bytes: [UInt8]) -> String {
    var copy = bytes
    let index = Int.random(in: 0..<bytes.count, using: &generator)
    copy[index] = copy[index] < 0x7E && copy[index] >= 0x20 ? copy[index] + 1 : 0x41
    return String(decoding: copy, as: UTF8.self)
  }
}

/// A table's rows, and how one is named in a WHERE.
private struct Rows {
  let table: String
  let columns: [Column]
  let rows: [[Cell]]

  /// - Parameter where: which rows; for tallies those that say something.
  init(_ table: String, _ raw: Raw) throws {
    self.table = table
    columns = try raw.columns(table)
    let tally = tallies.first { $0.name == table }
    let condition = tally.map { $0.values.map { "coalesce(\($0), 0) <> 0" }.joined(separator: " OR ") } ?? "1"
    rows = try raw.rows("SELECT * FROM \(table) WHERE \(condition) ORDER BY \(columns[0].name)")
  }

  var keys: [Int] { columns.indices.filter { columns[$0].keyPlace > 0 } }
  var condition: String { keys.map { "\(columns[$0].name) IS ?" }.joined(separator: " AND ") }
  func key(_ row: [Cell]) -> [Cell] { keys.map { row[$0] } }

  func update(_ row: [Cell], _ column: Int, _ value: Cell) -> (String, [Cell]) {
    ("UPDATE \(table) SET \(columns[column].name) = ? WHERE \(condition)", [value] + key(row))
  }

  func insert(_ row: [Cell]) -> (String, [Cell]) {
    ("INSERT INTO \(table) VALUES (\(row.map { _ in "?" }.joined(separator: ", ")))", row)
  }
}

@Suite struct TamperTests {
  @Test func theScenarioHasRowsInEveryBookAndTally() throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    #expect(books.count > 25 && tallies.count > 4)
    for table in books + tallies.map(\.name) {
      let least: Int64 = ["month_state", "month_close", "configuration"].contains(table) ? 1 : 2
      #expect(try test.store.reading.int("SELECT count(*) FROM \(table)") >= least, "\(table)")
    }
    #expect(try test.faults() == [])
  }

  @Test(arguments: books + tallies.map(\.name), seeds)
  func anyFieldChangedIsNamed(_ table: String, _ seed: UInt64) throws {
    let victim = try Victim(seed: seed)
    let columns = try Raw(victim.test.home.database).columns(table)
    for (place, column) in columns.enumerated() {
      for toNull in column.isNullable ? [false, true] : [false] {
        var before = Cell.null
        var after = Cell.null
        let isTried = try victim.expectNamed(table, "seed \(seed): \(table).\(column.name)\(toNull ? " to NULL" : "")")
        { raw in
          let rows = try Rows(table, raw)
          let candidates = toNull ? rows.rows.filter { $0[place] != .null } : rows.rows
          // Some rows cannot hold another value: a posting to a bank account names no expectation.
          for step in 0..<20 {
            guard let row = candidates.randomElement(using: &victim.generator) else { return false }
            (before, after) = (row[place], toNull ? .null : victim.other(row[place], column, step: step))
            if after != before, try raw.withoutTriggers([table], [rows.update(row, place, after)]) { return true }
          }
          return false
        }
        #expect(isTried || toNull, "seed \(seed): nothing to change in \(table).\(column.name)")
      }
    }
  }

  // In a process of its own, which a trap would end: numbers that no day, month, range or sum can hold.
  @Test(arguments: books + tallies.map(\.name))
  func anyNumberHoweverOddIsNamedAndStopsNothing(_ table: String) async throws {
    let template = try Scenario.made.get()
    await #expect(processExitsWith: .success) { [table = table as String, template = template as String] in
      let victim = try Victim(seed: 3, template: template)
      let columns = try Raw(victim.test.home.database).columns(table)
      for (place, column) in columns.enumerated() where column.type == "INTEGER" {
        for number in [Int64.max, Int64.min, -1, 0, 1 << 40] {
          _ = try victim.expectNamed(table, "\(table).\(column.name) = \(number)") { raw in
            let rows = try Rows(table, raw)
            guard let row = rows.rows.randomElement(using: &victim.generator), row[place] != .integer(number) else {
              return false
            }
            return try raw.withoutTriggers([table], [rows.update(row, place, .integer(number))])
          }
        }
      }
    }
  }

  @Test(arguments: books + tallies.map(\.name), seeds)
  func aRowAddedIsNamed(_ table: String, _ seed: UInt64) throws {
    let victim = try Victim(seed: seed)
    let isBook = books.contains(table)
    for place in isBook ? ["after the last", "before the first", "far away"] : ["beside the others"] {
      let isTried = try victim.expectNamed(table, "seed \(seed): a row added to \(table) \(place)") { raw in
        let rows = try Rows(table, raw)
        guard let row = rows.rows.randomElement(using: &victim.generator) else { return false }
        for step in 0..<50 {
          var copy = row
          for index in copy.indices where step > 0 || rows.columns[index].keyPlace > 0 {
            if Bool.random(using: &victim.generator) || rows.columns[index].keyPlace > 0 {
              copy[index] = victim.other(copy[index], rows.columns[index], step: step)
            }
          }
          if isBook {
            let last = rows.rows.count
            copy[0] = .integer(
              place == "after the last" ? Int64(last + 1) : place == "far away" ? Int64(last + 5000) : -3)
          }
          if try raw.withoutTriggers([table], [rows.insert(copy)]) { return true }
        }
        return false
      }
      #expect(isTried, "seed \(seed): no row could be added to \(table)")
    }
  }

  @Test(arguments: books + tallies.map(\.name), seeds)
  func aRowTakenAwayIsNamed(_ table: String, _ seed: UInt64) throws {
    let victim = try Victim(seed: seed)
    for which in ["any", "first", "last"] {
      let isTried = try victim.expectNamed(table, "seed \(seed): the \(which) row of \(table) taken away") { raw in
        let rows = try Rows(table, raw)
        let row =
          which == "any"
          ? rows.rows.randomElement(using: &victim.generator) : which == "last" ? rows.rows.last : rows.rows.first
        guard let row else { return false }
        return try raw.withoutTriggers([table], [("DELETE FROM \(table) WHERE \(rows.condition)", rows.key(row))])
      }
      #expect(isTried, "seed \(seed): \(table)")
    }
  }

  @Test(arguments: books + tallies.map(\.name), seeds)
  func twoRowsThatChangePlacesAreNamed(_ table: String, _ seed: UInt64) throws {
    let victim = try Victim(seed: seed)
    _ = try victim.expectNamed(table, "seed \(seed): two rows of \(table) swapped") { raw in
      let rows = try Rows(table, raw)
      for _ in 0..<50 {
        guard let one = rows.rows.randomElement(using: &victim.generator),
          let two = rows.rows.randomElement(using: &victim.generator)
        else { return false }
        let rest = rows.columns.indices.filter { rows.columns[$0].keyPlace == 0 }
        guard rest.map({ one[$0] }) != rest.map({ two[$0] }) else { continue }
        let places = Set(rest)
        func mixed(_ key: [Cell], _ values: [Cell]) -> [Cell] {
          key.indices.map { places.contains($0) ? values[$0] : key[$0] }
        }
        return try raw.withoutTriggers(
          [table],
          [one, two].map { ("DELETE FROM \(table) WHERE \(rows.condition)", rows.key($0)) }
            + [rows.insert(mixed(one, two)), rows.insert(mixed(two, one))])
      }
      return false
    }
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func twoGiftsThatChangeGiversAreNamed(_ seed: UInt64) throws {
    let victim = try Victim(seed: seed)
    let isTried = try victim.expectNamed("contribution", "seed \(seed): two gifts swapped") { raw in
      let gifts = try raw.rows("SELECT id, post, amount_pence FROM contribution WHERE post <> 0")
      for _ in 0..<50 {
        guard let one = gifts.randomElement(using: &victim.generator),
          let two = gifts.randomElement(using: &victim.generator),
          one[1] != two[1], one[2] != two[2]
        else { continue }
        let sql = "UPDATE contribution SET amount_pence = ? WHERE id = ?"
        return try raw.withoutTriggers(["contribution"], [(sql, [two[2], one[0]]), (sql, [one[2], two[0]])])
      }
      return false
    }
    #expect(isTried)
  }

  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func aTailThatWasCutCleanlyIsNamedByTheHeadsBesideTheDatabase(_ seed: UInt64) throws {
    let victim = try Victim(seed: seed)
    let head = try victim.test.store.reading.auditHead().number
    let last = seed == 1 ? head - 1 : Int64.random(in: 2..<head, using: &victim.generator)
    let isTried = try victim.expectNamed("audit_link", "seed \(seed): cut after link \(last)") { raw in
      var statements: [(String, [Cell])] = []
      for book in books where !chain.contains(book) {
        statements.append(
          (
            """
            DELETE FROM \(book) WHERE id >= coalesce((SELECT min(first_row) FROM audit_rows WHERE book = '\(book)' AND link > \(last)),
            \(Int64.max))
            """, []
          ))
      }
      statements.append(("DELETE FROM audit_rows WHERE link > \(last)", []))
      statements.append(("DELETE FROM audit_link WHERE id > \(last)", []))
      for tally in tallies {
        let columns = (tally.key + tally.values).joined(separator: ", ")
        statements.append(("DELETE FROM \(tally.name)", []))
        statements.append(("INSERT INTO \(tally.name) (\(columns)) SELECT \(columns) FROM (\(tally.rebuild))", []))
      }
      return try raw.withoutTriggers(books, statements)
    }
    #expect(isTried)
    let report = try victim.test.house(.system).verify()
    #expect(
      report.checks.first { $0.name == "audit-heads" }?.detail.contains("the chain was cut after link \(last)") == true)
    // Nothing else shows it: the cut is clean, and without the heads it would pass.
    #expect(
      Set(report.checks.filter { !$0.ok }.map(\.name)).isSubset(of: [
        "audit-heads", "vault", "payroll-numbers", "archive", "agency-archive", "bank-archive", "gift-archive",
        "export-links", "form_file", "taken-files",
      ]))
  }

  /// What is done to the vault of payroll numbers, and to the archive, beside the books.
  static let beside: [(String, String, String)] = [
    ("payroll-numbers", "a number exchanged", "UPDATE payroll_number SET number = number || '1' WHERE post = 3"),
    (
      "payroll-numbers", "two posts swapped",
      """
      UPDATE payroll_number SET post = -post WHERE post IN (2, 3);
      UPDATE payroll_number SET post = 5 + post WHERE post < 0
      """
    ),
    ("payroll-numbers", "a payroll exchanged", "UPDATE payroll_number SET payroll = payroll + 1 WHERE post = 3"),
    ("payroll-numbers", "a number taken away", "DELETE FROM payroll_number WHERE post = 3"),
    (
      "payroll-numbers", "a second number for a post",
      "INSERT INTO payroll_number SELECT payroll, 'other', post FROM payroll_number WHERE post = 3"
    ),
    ("payroll-numbers", "a number for no post", "INSERT INTO payroll_number VALUES (1, 'other', 999)"),
    (
      "vault", "two donors' names swapped",
      """
      UPDATE vault SET person = -person WHERE kind = 'name' AND person IN (9, 10);
      UPDATE vault SET person = 19 + person WHERE person < 0
      """
    ),
    ("vault", "a sealed name changed", "UPDATE vault SET sealed = zeroblob(40) WHERE kind = 'name' AND person = 9"),
  ]

  @Test(arguments: beside.indices)
  func whatStandsBesideTheBooksIsHeldAgainstThem(_ index: Int) throws {
    let (check, what, sql) = Self.beside[index]
    let report = try #require(
      try Victim(seed: 1).round { raw in
        try raw.run(sql)
        return true
      })
    #expect(report.checks.filter { !$0.ok }.map(\.name) == [check], "\(what)")
  }

  @Test(arguments: ["taken away", "changed", "swapped", "cut"])
  func anArchivedFileThatIsNotTheOneThatWasTakenInIsNamed(_ how: String) throws {
    let test = try TestHouse(copyOf: try Scenario.made.get())
    let one = test.home.file("archive/000001.sealed")
    let two = test.home.file("archive/000002.sealed")
    let (first, second) = (
      try #require(FileManager.default.contents(atPath: one)), try #require(FileManager.default.contents(atPath: two))
    )
    switch how {
    case "taken away": try FileManager.default.removeItem(atPath: one)
    case "changed":
      var bytes = Array(first)
      bytes[bytes.count / 2] ^= 4
      try AtomicFile.write(one, bytes: bytes)
    case "swapped":
      try AtomicFile.write(one, bytes: Array(second))
      try AtomicFile.write(two, bytes: Array(first))
    default: try AtomicFile.write(one, bytes: Array(first.dropLast(20)))
    }
    let faults = try test.faults()
    #expect(faults.count == 1)
    #expect(faults.first?.hasPrefix("archive: ") == true && faults.first?.contains("import 1") == true)
  }

  @Test func aTriggerIndexOrTableOfAnyRoomThatIsGoneIsNamed() throws {
    let victim = try Victim(seed: 1)
    let things = try Raw(victim.test.home.database).rows(
      "SELECT type, name FROM sqlite_schema WHERE type IN ('trigger', 'index') AND sql IS NOT NULL ORDER BY name")
    #expect(things.count > 60)
    for thing in things {
      guard case .text(let type) = thing[0], case .text(let name) = thing[1] else { continue }
      let report = try #require(
        try victim.round { raw in
          try raw.run("DROP \(type) \(name)")
          return true
        })
      #expect(
        report.checks.filter { !$0.ok }.map { "\($0.name): \($0.detail)" } == ["schema: \(type) \(name) is missing"])
    }
  }
}
