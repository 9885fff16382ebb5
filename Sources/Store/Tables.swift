// The three kinds of table: books, tallies and workings. A room declares its tables here and writes them by no other way.

/// A book: append-only by trigger. The state of a thing is its latest row; a correction is a new row that names the old.
/// Rows are numbered from 1 without gaps, and every row belongs to one audit link.
public struct Book: Hashable, Sendable {
  /// The table's name.
  public let name: String
  /// Its columns after `id`, in the order of the schema: the order of the canonical bytes.
  public let columns: [String]

  /// Names a book whose table a migration makes with ``Schema/book(_:_:)``.
  public init(_ name: String, _ columns: [String]) {
    self.name = name
    self.columns = columns
  }
}

/// A tally: running sums or current states, which `verify` makes again from the books.
public struct Tally: Hashable, Sendable {
  /// The table's name.
  public let name: String
  /// The columns that name a row.
  public let key: [String]
  /// The columns that are counted.
  public let values: [String]
  /// A SELECT of key and value columns that makes the tally again from books alone. Rows whose values are all 0 or NULL
  /// count as absent on both sides.
  public let rebuild: String

  /// Names a tally whose table a migration makes.
  public init(_ name: String, key: [String], values: [String], rebuild: String) {
    self.name = name
    self.key = key
    self.values = values
    self.rebuild = rebuild
  }
}

/// A working: runs, steps, locks, vault rows. It may change, and no audit link speaks of it.
public struct Working: Hashable, Sendable {
  /// The table's name.
  public let name: String

  /// Names a working whose table a migration makes.
  public init(_ name: String) { self.name = name }
}

/// The tables of one room.
public struct Tables: Sendable {
  /// Its books.
  public var books: [Book]
  /// Its tallies.
  public var tallies: [Tally]
  /// Its workings.
  public var workings: [Working]

  /// The tables of a room; none unless named.
  public init(books: [Book] = [], tallies: [Tally] = [], workings: [Working] = []) {
    self.books = books
    self.tallies = tallies
    self.workings = workings
  }

  /// Both.
  public static func + (a: Tables, b: Tables) -> Tables {
    Tables(books: a.books + b.books, tallies: a.tallies + b.tallies, workings: a.workings + b.workings)
  }
}

/// One step of the schema's history. Its id and its SQL are never edited once released.
public struct Migration: Sendable {
  /// Stable and unique, such as `0001-ledger`.
  public let id: String
  /// The statements.
  public let sql: String

  /// A step with this id.
  public init(_ id: String, _ sql: String) {
    self.id = id
    self.sql = sql
  }
}

/// The SQL that migrations and questions share.
public enum Schema {
  /// In SQL, the number of the audit link that brought a row to a book, or NULL: one step down an index, however many links
  /// there are.
  /// - Parameters:
  ///   - row: in SQL, the row's number.
  ///   - book: in SQL, the book's name.
  public static func link(of row: String, in book: String) -> String {
    """
    (SELECT CASE WHEN first_row + count > \(row) THEN link END FROM audit_rows
    WHERE book = \(book) AND first_row <= \(row) ORDER BY first_row DESC LIMIT 1)
    """
  }

  /// Makes a book's table and the two triggers that keep it append-only.
  public static func book(_ name: String, _ columns: String) -> String {
    """
    CREATE TABLE \(name) (id INTEGER PRIMARY KEY, \(columns)) STRICT;
    CREATE TRIGGER \(name)_is_never_changed BEFORE UPDATE ON \(name)
    BEGIN SELECT RAISE(ABORT, 'the book \(name) is append-only'); END;
    CREATE TRIGGER \(name)_is_never_cut BEFORE DELETE ON \(name)
    BEGIN SELECT RAISE(ABORT, 'the book \(name) is append-only'); END;

    """
  }
}
