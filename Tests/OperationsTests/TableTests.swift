// The three kinds of table: what each table is, and which may change without a link.

import Store
import Testing

@testable import Operations

@Suite struct TableTests {
  @Test func everyTableIsABookATallyOrAWorking() throws {
    let test = try TestHouse()
    let raw = try Raw(test.home.database)
    let tables = try TestHouse.settings().tables
    let kinds =
      tables.books.map(\.name) + ["audit_link", "audit_rows"] + tables.tallies.map(\.name) + tables.workings.map(\.name)
    #expect(Set(kinds).count == kinds.count, "no table is of two kinds")
    let found = try raw.strings("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
    #expect(Set(found).subtracting(kinds) == [], "in the schema and of no kind")
    #expect(Set(kinds).subtracting(found) == [], "declared and not in the schema")
  }

  @Test func theseWorkingsAndNoOthersMayChangeWithoutALink() throws {
    #expect(
      try TestHouse.settings().tables.workings.map(\.name).sorted()
        == [
          "applicant", "application_contact", "application_draft", "ballot", "ballot_key", "export_published",
          "grdb_migrations", "passcode",
          "payment_file_published", "payroll_number", "run", "run_step", "setting", "vault",
        ])
  }

  @Test func verifyTellsWhichTablesItProvesAndWhichItDoesNot() throws {
    let test = try TestHouse()
    let report = try test.house(.system).verify()
    let tables = try TestHouse.settings().tables
    #expect(report.books == (tables.books.map(\.name) + ["audit_link", "audit_rows"]).sorted())
    #expect(report.tallies == tables.tallies.map(\.name).sorted())
    #expect(report.workings == tables.workings.map(\.name).sorted())
  }

  @Test func everyBookIsAppendOnlyAndEveryColumnOfItIsProved() throws {
    let test = try TestHouse()
    let raw = try Raw(test.home.database)
    for book in try TestHouse.settings().tables.books {
      #expect(try raw.columns(book.name).map(\.name) == ["id"] + book.columns, "\(book.name)")
    }
    for book in try TestHouse.settings().tables.books.map(\.name) + ["audit_link", "audit_rows"] {
      let triggers = try raw.strings("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '\(book)'")
      #expect(Set(triggers).isSuperset(of: ["\(book)_is_never_changed", "\(book)_is_never_cut"]), "\(book)")
    }
  }

  @Test func everyTableIsStrict() throws {
    let test = try TestHouse()
    let loose = try Raw(test.home.database).strings(
      "SELECT name FROM pragma_table_list WHERE strict = 0 AND schema = 'main'")
    // GRDB makes its own table; the other is SQLite's.
    #expect(Set(loose).subtracting(["grdb_migrations", "sqlite_schema"]) == [])
  }

  @Test func everyTallyHasAllColumnsThatVerifyCompares() throws {
    let test = try TestHouse()
    let raw = try Raw(test.home.database)
    for tally in try TestHouse.settings().tables.tallies {
      #expect(try raw.columns(tally.name).map(\.name) == tally.key + tally.values, "\(tally.name)")
    }
  }
}
