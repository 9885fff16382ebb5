// Where the contributions of a file are not as they were written: names the lines, by the archived file.

import Files
import Ledger
import Store

/// Holds contributions against the archived file, line by line.
public enum LineProof {
  /// Names the lines of a file whose rows were changed. A file that is as it was written is not read again.
  public static func check(profiles: [Profile]) -> Check {
    Check("payroll-lines", "the lines of each file are those of its archived copy") { store, scope in
      try GivingRoom.files(after: scope, store.reading).flatMap { file -> [String] in
        guard try store.isAsWritten(Contribution.book, rows: file.rows) == false else { return [] }
        return try faults(file, store, profiles)
      }
    }
  }

  /// How many lines are named.
  private static let shown = 20

  private static func faults(_ file: PostedFile, _ store: Store, _ profiles: [Profile]) throws -> [String] {
    guard let taken = try PayrollFile.find(file.number, store.reading),
      let profile = profiles.first(where: { $0.name == taken.profile }), Archive(store, .payroll).holds(file.number)
    else { return ["import \(file.number): its archived file or profile is gone, so its lines cannot be named"] }
    let booked = try amounts(file, store.reading)
    let archived = try amounts(file, profile, store)
    let lines = Set(booked.keys).union(archived.keys).filter { booked[$0] != archived[$0] }.sorted()
    guard !lines.isEmpty else {
      return ["import \(file.number): every line has its amount; a post, mandate, fund or finding was changed"]
    }
    return lines.prefix(shown).map { line in
      "import \(file.number), line \(line): the books say \(booked[line] ?? 0)p, the archived file \(archived[line] ?? 0)p"
    }
  }

  private static func amounts(_ file: PostedFile, _ reading: Reading) throws -> [Int64: Int64] {
    var amounts: [Int64: Int64] = [:]
    try reading.each(
      "SELECT line, amount_pence FROM contribution WHERE id >= ? AND id < ?",
      [.integer(file.rows.lowerBound), .integer(file.rows.upperBound)]
    ) { amounts[$0.int(0), default: 0] &+= $0.int(1) }
    return amounts
  }

  /// The archived file read with an empty register: then each line is one row with its whole amount.
  private static func amounts(_ file: PostedFile, _ profile: Profile, _ store: Store) throws -> [Int64: Int64] {
    let spooled = try Archive(store, .payroll).spool(file.number, limits: profile.limits)
    let heading = PayrollHeading(key: file.key, employer: profile.bureau == nil ? file.key.sender : nil)
    var amounts: [Int64: Int64] = [:]
    var lines = PayrollLines(.withoutRegister(profile, heading))
    let width = Contribution.book.columns.count
    try lines.read(spooled.path) { part in
      for start in stride(from: 0, to: part.rows.count, by: width) { amounts[part.rows[start]] = part.rows[start + 4] }
      return true
    }
    return amounts
  }
}
