// Who gave in a posted file, kept with it: a statement counts them without reading a line again.

import Store

/// The posts that have a line in a posted file.
enum PostedGivers {
  /// Records them.
  static func record(_ runs: [UInt8], of file: Int64, in write: Write) throws {
    try write.append(to: book, [.integer(file), .blob(runs)])
  }

  /// The posts of a file in ``PostSet/runs``, or nil for one that was posted before they were kept.
  static func find(_ file: Int64, _ reading: Reading) throws -> [UInt8]? {
    try reading.first("SELECT posts FROM payroll_givers WHERE import = ?", [.integer(file)]) { $0.blob(0) }
  }

  /// Takes the posts of a file into a set.
  static func add(_ file: PostedFile, to posts: inout PostSet, _ reading: Reading) throws {
    if let runs = try find(file.number, reading) {
      guard posts.insert(runs: runs) else { throw StoreError.broken("payroll_givers of import \(file.number)") }
    } else {
      try addLines(of: file, to: &posts, reading)
    }
  }

  /// The same from the lines.
  private static func addLines(of file: PostedFile, to posts: inout PostSet, _ reading: Reading) throws {
    try reading.each(
      "SELECT post FROM contribution WHERE id >= ? AND id < ?",
      [.integer(file.rows.lowerBound), .integer(file.rows.upperBound)]
    ) { posts.insert($0.int(0)) }
  }

  static let book = Book("payroll_givers", ["import", "posts"])
  static let schema = Schema.book("payroll_givers", "import INTEGER NOT NULL UNIQUE, posts BLOB NOT NULL")

  /// What is kept is what the lines say, and it is kept of every file since the first of which it is.
  static let check = Check("payroll-givers", "the givers kept with each file are those of its lines") { store, scope in
    let reading = store.reading
    let limit = try reading.int("SELECT max(post) FROM post")
    var faults = try reading.all(
      """
      SELECT import FROM payroll_givers WHERE import NOT IN (SELECT import FROM payroll_posted) UNION
      SELECT import FROM payroll_posted WHERE id > (SELECT min(p.id) FROM payroll_posted AS p
      JOIN payroll_givers AS g ON g.import = p.import) AND import NOT IN (SELECT import FROM payroll_givers) LIMIT 20
      """
    ) { "payroll_givers and payroll_posted do not both know import \($0.int(0))" }
    for file in try GivingRoom.files(after: scope, reading) {
      guard let runs = try find(file.number, reading) else { continue }
      var posts = PostSet(limit: limit)
      try addLines(of: file, to: &posts, reading)
      if posts.runs != runs { faults.append("payroll_givers: import \(file.number) has other givers than its lines") }
    }
    return faults
  }
}
