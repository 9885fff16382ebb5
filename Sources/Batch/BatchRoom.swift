// What Batch brings to the house: runs and their steps, which are workings. It writes no books.

import Store

/// The part of Batch in the house.
public enum BatchRoom {
  /// Its first migration.
  public static let migration = Migration("0004-batch", Run.schema + RunStep.schema)

  /// Its tables.
  public static let tables = Tables(workings: [Run.working, RunStep.working])
}
