// Contributions: one row a line and fund, in file order. A file owns a contiguous range of rows.

import Money
import Store

/// The book of contributions. It has numbers only, no index and no foreign key: `verify` proves its references.
enum Contribution {
  static let book = Book("contribution", ["line", "post", "mandate", "fund", "amount_pence", "finding"])

  static let schema = Schema.book(
    "contribution",
    """
    line INTEGER NOT NULL, post INTEGER NOT NULL, mandate INTEGER NOT NULL, fund INTEGER NOT NULL,
    amount_pence INTEGER NOT NULL, finding INTEGER NOT NULL
    """)
}

/// One contribution as people and programs read it.
public struct ContributionLine: Codable, Sendable {
  /// The line of the file.
  public let line: Int64
  /// The post; 0 where the payroll number is unknown.
  public let post: Int64
  /// The mandate it was given under; 0 where there is none.
  public let mandate: Int64
  /// The fund's number.
  public let fund: Int64
  /// The amount.
  public let amountPence: Int64
  /// What was found of the line.
  public let finding: String

  /// The contributions of one line of a posted file.
  static func of(line: Int64, rows: Range<Int64>, _ reading: Reading) throws -> [ContributionLine] {
    try reading.all(
      "SELECT line, post, mandate, fund, amount_pence, finding FROM contribution WHERE id >= ? AND id < ? AND line = ?",
      [.integer(rows.lowerBound), .integer(rows.upperBound), .integer(line)]
    ) { row in
      ContributionLine(
        line: row.int(0), post: row.int(1), mandate: row.int(2), fund: row.int(3), amountPence: row.int(4),
        finding: Finding(rawValue: row.int(5))?.code ?? "\(row.int(5))")
    }
  }
}
