// The database as someone with `sqlite3` at hand sees it.

import Testing

@testable import Store

enum Raw {
  /// Runs statements on the file at `path`.
  static func run(_ path: String, _ sql: String) throws {
    let connection = try Connection(path: path, mode: .writing)
    defer { connection.close() }
    try connection.execute(sql)
  }
}
