// What statements bring to the house: their tables, their migration, their checks.

import Store

/// The statements' part in the house.
public enum StatementsRoom {
  /// Their first migration.
  public static let migration = Migration(
    "0018-statements", KeptStatement.schema + StatementDelivery.schema + StatementLook.schema)

  /// Their tables.
  public static let tables = Tables(books: [KeptStatement.book, StatementDelivery.book, StatementLook.book])

  /// Their checks.
  public static let checks: [Check] = [KeptStatement.check, StatementDelivery.check]
}
