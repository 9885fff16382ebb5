// What `verify` proves of payroll giving: that lines, postings, items, archive and register agree.

import Files
import Ledger
import Money
import Store

extension GivingRoom {
  /// Giving's checks.
  public static let checks: [Check] = [
    Gift.check, GiftImport.check, MatchClaim.check, PostedGivers.check,
    Check("payroll-ranges", "each posted file owns its range of contributions, and together they own all") { store, _ in
      try rangeFaults(store.reading)
    },
    Check("payroll-entries", "the contributions of each file are what its entries posted") { store, scope in
      try files(after: scope, store.reading).flatMap { try entryFaults($0, store.reading) }
    },
    Check("payroll-items", "each line that needs a person has its item") { store, scope in
      try files(after: scope, store.reading).flatMap { try itemFaults($0, store.reading) }
    },
    Check("payroll-references", "each contribution names a post, mandate and fund that there are") { store, scope in
      try files(after: scope, store.reading).flatMap { try referenceFaults($0, store.reading) }
    },
    Check("payroll-states", "each posted file is posted or superseded, and no other is") { store, _ in
      try store.reading.all(
        """
        SELECT import, state FROM payroll_state WHERE id IN (SELECT max(id) FROM payroll_state GROUP BY import)
        AND (state IN ('posted', 'superseded')) <> (import IN (SELECT import FROM payroll_posted)) LIMIT 20
        """
      ) { "import \($0.int(0)) is \($0.text(1)), which is not what its lines say" }
    },
    Check("archive", "every file that was posted or held is in the archive, unchanged") { store, scope in
      try archiveFaults(store, scope)
    },
    Check("payroll-numbers", "every payroll number is the one that was committed to") { store, scope in
      guard case .everything = scope else { return [] }
      return try payrollNumberFaults(store)
    },
    Check("mandates", "no two mandates are live at once for one post and code") { store, scope in
      guard case .everything = scope else { return [] }
      return try store.reading.all(
        """
        SELECT a.mandate, b.mandate FROM mandate_now a JOIN mandate_now b ON a.payroll = b.payroll AND a.post = b.post
        AND a.code = b.code AND a.mandate < b.mandate AND a.from_day <= b.until_day AND b.from_day <= a.until_day
        AND a.from_day <= a.until_day AND b.from_day <= b.until_day LIMIT 20
        """
      ) { "mandates M\($0.int(0)) and M\($0.int(1)) are live at once" }
    },
  ]

  /// The files that a scope looks at: those that links after its beginning brought.
  static func files(after scope: CheckScope, _ reading: Reading) throws -> [PostedFile] {
    let fresh = Set(
      try reading.all(
        """
        SELECT import FROM payroll_posted WHERE id >= coalesce((SELECT min(first_row) FROM audit_rows
        WHERE book = 'payroll_posted' AND link > ?), \(Int64.max))
        """, [.integer(scope.verifiedLink)]
      ) { $0.int(0) })
    return try PostedFile.all(reading).filter { fresh.contains($0.number) }
  }

  private static func rangeFaults(_ reading: Reading) throws -> [String] {
    var faults: [String] = []
    var next: Int64 = 1
    for file in try PostedFile.all(reading).sorted(by: {
      ($0.rows.lowerBound, $0.rows.count) < ($1.rows.lowerBound, $1.rows.count)
    }) {
      if file.rows.lowerBound != next {
        faults.append("import \(file.number) begins at row \(file.rows.lowerBound), not \(next)")
      }
      next = file.rows.upperBound
    }
    let last = try reading.int("SELECT max(id) FROM contribution")
    if last != next &- 1 { faults.append("the last contribution is \(last), the files end at \(next &- 1)") }
    return faults
  }

  private static func entryFaults(_ file: PostedFile, _ reading: Reading) throws -> [String] {
    let bounds: [Value] = [.integer(file.rows.lowerBound), .integer(file.rows.upperBound)]
    let lines = try sums(
      "SELECT fund, sum(amount_pence) FROM contribution WHERE id >= ? AND id < ? GROUP BY fund", bounds, reading)
    let posted = try sums(
      """
      SELECT fund, -sum(amount_pence) FROM entry JOIN posting ON posting.entry = entry.id WHERE kind = 'payroll'
      AND public_id >= ?1 || '/' AND public_id < ?1 || '0' AND (account LIKE 'income:%' OR account = 'liability:suspense')
      GROUP BY fund
      """, [.text(file.subject)], reading)
    var faults: [String] = []
    for fund in Set(lines.keys).union(posted.keys).sorted() where lines[fund] ?? 0 != posted[fund] ?? 0 {
      faults.append(
        "import \(file.number): its lines make \(lines[fund] ?? 0)p in fund \(fund), its entries \(posted[fund] ?? 0)p")
    }
    let total = lines.values.reduce(0, &+)
    if total != file.total.rawValue {
      faults.append("import \(file.number): its lines make \(total)p, its total is \(file.total.rawValue)p")
    }
    return faults
  }

  private static func sums(_ sql: String, _ arguments: [Value], _ reading: Reading) throws -> [Int64: Int64] {
    var sums: [Int64: Int64] = [:]
    try reading.each(sql, arguments) { if $0.int(1) != 0 { sums[$0.int(0)] = $0.int(1) } }
    return sums
  }

  private static func itemFaults(_ file: PostedFile, _ reading: Reading) throws -> [String] {
    let needing = Finding.allCases.filter(\.needsPerson).map { "\($0.rawValue)" }.joined(separator: ", ")
    let lines = try reading.int(
      "SELECT count(DISTINCT line) FROM contribution WHERE id >= ? AND id < ? AND finding IN (\(needing))",
      [.integer(file.rows.lowerBound), .integer(file.rows.upperBound)])
    let items = try reading.int(
      "SELECT count(*) FROM open_item WHERE subject = ? AND line IS NOT NULL", [.text(file.subject)])
    return lines == items ? [] : ["import \(file.number): \(lines) lines need a person, \(items) items were raised"]
  }

  private static func referenceFaults(_ file: PostedFile, _ reading: Reading) throws -> [String] {
    let counts = try reading.first(
      """
      SELECT (SELECT max(post) FROM post), (SELECT max(mandate) FROM mandate),
      (SELECT count(*) FROM contribution WHERE id >= ?1 AND id < ?2 AND (post < 0 OR mandate < 0
        OR post > (SELECT max(post) FROM post) OR mandate > (SELECT max(mandate) FROM mandate)
        OR fund NOT IN (SELECT number FROM fund) OR (mandate <> 0 AND post = 0)))
      """, [.integer(file.rows.lowerBound), .integer(file.rows.upperBound)]
    ) { $0.int(2) }
    return counts == 0 ? [] : ["import \(file.number): \(counts ?? 0) contributions name what there is not"]
  }

  /// A recent file must be there; in a full check each is opened and held against its digest.
  private static func archiveFaults(_ store: Store, _ scope: CheckScope) throws -> [String] {
    let archive = Archive(store, .payroll)
    let files = try PayrollFile.all(store.reading)
    let orphans = archive.orphans(among: Set(files.map(\.number))).map { "no import speaks of archive/\($0)" }
    return try orphans
      + files.filter { $0.state != .refused }.compactMap { file in
        guard archive.holds(file.number) else { return "import \(file.number) is not in the archive" }
        guard case .everything = scope else { return nil }
        var digest = FileDigest()
        do { try archive.open(file.number) { digest.update($0) } } catch let error as any Refusal {
          return "import \(file.number): \(error.sentence)"
        }
        let recorded = try store.reading.first(
          "SELECT digest FROM payroll_import WHERE number = ?", [.integer(file.number)]
        ) {
          $0.blob(0)
        }
        let found = store.schemeKey.digest("payroll-file", digest.finalized())
        return found == recorded ? nil : "the archived file of import \(file.number) is not the one that was taken in"
      }
  }

  /// Holds each payroll number against the commitment under its person's key. Who was forgotten has no key: then the
  /// number must be gone too.
  private static func payrollNumberFaults(_ store: Store) throws -> [String] {
    var faults: [String] = []
    var seen = 0
    try store.reading.each(
      """
      SELECT payroll_number.payroll, number, payroll_number.post, post.payroll, donor, number_commitment
      FROM payroll_number LEFT JOIN post ON post.id = (SELECT max(id) FROM post WHERE post.post = payroll_number.post)
      """
    ) { row in
      seen += 1
      guard faults.count < 20 else { return }
      let key = row.isNull(4) ? nil : try store.keys.key(.person, row.int(4))
      let committed = key?.digest(Post.committed(row.int(0), row.text(1)))
      if row.int(0) != row.int(3) || committed != row.blob(5) {
        faults.append("the payroll number of post \(row.int(2)) is not the one that was recorded")
      }
    }
    let posts = try store.reading.int("SELECT count(DISTINCT post) FROM post")
    if seen != posts, faults.isEmpty { faults.append("\(posts) posts have \(seen) payroll numbers") }
    return faults
  }
}
